"""SQL for handoffs."""

from datetime import datetime

from sqlite_utils import Database

from advicebot.domain.request import Handoff
from advicebot.domain.vocabulary import Urgency
from advicebot.store.rows import to_handoff, to_row, to_text

CLAIM = """
UPDATE handoffs SET state = 'claimed', claimed_by = :user_id, claimed_at = :at
WHERE id = :id AND state = 'open'
"""


class Handoffs:
    """Handoffs in one transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, handoff: Handoff) -> None:
        """Store a new handoff; a request has one at the most."""
        self._db.table("handoffs").insert(to_row(handoff))

    def find(self, handoff_id: str) -> Handoff | None:
        """Return the handoff with this id."""
        return self._one("SELECT * FROM handoffs WHERE id = :key", handoff_id)

    def find_by_request(self, request_id: str) -> Handoff | None:
        """Return the handoff of this request."""
        return self._one("SELECT * FROM handoffs WHERE request_id = :key", request_id)

    def claim(self, handoff_id: str, user_id: str, at: datetime) -> bool:
        """Give an open handoff to one person; False when somebody else has it already."""
        cursor = self._db.execute(CLAIM, {"id": handoff_id, "user_id": user_id, "at": to_text(at)})
        return bool(cursor.rowcount == 1)

    def raise_urgency(self, handoff_id: str, urgency: Urgency) -> None:
        """Record that a request became more pressing after it was handed off."""
        self._db.execute(
            "UPDATE handoffs SET urgency = :urgency WHERE id = :id",
            {"id": handoff_id, "urgency": urgency.value},
        )

    def mark_paged(self, handoff_id: str, at: datetime) -> None:
        """Record that Slack took the page."""
        self._db.execute(
            "UPDATE handoffs SET paged_at = :at, page_failed_at = NULL WHERE id = :id",
            {"id": handoff_id, "at": to_text(at)},
        )

    def mark_page_failed(self, handoff_id: str, at: datetime) -> bool:
        """Record that nobody could be paged; False when that was known already."""
        cursor = self._db.execute(
            "UPDATE handoffs SET page_failed_at = :at WHERE id = :id AND page_failed_at IS NULL",
            {"id": handoff_id, "at": to_text(at)},
        )
        return bool(cursor.rowcount == 1)

    def _one(self, sql: str, key: str) -> Handoff | None:
        rows = list(self._db.query(sql, {"key": key}))
        return to_handoff(rows[0]) if rows else None
