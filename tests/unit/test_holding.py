"""While somebody has a handoff, or might: declining, passing on, still being on it, leaving."""

from datetime import date, timedelta

import pytest

from advicebot.clock import FixedClock
from advicebot.domain.delivery import ON_CALL
from advicebot.domain.handoff import HandoffState, Reopening, Side
from advicebot.domain.knowledge import Knowledge
from advicebot.domain.oncall.escalation import Position
from advicebot.domain.vocabulary import Urgency
from advicebot.errors import Refused
from advicebot.service import closing, handoff, holding, tick
from advicebot.service.desk import Desk
from tests.fakes import DAN, OMAR, PRIYA, TEAM, TESSA, Looking
from tests.handoffs import LENA, SAM, AtWork, a_line, a_person, calls, london

TUESDAY = date(2026, 11, 24)
WEDNESDAY = date(2026, 11, 25)


@pytest.fixture
def knowledge() -> Knowledge:
    return a_line()


@pytest.fixture
def line(desk: Desk, look: Looking, clock: FixedClock) -> AtWork:
    made = AtWork(desk, look, clock)
    made.on_rota()
    made.knows(a_person(SAM))
    return made


def taken(line: AtWork, urgency: str = "urgent", *, by: str = PRIYA) -> str:
    """Return the id of a handoff that somebody has taken."""
    handoff_id = line.call(urgency)
    handoff.claim(line.desk, line.click(), handoff_id, by)
    line.settle()
    return handoff_id


def heard(line: AtWork, handoff_id: str) -> None:
    """A practitioner's words have gone to the teacher."""
    with line.desk.work.write() as unit:
        holding.heard(line.desk, unit, line.get(handoff_id))
    line.settle()


def pass_on(line: AtWork, handoff_id: str, by: str, *, to: str, note: str = "") -> None:
    holding.pass_on(line.desk, line.click(), handoff_id, by, to=to, note=note, removed=0)
    line.settle()


def decline(line: AtWork, handoff_id: str, user_id: str) -> None:
    holding.decline(line.desk, line.click(), handoff_id, user_id)
    line.settle()


def still(line: AtWork, handoff_id: str, user_id: str) -> None:
    holding.still_on_it(line.desk, line.click(), handoff_id, user_id)
    line.settle()


# Declining


def test_when_the_only_one_asked_cannot_take_it_the_next_step_runs_at_once(line: AtWork):
    handoff_id = line.call("urgent")
    line.wait(1)
    decline(line, handoff_id, PRIYA)
    line.wait(10)
    assert line.pages() == calls(("09:14", [PRIYA]), ("09:15", [DAN]), ("09:25", ["channel"]))
    assert "thread:declined" in line.look.sent_to(ON_CALL)


def test_an_emergency_waits_for_the_other_one_when_one_of_two_cannot_take_it(line: AtWork):
    handoff_id = line.call("emergency")
    decline(line, handoff_id, PRIYA)
    assert line.pages() == calls(("09:14", [PRIYA, DAN]))
    line.wait(1)
    decline(line, handoff_id, DAN)
    assert line.pages()[2:] == calls(("09:15", ["channel"]))


def test_whoever_cannot_take_it_is_not_paged_for_it_again_until_it_is_reopened(line: AtWork):
    handoff_id = line.call("emergency")
    decline(line, handoff_id, PRIYA)
    line.wait(30)
    assert [who for _, who in line.pages()].count(PRIYA) == 1
    handoff.claim(line.desk, line.click(), handoff_id, SAM)
    line.wait(71)
    assert line.get(handoff_id).reopened is Reopening.SILENT
    assert [who for _, who in line.pages()].count(PRIYA) >= 2


def test_when_everybody_declines_the_channel_and_the_lead_are_still_asked(line: AtWork):
    handoff_id = line.call("urgent")
    for user_id in (PRIYA, DAN):
        decline(line, handoff_id, user_id)
    line.wait(20)
    assert line.pages()[2:] == calls(
        ("09:14", ["channel"]), ("09:24", [LENA]), ("09:34", ["channel"])
    )


