"""SQL for the numbers behind the references that people use: one series for each kind of thing.

A number is never given out twice, not even when what had it was erased: somebody may have written
it down.
"""

from enum import StrEnum

from sqlite_utils import Database

from advicebot.ids import FIRST_NUMBER

LAST = "SELECT last FROM numbers WHERE team_id = :team_id AND noun = :noun"
GIVE = """
INSERT INTO numbers (team_id, noun, last) VALUES (:team_id, :noun, :number)
ON CONFLICT (team_id, noun) DO UPDATE SET last = max(last, :number)
"""


class Noun(StrEnum):
    """What is numbered; the word is the name of its table."""

    REQUESTS = "requests"
    REFERRALS = "referrals"
    PANEL_CASES = "panel_cases"


def next_number(db: Database, team_id: str, noun: Noun) -> int:
    """Return the next number; call inside ``write()``, where nobody else can take it."""
    rows = list(db.query(LAST, {"team_id": team_id, "noun": noun}))
    return int(rows[0]["last"]) + 1 if rows else FIRST_NUMBER


def give(db: Database, team_id: str, noun: Noun, number: int) -> None:
    """Write down that a number is given out, inside the transaction that stores what has it."""
    db.execute(GIVE, {"team_id": team_id, "noun": noun, "number": number})
