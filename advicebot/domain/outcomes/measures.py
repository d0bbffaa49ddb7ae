"""What the digest counts: events of cases, put into the weeks in which they happened."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from advicebot.domain.line import Line
from advicebot.domain.oncall.calendar import london_day
from advicebot.domain.outcomes import outcome, weekly, weeks
from advicebot.domain.outcomes.followup import Whereabouts
from advicebot.domain.outcomes.outcome import CaseFact, Sighting, Told
from advicebot.domain.outcomes.published import Printed
from advicebot.domain.outcomes.weekly import Series, Shown, WeekCount

WEEKS = 6
"""School weeks of the digest's rate of “no exclusion”."""
URGENT, OTHER = "urgent", "other"
REACHED, WAITING = "reached", "waiting"
FULL_TIME, ELSEWHERE = "full-time", "elsewhere"
NO_EXCLUSION, EXCLUSION = "no-exclusion", "exclusion"
NOT_KNOWN = "not-known"
AT = (FULL_TIME, ELSEWHERE, NOT_KNOWN)
PLACES = {Whereabouts.FULL_TIME: FULL_TIME, Whereabouts.UNKNOWN: NOT_KNOWN}
"""All other places are elsewhere."""
ENDED = {Told.NO: NO_EXCLUSION, Told.YES: EXCLUSION, Told.UNKNOWN: NOT_KNOWN}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that is counted: when it happened, as which kind, and from which school."""

    at: datetime
    kind: str
    school_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A measure in the week, in the school week before it (None before the first), and the term."""

    this: Shown
    last: Shown | None
    series: Series

    @property
    def term(self) -> Shown:
        """The term up to the end of the week."""
        return self.series.term

    @property
    def periods(self) -> tuple[Shown, ...]:
        """All that there are."""
        return (self.this, *([self.last] if self.last else []), self.term)


def calls(cases: Iterable[CaseFact]) -> list[Event]:
    """Return every call, when it came."""
    return [
        Event(at=c.started_at, kind=URGENT if c.is_urgent else OTHER, school_id=c.school_id)
        for c in cases
    ]


def people(cases: Iterable[CaseFact]) -> list[Event]:
    """Return every call to people, when it came, and whether somebody took it."""
    return [
        Event(at=c.started_at, kind=REACHED if c.reached_at else WAITING, school_id=c.school_id)
        for c in cases
        if c.wanted_person
    ]


def pupils(cases: Iterable[CaseFact]) -> list[Event]:
    """Return every follow-up that was sent, when it was, and where the pupil is."""
    return [
        Event(at=seen.asked_at, kind=place(seen), school_id=case.school_id)
        for case in cases
        for seen in case.sightings
    ]


def ends(cases: Iterable[CaseFact], line: Line) -> list[Event]:
    """Return every case where exclusion was near, when its weeks ended, and what is known."""
    near = [case for case in cases if case.was_near_exclusion]
    found = [(case, outcome.window_end(case, WEEKS, line)) for case in near]
    return [
        Event(
            at=end,
            kind=ENDED[outcome.excluded_within(case, end, line)],
            school_id=case.school_id,
        )
        for case, end in found
        if end is not None
    ]


def state(seen: Sighting) -> Whereabouts:
    """Return where the pupil is; “don't know” with days of suspension is “suspended”."""
    if seen.whereabouts is Whereabouts.UNKNOWN and seen.says_excluded:
        return Whereabouts.SUSPENDED
    return seen.whereabouts if seen.is_known else Whereabouts.UNKNOWN


def place(seen: Sighting) -> str:
    """Return where the pupil is in three words: full time, elsewhere, not known."""
    return PLACES.get(state(seen), ELSEWHERE)


def count(
    events: Iterable[Event],
    kinds: Sequence[str],
    monday: date,
    line: Line,
    printed: Mapping[date, Printed] | None = None,
) -> Counted:
    """Return what may be shown of ``events`` in the digest of the week from ``monday``.

    ``printed`` are the digests before it, by Monday: what they showed stays as it was shown.

    Raises:
        ValueError: that week has no school day.
    """
    found, told = list(events), printed or {}
    mondays = mondays_of(monday, line)
    series = weekly.shown_by_week(
        _weeks(found, kinds, mondays, line),
        {
            place: (told[day].week, told[day].term)
            for place, day in enumerate(mondays[:-1])
            if day in told
        },
    )
    before = weeks.last_school_week(monday, line)
    last = None
    if before is not None and before in told:
        last = told[before].week
    elif before in mondays:
        last = series.weeks[mondays.index(before)]
    elif before is not None:
        earlier = _weeks(found, kinds, mondays_of(before, line), line)
        last = weekly.shown_by_week(earlier).weeks[-1]
    return Counted(this=series.weeks[-1], last=last, series=series)


def count_after(
    events: Iterable[Event],
    kinds: Sequence[str],
    monday: date,
    line: Line,
    printed: Mapping[date, Printed],
) -> Shown:
    """Return what may be shown of the term so far when all its digests are out, ``monday``'s too.

    Raises:
        ValueError: that week has no school day.
    """
    mondays = mondays_of(monday, line)
    told = {n: (printed[d].week, printed[d].term) for n, d in enumerate(mondays) if d in printed}
    nothing = WeekCount(
        counts=dict.fromkeys(kinds, 0),
        schools=frozenset(),
        has_digest=True,
    )
    counted = [*_weeks(list(events), kinds, mondays, line), nothing]
    return weekly.shown_by_week(counted, told).term


def in_week(at: datetime, monday: date) -> bool:
    """True when ``at`` is in the week from ``monday``, in London."""
    start, end = weeks.span_of_week(monday)
    return start <= at < end


def _weeks(
    events: Sequence[Event], kinds: Sequence[str], mondays: Sequence[date], line: Line
) -> list[WeekCount]:
    by_week: dict[date, list[Event]] = {each: [] for each in mondays}
    for event in events:
        day = london_day(event.at)
        by_week.get(day - timedelta(days=day.weekday()), []).append(event)
    return [_week(each, found, kinds, line) for each, found in by_week.items()]


def _week(monday: date, events: Sequence[Event], kinds: Sequence[str], line: Line) -> WeekCount:
    found = Counter(event.kind for event in events)
    return WeekCount(
        counts={kind: found[kind] for kind in kinds},
        schools=frozenset(event.school_id for event in events if event.school_id),
        has_digest=weeks.is_school_week(monday, line),
    )


def mondays_of(monday: date, line: Line) -> list[date]:
    """Return the Mondays of the term so far, up to and with ``monday``.

    Raises:
        ValueError: that week has no school day.
    """
    term = weeks.term_of_week(monday, line)
    if term is None or not weeks.is_school_week(monday, line):
        raise ValueError(
            f"The week from {monday} has no school day in a term, so it has no digest. Choose a "
            "school week, or add the term to the line."
        )
    return weeks.weeks_of_term(term, monday)
