"""Stints as they come up: the reminder, the question at the start, and the back-up who steps in."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from advicebot.clock import FixedClock
from advicebot.domain.delivery import ON_CALL
from advicebot.domain.oncall.rota import OverrideWhy, Tier
from advicebot.errors import Refused
from advicebot.service import duty, roster, rota, swaps
from advicebot.service.desk import Desk
from advicebot.store.work import SqliteWork
from tests.fakes import DAN, PRIYA, TEAM, Looking
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


class Day:
    """Lets the clock look, minute by minute, from one time to another."""

    def __init__(self, desk: Desk, clock: FixedClock) -> None:
        self._desk, self._clock = desk, clock

    def goes_to(self, when: datetime, *, step: timedelta = timedelta(minutes=1)) -> None:
        """Look every ``step`` from the present up to and at ``when``."""
        while self._clock.now() < when:
            duty.look(self._desk, TEAM, self._clock.now())
            self._clock._at = min(when, self._clock.now() + step)
        duty.look(self._desk, TEAM, when)

    def jumps_to(self, when: datetime) -> None:
        """Look at ``when`` after a time in which nothing ran."""
        self._clock._at = when
        duty.look(self._desk, TEAM, when)


@pytest.fixture
def day(staffed: Desk, clock: FixedClock) -> Day:
    """Tuesday at seven in the morning, the line staffed by three."""
    clock._at = at(24, "07:00")
    return Day(staffed, clock)


def asked(look: Looking, user_id: str) -> str:
    """Return the duty that somebody was last asked to confirm."""
    return str(last_told(look, user_id, "on-now")["duty"])


def primary(desk: Desk, when: datetime) -> tuple[str, ...]:
    return rota.who(desk, TEAM, when).primary


class TestReminders:
    def test_both_are_reminded_once_the_evening_before(
        self, day: Day, look: Looking, staffed: Desk
    ):
        day.goes_to(at(24, "16:59"), step=timedelta(minutes=30))
        assert "remind" not in told(look, PRIYA)
        day.goes_to(at(24, "23:00"), step=timedelta(minutes=10))
        with staffed.work.read() as unit:
            mine = unit.duties.find_at(TEAM, Tier.PRIMARY, PRIYA, at(25, "08:00"))
        assert mine is not None
        assert mine.reminded_at == at(24, "17:09"), "the first look after five"
        for user_id, tier in ((PRIYA, "primary"), (DAN, "back-up")):
            assert told(look, user_id).count("remind") == 1
            said = last_told(look, user_id, "remind")
            assert (said["tier"], said["starts"]) == (tier, "2026-11-25T08:00:00+00:00")

    def test_before_a_day_off_there_is_none(self, day: Day, look: Looking):
        day.jumps_to(at(27, "12:00"))
        day.goes_to(at(28, "16:00"), step=timedelta(minutes=30))
        assert "remind" not in told(look, PRIYA)
        day.goes_to(at(29, "17:00"), step=timedelta(minutes=30))
        assert told(look, PRIYA).count("remind") == 1, "for Monday, on Sunday evening"

    def test_a_stint_that_is_put_in_after_the_time_for_it_gets_none(
        self, day: Day, look: Looking, staffed: Desk
    ):
        day.jumps_to(at(24, "17:30"))
        with staffed.work.write() as unit:
            cover = an_override(ROSA, at(25, "08:00"), at(25, "12:00"))
            unit.shifts.add_override(TEAM, cover, at(24, "17:30"))
        day.goes_to(at(24, "20:00"), step=timedelta(minutes=10))
        assert "remind" not in told(look, ROSA)

    def test_an_evening_stint_is_reminded_of_too(self, day: Day, look: Looking, staffed: Desk):
        dated(staffed, ROSA, at(25, "19:00"), at(25, "22:00"))
        day.goes_to(at(24, "17:00"), step=timedelta(minutes=30))
        assert told(look, ROSA) == ["remind"]

    def test_a_clock_that_was_down_is_late_but_not_a_day_late(
        self, day: Day, look: Looking, staffed: Desk
    ):
        day.jumps_to(at(24, "07:00"))
        day.jumps_to(at(24, "19:00"))
        assert told(look, PRIYA).count("remind") == 1
        day.jumps_to(at(25, "07:30"))
        day.jumps_to(at(26, "07:30"))
        assert told(look, PRIYA).count("remind") == 1

    def test_who_is_away_then_is_left_alone(self, day: Day, look: Looking, staffed: Desk):
        change(staffed, PRIYA, away_until=at(25, "12:00"))
        day.goes_to(at(24, "17:30"), step=timedelta(minutes=30))
        assert "remind" not in told(look, PRIYA)


class TestConfirming:
    def test_both_are_asked_at_the_start_and_not_before(self, day: Day, look: Looking):
        day.goes_to(at(24, "07:59"))
        assert told(look, PRIYA) == []
        day.goes_to(at(24, "08:01"))
        assert told(look, PRIYA) == told(look, DAN) == ["on-now"]

    def test_whoever_confirms_is_left_alone_for_the_day(
        self, day: Day, look: Looking, staffed: Desk
    ):
        day.goes_to(at(24, "08:00"))
        duty.confirm(staffed, "click:1", asked(look, PRIYA), PRIYA)
        day.goes_to(at(24, "16:50"), step=timedelta(minutes=5))
        assert told(look, PRIYA) == ["on-now", "confirmed"]
        assert told(look, ON_CALL) == []
        assert actions(look) == ["duty.confirmed"]

    def test_a_second_tap_says_nothing_new(self, day: Day, look: Looking, staffed: Desk):
        day.goes_to(at(24, "08:00"))
        for number in range(2):
            duty.confirm(staffed, f"click:{number}", asked(look, PRIYA), PRIYA)
        assert told(look, PRIYA) == ["on-now", "confirmed"]
        assert actions(look) == ["duty.confirmed"]

    def test_a_primary_who_does_not_is_replaced_after_ten_minutes(
        self, day: Day, look: Looking, staffed: Desk
    ):
        day.goes_to(at(24, "08:00"))
        duty.confirm(staffed, None, asked(look, DAN), DAN)
        day.goes_to(at(24, "08:09"))
        assert primary(staffed, at(24, "08:09")) == (PRIYA,)
        day.goes_to(at(24, "08:20"))
        assert primary(staffed, at(24, "08:10")) == (DAN,)
        assert primary(staffed, at(24, "16:59")) == (DAN,)
        assert primary(staffed, at(25, "08:00")) == (PRIYA,)
        assert told(look, ON_CALL) == ["told-unconfirmed"]
        said = last_told(look, DAN, "now-primary")
        assert (said["instead_of"], said["duty"]) == (PRIYA, None)
        assert last_told(look, PRIYA, "replaced")["by"] == DAN
        with staffed.work.read() as unit:
            (override,) = unit.shifts.rota(TEAM, at(24, "12:00"), at(24, "12:00")).overrides
        assert (override.why, override.made_by) == (OverrideWhy.UNCONFIRMED, "clock")

    def test_a_back_up_who_does_not_is_never_replaced(self, day: Day, look: Looking, staffed: Desk):
        day.goes_to(at(24, "08:00"))
        duty.confirm(staffed, None, asked(look, PRIYA), PRIYA)
        day.goes_to(at(24, "09:00"))
        assert rota.who(staffed, TEAM, at(24)).back_up == (DAN,)
        assert told(look, ON_CALL) == []

    def test_a_stand_in_who_has_not_confirmed_either_is_asked_and_the_channel_told(
        self, day: Day, look: Looking, staffed: Desk
    ):
        day.goes_to(at(24, "08:10"))
        duty_id = last_told(look, DAN, "now-primary")["duty"]
        assert duty_id is not None
        day.goes_to(at(24, "08:40"))
        assert told(look, ON_CALL) == ["told-unconfirmed", "told-nobody-confirmed"]
        assert primary(staffed, at(24, "08:40")) == (DAN,)
        duty.confirm(staffed, None, duty_id, DAN)
        assert told(look, DAN)[-1] == "confirmed"

    @pytest.mark.parametrize("why", ["nobody", "unreachable", "away"])
    def test_with_no_back_up_the_primary_stays_and_the_channel_is_told_once(
        self, day: Day, look: Looking, staffed: Desk, why: str
    ):
        if why == "nobody":
            drop(staffed, "back-up-1")
        elif why == "unreachable":
            change(staffed, DAN, unreachable="deactivated")
        else:
            change(staffed, DAN, away_until=at(25))
        day.goes_to(at(24, "08:40"))
        assert primary(staffed, at(24, "08:40")) == (PRIYA,)
        assert told(look, ON_CALL) == ["told-nobody-confirmed"]

    def test_a_back_up_who_turns_up_later_still_steps_in(
        self, day: Day, look: Looking, staffed: Desk
    ):
        change(staffed, DAN, away_until=at(24, "10:00"))
        day.goes_to(at(24, "10:01"))
        assert primary(staffed, at(24, "10:00")) == (DAN,)

    def test_one_who_cannot_be_reached_is_replaced_at_once(
        self, day: Day, look: Looking, staffed: Desk
    ):
        change(staffed, PRIYA, is_member=False)
        day.goes_to(at(24, "08:00"))
        assert primary(staffed, at(24, "08:00")) == (DAN,)
        assert "on-now" not in told(look, PRIYA)

    def test_the_back_up_steps_in_only_for_as_long_as_they_are_on(
        self, day: Day, look: Looking, staffed: Desk
    ):
        drop(staffed, "back-up-1")
        dated(staffed, DAN, at(24, "08:00"), at(24, "12:00"), Tier.BACK_UP)
        dated(staffed, ROSA, at(24, "12:00"), at(24, "17:00"), Tier.BACK_UP)
        day.goes_to(at(24, "12:30"))
        assert primary(staffed, at(24, "11:59")) == (DAN,)
        assert told(look, PRIYA).count("on-now") == 2, "again at noon"
        assert primary(staffed, at(24, "12:30")) == (ROSA,)

    def test_two_primaries_of_whom_one_has_confirmed_are_left_as_they_are(
        self, day: Day, look: Looking, staffed: Desk
    ):
        dated(staffed, ROSA, at(24, "08:00"), at(24, "17:00"))
        day.goes_to(at(24, "08:00"))
        duty.confirm(staffed, None, asked(look, ROSA), ROSA)
        day.goes_to(at(24, "08:30"))
        assert primary(staffed, at(24, "08:30")) == (PRIYA, ROSA)
        assert told(look, ON_CALL) == []

    def test_of_two_primaries_who_both_do_not_each_is_told(
        self, day: Day, look: Looking, staffed: Desk
    ):
        dated(staffed, ROSA, at(24, "08:00"), at(24, "17:00"))
        day.goes_to(at(24, "08:30"))
        assert primary(staffed, at(24, "08:30")) == (DAN,)
        assert told(look, ON_CALL).count("told-unconfirmed") == 1
        assert told(look, PRIYA)[-1] == told(look, ROSA)[-1] == "replaced"


class TestTooLate:
    def test_a_late_tap_says_who_is_on_and_changes_nothing(
        self, day: Day, look: Looking, staffed: Desk
    ):
        day.goes_to(at(24, "08:15"))
        duty.confirm(staffed, None, asked(look, PRIYA), PRIYA)
        said = last_told(look, PRIYA, "too-late")
        assert (said["users"], said["tier"]) == ([DAN], "primary")
        assert primary(staffed, at(24, "08:15")) == (DAN,)
        assert "confirmed" not in told(look, PRIYA)

    def test_taking_over_brings_them_back_for_the_day(self, day: Day, look: Looking, staffed: Desk):
        day.goes_to(at(24, "08:15"))
        rota.take_over(staffed, None, TEAM, PRIYA, Tier.PRIMARY)
        day.goes_to(at(24, "16:00"), step=timedelta(minutes=5))
        assert primary(staffed, at(24, "16:00")) == (PRIYA,)
        assert told(look, PRIYA) == ["on-now", "replaced"]
        assert told(look, DAN).count("now-primary") == 1

    def test_a_tap_after_somebody_took_over_says_so(self, day: Day, look: Looking, staffed: Desk):
        day.goes_to(at(24, "08:02"))
        rota.take_over(staffed, None, TEAM, ROSA, Tier.PRIMARY)
        duty.confirm(staffed, None, asked(look, PRIYA), PRIYA)
        assert last_told(look, PRIYA, "too-late")["users"] == [ROSA]
        day.goes_to(at(24, "08:30"))
        assert primary(staffed, at(24, "08:30")) == (ROSA,)

    def test_what_is_not_theirs_over_or_too_early_is_refused(
        self, day: Day, look: Looking, staffed: Desk
    ):
        day.goes_to(at(24, "08:00"))
        mine = asked(look, PRIYA)
        for forged in (mine, "no-such-duty"):
            with pytest.raises(Refused, match="not yours, or it is gone"):
                duty.confirm(staffed, None, forged, DAN)
        with staffed.work.read() as unit:
            tomorrow = unit.duties.find_at(TEAM, Tier.PRIMARY, PRIYA, at(25, "08:00"))
        assert tomorrow is not None
        with pytest.raises(Refused, match="begins on Wednesday 25 November"):
            duty.confirm(staffed, None, tomorrow.id, PRIYA)
        day.jumps_to(at(24, "17:00"))
        with pytest.raises(Refused, match="shift ended"):
            duty.confirm(staffed, None, mine, PRIYA)

    def test_a_tap_shortly_before_the_start_counts(self, day: Day, look: Looking, staffed: Desk):
        day.goes_to(at(24, "07:45"))
        with staffed.work.read() as unit:
            mine = unit.duties.find_at(TEAM, Tier.PRIMARY, PRIYA, at(24, "08:00"))
        assert mine is not None
        duty.confirm(staffed, None, mine.id, PRIYA)
        day.goes_to(at(24, "09:00"))
        assert told(look, PRIYA) == ["confirmed"]


class TestUnevenDays:
    def test_a_stint_that_begins_while_the_line_is_closed_is_asked_about_at_opening(
        self, day: Day, look: Looking, staffed: Desk
    ):
        drop(staffed, "primary-0")
        dated(staffed, ROSA, at(28, "00:00"), at(5, "00:00", month=12))
        day.jumps_to(at(28, "00:30"))
        day.goes_to(at(30, "07:59"), step=timedelta(minutes=30))
        assert told(look, ROSA) == []
        day.goes_to(at(30, "08:00"))
        assert told(look, ROSA) == ["on-now"]

    def test_one_that_is_wholly_outside_hours_is_asked_about_at_its_start(
        self, day: Day, look: Looking, staffed: Desk
    ):
        dated(staffed, ROSA, at(24, "18:00"), at(24, "22:00"))
        day.goes_to(at(24, "18:00"), step=timedelta(minutes=10))
        assert told(look, ROSA) == ["on-now"]

    def test_stints_that_follow_on_each_other_are_confirmed_once(
        self, day: Day, look: Looking, staffed: Desk
    ):
        drop(staffed, "primary-1")
        dated(staffed, ROSA, at(24, "08:00"), at(24, "12:00"))
        dated(staffed, ROSA, at(24, "12:00"), at(24, "17:00"))
        day.goes_to(at(24, "08:00"))
        duty.confirm(staffed, None, asked(look, ROSA), ROSA)
        day.goes_to(at(24, "12:30"))
        assert told(look, ROSA) == ["on-now", "confirmed"]
        assert primary(staffed, at(24, "12:30")) == (ROSA,)

    def test_a_clock_that_comes_back_at_eleven_asks_then_and_waits_its_ten_minutes(
        self, day: Day, look: Looking, staffed: Desk
    ):
        day.jumps_to(at(24, "07:30"))
        day.jumps_to(at(24, "11:00"))
        assert told(look, PRIYA) == ["on-now"]
        day.goes_to(at(24, "11:09"))
        assert primary(staffed, at(24, "11:09")) == (PRIYA,)
        day.goes_to(at(24, "11:10"))
        assert primary(staffed, at(24, "11:10")) == (DAN,)

    def test_a_stint_of_yesterday_is_never_asked_about(self, day: Day, look: Looking):
        day.jumps_to(at(24, "07:30"))
        day.jumps_to(at(24, "20:00"))
        assert "on-now" not in told(look, PRIYA)

    def test_a_cover_in_the_middle_is_asked_of_each_in_turn(
        self, day: Day, look: Looking, staffed: Desk
    ):
        with staffed.work.write() as unit:
            cover = an_override(ROSA, at(24, "10:00"), at(24, "12:00"))
            unit.shifts.add_override(TEAM, cover, at(24, "07:00"))
        day.goes_to(at(24, "08:00"))
        duty.confirm(staffed, None, asked(look, PRIYA), PRIYA)
        day.goes_to(at(24, "10:00"))
        duty.confirm(staffed, None, asked(look, ROSA), ROSA)
        day.goes_to(at(24, "12:00"))
        assert told(look, PRIYA) == ["on-now", "confirmed", "on-now"]


class TestTwoClocks:
    def test_two_clocks_that_look_at_once_double_nothing(
        self, day: Day, look: Looking, staffed: Desk, clock: FixedClock, database: Path
    ):
        def look_once(when: datetime) -> None:
            own = SqliteWork(database)
            duty.look(replace(staffed, work=own), TEAM, when)
            own.close()

        for when in (at(24, "08:00"), at(24, "08:10"), at(24, "17:00")):
            clock._at = when
            with ThreadPoolExecutor(4) as pool:
                list(pool.map(look_once, [when] * 8))
        assert told(look, ON_CALL) == ["told-unconfirmed"]
        assert told(look, PRIYA) == ["on-now", "replaced", "remind"]
        assert told(look, DAN) == ["on-now", "now-primary", "remind"]
        assert len(look.rows("SELECT * FROM overrides")) == 1

    def test_looking_again_and_again_changes_nothing(self, day: Day, look: Looking, staffed: Desk):
        day.goes_to(at(24, "08:30"))
        tables = ("outbox", "duties", "overrides", "audit", "swaps")
        before = [look.rows(f"SELECT * FROM {each}") for each in tables]
        for _ in range(5):
            day.jumps_to(at(24, "08:30"))
        assert [look.rows(f"SELECT * FROM {each}") for each in tables] == before

    def test_a_swap_that_was_taken_moves_the_question_to_the_taker(
        self, day: Day, look: Looking, staffed: Desk
    ):
        swap = swaps.ask(staffed, None, TEAM, PRIYA, tier=Tier.PRIMARY, start=at(24, "08:00"))
        swaps.accept(staffed, None, TEAM, swap.id, ROSA)
        day.goes_to(at(24, "08:00"))
        assert "on-now" not in told(look, PRIYA)
        assert told(look, ROSA) == ["swap-yours", "on-now"]

    def test_a_line_without_a_rota_or_people_is_looked_at_in_peace(
        self, desk: Desk, look: Looking, clock: FixedClock
    ):
        duty.look(desk, TEAM, clock.now())
        roster.sync(desk, TEAM, [])
        duty.look(desk, TEAM, clock.now())
        assert look.effects() == []