def test_somebody_who_was_not_asked_may_say_that_they_cannot_and_nothing_moves(line: AtWork):
    handoff_id = line.call("urgent")
    decline(line, handoff_id, SAM)
    assert line.pages() == calls(("09:14", [PRIYA]))
    assert line.get(handoff_id).declined == (SAM,)


def test_declining_twice_or_what_somebody_has_is_refused(line: AtWork):
    handoff_id = line.call("urgent")
    decline(line, handoff_id, PRIYA)
    with pytest.raises(Refused, match="said so already"):
        decline(line, handoff_id, PRIYA)
    handoff.claim(line.desk, line.click(), handoff_id, DAN)
    with pytest.raises(Refused, match="nothing to decline"):
        decline(line, handoff_id, SAM)
    with pytest.raises(Refused, match="not there"):
        decline(line, "no-such-handoff", SAM)


# Passing on


def test_the_holder_passes_it_on_and_the_teacher_is_told_to_whom(line: AtWork):
    handoff_id = taken(line)
    line.wait(5)
    pass_on(line, handoff_id, PRIYA, to=SAM, note="Has tried two calls home")
    stands = line.get(handoff_id)
    assert (stands.state, stands.claimed_by) == (HandoffState.OPEN, None)
    assert (stands.passed_by, stands.passed_to, stands.reopened) == (PRIYA, SAM, Reopening.PASSED)
    assert line.pages()[-1] == ("09:19", SAM)
    assert line.notices() == ["claimed", "passed"]
    handoff.claim(line.desk, line.click(), handoff_id, SAM)
    assert line.get(handoff_id).claimed_by == SAM


def test_the_note_is_kept_for_practitioners_and_does_not_go_to_the_teacher(line: AtWork):
    handoff_id = taken(line)
    pass_on(line, handoff_id, PRIYA, to=SAM, note="Has tried two calls home")
    (note,) = line.look.rows("SELECT * FROM words")
    assert (note["side"], note["author"], note["text"]) == (
        Side.NOTE,
        PRIYA,
        "Has tried two calls home",
    )
    assert not any("two calls home" in str(each["message"]) for each in to_teacher(line))


def to_teacher(line: AtWork) -> list[dict[str, object]]:
    return [each for each in line.slack.posts if each["channel"] == f"D{TESSA[1:]}"]


def test_when_the_one_it_was_passed_to_does_not_take_it_the_ladder_goes_on(line: AtWork):
    handoff_id = taken(line)
    pass_on(line, handoff_id, PRIYA, to=SAM)
    line.wait(20)
    assert line.pages()[1:] == calls(("09:14", [SAM]), ("09:24", [PRIYA]), ("09:34", [DAN]))


def test_when_the_one_it_was_passed_to_declines_the_ladder_goes_on_at_once(line: AtWork):
    handoff_id = taken(line)
    pass_on(line, handoff_id, PRIYA, to=SAM)
    decline(line, handoff_id, SAM)
    assert line.pages()[1:] == calls(("09:14", [SAM, PRIYA]))


def test_an_open_one_may_be_passed_by_anybody_and_the_teacher_is_not_alarmed(line: AtWork):
    handoff_id = line.call("urgent")
    pass_on(line, handoff_id, DAN, to=SAM)
    stands = line.get(handoff_id)
    assert (stands.passed_by, stands.passed_to, stands.reopened) == (DAN, SAM, None)
    assert line.notices() == []
    assert line.pages() == calls(("09:14", [PRIYA, SAM]))


def test_what_waits_for_the_opening_waits_no_longer_once_it_is_passed_to_somebody(line: AtWork):
    line.until(london(WEDNESDAY, "05:00"))
    handoff_id = line.call("urgent")
    assert line.get(handoff_id).parked_until == london(WEDNESDAY, "08:00")
    pass_on(line, handoff_id, DAN, to=SAM)
    assert line.get(handoff_id).parked_until is None


