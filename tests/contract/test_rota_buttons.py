"""The buttons under the rota's messages: who may press them, what they do, and who wins."""

from datetime import timedelta

import pytest

from advicebot.clock import FixedClock
from advicebot.domain.oncall.rota import Tier
from advicebot.service import duty, rota, swaps
from advicebot.service.desk import Desk
from advicebot.slack.guards import NOT_A_PRACTITIONER, NOT_STAFF
from advicebot.store.work import SqliteWork
from tests.fakes import DAN, PRIYA, TEAM, TESSA, Looking
from tests.oncall import OnCall
from tests.rota_cases import an_override, at, change, drop, fill, last_told, told
from tests.staff import GUEST, LEAD, MERCY, OUTSIDER, on_the_roster

NOW = at(24, "09:14")
GAP = f"back-up.{int(at(26, '08:00').timestamp())}.{int(at(26, '17:00').timestamp())}"
TOMORROW = f"primary.{int(at(25, '08:00').timestamp())}"


@pytest.fixture
def oncall(desk: Desk, work: SqliteWork, clock: FixedClock) -> OnCall:
    on_the_roster(desk, PRIYA, DAN, MERCY)
    fill(desk)
    return OnCall(desk, work, clock)


def on(desk: Desk, tier: Tier = Tier.PRIMARY, at_: object = None) -> tuple[str, ...]:
    who = rota.who(desk, TEAM, at_ or desk.clock.now())  # type: ignore[arg-type]
    return who.primary if tier is Tier.PRIMARY else who.back_up


def duty_of(look: Looking, user: str) -> str:
    return str(last_told(look, user, "on-now")["duty"])


def test_i_am_on_is_noted_and_thanked_for(oncall: OnCall, desk: Desk, look: Looking):
    duty.look(desk, TEAM, desk.clock.now())
    oncall.presses("duty.confirm", duty_of(look, PRIYA))
    assert told(look, PRIYA) == ["on-now", "confirmed"]


def test_somebody_elses_duty_cannot_be_confirmed(oncall: OnCall, desk: Desk, look: Looking):
    duty.look(desk, TEAM, desk.clock.now())
    oncall.presses("duty.confirm", duty_of(look, PRIYA), user=DAN)
    assert "not yours" in oncall.refusals[0]


def test_whoever_was_replaced_takes_it_back(
    oncall: OnCall, desk: Desk, look: Looking, clock: FixedClock
):
    duty.look(desk, TEAM, clock.now())
    clock.advance(timedelta(minutes=11))
    duty.look(desk, TEAM, clock.now())
    assert on(desk) == (DAN,)
    oncall.presses("duty.take_over", "primary")
    assert on(desk) == (PRIYA,)
    assert told(look, DAN)[-1] == "taken-over"


def test_i_cannot_do_today_makes_the_back_up_primary_and_asks_the_others(
    oncall: OnCall, desk: Desk, look: Looking
):
    oncall.presses("duty.sick", "today")
    assert on(desk) == (DAN,)
    assert told(look, "@on-call") == ["told-sick"]
    (left,) = last_told(look, "@on-call", "told-sick")["stints"]
    oncall.presses("swap.take", left["swap"], user=MERCY)
    assert on(desk, Tier.BACK_UP) == (MERCY,)


def test_of_two_who_take_a_swap_the_first_has_it_and_the_second_is_told_who(
    oncall: OnCall, desk: Desk, look: Looking
):
    oncall.presses("swap.ask", TOMORROW)
    swap = last_told(look, "@on-call", "told-swap-asked")["swap"]
    oncall.presses("swap.take", swap, user=DAN)
    oncall.presses("swap.take", swap, user=MERCY)
    assert on(desk, at_=at(25)) == (DAN,)
    assert oncall.refusals == [f"<@{DAN}> has taken it already. Thank you."]


def test_a_swap_can_be_withdrawn_by_its_asker_only(oncall: OnCall, desk: Desk, look: Looking):
    made = swaps.ask(desk, None, TEAM, PRIYA, tier=Tier.PRIMARY, start=at(25, "08:00"))
    oncall.presses("swap.withdraw", made.id, user=DAN)
    assert "Only" in oncall.refusals[0]
    oncall.presses("swap.withdraw", made.id)
    assert told(look, "@on-call")[-1] == "told-swap-off"
    oncall.presses("swap.take", made.id, user=DAN)
    assert on(desk, at_=at(25)) == (PRIYA,)


def test_a_gap_is_covered_by_whoever_is_first(oncall: OnCall, desk: Desk, look: Looking):
    drop(desk, "back-up-3")
    oncall.presses("gap.cover", GAP, user=MERCY)
    oncall.presses("gap.cover", GAP, user=PRIYA)
    assert on(desk, Tier.BACK_UP, at(26)) == (MERCY,)
    assert "covered now" in oncall.refusals[0]
    assert told(look, "@on-call") == ["told-takeover"]


