"""Passing a request to a person: the direct question, the page, the one who takes it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from advicebot.clock import FixedClock
from advicebot.domain.delivery import ON_CALL
from advicebot.domain.handoff import HandoffReason, HandoffState
from advicebot.domain.request import AskAnswer
from advicebot.errors import Refused
from advicebot.service import changes, closing, handoff, intake, tick
from advicebot.service.desk import AlreadyDone, Desk
from tests.fakes import DAN, OMAR, PRIYA, TESSA, Looking, a_message
from tests.handoffs import SAM, AtWork


def asked(desk: Desk, look: Looking, text: str = "he is withdrawn") -> str:
    """Bring a request in and return its id."""
    intake.receive(desk, a_message(text))
    return str(look.requests()[-1]["id"])


def paged(desk: Desk, look: Looking) -> str:
    """Bring in an emergency and return the id of its handoff."""
    intake.receive(desk, a_message("he has a knife"))
    return str(look.handoffs()[-1]["id"])


def sent(desk: Desk, handoff_id: str, recipient: str = ON_CALL) -> None:
    """Slack has taken a page."""
    with desk.work.write() as unit:
        handoff.page_sent(desk, unit, handoff_id, recipient, is_card=recipient == ON_CALL)


@pytest.fixture
def line(desk: Desk, look: Looking, clock: FixedClock) -> AtWork:
    """The same line with PRIYA and DAN on its rota, and a Slack that takes everything."""
    made = AtWork(desk, look, clock)
    made.on_rota()
    return made


def test_asking_for_a_person_pages_once_however_often_it_is_pressed(desk: Desk, look: Looking):
    request_id = asked(desk, look, "kicking off")
    for number in range(3):
        handoff.request_person(desk, f"click:{number}", request_id, TESSA)
    (handed,) = look.handoffs()
    assert (handed["reason"], handed["urgency"]) == ("teacher-asked", "soon")
    assert look.sent_to("@on-call")[0] == "card"
    assert look.sent_to("@on-call").count("card") == 1
    assert "reply.update" in look.sent_to(TESSA)


@pytest.mark.parametrize(
    ("answer", "urgency", "reason"),
    [
        (AskAnswer.NOW, "emergency", HandoffReason.TEACHER_CONFIRMED),
        (AskAnswer.WORRIED, "urgent", HandoffReason.TEACHER_CONFIRMED),
    ],
)
def test_anything_but_a_clear_no_pages(
    desk: Desk, look: Looking, answer: AskAnswer, urgency: str, reason: str
):
    handoff.answer_ask(desk, "click:1", asked(desk, look), TESSA, answer)
    (handed,) = look.handoffs()
    assert (handed["urgency"], handed["reason"]) == (urgency, reason)
    told = [each for each in look.sent_to(TESSA) if each != "reply.update"]
    assert told == ["reply", f"notice:paged-{answer}"]
    slow = {row["kind"] for row in look.effects()[1:] if row["priority"]}
    assert slow <= {"card.update", "thread.update"}


def test_a_clear_no_pages_nobody_then_or_later(desk: Desk, look: Looking, clock: FixedClock):
    handoff.answer_ask(desk, "click:1", asked(desk, look), TESSA, AskAnswer.NO)
    clock.advance(timedelta(minutes=10))
    tick.run_due(desk)
    assert look.handoffs() == []
    assert look.sent_to(TESSA) == ["reply", "reply.update"]
    assert look.requests()[0]["ask_answer"] == "no"


def test_silence_counts_as_worried_after_five_minutes_and_not_before(
    desk: Desk, look: Looking, clock: FixedClock
):
    asked(desk, look)
    clock.advance(timedelta(minutes=4, seconds=59))
    tick.run_due(desk)
    assert look.handoffs() == []
    clock.advance(timedelta(seconds=1))
    tick.run_due(desk)
    (handed,) = look.handoffs()
    assert (handed["urgency"], handed["reason"]) == ("urgent", "no-answer")
    assert "notice:paged-silence" in look.sent_to(TESSA)
    assert look.rows("SELECT actor FROM audit WHERE action = 'ask.answered'") == [
        {"actor": "clock"}
    ]


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [
        (AskAnswer.NO, AskAnswer.WORRIED, "worried"),
        (AskAnswer.NO, AskAnswer.NOW, "now"),
        (AskAnswer.WORRIED, AskAnswer.NOW, "now"),
        (AskAnswer.WORRIED, AskAnswer.NO, "worried"),
        (AskAnswer.NOW, AskAnswer.NO, "now"),
        (AskAnswer.NOW, AskAnswer.WORRIED, "now"),
        (AskAnswer.NO, AskAnswer.NO, "no"),
    ],
)
def test_only_a_more_serious_second_answer_counts(
    desk: Desk, look: Looking, first: AskAnswer, second: AskAnswer, kept: str
):
    request_id = asked(desk, look)
    handoff.answer_ask(desk, "click:1", request_id, TESSA, first)
    handoff.answer_ask(desk, "click:2", request_id, TESSA, second)
    assert look.requests()[0]["ask_answer"] == kept
    assert len(look.handoffs()) == (kept != "no")
    if kept == "now":
        assert look.handoffs()[0]["urgency"] == "emergency"


def test_yes_now_counts_even_after_the_silence_did(line: AtWork):
    request_id = asked(line.desk, line.look)
    line.wait(5)
    handoff.answer_ask(line.desk, line.click(), request_id, TESSA, AskAnswer.NOW)
    assert line.look.handoffs()[0]["urgency"] == "emergency"
    assert line.pages() == [("09:19", PRIYA), ("09:19", PRIYA), ("09:19", DAN)]
    assert line.look.sent_to(ON_CALL).count("card") == 1


def test_the_question_cannot_be_answered_where_it_was_not_asked(desk: Desk, look: Looking):
    handoff.answer_ask(desk, "click:1", asked(desk, look, "kicking off"), TESSA, AskAnswer.NOW)
    assert look.handoffs() == []


def test_an_answer_to_the_question_makes_an_earlier_handoff_more_urgent(desk: Desk, look: Looking):
    request_id = asked(desk, look)
    handoff.request_person(desk, "click:1", request_id, TESSA)
    assert look.handoffs()[0]["urgency"] == "soon"
    handoff.answer_ask(desk, "click:2", request_id, TESSA, AskAnswer.NOW)
    assert look.handoffs()[0]["urgency"] == "emergency"
    assert "card.update" in look.sent_to("@on-call")


def test_other_peoples_unknown_and_withdrawn_requests_are_refused_in_the_same_words(
    desk: Desk, look: Looking
):
    theirs = asked(desk, look)
    intake.receive(desk, a_message("kicking off", ts="1790000099.000100", user_id=OMAR))
    gone = str(look.requests()[-1]["id"])
    changes.withdraw(desk, "click:0", gone, OMAR)
    said = set()
    for number, request_id in enumerate((theirs, gone, "no-such-request", "")):
        with pytest.raises(Refused) as refusal:
            handoff.request_person(desk, f"click:a{number}", request_id, OMAR)
        said.add(refusal.value.user_message)
        with pytest.raises(Refused) as refusal:
            handoff.answer_ask(desk, f"click:b{number}", request_id, OMAR, AskAnswer.NOW)
        said.add(refusal.value.user_message)
    assert len(said) == 1
    assert look.handoffs() == []


def test_the_first_to_take_it_has_it_and_the_teacher_is_told(line: AtWork):
    handoff_id = line.call("emergency")
    line.wait(2)
    handoff.claim(line.desk, line.click(), handoff_id, PRIYA)
    line.settle()
    stands = line.get(handoff_id)
    assert (stands.state, stands.claimed_by) == (HandoffState.CLAIMED, PRIYA)
    assert stands.claimed_at == line.clock.now()
    assert stands.answer_by == line.clock.now() + timedelta(minutes=10)
    assert line.notices() == ["claimed"]
    (told,) = line.look.effects("notice")
    assert told["data"] == {"name": "claimed", "by": PRIYA}
    assert line.look.sent_to(TESSA)[-1] == "reply.update"
    assert "thread:claimed" in line.look.sent_to(ON_CALL)


def test_nobody_is_paged_any_more_for_what_somebody_has(line: AtWork):
    handoff_id = line.call("urgent")
    handoff.claim(line.desk, line.click(), handoff_id, DAN)
    line.wait(50)
    assert line.pages() == [("09:14", PRIYA)]


def test_those_who_were_paged_see_who_has_it(line: AtWork):
    handoff_id = line.call("emergency")
    handoff.claim(line.desk, line.click(), handoff_id, DAN)
    line.settle()
    drawn = {posted.channel_id: str(message.blocks) for posted, message in line.slack.updates}
    for channel in ("C0ONCALL01", f"D{PRIYA[1:]}", f"D{DAN[1:]}"):
        assert f"<@{DAN}> has it" in drawn[channel]
    assert "Take it" not in drawn["C0ONCALL01"]


def test_the_second_is_told_who_has_it(line: AtWork):
    handoff_id = line.call("emergency")
    handoff.claim(line.desk, line.click(), handoff_id, PRIYA)
    with pytest.raises(Refused, match=f"<@{PRIYA}> already has this one"):
        handoff.claim(line.desk, line.click(), handoff_id, DAN)
    with pytest.raises(Refused, match="You already have"):
        handoff.claim(line.desk, line.click(), handoff_id, PRIYA)
    assert line.get(handoff_id).claimed_by == PRIYA
    assert line.notices().count("claimed") == 1


def test_the_same_click_delivered_twice_counts_once(line: AtWork):
    handoff_id = line.call("emergency")
    click = line.click()
    handoff.claim(line.desk, click, handoff_id, PRIYA)
    with pytest.raises(AlreadyDone):
        handoff.claim(line.desk, click, handoff_id, PRIYA)


def test_of_eight_who_take_it_at_once_one_has_it(line: AtWork):
    handoff_id = line.call("emergency")

    def take(number: int) -> str:
        try:
            handoff.claim(line.desk, f"taken:{number}", handoff_id, f"U0PERSON{number}")
        except Refused as refusal:
            return refusal.user_message
        return "mine"

    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(take, range(8)))
    holder = line.get(handoff_id).claimed_by
    assert said.count("mine") == 1
    assert said.count(f"<@{holder}> already has this one.") == 7


def test_taking_what_is_not_there_or_closed_is_refused(line: AtWork):
    with pytest.raises(Refused):
        handoff.claim(line.desk, line.click(), "no-such-handoff", PRIYA)
    handoff_id = line.call("soon")
    request_id = line.look.requests()[0]["id"]
    closing.withdraw(line.desk, line.click(), request_id, TESSA)
    with pytest.raises(Refused, match="closed"):
        handoff.claim(line.desk, line.click(), handoff_id, PRIYA)


def test_somebody_who_opens_the_details_has_seen_it_and_the_first_one_is_kept(line: AtWork):
    handoff_id = line.call("emergency")
    for user_id in (DAN, PRIYA):
        with line.desk.work.write() as unit:
            handoff.seen(line.desk, unit, line.get(handoff_id), user_id)
    assert line.get(handoff_id).seen_by == DAN
    assert line.audited(handoff_id).count("seen") == 1


def test_a_page_that_slack_took_is_told_to_the_teacher_once(line: AtWork):
    handoff_id = line.call("urgent")
    stands = line.get(handoff_id)
    assert (stands.paged, stands.reached) == ((PRIYA,), (PRIYA,))
    assert stands.paged_at == line.clock.now()
    before = line.look.everything()
    sent(line.desk, handoff_id, PRIYA)
    assert line.look.everything() == before


def test_a_page_of_an_earlier_step_is_not_told_as_one_of_this_step(line: AtWork):
    handoff_id = line.call("urgent")
    line.wait(10)
    sent(line.desk, handoff_id, PRIYA)
    assert line.get(handoff_id).reached == (DAN,)


def test_news_of_a_page_that_is_not_there_or_is_answered_changes_nothing(line: AtWork):
    handoff_id = line.call("urgent")
    handoff.claim(line.desk, line.click(), handoff_id, SAM)
    before = line.look.everything()
    for each in ("no-such-handoff", handoff_id):
        sent(line.desk, each, PRIYA)
        sent(line.desk, each)
        handoff.page_failed(line.desk, each, PRIYA, for_good=True)
        handoff.page_failed(line.desk, each, ON_CALL, for_good=False)
    assert line.look.everything() == before


def test_a_teacher_who_waits_already_keeps_one_handoff_for_all_that_follows(line: AtWork):
    first = line.call("soon")
    assert line.call("urgent") == first
    assert line.call("emergency") == first
    assert len(line.look.handoffs()) == 1
    assert {row["handoff_id"] for row in line.look.requests()} == {first}
    assert line.get(first).request_id == line.look.requests()[0]["id"]


def test_two_teachers_have_two_handoffs(line: AtWork):
    assert line.call("urgent") != line.call("urgent", user_id=OMAR)


def test_a_worry_that_joins_what_a_teacher_asked_for_is_no_longer_only_asked_for(line: AtWork):
    handoff_id = line.call("soon")
    assert line.get(handoff_id).reason is HandoffReason.TEACHER_ASKED
    line.call("urgent")
    assert line.get(handoff_id).reason is HandoffReason.TRIAGE
    line.call("soon")
    assert line.get(handoff_id).reason is HandoffReason.TRIAGE


def test_a_second_call_after_the_first_has_ended_is_a_new_handoff(line: AtWork):
    first = line.call("soon")
    closing.withdraw(line.desk, line.click(), line.look.requests()[0]["id"], TESSA)
    assert line.call("urgent") != first
