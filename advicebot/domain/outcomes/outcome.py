"""What is known of one pupil after a request, and what that allows to be said.

A fact holds no name, no teacher and no words. What nobody has said is unknown, and unknown is
never success.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise

from advicebot.domain.handoff import Intention
from advicebot.domain.line import Line
from advicebot.domain.oncall.calendar import add_school_days
from advicebot.domain.outcomes.followup import (
    COLLAPSE_WITHIN,
    FollowUp,
    Whereabouts,
    school_weeks_after,
)
from advicebot.domain.vocabulary import PlacementResult, Topic

HIGH_RISK = 8
"""From this stated risk of exclusion on, of 10, a request counts as one where it was near."""
EXCLUSIONS = (Intention.SUSPENSION, Intention.PERMANENT_EXCLUSION)
"""The stated intentions after which it is asked whether it came to that."""
EXCLUDED = (Whereabouts.SUSPENDED, Whereabouts.PERMANENTLY_EXCLUDED)
DISPLACED = (
    Whereabouts.PART_TIME_TIMETABLE,
    Whereabouts.OFF_SITE,
    Whereabouts.MANAGED_MOVE,
    Whereabouts.HOME_EDUCATED,
)
"""No exclusion, and yet not in school full time: counted beside, so that a fall hides nothing."""


class Told(StrEnum):
    """Yes, no, or nobody has said."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """A placement of tier 2 or 3 that began after a request, and how it ended."""

    tier: int
    result: PlacementResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One follow-up that was asked, and what is known from it; see ``FollowUp`` for the fields.

    ``at`` is when it was answered, None when it was not. ``told_at`` is when it was said where the
    pupil is, None for together with the rest: a later tap says nothing new of that.
    """

    asked_at: datetime
    due_at: datetime
    at: datetime | None = None
    whereabouts: Whereabouts = Whereabouts.UNKNOWN
    days_suspended: float | None = None
    risk: int | None = None
    did_next_step: bool | None = None
    helped: tuple[str, ...] = ()
    told_at: datetime | None = None

    @property
    def reaches(self) -> datetime | None:
        """The instant up to which it tells of the pupil, None when it was not answered."""
        return self.told_at or self.at

    @property
    def says_excluded(self) -> bool:
        """True when the pupil was suspended since the last answer, or excluded for good.

        Days of suspension say so too, wherever the pupil is now.
        """
        return self.at is not None and (
            self.whereabouts in EXCLUDED or bool(self.days_suspended and self.days_suspended > 0)
        )

    @property
    def is_known(self) -> bool:
        """True when somebody said something of the pupil; “don't know” says nothing."""
        is_said = self.at is not None and self.whereabouts is not Whereabouts.UNKNOWN
        return is_said or self.says_excluded


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFact:
    """What may be counted of one request about one pupil.

    Attributes:
        school_id: None when the school is not known.
        started_at: when the teacher wrote.
        counted_from: when the handoff was closed or, without one, the answer given: from there
            follow-ups and weeks are counted.
        is_urgent: a person was needed the same day.
        intention: what the school meant to do, None when nobody said.
        risk: of exclusion at the start, 0 to 10, None when not said.
        is_answered: the line had something to offer.
        wanted_person: people were called; ``reached_at`` is when one took it, None while nobody
            has.
        days_before: days of suspension in the same span before the request, None when not known;
            ``days_after`` those since, see ``days_after``.
        suggested: ids of the strategies that were suggested or inserted.
    """

    school_id: str | None
    started_at: datetime
    counted_from: datetime
    is_urgent: bool = False
    intention: Intention | None = None
    risk: int | None = None
    topics: tuple[Topic, ...] = ()
    is_answered: bool = True
    wanted_person: bool = False
    reached_at: datetime | None = None
    sightings: tuple[Sighting, ...] = ()
    days_before: float | None = None
    days_after: float | None = None
    suggested: tuple[str, ...] = ()
    placements: tuple[Placement, ...] = ()
    sen_support: Told = Told.UNKNOWN
    ehcp: Told = Told.UNKNOWN
    looked_after: Told = Told.UNKNOWN
    free_meals: Told = Told.UNKNOWN

    @property
    def was_near_exclusion(self) -> bool:
        """True after a stated intention to suspend or exclude, or a stated risk of 8 or more."""
        is_high = self.risk is not None and self.risk >= HIGH_RISK
        return self.intention in EXCLUSIONS or is_high


