"""Who is on call, example by example: shifts, overrides, gaps, overlaps, clashes."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from advicebot.domain.line import Closure, Term
from advicebot.domain.oncall.calendar import LONDON
from advicebot.domain.oncall.rota import (
    Gap,
    Overlap,
    Override,
    OverrideWhy,
    Rota,
    Shift,
    Stint,
    Tier,
    WeeklyShift,
    clash,
    gaps,
    on_call,
    overlaps,
    stints,
    truncated,
)
from tests.fakes import LINE as AUTUMN

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)
ANNA, BEN, CARA = "U0ANNA", "U0BEN", "U0CARA"
SPRING = Term(
    name="Spring 2027",
    first=date(2027, 1, 4),
    last=date(2027, 5, 28),
    closed=(Closure(day=date(2027, 1, 4), why="INSET"),),
)
LINE = replace(AUTUMN, terms=(*AUTUMN.terms, SPRING))


def london(text: str) -> datetime:
    """Return the instant of a London wall-clock time that exists once."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


def weekly(weekday: int, user: str = ANNA, hours: str = "08:00-17:00", **changed) -> WeeklyShift:
    starts, ends = hours.split("-")
    values = {
        "id": f"W-{user}-{weekday}-{hours}",
        "tier": Tier.PRIMARY,
        "user_id": user,
        "weekday": weekday,
        "starts": time.fromisoformat(starts),
        "ends": time.fromisoformat(ends),
        "first": date(2026, 9, 1),
        "last": None,
    }
    return WeeklyShift(**(values | changed))


def dated(user: str, start: str, end: str, *, tier: Tier = Tier.PRIMARY) -> Shift:
    return Shift(
        id=f"D-{user}-{start}",
        tier=tier,
        user_id=user,
        starts_at=london(start),
        ends_at=london(end),
    )


def override(user: str, start: str, end: str, *, tier: Tier = Tier.PRIMARY) -> Override:
    return Override(
        id=f"O-{user}-{start}",
        tier=tier,
        user_id=user,
        starts_at=london(start),
        ends_at=london(end),
        why=OverrideWhy.COVER,
        made_by=user,
    )


def on(rota: Rota, at: str, tier: Tier = Tier.PRIMARY) -> tuple[str, ...]:
    return on_call(rota, tier, london(at), LINE)


def hours(rota: Rota, start: str, end: str) -> list[tuple[str, str, str]]:
    """Return each stint as person, start and end in London."""
    return [
        (
            each.user_id,
            f"{each.starts_at.astimezone(LONDON):%d %H:%M}",
            f"{each.ends_at.astimezone(LONDON):%d %H:%M}",
        )
        for each in stints(rota, london(start), london(end), LINE)
    ]


TUESDAYS = Rota(weekly=(weekly(TUESDAY),))
MONDAYS = Rota(weekly=(weekly(MONDAY),))


def test_a_weekly_shift_is_on_from_its_start_up_to_its_end():
    assert on(TUESDAYS, "2026-11-24 07:59:59.999999") == ()
    assert on(TUESDAYS, "2026-11-24 08:00") == (ANNA,)
    assert on(TUESDAYS, "2026-11-24 16:59:59.999999") == (ANNA,)
    assert on(TUESDAYS, "2026-11-24 17:00") == ()
    assert on(TUESDAYS, "2026-11-25 09:00") == ()


def test_it_starts_at_the_same_time_on_the_clock_in_summer_and_winter():
    assert hours(TUESDAYS, "2026-10-20 00:00", "2026-11-04 00:00") == [
        (ANNA, "20 08:00", "20 17:00"),
        (ANNA, "03 08:00", "03 17:00"),
    ]


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 8, 31),  # before it begins
        date(2026, 10, 26),  # half-term
        date(2026, 12, 28),  # holidays, and a bank holiday
        date(2027, 1, 4),  # INSET
        date(2027, 3, 29),  # Easter Monday, inside the term
    ],
)
def test_nobody_is_on_by_a_weekly_shift_on_a_closed_day(day: date):
    assert on(MONDAYS, f"{day} 09:00") == ()
    assert on(MONDAYS, "2027-01-11 09:00") == (ANNA,)


def test_a_weekly_shift_holds_from_its_first_day_to_its_last():
    shift = weekly(TUESDAY, hours="22:00-06:00", first=date(2026, 11, 3), last=date(2026, 11, 10))
    rota = Rota(weekly=(shift,))
    assert hours(rota, "2026-10-01 00:00", "2026-12-01 00:00") == [
        (ANNA, "03 22:00", "04 06:00"),
        (ANNA, "10 22:00", "11 06:00"),
    ]


