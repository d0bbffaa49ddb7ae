"""Passing a request to a person: the direct question, the page, the one who takes it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from advicebot.clock import FixedClock
from advicebot.domain.request import AskAnswer, HandoffReason
from advicebot.errors import Refused
from advicebot.service import changes, handoff, intake, tick
from advicebot.service.desk import Desk
from tests.fakes import DAN, OMAR, PRIYA, TESSA, Looking, a_message


def asked(desk: Desk, look: Looking, text: str = "he is withdrawn") -> str:
    """Bring a request in and return its id."""
    intake.receive(desk, a_message(text))
    return str(look.requests()[-1]["id"])


def paged(desk: Desk, look: Looking) -> str:
    """Bring in an emergency and return the id of its handoff."""
    intake.receive(desk, a_message("he has a knife"))
    return str(look.handoffs()[-1]["id"])


def sent(desk: Desk, handoff_id: str) -> None:
    """Slack has taken the page."""
    with desk.work.write() as unit:
        handoff.page_sent(desk, unit, handoff_id)


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
    assert look.sent_to(TESSA) == ["reply", f"notice:paged-{answer}", "reply.update"]
    assert {row["priority"] for row in look.effects()[1:]} == {0}


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


def test_yes_now_counts_even_after_the_silence_did(desk: Desk, look: Looking, clock: FixedClock):
    request_id = asked(desk, look)
    clock.advance(timedelta(minutes=5))
    tick.run_due(desk)
    handoff.answer_ask(desk, "click:1", request_id, TESSA, AskAnswer.NOW)
    assert look.handoffs()[0]["urgency"] == "emergency"
    assert look.sent_to("@on-call") == ["card", "card", "card.update"]


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


def test_the_first_to_take_it_has_it_and_the_teacher_is_told(
    desk: Desk, look: Looking, clock: FixedClock
):
    handoff_id = paged(desk, look)
    clock.advance(timedelta(minutes=2))
    handoff.claim(desk, "click:1", handoff_id, PRIYA)
    (handed,) = look.handoffs()
    assert (handed["state"], handed["claimed_by"]) == ("claimed", PRIYA)
    assert handed["claimed_at"] == "2026-11-24T09:16:00.000000Z"
    assert look.sent_to(TESSA) == ["reply", "notice:claimed", "reply.update"]
    (told,) = look.effects("notice")
    assert told["data"] == {"name": "claimed", "by": PRIYA}
    assert look.sent_to("@on-call") == ["card", "card.update"]


def test_the_second_is_told_who_has_it(desk: Desk, look: Looking):
    handoff_id = paged(desk, look)
    handoff.claim(desk, "click:1", handoff_id, PRIYA)
    with pytest.raises(Refused, match=f"<@{PRIYA}> already has this one"):
        handoff.claim(desk, "click:2", handoff_id, DAN)
    with pytest.raises(Refused, match="You already have"):
        handoff.claim(desk, "click:3", handoff_id, PRIYA)
    assert look.handoffs()[0]["claimed_by"] == PRIYA
    assert look.sent_to(TESSA).count("notice:claimed") == 1


def test_of_eight_who_take_it_at_once_one_has_it(desk: Desk, look: Looking, database: Path):
    handoff_id = paged(desk, look)

    def take(number: int) -> str:
        try:
            handoff.claim(desk, f"click:{number}", handoff_id, f"U0PERSON{number}")
        except Refused as refusal:
            return refusal.user_message
        return "mine"

    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(take, range(8)))
    holder = look.handoffs()[0]["claimed_by"]
    assert said.count("mine") == 1
    assert said.count(f"<@{holder}> already has this one.") == 7


def test_taking_what_is_not_there_is_refused(desk: Desk):
    with pytest.raises(Refused):
        handoff.claim(desk, "click:1", "no-such-handoff", PRIYA)


def test_a_page_that_slack_took_is_told_to_the_teacher_once(
    desk: Desk, look: Looking, clock: FixedClock
):
    handoff_id = paged(desk, look)
    sent(desk, handoff_id)
    clock.advance(timedelta(minutes=1))
    sent(desk, handoff_id)
    assert look.handoffs()[0]["paged_at"] == "2026-11-24T09:14:00.000000Z"
    assert look.sent_to(TESSA) == ["reply", "reply.update"]


def test_a_page_that_cannot_leave_is_told_to_the_teacher_once(
    desk: Desk, look: Looking, clock: FixedClock
):
    handoff_id = paged(desk, look)
    for _ in range(3):
        handoff.page_failed(desk, handoff_id)
        clock.advance(timedelta(minutes=1))
    assert look.handoffs()[0]["page_failed_at"] == "2026-11-24T09:14:00.000000Z"
    assert look.sent_to(TESSA) == ["reply", "notice:page-failed", "reply.update"]
    assert {row["priority"] for row in look.effects()} == {0}


def test_a_page_that_leaves_in_the_end_is_no_longer_failed(desk: Desk, look: Looking):
    handoff_id = paged(desk, look)
    handoff.page_failed(desk, handoff_id)
    sent(desk, handoff_id)
    (handed,) = look.handoffs()
    assert handed["page_failed_at"] is None
    assert handed["paged_at"] is not None
    assert look.sent_to(TESSA)[-1] == "reply.update"


def test_news_of_a_page_that_is_not_there_changes_nothing(desk: Desk, look: Looking):
    before = look.everything()
    sent(desk, "no-such-handoff")
    handoff.page_failed(desk, "no-such-handoff")
    assert look.everything() == before
