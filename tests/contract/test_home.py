"""The Home tab through the real Bolt app: each role sees its part, drawn from one look."""

from datetime import timedelta

import pytest

from advicebot.clock import FixedClock
from advicebot.domain.oncall.rota import Tier
from advicebot.errors import SlackDeliveryError
from advicebot.service import handoff, home, intake, swaps
from advicebot.service.desk import Desk
from advicebot.store.work import SqliteWork
from tests.fakes import DAN, PRIYA, TEAM, TESSA, Looking, a_message
from tests.oncall import OnCall, buttons, shown
from tests.rota_cases import at, change, dated, drop, fill
from tests.staff import GUEST, LEAD, MERCY, OUTSIDER, on_the_roster


@pytest.fixture
def oncall(desk: Desk, work: SqliteWork, clock: FixedClock) -> OnCall:
    on_the_roster(desk, PRIYA, DAN, MERCY)
    fill(desk)
    return OnCall(desk, work, clock)


def home_text(oncall: OnCall, look: Looking, user: str) -> str:
    oncall.opens_home(user=user)
    return shown(oncall.home_of(user, look)["blocks"])


def home_buttons(oncall: OnCall, look: Looking, user: str) -> list[tuple[str, str]]:
    oncall.opens_home(user=user)
    return buttons(oncall.home_of(user, look)["blocks"])


def called(desk: Desk, look: Looking, text: str = "he has a knife", ts: str = "1.1") -> str:
    """Let Tessa call for help and return the id of the handoff."""
    intake.receive(desk, a_message(text, ts=ts))
    return str(look.handoffs()[-1]["id"])


def test_a_teacher_sees_their_requests_and_nothing_of_the_rota(
    oncall: OnCall, desk: Desk, look: Looking
):
    intake.receive(desk, a_message("kicking off"))
    text = home_text(oncall, look, TESSA)
    assert "*A-1001* · received" in text
    assert "Nobody was called for this. You can still talk to a practitioner." in text
    for words in ("On call", "shifts", "The line this week", "Waiting for"):
        assert words not in text


def test_a_teacher_reads_what_happens_next(oncall: OnCall, desk: Desk, look: Looking):
    handoff_id = called(desk, look)
    assert "Next: whoever takes it writes to you" in home_text(oncall, look, TESSA)
    handoff.claim(desk, None, handoff_id, PRIYA)
    text = home_text(oncall, look, TESSA)
    assert f"<@{PRIYA}> has had it since" in text
    assert "Next: they write to you in our messages." in text


def test_a_practitioner_sees_whether_they_are_on_and_their_shifts(oncall: OnCall, look: Looking):
    text = home_text(oncall, look, PRIYA)
    assert "*You are on now* as primary, until 17:00." in text
    assert "Primary, Wednesday 25 November, 08:00 to 17:00" in text
    assert "Back-up, Wednesday" not in text
    found = home_buttons(oncall, look, PRIYA)
    assert ("duty.sick", "today") in found
    assert ("swap.ask", f"primary.{int(at(25, '08:00').timestamp())}") in found
    assert "On call" in text
    assert "Your requests" in text


def test_a_practitioner_who_is_not_on_reads_so(oncall: OnCall, look: Looking):
    text = home_text(oncall, look, MERCY)
    assert "*You are not on now.*" in text
    assert "You have no shifts in the next 14 days." in text


def test_whoever_is_away_reads_until_when_and_can_be_back(
    oncall: OnCall, desk: Desk, look: Looking
):
    change(desk, MERCY, away_until=at(26, "08:00"))
    assert "*You are away* and not paged until Thursday" in home_text(oncall, look, MERCY)
    assert ("person.back", "back") in home_buttons(oncall, look, MERCY)
    change(desk, MERCY, away_until=at(24, "08:00"))
    assert "You are away" not in home_text(oncall, look, MERCY)


def test_what_somebody_has_and_what_waits_stand_with_their_buttons(
    oncall: OnCall, desk: Desk, look: Looking
):
    handoff_id = called(desk, look)
    text = home_text(oncall, look, PRIYA)
    assert "*Waiting for somebody to take it*" in text
    assert f"*Emergency: A-1001* from <@{TESSA}>, waiting since" in text
    found = home_buttons(oncall, look, PRIYA)
    assert {("handoff.take", handoff_id), ("handoff.more", handoff_id)} <= set(found)
    handoff.claim(desk, None, handoff_id, PRIYA)
    text = home_text(oncall, look, PRIYA)
    assert "*Not a word yet:*" in text
    assert "*Nobody waits for an answer.*" in text
    found = home_buttons(oncall, look, PRIYA)
    wanted = {("handoff.more", handoff_id), ("handoff.pass", handoff_id)}
    assert wanted | {("handoff.close", handoff_id)} <= set(found)
    assert "handoff.close" not in str(home_buttons(oncall, look, DAN))


def test_no_word_of_a_teachers_stands_on_a_practitioners_home(
    oncall: OnCall, desk: Desk, look: Looking
):
    called(desk, look, "he has a knife, zebrafish")
    assert "zebrafish" not in home_text(oncall, look, PRIYA)


def test_a_shift_that_was_asked_of_the_others_can_be_kept(
    oncall: OnCall, desk: Desk, look: Looking
):
    made = swaps.ask(desk, None, TEAM, PRIYA, tier=Tier.PRIMARY, start=at(25, "08:00"))
    assert "You have asked the others; until somebody takes it" in home_text(oncall, look, PRIYA)
    assert ("swap.withdraw", made.id) in home_buttons(oncall, look, PRIYA)


