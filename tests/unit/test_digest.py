"""The weekly digest: plain words, five numbers, and nothing in it that gives a small one away."""

import random
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from advicebot.domain.handoff import Intention
from advicebot.domain.outcomes import weeks as school_weeks
from advicebot.domain.outcomes.digest import Digest, build
from advicebot.domain.outcomes.followup import Whereabouts, schedule
from advicebot.domain.outcomes.outcome import CaseFact, Sighting
from advicebot.domain.outcomes.weekly import ALL, Shown, WeekCount, shown_by_week
from advicebot.domain.outcomes.weeks import week_to_report
from advicebot.domain.outcomes.wording import OfferLoad, RotaLoad
from advicebot.domain.vocabulary import Topic
from tests.unit.test_followup import YEAR, at

MONDAY = date(2026, 11, 16)
BEFORE = date(2026, 11, 9)
QUIET = RotaLoad(pages=0, passed_on=0)
FULL, PART = Whereabouts.FULL_TIME, Whereabouts.PART_TIME_TIMETABLE


def a_call(monday: date = MONDAY, number: int = 0, **changed: object) -> CaseFact:
    """Return a call on the Tuesday of a week, from one of three schools in turn."""
    start = datetime.combine(monday + timedelta(days=1), datetime.min.time(), tzinfo=UTC)
    start += timedelta(hours=9, minutes=number % 60)
    values: dict[str, object] = {
        "school_id": f"school-{number % 3}",
        "started_at": start,
        "counted_from": start,
    }
    return CaseFact(**(values | changed))  # type: ignore[arg-type]


def calls(count: int, monday: date = MONDAY, *, urgent: int = 0, **changed: object):
    return [a_call(monday, n, is_urgent=n < urgent, **changed) for n in range(count)]


def asked(*where: Whereabouts | None, monday: date = MONDAY) -> list[CaseFact]:
    """Return old calls about which was asked in this week; None was not answered."""
    when = a_call(monday).started_at
    return [
        a_call(
            date(2026, 9, 7),
            n,
            sightings=(
                Sighting(
                    asked_at=when,
                    due_at=when,
                    at=when + timedelta(hours=1) if place else None,
                    whereabouts=place or Whereabouts.UNKNOWN,
                ),
            ),
        )
        for n, place in enumerate(where)
    ]


def digest(cases: Sequence[CaseFact], monday: date = MONDAY, **changed: object) -> Digest:
    values: dict[str, object] = {"monday": monday, "line": YEAR, "offers": (), "rota": QUIET}
    return build(cases, **(values | changed))  # type: ignore[arg-type]


def test_a_good_week_in_plain_words():
    cases = [*calls(12, urgent=3), *asked(*[FULL] * 9, None, None)]
    assert digest(cases).headline == (
        "12 calls, 3 urgent; 9 of 11 pupils we asked about are in school full time; 2 not known."
    )


def test_a_weak_week_says_so():
    waits = [timedelta(minutes=30)] * 6
    slow = [
        replace(case, wanted_person=True, reached_at=case.started_at + wait)
        for case, wait in zip(calls(6), waits, strict=True)
    ]
    quick = [
        replace(case, wanted_person=True, reached_at=case.started_at + timedelta(minutes=9))
        for case in calls(6, BEFORE)
    ]
    nobody = replace(a_call(number=8), wanted_person=True)
    here = asked(*[FULL] * 5, *[PART] * 5, None)
    last = asked(*[FULL] * 9, *[PART] * 2, monday=BEFORE)
    assert digest([*slow, *quick, nobody, *here, *last]).headline == (
        "7 calls, none urgent; 5 of 11 pupils we asked about are in school full time; "
        "5 elsewhere; 1 not known. "
        "That is a smaller share than the week before (9 of 11). "
        "1 call to a person reached nobody. "
        "A person took longer than the week before: 30 min, not 9 min."
    )


def test_an_empty_week_and_a_tiny_one_are_said_as_they_are():
    assert digest([]).headline == "No calls; no pupil was due to be asked about."
    tiny = digest([*calls(3), *asked(FULL, None)])
    assert tiny.headline == (
        "Fewer than 5 calls; too few pupils were asked about to show where they are."
    )
    assert {number.this.words for number in tiny.numbers} <= {"not shown", "none", "fewer than 5"}
    assert any("could be worked out" in note for note in tiny.notes)


