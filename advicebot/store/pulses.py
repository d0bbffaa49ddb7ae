"""SQL for signs of life: when each part of the line last did its work."""

from datetime import datetime

from sqlite_utils import Database

from advicebot.store.rows import to_instant, to_text

MARK = """
INSERT INTO pulses (name, at, detail) VALUES (:name, :at, :detail)
ON CONFLICT (name) DO UPDATE SET at = :at, detail = :detail
"""


class Pulses:
    """Signs of life in one transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def mark(self, name: str, at: datetime, detail: str = "") -> None:
        """Record that the part of this name did its work at ``at``; the last mark counts."""
        self._db.execute(MARK, {"name": name, "at": to_text(at), "detail": detail})

    def last(self, name: str) -> tuple[datetime, str] | None:
        """Return when the part last did its work, with the detail; None when it never did."""
        rows = list(
            self._db.query("SELECT at, detail FROM pulses WHERE name = :name", {"name": name})
        )
        return (to_instant(rows[0]["at"]), rows[0]["detail"]) if rows else None
