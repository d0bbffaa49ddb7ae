"""SQL for shifts that somebody asked others to take."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from advicebot.domain.oncall.duty import Swap, SwapState
from advicebot.domain.oncall.rota import Tier
from advicebot.store.rows import plain_value, to_instant, to_text

FIND = "SELECT * FROM swaps WHERE team_id = :team_id AND id = :id"
SAVE = """
UPDATE swaps SET starts_at = :starts_at, ends_at = :ends_at, state = :state, taken_by = :taken_by,
    taken_at = :taken_at
WHERE team_id = :team_id AND id = :id
"""
LIST_OPEN = """
SELECT * FROM swaps WHERE team_id = :team_id AND state = 'open' ORDER BY starts_at, id
"""
LIST_BETWEEN = """
SELECT * FROM swaps WHERE team_id = :team_id AND ends_at > :start AND starts_at < :end
ORDER BY starts_at, id
"""


class Swaps:
    """Swaps in one transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, swap: Swap) -> None:
        """Store a new swap."""
        self._db.table("swaps").insert(_to_row(swap))

    def find(self, team_id: str, swap_id: str) -> Swap | None:
        """Return the swap with this id, None when this team has none."""
        rows = list(self._db.query(FIND, {"team_id": team_id, "id": swap_id}))
        return _to_swap(rows[0]) if rows else None

    def save(self, swap: Swap) -> None:
        """Store a changed swap in place of the one with its id."""
        self._db.execute(SAVE, _to_row(swap))

    def list_open(self, team_id: str) -> list[Swap]:
        """Return what is asked and not taken, withdrawn or lapsed, by start."""
        return [_to_swap(row) for row in self._db.query(LIST_OPEN, {"team_id": team_id})]

    def list_between(self, team_id: str, start: datetime, end: datetime) -> list[Swap]:
        """Return the swaps of every state whose stint touches [start, end), by start."""
        values = {"team_id": team_id, "start": to_text(start), "end": to_text(end)}
        return [_to_swap(row) for row in self._db.query(LIST_BETWEEN, values)]


def _to_row(swap: Swap) -> dict[str, Any]:
    return {each.name: plain_value(getattr(swap, each.name)) for each in fields(swap)}


def _to_swap(row: Mapping[str, Any]) -> Swap:
    taken_at = row["taken_at"]
    return Swap(
        **dict(row)
        | {
            "tier": Tier(row["tier"]),
            "state": SwapState(row["state"]),
            "starts_at": to_instant(row["starts_at"]),
            "ends_at": to_instant(row["ends_at"]),
            "taken_at": to_instant(taken_at) if taken_at else None,
            "created_at": to_instant(row["created_at"]),
        }
    )