def test_a_week_of_one_school_shows_no_kinds():
    cases = [replace(case, school_id="school-1") for case in calls(9, urgent=2)]
    assert digest(cases).headline.startswith("9 calls; ")


def test_the_five_numbers_come_with_last_week_and_the_term():
    cases = [*calls(12, urgent=3), *calls(8, BEFORE, urgent=6), *calls(20, date(2026, 10, 5))]
    numbers = {number.label: number for number in digest(cases).numbers}
    assert len(numbers) == 5
    told = [each.words for each in (numbers["Calls"].this, numbers["Calls"].last)]
    assert told == ["12", "8"]
    assert numbers["Calls"].term.words == "40"
    assert numbers["Urgent"].term.number == 9
    assert all(number.how for number in numbers.values())


def test_a_rate_has_its_n_interval_and_bounds_and_none_under_five_known():
    many = digest(asked(*[FULL] * 9, *[PART] * 3, None, None))
    few = digest(asked(*[FULL] * 4, *[None] * 6))
    label = "In school full time"
    words = next(number.this for number in many.numbers if number.label == label).words
    assert words == "9 of 12 (75%; 95 % interval 47% to 91%), 2 not known (64% to 79% of all)"
    value = next(number.this for number in few.numbers if number.label == label)
    assert value.words == "not shown (fewer than 5 known)"
    assert value.number is None


def test_no_exclusion_is_counted_in_the_week_in_which_the_six_weeks_end():
    """Begun on Tuesday 29 September; six school weeks later is Tuesday 17 November."""
    end = at("2026-11-17 09:30")
    seen = Sighting(asked_at=end, due_at=end, at=end + timedelta(hours=2), whereabouts=FULL)
    bad = replace(seen, whereabouts=Whereabouts.SUSPENDED)
    start = date(2026, 9, 28)
    near = {"intention": Intention.SUSPENSION}
    cases = [a_call(start, n, sightings=(seen if n < 7 else bad,), **near) for n in range(9)]
    number = digest(cases).numbers[-1]
    assert number.this.words.startswith("7 of 9 (78%")
    assert number.last.words == "none"
    assert number.label == "No exclusion within 6 school weeks after it was near"


def test_the_week_before_half_term_is_last_week_after_it():
    cases = [*calls(6, date(2026, 10, 19)), *calls(7, date(2026, 11, 2))]
    found = digest(cases, date(2026, 11, 2))
    assert found.numbers[0].last.words == "6"
    assert [point.monday for point in found.weeks][-2:] == [date(2026, 10, 19), date(2026, 11, 2)]


def test_in_the_first_week_of_a_term_last_week_is_in_the_one_before():
    cases = [*calls(6, date(2026, 12, 14)), *calls(7, date(2027, 1, 4))]
    found = digest(cases, date(2027, 1, 4))
    calls_row = found.numbers[0]
    assert (calls_row.this.words, calls_row.last.words, calls_row.term.words) == ("7", "6", "7")


def test_a_week_without_school_has_no_digest():
    for monday in (date(2026, 12, 28), date(2026, 10, 26), date(2028, 1, 3)):
        with pytest.raises(ValueError, match="no school day"):
            digest([], monday)


@pytest.mark.parametrize(
    ("now", "want"),
    [
        ("2026-11-23 08:00", date(2026, 11, 16)),
        ("2026-11-02 08:00", date(2026, 10, 19)),  # after half-term
        ("2027-01-05 08:00", date(2026, 12, 14)),  # after Christmas
        ("2026-09-02 08:00", None),  # the first week of all
        ("2026-10-26 00:30", date(2026, 10, 19)),  # the night after the clocks changed
    ],
)
def test_the_week_to_report_is_the_last_school_week_that_is_over(now: str, want: date | None):
    assert week_to_report(at(now), YEAR) == want


def test_topics_are_named_only_when_two_schools_asked():
    one = a_call(number=0, is_answered=False, topics=(Topic.SUBSTANCES,))
    two = [a_call(number=n, is_answered=False, topics=(Topic.SENSORY,)) for n in (1, 2)]
    well = calls(6, topics=(Topic.ADHD,))
    old = [replace(case, topics=(Topic.BULLYING,)) for case in calls(9, BEFORE, is_answered=False)]
    assert digest([one, *two, *well, *old]).topics == (Topic.SENSORY,)
    assert digest(two).topics == ()  # a week of two calls