def test_a_night_shift_runs_on_into_a_closed_day_but_does_not_start_on_one():
    nights = Rota(weekly=(weekly(FRIDAY, hours="22:00-06:00"), weekly(MONDAY, hours="22:00-06:00")))
    assert on(nights, "2026-12-19 05:59") == (ANNA,)  # the night after the last day of term
    assert on(nights, "2026-10-26 23:00") == ()
    assert on(nights, "2026-10-27 05:00") == ()


def test_a_shift_that_ends_when_it_starts_lasts_a_whole_day():
    rota = Rota(weekly=(weekly(TUESDAY, hours="08:00-08:00"),))
    assert hours(rota, "2026-11-24 00:00", "2026-11-26 00:00") == [(ANNA, "24 08:00", "25 08:00")]


def test_a_weekend_shift_holds_in_the_weeks_of_term_only():
    rota = Rota(weekly=(weekly(SATURDAY, hours="10:00-12:00"),))
    assert on(rota, "2026-11-21 11:00") == (ANNA,)
    assert on(rota, "2026-12-26 11:00") == ()


def test_a_dated_shift_holds_in_the_holidays_too():
    rota = Rota(dated=(dated(BEN, "2026-12-28 09:00", "2026-12-28 12:00"),))
    assert on(rota, "2026-12-28 09:00") == (BEN,)
    assert on(rota, "2026-12-28 12:00") == ()


def test_two_who_overlap_are_both_on():
    rota = Rota(weekly=(weekly(TUESDAY), weekly(TUESDAY, BEN, "12:00-18:00")))
    assert on(rota, "2026-11-24 11:59") == (ANNA,)
    assert on(rota, "2026-11-24 12:00") == (ANNA, BEN)
    assert on(rota, "2026-11-24 17:00") == (BEN,)


def test_an_override_wins_over_every_shift_of_its_tier_while_it_lasts():
    rota = Rota(
        weekly=(weekly(TUESDAY), weekly(TUESDAY, BEN, tier=Tier.BACK_UP)),
        dated=(dated(BEN, "2026-11-24 08:00", "2026-11-24 17:00"),),
        overrides=(override(CARA, "2026-11-24 10:00", "2026-11-24 11:00"),),
    )
    assert on(rota, "2026-11-24 09:59") == (ANNA, BEN)
    assert on(rota, "2026-11-24 10:00") == (CARA,)
    assert on(rota, "2026-11-24 11:00") == (ANNA, BEN)
    assert on(rota, "2026-11-24 10:00", Tier.BACK_UP) == (BEN,)


def test_stints_say_who_is_on_by_what_and_are_cut_to_the_question():
    cover = override(CARA, "2026-11-24 10:00", "2026-11-24 11:00")
    rota = Rota(weekly=(weekly(TUESDAY),), overrides=(cover,))
    found = stints(rota, london("2026-11-24 09:00"), london("2026-11-24 16:00"), LINE)
    shift = rota.weekly[0].id
    assert found == [
        Stint(
            tier=Tier.PRIMARY,
            user_id=user,
            starts_at=london(f"2026-11-24 {start}"),
            ends_at=london(f"2026-11-24 {end}"),
            override_id=by_override,
            shift_id=by_shift,
        )
        for user, start, end, by_override, by_shift in [
            (ANNA, "09:00", "10:00", None, shift),
            (CARA, "10:00", "11:00", cover.id, None),
            (ANNA, "11:00", "16:00", None, shift),
        ]
    ]


def test_stints_that_start_together_come_primary_first():
    rota = Rota(weekly=(weekly(TUESDAY, BEN, tier=Tier.BACK_UP), weekly(TUESDAY, CARA)))
    assert [each[0] for each in hours(rota, "2026-11-24 00:00", "2026-11-25 00:00")] == [CARA, BEN]


def test_asking_in_london_time_and_in_utc_is_the_same():
    start, end = london("2026-10-24 00:00"), london("2026-11-04 00:00")
    there = (start.astimezone(LONDON), end.astimezone(LONDON))
    assert stints(TUESDAYS, *there, LINE) == stints(TUESDAYS, start, end, LINE)
    assert gaps(TUESDAYS, *there, LINE) == gaps(TUESDAYS, start, end, LINE)
    assert on_call(TUESDAYS, Tier.PRIMARY, london("2026-11-24 09:00").astimezone(LONDON), LINE)


