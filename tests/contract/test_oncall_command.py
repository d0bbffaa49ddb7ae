"""``/oncall`` through the real Bolt app: what each word answers, does or opens, and to whom."""

from datetime import datetime, timedelta

import pytest

from advicebot.clock import FixedClock
from advicebot.errors import SlackDeliveryError
from advicebot.service import rota
from advicebot.service.desk import Desk
from advicebot.store.work import SqliteWork
from tests.fakes import DAN, OMAR, PRIYA, TEAM, TESSA, Looking
from tests.oncall import OnCall, buttons, shown
from tests.rota_cases import at, dated, fill, told
from tests.staff import GUEST, LEAD, MERCY, OUTSIDER, on_the_roster


@pytest.fixture
def oncall(desk: Desk, work: SqliteWork, clock: FixedClock) -> OnCall:
    on_the_roster(desk, PRIYA, DAN, MERCY)
    fill(desk)
    return OnCall(desk, work, clock)


@pytest.fixture
def empty(desk: Desk, work: SqliteWork, clock: FixedClock) -> OnCall:
    on_the_roster(desk, PRIYA, DAN, MERCY)
    return OnCall(desk, work, clock)


def move(clock: FixedClock, to: datetime) -> None:
    clock.advance(to - clock.now())


def test_nothing_after_it_shows_who_is_on_until_when_and_who_is_next(oncall: OnCall):
    answer = oncall.types("")
    assert f"*Primary:* <@{PRIYA}>, until 17:00." in answer
    assert f"*Back-up:* <@{DAN}>, until 17:00." in answer
    assert f"<@{PRIYA}>, primary, Wednesday 25 November, 08:00 to 17:00" in answer
    assert "The line is open until 17:00." in answer
    assert "has said that they are on" not in answer


def test_whoever_has_confirmed_is_shown_as_such(oncall: OnCall):
    oncall.types("take", user=MERCY)
    assert f"<@{MERCY}> has said that they are on." in oncall.types("who")


def test_an_answer_is_for_the_asker_alone(oncall: OnCall, look: Looking):
    answer = oncall.answer("who")
    assert answer.get("response_type") in (None, "ephemeral")
    assert answer["text"].startswith("Primary:")
    assert look.effects() == []


def test_its_buttons_take_over_say_sick_swap_and_show_the_week(oncall: OnCall):
    assert buttons(oncall.answer("who")) == [
        ("duty.take_over", "primary"),
        ("duty.take_over", "back-up"),
        ("duty.sick", "today"),
        ("swap.choose", "swap"),
        ("rota.week", "week"),
    ]


def test_when_the_line_is_closed_it_says_why_and_when_it_opens(oncall: OnCall, clock: FixedClock):
    move(clock, at(28, "10:00"))
    answer = oncall.types("")
    assert "*Primary:* nobody is on." in answer
    assert "The line is closed (weekend). It opens Monday 30 November, 08:00." in answer


def test_in_half_term_it_says_so(oncall: OnCall, clock: FixedClock):
    move(clock, at(26, "10:00", month=10))
    assert "closed (half-term). It opens Wednesday 28 October, 08:00." in oncall.types("who")


def test_who_is_paged_outside_hours_is_named(oncall: OnCall, clock: FixedClock):
    move(clock, at(28, "10:00"))
    assert "Nobody has agreed to be paged" in oncall.types("")
    oncall.types("out-of-hours on", user=MERCY)
    assert f"who agreed to that: <@{MERCY}>." in oncall.types("")


def test_past_the_last_term_it_asks_for_the_next(oncall: OnCall, clock: FixedClock):
    move(clock, at(21, "10:00", month=12))
    assert "No school term is written down" in oncall.types("")
    assert "No school term is written down" in oncall.types("gaps")


def test_an_empty_rota_says_how_to_begin(empty: OnCall):
    for words in ("", "today", "week", "weekly"):
        answer = empty.answer(words)
        assert "Nobody is on the rota yet. Import one with `advicebot rota import`" in shown(answer)
        assert ("rota.add", "add") in buttons(answer)