def test_offers_running_out_come_fullest_first():
    loads = [
        OfferLoad(title="Visits (example)", capacity_now=1, capacity_total=8),
        OfferLoad(title="Group (example)", capacity_now=4, capacity_total=8),
        OfferLoad(title="Course (example)", capacity_now=0, capacity_total=3, is_waited_for=True),
    ]
    assert digest([], offers=loads).offers == (
        "Course (example): no place left, with a waiting list.",
        "Visits (example): 1 of 8 places left.",
    )


def test_the_rota_is_told_in_hours_and_without_names():
    gap = (at("2026-11-17 14:00"), at("2026-11-17 17:00"))
    night = (at("2026-10-24 22:00"), at("2026-10-25 03:00"))
    load = RotaLoad(pages=14, passed_on=2, gaps=(gap, night))
    assert digest([], rota=load).rota == (
        "14 pages; 2 of them went past the first person.",
        "Nobody on call: Tue 17 Nov 14:00 to 17:00.",
        "Nobody on call: Sat 24 Oct 22:00 to Sun 25 Oct 03:00.",
    )
    assert digest([]).rota == ("No pages.", "Somebody was on call in all of the line’s hours.")


def test_the_bars_are_rounded_and_small_ones_and_noughts_look_alike():
    cases = asked(*[FULL] * 23, *[PART] * 11, *[Whereabouts.OFF_SITE] * 2, *[None] * 8)
    bars = {bar.state: bar.value for bar in digest(cases).whereabouts}
    assert bars[Whereabouts.OFF_SITE] is None
    assert bars[Whereabouts.HOME_EDUCATED] is None
    assert all(value is None or value % 5 == 0 for value in bars.values())


def test_the_only_pupil_elsewhere_is_not_told_by_the_bars():
    """The headline says 1 elsewhere; were the bars exact, they would say where."""
    cases = asked(*[FULL] * 10, Whereabouts.PERMANENTLY_EXCLUDED)
    found = digest(cases)
    assert "1 elsewhere" in found.headline
    elsewhere = [b for b in found.whereabouts if b.state not in (FULL, Whereabouts.UNKNOWN)]
    assert {bar.value for bar in elsewhere} == {None}


def test_a_digest_holds_no_school():
    cases = [*calls(12, urgent=3), *asked(*[FULL] * 9, None, None)]
    assert "school-" not in str(asdict(digest(cases)))


COUNT = st.one_of(st.integers(0, 4), st.integers(0, 30))
WEEKS = st.lists(st.tuples(COUNT, COUNT, st.integers(0, 3), st.booleans()), min_size=1, max_size=7)


def a_week(urgent: int, other: int, schools: int = 2, has_digest: bool = True) -> WeekCount:
    return WeekCount(
        counts={"urgent": urgent, "other": other},
        schools=frozenset(f"s{n}" for n in range(schools)),
        has_digest=has_digest,
    )


class Reader:
    """Keeps every digest of a term, and knows how numbers are rounded and what “few” means."""

    KINDS = ("urgent", "other")

    def __init__(self, weeks: Sequence[WeekCount]) -> None:
        self.size = 2 * len(weeks)
        self.rows: list[np.ndarray] = []
        self.ends: list[tuple[int, int]] = []
        for number in range(1, len(weeks) + 1):
            if weeks[number - 1].has_digest:
                series = shown_by_week(weeks[:number])
                self._keep(series.weeks[-1], [number - 1])
                self._keep(series.term, range(number))

    def _keep(self, shown: Shown, weeks: Sequence[int]) -> None:
        for kind in (*self.KINDS, ALL):
            row = self._row(weeks, self.KINDS if kind == ALL else (kind,))
            value = shown.counts[kind]
            if value is not None:
                self._note(row, value, value)
            elif kind in shown.about:
                self._note(row, shown.about[kind] - 5, shown.about[kind] + 4)
            elif kind == ALL and shown.is_few:
                self._note(row, 1, 4)

    def _note(self, row: np.ndarray, low: int, high: int) -> None:
        self.rows.append(row)
        self.ends.append((low, high))

    def _row(self, weeks: Sequence[int], kinds: Sequence[str]) -> np.ndarray:
        row = np.zeros(self.size)
        for week in weeks:
            for kind in kinds:
                row[2 * week + self.KINDS.index(kind)] = 1
        return row

    def range_of(self, week: int, kind: str) -> tuple[int, int]:
        """Return the least and the most that a number of a week can be."""
        goal = self._row([week], self.KINDS if kind == ALL else (kind,))
        low, high = zip(*self.ends, strict=True) if self.ends else ((), ())
        limits = [LinearConstraint(np.array(self.rows), low, high)] if self.rows else []
        found = []
        for sign in (1, -1):
            result = milp(
                sign * goal,
                constraints=limits,
                integrality=np.ones(self.size),
                bounds=Bounds(0, 500),
            )
            assert result.success, result.message
            found.append(round(sign * result.fun))
        return found[0], found[1]


