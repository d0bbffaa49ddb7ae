"""SQL for the people who use the line."""

from datetime import datetime

from sqlite_utils import Database

from advicebot.domain.request import Person
from advicebot.store.rows import to_person, to_text

SAVE = """
INSERT INTO people (team_id, user_id, school, role) VALUES (:team_id, :user_id, :school, :role)
ON CONFLICT (team_id, user_id) DO UPDATE SET school = :school, role = :role
"""
MARK_ASKED = """
INSERT INTO people (team_id, user_id, asked_at) VALUES (:team_id, :user_id, :at)
ON CONFLICT (team_id, user_id) DO UPDATE SET asked_at = :at WHERE people.asked_at IS NULL
"""
SAVE_CHANNEL = """
INSERT INTO people (team_id, user_id, dm_channel) VALUES (:team_id, :user_id, :channel)
ON CONFLICT (team_id, user_id) DO UPDATE SET dm_channel = :channel
"""


class People:
    """People in one transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def get(self, team_id: str, user_id: str) -> Person:
        """Return what is known of a person, an empty record for somebody new."""
        rows = list(
            self._db.query(
                "SELECT * FROM people WHERE team_id = :team_id AND user_id = :user_id",
                {"team_id": team_id, "user_id": user_id},
            )
        )
        return to_person(rows[0]) if rows else Person(team_id=team_id, user_id=user_id)

    def save(self, team_id: str, user_id: str, *, school: str, role: str) -> None:
        """Record where somebody works and as what."""
        self._db.execute(
            SAVE, {"team_id": team_id, "user_id": user_id, "school": school, "role": role}
        )

    def mark_asked(self, team_id: str, user_id: str, at: datetime) -> bool:
        """Record that somebody was asked for school and role; False when they had been before."""
        cursor = self._db.execute(
            MARK_ASKED, {"team_id": team_id, "user_id": user_id, "at": to_text(at)}
        )
        return bool(cursor.rowcount == 1)

    def find_channel(self, team_id: str, user_id: str) -> str | None:
        """Return the direct-message channel between the bot and this person, once known."""
        rows = list(
            self._db.query(
                "SELECT dm_channel FROM people WHERE team_id = :team_id AND user_id = :user_id",
                {"team_id": team_id, "user_id": user_id},
            )
        )
        return rows[0]["dm_channel"] if rows else None

    def save_channel(self, team_id: str, user_id: str, channel_id: str) -> None:
        """Remember the direct-message channel of this person."""
        self._db.execute(
            SAVE_CHANNEL, {"team_id": team_id, "user_id": user_id, "channel": channel_id}
        )
