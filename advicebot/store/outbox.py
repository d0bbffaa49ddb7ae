"""SQL for the outbox: everything that is to be sent because of a change, stored with the change.

What is posted about one thing goes to a recipient in order. A page waits for nothing, and what is
urgent, or for the on-call channel, for nothing about other things, so that a page is never held up
by another message; what is not waits for everything that was to reach its recipient before it. A
message that is drawn again holds up no new one. A row holds no text: what is sent is drawn from the
state at the moment of sending. ``next_at`` and the leases are in machine time, whatever the
injected clock says; a new row may leave at once.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from advicebot.domain.delivery import (
    ON_CALL,
    OUTSIDE,
    Claimed,
    Effect,
    EffectKind,
    Posted,
    Priority,
)
from advicebot.store.rows import to_instant, to_text

ADD = """
INSERT INTO outbox (key, team_id, kind, recipient, ref, data, priority, created_at, next_at)
VALUES (:key, :team_id, :kind, :recipient, :ref, :data, :priority, :at, '')
ON CONFLICT (key) DO NOTHING
"""
MAY_LEAVE = """
    SELECT waiting.id FROM outbox AS waiting
    WHERE waiting.sent_at IS NULL AND waiting.failed_at IS NULL AND waiting.next_at <= :now
      AND (waiting.recipient = :outside_is) = :outside
      AND (waiting.lease_until IS NULL OR waiting.lease_until < :now)
      AND NOT EXISTS (
        SELECT 1 FROM outbox AS earlier
        WHERE earlier.recipient = waiting.recipient AND earlier.id < waiting.id
          AND ((earlier.ref = waiting.ref AND waiting.kind <> :card
                AND (earlier.kind NOT LIKE :update OR waiting.kind LIKE :update))
               OR (waiting.priority > :urgent AND waiting.recipient <> :on_call))
          AND earlier.sent_at IS NULL AND earlier.failed_at IS NULL
          AND earlier.priority <= waiting.priority)
    ORDER BY waiting.priority, waiting.id LIMIT 1
"""
LANES: dict[str, str | int] = {
    "on_call": ON_CALL,
    "urgent": int(Priority.URGENT),
    "card": EffectKind.CARD.value,
    "outside_is": OUTSIDE,
    "update": "%.update",
}
CLAIM = f"""
UPDATE outbox SET lease_by = :by, lease_until = :until, attempts = attempts + 1
WHERE id = ({MAY_LEAVE}) RETURNING *
"""  # noqa: S608
HOLD = """
UPDATE outbox SET next_at = max(next_at, :until)
WHERE recipient = :recipient AND sent_at IS NULL AND failed_at IS NULL
"""
SENT = """
UPDATE outbox SET sent_at = :at, channel_id = :channel_id, ts = :ts, last_error = NULL
WHERE id = :id AND lease_by = :by AND attempts = :attempts AND sent_at IS NULL
"""
LATER = """
UPDATE outbox SET next_at = :next_at, lease_until = NULL, last_error = :error
WHERE id = :id AND lease_by = :by AND attempts = :attempts
"""
FAILED = """
UPDATE outbox SET failed_at = :at, last_error = :error
WHERE id = :id AND lease_by = :by AND attempts = :attempts
"""
FIND_SENT = """
SELECT channel_id, ts FROM outbox
WHERE ref = :ref AND kind = :kind AND ts IS NOT NULL
  AND (:recipient IS NULL OR recipient = :recipient) ORDER BY id DESC
"""
FIND_BY_KEY = "SELECT channel_id, ts FROM outbox WHERE key = :key AND ts IS NOT NULL"
RECIPIENTS = """
SELECT recipient FROM outbox WHERE ref = :ref AND kind = :kind AND failed_at IS NULL
GROUP BY recipient ORDER BY min(id)
"""
WAITING = """
SELECT 1 FROM outbox
WHERE ref = :ref AND kind = :kind AND id < :before AND sent_at IS NULL AND failed_at IS NULL
  AND (:recipient IS NULL OR recipient = :recipient)
