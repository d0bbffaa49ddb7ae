"""SQL for published digests and their charts. What was published is never written over."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlite_utils import Database

from advicebot.domain.outcomes.chart import Chart
from advicebot.domain.outcomes.published import StoredDigest
from advicebot.store.rows import Row, to_instant, to_text

ADD = """
INSERT INTO digests (team_id, monday, made_at, body) VALUES (:team_id, :monday, :made_at, :body)
ON CONFLICT (team_id, monday) DO NOTHING
"""
FIND = "SELECT * FROM digests WHERE team_id = :team_id AND monday = :monday"
LAST = "SELECT * FROM digests WHERE team_id = :team_id ORDER BY monday DESC LIMIT 1"
SINCE = "SELECT * FROM digests WHERE team_id = :team_id AND monday >= :monday ORDER BY monday"
CHARTS = "SELECT * FROM charts WHERE team_id = :team_id AND monday = :monday ORDER BY name"
SAVE_FILE = """
UPDATE charts SET file_id = :file_id
WHERE team_id = :team_id AND monday = :monday AND name = :name
"""


class Digests:
    """Published digests in one transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, digest: StoredDigest, charts: Sequence[Chart]) -> bool:
        """Store a digest with its charts; False, and nothing is stored, when its week has one."""
        at = {"team_id": digest.team_id, "monday": digest.monday.isoformat()}
        row = {**at, "made_at": to_text(digest.made_at), "body": digest.body}
        if self._db.execute(ADD, row).rowcount != 1:
            return False
        for each in charts:
            picture = {"name": each.name, "alt": each.alt, "png": each.png}
            self._db.table("charts").insert({**at, **picture, "file_id": each.file_id})
        return True

    def find(self, team_id: str, monday: date) -> StoredDigest | None:
        """Return the digest of the week from ``monday``."""
        return self._one(FIND, {"team_id": team_id, "monday": monday.isoformat()})

    def last(self, team_id: str) -> StoredDigest | None:
        """Return the digest of the latest week."""
        return self._one(LAST, {"team_id": team_id})

    def list_since(self, team_id: str, monday: date) -> list[StoredDigest]:
        """Return the digests of this week and later ones, in order."""
        rows = self._db.query(SINCE, {"team_id": team_id, "monday": monday.isoformat()})
        return [_to_digest(row) for row in rows]

    def list_charts(self, team_id: str, monday: date) -> list[Chart]:
        """Return the charts of a digest, by name."""
        rows = self._db.query(CHARTS, {"team_id": team_id, "monday": monday.isoformat()})
        return [
            Chart(name=row["name"], alt=row["alt"], png=row["png"], file_id=row["file_id"])
            for row in rows
        ]

    def save_file(self, team_id: str, monday: date, name: str, file_id: str) -> None:
        """Remember under which id Slack has a chart."""
        at = {"team_id": team_id, "monday": monday.isoformat()}
        self._db.execute(SAVE_FILE, {**at, "name": name, "file_id": file_id})

    def _one(self, sql: str, values: dict[str, Any]) -> StoredDigest | None:
        rows = list(self._db.query(sql, values))
        return _to_digest(rows[0]) if rows else None


def _to_digest(row: Row) -> StoredDigest:
    return StoredDigest(
        team_id=row["team_id"],
        monday=date.fromisoformat(row["monday"]),
        made_at=to_instant(row["made_at"]),
        body=row["body"],
    )
