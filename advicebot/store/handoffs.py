"""SQL for handoffs."""

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from sqlite_utils import Database

from advicebot.domain.handoff import (
    Closing,
    Handoff,
    HandoffReason,
    HandoffState,
    Helped,
    Intention,
    Reopening,
)
from advicebot.domain.oncall.escalation import Position, from_json, to_json
from advicebot.domain.vocabulary import Urgency
from advicebot.errors import StoreError
from advicebot.store.rows import plain_value, to_instant

BY_REQUEST = """
SELECT handoffs.* FROM handoffs JOIN requests ON requests.handoff_id = handoffs.id
WHERE requests.id = :key
"""
ACTIVE_OF = """
SELECT * FROM handoffs
WHERE team_id = :team_id AND requester = :user_id AND state IN ('open', 'claimed')
ORDER BY created_at DESC LIMIT 1
"""
LIST_ACTIVE = """
SELECT * FROM handoffs WHERE state IN ('open', 'claimed') ORDER BY created_at, id
"""
HELD_BY = """
SELECT * FROM handoffs
WHERE team_id = :team_id AND claimed_by = :user_id AND state = 'claimed' ORDER BY created_at
"""
BY_CARD = """
SELECT handoffs.* FROM handoffs JOIN outbox ON outbox.ref = handoffs.id
WHERE outbox.kind = 'card' AND outbox.channel_id = :channel_id AND outbox.ts = :ts
"""
DUTY_OF = """
SELECT * FROM handoffs
WHERE team_id = :team_id AND requester <> :user_id AND state IN ('open', 'claimed')
  AND (claimed_by = :user_id OR EXISTS (
    SELECT 1 FROM outbox
    WHERE outbox.ref = handoffs.id AND outbox.kind = 'card' AND outbox.recipient = :user_id
      AND outbox.failed_at IS NULL))
ORDER BY claimed_by IS :user_id DESC, created_at DESC LIMIT 1
"""
CARD_AWAITED = """
SELECT 1 FROM handoffs
WHERE state IN ('open', 'claimed') AND NOT EXISTS (
    SELECT 1 FROM outbox WHERE outbox.key = 'card:' || handoffs.id AND outbox.ts IS NOT NULL)
LIMIT 1
"""
UNTIMED = """
SELECT * FROM handoffs
WHERE state IN ('open', 'claimed') AND NOT EXISTS (
    SELECT 1 FROM timers
    WHERE timers.ref = handoffs.id AND timers.done_at IS NULL
      AND (state = 'claimed' OR timers.kind = 'handoff.escalate'))
"""
INSTANTS = (
    *("next_at", "parked_until", "answer_by", "claimed_at", "seen_at", "last_word_at"),
    *("still_asked_at", "paged_at", "page_failed_at", "closed_at", "created_at"),
)


