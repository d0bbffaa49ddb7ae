"""Weeks that were told before: what a later digest says of them, though more is known by now.

Whoever keeps every digest can subtract one from the next. If the term so far took in each late
answer at once, the difference would tell that single answer. So a week stays as it was told, and
in the term it stays as it was known then, until what has changed since in all earlier weeks comes
to five events or more from two schools or more: then all of it is taken in together, and the
difference is a number like any other of a whole line. See ``weekly`` for the numbers themselves.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import TypeVar

from advicebot.domain.line import Line
from advicebot.domain.oncall.calendar import london_day
from advicebot.domain.outcomes import measures
from advicebot.domain.outcomes.measures import Counted, Event
from advicebot.domain.outcomes.outcome import CaseFact, Sighting
from advicebot.domain.outcomes.published import Ledger, Measure, Printed
from advicebot.domain.outcomes.tables import FEWEST_SCHOOLS, SMALLEST
from advicebot.domain.outcomes.wording import Value

T = TypeVar("T")
Events = Callable[[Sequence[CaseFact]], list[Event]]
MEASURES: Mapping[Measure, Callable[[Line], tuple[Events, tuple[str, ...]]]] = {
    Measure.CALLS: lambda line: (measures.calls, (measures.URGENT, measures.OTHER)),
    Measure.PEOPLE: lambda line: (measures.people, (measures.REACHED, measures.WAITING)),
    Measure.PUPILS: lambda line: (measures.pupils, measures.AT),
    Measure.ENDS: lambda line: (
        partial(measures.ends, line=line),
        (measures.NO_EXCLUSION, measures.EXCLUSION, measures.NOT_KNOWN),
    ),
}
"""What each measure counts, and by which kinds."""
Views = Mapping[datetime, Sequence[CaseFact]]
"""The same cases as they were known at several instants."""


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """The digests before this one.

    ``printed`` has what they showed, by Monday. ``views`` has the cases as they were known at each
    instant in it. ``last`` are the numbers of the week before, by label, as they were told.
    """

    printed: Mapping[date, Ledger] = field(default_factory=dict)
    views: Views = field(default_factory=dict)
    last: Mapping[str, Value] = field(default_factory=dict)

    def instants(self) -> set[datetime]:
        """Return the instants of which ``views`` must have the cases: those of the last digest."""
        last = max(self.printed, default=None)
        ledger = self.printed[last] if last else {}
        return {at for printed in ledger.values() for at in printed.known.values()}

    def of(self, measure: Measure) -> dict[date, Printed]:
        """Return what was shown of one measure, by Monday."""
        found = {day: ledger.get(measure) for day, ledger in self.printed.items()}
        return {day: printed for day, printed in found.items() if printed is not None}


NO_HISTORY = History()
Known = Mapping[date, datetime]
"""Up to when answers are heeded, for each week of the term so far, by its Monday."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One measure as a digest tells it.

    ``cases`` are those begun, and ``seen`` the follow-ups sent, as they are counted; with the
    school of each.
    """

    counted: Counted
    known: Known
    cases: tuple[CaseFact, ...]
    seen: tuple[tuple[str | None, Sighting], ...]

    @property
    def printed(self) -> Printed:
        """What readers of this digest have of it."""
        return Printed(week=self.counted.this, term=self.counted.term, known=self.known)


def tell(
    measure: Measure,
    cases: Sequence[CaseFact],
    *,
    monday: date,
    line: Line,
    now: datetime,
    history: History,
) -> Told:
    """Return a measure for the week from ``monday``, with ``cases`` as known at ``now``.

    Raises:
        ValueError: the week has no school day.
    """
    events, kinds = MEASURES[measure](line)
    mondays = measures.mondays_of(monday, line)
    views = {**history.views, now: cases}
    known = _settled(history.of(measure), events, mondays, views, now)
    return Told(
        counted=measures.count(
            pick(events, lambda event: event.at, known, views, now),
            kinds,
            monday,
            line,
            history.of(measure),
        ),
        known=known,
        cases=tuple(pick(list, lambda case: case.started_at, known, views, now)),
        seen=tuple(pick(_seen, lambda pair: pair[1].asked_at, known, views, now)),
    )


def tell_each(
    cases: Sequence[CaseFact], *, monday: date, line: Line, now: datetime, history: History
) -> dict[Measure, Told]:
    """Return every measure for the week from ``monday``; see ``tell``."""
    return {
        each: tell(each, cases, monday=monday, line=line, now=now, history=history)
        for each in Measure
    }


def pick(
    make: Callable[[Sequence[CaseFact]], list[T]],
    when: Callable[[T], datetime],
    known: Known,
    views: Views,
    now: datetime,
) -> list[T]:
    """Return what belongs to each week as it was known, and to other weeks as it is known now."""
    found = []
    for at in {*known.values(), now}:
        found += [each for each in make(views[at]) if known.get(week_of(when(each)), now) == at]
    return found


def _settled(
    told: Mapping[date, Printed],
    events: Events,
    mondays: Sequence[date],
    views: Views,
    now: datetime,
) -> Known:
    """As the weeks were told, or all as they are known now where enough has changed."""
    fresh = dict.fromkeys(mondays, now)
    before = set(mondays[:-1])
    latest = max((day for day in told if day in before), default=None)
    if latest is None:
        return fresh
    kept = {day: told[latest].known.get(day, now) for day in mondays}
    return fresh if _may_take_in(events, kept, fresh, before, views) else kept


def revised(
    measure: Measure,
    known: Known,
    instants: Iterable[datetime],
    *,
    line: Line,
    views: Views,
) -> Known:
    """Return as what a term that is over is counted once it is known at these later instants.

    At each in turn what came late is taken in, or not, by the rule of digests: so it does not
    matter when it is asked.
    """
    events, _ = MEASURES[measure](line)
    for at in sorted(instants):
        later = dict.fromkeys(known, at)
        if _may_take_in(events, known, later, set(known), views):
            known = later
    return known


def _may_take_in(
    events: Events, kept: Known, fresh: Known, weeks: Collection[date], views: Views
) -> bool:
    """True where nothing has changed in these weeks, or enough to tell nothing of single ones."""
    both = {*kept.values(), *fresh.values()}
    made = {at: [e for e in events(views[at]) if week_of(e.at) in weeks] for at in both}
    was = [e for at in both for e in made[at] if kept.get(week_of(e.at)) == at]
    now = [e for at in both for e in made[at] if fresh.get(week_of(e.at)) == at]
    changed = _changed(was, now)
    schools = {event.school_id for event in changed if event.school_id}
    return not changed or (len(changed) >= SMALLEST and len(schools) >= FEWEST_SCHOOLS)


def _seen(cases: Sequence[CaseFact]) -> list[tuple[str | None, Sighting]]:
    return [(case.school_id, seen) for case in cases for seen in case.sightings]


def week_of(at: datetime) -> date:
    """Return the Monday, in London, of the week in which an instant is."""
    day = london_day(at)
    return day - timedelta(days=day.weekday())


def _changed(old: Iterable[Event], new: Iterable[Event]) -> list[Event]:
    """Return what is on one side alone; of an event that reads otherwise now, one of the two."""
    before, after = Counter(old), Counter(new)
    gone, come = list((before - after).elements()), list((after - before).elements())
    return max(gone, come, key=len)