def test_whoever_declined_and_is_then_asked_by_name_is_paged(line: AtWork):
    handoff_id = line.call("urgent")
    decline(line, handoff_id, SAM)
    pass_on(line, handoff_id, PRIYA, to=SAM)
    assert line.pages()[-1] == ("09:14", SAM)
    assert SAM not in line.get(handoff_id).declined


@pytest.mark.parametrize(
    "changed",
    [
        {"is_member": False},
        {"unreachable": "deactivated"},
        {"away_until": london(TUESDAY, "12:00")},
    ],
    ids=["left", "cannot be messaged", "away"],
)
def test_passing_it_to_somebody_who_cannot_be_paged_is_refused_and_nothing_is_lost(
    line: AtWork, changed: dict[str, object]
):
    line.knows(a_person(SAM, **changed))
    handoff_id = taken(line)
    before = line.get(handoff_id)
    with pytest.raises(Refused, match=f"<@{SAM}> cannot be paged"):
        pass_on(line, handoff_id, PRIYA, to=SAM, note="Has tried two calls home")
    assert line.get(handoff_id) == before
    assert line.look.rows("SELECT * FROM words") == []


def test_passing_to_a_stranger_or_to_the_holder_or_what_is_not_ones_own_is_refused(line: AtWork):
    handoff_id = taken(line)
    with pytest.raises(Refused, match="cannot be paged"):
        pass_on(line, handoff_id, PRIYA, to=OMAR)
    with pytest.raises(Refused, match="already"):
        pass_on(line, handoff_id, PRIYA, to=PRIYA)
    with pytest.raises(Refused, match=f"<@{PRIYA}> has this one"):
        pass_on(line, handoff_id, DAN, to=SAM)
    request_id = line.look.requests()[0]["id"]
    closing.withdraw(line.desk, line.click(), request_id, TESSA)
    assert line.get(handoff_id).is_active


def test_passing_what_is_closed_is_refused(line: AtWork):
    handoff_id = line.call("soon")
    closing.withdraw(line.desk, line.click(), line.look.requests()[0]["id"], TESSA)
    with pytest.raises(Refused, match="closed"):
        pass_on(line, handoff_id, PRIYA, to=SAM)


# Not a word


def test_the_holder_is_reminded_once_of_what_the_teacher_was_told(line: AtWork):
    handoff_id = taken(line)
    line.wait(9)
    assert "line:not-written" not in line.look.sent_to(PRIYA)
    line.wait(1)
    assert line.look.sent_to(PRIYA).count("line:not-written") == 1
    assert line.get(handoff_id).answer_by is None
    line.wait(49)
    assert line.look.sent_to(PRIYA).count("line:not-written") == 1


def test_whoever_has_written_is_not_reminded(line: AtWork):
    handoff_id = taken(line)
    heard(line, handoff_id)
    line.wait(30)
    assert "line:not-written" not in line.look.sent_to(PRIYA)


def test_the_reminder_of_the_one_before_does_not_reach_the_next_one_too_early(line: AtWork):
    handoff_id = taken(line)
    line.wait(5)
    pass_on(line, handoff_id, PRIYA, to=SAM)
    handoff.claim(line.desk, line.click(), handoff_id, SAM)
    line.wait(9)
    assert "line:not-written" not in line.look.sent_to(SAM)
    line.wait(1)
    assert "line:not-written" in line.look.sent_to(SAM)


def test_after_an_hour_without_a_word_the_holder_is_asked_and_ten_minutes_later_it_is_open(
    line: AtWork,
):
    handoff_id = taken(line)
    line.wait(59.9)
    assert "line:still" not in line.look.sent_to(PRIYA)
    line.wait(0.1)
    assert "line:still" in line.look.sent_to(PRIYA)
    line.wait(9.9)
    assert line.get(handoff_id).claimed_by == PRIYA
    line.wait(0.1)
    stands = line.get(handoff_id)
    assert (stands.claimed_by, stands.reopened) == (None, Reopening.SILENT)
    assert line.notices()[-1] == "reopened-silent"
    assert line.pages()[-1] == ("10:24", PRIYA)
    line.wait(10)
    assert line.pages()[-1] == ("10:34", DAN)


