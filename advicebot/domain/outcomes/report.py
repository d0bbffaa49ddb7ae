"""The figures of any period of whole school weeks, so that no two of them give a small one away.

Three kinds of figures, each safe in its own way whatever periods are asked for:

What digests count (calls, people, pupils, exclusions) is put together from what digests show, and
from nothing else: the term so far, or a sum of weeks that are all shown. It tells nothing new.
What became of requests is of a whole line, and is counted in blocks of weeks; see ``blocks``. Who
was displaced is counted in the weeks of which digests show how many were near exclusion.
What tells pupils apart, where they went and what is on record of them, is told for whole terms that
are over only, each for itself, and all tables of a term are suppressed together, with the numbers
that readers have already; a term of which digests hide a number has none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from advicebot.domain.line import Line
from advicebot.domain.outcomes import counting, how, measures, weeks, wording
from advicebot.domain.outcomes.became import Became
from advicebot.domain.outcomes.digest import TIME, WeekPoint
from advicebot.domain.outcomes.history import (
    MEASURES,
    History,
    Known,
    pick,
    revised,
    tell,
    week_of,
)
from advicebot.domain.outcomes.outcome import CaseFact
from advicebot.domain.outcomes.period import Part, Period
from advicebot.domain.outcomes.published import Measure
from advicebot.domain.outcomes.report_terms import TermView, term_view
from advicebot.domain.outcomes.report_words import (
    of_change,
    of_displaced,
    of_open_rate,
    together,
)
from advicebot.domain.outcomes.tables import FEWEST_SCHOOLS
from advicebot.domain.outcomes.weekly import ALL, Shown
from advicebot.domain.outcomes.wording import Value
from advicebot.domain.vocabulary import Topic

WEEKS = measures.WEEKS
LATER = 3
"""Digests after a term with which its late answers are taken in: by then all were given up."""
BLOCKS = (
    "What became of requests is counted by the week in which their six school weeks ended. Weeks "
    "with few of them are put together until there are five from two schools; what is left over is "
    "not counted yet. Pupils displaced are counted in the weeks whose number near exclusion is "
    "shown."
)
TERMS_ONLY = (
    "Where pupils went, and the view by SEN support, plan, care and free meals, are shown for "
    "whole terms that are over: from two periods that overlap small numbers could be worked out."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure of the period in words, with what it counts."""

    label: str
    value: Value
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A period in figures. ``numbers`` are those of digests, ``outcomes`` what became of requests.

    ``strategies`` are labelled with the id of a strategy. ``topics`` are what the line could not
    answer, where two schools or more asked.
    """

    period: Period
    numbers: tuple[Figure, ...]
    outcomes: tuple[Figure, ...]
    strategies: tuple[Figure, ...]
    terms: tuple[TermView, ...]
    weeks: tuple[WeekPoint, ...]
    topics: tuple[Topic, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """One measure in one term: what is shown of its weeks and of the term so far."""

    weeks: Mapping[date, Shown]
    term: Shown
    known: Known
    cases: tuple[CaseFact, ...]


def build(
    cases: Sequence[CaseFact], *, period: Period, line: Line, now: datetime, history: History
) -> Report:
    """Return the report of a period.

    ``cases`` are those for a digest of each of its terms, as known at ``now``; ``history`` holds
    the digests of these terms, with the views of the latest one of each term in the period.
    """
    parts = [part for part in period.parts if _last(part, line)]
    read = {
        measure: [_read(measure, part, cases, line, now, history) for part in parts]
        for measure in Measure
    }
    shown = {
        measure: together([_of_part(p, r, line) for p, r in zip(parts, found, strict=True)])
        for measure, found in read.items()
    }
    views = {**history.views, now: cases}
    became = [
        Became.of(part, one.known, views, now, line, _told(one))
        for part, one in zip(parts, read[Measure.ENDS], strict=True)
    ]
    return Report(
        period=period,
        numbers=_numbers(shown, _waits(parts, read[Measure.PEOPLE], line)),
        outcomes=_outcomes(became, now, line),
        strategies=_strategies([case for one in became for case in one.followed]),
        terms=tuple(
            term_view(part.term.name, one.near_in_term, read_.term, line=line, now=now)
            for part, one, read_ in zip(parts, became, read[Measure.ENDS], strict=True)
            if part.is_whole and weeks.span_of_week(part.mondays[-1])[1] <= now
        ),
        weeks=_points(parts, read[Measure.CALLS], line),
        topics=_topics(cases, period, shown[Measure.CALLS]),
        notes=_notes(period, shown),
    )


def _told(read: _Read) -> set[date]:
    return {day for day, shown in read.weeks.items() if None not in shown.counts.values()}


def _last(part: Part, line: Line) -> date | None:
    over = [monday for monday in part.mondays if weeks.is_school_week(monday, line)]
    return over[-1] if over else None


def _read(
    measure: Measure,
    part: Part,
    cases: Sequence[CaseFact],
    line: Line,
    now: datetime,
    history: History,
) -> _Read:
    """As its digest told it where it had one; else as a digest of its last week would."""
    last = _last(part, line) or part.mondays[-1]
    earlier = {day: ledger for day, ledger in history.printed.items() if day < last}
    before = History(printed=earlier, views=history.views)
    told = tell(measure, cases, monday=last, line=line, now=now, history=before)
    mondays = measures.mondays_of(last, line)
    shown = dict(zip(mondays, told.counted.series.weeks, strict=True))
    printed = history.of(measure).get(last)
    if printed is None:
        return _Read(weeks=shown, term=told.counted.term, known=told.known, cases=told.cases)
    views = {**history.views, now: cases}
    known = revised(measure, printed.known, later(history, measure, part), line=line, views=views)
    term = printed.term
    if known != printed.known:
        events, kinds = MEASURES[measure](line)
        found = pick(events, lambda event: event.at, known, views, now)
        term = measures.count_after(found, kinds, last, line, history.of(measure))
    return _Read(
        weeks={**shown, last: printed.week},
        term=term,
        known=known,
        cases=tuple(pick(list, lambda case: case.started_at, known, views, now)),
    )


def later(history: History, measure: Measure, part: Part) -> list[datetime]:
    """Return when the first digests after a whole term were made; none for a part of one."""
    told = history.of(measure)
    after = sorted(day for day in told if day > part.mondays[-1])[:LATER]
    return [told[day].known[day] for day in after] if part.is_last else []


def _of_part(part: Part, read: _Read, line: Line) -> Shown:
    """The whole term so far as it was shown, else the sum of its weeks where all are shown."""
    if not part.before:
        return read.term
    return together([read.weeks[day] for day in _counted(part, line)])


def _counted(part: Part, line: Line) -> list[date]:
    """The weeks that count: holidays inside a term have no number of their own."""
    if not part.before:
        return list(part.mondays)
    return [day for day in part.mondays if weeks.is_school_week(day, line)]


def _waits(parts: Sequence[Part], found: Sequence[_Read], line: Line) -> list[CaseFact]:
    return [
        case
        for part, read in zip(parts, found, strict=True)
        for case in read.cases
        if week_of(case.started_at) in _counted(part, line)
    ]


def _numbers(shown: Mapping[Measure, Shown], waits: Sequence[CaseFact]) -> tuple[Figure, ...]:
    no_exclusion = how.NO_EXCLUSION.format(weeks=WEEKS)
    calls, people = shown[Measure.CALLS], shown[Measure.PEOPLE]
    time = wording.of_time(counting.time_to_person(waits), people)
    return (
        Figure(label="Calls", value=wording.of_count(calls, ALL), how=how.CALLS),
        Figure(label="Urgent", value=wording.of_count(calls, measures.URGENT), how=how.URGENT),
        Figure(label=TIME, value=time, how=how.TIME),
        Figure(
            label="In school full time",
            value=wording.of_rate(
                shown[Measure.PUPILS], measures.FULL_TIME, measures.ELSEWHERE, how.FULL_TIME
            ),
            how=how.FULL_TIME,
        ),
        Figure(
            label=f"No exclusion within {WEEKS} school weeks after it was near",
            value=wording.of_rate(
                shown[Measure.ENDS], measures.NO_EXCLUSION, measures.EXCLUSION, no_exclusion
            ),
            how=no_exclusion,
        ),
    )


def _outcomes(became: Sequence[Became], now: datetime, line: Line) -> tuple[Figure, ...]:
    followed = [case for one in became for case in one.followed]
    near = [case for one in became for case in one.near]
    moved = counting.displaced(near, weeks=WEEKS, line=line, now=now)
    change = counting.suspension_days(followed)
    # A next step is agreed with a person; where nobody took the call there is none to be done.
    done = counting.follow_through(case for case in followed if case.reached_at)
    back = counting.reintegration(followed)
    return (
        Figure(
            label="Displaced instead (part-time, off site, moved, home educated)",
            value=of_displaced(moved),
            how=how.DISPLACED.format(weeks=WEEKS),
        ),
        Figure(label="Days of suspension", value=of_change(change), how=how.DAYS),
        Figure(label="Agreed next step done", value=of_open_rate(done), how=how.FOLLOW_THROUGH),
        Figure(
            label="Reintegration after a place", value=of_open_rate(back), how=how.REINTEGRATION
        ),
    )


def _strategies(followed: Sequence[CaseFact]) -> tuple[Figure, ...]:
    """Those that may be shown; best known first, so that chance does not lead the list."""
    rates = counting.strategies_that_helped(followed).items()
    shown = [(name, rate, of_open_rate(rate)) for name, rate in rates]
    ranked = sorted(shown, key=lambda each: (-each[1].n, each[0]))
    return tuple(
        Figure(label=name, value=value, how=how.HELPED)
        for name, _, value in ranked
        if value.rate is not None
    )


def _points(parts: Sequence[Part], found: Sequence[_Read], line: Line) -> tuple[WeekPoint, ...]:
    return tuple(
        WeekPoint(
            monday=monday,
            calls=read.weeks[monday].total,
            urgent=read.weeks[monday].counts[measures.URGENT],
        )
        for part, read in zip(parts, found, strict=True)
        for monday in part.mondays
        if monday in read.weeks and weeks.is_school_week(monday, line)
    )


def _topics(cases: Sequence[CaseFact], period: Period, calls: Shown) -> tuple[Topic, ...]:
    if calls.total is None:
        return ()
    start = weeks.span_of_week(period.first)[0]
    end = weeks.span_of_week(period.last)[1]
    asked: dict[Topic, set[str]] = {}
    for case in cases:
        if not case.is_answered and case.school_id and start <= case.started_at < end:
            for topic in case.topics:
                asked.setdefault(topic, set()).add(case.school_id)
    return tuple(sorted(topic for topic, by in asked.items() if len(by) >= FEWEST_SCHOOLS))


def _notes(period: Period, shown: Mapping[Measure, Shown]) -> tuple[str, ...]:
    whole = all(part.is_whole for part in period.parts)
    notes = [*wording.notes(shown.values(), []), BLOCKS, how.LATE]
    return tuple(notes if whole else [*notes, TERMS_ONLY])