class Handoffs:
    """Handoffs in one transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, handoff: Handoff) -> None:
        """Store a new handoff, and join the request that began it to it."""
        self._db.table("handoffs").insert(_to_row(handoff))
        self.join(handoff.request_id, handoff.id)

    def join(self, request_id: str, handoff_id: str) -> None:
        """Record that a request is in the hands of people who have this handoff."""
        self._db.execute(
            "UPDATE requests SET handoff_id = :handoff_id WHERE id = :id",
            {"id": request_id, "handoff_id": handoff_id},
        )

    def save(self, handoff: Handoff) -> Handoff:
        """Store a changed handoff and return it with its next version.

        Raises:
            StoreError: it was changed by somebody else since it was read.
        """
        row = _to_row(handoff)
        columns = ", ".join(f"{name} = :{name}" for name in row if name not in ("id", "version"))
        cursor = self._db.execute(
            f"UPDATE handoffs SET {columns}, version = version + 1 "  # noqa: S608
            "WHERE id = :id AND version = :version",
            row,
        )
        if cursor.rowcount != 1:
            raise StoreError(f"Handoff {handoff.id} was changed by somebody else meanwhile.")
        found = self.find(handoff.id)
        assert found is not None
        return found

    def find(self, handoff_id: str) -> Handoff | None:
        """Return the handoff with this id."""
        return self._one("SELECT * FROM handoffs WHERE id = :key", {"key": handoff_id})

    def find_by_request(self, request_id: str) -> Handoff | None:
        """Return the handoff that this request is part of."""
        return self._one(BY_REQUEST, {"key": request_id})

    def find_active_of(self, team_id: str, user_id: str) -> Handoff | None:
        """Return the handoff in which this teacher waits for a person or has one."""
        return self._one(ACTIVE_OF, {"team_id": team_id, "user_id": user_id})

    def find_by_card(self, channel_id: str, ts: str) -> Handoff | None:
        """Return the handoff whose card was posted there; its thread is where people talk."""
        return self._one(BY_CARD, {"channel_id": channel_id, "ts": ts})

    def find_duty_of(self, team_id: str, user_id: str) -> Handoff | None:
        """Return somebody else's active handoff that this person has, else the newest one that
        they were paged for.
        """
        return self._one(DUTY_OF, {"team_id": team_id, "user_id": user_id})

    def is_card_awaited(self) -> bool:
        """True while the card of an active handoff is on its way to the on-call channel."""
        return bool(list(self._db.query(CARD_AWAITED)))

    def list_active(self) -> list[Handoff]:
        """Return what nobody has yet and what somebody has, oldest first."""
        return [to_handoff(row) for row in self._db.query(LIST_ACTIVE)]

    def list_held_by(self, team_id: str, user_id: str) -> list[Handoff]:
        """Return what this practitioner has, oldest first."""
        rows = self._db.query(HELD_BY, {"team_id": team_id, "user_id": user_id})
        return [to_handoff(row) for row in rows]

    def list_untimed(self) -> list[Handoff]:
        """Return active handoffs that no timer will ever look at again: there should be none."""
        return [to_handoff(row) for row in self._db.query(UNTIMED)]

    def _one(self, sql: str, values: dict[str, str]) -> Handoff | None:
        rows = list(self._db.query(sql, values))
        return to_handoff(rows[0]) if rows else None


def _to_row(handoff: Handoff) -> dict[str, Any]:
    row = {each.name: plain_value(getattr(handoff, each.name)) for each in fields(handoff)}
    position = row.pop("position")
    closing = handoff.closing
    return row | {
        "step": position.step,
        "round": position.round,
        "policy": to_json(handoff.policy) if handoff.policy else None,
        "closing": json.dumps(asdict(closing), default=str) if closing else None,
        "in_time": None if handoff.in_time is None else int(handoff.in_time),
    }


def to_handoff(row: Mapping[str, Any]) -> Handoff:
    """Return the handoff a row of ``handoffs`` holds."""
    plain = dict(row)
    for name in INSTANTS:
        plain[name] = to_instant(plain[name]) if plain[name] else None
    for name in ("paged", "reached", "declined"):
        plain[name] = tuple(json.loads(plain[name]))
    plain |= {
        "reason": HandoffReason(plain["reason"]),
        "urgency": Urgency(plain["urgency"]),
        "state": HandoffState(plain["state"]),
        "reopened": Reopening(plain["reopened"]) if plain["reopened"] else None,
        "policy": from_json(plain["policy"]) if plain["policy"] else None,
        "position": Position(step=plain.pop("step"), round=plain.pop("round")),
        "closing": _closing(plain["closing"]),
        "helped": Helped(plain["helped"]) if plain["helped"] else None,
        "in_time": None if plain["in_time"] is None else bool(plain["in_time"]),
    }
    return Handoff(**plain)


def _closing(text: str | None) -> Closing | None:
    if text is None:
        return None
    said = json.loads(text)
    review = said["review_on"]
    return Closing(
        **said
        | {
            "intention": Intention(said["intention"]),
            "review_on": date.fromisoformat(review) if review else None,
        }
    )
