"""The rota's forms: what is wrong is marked at its field, and what is right takes effect once."""

from datetime import timedelta

import pytest

from advicebot.clock import FixedClock
from advicebot.domain.oncall.rota import Tier, on_call
from advicebot.service.desk import Desk
from advicebot.store.work import SqliteWork
from tests import payloads as p
from tests.fakes import DAN, PRIYA, TEAM, TESSA, Looking
from tests.oncall import OnCall, several, shown, typed_day, typed_time
from tests.rota_cases import at, change, fill, told
from tests.staff import GONE, LEAD, MERCY, on_the_roster

OVERRIDE, ADD, SWAP, AWAY = (
    "rota.override_form",
    "rota.add_form",
    "swap.ask_form",
    "person.away_form",
)


@pytest.fixture
def oncall(desk: Desk, work: SqliteWork, clock: FixedClock) -> OnCall:
    on_the_roster(desk, PRIYA, DAN, MERCY)
    fill(desk)
    return OnCall(desk, work, clock)


def an_override(**changed: p.Body) -> dict[str, p.Body]:
    plain = {
        "tier": p.chosen("primary"),
        "person": p.chosen(DAN),
        "day": typed_day("2026-11-25"),
        "starts": typed_time("08:00"),
        "ends": typed_time("12:00"),
    }
    return plain | changed


def a_shift(**changed: p.Body) -> dict[str, p.Body]:
    plain = {
        "tier": p.chosen("back-up"),
        "person": p.chosen(MERCY),
        "weekdays": several("1", "3"),
        "starts": typed_time("18:00"),
        "ends": typed_time("21:00"),
        "first_day": typed_day("2026-11-24"),
    }
    return plain | changed


def primary_at(desk: Desk, day: int, clock: str, tier: Tier = Tier.PRIMARY) -> tuple[str, ...]:
    with desk.work.read() as unit:
        rota = unit.shifts.rota(TEAM, at(day, clock), at(day, clock))
    return on_call(rota, tier, at(day, clock), desk.knowledge.line)


def changed_rows(look: Looking) -> int:
    """Return how many rows say anything about the rota."""
    tables = ("weekly_shifts", "overrides", "swaps")
    return sum(len(look.rows(f"SELECT * FROM {each}")) for each in tables)


def test_an_override_puts_the_person_on_and_says_so(oncall: OnCall, desk: Desk, look: Looking):
    answer = oncall.sends(OVERRIDE, an_override(), user=LEAD)
    assert answer["response_action"] == "update"
    assert "Dan00001 is primary: Wednesday 25 November, 08:00 to 12:00." in shown(answer["view"])
    assert primary_at(desk, 25, "11:59") == (DAN,)
    assert primary_at(desk, 25, "12:00") == (PRIYA,)
    assert told(look, DAN) == ["put-on"]
    assert told(look, PRIYA) == ["put-off"]


def test_an_override_to_midnight_ends_with_the_day(oncall: OnCall, desk: Desk):
    values = an_override(starts=typed_time("22:00"), ends=typed_time("00:00"))
    oncall.sends(OVERRIDE, values)
    assert primary_at(desk, 25, "23:59") == (DAN,)
    assert primary_at(desk, 26, "00:00") == ()


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"ends": typed_time("08:00")}, "ends", "not after the start"),
        ({"ends": typed_time("07:00")}, "ends", "not after the start"),
        ({"ends": typed_time(None)}, "ends", "Choose a time"),
        ({"starts": typed_time("25:00")}, "starts", "Choose a time"),
        ({"day": typed_day(None)}, "day", "Choose a day"),
        ({"day": typed_day("2026-11-23")}, "day", "over"),
        ({"day": typed_day("2036-11-23")}, "day", "more than a year"),
        ({"day": typed_day("nonsense")}, "day", "Choose a day"),
        ({"tier": p.chosen("lead")}, "tier", "Choose one"),
        ({"tier": p.chosen(None)}, "tier", "Choose one"),
        ({"person": p.chosen("nobody")}, "person", "Choose one"),
        ({"person": p.chosen(TESSA)}, "person", "not in the on-call channel"),
        ({"person": p.chosen(GONE)}, "person", "not in the on-call channel"),
        (
            {"day": typed_day("2027-03-28"), "starts": typed_time("01:30")},
            "starts",
            "01:30 on 28 March 2027 does not exist",
        ),
        (
            {"day": typed_day("2027-10-31"), "ends": typed_time("01:30")},
            "ends",
            "01:30 on 31 October 2027 comes twice",
        ),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_changes_nothing(
    oncall: OnCall, look: Looking, changed: dict[str, p.Body], field: str, words: str
):
    before = changed_rows(look)
    answer = oncall.sends(OVERRIDE, an_override(**changed))
    assert answer["response_action"] == "errors"
    assert words in answer["errors"][field]
    assert changed_rows(look) == before
    assert look.effects() == []


