"""Honest figures about many cases. Each carries its n and says in words what it counts.

“Prevented” is never said: there is no comparison group. Whether a figure may be shown is not
decided here; see ``suppression``.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from advicebot.domain.line import Line
from advicebot.domain.outcomes import how, outcome
from advicebot.domain.outcomes.followup import Whereabouts
from advicebot.domain.outcomes.intervals import nearest_rank, wilson
from advicebot.domain.outcomes.outcome import CaseFact, Sighting, Told
from advicebot.domain.vocabulary import PlacementResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """``right`` of ``n`` about whom it is known; ``unknown`` more were asked about.

    ``waiting`` more are not asked about yet and are in none of the other numbers. ``how`` says in
    words what is counted.
    """

    right: int
    n: int
    unknown: int
    how: str
    waiting: int = 0

    @property
    def wrong(self) -> int:
        """How many of those about whom it is known are not counted as right."""
        return self.n - self.right

    @property
    def share(self) -> float | None:
        """The share of those about whom it is known, None when there are none."""
        return self.right / self.n if self.n else None

    @property
    def lowest(self) -> float | None:
        """The share if everybody unknown had gone wrong, None when there is nobody at all."""
        return self.right / (self.n + self.unknown) if self.n + self.unknown else None

    @property
    def highest(self) -> float | None:
        """The share if everybody unknown had gone right, None when there is nobody at all."""
        everybody = self.n + self.unknown
        return (self.right + self.unknown) / everybody if everybody else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % interval of ``share`` (Wilson), None without anybody known."""
        return wilson(self.right, self.n)


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A number of cases out of ``n``."""

    value: int
    n: int
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Duration:
    """The middle and the slow end of ``n`` times; both None without any. ``waiting`` have none."""

    median: timedelta | None
    p90: timedelta | None
    n: int
    waiting: int
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Days before and after for the same ``n`` cases; ``unknown`` lack one side or both."""

    before: float
    after: float
    n: int
    unknown: int
    how: str


def no_exclusion(cases: Iterable[CaseFact], *, weeks: int, line: Line, now: datetime) -> Rate:
    """Return how often no exclusion followed within ``weeks`` school weeks after it was near.

    Requests whose weeks are not over at ``now`` are waiting, also where an exclusion is known
    already: counting early bad news without early good news would be as wrong as the reverse.
    """
    over, waiting = _over(cases, weeks, line, now)
    told = Counter(outcome.excluded_within(case, end, line) for case, end in over)
    return Rate(
        right=told[Told.NO],
        n=told[Told.NO] + told[Told.YES],
        unknown=told[Told.UNKNOWN],
        waiting=waiting,
        how=how.NO_EXCLUSION.format(weeks=weeks),
    )


def displaced(
    cases: Iterable[CaseFact], *, weeks: int, line: Line, now: datetime
) -> dict[Whereabouts, Count]:
    """Return for each displaced state how many were last in it, of all of whom anything is known.

    The cases are those of ``no_exclusion``, so that both stand beside each other.
    """
    over, _ = _over(cases, weeks, line, now)
    heard = [said for case, end in over if (said := outcome.seen_within(case, end, line))]
    found = Counter(outcome.displaced_to(said) for said in heard)
    words = how.DISPLACED.format(weeks=weeks)
    return {
        state: Count(value=found[state], n=len(heard), how=words) for state in outcome.DISPLACED
    }


def suspension_days(cases: Iterable[CaseFact]) -> Change:
    """Return the days of suspension before and after, over cases for which both are known."""
    pairs = [(case.days_before, case.days_after) for case in cases]
    both = [(a, b) for a, b in pairs if a is not None and b is not None]
    return Change(
        before=sum(before for before, _ in both),
        after=sum(after for _, after in both),
        n=len(both),
        unknown=len(pairs) - len(both),
        how=how.DAYS,
    )


def time_to_person(cases: Iterable[CaseFact]) -> Duration:
    """Return how long calls to people waited until one of them took it."""
    called = [case for case in cases if case.wanted_person]
    waits = [
        (case.reached_at - case.started_at).total_seconds() for case in called if case.reached_at
    ]
    return Duration(
        median=timedelta(seconds=nearest_rank(waits, 50)) if waits else None,
        p90=timedelta(seconds=nearest_rank(waits, 90)) if waits else None,
        n=len(waits),
        waiting=len(called) - len(waits),
        how=how.TIME,
    )


def follow_through(cases: Iterable[CaseFact]) -> Rate:
    """Return how often the agreed next step was done."""
    asked = [case for case in cases if case.sightings]
    words = [_last_word(case.sightings) for case in asked]
    said = [word for word in words if word is not None]
    return Rate(
        right=sum(said), n=len(said), unknown=len(words) - len(said), how=how.FOLLOW_THROUGH
    )


def strategies_that_helped(cases: Iterable[CaseFact]) -> dict[str, Rate]:
    """Return for each strategy how often it was named as having helped, most often first.

    Strategies that were never named are left out. One that was named counts as suggested.
    """
    right, n, unknown = Counter[str](), Counter[str](), Counter[str]()
    for case in cases:
        named = {each for seen in case.sightings if seen.at for each in seen.helped}
        shown = named | set(case.suggested)
        right.update(named)
        (n if any(seen.at for seen in case.sightings) else unknown).update(shown)
    ranked = sorted(right, key=lambda each: (-right[each], each))
    return {
        each: Rate(right=right[each], n=n[each], unknown=unknown[each], how=how.HELPED)
        for each in ranked
    }


def reintegration(cases: Iterable[CaseFact]) -> Rate:
    """Return how often a placement led back to full time, or on to another place as planned."""
    found = Counter(placement.result for case in cases for placement in case.placements)
    right = found[PlacementResult.FULL_TIME] + found[PlacementResult.NEW_PLACE]
    return Rate(
        right=right,
        n=right + found[PlacementResult.PART_TIME] + found[PlacementResult.BROKE_DOWN],
        unknown=found[PlacementResult.UNKNOWN],
        waiting=found[PlacementResult.STILL_PLACED],
        how=how.REINTEGRATION,
    )


def full_time(sightings: Sequence[Sighting]) -> Rate:
    """Return how many of the pupils asked about are in school full time."""
    said = [each for each in sightings if each.is_known]
    right = [s for s in said if s.whereabouts is Whereabouts.FULL_TIME]
    return Rate(
        right=len(right), n=len(said), unknown=len(sightings) - len(said), how=how.FULL_TIME
    )


def _over(
    cases: Iterable[CaseFact], weeks: int, line: Line, now: datetime
) -> tuple[list[tuple[CaseFact, datetime]], int]:
    ends = [(c, outcome.window_end(c, weeks, line)) for c in cases if c.was_near_exclusion]
    over = [(case, end) for case, end in ends if end is not None and end <= now]
    return over, len(ends) - len(over)


def _last_word(sightings: Sequence[Sighting]) -> bool | None:
    said = [(s.at, s.did_next_step) for s in sightings if s.at and s.did_next_step is not None]
    return max(said, key=lambda pair: pair[0])[1] if said else None
