"""SQL for the people who answer the line."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from sqlite_utils import Database

from advicebot.domain.oncall.duty import Practitioner
from advicebot.store.rows import plain_value, to_instant

SAVE = """
INSERT INTO practitioners
    (team_id, user_id, name, handle, is_member, unreachable, out_of_hours, away_until, seen_at)
VALUES (:team_id, :user_id, :name, :handle, :is_member, :unreachable, :out_of_hours, :away_until,
    :seen_at)
ON CONFLICT (team_id, user_id) DO UPDATE SET name = :name, handle = :handle,
    is_member = :is_member, unreachable = :unreachable, out_of_hours = :out_of_hours,
    away_until = :away_until, seen_at = :seen_at
"""
GET = "SELECT * FROM practitioners WHERE team_id = :team_id AND user_id = :user_id"
LIST_ALL = "SELECT * FROM practitioners WHERE team_id = :team_id ORDER BY user_id"
TEAMS = "SELECT DISTINCT team_id FROM practitioners ORDER BY team_id"


class Practitioners:
    """Practitioners in one transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def get(self, team_id: str, user_id: str) -> Practitioner | None:
        """Return what is known of somebody, None when they were never in the on-call channel."""
        rows = list(self._db.query(GET, {"team_id": team_id, "user_id": user_id}))
        return _to_practitioner(rows[0]) if rows else None

    def list_all(self, team_id: str) -> list[Practitioner]:
        """Return everybody who is or was in the on-call channel, by id."""
        rows = self._db.query(LIST_ALL, {"team_id": team_id})
        return [_to_practitioner(row) for row in rows]

    def save(self, practitioner: Practitioner) -> None:
        """Store what is known of somebody, in place of what was known before."""
        self._db.execute(
            SAVE,
            {
                each.name: plain_value(getattr(practitioner, each.name))
                for each in fields(practitioner)
            },
        )

    def teams(self) -> list[str]:
        """Return the Slack teams that have a practitioner, by id."""
        return [row["team_id"] for row in self._db.query(TEAMS)]


def _to_practitioner(row: Mapping[str, Any]) -> Practitioner:
    away = row["away_until"]
    return Practitioner(
        **dict(row)
        | {
            "is_member": bool(row["is_member"]),
            "out_of_hours": bool(row["out_of_hours"]),
            "away_until": to_instant(away) if away else None,
            "seen_at": to_instant(row["seen_at"]),
        }
    )
