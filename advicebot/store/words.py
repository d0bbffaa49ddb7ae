"""SQL for the words that are carried between a teacher and a practitioner."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from sqlite_utils import Database

from advicebot.domain.handoff import Side, Words, WordsState
from advicebot.store.rows import plain_value, to_instant

BY_MESSAGE = """
SELECT * FROM words
WHERE team_id = :team_id AND channel_id = :channel_id AND message_ts = :message_ts
"""
OF_HANDOFF = """
SELECT * FROM words WHERE handoff_id = :handoff_id ORDER BY created_at DESC, id DESC LIMIT :limit
"""
CHANGE = """
UPDATE words SET text = :text, removed = :removed, state = :state, updated_at = :updated_at
WHERE id = :id
"""


class AllWords:
    """Words in one transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, words: Words) -> None:
        """Store words that were said; a message can be stored once only."""
        self._db.table("words").insert(_to_row(words))

    def change(self, words: Words) -> None:
        """Store the text and state of words that were edited or deleted."""
        self._db.execute(CHANGE, _to_row(words))

    def find(self, words_id: str) -> Words | None:
        """Return the words with this id."""
        return self._one("SELECT * FROM words WHERE id = :id", {"id": words_id})

    def find_by_message(self, team_id: str, channel_id: str, message_ts: str) -> Words | None:
        """Return the words that were written in this message."""
        return self._one(
            BY_MESSAGE, {"team_id": team_id, "channel_id": channel_id, "message_ts": message_ts}
        )

    def list_of(self, handoff_id: str, *, limit: int) -> list[Words]:
        """Return the last words of a handoff, oldest first."""
        rows = self._db.query(OF_HANDOFF, {"handoff_id": handoff_id, "limit": limit})
        return [_to_words(row) for row in rows][::-1]

    def _one(self, sql: str, values: dict[str, str]) -> Words | None:
        rows = list(self._db.query(sql, values))
        return _to_words(rows[0]) if rows else None


def _to_row(words: Words) -> dict[str, Any]:
    return {each.name: plain_value(getattr(words, each.name)) for each in fields(words)}


def _to_words(row: Mapping[str, Any]) -> Words:
    return Words(
        **dict(row)
        | {
            "side": Side(row["side"]),
            "state": WordsState(row["state"]),
            "created_at": to_instant(row["created_at"]),
            "updated_at": to_instant(row["updated_at"]),
        }
    )