def test_words_put_the_question_off_by_an_hour(line: AtWork):
    handoff_id = taken(line)
    line.wait(50)
    heard(line, handoff_id)
    line.wait(59)
    assert "line:still" not in line.look.sent_to(PRIYA)
    line.wait(1)
    assert "line:still" in line.look.sent_to(PRIYA)
    assert handoff_id


def test_words_answer_the_question(line: AtWork):
    handoff_id = taken(line)
    line.wait(65)
    heard(line, handoff_id)
    line.wait(59)
    assert line.get(handoff_id).claimed_by == PRIYA
    line.wait(1)
    assert line.look.sent_to(PRIYA).count("line:still") == 2


def test_a_tap_answers_the_question_and_it_is_asked_again_an_hour_later(line: AtWork):
    handoff_id = taken(line)
    line.wait(65)
    still(line, handoff_id, PRIYA)
    line.wait(59)
    assert line.look.sent_to(PRIYA).count("line:still") == 1
    line.wait(1)
    assert line.look.sent_to(PRIYA).count("line:still") == 2
    line.wait(10)
    assert line.get(handoff_id).reopened is Reopening.SILENT


def test_a_tap_of_somebody_else_or_too_late_is_refused(line: AtWork):
    handoff_id = taken(line)
    line.wait(65)
    with pytest.raises(Refused):
        still(line, handoff_id, DAN)
    line.wait(5)
    with pytest.raises(Refused, match="Take it"):
        still(line, handoff_id, PRIYA)


def test_the_question_is_not_put_in_the_night_but_at_the_opening(line: AtWork):
    line.clock.advance(london(TUESDAY, "16:30") - line.clock.now())
    handoff_id = taken(line)
    line.until(london(WEDNESDAY, "07:59"))
    assert "line:still" not in line.look.sent_to(PRIYA)
    line.until(london(WEDNESDAY, "08:00"))
    assert "line:still" in line.look.sent_to(PRIYA)
    line.wait(10)
    assert line.get(handoff_id).reopened is Reopening.SILENT
    assert line.pages()[-1] == ("08:10", PRIYA)


def test_an_emergency_is_asked_about_in_the_night_too(line: AtWork):
    line.clock.advance(london(TUESDAY, "22:00") - line.clock.now())
    handoff_id = taken(line, "emergency", by=SAM)
    line.wait(60)
    assert "line:still" in line.look.sent_to(SAM)
    line.wait(10)
    assert line.get(handoff_id).is_open
    assert line.pages()[-1] == ("23:09", "channel")


def test_one_raised_to_an_emergency_in_the_evening_is_asked_about_that_night(line: AtWork):
    line.clock.advance(london(TUESDAY, "16:30") - line.clock.now())
    handoff_id = taken(line)
    line.until(london(TUESDAY, "20:00"))
    line.call("emergency")
    assert line.get(handoff_id).urgency is Urgency.EMERGENCY
    assert "line:still-now" in line.look.sent_to(PRIYA)
    line.wait(3)
    assert line.get(handoff_id).reopened is Reopening.SILENT


def test_when_a_silent_evening_opens_it_again_the_teacher_is_not_told_that_somebody_is_asked(
    line: AtWork,
):
    line.clock.advance(london(TUESDAY, "15:55") - line.clock.now())
    handoff_id = taken(line)
    line.wait(70)
    stands = line.get(handoff_id)
    assert (stands.reopened, stands.parked_until) == (
        Reopening.SILENT,
        london(WEDNESDAY, "08:00"),
    )
    assert line.notices() == ["claimed", "not-written", "parked"]


@pytest.mark.parametrize("is_asked", [False, True])
def test_a_held_one_that_lost_its_timer_is_found_and_does_not_go_quiet(
    line: AtWork, is_asked: bool
):
    handoff_id = taken(line)
    line.wait(65 if is_asked else 20)
    with line.desk.work.write() as unit:
        for row in line.look.rows("SELECT key FROM timers WHERE done_at IS NULL"):
            unit.timers.finish(row["key"], line.clock.now())
    for _ in range(3):
        tick.run_due(line.desk)
    line.wait(55)
    assert line.get(handoff_id).reopened is Reopening.SILENT


