"""SQL for the outbox: everything that is to be sent because of a change, stored with the change.

Rows of one recipient are sent in order; in the on-call channel those of one handoff are, so that a
page that cannot leave holds up no other. A row holds no text: what is sent is drawn from the state
at the moment of sending. ``next_at`` and the leases are in machine time, whatever the injected
clock says; a new row may leave at once.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from advicebot.domain.delivery import ON_CALL, Claimed, Effect, EffectKind, Posted, Priority
from advicebot.store.rows import to_instant, to_text

ADD = """
INSERT INTO outbox (key, team_id, kind, recipient, ref, data, priority, created_at, next_at)
VALUES (:key, :team_id, :kind, :recipient, :ref, :data, :priority, :at, '')
ON CONFLICT (key) DO NOTHING
"""
MAY_LEAVE = """
    SELECT waiting.id FROM outbox AS waiting
    WHERE waiting.sent_at IS NULL AND waiting.failed_at IS NULL AND waiting.next_at <= :now
      AND (waiting.lease_until IS NULL OR waiting.lease_until < :now)
      AND NOT EXISTS (
        SELECT 1 FROM outbox AS earlier
        WHERE earlier.recipient = waiting.recipient AND earlier.id < waiting.id
          AND (earlier.recipient <> :on_call OR earlier.ref = waiting.ref)
          AND earlier.sent_at IS NULL AND earlier.failed_at IS NULL
          AND earlier.priority <= waiting.priority)
    ORDER BY waiting.priority, waiting.id LIMIT 1
"""
CLAIM = f"""
UPDATE outbox SET lease_by = :by, lease_until = :until, attempts = attempts + 1
WHERE id = ({MAY_LEAVE}) RETURNING *
"""  # noqa: S608
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
WHERE ref = :ref AND kind = :kind AND ts IS NOT NULL ORDER BY id DESC
"""
WAITING = """
SELECT 1 FROM outbox
WHERE ref = :ref AND kind = :kind AND id < :before AND sent_at IS NULL AND failed_at IS NULL
LIMIT 1
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

    def claim(self, *, now: datetime, by: str, lease: timedelta) -> Claimed | None:
        """Lease the next effect to ``by``: urgent first, then oldest, each recipient's in order."""
        values = {"now": to_text(now), "by": by, "until": to_text(now + lease)}
        rows = list(self._db.query(CLAIM, values | {"on_call": ON_CALL}))
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

    def mark_later(self, claimed: Claimed, *, by: str, next_at: datetime, error: str) -> None:
        """Give the lease back and try again at ``next_at``."""
        values = {"id": claimed.id, "by": by, "attempts": claimed.attempts}
        self._db.execute(LATER, values | {"next_at": to_text(next_at), "error": error})

    def mark_failed(self, claimed: Claimed, *, by: str, at: datetime, error: str) -> None:
        """Give an effect up: trying again cannot help."""
        values = {"id": claimed.id, "by": by, "attempts": claimed.attempts}
        self._db.execute(FAILED, values | {"at": to_text(at), "error": error})

    def list_posted(self, ref: str, kind: EffectKind) -> list[Posted]:
        """Return where the messages of this kind about ``ref`` were posted, newest first."""
        rows = self._db.query(FIND_SENT, {"ref": ref, "kind": kind.value})
        return [Posted(channel_id=row["channel_id"], ts=row["ts"]) for row in rows]

    def is_waiting(self, ref: str, kind: EffectKind, *, before: int) -> bool:
        """True while a message of this kind about ``ref``, older than row ``before``, is unsent."""
        values = {"ref": ref, "kind": kind.value, "before": before}
        return bool(list(self._db.query(WAITING, values)))

    def is_due(self, now: datetime) -> bool:
        """True when an effect could be claimed at ``now``."""
        return bool(list(self._db.query(MAY_LEAVE, {"now": to_text(now), "on_call": ON_CALL})))

    def count_waiting(self) -> tuple[int, datetime | None]:
        """Return how many effects wait, and since when the oldest does."""
        row = list(self._db.query(COUNTS))[0]
        return int(row["waiting"]), to_instant(row["oldest"]) if row["oldest"] else None


def _claimed(row: Mapping[str, Any]) -> Claimed:
    return Claimed(
        id=row["id"],
        effect=Effect(
            key=row["key"],
            team_id=row["team_id"],
            kind=EffectKind(row["kind"]),
            recipient=row["recipient"],
            ref=row["ref"],
            data=json.loads(row["data"]),
            priority=Priority(row["priority"]),
        ),
        attempts=row["attempts"],
        created_at=to_instant(row["created_at"]),
    )
