"""SQL for timers, audit and sweeps: what is due, what was done, how far history was read."""

import json
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from advicebot.store.rows import to_text

DUE = """
SELECT key, kind, ref FROM timers WHERE done_at IS NULL AND due_at <= :now ORDER BY due_at LIMIT 100
"""
SWEPT = """
INSERT INTO sweeps (team_id, swept_to) VALUES (:team_id, :swept_to)
ON CONFLICT (team_id) DO UPDATE SET swept_to = max(swept_to, :swept_to)
"""


class Timers:
    """Things to do at a later instant. The rows decide; the scheduler only knocks."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def set(self, key: str, kind: str, ref: str, due_at: datetime) -> None:
        """Set a timer once; a second call with the same key changes nothing."""
        self._db.execute(
            "INSERT INTO timers (key, kind, ref, due_at) VALUES (:key, :kind, :ref, :due_at) "
            "ON CONFLICT (key) DO NOTHING",
            {"key": key, "kind": kind, "ref": ref, "due_at": to_text(due_at)},
        )

    def list_due(self, now: datetime) -> list[dict[str, str]]:
        """Return key, kind and ref of the timers due at ``now``, longest due first."""
        return list(self._db.query(DUE, {"now": to_text(now)}))

    def finish(self, key: str, now: datetime) -> bool:
        """Mark a timer done; False when somebody else had done it."""
        cursor = self._db.execute(
            "UPDATE timers SET done_at = :now WHERE key = :key AND done_at IS NULL",
            {"key": key, "now": to_text(now)},
        )
        return bool(cursor.rowcount == 1)


class Audit:
    """Who did what to which object; never edited, never deleted."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(
        self, at: datetime, team_id: str, *, actor: str, action: str, object_id: str, **detail: Any
    ) -> None:
        """Write one row. ``detail`` holds states and counts, never text that a person wrote."""
        self._db.table("audit").insert(
            {
                "at": to_text(at),
                "team_id": team_id,
                "actor": actor,
                "action": action,
                "object": object_id,
                "detail": json.dumps(detail, sort_keys=True),
            }
        )


class Sweeps:
    """How far the history of the direct-message channels was read."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def swept_to(self, team_id: str) -> str | None:
        """Return the Slack timestamp up to which every message is in the inbox, None at first."""
        rows = list(
            self._db.query(
                "SELECT swept_to FROM sweeps WHERE team_id = :team_id", {"team_id": team_id}
            )
        )
        return rows[0]["swept_to"] if rows else None

    def save(self, team_id: str, swept_to: str) -> None:
        """Record that everything up to ``swept_to`` is in the inbox; never moves backwards."""
        self._db.execute(SWEPT, {"team_id": team_id, "swept_to": swept_to})
