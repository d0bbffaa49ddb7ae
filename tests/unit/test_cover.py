"""What changes the rota at once: taking over, and falling ill at half past seven."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advicebot.clock import FixedClock
from advicebot.domain.delivery import ON_CALL
from advicebot.domain.oncall.rota import OverrideWhy, Tier
from advicebot.domain.vocabulary import Urgency
from advicebot.errors import Refused
from advicebot.service import duty, rota, swaps
from advicebot.service.desk import Desk
from advicebot.service.overrides import put_on
from tests.fakes import DAN, PRIYA, TEAM, TESSA, Looking
from tests.rota_cases import (
    ROSA,
    actions,
    an_override,
    at,
    change,
    dated,
    drop,
    fill,
    last_told,
    seat,
    told,
)


@pytest.fixture
def staffed(desk: Desk) -> Desk:
    """A line with three people, two of them on every school day."""
    seat(desk)
    fill(desk)
    return desk


def on_at(desk: Desk, when: str, day: int = 24) -> tuple[tuple[str, ...], tuple[str, ...]]:
    found = rota.who(desk, TEAM, at(day, when))
    return found.primary, found.back_up


class TestTakingOver:
    def test_it_lasts_to_the_end_of_the_stint_and_everybody_concerned_is_told(
        self, staffed: Desk, look: Looking, clock: FixedClock
    ):
        made = rota.take_over(staffed, "click:1", TEAM, ROSA, Tier.PRIMARY)
        assert (made.starts_at, made.ends_at) == (clock.now(), at(24, "17:00"))
        assert made.why is OverrideWhy.TAKEOVER
        assert on_at(staffed, "16:59") == ((ROSA,), (DAN,))
        assert on_at(staffed, "09:00", day=25) == ((PRIYA,), (DAN,))
        assert last_told(look, PRIYA, "taken-over")["by"] == ROSA
        assert last_told(look, ON_CALL, "told-takeover")["instead_of"] == [PRIYA]
        assert told(look, DAN) == []

    def test_an_override_in_force_ends_early(self, staffed: Desk, clock: FixedClock):
        with staffed.work.write() as unit:
            cover = an_override(DAN, at(24, "08:00"), at(24, "12:00"))
            unit.shifts.add_override(TEAM, cover, clock.now())
        made = rota.take_over(staffed, None, TEAM, ROSA, Tier.PRIMARY)
        assert made.ends_at == at(24, "12:00")
        assert on_at(staffed, "09:00") == ((DAN,), (DAN,))
        assert on_at(staffed, "10:00") == ((ROSA,), (DAN,))
        assert on_at(staffed, "12:00") == ((PRIYA,), (DAN,))

    def test_taking_it_back_works_the_same_way(self, staffed: Desk, clock: FixedClock):
        rota.take_over(staffed, None, TEAM, ROSA, Tier.PRIMARY)
        clock.advance(timedelta(minutes=5))
        rota.take_over(staffed, None, TEAM, PRIYA, Tier.PRIMARY)
        assert on_at(staffed, "09:15") == ((ROSA,), (DAN,))
        assert on_at(staffed, "16:59") == ((PRIYA,), (DAN,))

    def test_whoever_takes_over_is_back_and_has_confirmed(
        self, staffed: Desk, look: Looking, clock: FixedClock
    ):
        change(staffed, ROSA, away_until=at(25))
        rota.take_over(staffed, None, TEAM, ROSA, Tier.PRIMARY)
        clock.advance(timedelta(minutes=30))
        duty.look(staffed, TEAM, clock.now())
        assert told(look, ROSA) == []
        assert rota.who_would_get(staffed, TEAM, clock.now(), Urgency.URGENT).steps[0].page == (
            ROSA,
        )

    def test_with_nobody_on_it_lasts_to_closing_time(self, staffed: Desk):
        drop(staffed, "primary-1")
        assert rota.take_over(staffed, None, TEAM, ROSA, Tier.PRIMARY).ends_at == at(24, "17:00")

    def test_with_nobody_on_it_gives_way_to_the_next_stint(self, staffed: Desk):
        drop(staffed, "primary-1")
        dated(staffed, PRIYA, at(24, "13:00"), at(24, "17:00"))
        assert rota.take_over(staffed, None, TEAM, ROSA, Tier.PRIMARY).ends_at == at(24, "13:00")

    def test_what_cannot_be_is_refused(self, staffed: Desk, clock: FixedClock):
        with pytest.raises(Refused, match=r"on as primary already, until Tuesday 24 Nov.* 17:00"):
            rota.take_over(staffed, None, TEAM, PRIYA, Tier.PRIMARY)
        with pytest.raises(Refused, match="not in the on-call channel"):
            rota.take_over(staffed, None, TEAM, TESSA, Tier.PRIMARY)
        change(staffed, ROSA, unreachable="deactivated")
        with pytest.raises(Refused, match="cannot be messaged"):
            rota.take_over(staffed, None, TEAM, ROSA, Tier.PRIMARY)
        clock._at = at(24, "18:00")
        with pytest.raises(Refused, match="line is closed"):
            rota.take_over(staffed, None, TEAM, DAN, Tier.PRIMARY)

    def test_outside_hours_a_stint_that_runs_can_be_taken_over(
        self, staffed: Desk, clock: FixedClock
    ):
        dated(staffed, PRIYA, at(24, "17:00"), at(24, "22:00"))
        clock._at = at(24, "18:00")
        assert rota.take_over(staffed, None, TEAM, DAN, Tier.PRIMARY).ends_at == at(24, "22:00")


class TestFallingIll:
    def test_at_half_past_seven_the_back_up_is_primary_and_others_are_asked(
        self, staffed: Desk, look: Looking, clock: FixedClock
    ):
        clock._at = at(24, "07:30")
        (asked,) = rota.sick(staffed, "click:1", TEAM, PRIYA)
        assert on_at(staffed, "08:00") == ((DAN,), (DAN,))
        assert on_at(staffed, "08:00", day=25) == ((PRIYA,), (DAN,))
        assert (asked.tier, asked.asked_by) == (Tier.BACK_UP, DAN)
        said = last_told(look, ON_CALL, "told-sick")
        (stint,) = said["stints"]
        assert (said["user"], stint["by"], stint["swap"]) == (PRIYA, DAN, asked.id)
        assert last_told(look, DAN, "now-primary")["instead_of"] == PRIYA
        assert last_told(look, PRIYA, "sick-noted")["back_up"] == DAN
        assert told(look, ON_CALL) == ["told-sick"], "and nothing else about the same thing"
        swaps.accept(staffed, None, TEAM, asked.id, ROSA)
        assert on_at(staffed, "08:00") == ((DAN,), (ROSA,))

    def test_they_are_not_paged_until_the_last_stint_of_today_ends(
        self, staffed: Desk, clock: FixedClock
    ):
        dated(staffed, PRIYA, at(24, "18:00"), at(24, "20:00"), Tier.BACK_UP)
        rota.sick(staffed, None, TEAM, PRIYA)
        with staffed.work.read() as unit:
            person = unit.practitioners.get(TEAM, PRIYA)
        assert person is not None
        assert person.away_until == at(24, "20:00")

    def test_a_night_that_begins_today_counts_to_its_end_and_a_week_does_not(self, staffed: Desk):
        dated(staffed, ROSA, at(24, "22:00"), at(25, "07:00"))
        (night,) = rota.sick(staffed, None, TEAM, ROSA)
        assert (night.starts_at, night.ends_at) == (at(24, "22:00"), at(25, "07:00"))
        drop(staffed, "back-up-1")
        dated(staffed, DAN, at(23, "00:00"), at(28, "00:00"), Tier.BACK_UP)
        (week,) = rota.sick(staffed, None, TEAM, DAN)
        assert week.ends_at == at(25, "00:00")

    def test_a_back_up_is_only_put_on_for_as_long_as_they_are_there(
        self, staffed: Desk, clock: FixedClock
    ):
        clock._at = at(24, "07:30")
        drop(staffed, "back-up-1")
        dated(staffed, DAN, at(24, "08:00"), at(24, "12:00"), Tier.BACK_UP)
        dated(staffed, ROSA, at(24, "13:00"), at(24, "17:00"), Tier.BACK_UP)
        asked = rota.sick(staffed, None, TEAM, PRIYA)
        assert on_at(staffed, "11:59")[0] == (DAN,)
        assert on_at(staffed, "12:30")[0] == (PRIYA,)
        assert on_at(staffed, "13:00")[0] == (ROSA,)
        assert [(each.tier, each.asked_by, each.starts_at) for each in asked] == [
            (Tier.BACK_UP, DAN, at(24, "08:00")),
            (Tier.PRIMARY, PRIYA, at(24, "12:00")),
            (Tier.BACK_UP, ROSA, at(24, "13:00")),
        ]

    def test_a_cover_of_several_days_goes_on_after_the_day_they_were_ill(
        self, staffed: Desk, clock: FixedClock
    ):
        with staffed.work.write() as unit:
            cover = an_override(ROSA, at(23, "08:00"), at(27, "17:00"))
            unit.shifts.add_override(TEAM, cover, clock.now())
        rota.sick(staffed, None, TEAM, ROSA)
        assert on_at(staffed, "09:00")[0] == (ROSA,)
        assert on_at(staffed, "12:00")[0] == (DAN,)
        assert on_at(staffed, "12:00", day=25)[0] == (ROSA,)
        assert on_at(staffed, "16:59", day=27)[0] == (ROSA,)

    def test_one_who_is_both_primary_and_back_up_does_not_stand_in_for_themselves(
        self, staffed: Desk, look: Looking
    ):
        drop(staffed, "back-up-1")
        dated(staffed, PRIYA, at(24, "08:00"), at(24, "17:00"), Tier.BACK_UP)
        asked = rota.sick(staffed, None, TEAM, PRIYA)
        assert {each.tier for each in asked} == set(Tier)
        assert [each["by"] for each in last_told(look, ON_CALL, "told-sick")["stints"]] == [
            None,
            None,
        ]

    def test_with_no_back_up_who_can_be_reached_the_others_are_asked_for_the_stint_itself(
        self, staffed: Desk, look: Looking
    ):
        change(staffed, DAN, unreachable="deactivated")
        (asked,) = rota.sick(staffed, None, TEAM, PRIYA)
        assert (asked.tier, asked.asked_by) == (Tier.PRIMARY, PRIYA)
        (stint,) = last_told(look, ON_CALL, "told-sick")["stints"]
        assert stint["by"] is None
        swaps.accept(staffed, None, TEAM, asked.id, ROSA)
        assert on_at(staffed, "12:00")[0] == (ROSA,)

    def test_a_second_tap_changes_nothing_and_one_who_is_not_on_is_told(
        self, staffed: Desk, look: Looking
    ):
        change(staffed, DAN, unreachable="deactivated")
        rota.sick(staffed, None, TEAM, PRIYA)
        with pytest.raises(Refused, match="I have that already"):
            rota.sick(staffed, None, TEAM, PRIYA)
        with pytest.raises(Refused, match="not on for the rest of today"):
            rota.sick(staffed, None, TEAM, ROSA)
        assert told(look, ON_CALL) == ["told-sick"]

    def test_what_they_had_asked_others_to_take_is_asked_anew_together(
        self, staffed: Desk, look: Looking, clock: FixedClock
    ):
        clock._at = at(24, "07:30")
        before = swaps.ask(staffed, None, TEAM, PRIYA, tier=Tier.PRIMARY, start=at(24, "08:00"))
        rota.sick(staffed, None, TEAM, PRIYA)
        with pytest.raises(Refused, match="no longer asks"):
            swaps.accept(staffed, None, TEAM, before.id, ROSA)
        assert "rota.sick" in actions(look)


hours = st.integers(0, 47)
spans = st.tuples(hours, hours).filter(lambda pair: pair[0] < pair[1])


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.sampled_from((PRIYA, DAN, ROSA)), spans), max_size=6))
def test_whoever_is_put_on_last_is_on_and_never_two_at_once(
    staffed: Desk, put: list[tuple[str, tuple[int, int]]]
):
    """By brute force, hour by hour over two days."""
    midnight = at(24, "00:00")
    moments = [midnight + timedelta(hours=hour) for hour in range(48)]
    with staffed.work.write() as unit:
        unit.shifts._db.execute("DELETE FROM overrides")
        for number, (user_id, (first, last)) in enumerate(put):
            made = an_override(user_id, moments[first], moments[last], id=f"{number}")
            put_on(staffed, unit, TEAM, made)
        left = unit.shifts.rota(TEAM, midnight, moments[-1]).overrides
    for hour, moment in enumerate(moments):
        holding = [each.user_id for each in left if each.starts_at <= moment < each.ends_at]
        wanted = [user_id for user_id, (first, last) in put if first <= hour < last]
        assert holding == wanted[-1:]