LIMIT 1
"""
OLDEST = """
SELECT min(created_at) AS oldest FROM outbox
WHERE sent_at IS NULL AND failed_at IS NULL AND priority = :priority
"""
COUNTS = """
SELECT count(*) AS waiting, min(created_at) AS oldest FROM outbox
WHERE sent_at IS NULL AND failed_at IS NULL
"""


class Outbox:
    """The outbox in one transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, effect: Effect, at: datetime) -> None:
        """Store an effect; a second one with the same key changes nothing."""
        self._db.execute(
            ADD,
            {
                "key": effect.key,
                "team_id": effect.team_id,
                "kind": effect.kind.value,
                "recipient": effect.recipient,
                "ref": effect.ref,
                "data": json.dumps(dict(effect.data), sort_keys=True),
                "priority": int(effect.priority),
                "at": to_text(at),
            },
        )

    def claim(
        self, *, now: datetime, by: str, lease: timedelta, outside: bool = False
    ) -> Claimed | None:
        """Lease the next effect to ``by``: urgent first, then oldest, each recipient's in order.

        With ``outside`` only what leaves by the second channel, else only what does not: the two
        never wait for each other.
        """
        values = {"now": to_text(now), "by": by, "until": to_text(now + lease)}
        rows = list(self._db.query(CLAIM, values | LANES | {"outside": int(outside)}))
        return _claimed(rows[0]) if rows else None

    def mark_sent(self, claimed: Claimed, *, by: str, at: datetime, posted: Posted | None) -> bool:
        """Record success; False when the lease was lost to another process meanwhile."""
        cursor = self._db.execute(
            SENT,
            {
                "id": claimed.id,
                "by": by,
                "attempts": claimed.attempts,
                "at": to_text(at),
                "channel_id": posted.channel_id if posted else None,
                "ts": posted.ts if posted else None,
            },
        )
        return bool(cursor.rowcount == 1)

    def is_kept(self, claimed: Claimed) -> bool:
        """False when the effect was removed since it was claimed: somebody was erased."""
        sql = "SELECT 1 FROM outbox WHERE id = :id AND key = :key"
        values = {"id": claimed.id, "key": claimed.effect.key}
        return bool(list(self._db.query(sql, values)))

    def mark_later(self, claimed: Claimed, *, by: str, next_at: datetime, error: str) -> None:
        """Give the lease back and try again at ``next_at``."""
        values = {"id": claimed.id, "by": by, "attempts": claimed.attempts}
        self._db.execute(LATER, values | {"next_at": to_text(next_at), "error": error})

    def mark_failed(self, claimed: Claimed, *, by: str, at: datetime, error: str) -> None:
        """Give an effect up: trying again cannot help."""
        values = {"id": claimed.id, "by": by, "attempts": claimed.attempts}
        self._db.execute(FAILED, values | {"at": to_text(at), "error": error})

    def list_posted(
        self, ref: str, kind: EffectKind, *, recipient: str | None = None
    ) -> list[Posted]:
        """Return where the messages of this kind about ``ref`` were posted, newest first.

        ``recipient`` None means whoever they went to.
        """
        values = {"ref": ref, "kind": kind.value, "recipient": recipient}
        return [_posted(row) for row in self._db.query(FIND_SENT, values)]

    def find_posted(self, key: str) -> Posted | None:
        """Return where the effect with this key was posted, None while it was not."""
        rows = list(self._db.query(FIND_BY_KEY, {"key": key}))
        return _posted(rows[0]) if rows else None

    def has_failed(self, key: str) -> bool:
        """True when the effect with this key was given up."""
        sql = "SELECT 1 FROM outbox WHERE key = :key AND failed_at IS NOT NULL"
        return bool(list(self._db.query(sql, {"key": key})))

    def list_recipients(self, ref: str, kind: EffectKind) -> list[str]:
        """Return whom messages of this kind about ``ref`` go to, sent or not, first ones first."""
        rows = self._db.query(RECIPIENTS, {"ref": ref, "kind": kind.value})
        return [row["recipient"] for row in rows]

    def list_effects(self, ref: str, kind: EffectKind) -> list[Effect]:
        """Return the effects of this kind about ``ref``, oldest first."""
        values = {"ref": ref, "kind": kind.value}
        sql = "SELECT * FROM outbox WHERE ref = :ref AND kind = :kind ORDER BY id"
        return [_effect(row) for row in self._db.query(sql, values)]

    def is_waiting(
        self, ref: str, kind: EffectKind, *, before: int, recipient: str | None = None
    ) -> bool:
        """True while a message of this kind about ``ref``, older than row ``before``, is unsent."""
        values = {"ref": ref, "kind": kind.value, "before": before, "recipient": recipient}
        return bool(list(self._db.query(WAITING, values)))

    def oldest_waiting(self, priority: Priority) -> datetime | None:
        """Return since when the oldest unsent effect of this lane has waited, None for none."""
        row = list(self._db.query(OLDEST, {"priority": int(priority)}))[0]
        return to_instant(row["oldest"]) if row["oldest"] else None

    def hold(self, recipient: str, until: datetime) -> None:
        """Send nothing to this recipient before ``until``: Slack asked for patience."""
        self._db.execute(HOLD, {"recipient": recipient, "until": to_text(until)})

    def is_due(self, now: datetime) -> bool:
        """True when an effect for Slack could be claimed at ``now``."""
        return bool(list(self._db.query(MAY_LEAVE, {"now": to_text(now), "outside": 0} | LANES)))

    def count_waiting(self) -> tuple[int, datetime | None]:
        """Return how many effects wait, and since when the oldest does."""
        row = list(self._db.query(COUNTS))[0]
        return int(row["waiting"]), to_instant(row["oldest"]) if row["oldest"] else None


def _posted(row: Mapping[str, Any]) -> Posted:
    return Posted(channel_id=row["channel_id"], ts=row["ts"])


def _claimed(row: Mapping[str, Any]) -> Claimed:
    return Claimed(
        id=row["id"],
        effect=_effect(row),
        attempts=row["attempts"],
        created_at=to_instant(row["created_at"]),
    )


def _effect(row: Mapping[str, Any]) -> Effect:
    return Effect(
        key=row["key"],
        team_id=row["team_id"],
        kind=EffectKind(row["kind"]),
        recipient=row["recipient"],
        ref=row["ref"],
        data=json.loads(row["data"]),
        priority=Priority(row["priority"]),
    )
