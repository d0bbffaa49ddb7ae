"""The weekly digest as data and plain words. Drawing it is somebody else's work.

It holds no text of a message, no teacher and no pupil, and no number that gives a small one away.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from advicebot.domain.line import Line
from advicebot.domain.outcomes import counting, how, measures, weeks, wording
from advicebot.domain.outcomes.followup import Whereabouts
from advicebot.domain.outcomes.history import NO_HISTORY, History, tell_each
from advicebot.domain.outcomes.measures import Counted
from advicebot.domain.outcomes.outcome import CaseFact, Sighting
from advicebot.domain.outcomes.published import Ledger, Measure
from advicebot.domain.outcomes.recovery import Key, Sum
from advicebot.domain.outcomes.suppression import suppress
from advicebot.domain.outcomes.tables import FEWEST_SCHOOLS, SMALLEST, Table, key
from advicebot.domain.outcomes.weekly import ALL, Shown
from advicebot.domain.outcomes.wording import OfferLoad, RotaLoad, Value
from advicebot.domain.vocabulary import Topic

TIME = "Time to a person, median"


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """One of the five numbers, for the week, the school week before it, and the term so far."""

    label: str
    this: Value
    last: Value
    term: Value
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekPoint:
    """One school week of the first chart; None is not shown."""

    monday: date
    calls: int | None
    urgent: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar of the second chart: answers of the term so far, rounded to 5; None is not shown."""

    state: Whereabouts
    value: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """A week in plain words and numbers. ``offers``, ``rota`` and ``notes`` are sentences.

    ``topics`` are what the line could not answer, where two schools or more asked. ``ledger`` is
    what its readers have of each measure, for the digests that come after it.
    """

    monday: date
    headline: str
    numbers: tuple[Number, ...]
    weeks: tuple[WeekPoint, ...]
    whereabouts: tuple[Bar, ...]
    topics: tuple[Topic, ...]
    offers: tuple[str, ...]
    rota: tuple[str, ...]
    notes: tuple[str, ...]
    ledger: Ledger = field(default_factory=dict)


def build(
    cases: Sequence[CaseFact],
    *,
    monday: date,
    line: Line,
    offers: Sequence[OfferLoad],
    rota: RotaLoad,
    now: datetime | None = None,
    history: History = NO_HISTORY,
) -> Digest:
    """Return the digest of the week from ``monday``; ``weeks.week_to_report`` says which.

    ``cases`` are all those of the line's life that anything in the week's term, or in the week
    before, belongs to: begun, asked about, or six school weeks old in them. More do no harm. They
    are as known at ``now``, by default the end of the week. ``history`` are the digests before it:
    their weeks are told as they were told then.

    Raises:
        ValueError: the week has no school day.
    """
    known_at = now or weeks.span_of_week(monday)[1]
    told = tell_each(cases, monday=monday, line=line, now=known_at, history=history)
    calls, people, pupils, ends = (told[measure].counted for measure in Measure)
    times = _times(told[Measure.PEOPLE].cases, people, monday, line, history.last)
    bars = _bars(told[Measure.PUPILS].seen, pupils.term, monday, line)
    return Digest(
        monday=monday,
        headline=wording.headline(calls, pupils, people, times[:2]),
        numbers=_numbers(calls, times, pupils, ends, history.last),
        weeks=_points(calls, monday, line),
        whereabouts=bars,
        topics=_topics(cases, calls.this, monday),
        offers=wording.offers(offers),
        rota=wording.rota(rota, people.this),
        notes=_notes((calls, people, pupils, ends), bars, history),
        ledger={measure: one.printed for measure, one in told.items()},
    )


def _numbers(
    calls: Counted,
    times: tuple[Value, Value, Value],
    pupils: Counted,
    ends: Counted,
    last: Mapping[str, Value],
) -> tuple[Number, ...]:
    """The week before is told as it was told then: less this one, it would tell what came late."""
    numbers = _present_numbers(calls, times, pupils, ends)
    return tuple(replace(each, last=last.get(each.label, each.last)) for each in numbers)


def _present_numbers(
    calls: Counted, times: tuple[Value, Value, Value], pupils: Counted, ends: Counted
) -> tuple[Number, ...]:
    no_exclusion = how.NO_EXCLUSION.format(weeks=measures.WEEKS)
    right, wrong = measures.NO_EXCLUSION, measures.EXCLUSION
    return (
        _number("Calls", [_kind(each, ALL) for each in _three(calls)], how.CALLS),
        _number("Urgent", [_kind(each, measures.URGENT) for each in _three(calls)], how.URGENT),
        _number(TIME, times, how.TIME),
        _number(
            "In school full time",
            [
                _rate(s, measures.FULL_TIME, measures.ELSEWHERE, how.FULL_TIME)
                for s in _three(pupils)
            ],
            how.FULL_TIME,
        ),
        _number(
            f"No exclusion within {measures.WEEKS} school weeks after it was near",
            [_rate(each, right, wrong, no_exclusion) for each in _three(ends)],
            no_exclusion,
        ),
    )


