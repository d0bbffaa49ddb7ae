"""SQL for what is on record about the pupil of a request."""

from dataclasses import fields

from sqlite_utils import Database

from advicebot.domain.outcomes.outcome import Told
from advicebot.domain.outcomes.pupil import PupilFacts

GET = "SELECT * FROM pupil_facts WHERE team_id = :team_id AND request_id = :request_id"
REMOVE = "DELETE FROM pupil_facts WHERE team_id = :team_id AND request_id = :request_id"
SAVE = """
INSERT INTO pupil_facts
    (request_id, team_id, sen_support, ehcp, looked_after, free_meals, days_before)
VALUES
    (:request_id, :team_id, :sen_support, :ehcp, :looked_after, :free_meals, :days_before)
ON CONFLICT (request_id) DO UPDATE SET sen_support = :sen_support, ehcp = :ehcp,
    looked_after = :looked_after, free_meals = :free_meals, days_before = :days_before
"""
TOLD = ("sen_support", "ehcp", "looked_after", "free_meals")


class Pupils:
    """What schools have on record about pupils, in one transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def get(self, team_id: str, request_id: str) -> PupilFacts:
        """Return what is on record; where nobody tapped anything, all of it is unknown."""
        found = list(self._db.query(GET, {"team_id": team_id, "request_id": request_id}))
        if not found:
            return PupilFacts(team_id=team_id, request_id=request_id)
        return PupilFacts(**found[0] | {name: Told(found[0][name]) for name in TOLD})

    def save(self, facts: PupilFacts) -> None:
        """Store what is on record in place of what was known before."""
        self._db.execute(SAVE, {each.name: getattr(facts, each.name) for each in fields(facts)})

    def remove(self, team_id: str, request_id: str) -> None:
        """Remove what is on record; without anything, nothing happens."""
        self._db.execute(REMOVE, {"team_id": team_id, "request_id": request_id})
