"""The counting, against worked examples and against a second count that works another way."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advicebot.domain.handoff import Intention
from advicebot.domain.oncall.calendar import LONDON
from advicebot.domain.outcomes import counting, how
from advicebot.domain.outcomes.counting import Rate
from advicebot.domain.outcomes.equity import equity, tables
from advicebot.domain.outcomes.followup import FollowUp, FollowUpKind, Whereabouts, schedule
from advicebot.domain.outcomes.intervals import nearest_rank, wilson
from advicebot.domain.outcomes.outcome import (
    DISPLACED,
    CaseFact,
    Placement,
    Sighting,
    Told,
    days_after,
    displaced_to,
    excluded_within,
    sighting,
)
from advicebot.domain.outcomes.suppression import suppress
from advicebot.domain.vocabulary import PlacementResult
from tests.unit.test_followup import YEAR, at
from tests.unit.test_suppression import Attack

START = at("2026-09-15 10:00")
SECOND = at("2026-09-29 09:30")
"""Two school weeks later."""
SIXTH = at("2026-11-03 09:30")
"""Six, over the half-term."""
LATER = at("2026-12-20 12:00")
FULL, SUSPENDED, GONE = (
    Whereabouts.FULL_TIME,
    Whereabouts.SUSPENDED,
    Whereabouts.PERMANENTLY_EXCLUDED,
)


def said(
    due: datetime, where: Whereabouts | None = None, after_days: float = 0.1, **changed: object
) -> Sighting:
    """Return a follow-up due at ``due``, answered so many days later; None is no answer."""
    values: dict[str, object] = {"asked_at": due, "due_at": due}
    if where is not None:
        values |= {"at": due + timedelta(days=after_days), "whereabouts": where}
    return Sighting(**(values | changed))  # type: ignore[arg-type]


def a_case(*sightings: Sighting, **changed: object) -> CaseFact:
    values: dict[str, object] = {
        "school_id": "kestrel",
        "started_at": START,
        "counted_from": START,
        "intention": Intention.SUSPENSION,
        "sightings": sightings,
    }
    return CaseFact(**(values | changed))  # type: ignore[arg-type]


def rate(*cases: CaseFact, weeks: int = 6, now: datetime = LATER) -> Rate:
    return counting.no_exclusion(cases, weeks=weeks, line=YEAR, now=now)


def numbers(found: Rate) -> tuple[int, int, int, int]:
    return found.right, found.n, found.unknown, found.waiting


@pytest.mark.parametrize(
    ("sightings", "weeks", "want"),
    [
        ([said(SECOND, FULL), said(SIXTH, FULL)], 6, Told.NO),
        ([said(SECOND), said(SIXTH, FULL)], 6, Told.NO),  # the later one speaks for both
        ([said(SECOND, FULL), said(SIXTH)], 6, Told.UNKNOWN),  # nobody knows the last four weeks
        ([said(SECOND, FULL), said(SIXTH)], 2, Told.NO),
        ([said(SECOND, SUSPENDED), said(SIXTH)], 6, Told.YES),  # bad news needs no more
        ([said(SECOND, GONE), said(SIXTH, FULL)], 6, Told.YES),
        ([said(SECOND, FULL), said(SIXTH, SUSPENDED)], 6, Told.YES),
        ([said(SECOND, FULL), said(SIXTH, SUSPENDED)], 2, Told.NO),
        ([said(SECOND), said(SIXTH, SUSPENDED)], 2, Told.UNKNOWN),  # before or after week two?
        ([said(SECOND, FULL, days_suspended=1.5)], 2, Told.YES),  # back, but was suspended
        ([said(SECOND, FULL, days_suspended=0)], 2, Told.NO),
        ([said(SECOND, Whereabouts.UNKNOWN)], 2, Told.UNKNOWN),
        ([said(SECOND, Whereabouts.UNKNOWN, days_suspended=2)], 2, Told.YES),
        ([said(SECOND, Whereabouts.HOME_EDUCATED)], 2, Told.NO),  # counted beside it instead
        ([said(SECOND, SUSPENDED, 9)], 2, Told.YES),  # answered late: it stands for week two
        ([said(SECOND + timedelta(days=7), SUSPENDED)], 2, Told.YES),  # merged with a later one
        ([said(SECOND + timedelta(days=8), SUSPENDED)], 2, Told.UNKNOWN),
        ([said(SECOND, SUSPENDED, 40), said(SIXTH, FULL)], 6, Told.UNKNOWN),  # which weeks?
        ([said(SECOND, FULL, 60, told_at=SECOND), said(SIXTH)], 6, Told.UNKNOWN),  # a tap beside it
        ([], 2, Told.UNKNOWN),
    ],
)
def test_whether_an_exclusion_came_within_the_weeks(
    sightings: list[Sighting], weeks: int, want: Told
):
    end = SECOND if weeks == 2 else SIXTH
    assert excluded_within(a_case(*sightings), end, YEAR) is want


def test_a_worked_example_of_no_exclusion():
    """Of ten, six are known: four without an exclusion. Three are not known, one is too new."""
    good = a_case(said(SECOND, FULL), said(SIXTH, FULL))
    bad = a_case(said(SECOND, FULL), said(SIXTH, SUSPENDED, days_suspended=2))
    silent = a_case(said(SECOND, FULL), said(SIXTH))
    new = a_case(said(SECOND, GONE), counted_from=at("2026-12-01 10:00"))
    found = rate(*[good] * 4, *[bad] * 2, *[silent] * 3, new)
    assert numbers(found) == (4, 6, 3, 1)
    assert found.share == pytest.approx(4 / 6)
    assert found.lowest == pytest.approx(4 / 9)
    assert found.highest == pytest.approx(7 / 9)
    assert found.interval == pytest.approx((0.2999934, 0.9032288), abs=1e-6)
    assert "no comparison group" in found.how
    assert "6 school weeks" in found.how


@pytest.mark.parametrize(
    ("changed", "counts"),
    [
        ({"intention": Intention.SUSPENSION}, True),
        ({"intention": Intention.PERMANENT_EXCLUSION}, True),
        ({"intention": Intention.PART_TIME_TIMETABLE}, False),
        ({"intention": None}, False),
        ({"intention": Intention.NONE, "risk": 8}, True),
        ({"intention": None, "risk": 10}, True),
        ({"intention": None, "risk": 7}, False),
    ],
)
def test_only_where_exclusion_was_near_is_it_counted(changed: dict[str, object], counts: bool):
    assert rate(a_case(said(SECOND, FULL), **changed), weeks=2).n == counts


def test_without_anybody_there_is_no_share_and_no_interval():
    found = rate()
    assert numbers(found) == (0, 0, 0, 0)
    assert (found.share, found.lowest, found.highest, found.interval) == (None,) * 4


def test_a_window_past_the_last_written_term_is_waited_for():
    case = a_case(said(SECOND, FULL), counted_from=at("2027-07-01 10:00"))
    assert numbers(rate(case, now=at("2027-12-01 10:00"))) == (0, 0, 0, 1)


ANSWERS = st.sampled_from([None, *Whereabouts])
DAYS = st.sampled_from([None, None, 0, 0.5, 2])


@st.composite
def cases(draw: st.DrawFn) -> CaseFact:
    """A request of any day, asked about when it would be, answered or not, soon or late."""
    start = draw(st.datetimes(datetime(2026, 9, 1), datetime(2027, 5, 1), timezones=st.just(UTC)))
    seen = []
    for _, due in schedule(start, YEAR):
        where = draw(ANSWERS)
        delay = draw(st.floats(0, 60))
        days = draw(DAYS) if where is not None else None
        seen.append(said(due, where, delay, days_suspended=days))
    return a_case(
        *seen,
        started_at=start,
        counted_from=start,
        intention=draw(st.sampled_from([None, *Intention])),
        risk=draw(st.sampled_from([None, 0, 7, 8, 10])),
    )


def second_count(
    facts: list[CaseFact], due_of: dict[int, datetime | None], now: datetime
) -> tuple[int, int, int, int]:
    """Count again, an hour at a time: paint the window with what each answer says of it.

    Each answer paints the hours since the last one that said anything. Clear: all are painted
    white. Excluded: an hour is black for certain. Otherwise not known, also where an exclusion is
    told to a question of the window and no hour is left to paint.
    """
    tally = {"clear": 0, "black": 0, "grey": 0, "waiting": 0}
    for place, fact in enumerate(facts):
        if fact.intention not in ("suspension", "permanent-exclusion") and (fact.risk or 0) < 8:
            continue
        end = due_of[place]
        if end is None or end > now:
            tally["waiting"] += 1
            continue
        tally[_colour(fact, end)] += 1
    known = tally["clear"] + tally["black"]
    return tally["clear"], known, tally["grey"], tally["waiting"]


def _colour(fact: CaseFact, end: datetime) -> str:
    last_school_days, day = end, 0
    while day < 5:  # the questions due by then stand for the end of the window
        last_school_days += timedelta(days=1)
        local = last_school_days.date()
        is_off = local.weekday() > 4 or not any(
            t.first <= local <= t.last and local not in [c.day for c in t.closed]
            for t in YEAR.terms
        )
        bank = {(2027, 3, 26), (2027, 3, 29), (2027, 5, 3), (2027, 5, 31)}
        day += not is_off and (local.year, local.month, local.day) not in bank
    stop = max([end, *(s.at for s in fact.sightings if s.at)]) + timedelta(hours=1)
    paint: dict[datetime, str] = {}
    hour, hours, doubt = fact.counted_from, [], False
    while hour < stop:
        hours.append(hour)
        hour += timedelta(hours=1)
    for seen in sorted((s for s in fact.sightings if s.at), key=lambda s: s.at):
        bad = seen.whereabouts in ("suspended", "permanently-excluded") or seen.days_suspended
        if seen.whereabouts == "unknown" and not bad:
            continue
        sure = seen.at <= end or seen.due_at.date() <= last_school_days.date()
        colour = ("black" if sure else "grey") if bad else "clear"
        bare = [each for each in hours if each not in paint]
        doubt = doubt or (colour == "black" and not any(each < end for each in bare))
        for each in bare:
            if each < seen.at:
                paint[each] = colour
    inside = {paint.get(each, "bare") for each in hours if each < end}
    if "black" in inside:
        return "black"
    return "clear" if inside == {"clear"} and not doubt else "grey"


@settings(max_examples=80, deadline=None)
@given(st.lists(cases(), max_size=6), st.sampled_from([2, 6]))
def test_a_second_count_painted_by_the_hour_finds_the_same(facts: list[CaseFact], weeks: int):
    now = at("2027-04-20 12:00")
    ends = {n: _weeks_later(fact.counted_from, weeks) for n, fact in enumerate(facts)}
    assert numbers(rate(*facts, weeks=weeks, now=now)) == second_count(facts, ends, now)


def _weeks_later(start: datetime, weeks: int) -> datetime | None:
    """Written out anew: step through days, count Mondays of weeks that have school."""
    bank = {(2027, 3, 26), (2027, 3, 29), (2027, 5, 3), (2027, 5, 31)}

    def school(day: datetime) -> bool:
        local = day.date()
        is_bank = (local.year, local.month, local.day) in bank
        in_term = any(t.first <= local <= t.last for t in YEAR.terms)
        shut = any(c.day == local for t in YEAR.terms for c in t.closed)
        return local.weekday() < 5 and in_term and not shut and not is_bank

    day = start.astimezone(LONDON).replace(hour=9, minute=30, second=0, microsecond=0, tzinfo=None)
    limit = datetime(2027, 9, 1)
    while not school(day) and day < limit:
        day += timedelta(days=1)
    weekday, seen = day.weekday(), {day.isocalendar()[:2]}
    while day < limit:
        week = day.isocalendar()[:2]
        if school(day):
            seen.add(week)
        in_place = len(seen) == weeks + 1 and (day.weekday() >= weekday or week not in seen)
        if school(day) and (in_place or len(seen) > weeks + 1):
            return day.replace(tzinfo=LONDON).astimezone(UTC)
        day += timedelta(days=1)
    return None


@settings(max_examples=100, deadline=None)
@given(st.lists(cases(), max_size=8), st.sampled_from([2, 6]))
def test_unknown_is_never_success(facts: list[CaseFact], weeks: int):
    """Taking any answer away never makes the share's count larger."""
    now = at("2027-07-20 12:00")
    before = rate(*facts, weeks=weeks, now=now)
    assert before.right + before.wrong == before.n
    for place, fact in enumerate(facts):
        for which, seen in enumerate(fact.sightings):
            silent = replace(seen, at=None, whereabouts=Whereabouts.UNKNOWN, days_suspended=None)
            fewer = list(fact.sightings)
            fewer[which] = silent
            if not seen.says_excluded:
                changed = [
                    *facts[:place],
                    replace(fact, sightings=tuple(fewer)),
                    *facts[place + 1 :],
                ]
                after = rate(*changed, weeks=weeks, now=now)
                assert after.right <= before.right
                assert after.n + after.unknown == before.n + before.unknown


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
def test_the_bounds_hold_the_share_of_any_truth_about_the_unknown(right, wrong, unknown):
    found = Rate(right=right, n=right + wrong, unknown=unknown, how="")
    if right + wrong + unknown == 0:
        assert found.lowest is None
        return
    shares = [(right + k) / (right + wrong + unknown) for k in range(unknown + 1)]
    assert found.lowest == pytest.approx(min(shares))
    assert found.highest == pytest.approx(max(shares))


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_ends_of_the_interval_are_where_the_share_is_just_not_surprising(pair):
    """The score test, turned round: at each end the share lies 1.96 standard errors away."""
    right, n = pair
    low, high = wilson(right, n)
    assert 0 <= low <= right / n <= high <= 1
    for end in (low, high):
        if 0 < end < 1:
            assert abs(right / n - end) == pytest.approx(
                1.959964 * sqrt(end * (1 - end) / n), rel=1e-5
            )