def _notes(counted: Iterable[Counted], bars: Iterable[Bar], history: History) -> tuple[str, ...]:
    """How to read the numbers that are shown, and from the second digest on what comes late."""
    shown = [period for one in counted for period in one.periods]
    late = (how.LATE,) if history.printed else ()
    return (*wording.notes(shown, [bar.value for bar in bars]), *late)


def _number(label: str, values: Sequence[Value], words: str) -> Number:
    this, last, term = values
    return Number(label=label, this=this, last=last, term=term, how=words)


def _three(counted: Counted) -> tuple[Shown | None, Shown | None, Shown | None]:
    return counted.this, counted.last, counted.term


def _kind(shown: Shown | None, kind: str) -> Value:
    return wording.of_count(shown, kind) if shown else Value(words=wording.NONE_YET)


def _rate(shown: Shown | None, right: str, wrong: str, words: str) -> Value:
    none = Value(words=wording.NONE_YET)
    return wording.of_rate(shown, right, wrong, words) if shown else none


def _times(
    cases: Sequence[CaseFact], people: Counted, monday: date, line: Line, told: Mapping[str, Value]
) -> tuple[Value, Value, Value]:
    before = weeks.last_school_week(monday, line)
    this = weeks.span_of_week(monday)
    last = weeks.span_of_week(before) if before else (this[0], this[0])
    spans = (this, last, _term_so_far(monday, line))
    found = [
        wording.of_time(counting.time_to_person(_begun(cases, *span)), shown)
        for span, shown in zip(spans, _three(people), strict=True)
    ]
    return found[0], told.get(TIME, found[1]), found[2]


def _begun(cases: Sequence[CaseFact], start: datetime, end: datetime) -> list[CaseFact]:
    return [case for case in cases if start <= case.started_at < end]


def _points(calls: Counted, monday: date, line: Line) -> tuple[WeekPoint, ...]:
    term = weeks.term_of_week(monday, line)
    mondays = weeks.weeks_of_term(term, monday) if term else []
    return tuple(
        WeekPoint(monday=each, calls=shown.total, urgent=shown.counts[measures.URGENT])
        for each, shown in zip(mondays, calls.series.weeks, strict=True)
        if weeks.is_school_week(each, line)
    )


def _topics(cases: Sequence[CaseFact], calls: Shown, monday: date) -> tuple[Topic, ...]:
    """None in a week that shows no number of calls: the topics would be about known schools."""
    if calls.total is None:
        return ()
    asked: dict[Topic, set[str]] = {}
    for case in cases:
        if not case.is_answered and case.school_id and measures.in_week(case.started_at, monday):
            for topic in case.topics:
                asked.setdefault(topic, set()).add(case.school_id)
    return tuple(sorted(topic for topic, by in asked.items() if len(by) >= FEWEST_SCHOOLS))


def _bars(
    told: Iterable[tuple[str | None, Sighting]], pupils: Shown, monday: date, line: Line
) -> tuple[Bar, ...]:
    """Decided together with the three words of the headline, of which these are the parts.

    A nought is not shown either: with an exact number of pupils elsewhere, a single state that is
    not nought would tell where each of them is.
    """
    start, end = _term_so_far(monday, line)
    seen = [(school, each) for school, each in told if start <= each.asked_at < end]
    found = Counter(measures.state(each) for _, each in seen)
    schools = len({school for school, _ in seen if school})
    states = _table("state", {state: found[state] for state in Whereabouts}, schools)
    by_place: dict[str, list[Key]] = {place: [] for place in measures.AT}
    for state in Whereabouts:
        by_place[measures.PLACES.get(state, measures.ELSEWHERE)].append(_cell("state", state))
    counts = {place: sum(states.cells[each] for each in by_place[place]) for place in by_place}
    cells = {ALL: key("term"), **{place: _cell("place", place) for place in measures.AT}}
    read = {cells[n]: v is not None or n in pupils.about for n, v in pupils.counts.items()}
    done = suppress(
        [_table("place", counts, schools), states],
        links=[Sum(total=_cell("place", p), parts=tuple(parts)) for p, parts in by_place.items()],
        published=read,
        round_to=SMALLEST,
    )
    return tuple(
        Bar(state=state, value=done.values[_cell("state", state)] or None) for state in Whereabouts
    )


def _table(field: str, counts: Mapping[str, int], schools: int) -> Table:
    rows: dict[tuple[str, ...], int] = {(value,): count for value, count in counts.items()}
    return Table(population="term", fields=(field,), counts=rows, schools=schools)


def _cell(field: str, value: str) -> Key:
    return key("term", {field: value})


def _term_so_far(monday: date, line: Line) -> tuple[datetime, datetime]:
    term = weeks.term_of_week(monday, line)
    first = weeks.weeks_of_term(term, monday)[0] if term else monday
    return weeks.span_of_week(first)[0], weeks.span_of_week(monday)[1]
