"""SQL for follow-ups and every answer to them."""

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from advicebot.domain.outcomes.answers import Answer
from advicebot.domain.outcomes.followup import FollowUp, FollowUpKind, Whereabouts
from advicebot.store.rows import plain_value, to_instant, to_text

COLUMNS = tuple(each.name for each in fields(FollowUp))
SAVE = f"""
UPDATE follow_ups SET {", ".join(f"{name} = :{name}" for name in COLUMNS if name != "id")},
  version = version + 1
WHERE id = :id RETURNING version
"""  # noqa: S608
OF_REQUEST = "SELECT * FROM follow_ups WHERE request_id = :request_id ORDER BY due_at, id"
OPEN_OF = """
SELECT follow_ups.* FROM follow_ups JOIN requests ON requests.id = follow_ups.request_id
WHERE follow_ups.team_id = :team_id AND follow_ups.requester = :user_id
  AND answered_at IS NULL AND closed_unknown_at IS NULL
ORDER BY due_at, requests.number, follow_ups.id
"""
STOPPED_OF = """
SELECT * FROM follow_ups
WHERE team_id = :team_id AND requester = :user_id AND stopped = 1 AND closed_unknown_at >= :since
ORDER BY due_at, id
"""
ANSWERS = """
SELECT follow_up_answers.* FROM follow_up_answers
JOIN follow_ups ON follow_ups.id = follow_up_answers.follow_up_id
WHERE follow_ups.request_id = :request_id ORDER BY follow_up_answers.id
"""
STOPPED_AT = """
SELECT no_follow_ups_at FROM people WHERE team_id = :team_id AND user_id = :user_id
"""
STOP = """
INSERT INTO people (team_id, user_id, no_follow_ups_at) VALUES (:team_id, :user_id, :at)
ON CONFLICT (team_id, user_id) DO UPDATE SET no_follow_ups_at = :at
"""
INSTANTS = ("due_at", "asked_at", "reminded_at", "answered_at", "closed_unknown_at")


class FollowUps:
    """Follow-ups in one transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, followup: FollowUp) -> None:
        """Store a new follow-up; a request has one of each kind."""
        self._db.table("follow_ups").insert(_to_row(followup))

    def save(self, followup: FollowUp) -> int:
        """Store a changed follow-up in place of the one with its id; return its next version."""
        (row,) = self._db.query(SAVE, _to_row(followup))
        return int(row["version"])

    def find(self, followup_id: str) -> FollowUp | None:
        """Return the follow-up with this id."""
        rows = list(self._db.query("SELECT * FROM follow_ups WHERE id = :id", {"id": followup_id}))
        return to_follow_up(rows[0]) if rows else None

    def list_of_request(self, request_id: str) -> list[FollowUp]:
        """Return the follow-ups of a request, the one due first first."""
        rows = self._db.query(OF_REQUEST, {"request_id": request_id})
        return [to_follow_up(row) for row in rows]

    def list_unanswered_of(self, team_id: str, user_id: str) -> list[FollowUp]:
        """Return a person's follow-ups that are neither answered nor given up, asked or not.

        The one due first comes first, and the older request first where both are due at once.
        """
        rows = self._db.query(OPEN_OF, {"team_id": team_id, "user_id": user_id})
        return [to_follow_up(row) for row in rows]

    def list_stopped_of(self, team_id: str, user_id: str, *, since: datetime) -> list[FollowUp]:
        """Return a person's follow-ups that were stopped at ``since`` or later, by due date."""
        values = {"team_id": team_id, "user_id": user_id, "since": to_text(since)}
        return [to_follow_up(row) for row in self._db.query(STOPPED_OF, values)]

    def add_answer(self, answer: Answer) -> None:
        """Store one more answer; none is ever replaced."""
        row = {each.name: _plain(getattr(answer, each.name)) for each in fields(answer)}
        row["follow_up_id"] = row.pop("followup_id")
        self._db.table("follow_up_answers").insert(row)

    def list_answers(self, request_id: str) -> list[Answer]:
        """Return every answer about the pupil of a request, in the order in which they came."""
        return [to_answer(row) for row in self._db.query(ANSWERS, {"request_id": request_id})]

    def stopped_at(self, team_id: str, user_id: str) -> datetime | None:
        """Return when this person asked not to be asked any more, None while they may be."""
        rows = list(self._db.query(STOPPED_AT, {"team_id": team_id, "user_id": user_id}))
        text = rows[0]["no_follow_ups_at"] if rows else None
        return to_instant(text) if text else None

    def set_stopped(self, team_id: str, user_id: str, at: datetime | None) -> None:
        """Record that this person wants no more questions from ``at`` on; None takes it back."""
        stop = to_text(at) if at else None
        self._db.execute(STOP, {"team_id": team_id, "user_id": user_id, "at": stop})


def to_follow_up(row: Mapping[str, Any]) -> FollowUp:
    """Return the follow-up a row of ``follow_ups`` holds."""
    plain = {name: row[name] for name in COLUMNS}
    for name in INSTANTS:
        plain[name] = to_instant(plain[name]) if plain[name] else None
    plain |= {
        "kind": FollowUpKind(plain["kind"]),
        "whereabouts": Whereabouts(plain["whereabouts"]) if plain["whereabouts"] else None,
        "did_next_step": _truth(plain["did_next_step"]),
        "helped": tuple(json.loads(plain["helped"])),
        "stopped": bool(plain["stopped"]),
    }
    return FollowUp(**plain)


def to_answer(row: Mapping[str, Any]) -> Answer:
    """Return the answer a row of ``follow_up_answers`` holds."""
    return Answer(
        followup_id=row["follow_up_id"],
        given_at=to_instant(row["given_at"]),
        whereabouts=Whereabouts(row["whereabouts"]),
        days_suspended=row["days_suspended"],
        risk=row["risk"],
        did_next_step=_truth(row["did_next_step"]),
        helped=tuple(json.loads(row["helped"])),
        is_late=bool(row["is_late"]),
    )


def _to_row(followup: FollowUp) -> dict[str, Any]:
    return {name: _plain(getattr(followup, name)) for name in COLUMNS}


def _plain(value: Any) -> Any:
    return int(value) if isinstance(value, bool) else plain_value(value)


def _truth(value: int | None) -> bool | None:
    return None if value is None else bool(value)
