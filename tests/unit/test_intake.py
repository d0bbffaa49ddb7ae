"""A message comes in, is changed, or is taken back."""

import json
from datetime import timedelta

import pytest

from advicebot.clock import FixedClock
from advicebot.domain.delivery import Posted
from advicebot.domain.request import AskAnswer, Origin
from advicebot.domain.vocabulary import Phase
from advicebot.errors import Refused
from advicebot.service import changes, handoff, intake, tick
from advicebot.service.changes import Change
from advicebot.service.desk import AlreadyDone, Desk
from tests.fakes import (
    OMAR,
    SECRET,
    TEAM,
    TESSA,
    TESSA_DM,
    FakeAdviser,
    Looking,
    a_delivery,
    a_message,
)

LATER = "1790000060.000200"


def edit(
    text: str | None, *, ts: str = "1790000000.000100", at: str = "1", **changed: str
) -> Change:
    values = {
        "key": f"edit:{ts}:{at}",
        "team_id": TEAM,
        "user_id": TESSA,
        "channel_id": TESSA_DM,
        "message_ts": ts,
    }
    return Change(**(values | changed), text=text)  # type: ignore[arg-type]


def told(look: Looking, user: str = TESSA) -> list[str]:
    """Return what somebody is sent anew, without redrawings."""
    return [each for each in look.sent_to(user) if not each.endswith(".update")]


def cards(look: Looking) -> int:
    """Return how many cards stand in the on-call channel."""
    return look.sent_to("@on-call").count("card")


def the_request(look: Looking) -> dict[str, object]:
    found = look.requests()
    assert len(found) == 1
    return found[0]


def test_a_plain_message_is_stored_and_answered_in_the_normal_lane(desk: Desk, look: Looking):
    intake.receive(desk, a_message("kicking off again", removed=1))
    request = the_request(look)
    assert (request["text"], request["number"], request["removed"]) == (
        "kicking off again",
        1001,
        1,
    )
    assert (request["action"], request["state"], request["revision"]) == ("answer", "open", 1)
    assert look.handoffs() == []
    reply, _ = look.effects()
    assert (reply["kind"], reply["recipient"], reply["priority"]) == ("reply", TESSA, 1)


def test_what_the_adviser_redacted_is_what_is_stored(desk: Desk, look: Looking):
    intake.receive(desk, a_message(f"{SECRET} is kicking off", tried=""))
    assert the_request(look)["text"] == "[name] is kicking off"
    assert SECRET not in look.everything()


def test_an_emergency_is_answered_and_paged_in_the_urgent_lane(desk: Desk, look: Looking):
    intake.receive(desk, a_message("he has a knife"))
    (handed,) = look.handoffs()
    assert (handed["reason"], handed["urgency"], handed["state"]) == ("triage", "emergency", "open")
    assert [row["kind"] for row in look.effects()][:2] == ["reply", "card"]
    anew = [row for row in look.effects() if not row["kind"].endswith(".update")]
    assert {row["priority"] for row in anew} == {0}


def test_numbers_follow_each_other_in_a_workspace_and_start_anew_in_another(
    desk: Desk, look: Looking
):
    for number in range(2):
        intake.receive(desk, a_message("kicking off", ts=f"1790000000.00010{number}"))
    intake.receive(desk, a_message("kicking off", team_id="T2", key="other"))
    assert [row["number"] for row in look.rows("SELECT number FROM requests")] == [1001, 1002, 1001]


def test_small_talk_gets_a_short_line_and_is_not_stored(desk: Desk, look: Looking):
    intake.receive(desk, a_message("thanks"))
    assert look.requests() == []
    assert look.sent_to(TESSA) == ["line:thanks"]


def test_a_doubtful_message_is_answered_with_the_question_and_a_timer(
    desk: Desk, look: Looking, clock: FixedClock
):
    intake.receive(desk, a_message("he is withdrawn today"))
    assert the_request(look)["asked_at"] == "2026-11-24T09:14:00.000000Z"
    (timer,) = look.rows("SELECT * FROM timers")
    assert (timer["kind"], timer["due_at"]) == ("ask.unanswered", "2026-11-24T09:19:00.000000Z")
    assert look.handoffs() == []
    assert look.sent_to(TESSA) == ["reply"]


