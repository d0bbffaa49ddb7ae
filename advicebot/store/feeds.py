"""SQL for how the reading of the calendar address goes."""

from dataclasses import fields

from sqlite_utils import Database

from advicebot.domain.oncall.duty import Feed
from advicebot.store.rows import plain_value, to_instant

SAVE = """
INSERT INTO rota_feeds (team_id, tried_at, fetched_at, error)
VALUES (:team_id, :tried_at, :fetched_at, :error)
ON CONFLICT (team_id) DO UPDATE SET tried_at = :tried_at, fetched_at = :fetched_at, error = :error
"""


class Feeds:
    """The calendar feeds in one transaction, one for each team."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def get(self, team_id: str) -> Feed | None:
        """Return how the last reading went, None when there was none yet."""
        rows = list(
            self._db.query(
                "SELECT * FROM rota_feeds WHERE team_id = :team_id", {"team_id": team_id}
            )
        )
        if not rows:
            return None
        fetched_at = rows[0]["fetched_at"]
        return Feed(
            team_id=team_id,
            tried_at=to_instant(rows[0]["tried_at"]),
            fetched_at=to_instant(fetched_at) if fetched_at else None,
            error=rows[0]["error"],
        )

    def save(self, feed: Feed) -> None:
        """Store how the last reading went."""
        self._db.execute(
            SAVE, {each.name: plain_value(getattr(feed, each.name)) for each in fields(feed)}
        )
