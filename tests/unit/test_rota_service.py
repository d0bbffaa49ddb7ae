"""Who is on call and who would be paged; overrides, weekly shifts, and what is wrong with them."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from advicebot.clock import FixedClock
from advicebot.domain.delivery import ON_CALL
from advicebot.domain.oncall.rota import Override, OverrideWhy, Tier, WeeklyShift
from advicebot.domain.vocabulary import Urgency
from advicebot.errors import Refused
from advicebot.service import gaps, rota
from advicebot.service.desk import AlreadyDone, Desk
from advicebot.service.rota_lines import SHAPES, RotaLine, tell
from tests.fakes import DAN, PRIYA, TEAM, TESSA, Looking
from tests.rota_cases import (
    ROSA,
    TERM,
    actions,
    arrive,
    at,
    change,
    dated,
    drop,
    fill,
    last_told,
    seat,
    told,
)


def override(desk: Desk, **changed: Any) -> Override:
    values: dict[str, Any] = {
        "tier": Tier.PRIMARY,
        "user_id": ROSA,
        "start": at(25, "10:00"),
        "end": at(25, "12:00"),
        "made_by": ROSA,
    }
    return rota.add_override(desk, None, TEAM, **(values | changed))


def add_weekly(desk: Desk, **changed: Any) -> WeeklyShift:
    values: dict[str, Any] = {
        "tier": Tier.PRIMARY,
        "user_id": ROSA,
        "weekday": 0,
        "starts": time(8),
        "ends": time(17),
        "first": TERM,
        "made_by": ROSA,
    }
    return rota.add_weekly(desk, None, TEAM, **(values | changed))


def primary_at(desk: Desk, when: datetime) -> tuple[str, ...]:
    return rota.who(desk, TEAM, when).primary


@pytest.fixture
def staffed(desk: Desk) -> Desk:
    """A line with three people, two of them on every school day."""
    seat(desk)
    fill(desk)
    return desk


class TestWho:
    def test_in_hours_both_tiers_and_when_that_changes(self, staffed: Desk):
        found = rota.who(staffed, TEAM, at(24))
        assert (found.primary, found.back_up) == ((PRIYA,), (DAN,))
        assert found.is_staffed
        assert found.why_closed is None
        assert found.opens_at == at(24)
        assert found.changes_at == at(24, "17:00")

    def test_out_of_hours_why_and_when_it_opens(self, staffed: Desk):
        evening = rota.who(staffed, TEAM, at(27, "18:00"))
        assert (evening.primary, evening.is_staffed) == ((), False)
        assert evening.why_closed == "outside hours"
        assert evening.opens_at == at(30, "08:00")
        assert evening.changes_at == at(30, "08:00")
        saturday = rota.who(staffed, TEAM, at(28))
        assert saturday.why_closed == "weekend"
        half_term = rota.who(staffed, TEAM, at(26, month=10))
        assert half_term.why_closed == "half-term"

    def test_past_the_last_term_nothing_is_promised(self, staffed: Desk):
        found = rota.who(staffed, TEAM, at(19, month=12))
        assert found.opens_at is None
        assert found.changes_at is None

    def test_a_change_is_one_of_people_not_of_shifts(self, staffed: Desk):
        dated(staffed, PRIYA, at(24, "10:00"), at(24, "12:00"))
        assert rota.who(staffed, TEAM, at(24)).changes_at == at(24, "17:00")

    def test_a_week_is_seven_london_days_also_when_the_clocks_go_back(self, staffed: Desk):
        found = rota.week(staffed, TEAM, date(2026, 10, 19))
        days = {(each.starts_at.isoformat()[:16], each.tier) for each in found}
        assert len(found) == 10
        assert ("2026-10-19T07:00", Tier.PRIMARY) in days, "08:00 in summer is 07:00 UTC"
        later = rota.week(staffed, TEAM, date(2026, 10, 26))
        assert [each.starts_at.isoformat()[:16] for each in later][0] == "2026-10-28T08:00"


class TestDryRun:
    def test_an_urgent_call_climbs_one_round(self, staffed: Desk):
        found = rota.who_would_get(staffed, TEAM, at(24), Urgency.URGENT)
        assert found.waits_until is None
        assert [(each.page, each.after) for each in found.steps] == [
            ((PRIYA,), timedelta(0)),
            ((DAN,), timedelta(minutes=10)),
            ((ON_CALL,), timedelta(minutes=20)),
        ]

    def test_an_emergency_pages_both_at_once_and_the_channel_with_them(self, staffed: Desk):
        found = rota.who_would_get(staffed, TEAM, at(24), Urgency.EMERGENCY)
        assert [(each.page, each.at) for each in found.steps] == [
            ((PRIYA, DAN), at(24)),
            ((PRIYA, DAN, ON_CALL), at(24, "09:03")),
            ((PRIYA, DAN), at(24, "09:06")),
        ]

    def test_each_step_is_looked_up_for_its_own_minute(self, staffed: Desk):
        override(staffed, start=at(24, "09:55"), end=at(24, "12:00"), tier=Tier.BACK_UP)
        found = rota.who_would_get(staffed, TEAM, at(24, "09:50"), Urgency.URGENT)
        assert [each.page for each in found.steps][:2] == [(PRIYA,), (ROSA,)]

    def test_who_is_away_then_is_passed_over(self, staffed: Desk):
        change(staffed, PRIYA, away_until=at(24, "12:00"))
        found = rota.who_would_get(staffed, TEAM, at(24), Urgency.URGENT)
        assert [each.page for each in found.steps] == [(DAN,), (ON_CALL,)]
        later = rota.who_would_get(staffed, TEAM, at(24, "12:00"), Urgency.URGENT)
        assert later.steps[0].page == (PRIYA,)

    def test_outside_hours_an_urgent_call_waits_and_an_emergency_does_not(self, staffed: Desk):
        change(staffed, ROSA, out_of_hours=True)
        urgent = rota.who_would_get(staffed, TEAM, at(24, "20:00"), Urgency.URGENT)
        assert urgent.waits_until == at(25, "08:00")
        assert urgent.steps[0].page == (PRIYA,)
        emergency = rota.who_would_get(staffed, TEAM, at(24, "20:00"), Urgency.EMERGENCY)
        assert emergency.waits_until is None
        assert emergency.steps[0].page == (ROSA,)

    def test_what_is_wanted_soon_may_wait_two_school_days(self, staffed: Desk):
        found = rota.who_would_get(staffed, TEAM, at(27, "16:00"), Urgency.SOON)
        assert found.waits_until == at(1, "16:00", month=12)

    def test_with_nobody_at_all_the_channel_is_left(self, desk: Desk):
        found = rota.who_would_get(desk, TEAM, at(24), Urgency.URGENT)
        assert [each.page for each in found.steps] == [(ON_CALL,)]


class TestOverrides:
    def test_one_wins_over_the_shifts_and_both_sides_are_told(self, staffed: Desk, look: Looking):
        made = override(staffed, made_by=DAN)
        assert made.why is OverrideWhy.COVER
        assert primary_at(staffed, at(25, "11:00")) == (ROSA,)
        assert primary_at(staffed, at(25, "12:00")) == (PRIYA,)
        assert last_told(look, ROSA, "put-on")["by"] == DAN
        off = last_told(look, PRIYA, "put-off")
        assert (off["user"], off["starts"]) == (ROSA, "2026-11-25T10:00:00+00:00")
        assert told(look, DAN) == []
        assert actions(look) == ["rota.override"]

    def test_what_is_over_already_is_left_as_it_was(self, staffed: Desk, clock: FixedClock):
        made = override(staffed, start=at(24, "08:00"), end=at(24, "12:00"))
        assert made.starts_at == clock.now()
        assert primary_at(staffed, at(24, "08:30")) == (PRIYA,)

    def test_an_overlap_is_refused_with_the_person_the_times_and_what_to_do(self, staffed: Desk):
        first = override(staffed, user_id=DAN)
        with pytest.raises(Refused) as refused:
            override(staffed, start=at(25, "11:59"), end=at(25, "15:00"))
        said = refused.value.user_message
        assert f"<@{DAN}>" in said
        assert "Wednesday 25 November 2026, 10:00 to 12:00" in said
        assert first.id in said
        assert "Remove that one first" in said
        override(staffed, start=at(25, "12:00"), end=at(25, "15:00"))
        override(staffed, tier=Tier.BACK_UP, user_id=ROSA)
        assert primary_at(staffed, at(25, "11:00")) == (DAN,)

    @pytest.mark.parametrize(
        ("changed", "match"),
        [
            ({"end": at(25, "10:00")}, "is not after"),
            ({"start": at(23, "08:00"), "end": at(23, "09:00")}, "over already"),
            ({"end": at(25, month=12) + timedelta(days=60)}, "longer than 60 days"),
            ({"user_id": TESSA}, f"<@{TESSA}> is not in the on-call channel"),
        ],
    )
    def test_what_cannot_be_is_refused(self, staffed: Desk, changed: dict[str, Any], match: str):
        with pytest.raises(Refused, match=match):
            override(staffed, **changed)
        assert primary_at(staffed, at(25, "11:00")) == (PRIYA,)

    def test_nobody_is_put_on_whom_no_page_would_reach(self, staffed: Desk):
        change(staffed, ROSA, unreachable="deactivated")
        with pytest.raises(Refused, match=f"<@{ROSA}> cannot be messaged"):
            override(staffed)
        change(staffed, ROSA, unreachable=None, away_until=at(25, "10:01"))
        with pytest.raises(Refused, match=f"<@{ROSA}> is away until Wednesday 25 November"):
            override(staffed)
        change(staffed, ROSA, away_until=at(25, "10:00"))
        override(staffed)

    def test_one_delivery_makes_one_override(self, staffed: Desk, look: Looking):
        values: dict[str, Any] = {"tier": Tier.PRIMARY, "user_id": ROSA, "made_by": ROSA}
        times = {"start": at(25, "10:00"), "end": at(25, "12:00")}
        rota.add_override(staffed, arrive(staffed, "click:1"), TEAM, **values, **times)
        with pytest.raises(AlreadyDone):
            rota.add_override(staffed, "click:1", TEAM, **values, **times)
        assert len(look.rows("SELECT * FROM overrides")) == 1

    def test_one_that_has_not_begun_is_removed_whole(self, staffed: Desk, look: Looking):
        made = override(staffed)
        rota.remove_override(staffed, None, TEAM, made.id, made_by=DAN)
        assert look.rows("SELECT * FROM overrides") == []
        assert told(look, ROSA) == ["override-ended"]
        assert told(look, PRIYA) == ["put-off", "back-on"]

    def test_one_that_runs_ends_now_and_stays_in_the_past(self, staffed: Desk, clock: FixedClock):
        made = override(staffed, start=at(24), end=at(24, "12:00"))
        clock.advance(timedelta(minutes=30))
        rota.remove_override(staffed, None, TEAM, made.id, made_by=DAN)
        assert primary_at(staffed, at(24, "09:30")) == (ROSA,)
        assert primary_at(staffed, clock.now()) == (PRIYA,)

    def test_one_that_is_over_or_another_teams_cannot_be_removed(
        self, staffed: Desk, clock: FixedClock
    ):
        made = override(staffed)
        with pytest.raises(Refused, match="over or gone"):
            rota.remove_override(staffed, None, "T0OTHER001", made.id, made_by=DAN)
        clock.advance(timedelta(days=2))
        with pytest.raises(Refused, match="over or gone"):
            rota.remove_override(staffed, None, TEAM, made.id, made_by=DAN)


class TestWeekly:
    def test_one_holds_every_week_and_the_person_is_told(self, staffed: Desk, look: Looking):
        drop(staffed, "primary-0")
        made = add_weekly(staffed, made_by=DAN)
        assert primary_at(staffed, at(30)) == (ROSA,)
        said = last_told(look, ROSA, "weekly-added")
        assert (said["weekday"], said["from_time"], said["last"]) == (0, "08:00", None)
        rota.end_weekly(staffed, None, TEAM, made.id, date(2026, 11, 30), made_by=DAN)
        assert primary_at(staffed, at(30)) == (ROSA,)
        assert primary_at(staffed, at(7, month=12)) == ()
        assert told(look, ROSA) == ["weekly-added", "weekly-ended"]

    @pytest.mark.parametrize(
        ("changed", "match"),
        [
            ({"weekday": 7}, "is no weekday"),
            ({"last": TERM - timedelta(days=1)}, "is before the first"),
            ({"user_id": TESSA}, "is not in the on-call channel"),
            ({"user_id": PRIYA, "starts": time(16), "ends": time(19)}, "weekly shift as primary"),
            (
                {"user_id": PRIYA, "weekday": 6, "starts": time(22), "ends": time(9)},
                "weekly shift as primary",
            ),
        ],
    )
    def test_what_cannot_be_is_refused(self, staffed: Desk, changed: dict[str, Any], match: str):
        with pytest.raises(Refused, match=match):
            add_weekly(staffed, **changed)

    def test_shifts_that_only_touch_or_whose_terms_do_not_meet_are_fine(self, staffed: Desk):
        add_weekly(staffed, user_id=PRIYA, starts=time(17), ends=time(19))
        drop(staffed, "primary-0")
        add_weekly(staffed, user_id=PRIYA)

    def test_an_unknown_shift_cannot_be_ended(self, staffed: Desk):
        with pytest.raises(Refused, match="no weekly shift “nope”"):
            rota.end_weekly(staffed, None, TEAM, "nope", TERM, made_by=DAN)

    def test_two_people_in_one_tier_are_reported_when_it_is_written(
        self, staffed: Desk, look: Looking
    ):
        add_weekly(staffed)
        said = last_told(look, ON_CALL, "told-gaps")
        assert said["gaps"] == []
        assert [each["users"] for each in said["overlaps"]] == [[PRIYA, ROSA]] * 2


class TestGaps:
    def test_a_change_that_uncovers_time_says_so_at_once(self, staffed: Desk, look: Looking):
        rota.end_weekly(staffed, None, TEAM, "primary-0", date(2026, 11, 23), made_by=DAN)
        said = last_told(look, ON_CALL, "told-gaps")
        assert [(each["tier"], each["starts"][:16]) for each in said["gaps"]] == [
            ("primary", "2026-11-30T08:00"),
            ("primary", "2026-12-07T08:00"),
        ]

    def test_what_was_uncovered_before_is_not_laid_at_the_door_of_a_change(
        self, staffed: Desk, look: Looking
    ):
        drop(staffed, "back-up-3")
        override(staffed)
        assert told(look, ON_CALL) == []

    def test_the_daily_report_comes_once_from_opening_on(
        self, staffed: Desk, look: Looking, clock: FixedClock
    ):
        drop(staffed, "back-up-3")
        clock._at = at(25, "07:59")
        rota.report_gaps(staffed, TEAM)
        assert told(look, ON_CALL) == []
        clock._at = at(25, "08:00")
        for _ in range(3):
            rota.report_gaps(staffed, TEAM)
            clock.advance(timedelta(hours=3))
        assert told(look, ON_CALL) == ["told-report"]
        clock._at = at(26, "08:00")
        rota.report_gaps(staffed, TEAM)
        assert told(look, ON_CALL) == ["told-report"] * 2
        said = last_told(look, ON_CALL, "told-report")
        assert [each["starts"][:10] for each in said["gaps"]] == ["2026-11-26", "2026-12-03"]

    def test_no_gap_is_reported_twice_on_one_day(
        self, staffed: Desk, look: Looking, clock: FixedClock
    ):
        clock._at = at(25, "07:30")
        rota.end_weekly(staffed, None, TEAM, "primary-0", date(2026, 11, 24), made_by=DAN)
        drop(staffed, "back-up-3")
        clock._at = at(25, "08:00")
        rota.report_gaps(staffed, TEAM)
        said = last_told(look, ON_CALL, "told-report")
        assert {each["tier"] for each in said["gaps"]} == {"back-up"}

    def test_a_gap_that_shrank_and_grew_again_is_the_same_gap(self, staffed: Desk, look: Looking):
        rota.end_weekly(staffed, None, TEAM, "primary-0", date(2026, 11, 24), made_by=DAN)
        made = override(staffed, start=at(30, "08:00"), end=at(30, "12:00"))
        rota.remove_override(staffed, None, TEAM, made.id, made_by=ROSA)
        assert told(look, ON_CALL) == ["told-gaps"]

    def test_a_whole_rota_is_reported_with_nothing(
        self, staffed: Desk, look: Looking, clock: FixedClock
    ):
        rota.report_gaps(staffed, TEAM)
        assert told(look, ON_CALL) == []
        assert rota.look_ahead(staffed, TEAM).is_clear

    def test_an_empty_rota_is_all_gap(self, desk: Desk, look: Looking):
        rota.report_gaps(desk, TEAM)
        said = last_told(look, ON_CALL, "told-report")
        assert len(said["gaps"]) == gaps.MOST_SHOWN
        assert said["more"] == 12

    def test_whoever_cannot_be_reached_is_named_with_their_stints(
        self, staffed: Desk, look: Looking
    ):
        change(staffed, DAN, is_member=False)
        change(staffed, PRIYA, unreachable="deactivated")
        dated(staffed, "U0STRANGE1", at(25, "18:00"), at(25, "20:00"))
        found = rota.look_ahead(staffed, TEAM, days=2).unreachable
        assert [(each.user_id, each.why, each.stints) for each in found] == [
            (DAN, "left", 3),
            (PRIYA, "deactivated", 3),
            ("U0STRANGE1", "unknown", 1),
        ]
        rota.report_gaps(staffed, TEAM)
        said = last_told(look, ON_CALL, "told-report")["unreachable"]
        assert [each["why"] for each in said] == ["left", "deactivated", "unknown"]

    def test_nobody_counts_as_gone_before_slack_was_asked(self, desk: Desk):
        fill(desk)
        assert rota.look_ahead(desk, TEAM).is_clear

    def test_a_button_finds_what_is_left_of_its_gap(self, staffed: Desk):
        drop(staffed, "primary-3")
        (gap,) = rota.look_ahead(staffed, TEAM, days=7).gaps
        reference = gaps.gap_reference(gap)
        assert gaps.find_gap(staffed, TEAM, reference) == gap
        override(staffed, start=at(26, "08:00"), end=at(26, "12:00"))
        left = gaps.find_gap(staffed, TEAM, reference)
        assert (left.starts_at, left.ends_at) == (at(26, "12:00"), at(26, "17:00"))
        override(staffed, start=at(26, "12:00"), end=at(26, "17:00"))
        with pytest.raises(Refused, match="covered now"):
            gaps.find_gap(staffed, TEAM, reference)

    @pytest.mark.parametrize("forged", ["", "primary", "boss.1.2", "primary.x.y", "primary.1.9e99"])
    def test_a_forged_button_is_refused(self, staffed: Desk, forged: str):
        with pytest.raises(Refused):
            gaps.find_gap(staffed, TEAM, forged)


class TestMessages:
    def test_every_message_has_a_shape_with_plain_names(self):
        assert set(SHAPES) == set(RotaLine)
        assert all(each.startswith("rota-") for each in RotaLine)
        assert len(set(RotaLine)) == len(RotaLine)

    def test_one_that_is_told_too_little_too_much_or_the_wrong_one_is_refused(self, desk: Desk):
        def say(to: str = PRIYA, **data: Any) -> None:
            with desk.work.write() as unit:
                tell(desk, unit, RotaLine.AWAY, team_id=TEAM, once="1", to=to, **data)

        for wrong in ({}, {"until": at(24), "why": "a headache"}):
            with pytest.raises(ValueError, match="is told"):
                say(**wrong)
        with pytest.raises(ValueError, match="is told"):
            say(to="", until=at(24))

    def test_instants_become_text_in_utc(self, desk: Desk, look: Looking):
        with desk.work.write() as unit:
            when = datetime(2026, 11, 24, 9, tzinfo=UTC)
            tell(desk, unit, RotaLine.AWAY, team_id=TEAM, once="1", to=PRIYA, until=when)
        assert last_told(look, PRIYA, "away")["until"] == "2026-11-24T09:00:00+00:00"