def test_who_at_another_time_says_that_time_and_offers_nothing(oncall: OnCall):
    answer = oncall.answer("who is on tomorrow 8:15")
    assert "On Wednesday 25 November 2026, 08:15" in shown(answer)
    assert buttons(answer) == []


def test_today_and_week_show_the_days(oncall: OnCall):
    today, week = oncall.types("today"), oncall.types("week")
    assert f"*Tuesday 24 November*\n• 08:00 to 17:00: <@{PRIYA}>, primary" in today
    assert "Wednesday" not in today
    assert "*Saturday 28 November* (closed: weekend)" in week
    assert "*Tuesday 1 December*" in oncall.types("week next")
    assert "*Monday 7 December*" in oncall.types("week 7 December")


def test_gaps_are_listed_each_with_a_button(oncall: OnCall, desk: Desk):
    assert oncall.types("gaps").startswith("Nothing is missing in the rota until")
    with desk.work.write() as unit:
        unit.shifts.end_weekly(TEAM, "back-up-3", at(24).date())
    answer = oncall.answer("gaps")
    assert "*No back-up:* Thursday 26 November, 08:00 to 17:00." in shown(answer)
    assert [action for action, _ in buttons(answer)].count("gap.cover") == 2


def test_take_puts_the_asker_on_at_once(oncall: OnCall, desk: Desk, look: Looking):
    answer = oncall.types("take back-up", user=MERCY)
    assert "*You are back-up now,* until Tuesday 24 November 2026, 17:00." in answer
    assert rota.who(desk, TEAM, desk.clock.now()).back_up == (MERCY,)
    assert told(look, "@on-call") == ["told-takeover"]


def test_take_is_refused_to_whoever_is_on(oncall: OnCall):
    assert "You are on as primary already" in oncall.types("take")


def test_sick_asks_once_more_and_changes_nothing_by_itself(oncall: OnCall, look: Looking):
    answer = oncall.answer("sick")
    assert buttons(answer) == [("duty.sick", "today")]
    assert "confirm" in str(answer)
    assert look.effects() == []


def test_away_and_back(oncall: OnCall, desk: Desk, look: Looking):
    oncall.types("away until Friday", user=MERCY)
    with desk.work.read() as unit:
        person = unit.practitioners.get(TEAM, MERCY)
    assert person is not None
    assert person.away_until == at(27, "00:00")
    oncall.types("back", user=MERCY)
    assert told(look, MERCY) == ["away", "back"]


def test_away_until_a_time_that_is_over_is_refused(oncall: OnCall):
    assert "over already" in oncall.types("away until today 8:00")


def test_out_of_hours_on_and_off(oncall: OnCall, desk: Desk):
    for words, yes in (("out-of-hours on", True), ("out-of-hours off", False)):
        assert "written to you" in oncall.types(words, user=MERCY)
        with desk.work.read() as unit:
            person = unit.practitioners.get(TEAM, MERCY)
        assert person is not None
        assert person.out_of_hours is yes


def test_who_would_get_this_is_the_ladder_minute_by_minute(oncall: OnCall, desk: Desk):
    answer = oncall.types("who would get this tomorrow 8:15")
    assert "on Wednesday 25 November 2026, 08:15:" in answer
    emergency, urgent = answer.split("*Urgent*")
    assert f"• 08:15 (at once): <@{PRIYA}> and <@{DAN}>" in emergency
    assert "• 08:18 (after 3 minutes): " in emergency
    assert "everybody in the on-call channel" in emergency
    assert f"• 08:15 (at once): <@{PRIYA}>\n• 08:25 (after 10 minutes): <@{DAN}>" in urgent
    assert answer.count("from the top again") == 2


def test_who_would_get_this_outside_hours_says_what_waits(oncall: OnCall):
    answer = oncall.types("who would get this at 18:30?")
    emergency, urgent = answer.split("*Urgent*")
    assert "18:30 (at once): everybody in the on-call channel" in emergency
    assert "Nobody is paged before Wednesday 25 November 2026, 08:00" in urgent