def test_timers_of_an_earlier_holder_do_nothing_to_the_next(line: AtWork):
    handoff_id = taken(line)
    line.wait(50)
    pass_on(line, handoff_id, PRIYA, to=SAM)
    handoff.claim(line.desk, line.click(), handoff_id, SAM)
    line.wait(59)
    assert line.get(handoff_id).claimed_by == SAM
    assert "line:still" not in line.look.sent_to(SAM)


# Leaving


def test_what_somebody_has_who_leaves_is_open_at_once_and_others_are_paged(line: AtWork):
    handoff_id = taken(line)
    line.knows(a_person(PRIYA, is_member=False))
    assert holding.left(line.desk, TEAM, PRIYA) == 1
    line.settle()
    stands = line.get(handoff_id)
    assert (stands.claimed_by, stands.reopened) == (None, Reopening.LEFT)
    assert line.pages()[-1] == ("09:14", DAN)
    assert line.notices() == ["claimed", "reopened-left"]
    assert holding.left(line.desk, TEAM, PRIYA) == 0


def test_a_page_to_somebody_who_leaves_does_not_wait_for_them(line: AtWork):
    line.call("urgent")
    line.knows(a_person(PRIYA, is_member=False))
    holding.left(line.desk, TEAM, PRIYA)
    line.settle()
    assert line.pages() == calls(("09:14", [PRIYA, DAN]))


def test_when_one_declines_and_the_other_leaves_the_next_step_runs_at_once(line: AtWork):
    handoff_id = line.call("emergency")
    decline(line, handoff_id, DAN)
    line.knows(a_person(PRIYA, is_member=False))
    holding.left(line.desk, TEAM, PRIYA)
    line.settle()
    assert line.pages()[2:] == calls(("09:14", ["channel"]))


def test_what_somebody_of_another_team_has_under_the_same_id_stays_theirs(line: AtWork):
    handoff_id = taken(line)
    assert holding.left(line.desk, "T0OTHER001", PRIYA) == 0
    assert line.get(handoff_id).claimed_by == PRIYA


def test_the_clock_frees_what_somebody_has_who_is_gone_when_nobody_else_did(line: AtWork):
    handoff_id = taken(line)
    line.knows(a_person(PRIYA, unreachable="deactivated"))
    tick.run_due(line.desk)
    assert line.get(handoff_id).reopened is Reopening.LEFT
    assert tick.run_due(line.desk) == 0


def test_an_away_holder_keeps_what_they_have(line: AtWork):
    handoff_id = taken(line)
    line.knows(a_person(PRIYA, away_until=line.clock.now() + timedelta(hours=1)))
    line.wait(5)
    assert line.get(handoff_id).claimed_by == PRIYA


def test_a_reopened_one_starts_at_the_foot_of_the_ladder_and_goes_on_counting_its_pages(
    line: AtWork,
):
    handoff_id = line.call("urgent")
    line.wait(25)
    handoff.claim(line.desk, line.click(), handoff_id, SAM)
    line.wait(70)
    stands = line.get(handoff_id)
    assert (stands.position, stands.rung) == (Position(step=1), 4)
    assert line.pages()[-1][1] == PRIYA


def test_every_change_is_written_down(line: AtWork):
    handoff_id = taken(line)
    line.wait(65)
    still(line, handoff_id, PRIYA)
    heard(line, handoff_id)
    pass_on(line, handoff_id, PRIYA, to=SAM, note="Please ring")
    decline(line, handoff_id, SAM)
    assert line.audited(handoff_id) == [
        *("open", "page", "page_sent", "claim", "nudge", "ask_still", "still", "word"),
        *("pass", "page_sent", "decline", "page", "page_sent"),
    ]
    assert line.get(handoff_id).version == len(line.audited(handoff_id))