def test_gaps_of_the_week_can_be_covered_from_home(oncall: OnCall, desk: Desk, look: Looking):
    drop(desk, "back-up-3")
    oncall.opens_home(user=MERCY)
    (gap,) = [value for action, value in home_buttons(oncall, look, MERCY) if "gap" in action]
    oncall.presses("gap.cover", gap, user=MERCY, on_home=True)
    text = shown(oncall.home_of(MERCY, look)["blocks"])
    assert "Missing in the next 7 days" not in text
    assert "Back-up, Thursday 26 November, 08:00 to 17:00" in text


def test_what_is_pressed_on_home_draws_it_again_even_when_refused(
    oncall: OnCall, desk: Desk, look: Looking
):
    oncall.presses("person.out_of_hours", "yes", user=MERCY, on_home=True)
    assert look.sent_to(MERCY) == ["line:rota-out-of-hours", "home"]
    page = oncall.home_of(MERCY, look)["blocks"]
    assert "You are paged for emergencies when the line is closed." in shown(page)
    assert ("person.out_of_hours", "no") in buttons(page)
    oncall.presses("gap.cover", "back-up.1.2", user=MERCY, on_home=True)
    assert len(oncall.refusals) == 1
    assert look.sent_to(MERCY)[-1] == "home"


def test_a_lead_sees_the_week_and_how_many_wait(oncall: OnCall, desk: Desk, look: Looking):
    text = home_text(oncall, look, LEAD)
    assert "Nobody waits for a practitioner. Nobody is being helped." in text
    assert f"*Tuesday 24 November*\n• 08:00 to 17:00: <@{PRIYA}>, primary" in text
    assert "Nothing is missing in the next 7 days." in text
    drop(desk, "back-up-3")
    called(desk, look)
    text = home_text(oncall, look, LEAD)
    assert "1 request waits for a practitioner." in text
    assert "*No back-up:* Thursday 26 November, 08:00 to 17:00." in text
    assert {action for action, _ in home_buttons(oncall, look, LEAD)} == {
        "rota.override",
        "rota.add",
        "request.ask",
        "offer.list",
        "person.introduce",
    }


def test_one_person_may_have_every_part(oncall: OnCall, look: Looking):
    oncall.slack.rooms["C0LEADS001"].add(PRIYA)
    text = home_text(oncall, look, PRIYA)
    assert text.index("On call") < text.index("The line this week") < text.index("Your requests")


@pytest.mark.parametrize("user", [GUEST, OUTSIDER, TESSA])
def test_others_see_the_teachers_part_only(oncall: OnCall, look: Looking, user: str):
    text = home_text(oncall, look, user)
    assert "Your requests" in text
    assert "On call" not in text
    assert "The line this week" not in text


def test_when_slack_does_not_say_who_somebody_is_the_teachers_part_is_drawn(
    oncall: OnCall, look: Looking
):
    oncall.slack.plan = lambda method, about: (
        SlackDeliveryError("timeout") if method == "members" else None
    )
    text = home_text(oncall, look, PRIYA)
    assert "Your requests" in text
    assert "On call" not in text


def test_with_nobody_on_the_rota_it_says_how_to_begin(
    desk: Desk, work: SqliteWork, clock: FixedClock, look: Looking
):
    on_the_roster(desk, PRIYA)
    oncall = OnCall(desk, work, clock)
    for user in (PRIYA, LEAD):
        assert "Nobody is on the rota yet." in home_text(oncall, look, user)
        assert ("rota.add", "add") in home_buttons(oncall, look, user)
        assert "Missing" not in home_text(oncall, look, user)


def test_past_the_last_term_those_who_run_the_line_are_told(
    oncall: OnCall, look: Looking, clock: FixedClock
):
    clock.advance(at(21, month=12) - clock.now())
    assert "No school term is written down" in home_text(oncall, look, LEAD)
    assert "No school term is written down" in home_text(oncall, look, PRIYA)
    assert "No school term is written down" not in home_text(oncall, look, TESSA)


def test_a_stint_that_two_sources_name_does_not_break_the_page(
    oncall: OnCall, desk: Desk, look: Looking
):
    dated(desk, PRIYA, at(25, "08:00"), at(25, "17:00"))
    oncall.opens_home(user=PRIYA)
    ids = [each.get("block_id") for each in oncall.home_of(PRIYA, look)["blocks"]]
    given = [each for each in ids if each]
    assert len(given) == len(set(given))


def test_the_other_workspaces_requests_are_not_shown(oncall: OnCall, desk: Desk, look: Looking):
    called(desk, look)
    view = home.read_home(desk, "T0OTHER001", PRIYA, is_practitioner=True, is_lead=True)
    assert view.practitioner is not None
    assert view.practitioner.waiting == ()
    assert view.lead is not None
    assert view.lead.waiting == 0


def test_a_look_at_the_messages_tab_draws_nothing(oncall: OnCall, look: Looking):
    oncall.opens_home(tab="messages")
    assert look.effects() == []


def test_a_shift_that_began_yesterday_night_counts_as_todays(
    oncall: OnCall, desk: Desk, look: Looking
):
    dated(desk, MERCY, at(23, "22:00"), at(24, "12:00"))
    view = home.read_home(desk, TEAM, MERCY, is_practitioner=True, is_lead=False)
    assert view.practitioner is not None
    (shift,) = view.practitioner.shifts
    assert (shift.is_on, shift.is_today) == (True, True)
    assert shift.stint.ends_at - desk.clock.now() == timedelta(hours=2, minutes=46)


def test_what_is_taken_from_home_moves_to_what_somebody_has(
    oncall: OnCall, desk: Desk, look: Looking
):
    handoff_id = called(desk, look)
    oncall.presses("handoff.take", handoff_id, on_home=True)
    text = shown(oncall.home_of(PRIYA, look)["blocks"])
    assert "*What you have*" in text
    assert "*Nobody waits for an answer.*" in text