def sighting(followup: FollowUp) -> Sighting | None:
    """Return what a follow-up tells, None when it was never asked."""
    if followup.asked_at is None:
        return None
    return Sighting(
        asked_at=followup.asked_at,
        due_at=followup.due_at,
        at=followup.answered_at,
        whereabouts=followup.whereabouts or Whereabouts.UNKNOWN,
        days_suspended=followup.days_suspended,
        risk=followup.risk,
        did_next_step=followup.did_next_step,
        helped=followup.helped,
    )


def known(sightings: Iterable[Sighting]) -> list[Sighting]:
    """Return those that say something of the pupil, in the order in which it was said."""
    found = [(each.reaches, each) for each in sightings if each.reaches and each.is_known]
    return [each for _, each in sorted(found, key=lambda pair: pair[0])]


def days_after(sightings: Iterable[Sighting]) -> float | None:
    """Return the days of suspension that the answers add up to, in halves of school days.

    None when that is not known: nothing was asked, a question has no answer that says anything, an
    answer says “suspended” without the days, or a question was answered only after the next was
    put, so that both may speak of the same days. An answer without days and without a suspension
    counts as none.
    """
    asked = sorted(sightings, key=lambda each: each.due_at)
    if not asked or not all(each.is_known for each in asked):
        return None
    if any(one.reaches and one.reaches > after.asked_at for one, after in pairwise(asked)):
        return None
    if any(s.whereabouts is Whereabouts.SUSPENDED and s.days_suspended is None for s in asked):
        return None
    return sum(each.days_suspended or 0 for each in asked)


def window_end(case: CaseFact, weeks: int, line: Line) -> datetime | None:
    """Return when ``weeks`` school weeks after the request are over, None past written terms."""
    return school_weeks_after(case.counted_from, weeks, line)


def excluded_within(case: CaseFact, end: datetime, line: Line) -> Told:
    """Return whether the pupil was suspended or excluded up to ``end``, as far as answers tell.

    Each answer speaks of the time since the one before it that said anything. One to a question due
    no later than five school days after ``end`` stands for ``end``, although it was given later.
    Yes: such an answer, or one given by ``end``, tells of an exclusion. No: answers reach up to
    ``end`` and none of them does. Unknown: they do not reach it, or a later one tells of an
    exclusion that may have come before ``end`` or after, also one to an early question that was
    answered last.
    """
    stands_until = add_school_days(end, COLLAPSE_WITHIN, line)
    reached, is_unclear = case.counted_from, False
    for seen in known(case.sightings):
        until, is_early = seen.reaches or end, seen.due_at <= stands_until
        if reached >= end:
            is_unclear = is_unclear or (seen.says_excluded and is_early)
            continue
        if seen.says_excluded:
            if until <= end or is_early:
                return Told.YES
            is_unclear = True
        reached = until
    return Told.UNKNOWN if is_unclear or reached < end else Told.NO


def seen_within(case: CaseFact, end: datetime, line: Line) -> list[Sighting]:
    """Return the answers that say something of the pupil up to ``end``, or that stand for it."""
    stands_until = add_school_days(end, COLLAPSE_WITHIN, line)
    return [
        seen
        for seen in known(case.sightings)
        if seen.due_at <= stands_until or (seen.reaches is not None and seen.reaches <= end)
    ]


def displaced_to(said: Iterable[Sighting]) -> Whereabouts | None:
    """Return the last state out of ``DISPLACED`` in these answers, None when there was none."""
    states = [seen.whereabouts for seen in said if seen.whereabouts in DISPLACED]
    return states[-1] if states else None