@pytest.mark.parametrize(
    ("right", "n", "low", "high"),
    [
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (81, 263, 0.2553, 0.3662),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_agrees_with_published_examples(right: int, n: int, low: float, high: float):
    """The last two are from R. G. Newcombe, Statistics in Medicine 17, 1998, pages 857-872."""
    assert wilson(right, n) == pytest.approx((low, high), abs=5e-5)


def test_an_interval_of_more_than_all_is_refused():
    with pytest.raises(ValueError, match="no share"):
        wilson(4, 3)


def test_displaced_pupils_are_counted_beside_it_once_and_where_they_were_last():
    part = a_case(said(SECOND, Whereabouts.PART_TIME_TIMETABLE), said(SIXTH, Whereabouts.OFF_SITE))
    back = a_case(said(SECOND, Whereabouts.HOME_EDUCATED), said(SIXTH, FULL))
    here = a_case(said(SECOND, FULL), said(SIXTH, FULL))
    silent = a_case(said(SECOND), said(SIXTH))
    found = counting.displaced([part, back, here, silent], weeks=6, line=YEAR, now=LATER)
    assert {state: count.value for state, count in found.items()} == {
        Whereabouts.PART_TIME_TIMETABLE: 0,
        Whereabouts.OFF_SITE: 1,
        Whereabouts.MANAGED_MOVE: 0,
        Whereabouts.HOME_EDUCATED: 1,
    }
    assert {count.n for count in found.values()} == {3}


def test_a_state_that_came_after_the_weeks_is_not_counted_in_them():
    case = a_case(said(SECOND, FULL), said(SIXTH, Whereabouts.MANAGED_MOVE))
    found = counting.displaced([case], weeks=2, line=YEAR, now=LATER)
    assert found[Whereabouts.MANAGED_MOVE].value == 0
    assert found[Whereabouts.MANAGED_MOVE].n == 1
    assert displaced_to([]) is None
    assert set(found) == set(DISPLACED)


@pytest.mark.parametrize(
    ("sightings", "want"),
    [
        ([], None),
        ([said(SECOND)], None),
        ([said(SECOND, FULL), said(SIXTH)], None),
        ([said(SECOND, SUSPENDED)], None),
        ([said(SECOND, FULL), said(SIXTH, FULL)], 0),
        ([said(SECOND, SUSPENDED, days_suspended=1.5), said(SIXTH, FULL, days_suspended=3)], 4.5),
    ],
)
def test_days_of_suspension_are_known_only_when_every_answer_tells(
    sightings: list[Sighting], want: float | None
):
    assert days_after(sightings) == want


def test_days_before_and_after_are_summed_only_where_both_are_known():
    facts = [
        a_case(days_before=4, days_after=1.5),
        a_case(days_before=2, days_after=0),
        a_case(days_before=9, days_after=None),
        a_case(days_before=None, days_after=0),
    ]
    found = counting.suspension_days(facts)
    assert (found.before, found.after, found.n, found.unknown) == (6, 1.5, 2, 2)


def test_time_to_a_person_leaves_out_those_whom_nobody_took_and_says_how_many():
    waits = [2, 4, 6, 8, 100]
    facts = [
        a_case(wanted_person=True, reached_at=START + timedelta(minutes=wait)) for wait in waits
    ]
    found = counting.time_to_person([*facts, a_case(wanted_person=True), a_case()])
    assert (found.median, found.p90) == (timedelta(minutes=6), timedelta(minutes=100))
    assert (found.n, found.waiting) == (5, 1)
    nobody = counting.time_to_person([a_case(wanted_person=True)])
    assert (nobody.median, nobody.p90, nobody.n, nobody.waiting) == (None, None, 0, 1)


@given(st.lists(st.integers(0, 500), min_size=1, max_size=40), st.sampled_from([50, 90]))
def test_a_percentile_is_the_first_that_enough_values_do_not_exceed(values, percent):
    fits = [v for v in values if sum(w <= v for w in values) * 100 >= percent * len(values)]
    assert nearest_rank(values, percent) == min(fits)


def test_follow_through_takes_the_last_word_and_keeps_silence_apart():
    facts = [
        a_case(said(SECOND, FULL, did_next_step=False), said(SIXTH, FULL, did_next_step=True)),
        a_case(said(SECOND, FULL, did_next_step=True), said(SIXTH, FULL)),
        a_case(said(SECOND, FULL, did_next_step=False)),
        a_case(said(SECOND, FULL)),
        a_case(said(SECOND)),
        a_case(),
    ]
    assert numbers(counting.follow_through(facts)) == (2, 3, 2, 0)


def test_strategies_that_helped_come_with_how_often_they_were_tried_and_answered():
    facts = [
        a_case(said(SECOND, FULL, helped=("calm-start",)), suggested=("calm-start", "map")),
        a_case(
            said(SECOND, FULL, helped=("calm-start",)),
            said(SIXTH, FULL, helped=("calm-start", "visit")),
            suggested=("calm-start",),
        ),
        a_case(said(SECOND, FULL), suggested=("calm-start",)),
        a_case(said(SECOND), suggested=("calm-start",)),
    ]
    found = counting.strategies_that_helped(facts)
    assert list(found) == ["calm-start", "visit"]
    assert numbers(found["calm-start"]) == (2, 3, 1, 0)
    assert numbers(found["visit"]) == (1, 1, 0, 0)


def test_a_placement_that_still_runs_or_ended_unknown_is_no_reintegration():
    results = [*PlacementResult, PlacementResult.FULL_TIME]
    facts = [a_case(placements=tuple(Placement(tier=2, result=each) for each in results))]
    assert numbers(counting.reintegration(facts)) == (3, 5, 1, 1)


def test_full_time_is_of_those_known():
    seen = [said(SECOND, FULL), said(SECOND, GONE), said(SECOND), said(SECOND, Whereabouts.UNKNOWN)]
    assert numbers(counting.full_time(seen)) == (1, 2, 2, 0)


def test_the_equity_view_counts_each_pupil_under_each_field_and_unknown_apart():
    plan = a_case(said(SECOND, FULL), ehcp=Told.YES, looked_after=Told.NO)
    none = a_case(said(SECOND, SUSPENDED), ehcp=Told.NO, school_id="harrow-bank")
    groups = {
        (each.field, each.told): each.rate
        for each in equity([*[plan] * 6, *[none] * 7], weeks=2, line=YEAR, now=LATER)
    }
    assert numbers(groups["EHC plan", Told.YES]) == (6, 6, 0, 0)
    assert numbers(groups["EHC plan", Told.NO]) == (0, 7, 0, 0)
    assert groups["EHC plan", Told.UNKNOWN] is None
    assert numbers(groups["Looked after", Told.UNKNOWN]) == (0, 7, 0, 0)
    assert numbers(groups["SEN support", Told.UNKNOWN]) == (6, 13, 0, 0)
    assert len(groups) == 12


FLAGS = st.sampled_from(Told)


@settings(max_examples=12, deadline=None)
@given(st.lists(st.tuples(ANSWERS, FLAGS, FLAGS, FLAGS), max_size=30))
def test_the_equity_view_gives_no_small_number_away(rows):
    facts = [
        a_case(
            said(SECOND, where),
            sen_support=sen,
            ehcp=plan,
            free_meals=meals,
            school_id=f"school-{n % 3}",
        )
        for n, (where, sen, plan, meals) in enumerate(rows)
    ]
    counted = tables(facts, weeks=2, line=YEAR, now=LATER)
    assert Attack(counted, suppress(counted)).tells_none_exactly()
    for group in equity(facts, weeks=2, line=YEAR, now=LATER):
        if group.rate is not None:
            assert group.rate.n >= 5
            assert all(n == 0 or n >= 5 for n in (group.rate.right, group.rate.wrong))


def test_a_follow_up_that_was_never_asked_tells_nothing_and_one_unanswered_is_unknown():
    row = FollowUp(
        id="F1",
        team_id="T1",
        request_id="A-1001",
        handoff_id=None,
        requester="U1",
        kind=FollowUpKind.TWO_WEEKS,
        due_at=SECOND,
    )
    assert sighting(row) is None
    asked = sighting(replace(row, asked_at=SECOND))
    assert asked is not None
    assert not asked.is_known
    told = sighting(replace(row, asked_at=SECOND, answered_at=LATER, whereabouts=SUSPENDED))
    assert told is not None
    assert told.says_excluded


def test_no_word_of_the_method_claims_that_anything_was_prevented():
    for words in vars(how).values():
        if isinstance(words, str) and "prevented" in words:
            assert "does not say" in words or "No number here says" in words