@pytest.mark.parametrize(
    ("at_risk", "urgency"), [(AskAnswer.NOW, "emergency"), (AskAnswer.WORRIED, "urgent")]
)
def test_the_teachers_own_word_in_the_form_pages(
    desk: Desk, look: Looking, at_risk: AskAnswer, urgency: str
):
    intake.receive(desk, a_message("kicking off", at_risk=at_risk, origin=Origin.FORM))
    assert look.handoffs()[0]["urgency"] == urgency
    assert the_request(look)["urgency"] == urgency


def test_a_worried_form_never_makes_an_emergency_less_urgent(desk: Desk, look: Looking):
    intake.receive(desk, a_message("he has a knife", at_risk=AskAnswer.WORRIED))
    assert look.handoffs()[0]["urgency"] == "emergency"


def test_no_risk_in_the_form_does_not_quieten_what_the_rules_found(desk: Desk, look: Looking):
    intake.receive(desk, a_message("he has a knife", at_risk=AskAnswer.NO))
    assert look.handoffs()[0]["urgency"] == "emergency"


def test_an_age_group_that_is_not_known_is_not_passed_on(desk: Desk, adviser: FakeAdviser):
    intake.receive(desk, a_message("kicking off", phase=Phase.UNKNOWN))
    intake.receive(desk, a_message("kicking off", phase=Phase.KS1, ts=LATER))
    assert [phase for _, phase, _ in adviser.asked] == [None, Phase.KS1]


def test_a_delivery_takes_effect_once(desk: Desk, look: Looking, clock: FixedClock):
    message = a_message("he has a knife")
    with desk.work.write() as unit:
        unit.inbox.add(
            a_delivery(message.key), at=clock.now(), by="me", lease=timedelta(seconds=20)
        )
    intake.receive(desk, message)
    with pytest.raises(AlreadyDone):
        intake.receive(desk, message)
    assert len(look.requests()) == len(look.handoffs()) == 1
    assert look.rows("SELECT body FROM inbox WHERE done_at IS NOT NULL") == [{"body": ""}]


class FullDiskError(Exception):
    """Something that happens in the middle of a use case."""


def test_what_fails_half_way_leaves_nothing_behind(desk: Desk, look: Looking):
    def half_way() -> None:
        with desk.handle("message:1") as unit:
            desk.send(unit, intake.line("k", TEAM, TESSA, "thanks"))
            unit.audit.add(desk.clock.now(), TEAM, actor=TESSA, action="x", object_id="y")
            raise FullDiskError

    before = look.everything()
    with pytest.raises(FullDiskError):
        half_way()
    assert look.everything() == before


def test_every_newcomer_is_welcomed_once(desk: Desk, look: Looking):
    for number, user in enumerate((TESSA, TESSA, OMAR)):
        intake.receive(desk, a_message("kicking off", user_id=user, ts=f"1790000000.00010{number}"))
    assert look.sent_to(TESSA) == ["reply", "line:welcome", "reply"]
    assert look.sent_to(OMAR) == ["reply", "line:welcome"]


def test_nobody_is_asked_for_their_school_beside_an_urgent_answer(desk: Desk, look: Looking):
    for number, text in enumerate(("he has a knife", "he is missing", "he is withdrawn")):
        intake.receive(desk, a_message(text, ts=f"1790000000.00010{number}"))
    assert told(look) == ["reply", "reply", "reply"]
    intake.receive(desk, a_message("kicking off", ts=LATER))
    assert told(look)[-1] == "line:welcome"


def test_a_mention_is_answered_privately_with_a_note_only_the_asker_sees(desk: Desk, look: Looking):
    intake.receive(desk, a_message("kicking off", origin=Origin.MENTION, channel_id="C0STAFF001"))
    (note,) = look.effects("ephemeral")
    assert (note["recipient"], note["ref"], note["data"]) == (
        TESSA,
        "C0STAFF001",
        {"name": "mention"},
    )