def test_a_gap_left_by_somebody_out_of_reach_is_covered_in_their_place(
    oncall: OnCall, desk: Desk, look: Looking
):
    with desk.work.write() as unit:
        by_hand = an_override(DAN, at(26, "08:00"), at(26, "17:00"), tier=Tier.BACK_UP)
        unit.shifts.add_override(TEAM, by_hand, NOW)
    change(desk, DAN, unreachable="they are a guest in this workspace")
    oncall.presses("gap.cover", GAP, user=MERCY)
    assert on(desk, Tier.BACK_UP, at(26)) == (MERCY,)
    assert last_told(look, "@on-call", "told-takeover")["instead_of"] == [DAN]
    assert told(look, DAN) == []


def test_whoever_is_away_then_cannot_cover_a_gap(oncall: OnCall, desk: Desk):
    drop(desk, "back-up-3")
    change(desk, MERCY, away_until=at(27, "08:00"))
    oncall.presses("gap.cover", GAP, user=MERCY)
    assert on(desk, Tier.BACK_UP, at(26)) == ()
    assert "is away until" in oncall.refusals[0]


def test_what_was_put_in_by_hand_can_be_taken_away(oncall: OnCall, desk: Desk):
    with desk.work.write() as unit:
        unit.shifts.add_override(TEAM, an_override(DAN, at(25, "08:00"), at(25, "17:00")), NOW)
    assert on(desk, at_=at(25)) == (DAN,)
    oncall.presses("rota.override_end", "over-250800", user=LEAD)
    assert on(desk, at_=at(25)) == (PRIYA,)


def test_a_weekly_shift_is_ended_from_tomorrow_on(oncall: OnCall, desk: Desk):
    oncall.presses("rota.weekly_end", "primary-1", user=LEAD)
    assert on(desk) == (PRIYA,)
    assert on(desk, at_=at(1, month=12)) == ()


def test_out_of_hours_and_back_from_a_message(oncall: OnCall, desk: Desk, look: Looking):
    change(desk, PRIYA, away_until=at(27, "08:00"))
    oncall.presses("person.out_of_hours", "yes")
    oncall.presses("person.back", "back")
    with desk.work.read() as unit:
        person = unit.practitioners.get(TEAM, PRIYA)
    assert person is not None
    assert (person.out_of_hours, person.away_until) == (True, None)
    assert told(look, PRIYA) == ["out-of-hours", "back"]


@pytest.mark.parametrize(
    ("action", "opened"),
    [
        ("swap.choose", "swap.ask_form"),
        ("rota.add", "rota.add_form"),
        ("rota.override", "rota.override_form"),
    ],
)
def test_buttons_open_forms(oncall: OnCall, action: str, opened: str):
    oncall.presses(action, "x")
    assert [view["callback_id"] for view in oncall.slack.views] == [opened]


def test_the_week_opens_as_a_page(oncall: OnCall):
    oncall.presses("rota.week", "week", user=LEAD)
    assert "Saturday 28 November" in str(oncall.slack.views[0])


CHANGING = {
    "duty.confirm": "id0001",
    "duty.take_over": "back-up",
    "duty.sick": "today",
    "swap.ask": TOMORROW,
    "swap.take": "id0001",
    "swap.withdraw": "id0001",
    "gap.cover": GAP,
    "person.out_of_hours": "yes",
    "person.back": "back",
}
STAFF_ONLY = {
    "rota.override_end": "over-250800",
    "rota.weekly_end": "primary-1",
    "rota.week": "week",
    "rota.add": "add",
    "rota.override": "override",
    "swap.choose": "swap",
}


@pytest.mark.parametrize("user", [TESSA, GUEST, OUTSIDER])
@pytest.mark.parametrize("action", [*CHANGING, *STAFF_ONLY])
def test_nobody_else_can_use_them(oncall: OnCall, look: Looking, action: str, user: str):
    oncall.presses(action, (CHANGING | STAFF_ONLY)[action], user=user)
    is_staff_only = action in STAFF_ONLY and action != "swap.choose"
    assert oncall.refusals == [NOT_STAFF if is_staff_only else NOT_A_PRACTITIONER]
    assert oncall.slack.views == []
    assert look.effects() == []
    assert look.rows("SELECT * FROM overrides") == []
    assert look.rows("SELECT * FROM weekly_shifts WHERE last IS NOT NULL") == []


@pytest.mark.parametrize("value", ["", "nonsense", "' OR 1=1 --", "primary.9e99", "id0001" * 200])
@pytest.mark.parametrize(
    "action", [each for each in CHANGING if each not in ("duty.sick", "person.back")]
)
def test_forged_and_stale_values_are_refused_in_plain_words(
    oncall: OnCall, look: Looking, action: str, value: str
):
    oncall.presses(action, value)
    (refusal,) = oncall.refusals
    assert refusal.endswith(".")
    assert look.effects() == []
