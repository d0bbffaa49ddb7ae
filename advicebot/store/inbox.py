"""SQL for the inbox: every delivery of Slack's, written before it is acknowledged.

A row is *waiting* until its effects are committed (``done``) or every try has failed (``failed``).
Whoever works on it holds a lease; when the lease runs out, another process may take it up.
"""

import json
from datetime import datetime, timedelta

from sqlite_utils import Database

from advicebot.domain.delivery import Delivery
from advicebot.store.rows import to_text

ADD = """
INSERT INTO inbox (key, team_id, kind, body, received_at, lease_by, lease_until, attempts)
VALUES (:key, :team_id, :kind, :body, :at, :by, :until, 1) ON CONFLICT (key) DO NOTHING
"""
CLAIM_ABANDONED = """
UPDATE inbox SET lease_by = :by, lease_until = :until, attempts = attempts + 1
WHERE key IN (
    SELECT key FROM inbox
    WHERE done_at IS NULL AND failed_at IS NULL AND lease_until < :now
    ORDER BY received_at LIMIT :limit)
RETURNING key, team_id, kind, body, attempts, failures
"""
FINISH = "UPDATE inbox SET done_at = :at, body = '' WHERE key = :key AND done_at IS NULL"
RELEASE = """
UPDATE inbox SET lease_until = :until, failures = failures + 1
WHERE key = :key AND done_at IS NULL
"""
FAIL = "UPDATE inbox SET failed_at = :at WHERE key = :key AND done_at IS NULL"
REFUSE = """
UPDATE OR REPLACE inbox SET key = key || ':refused:' || :at, done_at = :at, body = ''
WHERE key = :key AND done_at IS NULL
"""
COUNT_WAITING = """
SELECT count(*) AS waiting FROM inbox WHERE done_at IS NULL AND failed_at IS NULL
"""


class Inbox:
    """The inbox in one transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, delivery: Delivery, *, at: datetime, by: str, lease: timedelta) -> bool:
        """Store a delivery, leased to ``by``; False when it was seen before."""
        cursor = self._db.execute(
            ADD,
            {
                "key": delivery.key,
                "team_id": delivery.team_id,
                "kind": delivery.kind,
                "body": json.dumps(delivery.body, ensure_ascii=False),
                "at": to_text(at),
                "by": by,
                "until": to_text(at + lease),
            },
        )
        return bool(cursor.rowcount == 1)

    def claim_abandoned(self, *, now: datetime, by: str, lease: timedelta) -> list[Delivery]:
        """Take over deliveries whose lease has run out, oldest first, twenty at the most."""
        rows = self._db.query(
            CLAIM_ABANDONED,
            {"now": to_text(now), "by": by, "until": to_text(now + lease), "limit": 20},
        )
        return [
            Delivery(
                key=row["key"],
                team_id=row["team_id"],
                kind=row["kind"],
                body=json.loads(row["body"]),
                attempts=row["attempts"],
                failures=row["failures"],
            )
            for row in rows
        ]

    def finish(self, key: str, at: datetime) -> bool:
        """Mark a delivery done and blank its body; False when it was done already."""
        return bool(self._db.execute(FINISH, {"key": key, "at": to_text(at)}).rowcount == 1)

    def is_done(self, key: str) -> bool:
        """True when the effects of this delivery are committed."""
        sql = "SELECT 1 FROM inbox WHERE key = :key AND done_at IS NOT NULL"
        return bool(list(self._db.query(sql, {"key": key})))

    def is_known(self, key: str) -> bool:
        """True when a delivery with this key was ever stored."""
        return bool(list(self._db.query("SELECT 1 FROM inbox WHERE key = :key", {"key": key})))

    def release(self, key: str, until: datetime) -> None:
        """Let a delivery that failed be taken up again from ``until`` on."""
        self._db.execute(RELEASE, {"key": key, "until": to_text(until)})

    def fail(self, key: str, at: datetime) -> None:
        """Give a delivery up after its last try; its body stays for the operator."""
        self._db.execute(FAIL, {"key": key, "at": to_text(at)})

    def refuse(self, key: str, at: datetime) -> None:
        """Mark a delivery done under another key, so that it may come again under its own."""
        self._db.execute(REFUSE, {"key": key, "at": to_text(at)})

    def count_waiting(self) -> int:
        """Return how many deliveries wait to be done."""
        return int(list(self._db.query(COUNT_WAITING))[0]["waiting"])
