"""SQL for the rota: weekly shifts, dated shifts from a calendar, and overrides."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlite_utils import Database

from advicebot.domain.oncall.calendar import london_day
from advicebot.domain.oncall.rota import Override, OverrideWhy, Rota, Shift, Tier, WeeklyShift
from advicebot.store.rows import plain_value, to_instant, to_text

WEEKLY = """
SELECT * FROM weekly_shifts
WHERE team_id = :team_id AND first <= :last_day AND (last IS NULL OR last >= :first_day)
ORDER BY weekday, starts, id
"""
DATED = """
SELECT * FROM dated_shifts WHERE team_id = :team_id AND ends_at > :start AND starts_at <= :end
ORDER BY starts_at, id
"""
OVERRIDES = """
SELECT * FROM overrides WHERE team_id = :team_id AND ends_at > :start AND starts_at <= :end
ORDER BY starts_at, id
"""
ADD_WEEKLY = """
INSERT INTO weekly_shifts (id, team_id, tier, user_id, weekday, starts, ends, first, last)
VALUES (:id, :team_id, :tier, :user_id, :weekday, :starts, :ends, :first, :last)
"""
END_WEEKLY = "UPDATE weekly_shifts SET last = :last WHERE team_id = :team_id AND id = :id"
FIND_WEEKLY = "SELECT * FROM weekly_shifts WHERE team_id = :team_id AND id = :id"
DROP_DATED = """
DELETE FROM dated_shifts WHERE team_id = :team_id AND ends_at > :start AND starts_at < :end
"""
ADD_DATED = """
INSERT INTO dated_shifts (team_id, id, tier, user_id, starts_at, ends_at)
VALUES (:team_id, :id, :tier, :user_id, :starts_at, :ends_at)
ON CONFLICT (team_id, id) DO UPDATE SET tier = :tier, user_id = :user_id,
    starts_at = :starts_at, ends_at = :ends_at
"""
ADD_OVERRIDE = """
INSERT INTO overrides (id, team_id, tier, user_id, starts_at, ends_at, why, made_by, made_at)
VALUES (:id, :team_id, :tier, :user_id, :starts_at, :ends_at, :why, :made_by, :made_at)
"""
SAVE_OVERRIDE = """
UPDATE overrides SET tier = :tier, user_id = :user_id, starts_at = :starts_at, ends_at = :ends_at,
    why = :why, made_by = :made_by
WHERE team_id = :team_id AND id = :id
"""
FIND_OVERRIDE = "SELECT * FROM overrides WHERE team_id = :team_id AND id = :id"
REMOVE_OVERRIDE = "DELETE FROM overrides WHERE team_id = :team_id AND id = :id"
DAY = timedelta(days=1)


class Shifts:
    """The rota in one transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def rota(self, team_id: str, start: datetime, end: datetime) -> Rota:
        """Return everything that decides who is on call in [start, end].

        The end is included, so that the rota of one instant can be asked for.
        """
        window = {"team_id": team_id, "start": to_text(start), "end": to_text(end)}
        days = {
            # A weekly shift of the day before may run past midnight into the window.
            "first_day": (london_day(start) - DAY).isoformat(),
            "last_day": london_day(end).isoformat(),
        }
        weekly = self._db.query(WEEKLY, {"team_id": team_id, **days})
        return Rota(
            weekly=tuple(_to_weekly(row) for row in weekly),
            dated=tuple(_to_shift(row) for row in self._db.query(DATED, window)),
            overrides=tuple(_to_override(row) for row in self._db.query(OVERRIDES, window)),
        )

    def add_weekly(self, team_id: str, shift: WeeklyShift) -> None:
        """Store a new weekly shift."""
        self._db.execute(
            ADD_WEEKLY,
            _to_row(shift)
            | {
                "team_id": team_id,
                "starts": shift.starts.isoformat("minutes"),
                "ends": shift.ends.isoformat("minutes"),
                "first": shift.first.isoformat(),
                "last": shift.last.isoformat() if shift.last else None,
            },
        )

    def find_weekly(self, team_id: str, shift_id: str) -> WeeklyShift | None:
        """Return the weekly shift with this id, None when this team has none."""
        rows = list(self._db.query(FIND_WEEKLY, {"team_id": team_id, "id": shift_id}))
        return _to_weekly(rows[0]) if rows else None

    def end_weekly(self, team_id: str, shift_id: str, last: date) -> bool:
        """Record the last day on which a weekly shift begins; False when there is no such shift."""
        cursor = self._db.execute(
            END_WEEKLY, {"team_id": team_id, "id": shift_id, "last": last.isoformat()}
        )
        return bool(cursor.rowcount == 1)

    def replace_dated(
        self, team_id: str, shifts: Sequence[Shift], *, start: datetime, end: datetime
    ) -> None:
        """Store ``shifts`` in place of every dated shift that touches [start, end).

        One that was moved into these days keeps its id, and is moved here too.
        """
        window = {"team_id": team_id, "start": to_text(start), "end": to_text(end)}
        self._db.execute(DROP_DATED, window)
        for shift in shifts:
            self._db.execute(ADD_DATED, _to_row(shift) | {"team_id": team_id})

    def add_override(self, team_id: str, override: Override, at: datetime) -> None:
        """Store a new override that was made at ``at``."""
        self._db.execute(
            ADD_OVERRIDE, _to_row(override) | {"team_id": team_id, "made_at": to_text(at)}
        )

    def find_override(self, team_id: str, override_id: str) -> Override | None:
        """Return the override with this id, None when this team has none."""
        rows = list(self._db.query(FIND_OVERRIDE, {"team_id": team_id, "id": override_id}))
        return _to_override(rows[0]) if rows else None

    def save_override(self, team_id: str, override: Override) -> None:
        """Store a changed override in place of the one with its id."""
        self._db.execute(SAVE_OVERRIDE, _to_row(override) | {"team_id": team_id})

    def remove_override(self, team_id: str, override_id: str) -> bool:
        """Remove an override; False when there is none with this id."""
        cursor = self._db.execute(REMOVE_OVERRIDE, {"team_id": team_id, "id": override_id})
        return bool(cursor.rowcount == 1)


def _to_row(item: WeeklyShift | Shift | Override) -> dict[str, Any]:
    return {each.name: plain_value(getattr(item, each.name)) for each in fields(item)}


def _to_weekly(row: Mapping[str, Any]) -> WeeklyShift:
    return WeeklyShift(
        id=row["id"],
        tier=Tier(row["tier"]),
        user_id=row["user_id"],
        weekday=row["weekday"],
        starts=time.fromisoformat(row["starts"]),
        ends=time.fromisoformat(row["ends"]),
        first=date.fromisoformat(row["first"]),
        last=date.fromisoformat(row["last"]) if row["last"] else None,
    )


def _to_shift(row: Mapping[str, Any]) -> Shift:
    return Shift(
        id=row["id"],
        tier=Tier(row["tier"]),
        user_id=row["user_id"],
        starts_at=to_instant(row["starts_at"]),
        ends_at=to_instant(row["ends_at"]),
    )


def _to_override(row: Mapping[str, Any]) -> Override:
    return Override(
        id=row["id"],
        tier=Tier(row["tier"]),
        user_id=row["user_id"],
        starts_at=to_instant(row["starts_at"]),
        ends_at=to_instant(row["ends_at"]),
        why=OverrideWhy(row["why"]),
        made_by=row["made_by"],
    )
