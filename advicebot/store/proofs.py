"""SQL for what becomes of messages after they were posted: looked at once more, posted again where
Slack lost them, and replaced where somebody deleted them.
"""

from datetime import datetime

from sqlite_utils import Database

from advicebot.domain.delivery import Look
from advicebot.store import outbox_sql as sql
from advicebot.store.outbox import to_effect, to_posted
from advicebot.store.rows import to_text


class Proofs:
    """What was posted, in one transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def is_due(self, now: datetime) -> bool:
        """True when a message should be looked at."""
        query = "SELECT 1 FROM outbox WHERE look_at <= :now LIMIT 1"
        return self._db.execute(query, {"now": to_text(now)}).fetchone() is not None

    def claim(self, now: datetime) -> Look | None:
        """Take the message whose look is due longest; nobody else will look at it."""
        rows = list(self._db.query(sql.LOOK, {"now": to_text(now)}))
        if not rows:
            return None
        return Look(id=rows[0]["id"], effect=to_effect(rows[0]), posted=to_posted(rows[0]))

    def look_later(self, look: Look, at: datetime) -> None:
        """Look at ``at`` after all: Slack did not answer."""
        self._db.execute(sql.LOOK_LATER, {"id": look.id, "ts": look.posted.ts, "at": to_text(at)})

    def post_again(self, look: Look) -> bool:
        """Put a message that is not there back into the outbox; False when that was done before."""
        cursor = self._db.execute(sql.POST_AGAIN, {"id": look.id, "ts": look.posted.ts})
        return bool(cursor.rowcount == 1)

    def mark_gone(self, key: str, at: datetime) -> bool:
        """A posted message is there no more: its key is free for one in its place.

        Returns:
            False when there is none, or one was put in its place before.
        """
        if self._db.execute(sql.WAS_GONE, {"key": key}).fetchone():
            return False
        return bool(self._db.execute(sql.GONE, {"key": key, "at": to_text(at)}).rowcount == 1)