def test_a_reply_in_the_thread_is_read_with_what_was_said_before(
    desk: Desk, adviser: FakeAdviser, look: Looking
):
    intake.receive(desk, a_message("he is withdrawn", phase=Phase.KS2))
    follow_up = a_message("and now worse", ts=LATER, thread_ts="1790000000.000100")
    intake.receive(desk, follow_up)
    assert adviser.asked[-1][:2] == ("he is withdrawn\n[later] and now worse", Phase.KS2)
    assert look.requests()[-1]["thread_ts"] == "1790000000.000100"


@pytest.mark.parametrize("in_thread", [True, False], ids=["in the thread", "as a new message"])
def test_the_next_message_within_the_hour_of_a_worrying_one_is_read_warily(
    desk: Desk, adviser: FakeAdviser, clock: FixedClock, in_thread: bool
):
    thread = "1790000000.000100" if in_thread else None
    intake.receive(desk, a_message("he has a knife"))
    clock.advance(timedelta(minutes=60))
    intake.receive(desk, a_message("and now worse", ts=LATER, thread_ts=thread))
    assert adviser.again == "and now worse"


@pytest.mark.parametrize(
    ("before", "minutes", "user"),
    [("kicking off", 5, TESSA), ("he has a knife", 61, TESSA), ("he has a knife", 5, OMAR)],
    ids=["not worrying", "over an hour ago", "somebody else's"],
)
def test_other_messages_are_read_as_usual(
    desk: Desk, adviser: FakeAdviser, clock: FixedClock, before: str, minutes: int, user: str
):
    intake.receive(desk, a_message(before))
    clock.advance(timedelta(minutes=minutes))
    intake.receive(desk, a_message("and now worse", ts=LATER, user_id=user))
    assert adviser.again == ""


def posted(desk: Desk, look: Looking, *, channel: str, ts: str) -> None:
    """Let the first reply in the outbox be in Slack."""
    now = desk.clock.now()
    with desk.work.write() as unit:
        claimed = unit.outbox.claim(now=now, by="me", lease=timedelta(seconds=20))
        assert claimed
        unit.outbox.mark_sent(claimed, by="me", at=now, posted=Posted(channel_id=channel, ts=ts))


def test_a_thread_under_our_own_answer_continues_that_request(
    desk: Desk, adviser: FakeAdviser, look: Looking
):
    intake.receive(desk, a_message("he is withdrawn"))
    posted(desk, look, channel=TESSA_DM, ts="1790000001.000000")
    intake.receive(desk, a_message("worse", ts=LATER, thread_ts="1790000001.000000"))
    assert adviser.asked[-1][0] == "he is withdrawn\n[later] worse"


def test_a_thread_under_the_answer_to_a_form_continues_that_request(
    desk: Desk, adviser: FakeAdviser, look: Looking
):
    form = a_message("he is withdrawn", origin=Origin.FORM, channel_id=None, message_ts=None)
    intake.receive(desk, form)
    posted(desk, look, channel=TESSA_DM, ts="1790000001.000000")
    intake.receive(desk, a_message("worse", ts=LATER, thread_ts="1790000001.000000"))
    assert adviser.asked[-1][0] == "he is withdrawn\n[later] worse"


def test_nobody_continues_another_persons_request(desk: Desk, adviser: FakeAdviser):
    intake.receive(desk, a_message("he is withdrawn"))
    intake.receive(desk, a_message("worse", ts=LATER, thread_ts="1790000000.000100", user_id=OMAR))
    assert adviser.asked[-1][0] == "worse"


def test_an_edit_draws_the_answer_again_with_the_new_words(desk: Desk, look: Looking):
    intake.receive(desk, a_message("kicking off", removed=1))
    assert changes.amend(desk, edit("kicking off in maths"))
    request = the_request(look)
    assert (request["text"], request["revision"], request["removed"]) == (
        "kicking off in maths",
        2,
        0,
    )
    assert look.sent_to(TESSA) == ["reply", "line:welcome", "reply.update"]