def test_who_would_get_this_knows_dated_shifts_far_ahead(oncall: OnCall, desk: Desk):
    start = at(24, "09:00", month=12)
    dated(desk, MERCY, start, start + timedelta(hours=4))
    answer = oncall.types("who would get this on 2026-12-24 10:00")
    assert f"• 10:00 (at once): <@{MERCY}>" in answer.split("*Urgent*")[0]


@pytest.mark.parametrize(
    ("words", "callback"),
    [
        ("swap", "swap.ask_form"),
        ("override", "rota.override_form"),
        ("add", "rota.add_form"),
        ("away", "person.away_form"),
    ],
)
def test_what_needs_more_than_a_word_opens_a_form(oncall: OnCall, words: str, callback: str):
    assert oncall.answer(words) == {}
    assert [view["callback_id"] for view in oncall.slack.views] == [callback]


def test_the_swap_form_holds_the_askers_own_stints_ahead(oncall: OnCall):
    oncall.types("swap")
    text = str(oncall.slack.views[0])
    assert "Wednesday 25 November, 08:00 to 17:00, primary" in text
    assert "Tuesday 24 November" not in text
    assert "back-up" not in text


def test_without_stints_ahead_the_swap_form_says_so(oncall: OnCall):
    oncall.types("swap", user=MERCY)
    assert "no shift ahead" in str(oncall.slack.views[0])


def test_the_weekly_shifts_can_be_seen(oncall: OnCall):
    answer = oncall.answer("weekly")
    assert f"<@{PRIYA}>: Mondays, 08:00 to 17:00, primary" in shown(answer)
    assert [action for action, _ in buttons(answer)].count("rota.weekly_end") == 10


def test_help_and_unknown_words_list_what_there_is(oncall: OnCall):
    assert "who would get this at 18:30" in oncall.types("help")
    answer = oncall.types("<!channel> flibber")
    assert "I do not know what to do with “" in answer
    assert "<!channel>" not in answer
    assert "who would get this at 18:30" in answer
    assert "call 999" in answer


def test_a_time_that_cannot_be_read_is_told_plainly(oncall: OnCall):
    answer = oncall.types("who would get this at half past")
    assert "I cannot read “at half past” as a time." in answer
    assert "does not exist" in oncall.types("who would get this on 28 March 2027 01:30")


@pytest.mark.parametrize("user", [TESSA, OMAR, GUEST, OUTSIDER])
@pytest.mark.parametrize("words", ["", "take", "who would get this now", "override", "help"])
def test_others_are_told_kindly_what_it_is_for(
    oncall: OnCall, look: Looking, user: str, words: str
):
    assert oncall.answer(words, user=user) == {}
    (refusal,) = oncall.refusals
    assert "`/advice`" in refusal
    assert "call 999" in refusal
    assert look.effects() == []
    assert oncall.slack.views == []


def test_a_lead_may_look_but_cannot_be_on(oncall: OnCall, desk: Desk):
    assert f"<@{PRIYA}>" in oncall.types("week", user=LEAD)
    assert "is not in the on-call channel" in oncall.types("take", user=LEAD)
    assert rota.who(desk, TEAM, desk.clock.now()).primary == (PRIYA,)


def test_when_slack_does_not_say_who_somebody_is_nothing_is_shown_or_done(
    oncall: OnCall, desk: Desk
):
    oncall.slack.plan = lambda method, about: (
        SlackDeliveryError("timeout") if method == "members" else None
    )
    assert oncall.answer("take", user=MERCY) == {}
    assert rota.who(desk, TEAM, desk.clock.now()).primary == (PRIYA,)
    assert "Slack did not answer" in oncall.refusals[0]


def test_every_verb_that_the_parser_knows_has_an_answer():
    from advicebot.slack.listeners.oncall import ANSWERS, FORMS
    from advicebot.slack.parse_oncall import Verb

    assert set(ANSWERS) | set(FORMS) == set(Verb)
