"""The figures of a period: what they say, and that no two periods give a small number away."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from itertools import combinations_with_replacement

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from advicebot.domain.handoff import Intention
from advicebot.domain.outcomes import outcome, period, report, weeks
from advicebot.domain.outcomes.became import Became
from advicebot.domain.outcomes.digest import build as build_digest
from advicebot.domain.outcomes.equity import POPULATION, cell
from advicebot.domain.outcomes.followup import Whereabouts, schedule
from advicebot.domain.outcomes.history import NO_HISTORY, History, week_of
from advicebot.domain.outcomes.outcome import CaseFact, Placement, Sighting, Told
from advicebot.domain.outcomes.period import Period
from advicebot.domain.outcomes.published import Ledger, Measure
from advicebot.domain.outcomes.report import Figure, Report
from advicebot.domain.outcomes.report_terms import behind, term_view
from advicebot.domain.outcomes.report_words import together
from advicebot.domain.outcomes.suppression import Published
from advicebot.domain.outcomes.tables import key
from advicebot.domain.outcomes.weekly import ALL, Shown
from advicebot.domain.vocabulary import PlacementResult
from tests.unit.test_digest import QUIET, a_call, calls
from tests.unit.test_digest_history import as_known, monday
from tests.unit.test_followup import YEAR, at
from tests.unit.test_suppression import Attack

NOW = at("2027-01-11 09:00")
FULL, PART = Whereabouts.FULL_TIME, Whereabouts.PART_TIME_TIMETABLE
TERM = period.term("Autumn", NOW, YEAR)


def weeks_of(first: int, last: int) -> Period:
    """Return a period by the numbers of its first and last school week."""
    end = monday(last) + timedelta(days=6)
    return period.span(monday(first), end, NOW, YEAR)


def a_report(
    cases: Sequence[CaseFact], wanted: Period = TERM, history: History = NO_HISTORY
) -> Report:
    return report.build(cases, period=wanted, line=YEAR, now=NOW, history=history)


def words(figures: Iterable[Figure]) -> dict[str, str]:
    return {figure.label.split(" (")[0]: figure.value.words for figure in figures}


def followed(
    number: int, where: Whereabouts = FULL, start: date = date(2026, 9, 7), **changed: object
) -> CaseFact:
    """Return a call of which both follow-ups were answered, the second after six school weeks."""
    case = a_call(start, number, **changed)
    seen = tuple(
        Sighting(
            asked_at=due,
            due_at=due,
            at=due + timedelta(hours=2),
            whereabouts=where,
            did_next_step=number % 4 != 0,
            helped=("check-in",) if number % 2 else (),
        )
        for _, due in schedule(case.counted_from, YEAR)
        if due < NOW
    )
    return replace(case, sightings=seen, suggested=("check-in", "now-and-next"))


def test_a_term_with_all_its_outcomes():
    near = {"intention": Intention.SUSPENSION, "days_before": 4.0, "days_after": 1.5}
    cases = [followed(n, PART if n < 3 else FULL, **near) for n in range(9)]
    cases += [
        replace(
            followed(n),
            placements=(Placement(tier=2, result=PlacementResult.FULL_TIME),),
            wanted_person=True,
            reached_at=followed(n).started_at + timedelta(minutes=12),
        )
        for n in range(9, 15)
    ]
    found = a_report(cases)
    numbers, became = words(found.numbers), words(found.outcomes)
    assert numbers["Calls"] == "15"
    assert numbers["Time to a person, median"] == "12 min; nine in ten within 12 min (n 6)"
    assert numbers["No exclusion within 6 school weeks after it was near"].startswith("9 of 9 (100")
    assert became["Displaced instead"] == "3 of 9 of whom anything is known"
    assert became["Days of suspension"] == (
        "36 before, 13.5 after, for the same 9 pupils; 6 not known"
    )
    assert became["Agreed next step done"].startswith("5 of 6 (83%; 95 % interval")
    assert became["Reintegration after a place"].startswith("6 of 6 (100%")
    assert words(found.strategies) == {
        "check-in": "7 of 15 (47%; 95 % interval 25% to 70%), 0 not known (47% to 47% of all)"
    }


def test_under_five_nothing_is_said_of_what_became_of_requests():
    found = a_report([followed(n, intention=Intention.SUSPENSION) for n in range(4)])
    assert words(found.numbers)["Calls"] == "not shown"
    assert set(words(found.outcomes).values()) == {"none"}
    assert found.strategies == ()


def test_five_of_one_school_are_not_told_either():
    cases = [followed(n, intention=Intention.SUSPENSION, school_id="one") for n in range(9)]
    assert set(words(a_report(cases).outcomes).values()) == {"none"}


def test_a_period_inside_a_term_is_the_sum_of_weeks_that_are_shown():
    cases = [*calls(6, monday(1)), *calls(7, monday(2)), *calls(2, monday(3))]
    assert words(a_report(cases, weeks_of(1, 2)).numbers)["Calls"] == "13"
    assert words(a_report(cases, weeks_of(1, 3)).numbers)["Calls"] == "not shown"
    assert [p.calls for p in a_report(cases, weeks_of(1, 3)).weeks] == [6, 7, None]


def test_a_single_week_says_what_its_digest_says():
    cases = [*calls(6, monday(1), urgent=2), *calls(3, monday(2))]
    for number in (1, 2):
        made = build_digest(cases, monday=monday(number), line=YEAR, offers=(), rota=QUIET)
        told = a_report(cases, weeks_of(number, number)).numbers
        assert [each.value.words for each in told[:2]] == [
            each.this.words for each in made.numbers[:2]
        ]


def test_two_terms_are_told_together_and_their_tables_apart():
    cases = [followed(n, intention=Intention.SUSPENSION) for n in range(12)]
    cases += calls(8, date(2027, 1, 11))
    late = at("2027-02-01 09:00")
    wanted = period.span(date(2026, 8, 31), date(2027, 1, 31), late, YEAR)
    found = report.build(cases, period=wanted, line=YEAR, now=late, history=NO_HISTORY)
    assert words(found.numbers)["Calls"] == "20"
    assert [view.name for view in found.terms] == ["Autumn"]


def test_where_pupils_went_and_what_is_on_record_waits_for_the_end_of_a_term():
    cases = [followed(n, intention=Intention.SUSPENSION, ehcp=Told.YES) for n in range(12)]
    assert a_report(cases, weeks_of(0, 9)).terms == ()
    (view,) = a_report(cases).terms
    shown = {(g.field, g.told): g.rate for g in view.groups}
    rate = shown["EHC plan", Told.YES]
    assert rate
    assert (rate.right, rate.n) == (12, 12)
    assert shown["SEN support", Told.YES] is None


def test_what_is_shown_together_is_the_sum_of_what_is_shown():
    one = Shown(counts={"a": 3, ALL: None}, about={ALL: 20}, is_few=False)
    two = Shown(counts={"a": None, ALL: 7}, about={}, is_few=False)
    assert together([one, two]) == Shown(
        counts={"a": None, ALL: None}, about={ALL: 27}, is_few=False
    )


def test_a_report_holds_no_school():
    found = a_report([followed(n, intention=Intention.SUSPENSION) for n in range(30)])
    assert "school-" not in str(asdict(found))


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: period.span(date(2026, 9, 8), date(2026, 9, 20), NOW, YEAR), "begins on a Monday"),
        (lambda: period.span(date(2026, 9, 7), date(2026, 9, 15), NOW, YEAR), "ends on a Friday"),
        (lambda: period.span(date(2026, 9, 14), date(2026, 9, 11), NOW, YEAR), "comes before"),
        (lambda: period.span(date(2026, 12, 21), date(2027, 1, 3), NOW, YEAR), "no school day"),
        (lambda: period.one_week(date(2027, 1, 12), NOW, YEAR), "not over yet. The last one that"),
        (lambda: period.one_week(date(2026, 10, 27), NOW, YEAR), "no school day"),
        (lambda: period.term("Sommer", NOW, YEAR), "is no term of this line. It has: Autumn"),
        (lambda: period.term("Spring", at("2027-01-05 09:00"), YEAR), "No week of Spring is over"),
        (lambda: period.last_week(at("2026-09-02 09:00"), YEAR), "No school week is over yet"),
        (lambda: period.last_week(NOW, replace(YEAR, terms=())), "has no terms"),
    ],
)
def test_a_period_that_is_none_is_refused_in_plain_words(make, said: str):
    with pytest.raises(ValueError, match=said):
        make()


COUNTS = st.lists(
    st.tuples(st.integers(0, 7), st.integers(0, 7), st.integers(1, 3)), min_size=3, max_size=5
)


class Asker:
    """Has every digest, and asks for the report of every period."""

    def __init__(self, rows: Sequence[tuple[int, int, int]]) -> None:
        self.count = len(rows)
        self.rows: list[np.ndarray] = []
        self.ends: list[tuple[float, float]] = []
        cases = [
            a_call(monday(week), n, is_urgent=n < urgent, school_id=f"school-{n % schools}")
            for week, (urgent, other, schools) in enumerate(rows)
            for n in range(urgent + other)
        ]
        self.printed = self._digests(cases)
        self.shown = {
            (i, j): a_report(cases, weeks_of(i, j), self.history(cases))
            for i, j in combinations_with_replacement(range(self.count), 2)
        }
        for (first, last), told in self.shown.items():
            self._keep(told, range(first, last + 1))

    def _digests(self, cases: Sequence[CaseFact]) -> dict[date, dict]:
        made: dict[date, dict] = {}
        for number in range(self.count):
            now = weeks.span_of_week(monday(number))[1]
            seen = [case for case in cases if case.started_at < now]
            digest = build_digest(
                seen,
                monday=monday(number),
                line=YEAR,
                offers=(),
                rota=QUIET,
                now=now,
                history=self.history(cases, made),
            )
            made[monday(number)] = dict(digest.ledger)
            term = digest.ledger[Measure.CALLS].term
            for kind in ("urgent", "other", ALL):
                self._note(range(number + 1), kind, term.counts[kind], term.about.get(kind))
        return made

    def history(self, cases: Sequence[CaseFact], made: dict | None = None) -> History:
        printed = self.printed if made is None else made
        every = {
            at for led in printed.values() for one in led.values() for at in one.known.values()
        }
        return History(printed=printed, views=dict.fromkeys(every, cases))

    def _keep(self, told: Report, of: Sequence[int]) -> None:
        numbers = {figure.label: figure.value for figure in told.numbers}
        for label, kind in (("Calls", ALL), ("Urgent", "urgent")):
            value = numbers[label]
            is_about = value.words.startswith("about")
            exact = None if value.number is None or is_about else int(value.number)
            about = int(value.number) if is_about and value.number is not None else None
            self._note(of, kind, exact, about)
            if value.words == "fewer than 5":
                self._row(of, kind, 1, 4)

    def _note(self, of: Sequence[int], kind: str, exact: int | None, about: int | None) -> None:
        if exact is not None:
            self._row(of, kind, exact, exact)
        elif about is not None:
            self._row(of, kind, about - 5, about + 4)

    def _row(self, of: Sequence[int], kind: str, low: float, high: float) -> None:
        self.rows.append(self.goal(of, kind))
        self.ends.append((low, high))

    def goal(self, of: Sequence[int], kind: str) -> np.ndarray:
        row = np.zeros(2 * self.count)
        for week in of:
            for place, name in enumerate(("urgent", "other")):
                row[2 * week + place] = kind in (name, ALL)
        return row

    def range_of(self, week: int, kind: str) -> tuple[int, int]:
        low, high = zip(*self.ends, strict=True)
        ends = []
        for sign in (1, -1):
            found = milp(
                sign * self.goal([week], kind),
                constraints=[LinearConstraint(np.array(self.rows), low, high)],
                integrality=np.ones(2 * self.count),
                bounds=Bounds(0, 200),
            )
            assert found.success, found.message
            ends.append(round(sign * found.fun))
        return ends[0], ends[1]


@settings(max_examples=40, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(COUNTS)
def test_every_period_and_every_digest_together_do_not_tell_a_hidden_week(rows):
    asker = Asker(rows)
    for week in range(asker.count):
        week_shown = asker.printed[monday(week)][Measure.CALLS].week
        for kind in ("urgent", ALL):
            if week_shown.counts[kind] is None:
                low, high = asker.range_of(week, kind)
                assert low < high


@settings(max_examples=25, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 3), st.booleans()), max_size=40))
def test_subtracting_periods_never_comes_down_to_fewer_than_five(rows):
    """Cases that are in the same periods cannot be told apart by any sum: how few are those?"""
    cases = [
        followed(
            n,
            start=monday(week),
            school_id=f"school-{school}",
            intention=Intention.SUSPENSION if near else None,
        )
        for n, (week, school, near) in enumerate(rows)
    ]
    told = weeks_told(cases)
    for kind in ("followed", "near"):
        alike: dict[frozenset[int], list[CaseFact]] = {}
        members = [{id(case) for case in getattr(one, kind)} for one in every_period(cases, told)]
        for case in cases:
            inside = frozenset(n for n, found in enumerate(members) if id(case) in found)
            alike.setdefault(inside, []).append(case)
        alike.pop(frozenset(), None)
        for group in alike.values():
            assert len(group) >= 5
            assert len({case.school_id for case in group}) >= 2


def weeks_told(cases: Sequence[CaseFact]) -> set[date]:
    """Return the weeks in which six were over for five near exclusion, from two schools."""
    near: dict[date, list[CaseFact]] = {}
    for case in cases:
        end = outcome.window_end(case, 6, YEAR)
        if case.was_near_exclusion and end:
            near.setdefault(week_of(end), []).append(case)
    return {
        day
        for day, found in near.items()
        if len(found) >= 5 and len({case.school_id for case in found}) >= 2
    }


def every_period(cases: Sequence[CaseFact], told: set[date]) -> Iterable[Became]:
    """Yield what became of the requests of every period of the term."""
    known = dict.fromkeys(TERM.mondays, NOW)
    days = [day for day in TERM.mondays if weeks.is_school_week(day, YEAR)]
    for first, last in combinations_with_replacement(days, 2):
        wanted = period.span(first, last + timedelta(days=6), NOW, YEAR)
        yield Became.of(wanted.parts[0], known, {NOW: cases}, NOW, YEAR, told)


def test_the_tables_of_a_term_wait_for_a_term_that_is_shown_as_it_is():
    """Nine near exclusion are shown in one week and three hidden in another; a group of twelve,
    all there are, would tell the three.
    """
    near = {"intention": Intention.SUSPENSION}
    cases = [followed(n, **near) for n in range(9)]
    cases += [followed(n, start=date(2026, 9, 21), **near) for n in range(3)]
    (view,) = a_report(cases).terms
    assert all(group.rate is None for group in view.groups)
    told = [*cases[:9], *(followed(n, start=date(2026, 9, 14), **near) for n in range(6))]
    (view,) = a_report(told).terms
    assert any(group.rate for group in view.groups)


def test_who_went_elsewhere_is_counted_only_in_weeks_that_are_told():
    near = {"intention": Intention.SUSPENSION}
    cases = [followed(n, PART, **near) for n in range(9)]
    cases += [followed(n, PART, start=date(2026, 9, 21), **near) for n in range(3)]
    assert words(a_report(cases).outcomes)["Displaced instead"] == (
        "9 of 9 of whom anything is known"
    )


def a_near_case(number: int, chance: random.Random) -> CaseFact:
    told = [Told.YES, Told.NO, Told.NO, Told.UNKNOWN]
    case = followed(
        number,
        chance.choice([FULL, FULL, PART, Whereabouts.SUSPENDED, Whereabouts.OFF_SITE]),
        intention=Intention.PERMANENT_EXCLUSION,
        sen_support=chance.choice(told),
        ehcp=chance.choice(told),
        looked_after=chance.choice([Told.NO, Told.NO, Told.NO, Told.YES]),
    )
    return replace(case, sightings=case.sightings if chance.random() < 0.8 else ())


class TermReader(Attack):
    """Has what a report prints of a term: whole groups, states that are shown, and the digests.

    Of what is not printed nothing is known, not even that it is no nought.
    """

    def __init__(self, cases: Sequence[CaseFact], *, also: Sequence[tuple[str, Told]] = ()) -> None:
        last = weeks.span_of_week(monday(13))[0].date()
        made = build_digest(cases, monday=last, line=YEAR, offers=(), rota=QUIET, now=NOW)
        assert None not in made.ledger[Measure.ENDS].term.counts.values()
        secret = behind(cases, made.ledger[Measure.ENDS].term, line=YEAR, now=NOW)
        view = term_view("Autumn", cases, made.ledger[Measure.ENDS].term, line=YEAR, now=NOW)
        truth = {name: n for table in secret.tables for name, n in table.cells.items()}
        read = {name for name, is_read in secret.published.items() if is_read}
        self.groups = [(group.field, group.told) for group in view.groups if group.rate]
        for field, told in (*self.groups, *also):
            read |= {cell(each, field, told) for each in Told}
            read.add(key(POPULATION, {field: told}))
        states = {key(POPULATION, {"state": s}) for s, count in view.displaced if count}
        read |= states
        values = {name: n if name in read else None for name, n in truth.items()}
        super().__init__(secret.tables, Published(values=values, withheld=()), secret.links)
        self.least = dict.fromkeys(self.hidden, 0)
        same = {key(POPULATION, {"state": each}) for each in ("nowhere", "not-known")}
        self.secret = [name for name in self.secret if name not in same]


def near_cases(seed: int) -> list[CaseFact]:
    chance = random.Random(seed)
    return [a_near_case(n, chance) for n in range(chance.choice([6, 12, 25, 60, 150]))]


@pytest.mark.parametrize("seed", range(20))
def test_the_tables_of_a_term_with_what_is_known_from_digests_tell_no_small_number(seed: int):
    assert TermReader(near_cases(seed)).tells_none_exactly()


def test_the_tables_of_a_term_show_something_all_the_same():
    assert any(TermReader(near_cases(seed)).groups for seed in range(20))


def test_the_attack_on_a_term_bites():
    """Two groups without a small number, and the exclusions of all from digests, tell the third."""
    cases = [followed(n, FULL, intention=Intention.SUSPENSION, ehcp=Told.YES) for n in range(9)]
    cases += [followed(n, FULL, intention=Intention.SUSPENSION, ehcp=Told.NO) for n in range(9, 20)]
    cases += [
        followed(n, Whereabouts.SUSPENDED, intention=Intention.SUSPENSION, ehcp=Told.UNKNOWN)
        for n in range(20, 22)
    ]
    assert TermReader(cases).tells_none_exactly()
    large = [("EHC plan", Told.YES), ("EHC plan", Told.NO)]
    assert not TermReader(cases, also=large).tells_none_exactly()


def test_what_was_answered_after_a_term_is_in_its_report_once_it_is_enough():
    """Asked in the last week, answered in the holidays: the digest of that week knows of none."""
    last = date(2026, 12, 14)
    for count, want in ((4, "6 of 6 (100%"), (7, "13 of 13 (100%")):
        asked_then = [asked_late(n, at("2026-12-15 12:00")) for n in range(6)]
        late = [asked_late(n, at("2027-01-05 12:00")) for n in range(count)]
        cases, made = [*asked_then, *late], {}
        for monday_, now in ((last, "2027-01-05 08:00"), (date(2027, 1, 4), "2027-01-11 08:00")):
            digest = build_digest(
                as_known(cases, at(now)),
                monday=monday_,
                line=YEAR,
                offers=(),
                rota=QUIET,
                now=at(now),
                history=History(printed=made, views=views_of(cases, made)),
            )
            made = {**made, monday_: digest.ledger}
        found = a_report(cases, TERM, History(printed=made, views=views_of(cases, made)))
        assert words(found.numbers)["In school full time"].startswith(want)


def asked_late(number: int, answered: datetime) -> CaseFact:
    sent = at("2026-12-15 09:30")
    seen = Sighting(asked_at=sent, due_at=sent, at=answered, whereabouts=FULL)
    return a_call(date(2026, 11, 2), number, sightings=(seen,))


def views_of(cases: Sequence[CaseFact], made: dict[date, Ledger]) -> dict[datetime, list[CaseFact]]:
    every = {t for led in made.values() for one in led.values() for t in one.known.values()}
    return {each: as_known(cases, each) for each in every}


def test_weeks_are_those_of_london():
    assert week_of(datetime.fromisoformat("2026-09-13T23:30:00+00:00")) == date(2026, 9, 14)