@settings(max_examples=120, deadline=None)
@given(WEEKS)
def test_who_has_kept_every_digest_of_the_term_cannot_tell_a_hidden_week(rows):
    weeks = [a_week(*row) for row in rows]
    reader = Reader(weeks)
    shown = shown_by_week(weeks)
    for number, week in enumerate(weeks):
        for kind in (*Reader.KINDS, ALL):
            if week.has_digest and shown.weeks[number].counts[kind] is None:
                low, high = reader.range_of(number, kind)
                assert low < high


def test_the_reader_finds_a_small_week_when_the_term_is_shown_all_the_same():
    """The attack bites: two terms a week apart, both exact, tell the week between them."""
    reader = Reader([a_week(0, 30), a_week(0, 2)])
    assert reader.range_of(1, ALL) != (2, 2)
    for weeks, total in ((range(1), 30), (range(2), 32)):
        reader._note(reader._row(weeks, Reader.KINDS), total, total)
    assert reader.range_of(1, ALL) == (2, 2)


def test_after_a_small_week_the_term_is_shown_to_the_nearest_ten():
    first = [a_week(10, 20), a_week(5, 15)]
    assert shown_by_week(first).term.total == 50
    small = shown_by_week([*first, a_week(0, 2)])
    assert small.weeks[-1].is_few
    assert (small.weeks[-1].total, small.term.total) == (None, None)
    assert small.term.about[ALL] == 50
    later = shown_by_week([*first, a_week(0, 2), a_week(4, 36)])
    assert (later.weeks[-1].total, later.term.total) == (40, None)
    assert later.term.about[ALL] == 90


def test_two_small_weeks_hide_in_each_other_and_the_term_is_exact_again():
    weeks = [a_week(10, 20), a_week(0, 2), a_week(0, 3)]
    assert shown_by_week(weeks).term.total == 35


def test_a_line_with_few_calls_every_week_still_has_a_term():
    chance = random.Random(3)
    weeks = [a_week(chance.randrange(2), chance.randrange(1, 4)) for _ in range(12)]
    series = shown_by_week(weeks)
    assert all(shown.total is None for shown in series.weeks)
    assert sum(sum(week.counts.values()) for week in weeks) == 34
    assert series.term.about[ALL] == 30


def a_term(size: int, seed: int = 7) -> list[CaseFact]:
    """Return requests of an invented term, followed up and mostly answered."""
    chance, found = random.Random(seed), []
    for number in range(size):
        start = datetime(2026, 9, 3, 8, tzinfo=UTC) + timedelta(
            days=chance.randrange(105), minutes=chance.randrange(480)
        )
        seen = tuple(
            Sighting(
                asked_at=due,
                due_at=due,
                at=due + timedelta(days=chance.random() * 4) if chance.random() < 0.8 else None,
                whereabouts=chance.choice(list(Whereabouts)),
            )
            for _, due in schedule(start, YEAR)
            if due < at("2026-12-14 00:00")
        )
        found.append(
            CaseFact(
                school_id=f"school-{number % 60}",
                started_at=start,
                counted_from=start,
                is_urgent=chance.random() < 0.2,
                risk=chance.randrange(11),
                wanted_person=chance.random() < 0.3,
                reached_at=start + timedelta(minutes=chance.randrange(60)),
                sightings=seen,
            )
        )
    return found


def test_a_whole_term_of_two_thousand_requests_is_told_and_adds_up():
    cases = a_term(2000)
    found = digest(cases, date(2026, 12, 7))
    start, end = school_weeks.span_of_week(date(2026, 12, 7))
    this = sum(start <= case.started_at < end for case in cases)
    term = sum(case.started_at < end for case in cases)
    assert (found.numbers[0].this.number, found.numbers[0].term.number) == (this, term)
    assert len(found.weeks) == 14
    assert found.headline.startswith(f"{this} calls, ")
