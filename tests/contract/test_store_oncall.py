"""The tables of the rota on a real file: what goes in comes out, and only of one's own team."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pysqlite3 import dbapi2 as sqlite3

from advicebot.clock import FixedClock
from advicebot.domain.oncall.duty import Duty, Feed, Practitioner, Swap, SwapState
from advicebot.domain.oncall.rota import Override, OverrideWhy, Rota, Shift, Tier, WeeklyShift
from advicebot.store.work import SqliteWork
from tests.fakes import DAN, PRIYA, TEAM
from tests.rota_cases import a_practitioner, an_override, at

OTHER_TEAM = "T0SOUTH001"
instants = st.datetimes(
    min_value=datetime(2020, 1, 1), max_value=datetime(2040, 1, 1), timezones=st.just(UTC)
)
maybe = st.none() | instants
days = st.dates(min_value=date(2020, 1, 1), max_value=date(2040, 1, 1))
clock_times = st.times().map(lambda each: each.replace(second=0, microsecond=0))
ids = st.uuids().map(str)
text = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)
practitioners = st.builds(
    Practitioner,
    team_id=st.just(TEAM),
    user_id=ids,
    name=text,
    handle=text,
    is_member=st.booleans(),
    unreachable=st.none() | text,
    out_of_hours=st.booleans(),
    away_until=maybe,
    seen_at=instants,
)
weekly = st.builds(
    WeeklyShift,
    id=ids,
    tier=st.sampled_from(Tier),
    user_id=ids,
    weekday=st.integers(0, 6),
    starts=clock_times,
    ends=clock_times,
    first=days,
    last=st.none() | days,
)
swaps = st.builds(
    Swap,
    id=ids,
    team_id=st.just(TEAM),
    tier=st.sampled_from(Tier),
    asked_by=ids,
    starts_at=instants,
    ends_at=instants,
    state=st.just(SwapState.OPEN),
    taken_by=st.none() | ids,
    taken_at=maybe,
    created_at=instants,
)
duties = st.builds(
    Duty,
    id=ids,
    team_id=st.just(TEAM),
    tier=st.sampled_from(Tier),
    user_id=ids,
    starts_at=instants,
    ends_at=instants,
    reminded_at=maybe,
    asked_at=maybe,
    confirmed_at=maybe,
    replaced_at=maybe,
    created_at=instants,
)
few = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def a_weekly(**changed: object) -> WeeklyShift:
    values = {
        "id": "w1",
        "tier": Tier.PRIMARY,
        "user_id": PRIYA,
        "weekday": 1,
        "starts": time(8),
        "ends": time(17),
        "first": date(2026, 9, 1),
        "last": None,
    }
    return WeeklyShift(**(values | changed))  # type: ignore[arg-type]


def a_shift(shift_id: str, day: int, **changed: object) -> Shift:
    values = {
        "id": shift_id,
        "tier": Tier.PRIMARY,
        "user_id": PRIYA,
        "starts_at": at(day, "08:00"),
        "ends_at": at(day, "17:00"),
    }
    return Shift(**(values | changed))  # type: ignore[arg-type]


def rota_of(work: SqliteWork, start: datetime, end: datetime, team: str = TEAM) -> Rota:
    with work.read() as unit:
        return unit.shifts.rota(team, start, end)


@few
@given(practitioners)
def test_a_practitioner_comes_back_as_they_went_in(work: SqliteWork, person: Practitioner):
    with work.write() as unit:
        unit.practitioners.save(person)
        assert unit.practitioners.get(TEAM, person.user_id) == person
        assert person in unit.practitioners.list_all(TEAM)


def test_a_practitioner_is_kept_once_for_each_team(work: SqliteWork):
    with work.write() as unit:
        unit.practitioners.save(a_practitioner(PRIYA, "Priya Example"))
        unit.practitioners.save(a_practitioner(PRIYA, "Priya Married", out_of_hours=True))
        unit.practitioners.save(a_practitioner(PRIYA, "Elsewhere", team_id=OTHER_TEAM))
        (here,) = unit.practitioners.list_all(TEAM)
        assert (here.name, here.out_of_hours) == ("Priya Married", True)
        assert unit.practitioners.get(TEAM, DAN) is None
        assert unit.practitioners.teams() == [TEAM, OTHER_TEAM]


@few
@given(weekly)
def test_a_weekly_shift_comes_back_as_it_went_in(work: SqliteWork, shift: WeeklyShift):
    with work.write() as unit:
        unit.shifts._db.execute("DELETE FROM weekly_shifts")
        unit.shifts.add_weekly(TEAM, shift)
        assert unit.shifts.find_weekly(TEAM, shift.id) == shift
        assert unit.shifts.find_weekly(OTHER_TEAM, shift.id) is None


def test_the_rota_of_an_instant_has_what_begins_then_and_not_what_ends_then(work: SqliteWork):
    noon = at(24, "12:00")
    ending = an_override(DAN, at(24, "10:00"), noon, id="ending")
    starting = an_override(DAN, noon, at(24, "14:00"), id="starting")
    morning = a_shift("morning", 24, ends_at=noon)
    afternoon = a_shift("afternoon", 24, starts_at=noon)
    with work.write() as unit:
        for each in (ending, starting):
            unit.shifts.add_override(TEAM, each, noon)
        unit.shifts.replace_dated(TEAM, [morning, afternoon], start=noon, end=noon)
    rota = rota_of(work, noon, noon)
    assert rota.overrides == (starting,)
    assert rota.dated == (afternoon,)
    assert rota_of(work, noon, noon, OTHER_TEAM) == Rota()


def test_a_weekly_shift_of_the_day_before_is_in_the_rota_of_its_night(work: SqliteWork):
    night = a_weekly(starts=time(20), ends=time(7), first=date(2026, 11, 24), last=None)
    with work.write() as unit:
        unit.shifts.add_weekly(TEAM, replace(night, last=date(2026, 11, 24)))
    assert rota_of(work, at(25, "02:00"), at(25, "02:00")).weekly != ()
    assert rota_of(work, at(27, "02:00"), at(27, "02:00")).weekly == ()
    assert rota_of(work, at(22), at(23)).weekly == ()


def test_a_weekly_shift_ends_where_it_is_told_to(work: SqliteWork):
    with work.write() as unit:
        unit.shifts.add_weekly(TEAM, a_weekly())
        assert unit.shifts.end_weekly(TEAM, "w1", date(2026, 11, 24))
        assert not unit.shifts.end_weekly(TEAM, "w2", date(2026, 11, 24))
        assert not unit.shifts.end_weekly(OTHER_TEAM, "w1", date(2026, 10, 1))
        found = unit.shifts.find_weekly(TEAM, "w1")
    assert found == a_weekly(last=date(2026, 11, 24))


def test_dated_shifts_are_replaced_in_their_days_only(work: SqliteWork):
    start, end = at(24, "00:00"), at(26, "00:00")
    kept, gone, new = a_shift("kept", 26), a_shift("gone", 24), a_shift("new", 25)
    with work.write() as unit:
        unit.shifts.replace_dated(TEAM, [kept, gone], start=start, end=end)
        unit.shifts.replace_dated(OTHER_TEAM, [gone], start=start, end=end)
        unit.shifts.replace_dated(TEAM, [new], start=start, end=end)
    assert rota_of(work, at(23), at(28)).dated == (new, kept)
    assert rota_of(work, at(23), at(28), OTHER_TEAM).dated == (gone,)


def test_a_shift_that_was_moved_into_the_days_that_are_replaced_is_moved(work: SqliteWork):
    before, after = a_shift("moved", 20), a_shift("moved", 24)
    with work.write() as unit:
        unit.shifts.replace_dated(TEAM, [before], start=at(20), end=at(21))
        unit.shifts.replace_dated(TEAM, [after], start=at(24), end=at(25))
    assert rota_of(work, at(1), at(28)).dated == (after,)


@few
@given(st.sampled_from(Tier), st.sampled_from(OverrideWhy), instants, instants)
def test_an_override_comes_back_is_changed_and_goes(
    work: SqliteWork, tier: Tier, why: OverrideWhy, start: datetime, end: datetime
):
    override = Override(
        id="o",
        tier=tier,
        user_id=DAN,
        starts_at=start,
        ends_at=end,
        why=why,
        made_by="clock",
    )
    with work.write() as unit:
        unit.shifts.add_override(TEAM, override, start)
        assert unit.shifts.find_override(TEAM, "o") == override
        assert unit.shifts.find_override(OTHER_TEAM, "o") is None
        unit.shifts.save_override(OTHER_TEAM, replace(override, user_id="U0NOBODY01"))
        assert unit.shifts.find_override(TEAM, "o") == override
        shorter = replace(override, ends_at=start)
        unit.shifts.save_override(TEAM, shorter)
        assert unit.shifts.find_override(TEAM, "o") == shorter
        assert not unit.shifts.remove_override(OTHER_TEAM, "o")
        assert unit.shifts.remove_override(TEAM, "o")
        assert not unit.shifts.remove_override(TEAM, "o")


@few
@given(swaps)
def test_a_swap_comes_back_as_it_went_in_and_leaves_the_list_when_it_is_taken(
    work: SqliteWork, swap: Swap
):
    with work.write() as unit:
        unit.swaps._db.execute("DELETE FROM swaps")
        unit.swaps.add(swap)
        assert unit.swaps.find(TEAM, swap.id) == swap
        assert unit.swaps.find(OTHER_TEAM, swap.id) is None
        assert swap in unit.swaps.list_open(TEAM)
        taken = replace(swap, state=SwapState.TAKEN, taken_by=DAN, taken_at=swap.created_at)
        unit.swaps.save(taken)
        assert unit.swaps.find(TEAM, swap.id) == taken
        assert swap.id not in [each.id for each in unit.swaps.list_open(TEAM)]


def test_swaps_of_some_days_are_listed_in_every_state(work: SqliteWork):
    def a_swap(swap_id: str, day: int, state: SwapState) -> Swap:
        return Swap(
            id=swap_id,
            team_id=TEAM,
            tier=Tier.PRIMARY,
            asked_by=PRIYA,
            starts_at=at(day, "08:00"),
            ends_at=at(day, "17:00"),
            state=state,
            created_at=at(1),
        )

    with work.write() as unit:
        for each in (
            a_swap("b", 25, SwapState.LAPSED),
            a_swap("a", 24, SwapState.TAKEN),
            a_swap("c", 27, SwapState.OPEN),
        ):
            unit.swaps.add(each)
        found = unit.swaps.list_between(TEAM, at(24, "12:00"), at(27, "08:00"))
        assert [each.id for each in found] == ["a", "b"]
        assert unit.swaps.list_between(OTHER_TEAM, at(1), at(30)) == []


@few
@given(duties)
def test_a_duty_comes_back_as_it_went_in(work: SqliteWork, duty: Duty):
    with work.write() as unit:
        unit.duties._db.execute("DELETE FROM duties")
        unit.duties.add(duty)
        assert unit.duties.find(duty.id) == duty
        assert unit.duties.find_at(TEAM, duty.tier, duty.user_id, duty.starts_at) == duty
        assert unit.duties.find_at(OTHER_TEAM, duty.tier, duty.user_id, duty.starts_at) is None
        changed = replace(duty, asked_at=duty.starts_at, confirmed_at=duty.ends_at)
        unit.duties.save(changed)
        assert unit.duties.find(duty.id) == changed


def test_one_person_starts_once_in_a_tier_at_one_instant(work: SqliteWork):
    duty = Duty(
        id="d1",
        team_id=TEAM,
        tier=Tier.PRIMARY,
        user_id=PRIYA,
        starts_at=at(24, "08:00"),
        ends_at=at(24, "17:00"),
        created_at=at(23),
    )
    with work.write() as unit:
        unit.duties.add(duty)
        unit.duties.add(replace(duty, id="d2", tier=Tier.BACK_UP))
    with pytest.raises(sqlite3.IntegrityError), work.write() as unit:
        unit.duties.add(replace(duty, id="d3"))
    with work.read() as unit:
        found = unit.duties.list_between(TEAM, at(24, "08:00"), at(24, "09:00"))
        assert [each.id for each in found] == ["d1", "d2"], "the primary first"
        assert unit.duties.list_between(TEAM, at(24, "17:00"), at(25)) == []


def test_how_the_feed_goes_is_kept_for_each_team(work: SqliteWork):
    good = Feed(team_id=TEAM, tried_at=at(24), fetched_at=at(24), error=None)
    bad = Feed(team_id=TEAM, tried_at=at(25), fetched_at=at(24), error="no answer")
    with work.write() as unit:
        assert unit.feeds.get(TEAM) is None
        for each in (good, bad):
            unit.feeds.save(each)
            assert unit.feeds.get(TEAM) == each
        assert unit.feeds.get(OTHER_TEAM) is None


def test_what_was_reported_is_forgotten_the_day_after(work: SqliteWork):
    today, tomorrow = date(2026, 11, 24), date(2026, 11, 25)
    span = (at(26, "08:00"), at(26, "17:00"))
    with work.write() as unit:
        for _ in range(2):
            unit.alarms.say(TEAM, today, Tier.BACK_UP, span)
        assert unit.alarms.said(TEAM, today) == {Tier.PRIMARY: [], Tier.BACK_UP: [span]}
        assert unit.alarms.said(OTHER_TEAM, today)[Tier.BACK_UP] == []
        unit.alarms.say(TEAM, tomorrow, Tier.PRIMARY, span)
        assert unit.alarms.said(TEAM, today)[Tier.BACK_UP] == []
        assert unit.alarms.said(TEAM, tomorrow)[Tier.PRIMARY] == [span]


def test_the_last_sign_of_life_counts(work: SqliteWork, clock: FixedClock):
    later = clock.now() + timedelta(minutes=1)
    with work.write() as unit:
        assert unit.pulses.last("socket") is None
        unit.pulses.mark("socket", clock.now(), "hello")
        unit.pulses.mark("socket", later)
        unit.pulses.mark("sender", clock.now(), "sent")
        assert unit.pulses.last("socket") == (later, "")
        assert unit.pulses.last("sender") == (clock.now(), "sent")


def test_a_sign_of_life_is_seen_by_another_process(work: SqliteWork, clock: FixedClock):
    other = SqliteWork(work._store.path)
    with work.write() as unit:
        unit.pulses.mark("socket", clock.now())
    with other.read() as unit:
        assert unit.pulses.last("socket") == (clock.now(), "")
    other.close()
