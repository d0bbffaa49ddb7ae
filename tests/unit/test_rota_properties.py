"""What holds of any rota at any instant. The slow answers here look at one instant at a time."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from advicebot.domain.oncall.calendar import LONDON, is_staffed, is_term_day
from advicebot.domain.oncall.rota import (
    Override,
    OverrideWhy,
    Rota,
    Shift,
    Tier,
    WeeklyShift,
    clash,
    gaps,
    on_call,
    overlaps,
    span_on,
    stints,
    truncated,
)
from tests.fakes import LINE

START = datetime(2026, 10, 16, tzinfo=UTC)
"""A Friday; the clocks go back nine days later, and the two school days after that are closed."""
END = START + timedelta(days=14)
TICK = timedelta.resolution
USERS = ["U1", "U2", "U3", "U4"]

INSTANTS = st.integers(-24 * 60, 15 * 24 * 60).map(lambda n: START + timedelta(minutes=n))
TIMES = st.one_of(
    st.sampled_from([time(0), time(1, 30), time(8), time(12), time(17), time(23, 59)]),
    st.times().map(lambda at: at.replace(second=0, microsecond=0)),
)
IDS = st.integers(0, 10_000).map(str)


def weekly_shifts() -> st.SearchStrategy[WeeklyShift]:
    return st.builds(
        WeeklyShift,
        id=IDS,
        tier=st.sampled_from(Tier),
        user_id=st.sampled_from(USERS),
        weekday=st.integers(0, 6),
        starts=TIMES,
        ends=TIMES,
        first=st.dates(date(2026, 10, 1), date(2026, 10, 28)),
        last=st.none() | st.dates(date(2026, 10, 10), date(2026, 11, 5)),
    )


LENGTHS = st.integers(0, 4 * 24 * 60).map(lambda n: timedelta(minutes=n))


def _lasting(kind: type, start: datetime, length: timedelta, **values):
    return kind(starts_at=start, ends_at=start + length, **values)


SHIFTS = st.builds(
    lambda *given, **values: _lasting(Shift, *given, **values),
    INSTANTS,
    LENGTHS,
    id=IDS,
    tier=st.sampled_from(Tier),
    user_id=st.sampled_from(USERS),
)
OVERRIDES = st.builds(
    lambda *given, **values: _lasting(Override, *given, **values),
    INSTANTS,
    LENGTHS,
    id=IDS,
    tier=st.sampled_from(Tier),
    user_id=st.sampled_from(USERS),
    why=st.sampled_from(OverrideWhy),
    made_by=st.sampled_from(USERS),
)


def several(of: st.SearchStrategy, most: int) -> st.SearchStrategy[tuple]:
    return st.lists(of, max_size=most).map(tuple)


ROTAS = st.builds(
    Rota,
    weekly=several(weekly_shifts(), 6),
    dated=several(SHIFTS, 3),
    overrides=several(OVERRIDES, 3),
)


def covers(span: tuple[datetime, datetime], at: datetime) -> bool:
    return span[0] <= at < span[1]


def held(item: Shift | Override, at: datetime) -> bool:
    return covers((item.starts_at, item.ends_at), at)


def slow(rota: Rota, tier: Tier, at: datetime) -> set[str]:
    """Return who is on at one instant, from the rules and nothing else."""
    overriding = {o.user_id for o in rota.overrides if o.tier is tier and held(o, at)}
    if overriding:
        return overriding
    found = {each.user_id for each in rota.dated if each.tier is tier and held(each, at)}
    for shift in (each for each in rota.weekly if each.tier is tier):
        for back in range(-1, 3):
            day = at.astimezone(LONDON).date() - timedelta(days=back)
            is_then = shift.first <= day <= (shift.last or date.max)
            if day.weekday() == shift.weekday and is_then and is_term_day(day, LINE):
                found |= {shift.user_id} if covers(span_on(shift, day), at) else set()
    return found


def edges(rota: Rota) -> list[datetime]:
    """Return every instant in the window at which anything may change: between two nothing does."""
    found = {START}
    for item in (*rota.dated, *rota.overrides):
        found |= {item.starts_at, item.ends_at}
    for n in range(-2, 16):
        day = (START + timedelta(days=n)).date()
        found |= {
            datetime.combine(day, at, tzinfo=LONDON).astimezone(UTC)
            for at in (time.fromisoformat(LINE.opens), time.fromisoformat(LINE.closes))
        }
        for shift in rota.weekly:
            found |= set(span_on(shift, day))
    return sorted(at for at in found if START <= at < END)


def moments(rota: Rota) -> Iterator[datetime]:
    """Yield each edge and the last instant before it."""
    for edge in edges(rota):
        yield edge
        if edge > START:
            yield edge - TICK


@given(ROTAS, INSTANTS)
def test_on_call_is_who_the_rules_say_at_any_instant(rota: Rota, at: datetime):
    for tier in Tier:
        assert set(on_call(rota, tier, at, LINE)) == slow(rota, tier, at)


@settings(deadline=None)
@given(ROTAS)
def test_stints_and_on_call_agree_at_every_edge(rota: Rota):
    found = stints(rota, START, END, LINE)
    for at in moments(rota):
        for tier in Tier:
            on = {each.user_id for each in found if each.tier is tier and held(each, at)}
            assert on == slow(rota, tier, at)
            assert on == set(on_call(rota, tier, at, LINE))


@given(ROTAS)
def test_stints_are_in_order_inside_the_window_and_never_empty(rota: Rota):
    found = stints(rota, START, END, LINE)
    assert all(START <= each.starts_at < each.ends_at <= END for each in found)
    tiers = list(Tier)
    keys = [(each.starts_at, tiers.index(each.tier)) for each in found]
    assert keys == sorted(keys)
    assert all((each.override_id is None) is not (each.shift_id is None) for each in found)


@given(ROTAS)
def test_nobody_is_left_on_by_a_shift_while_an_override_lasts(rota: Rota):
    for stint in stints(rota, START, END, LINE):
        for override in rota.overrides:
            if stint.shift_id is not None and override.tier is stint.tier:
                assert not (
                    max(stint.starts_at, override.starts_at) < min(stint.ends_at, override.ends_at)
                )


@given(ROTAS, INSTANTS, INSTANTS)
def test_a_shorter_question_gets_the_same_answer_cut_short(
    rota: Rota, one: datetime, other: datetime
):
    start, end = min(one, other), max(one, other)
    whole = stints(rota, START - timedelta(days=2), END + timedelta(days=2), LINE)
    cut = [
        replace(each, starts_at=max(each.starts_at, start), ends_at=min(each.ends_at, end))
        for each in whole
    ]
    wanted = {each for each in cut if each.starts_at < each.ends_at}
    assert set(stints(rota, start, end, LINE)) == wanted


@settings(deadline=None)
@given(ROTAS, st.frozensets(st.sampled_from(USERS), max_size=3))
def test_gaps_are_exactly_the_staffed_instants_with_nobody_reachable(
    rota: Rota, unreachable: frozenset[str]
):
    found = gaps(rota, START, END, LINE, unreachable=unreachable)
    for at in moments(rota):
        for tier in Tier:
            is_in_one = any(held(each, at) for each in found if each.tier is tier)
            nobody = not slow(rota, tier, at) - unreachable
            assert is_in_one is (nobody and is_staffed(at, LINE)), (tier, at)


@settings(deadline=None)
@given(ROTAS, st.frozensets(st.sampled_from(USERS), max_size=3))
def test_gaps_are_apart_in_order_as_long_as_can_be_and_name_who_is_missing(
    rota: Rota, unreachable: frozenset[str]
):
    found = gaps(rota, START, END, LINE, unreachable=unreachable)
    assert [each.starts_at for each in found] == sorted(each.starts_at for each in found)
    for tier in Tier:
        mine = [each for each in found if each.tier is tier]
        assert all(START <= each.starts_at < each.ends_at <= END for each in mine)
        assert all(a.ends_at < b.starts_at for a, b in pairwise(mine))
        for each in mine:
            inside = [at for at in edges(rota) if held(each, at)]
            missed = {user for at in inside for user in slow(rota, tier, at)}
            assert set(each.unreachable) == missed
            assert missed <= unreachable


@settings(deadline=None)
@given(ROTAS)
def test_overlaps_are_exactly_when_two_are_on_by_shifts_or_one_is_in_both_tiers(rota: Rota):
    found = overlaps(rota, START, END, LINE)
    by_shifts = replace(rota, overrides=())
    for at in edges(rota):
        now = [each for each in found if each.starts_at <= at < each.ends_at]
        for tier in Tier:
            crowd = slow(by_shifts, tier, at)
            wanted = [tuple(sorted(crowd))] if len(crowd) > 1 else []
            assert [each.users for each in now if each.tier is tier] == wanted
        both = slow(rota, Tier.PRIMARY, at) & slow(rota, Tier.BACK_UP, at)
        assert sorted(each.users for each in now if each.tier is None) == [
            (user,) for user in sorted(both)
        ]


@given(ROTAS, OVERRIDES)
def test_a_clash_is_found_when_there_is_one_and_only_then(rota: Rota, new: Override):
    shared = [
        each
        for each in rota.overrides
        if each.tier is new.tier and each.id != new.id
        # Two spans have an instant in common only if the later start lies in both.
        if held(each, max(each.starts_at, new.starts_at))
        and held(new, max(each.starts_at, new.starts_at))
    ]
    found = clash(rota, new)
    assert (found is None) is (shared == [])
    assert found is None or found in shared
    assert found is None or found.starts_at == min(each.starts_at for each in shared)


@given(OVERRIDES, INSTANTS, INSTANTS)
def test_an_override_ended_early_holds_as_before_until_then(
    override: Override, at: datetime, moment: datetime
):
    ended = truncated(override, at)
    assert held(ended, moment) is (held(override, moment) and moment < at)