def day_gaps(rota: Rota, *, unreachable: frozenset[str] = frozenset()) -> list[Gap]:
    start, end = london("2026-11-24 00:00"), london("2026-11-25 00:00")
    found = gaps(rota, start, end, LINE, unreachable=unreachable)
    return [each for each in found if each.tier is Tier.PRIMARY]


def gap(start: str, end: str, *unreachable: str) -> Gap:
    return Gap(
        tier=Tier.PRIMARY,
        starts_at=london(f"2026-11-24 {start}"),
        ends_at=london(f"2026-11-24 {end}"),
        unreachable=unreachable,
    )


def test_an_empty_rota_is_one_gap_a_tier_and_school_day():
    found = gaps(Rota(), london("2026-11-27 00:00"), london("2026-12-01 00:00"), LINE)
    assert [(each.tier, each.starts_at, each.ends_at) for each in found] == [
        (tier, london(f"2026-11-{day} 08:00"), london(f"2026-11-{day} 17:00"))
        for day in (27, 30)
        for tier in (Tier.PRIMARY, Tier.BACK_UP)
    ]


def test_holidays_have_no_gaps():
    assert gaps(Rota(), london("2026-12-19 00:00"), london("2027-01-05 00:00"), LINE) == []


def test_a_full_day_has_no_gap():
    assert day_gaps(TUESDAYS) == []
    assert day_gaps(Rota(weekly=(weekly(TUESDAY, hours="00:00-00:00"),))) == []


def test_gaps_are_the_hours_that_nobody_covers():
    rota = Rota(weekly=(weekly(TUESDAY, hours="09:00-12:00"), weekly(TUESDAY, BEN, "13:00-20:00")))
    assert day_gaps(rota) == [gap("08:00", "09:00"), gap("12:00", "13:00")]


def test_somebody_who_cannot_be_reached_leaves_a_gap_that_names_them():
    rota = Rota(weekly=(weekly(TUESDAY), weekly(TUESDAY, BEN, "08:00-12:00")))
    assert day_gaps(rota, unreachable=frozenset({ANNA})) == [gap("12:00", "17:00", ANNA)]
    assert day_gaps(rota, unreachable=frozenset({BEN})) == []


def test_nobody_and_nobody_who_can_be_reached_are_one_gap():
    rota = Rota(weekly=(weekly(TUESDAY, hours="10:00-12:00"),))
    assert day_gaps(rota, unreachable=frozenset({ANNA})) == [gap("08:00", "17:00", ANNA)]


def test_a_gap_is_cut_to_the_question():
    found = gaps(Rota(), london("2026-11-24 09:30"), london("2026-11-24 10:00"), LINE)
    assert [each for each in found if each.tier is Tier.PRIMARY] == [gap("09:30", "10:00")]


def day_overlaps(rota: Rota) -> list[Overlap]:
    return overlaps(rota, london("2026-11-24 00:00"), london("2026-11-25 00:00"), LINE)


def overlap(tier: Tier | None, start: str, end: str, *users: str) -> Overlap:
    return Overlap(
        tier=tier,
        users=users,
        starts_at=london(f"2026-11-24 {start}"),
        ends_at=london(f"2026-11-24 {end}"),
    )


def test_an_overlap_names_the_people_and_the_hours():
    rota = Rota(
        weekly=(
            weekly(TUESDAY, hours="08:00-12:30"),
            weekly(TUESDAY, BEN, "12:00-17:00"),
            weekly(TUESDAY, CARA, "12:15-13:00"),
        )
    )
    assert day_overlaps(rota) == [
        overlap(Tier.PRIMARY, "12:00", "12:15", ANNA, BEN),
        overlap(Tier.PRIMARY, "12:15", "12:30", ANNA, BEN, CARA),
        overlap(Tier.PRIMARY, "12:30", "13:00", BEN, CARA),
    ]


def test_an_overlap_is_one_even_when_somebody_has_it_by_two_shifts():
    halves = (weekly(TUESDAY, hours="08:00-12:00"), weekly(TUESDAY, hours="12:00-17:00"))
    crowded = Rota(weekly=(*halves, weekly(TUESDAY, BEN)))
    assert day_overlaps(crowded) == [overlap(Tier.PRIMARY, "08:00", "17:00", ANNA, BEN)]
    both = Rota(weekly=(*halves, weekly(TUESDAY, tier=Tier.BACK_UP)))
    assert day_overlaps(both) == [overlap(None, "08:00", "17:00", ANNA)]


