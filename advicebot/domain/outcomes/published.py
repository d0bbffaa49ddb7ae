"""What the readers of earlier digests have: the numbers that were shown, and as known at what time.

Kept with each digest, so that a later one can be decided by it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from advicebot.domain.outcomes.weekly import Shown


class Measure(StrEnum):
    """What a digest counts week by week; see ``measures``."""

    CALLS = "calls"
    PEOPLE = "people"
    PUPILS = "pupils"
    ENDS = "ends"


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """What one digest showed of a measure: its week, and the term so far.

    ``known`` says for each week of the term so far, by its Monday, up to when answers were heeded.
    """

    week: Shown
    term: Shown
    known: Mapping[date, datetime]


Ledger = Mapping[Measure, Printed]
"""All that one digest showed of its weeks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDigest:
    """A digest as it was published: ``body`` is JSON, ``monday`` the first day of its week."""

    team_id: str
    monday: date
    made_at: datetime
    body: str
