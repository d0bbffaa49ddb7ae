"""What the teacher says of an answer, and the better one that follows."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from advicebot.clock import FixedClock
from advicebot.domain.request import AskAnswer
from advicebot.domain.vocabulary import Topic
from advicebot.errors import Refused
from advicebot.service import changes, feedback, handoff, intake, tick
from advicebot.service.desk import Desk
from tests.fakes import (
    OMAR,
    SECRET,
    TEAM,
    TESSA,
    TESSA_DM,
    FakeAdviser,
    Looking,
    a_message,
)


@pytest.fixture
def request_id(desk: Desk, look: Looking) -> str:
    intake.receive(desk, a_message("unsure about this"))
    return str(look.requests()[0]["id"])


def test_helps_is_noted_and_thanked_for_in_place(desk: Desk, look: Looking, request_id: str):
    feedback.helps(desk, "click:1", request_id, TESSA)
    assert look.requests()[0]["feedback"] == "helps"
    assert look.sent_to(TESSA)[-1] == "reply.update"
    (row,) = look.rows("SELECT detail FROM audit WHERE action = 'feedback'")
    assert "strategy-1" in row["detail"]
    assert "unsure" not in row["detail"]


def test_narrowing_answers_again_within_the_topic_in_a_new_message(
    desk: Desk, look: Looking, adviser: FakeAdviser, request_id: str
):
    feedback.narrow(desk, "click:1", request_id, TESSA, topics=[Topic.ADHD])
    request = look.requests()[0]
    assert adviser.asked[-1][0::2] == ("unsure about this", (Topic.ADHD,))
    assert request["revision"] == 2
    assert "strategy-2" in request["suggestions"]
    assert "strategy-1" not in request["suggestions"]
    assert look.sent_to(TESSA)[-1] == "reply"


def test_narrowing_keeps_what_triage_decided(desk: Desk, look: Looking):
    intake.receive(desk, a_message("he has a knife, unsure"))
    request_id = str(look.requests()[0]["id"])
    feedback.narrow(desk, "click:1", request_id, TESSA, topics=[Topic.ADHD])
    request = look.requests()[0]
    assert (request["action"], request["urgency"]) == ("page", "emergency")
    assert "weapon" in request["flags"]
    assert len(look.handoffs()) == 1


def test_narrowing_keeps_what_an_edit_or_the_teacher_raised(desk: Desk, look: Looking):
    intake.receive(desk, a_message("he has a knife"))
    changes.amend(desk, an_edit("all fine now"))
    request_id = str(look.requests()[0]["id"])
    feedback.narrow(desk, "click:1", request_id, TESSA, topics=[Topic.ADHD])
    request = look.requests()[0]
    assert (request["action"], request["urgency"]) == ("page", "emergency")
    assert "weapon" in request["flags"]


def test_narrowing_leaves_the_direct_question_standing(
    desk: Desk, look: Looking, clock: FixedClock
):
    intake.receive(desk, a_message("he is withdrawn, unsure"))
    request_id = str(look.requests()[0]["id"])
    feedback.narrow(desk, "click:1", request_id, TESSA, topics=[Topic.ADHD])
    clock.advance(timedelta(minutes=5))
    tick.run_due(desk)
    assert look.handoffs()[0]["reason"] == "no-answer"


def test_narrowing_a_declined_message_answers_it(desk: Desk, look: Looking):
    intake.receive(desk, a_message("a recipe"))
    request_id = str(look.requests()[0]["id"])
    feedback.narrow(desk, "click:1", request_id, TESSA, topics=[Topic.ADHD])
    assert look.requests()[0]["action"] == "answer"


def test_not_quite_without_a_topic_is_only_noted(
    desk: Desk, look: Looking, adviser: FakeAdviser, request_id: str
):
    feedback.not_quite(desk, "view:1", request_id, TESSA, why="too-long", topics=[])
    assert len(adviser.asked) == 1
    assert look.requests()[0]["feedback"] == "not-quite"
    assert look.sent_to(TESSA)[-1] == "reply.update"


def test_not_quite_with_a_topic_answers_again_and_asks_anew_how_it_was(
    desk: Desk, look: Looking, request_id: str
):
    feedback.not_quite(desk, "view:1", request_id, TESSA, why="wrong-age", topics=[Topic.ADHD])
    request = look.requests()[0]
    assert (request["revision"], request["feedback"]) == (2, None)
    assert look.sent_to(TESSA)[-2:] == ["reply.update", "reply"]


def test_looking_again_works_on_the_redacted_words(desk: Desk, look: Looking, adviser: FakeAdviser):
    intake.receive(desk, a_message(f"unsure about {SECRET}"))
    feedback.narrow(desk, "c", str(look.requests()[0]["id"]), TESSA, topics=[Topic.ADHD])
    assert adviser.asked[-1][0] == "unsure about [name]"
    assert look.requests()[0]["text"] == "unsure about [name]"


def an_edit(text: str) -> changes.Change:
    return changes.Change(
        key="edit:1",
        team_id=TEAM,
        user_id=TESSA,
        channel_id=TESSA_DM,
        message_ts="1790000000.000100",
        text=text,
    )


USES: list[Callable[[Desk, str, str], Any]] = [
    lambda desk, request_id, user: feedback.helps(desk, "c", request_id, user),
    lambda desk, request_id, user: feedback.narrow(desk, "c", request_id, user, topics=[]),
    lambda desk, request_id, user: feedback.not_quite(
        desk, "c", request_id, user, why="x", topics=[]
    ),
    lambda desk, request_id, user: feedback.not_quite(
        desk, "c", request_id, user, why="x", topics=[Topic.ADHD]
    ),
]


@pytest.mark.parametrize("use", USES)
def test_feedback_on_other_peoples_requests_is_refused(
    desk: Desk, look: Looking, request_id: str, use: Callable[[Desk, str, str], Any]
):
    before = look.everything()
    said = set()
    for target, user in ((request_id, OMAR), ("no-such-request", TESSA)):
        with pytest.raises(Refused) as refusal:
            use(desk, target, user)
        said.add(str(refusal.value))
    assert len(said) == 1
    assert look.everything() == before


def test_choosing_a_subject_of_safety_raises_the_question(desk: Desk, look: Looking):
    intake.receive(desk, a_message("unsure about this"))
    request_id = str(look.requests()[0]["id"])
    feedback.narrow(desk, "click:1", request_id, TESSA, topics=[Topic.SELF_HARM])
    request = look.requests()[0]
    assert (request["action"], request["asked_at"] is not None) == ("ask", True)
    assert look.handoffs() == []


def test_a_clear_no_is_not_asked_again_by_choosing_a_subject(desk: Desk, look: Looking):
    intake.receive(desk, a_message("he is withdrawn"))
    request_id = str(look.requests()[0]["id"])
    handoff.answer_ask(desk, "click:1", request_id, TESSA, AskAnswer.NO)
    feedback.narrow(desk, "click:2", request_id, TESSA, topics=[Topic.ADHD])
    assert look.requests()[0]["ask_answer"] == "no"
