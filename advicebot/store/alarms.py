"""SQL for the uncovered time that was reported, so that none is reported twice on one day."""

from datetime import date

from sqlite_utils import Database

from advicebot.domain.oncall.shifts import Tier
from advicebot.domain.oncall.spans import Span
from advicebot.store.rows import to_instant, to_text

SAID = "SELECT tier, starts_at, ends_at FROM gap_alarms WHERE team_id = :team_id AND day = :day"
FORGET = "DELETE FROM gap_alarms WHERE team_id = :team_id AND day < :day"
SAY = """
INSERT INTO gap_alarms (team_id, day, tier, starts_at, ends_at)
VALUES (:team_id, :day, :tier, :starts_at, :ends_at)
ON CONFLICT DO NOTHING
"""


class Alarms:
    """What was reported as uncovered, in one transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def said(self, team_id: str, day: date) -> dict[Tier, list[Span]]:
        """Return what was reported on this day, for each tier, in any order."""
        found: dict[Tier, list[Span]] = {tier: [] for tier in Tier}
        for row in self._db.query(SAID, {"team_id": team_id, "day": day.isoformat()}):
            span = (to_instant(row["starts_at"]), to_instant(row["ends_at"]))
            found[Tier(row["tier"])].append(span)
        return found

    def say(self, team_id: str, day: date, tier: Tier, span: Span) -> None:
        """Record that this time was reported on this day; what earlier days reported goes."""
        self._db.execute(FORGET, {"team_id": team_id, "day": day.isoformat()})
        self._db.execute(
            SAY,
            {
                "team_id": team_id,
                "day": day.isoformat(),
                "tier": tier.value,
                "starts_at": to_text(span[0]),
                "ends_at": to_text(span[1]),
            },
        )