def test_an_edit_that_reveals_danger_pages(desk: Desk, look: Looking):
    intake.receive(desk, a_message("kicking off"))
    assert changes.amend(desk, edit("kicking off with a knife"))
    assert look.handoffs()[0]["urgency"] == "emergency"
    assert cards(look) == 1
    assert told(look)[-1] == "reply"


@pytest.mark.parametrize("text", ["all fine now", "he is withdrawn", "he is missing", "a recipe"])
def test_an_edit_never_lowers_what_was_raised(desk: Desk, look: Looking, text: str):
    intake.receive(desk, a_message("he has a knife"))
    changes.amend(desk, edit(text))
    request = the_request(look)
    assert (request["action"], request["urgency"]) == ("page", "emergency")
    assert look.handoffs()[0]["urgency"] == "emergency"
    assert cards(look) == 1


def test_an_edit_never_lowers_what_the_teacher_confirmed(desk: Desk, look: Looking):
    intake.receive(desk, a_message("he is withdrawn"))
    handoff.answer_ask(desk, "click:1", str(the_request(look)["id"]), TESSA, AskAnswer.WORRIED)
    changes.amend(desk, edit("he is very withdrawn"))
    request = the_request(look)
    assert (request["urgency"], request["ask_answer"]) == ("urgent", "worried")
    assert len(look.handoffs()) == cards(look) == 1
    assert look.rows("SELECT * FROM timers WHERE done_at IS NULL AND key LIKE 'ask:%:2'") == []


def test_an_edit_after_a_clear_no_asks_again_and_gives_the_whole_five_minutes(
    desk: Desk, look: Looking, clock: FixedClock
):
    intake.receive(desk, a_message("he is withdrawn"))
    clock.advance(timedelta(minutes=1))
    handoff.answer_ask(desk, "click:1", str(the_request(look)["id"]), TESSA, AskAnswer.NO)
    clock.advance(timedelta(minutes=3))
    changes.amend(desk, edit("he is withdrawn and has marks"))
    clock.advance(timedelta(minutes=2))
    tick.run_due(desk)
    assert look.handoffs() == []
    clock.advance(timedelta(minutes=3))
    tick.run_due(desk)
    assert look.handoffs()[0]["reason"] == "no-answer"


def test_edits_do_not_put_the_page_off(desk: Desk, look: Looking, clock: FixedClock):
    intake.receive(desk, a_message("he is withdrawn"))
    clock.advance(timedelta(minutes=4))
    changes.amend(desk, edit("he is so withdrawn"))
    clock.advance(timedelta(minutes=1))
    tick.run_due(desk)
    assert look.handoffs()[0]["reason"] == "no-answer"


def test_a_second_no_is_drawn_too(desk: Desk, look: Looking):
    intake.receive(desk, a_message("he is withdrawn"))
    request_id = str(the_request(look)["id"])
    handoff.answer_ask(desk, "click:1", request_id, TESSA, AskAnswer.NO)
    changes.amend(desk, edit("he is withdrawn and has marks"))
    handoff.answer_ask(desk, "click:2", request_id, TESSA, AskAnswer.NO)
    assert look.sent_to(TESSA)[-2:] == ["reply", "reply.update"]


def test_an_edit_into_an_emergency_opens_a_withdrawn_request_again(desk: Desk, look: Looking):
    intake.receive(desk, a_message("kicking off"))
    changes.withdraw(desk, "click:1", str(the_request(look)["id"]), TESSA)
    assert changes.amend(desk, edit("he has a knife"))
    request = the_request(look)
    assert (request["state"], request["text"]) == ("open", "he has a knife")
    assert cards(look) == 1


def test_a_calm_edit_leaves_a_withdrawn_request_closed(desk: Desk, look: Looking):
    intake.receive(desk, a_message("kicking off"))
    changes.withdraw(desk, "click:1", str(the_request(look)["id"]), TESSA)
    assert changes.amend(desk, edit("kicking off in maths"))
    assert (the_request(look)["state"], the_request(look)["text"]) == ("withdrawn", "")


def test_an_edit_that_changes_nothing_is_passed_over(desk: Desk, look: Looking):
    intake.receive(desk, a_message("kicking off"))
    before = look.requests()
    assert changes.amend(desk, edit("kicking off"))
    assert look.requests() == before
    assert "reply.update" not in look.sent_to(TESSA)


