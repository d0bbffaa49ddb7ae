"""The ladder on a real desk, with the clock turned forward: who is paged when, and what is said."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from advicebot.clock import FixedClock
from advicebot.domain.delivery import ON_CALL
from advicebot.domain.handoff import Reopening
from advicebot.domain.knowledge import Knowledge
from advicebot.domain.oncall.escalation import Policy, Step, Target
from advicebot.domain.vocabulary import Urgency
from advicebot.errors import SlackDeliveryError
from advicebot.service import closing, escalation, handoff, holding, tick
from advicebot.service.desk import Desk
from tests.fakes import DAN, OMAR, PRIYA, TEAM, TESSA, Looking
from tests.handoffs import LENA, SAM, AtWork, a_line, a_person, calls, clock_face, london

DOWN = SlackDeliveryError("http_503")
GONE = SlackDeliveryError("user_not_found", is_permanent=True)
THURSDAY = date(2026, 11, 26)
"""The day before an INSET day, which is a Friday."""


@pytest.fixture
def knowledge() -> Knowledge:
    return a_line()


@pytest.fixture
def line(desk: Desk, look: Looking, clock: FixedClock) -> AtWork:
    made = AtWork(desk, look, clock)
    made.on_rota()
    return made


def at(line: AtWork, day: date, face: str) -> None:
    """Let it be a later time on a day, with nothing due before."""
    line.clock.advance(london(day, face) - line.clock.now())


def with_rules(line: AtWork, **rules: object) -> AtWork:
    """Return the same line after line.yaml was edited and the processes were started anew."""
    desk = replace(line.desk, knowledge=a_line(**rules))
    return AtWork(desk, line.look, line.clock)


# An emergency


def test_an_emergency_pages_primary_and_back_up_at_once_and_again_every_three_minutes(
    line: AtWork,
):
    line.call("emergency")
    assert line.pages() == calls(("09:14", [PRIYA, DAN]))
    line.wait(12)
    assert line.pages() == calls(
        ("09:14", [PRIYA, DAN]),
        ("09:17", [PRIYA, DAN, "channel"]),
        ("09:20", [PRIYA, DAN, LENA]),
        ("09:23", [PRIYA, DAN]),
        ("09:26", [PRIYA, DAN, "channel"]),
    )


def test_an_emergency_at_night_pages_those_who_agreed_to_it_and_wakes_nobody_else(line: AtWork):
    line.knows(a_person(SAM, out_of_hours=True), a_person(OMAR))
    at(line, THURSDAY, "23:30")
    line.call("emergency")
    line.wait(9)
    assert line.pages() == calls(*((f"23:{30 + 3 * n}", [SAM]) for n in range(4)))


def test_when_those_who_agreed_cannot_take_it_an_emergency_at_night_calls_everybody(line: AtWork):
    line.knows(a_person(SAM, out_of_hours=True))
    at(line, THURSDAY, "23:30")
    handoff_id = line.call("emergency")
    holding.decline(line.desk, line.click(), handoff_id, SAM)
    line.wait(3)
    assert line.pages() == calls(("23:30", [SAM, "channel"]), ("23:33", [LENA]))


def test_an_emergency_at_night_pages_the_channel_and_the_lead_when_nobody_agreed(line: AtWork):
    at(line, THURSDAY, "23:30")
    line.call("emergency")
    line.wait(6)
    assert line.pages() == calls(("23:30", ["channel"]), ("23:33", [LENA]), ("23:36", ["channel"]))


def test_an_emergency_with_nobody_anywhere_pages_the_channel_at_once_and_without_end(
    desk: Desk, look: Looking, clock: FixedClock
):
    nobody = AtWork(replace(desk, knowledge=a_line(lead=None)), look, clock)
    nobody.call("emergency")
    nobody.wait(9)
    assert nobody.pages() == calls(*((f"09:{14 + 3 * n}", ["channel"]) for n in range(4)))
    assert nobody.notices() == ["nobody-yet"] * 2


# Something urgent


def test_what_is_urgent_goes_from_primary_to_back_up_to_channel_to_lead_and_round_again(
    line: AtWork,
):
    line.call("urgent")
    line.wait(50)
    assert line.pages() == calls(
        ("09:14", [PRIYA]),
        ("09:24", [DAN]),
        ("09:34", ["channel"]),
        ("09:44", [LENA]),
        ("09:54", [PRIYA]),
        ("10:04", [DAN]),
    )


def test_what_is_urgent_is_never_left_for_two_whole_days(line: AtWork):
    handoff_id = line.call("urgent")
    end = line.clock.now() + timedelta(days=2)
    while line.clock.now() < end:
        line.wait(10)
        stands = line.get(handoff_id)
        assert stands.is_open
        assert stands.next_at
        assert stands.next_at > line.clock.now()
    by_day = [row["created_at"][:10] for row in line.look.effects("card") if row["data"]]
    assert {day: by_day.count(day) for day in sorted(set(by_day))} == {
        "2026-11-24": 35,
        "2026-11-25": 41,
        "2026-11-26": 6,
    }
    assert not any(at < "08:00" or at >= "17:00" for at, _ in line.pages())


def test_the_teacher_is_told_that_nobody_could_take_it_yet_ever_more_rarely(line: AtWork):
    line.call("urgent")
    told = {}
    for _ in range(12):
        before = len(line.notices())
        line.wait(40)
        told[clock_face(line.clock.now())] = len(line.notices()) - before
    assert line.notices() == ["nobody-yet"] * 4 + ["parked"]
    rounds = [at for at, count in told.items() if count]
    assert rounds == ["09:54", "10:34", "11:54", "14:34", "17:14"]


def test_the_second_channel_is_used_after_two_steps_and_then_once_each_round(line: AtWork):
    handoff_id = line.call("urgent")
    line.wait(19)
    assert line.look.sent_to("@outside") == []
    line.wait(1)
    assert line.look.sent_to("@outside") == ["outside"]
    line.wait(39)
    assert line.look.sent_to("@outside") == ["outside"]
    line.wait(1)
    assert line.look.sent_to("@outside") == ["outside"] * 2
    handoff.claim(line.desk, line.click(), handoff_id, PRIYA)
    line.wait(70)
    assert line.get(handoff_id).reopened is Reopening.SILENT
    line.wait(20)
    assert line.look.sent_to("@outside") == ["outside"] * 3


# Steps that have nobody


@pytest.mark.parametrize(
    "changed",
    [
        {"is_member": False},
        {"unreachable": "deactivated"},
        {"away_until": london(date(2026, 11, 24), "16:00")},
    ],
    ids=["left", "cannot be messaged", "away"],
)
def test_a_step_whose_person_cannot_be_paged_is_skipped_at_once(
    line: AtWork, changed: dict[str, object]
):
    line.knows(a_person(PRIYA, **changed))
    line.call("urgent")
    line.wait(10)
    assert line.pages() == calls(("09:14", [DAN]), ("09:24", ["channel"]))


def test_a_step_with_nobody_on_the_rota_is_skipped_at_once(
    desk: Desk, look: Looking, clock: FixedClock
):
    line = AtWork(desk, look, clock)
    line.call("urgent")
    line.wait(10)
    assert line.pages() == calls(("09:14", ["channel"]), ("09:24", [LENA]))


def test_whoever_comes_back_is_paged_again(line: AtWork):
    line.knows(a_person(PRIYA, away_until=london(date(2026, 11, 24), "09:50")))
    line.call("urgent")
    line.wait(30)
    assert line.pages() == calls(
        ("09:14", [DAN]), ("09:24", ["channel"]), ("09:34", [LENA]), ("09:44", [DAN])
    )
    line.wait(30)
    assert line.pages()[-1] == ("10:14", PRIYA)


# What is wanted soon


def test_what_is_wanted_soon_waits_in_the_channel_and_calls_nobody(line: AtWork):
    handoff_id = line.call("soon")
    line.wait(hours=4)
    assert line.pages() == []
    assert line.look.sent_to(ON_CALL) == ["card"]
    assert line.get(handoff_id).answer_by == london(THURSDAY, "09:14")
    assert line.get(handoff_id).reached == ()


def test_what_is_wanted_soon_is_reminded_of_half_way_and_climbs_the_ladder_in_the_end(
    line: AtWork,
):
    line.call("soon")
    line.wait(days=1)
    assert "thread:remind" in line.look.sent_to(ON_CALL)
    assert "line:remind" in line.look.sent_to(PRIYA)
    assert line.pages() == []
    line.wait(days=1, minutes=10)
    assert line.pages() == calls(("09:14", [PRIYA]), ("09:24", [DAN]))


def test_school_days_are_what_counts_for_what_is_wanted_soon(line: AtWork):
    at(line, THURSDAY, "10:00")
    handoff_id = line.call("soon")
    assert line.get(handoff_id).next_at == london(date(2026, 12, 1), "10:00")


def test_what_somebody_has_taken_is_not_reminded_of(line: AtWork):
    handoff_id = line.call("soon")
    handoff.claim(line.desk, line.click(), handoff_id, SAM)
    line.wait(days=1)
    assert "thread:remind" not in line.look.sent_to(ON_CALL)


# Outside hours


@pytest.mark.parametrize(
    ("day", "face", "opens"),
    [
        (date(2026, 11, 24), "17:00", date(2026, 11, 25)),
        (date(2026, 11, 25), "05:00", date(2026, 11, 25)),
        (THURSDAY, "18:00", date(2026, 11, 30)),
        (date(2026, 11, 27), "10:00", date(2026, 11, 30)),
        (date(2026, 12, 18), "19:00", date(2027, 1, 4)),
        (date(2027, 3, 25), "17:30", date(2027, 3, 30)),
        (date(2027, 3, 31), "21:00", date(2027, 4, 1)),
    ],
    ids=[
        "evening",
        "early",
        "before INSET",
        "INSET",
        "Christmas",
        "past the last term, over Easter",
        "past the last term, in the week",
    ],
)
def test_what_is_urgent_waits_outside_hours_for_the_next_opening_and_then_climbs(
    line: AtWork, day: date, face: str, opens: date
):
    at(line, day, face)
    handoff_id = line.call("urgent")
    stands = line.get(handoff_id)
    assert stands.parked_until == stands.next_at == london(opens, "08:00")
    assert line.pages() == []
    line.until(london(opens, "08:40"))
    assert line.pages()[0] in (("08:00", PRIYA), ("08:00", "channel"))
    assert len(line.pages()) >= 4
    assert line.get(handoff_id).parked_until is None


def test_two_clocks_that_disagree_about_the_opening_do_not_page_and_park_by_turns(line: AtWork):
    """The one that ticks is ahead; the one that hears that PRIYA cannot be reached is not."""
    line.slack.plan = lambda method, about: GONE if PRIYA in about else None
    at(line, THURSDAY, "05:00")
    handoff_id = line.call("urgent")
    at(line, THURSDAY, "07:59")
    ahead = FixedClock(line.clock.now() + timedelta(seconds=70))
    tick.run_due(replace(line.desk, clock=ahead))
    line.settle()
    assert line.pages() == [("08:00", PRIYA), ("07:59", DAN)]
    assert line.get(handoff_id).parked_until is None


def test_past_the_last_term_the_whole_ladder_is_climbed_whoever_agreed_to_nights(line: AtWork):
    line.knows(a_person(SAM, out_of_hours=True))
    at(line, date(2027, 3, 31), "10:00")
    line.call("urgent")
    line.wait(20)
    assert line.pages() == calls(("10:00", ["channel"]), ("10:10", [LENA]), ("10:20", ["channel"]))


def test_half_term_is_waited_out(line: AtWork):
    line.clock.advance(london(date(2026, 10, 25), "01:30") - line.clock.now())
    handoff_id = line.call("urgent")
    assert line.get(handoff_id).parked_until == london(date(2026, 10, 28), "08:00")


def test_a_ladder_that_closing_time_stops_says_so_and_goes_on_in_the_morning(line: AtWork):
    at(line, date(2026, 11, 24), "16:45")
    handoff_id = line.call("urgent")
    line.wait(25)
    assert line.pages() == calls(("16:45", [PRIYA]), ("16:55", [DAN]))
    assert line.notices() == ["parked"]
    stands = line.get(handoff_id)
    assert (stands.paged, stands.reached) == ((), ())
    line.until(london(date(2026, 11, 25), "08:00"))
    assert line.pages()[-1] == ("08:00", PRIYA)
    assert line.notices() == ["parked"]


def test_whoever_could_not_take_it_today_is_asked_again_tomorrow(line: AtWork):
    at(line, date(2026, 11, 24), "16:45")
    handoff_id = line.call("urgent")
    holding.decline(line.desk, line.click(), handoff_id, PRIYA)
    line.until(london(date(2026, 11, 25), "08:00"))
    assert line.pages() == calls(
        ("16:45", [PRIYA, DAN]), ("16:55", ["channel"]), ("08:00", [PRIYA])
    )


def test_what_waits_for_the_opening_can_be_taken_before_it(line: AtWork):
    at(line, THURSDAY, "20:00")
    handoff_id = line.call("urgent")
    handoff.claim(line.desk, line.click(), handoff_id, SAM)
    assert line.get(handoff_id).parked_until is None
    line.until(london(date(2026, 11, 30), "07:00"))
    assert line.pages() == []


def test_the_card_of_what_waits_is_not_told_as_a_page(line: AtWork):
    at(line, THURSDAY, "20:00")
    handoff_id = line.call("urgent")
    stands = line.get(handoff_id)
    assert (stands.reached, stands.paged_at) == ((), None)


# A live one keeps its policy


def test_an_edit_of_the_policy_does_not_derail_a_live_handoff(line: AtWork):
    handoff_id = line.call("urgent")
    brisk = Policy(steps=(Step(page=(Target.LEAD,), wait=timedelta(minutes=1)),))
    edited = with_rules(line, urgent=brisk, emergency=brisk)
    edited.wait(20)
    assert edited.pages() == calls(("09:14", [PRIYA]), ("09:24", [DAN]), ("09:34", ["channel"]))
    assert edited.get(handoff_id).policy != brisk
    handoff.claim(edited.desk, edited.click(), handoff_id, PRIYA)
    closing.withdraw(edited.desk, edited.click(), edited.look.requests()[0]["id"], TESSA)
    edited.call("urgent", user_id=OMAR)
    edited.wait(2)
    assert edited.pages()[3:] == calls(("09:34", [LENA]), ("09:35", [LENA]), ("09:36", [LENA]))


def test_a_live_handoff_with_more_steps_than_the_edited_policy_goes_on(line: AtWork):
    handoff_id = line.call("urgent")
    line.wait(30)
    assert line.get(handoff_id).position.step == 0
    assert line.get(handoff_id).position.round == 1


# It becomes more pressing


def test_one_that_becomes_an_emergency_while_open_pages_everybody_of_the_first_step_anew(
    line: AtWork,
):
    handoff_id = line.call("urgent")
    line.wait(4)
    assert line.call("emergency") == handoff_id
    assert line.get(handoff_id).urgency is Urgency.EMERGENCY
    line.wait(6)
    assert line.pages() == calls(
        ("09:14", [PRIYA]),
        ("09:18", [PRIYA, DAN]),
        ("09:21", [PRIYA, DAN, "channel"]),
        ("09:24", [PRIYA, DAN, LENA]),
    )


def test_one_that_waits_in_the_queue_and_becomes_urgent_pages_at_once(line: AtWork):
    handoff_id = line.call("soon")
    assert line.call("urgent") == handoff_id
    assert line.pages() == calls(("09:14", [PRIYA]))


def test_one_that_waits_for_the_opening_and_becomes_an_emergency_pages_in_the_night(
    line: AtWork,
):
    at(line, THURSDAY, "22:00")
    handoff_id = line.call("urgent")
    line.call("emergency")
    assert line.pages() == calls(("22:00", ["channel"]))
    assert line.get(handoff_id).parked_until is None


def test_one_that_somebody_has_and_that_becomes_an_emergency_pages_them_and_owes_a_word(
    line: AtWork,
):
    handoff_id = line.call("soon")
    handoff.claim(line.desk, line.click(), handoff_id, SAM)
    line.wait(30)
    line.call("emergency")
    stands = line.get(handoff_id)
    assert (stands.claimed_by, stands.urgency) == (SAM, Urgency.EMERGENCY)
    assert stands.answer_by == london(date(2026, 11, 24), "09:54")
    assert line.pages() == calls(("09:44", [SAM]))
    assert "thread:raised" in line.look.sent_to(ON_CALL)
    assert "line:still-now" in line.look.sent_to(SAM)
    line.wait(2)
    assert line.get(handoff_id).claimed_by == SAM
    line.wait(1)
    assert line.get(handoff_id).is_open
    assert line.pages()[1:] == calls(("09:47", [PRIYA, DAN]))


def test_words_that_are_no_more_pressing_page_nobody_anew(line: AtWork):
    handoff_id = line.call("urgent")
    assert line.call("urgent") == handoff_id
    assert line.pages() == calls(("09:14", [PRIYA]))
    assert line.get(handoff_id).version == len(line.audited(handoff_id))


# When Slack fails


def test_pages_that_wait_for_slack_are_not_joined_by_more_of_their_kind(line: AtWork):
    line.slack.plan = lambda method, about: DOWN
    handoff_id = line.call("emergency")
    line.wait(40)
    line.slack.plan = lambda method, about: None
    line.wait(1.5)
    direct = [each["channel"] for each in line.slack.posts if each["key"].startswith("card")]
    assert sorted(direct) == sorted(["C0ONCALL01", f"D{DAN[1:]}", f"D{LENA[1:]}", f"D{PRIYA[1:]}"])
    loud = [each["key"] for each in line.slack.posts if "everyone" in each["key"]]
    assert len(loud) == 1
    assert set(line.get(handoff_id).reached) <= set(line.get(handoff_id).paged)
    line.wait(3)
    assert line.get(handoff_id).reached


def test_a_page_that_cannot_leave_is_told_once_and_paged_outside_slack_once(line: AtWork):
    line.slack.plan = lambda method, about: DOWN
    handoff_id = line.call("emergency")
    line.wait(2)
    assert line.notices() == ["page-failed"]
    assert line.look.sent_to("@outside") == ["outside"]
    assert line.get(handoff_id).page_failed_at
    versions = line.get(handoff_id).version
    line.wait(0.9)
    assert line.get(handoff_id).version == versions


def test_a_page_that_leaves_in_the_end_is_no_longer_failed(line: AtWork):
    line.slack.plan = lambda method, about: DOWN
    handoff_id = line.call("emergency")
    line.wait(2)
    line.slack.plan = lambda method, about: None
    line.wait(4)
    stands = line.get(handoff_id)
    assert stands.page_failed_at is None
    assert set(stands.reached) == set(stands.paged)


def test_nobody_is_paged_outside_slack_for_what_waits(line: AtWork):
    line.slack.plan = lambda method, about: DOWN
    line.call("soon")
    line.wait(hours=1)
    at(line, THURSDAY, "20:00")
    line.call("urgent", user_id=OMAR)
    line.wait(hours=1)
    assert line.look.sent_to("@outside") == []
    assert "page-failed" in line.notices()
    assert "page-failed" not in line.notices(OMAR)


def test_somebody_whom_slack_never_reaches_is_left_out_and_the_next_step_runs_at_once(
    line: AtWork,
):
    line.slack.plan = lambda method, about: GONE if PRIYA in about else None
    handoff_id = line.call("urgent")
    assert line.pages() == calls(("09:14", [PRIYA, DAN]))
    assert line.get(handoff_id).declined == (PRIYA,)
    assert line.notices() == []
    line.wait(60)
    assert [who for _, who in line.pages()].count(PRIYA) == 1


# Timers


def test_a_late_or_doubled_timer_of_the_ladder_does_nothing(line: AtWork):
    handoff_id = line.call("urgent")
    line.wait(10)
    before = line.look.everything()
    with line.desk.work.write() as unit:
        for rung in (0, 1, 3):
            escalation.advance(line.desk, unit, line.get(handoff_id), rung)
    assert line.look.everything() == before
    handoff.claim(line.desk, line.click(), handoff_id, PRIYA)
    line.settle()
    before = line.look.everything()
    with line.desk.work.write() as unit:
        escalation.advance(line.desk, unit, line.get(handoff_id), 2)
        escalation.remind(line.desk, unit, line.get(handoff_id))
    assert line.look.everything() == before


def test_hours_without_a_tick_are_made_good_with_one_page_to_each(line: AtWork):
    line.call("urgent")
    line.clock.advance(timedelta(hours=3))
    tick.run_due(line.desk)
    line.settle()
    assert line.pages() == calls(("09:14", [PRIYA]), ("12:14", [DAN]))
    line.wait(10)
    assert line.pages()[-1] == ("12:24", "channel")


@pytest.mark.parametrize("urgency", ["emergency", "urgent", "soon"])
def test_an_open_handoff_that_lost_its_timer_is_found_and_goes_on(line: AtWork, urgency: str):
    handoff_id = line.call(urgency)
    paged = len(line.pages())
    with line.desk.work.write() as unit:
        unit.timers.list_due(line.clock.now() + timedelta(days=9))
        for row in line.look.rows("SELECT key FROM timers"):
            unit.timers.finish(row["key"], line.clock.now())
    tick.run_due(line.desk)
    assert len(line.pages()) > paged
    due = line.look.rows("SELECT ref FROM timers WHERE done_at IS NULL")
    assert due == [{"ref": handoff_id}]


# What is kept


def test_page_keys_hold_one_person_once_for_each_rung(line: AtWork):
    line.call("emergency")
    line.call("urgent", user_id=OMAR)
    line.wait(hours=2)
    keys = [row["key"] for row in line.look.effects("card")]
    assert len(set(keys)) == len(keys)
    told = [
        (row["ref"], row["data"].get("rung"), row["recipient"]) for row in line.look.effects("card")
    ]
    assert len(set(told)) == len(told)


def test_a_page_holds_no_word_of_what_was_written(line: AtWork):
    line.call("emergency", text="Jordanna has a knife in the red corridor")
    line.wait(9)
    kept = [(row["key"], row["data"], row["recipient"], row["ref"]) for row in line.look.effects()]
    audit = line.look.rows("SELECT * FROM audit")
    timers = line.look.rows("SELECT * FROM timers")
    posted = [
        each["message"] for each in line.slack.posts if each["key"].startswith(("card", "th"))
    ]
    for word in ("Jordanna", "corridor", "knife"):
        assert word not in repr((kept, audit, timers, posted))


def test_every_step_is_written_down(line: AtWork):
    handoff_id = line.call("urgent")
    line.wait(10)
    assert line.audited(handoff_id) == ["open", "page", "page_sent", "page", "page_sent"]
    actors = line.look.rows("SELECT actor, action FROM audit WHERE object = ?", handoff_id)
    assert actors[0]["actor"] == TESSA
    assert {row["actor"] for row in actors[1:]} == {"clock", "slack"}


def test_people_of_other_teams_are_not_paged(line: AtWork):
    line.knows(replace(a_person(SAM, out_of_hours=True), team_id="T0OTHER001"))
    at(line, THURSDAY, "23:30")
    line.call("emergency")
    assert line.pages() == calls(("23:30", ["channel"]))
    assert TEAM != "T0OTHER001"