def test_one_person_with_two_shifts_and_two_people_in_two_tiers_are_no_overlap():
    twice = Rota(weekly=(weekly(TUESDAY), weekly(TUESDAY, hours="12:00-18:00")))
    assert day_overlaps(twice) == []
    both = Rota(weekly=(weekly(TUESDAY), weekly(TUESDAY, BEN, tier=Tier.BACK_UP)))
    assert day_overlaps(both) == []


def test_shifts_that_meet_do_not_overlap():
    rota = Rota(weekly=(weekly(TUESDAY, hours="08:00-12:00"), weekly(TUESDAY, BEN, "12:00-17:00")))
    assert day_overlaps(rota) == []


def test_an_override_is_no_overlap_and_does_not_hide_one():
    rota = Rota(
        weekly=(weekly(TUESDAY),),
        overrides=(override(BEN, "2026-11-24 08:00", "2026-11-24 17:00"),),
    )
    assert day_overlaps(rota) == []
    crowded = replace(rota, weekly=(*rota.weekly, weekly(TUESDAY, CARA)))
    assert day_overlaps(crowded) == [overlap(Tier.PRIMARY, "08:00", "17:00", ANNA, CARA)]


def test_one_person_in_both_tiers_is_an_overlap_of_neither_tier_also_by_an_override():
    back_up = weekly(TUESDAY, BEN, "12:00-17:00", tier=Tier.BACK_UP)
    by_shifts = Rota(weekly=(weekly(TUESDAY, BEN), back_up))
    assert day_overlaps(by_shifts) == [overlap(None, "12:00", "17:00", BEN)]
    covers = Rota(
        weekly=(weekly(TUESDAY), back_up),
        overrides=(override(BEN, "2026-11-24 11:00", "2026-11-24 13:00"),),
    )
    assert day_overlaps(covers) == [overlap(None, "12:00", "13:00", BEN)]


def test_a_new_override_clashes_with_one_that_it_overlaps():
    old = override(ANNA, "2026-11-24 10:00", "2026-11-24 12:00")
    rota = Rota(overrides=(override(CARA, "2026-11-24 11:30", "2026-11-24 15:00"), old))
    assert clash(rota, override(BEN, "2026-11-24 09:00", "2026-11-24 13:00")) == old
    assert clash(rota, override(BEN, "2026-11-24 11:59", "2026-11-24 13:00")) == old


def test_overrides_that_meet_or_are_of_another_tier_do_not_clash():
    old = override(ANNA, "2026-11-24 10:00", "2026-11-24 12:00")
    rota = Rota(overrides=(old,))
    assert clash(rota, override(BEN, "2026-11-24 12:00", "2026-11-24 13:00")) is None
    assert clash(rota, override(BEN, "2026-11-24 09:00", "2026-11-24 10:00")) is None
    assert (
        clash(rota, override(BEN, "2026-11-24 10:00", "2026-11-24 12:00", tier=Tier.BACK_UP))
        is None
    )


def test_a_changed_override_does_not_clash_with_itself():
    old = override(ANNA, "2026-11-24 10:00", "2026-11-24 12:00")
    longer = replace(old, ends_at=old.ends_at + timedelta(hours=1))
    assert clash(Rota(overrides=(old,)), longer) is None


def test_an_override_that_is_ended_early_gives_the_rest_back():
    cover = override(BEN, "2026-11-24 10:00", "2026-11-24 12:00")
    ended = truncated(cover, london("2026-11-24 11:00"))
    rota = Rota(weekly=(weekly(TUESDAY),), overrides=(ended,))
    assert on(rota, "2026-11-24 10:59") == (BEN,)
    assert on(rota, "2026-11-24 11:00") == (ANNA,)


def test_an_override_ended_before_it_began_never_holds_and_one_that_is_over_stays():
    cover = override(BEN, "2026-11-24 10:00", "2026-11-24 12:00")
    never = truncated(cover, london("2026-11-24 09:00"))
    rota = Rota(weekly=(weekly(TUESDAY),), overrides=(never,))
    assert never.starts_at == never.ends_at
    assert on(rota, "2026-11-24 10:00") == (ANNA,)
    assert truncated(cover, london("2026-11-24 13:00")) == cover