def test_every_wrong_field_is_marked_at_once(oncall: OnCall):
    empty = dict.fromkeys(("tier", "person"), p.chosen(None))
    empty |= {"day": typed_day(None), "starts": typed_time(None), "ends": typed_time(None)}
    assert set(oncall.sends(OVERRIDE, empty)["errors"]) == set(empty)


def test_an_overlap_is_named_with_whose_and_when_and_can_be_corrected(oncall: OnCall, desk: Desk):
    oncall.sends(OVERRIDE, an_override())
    answer = oncall.sends(OVERRIDE, an_override(person=p.chosen(MERCY)))
    said = answer["errors"]["starts"]
    assert "Dan00001 is put on as primary already" in said
    assert "Wednesday 25 November 2026, 08:00 to 12:00" in said
    assert "<@" not in said
    assert "override" not in said
    later = an_override(
        person=p.chosen(MERCY), starts=typed_time("12:00"), ends=typed_time("13:00")
    )
    assert oncall.sends(OVERRIDE, later)["response_action"] == "update"
    assert primary_at(desk, 25, "12:30") == (MERCY,)


def test_whoever_is_away_then_is_not_put_on(oncall: OnCall, desk: Desk):
    change(desk, DAN, away_until=at(26, "08:00"))
    answer = oncall.sends(OVERRIDE, an_override())
    assert "Dan00001 is away until" in answer["errors"]["starts"]


def test_an_override_that_is_over_already_is_refused(oncall: OnCall):
    today = an_override(day=typed_day("2026-11-24"), ends=typed_time("09:00"))
    assert "over already" in oncall.sends(OVERRIDE, today)["errors"]["starts"]


def test_a_weekly_shift_is_added_on_each_chosen_day(oncall: OnCall, desk: Desk, look: Looking):
    answer = oncall.sends(ADD, a_shift(), user=LEAD)
    assert "Mercy001 is back-up on Tuesdays, Thursdays, 18:00 to 21:00" in shown(answer["view"])
    assert primary_at(desk, 24, "18:00", Tier.BACK_UP) == (MERCY,)
    assert primary_at(desk, 26, "20:59", Tier.BACK_UP) == (MERCY,)
    assert primary_at(desk, 25, "18:00", Tier.BACK_UP) == ()
    assert told(look, MERCY) == ["weekly-added", "weekly-added"]


def test_a_line_can_be_started_from_nothing(desk: Desk, work: SqliteWork, clock: FixedClock):
    on_the_roster(desk, PRIYA)
    oncall = OnCall(desk, work, clock)
    assert "Nobody is on the rota yet" in oncall.types("")
    days = several("0", "1", "2", "3", "4")
    shift = a_shift(
        tier=p.chosen("primary"),
        person=p.chosen(PRIYA),
        weekdays=days,
        starts=typed_time("08:00"),
        ends=typed_time("17:00"),
    )
    oncall.sends(ADD, shift)
    assert f"*Primary:* <@{PRIYA}>, until 17:00." in oncall.types("")