def test_the_edit_of_an_unknown_message_or_of_somebody_elses_is_not_taken(
    desk: Desk, look: Looking
):
    intake.receive(desk, a_message("kicking off"))
    assert not changes.amend(desk, edit("a knife", ts=LATER))
    assert not changes.amend(desk, edit("a knife", user_id=OMAR))
    assert the_request(look)["text"] == "kicking off"


def test_the_original_is_passed_over_when_its_edit_came_first(desk: Desk, look: Looking):
    edited = a_message("kicking off with a knife", key="edit:1")
    intake.receive(desk, edited)
    intake.receive(desk, a_message("kicking off"))
    assert the_request(look)["text"] == "kicking off with a knife"
    assert told(look) == ["reply"]


def test_deleting_the_slack_message_takes_the_words_away_but_not_the_page(
    desk: Desk, look: Looking
):
    intake.receive(desk, a_message("he has a knife in F12", tried="told him to stop"))
    changes.retract(desk, edit(None))
    request = the_request(look)
    assert (request["state"], request["text"], request["tried"]) == ("withdrawn", "", "")
    assert "knife" not in str(request["flags"]).replace("weapon.knife", "")
    assert [each["because"] for each in json.loads(str(request["suggestions"]))] == [""] * 4
    assert look.handoffs()[0]["state"] == "open"
    assert cards(look) == 1
    assert look.sent_to("@on-call")[-1] == "card.update"
    assert told(look) == ["reply"]
    assert look.sent_to(TESSA)[-1] == "reply.update"
    assert "F12" not in look.everything()


def test_deleting_an_unknown_message_or_twice_changes_nothing(desk: Desk, look: Looking):
    changes.retract(desk, edit(None))
    intake.receive(desk, a_message("kicking off"))
    changes.retract(desk, edit(None, at="2"))
    before = look.effects()
    changes.retract(desk, edit(None, at="3"))
    assert look.effects() == before


def test_withdrawing_leaves_the_number_used_and_the_request_closed_to_clicks(
    desk: Desk, look: Looking
):
    intake.receive(desk, a_message("kicking off"))
    request_id = str(the_request(look)["id"])
    changes.withdraw(desk, "click:1", request_id, TESSA)
    with pytest.raises(Refused):
        changes.withdraw(desk, "click:2", request_id, TESSA)
    intake.receive(desk, a_message("kicking off", ts=LATER))
    assert [row["number"] for row in look.requests()] == [1001, 1002]


def test_the_question_of_a_withdrawn_request_pages_nobody(
    desk: Desk, look: Looking, clock: FixedClock
):
    intake.receive(desk, a_message("he is withdrawn"))
    changes.withdraw(desk, "click:1", str(the_request(look)["id"]), TESSA)
    clock.advance(timedelta(minutes=6))
    tick.run_due(desk)
    assert look.handoffs() == []


def test_the_words_of_a_deleted_request_do_not_live_on_in_its_thread(desk: Desk, look: Looking):
    intake.receive(desk, a_message("kicking off in F12"))
    intake.receive(desk, a_message("and again", ts=LATER, thread_ts="1790000000.000100"))
    changes.withdraw(desk, "click:1", str(look.requests()[0]["id"]), TESSA)
    assert "F12" not in look.everything()
    assert look.requests()[1]["state"] == "open"


def test_every_change_leaves_an_audit_row_without_a_word_of_the_teachers(desk: Desk, look: Looking):
    intake.receive(desk, a_message("he has a knife in F12"))
    changes.amend(desk, edit("he has a knife in F13"))
    changes.withdraw(desk, "click:1", str(the_request(look)["id"]), TESSA)
    audit = look.rows("SELECT * FROM audit ORDER BY id")
    done = [row["action"] for row in audit if not str(row["action"]).startswith("handoff.")]
    assert done == ["request.open", "request.amend", "request.withdraw"]
    assert "handoff.open" in {row["action"] for row in audit}
    assert "F1" not in str(audit)
