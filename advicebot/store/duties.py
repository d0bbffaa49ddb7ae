"""SQL for stints as they come up: who was reminded, asked, and has confirmed."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from advicebot.domain.oncall.duty import Duty
from advicebot.domain.oncall.rota import Tier
from advicebot.store.rows import plain_value, to_instant, to_text

FIND = "SELECT * FROM duties WHERE id = :id"
FIND_AT = """
SELECT * FROM duties
WHERE team_id = :team_id AND tier = :tier AND user_id = :user_id AND starts_at = :starts_at
"""
SAVE = """
UPDATE duties SET ends_at = :ends_at, reminded_at = :reminded_at, asked_at = :asked_at,
    confirmed_at = :confirmed_at, replaced_at = :replaced_at
WHERE id = :id
"""
LIST_BETWEEN = """
SELECT * FROM duties WHERE team_id = :team_id AND ends_at > :start AND starts_at < :end
ORDER BY starts_at, tier DESC, user_id
"""
INSTANTS = (
    "starts_at",
    "ends_at",
    "reminded_at",
    "asked_at",
    "confirmed_at",
    "replaced_at",
    "created_at",
)


class Duties:
    """Duties in one transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def find(self, duty_id: str) -> Duty | None:
        """Return the duty with this id."""
        return self._one(FIND, {"id": duty_id})

    def find_at(self, team_id: str, tier: Tier, user_id: str, starts_at: datetime) -> Duty | None:
        """Return the duty of this person that starts then in this tier."""
        values = {"team_id": team_id, "tier": tier.value, "user_id": user_id}
        return self._one(FIND_AT, values | {"starts_at": to_text(starts_at)})

    def add(self, duty: Duty) -> None:
        """Store a new duty; one person starts once in a tier at one instant."""
        self._db.table("duties").insert(_to_row(duty))

    def save(self, duty: Duty) -> None:
        """Store a changed duty in place of the one with its id."""
        self._db.execute(SAVE, _to_row(duty))

    def list_between(self, team_id: str, start: datetime, end: datetime) -> list[Duty]:
        """Return the duties that touch [start, end), by start, the primary first."""
        values = {"team_id": team_id, "start": to_text(start), "end": to_text(end)}
        return [_to_duty(row) for row in self._db.query(LIST_BETWEEN, values)]

    def _one(self, sql: str, values: dict[str, str]) -> Duty | None:
        rows = list(self._db.query(sql, values))
        return _to_duty(rows[0]) if rows else None


def _to_row(duty: Duty) -> dict[str, Any]:
    return {each.name: plain_value(getattr(duty, each.name)) for each in fields(duty)}


def _to_duty(row: Mapping[str, Any]) -> Duty:
    instants = {name: to_instant(row[name]) if row[name] else None for name in INSTANTS}
    return Duty(**dict(row) | {"tier": Tier(row["tier"])} | instants)