def test_a_weekly_shift_that_overlaps_on_one_day_is_added_on_none(oncall: OnCall, look: Looking):
    oncall.sends(ADD, a_shift(weekdays=several("3")))
    before = changed_rows(look)
    answer = oncall.sends(ADD, a_shift())
    assert "Mercy001 has a weekly shift as back-up then already" in answer["errors"]["weekdays"]
    assert "shift id" not in str(answer)
    assert changed_rows(look) == before


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"weekdays": several()}, "weekdays"),
        ({"weekdays": several("7")}, "weekdays"),
        ({"weekdays": several("1", "x")}, "weekdays"),
        ({"person": p.chosen(TESSA)}, "person"),
        ({"first_day": typed_day("2026-11-01")}, "first_day"),
        ({"starts": typed_time(None)}, "starts"),
    ],
)
def test_a_weekly_shift_that_cannot_be_is_refused_at_its_field(
    oncall: OnCall, look: Looking, changed: dict[str, p.Body], field: str
):
    before = changed_rows(look)
    assert set(oncall.sends(ADD, a_shift(**changed))["errors"]) == {field}
    assert changed_rows(look) == before


def test_a_swap_is_asked_of_the_channel_and_the_asker_stays_on(
    oncall: OnCall, desk: Desk, look: Looking
):
    reference = f"primary.{int(at(25, '08:00').timestamp())}"
    assert oncall.sends(SWAP, {"stint": p.chosen(reference)}) == {}
    assert told(look, "@on-call") == ["told-swap-asked"]
    assert told(look, PRIYA) == ["swap-asked"]
    assert primary_at(desk, 25, "09:00") == (PRIYA,)
    again = oncall.sends(SWAP, {"stint": p.chosen(reference)})
    assert "asked for this one already" in again["errors"]["stint"]


@pytest.mark.parametrize("value", [None, "", "primary", "primary.x", "lead.1795593600", "x" * 99])
def test_a_forged_stint_is_refused_at_its_field(oncall: OnCall, look: Looking, value: str | None):
    answer = oncall.sends(SWAP, {"stint": p.chosen(value)})
    assert set(answer["errors"]) == {"stint"}
    assert look.effects() == []


def test_somebody_elses_stint_cannot_be_asked_away(oncall: OnCall):
    reference = f"back-up.{int(at(25, '08:00').timestamp())}"
    assert "no stint" in oncall.sends(SWAP, {"stint": p.chosen(reference)})["errors"]["stint"]


def test_away_until_a_day_and_time(oncall: OnCall, desk: Desk, look: Looking):
    values = {"day": typed_day("2026-11-24"), "ends": typed_time("14:00")}
    answer = oncall.sends(AWAY, values, user=MERCY)
    assert "not paged until Tuesday 24 November, 14:00" in shown(answer["view"])
    assert told(look, MERCY) == ["away"]
    early = values | {"ends": typed_time("09:00")}
    assert "over already" in oncall.sends(AWAY, early, user=MERCY)["errors"]["ends"]


@pytest.mark.parametrize(
    ("callback", "values"),
    [
        (OVERRIDE, an_override()),
        (ADD, a_shift()),
        (SWAP, {"stint": p.chosen("primary.1795593600")}),
        (AWAY, {"day": typed_day("2026-11-25"), "ends": typed_time("14:00")}),
    ],
)
def test_a_teacher_who_sends_such_a_form_changes_nothing(
    oncall: OnCall, look: Looking, callback: str, values: dict[str, p.Body]
):
    before = changed_rows(look)
    assert oncall.sends(callback, values, user=TESSA)["response_action"] == "errors"
    assert changed_rows(look) == before
    assert look.effects() == []


def test_the_same_form_sent_again_is_refused_and_changes_nothing(
    oncall: OnCall, look: Looking, clock: FixedClock
):
    oncall.sends(OVERRIDE, an_override())
    clock.advance(timedelta(minutes=1))
    before = changed_rows(look)
    assert oncall.sends(OVERRIDE, an_override())["response_action"] == "errors"
    assert changed_rows(look) == before


def test_a_form_taken_up_again_is_refused_by_message(
    oncall: OnCall, desk: Desk, look: Looking, clock: FixedClock
):
    """Whoever sent it has closed it: nobody would see a marked field."""
    body = p.submission(OVERRIDE, an_override(person=p.chosen(TESSA)), user=PRIYA)
    oncall.takes_up_again(body)
    (refusal,) = oncall.refusals
    assert f"<@{TESSA}> is not in the on-call channel" in refusal
    assert told(look, TESSA) == []


def test_a_command_taken_up_again_is_refused_by_message(oncall: OnCall):
    oncall.takes_up_again(p.command("take", user=PRIYA) | {"command": "/oncall"})
    assert "You are on as primary already" in oncall.refusals[0]
