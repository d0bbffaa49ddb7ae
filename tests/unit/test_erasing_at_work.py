"""Erasing while the line is at work: nothing is lost for others, and nobody comes back."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from advicebot.clock import FixedClock
from advicebot.domain.knowledge import Knowledge
from advicebot.domain.outcomes.holds import of_request
from advicebot.domain.support.referral import ReferralState
from advicebot.errors import Refused
from advicebot.service import changes, closing, erasing, handoff, intake, retention
from advicebot.service.changes import Change
from advicebot.service.desk import Desk
from tests.fakes import DAN, OMAR, PRIYA, TEAM, TESSA, TESSA_DM, Looking, a_delivery, a_message
from tests.following import ENDED
from tests.handoffs import AtWork, a_line
from tests.unit.test_rights import OTHERS, WORDS, lived

BY = "data protection officer"


@pytest.fixture
def knowledge() -> Knowledge:
    return a_line()


@pytest.fixture
def line(desk: Desk, look: Looking, clock: FixedClock) -> AtWork:
    made = AtWork(desk, look, clock)
    made.on_rota()
    return made


def test_whoever_is_asked_to_help_is_not_erased_with_their_page(line: AtWork):
    intake.receive(line.desk, a_message("he has a knife"))
    for who in (PRIYA, DAN):
        with pytest.raises(Refused, match="asked to take it"):
            erasing.erase_person(line.desk, TEAM, who, by=BY)
    line.settle()
    assert {"D0PRIYA001", "D0DAN00001"} <= {each["channel"] for each in line.slack.posts}


def test_whoever_helps_is_not_erased_and_whoever_was_only_asked_is(line: AtWork):
    handoff_id = line.call("emergency")
    handoff.claim(line.desk, line.click(), handoff_id, PRIYA)
    line.settle()
    with pytest.raises(Refused, match="Pass it on or close it"):
        erasing.erase_person(line.desk, TEAM, PRIYA, by=BY)
    erasing.erase_person(line.desk, TEAM, DAN, by=BY)
    assert line.get(handoff_id).claimed_by == PRIYA


def test_a_message_that_nobody_has_read_yet_is_not_thrown_away(line: AtWork):
    words = f"<@{PRIYA}> told me to write: he has a knife"
    body = {"event": {"user": OMAR, "text": words}}
    waiting = a_delivery("message:omar", body=body)
    with line.desk.work.write() as unit:
        unit.inbox.add(waiting, at=line.clock.now(), by="one", lease=timedelta(seconds=20))
    for named in (PRIYA, OMAR):
        with pytest.raises(Refused, match="Try again in a minute"):
            erasing.erase_person(line.desk, TEAM, named, by=BY)
    with line.desk.work.write() as unit:
        unit.inbox.finish(waiting.key, line.clock.now())
    erasing.erase_person(line.desk, TEAM, OMAR, by=BY)


def test_what_slack_was_just_taking_is_taken_back_too(line: AtWork):
    lived(line)
    intake.receive(line.desk, a_message("kicking off", ts="1790009999.000100"))
    real = line.slack.post
    erased: list[int] = []

    def post(channel: str, message: Any, **more: Any) -> Any:
        if channel == TESSA_DM and not erased:
            erased.append(erasing.erase_person(line.desk, TEAM, TESSA, by=BY))
        return real(channel, message, **more)

    line.slack.post = post  # type: ignore[method-assign]
    line.settle()
    assert erased == [2]
    assert {each["at"] for each in line.slack.posts if each["channel"] == TESSA_DM} <= set(
        line.slack.deleted
    )
    assert line.look.rows("SELECT 1 FROM outbox WHERE recipient = ?", TESSA) == []


def test_the_words_of_two_requests_in_one_talk_are_blanked_with_the_second(line: AtWork):
    handoff_id = line.call("urgent", text="she is missing")
    assert line.call("urgent", text=f"she is missing still {WORDS}") == handoff_id
    handoff.claim(line.desk, line.click(), handoff_id, PRIYA)
    line.settle()
    closing.close(line.desk, line.click(), handoff_id, PRIYA, ENDED)
    line.settle()
    copies = {(row["channel_id"], row["ts"]) for row in line.look.effects("words")}
    assert copies
    line.clock.advance(timedelta(days=120))
    retention.look(line.desk, TEAM)
    line.settle()
    assert WORDS not in line.look.everything()
    assert {(each.channel_id, each.ts) for each in line.slack.deleted} == copies


def test_one_of_two_requests_in_one_talk_takes_its_own_words_out_of_it(line: AtWork):
    handoff_id = line.call("urgent", text=f"she is missing {OTHERS}")
    line.call("urgent", text=f"she is missing still {WORDS}")
    handoff.claim(line.desk, line.click(), handoff_id, PRIYA)
    line.settle()
    closing.close(line.desk, line.click(), handoff_id, PRIYA, ENDED)
    line.settle()
    (copy,) = (row for row in line.look.effects("words") if row["ts"])
    second = str(line.look.requests()[1]["id"])
    erasing.erase_request(line.desk, TEAM, second, by=BY)
    line.settle()
    assert WORDS not in line.look.everything()
    assert OTHERS in line.look.everything()
    drawn = [message for where, message in line.slack.updates if where.ts == copy["ts"]]
    assert drawn
    assert WORDS not in drawn[-1].text


def test_who_came_back_after_being_erased_keeps_what_is_new_in_a_restored_copy(line: AtWork):
    lived(line)
    erasing.erase_person(line.desk, TEAM, TESSA, by=BY)
    with line.desk.work.read() as unit:
        first = unit.rights.list_tombstones()
    line.clock.advance(timedelta(days=7))
    handoff_id = line.call("emergency")
    assert erasing.erase_again(line.desk, first) == 0
    assert line.get(handoff_id).is_active
    later = {stone: at + timedelta(days=30) for stone, at in first.items()}
    assert erasing.erase_again(line.desk, later) > 0, "erased once more since the copy was made"
    assert line.look.handoffs() == []
    with line.desk.work.read() as unit:
        assert unit.rights.list_tombstones() == later


def test_a_copy_from_before_keeps_the_tombstones_of_whom_it_does_not_know(line: AtWork):
    stones = {erasing.tombstone(TEAM, "person:U0NOBODY01"): line.clock.now()}
    assert erasing.erase_again(line.desk, stones) == 0
    with line.desk.work.read() as unit:
        assert unit.rights.list_tombstones() == stones


def test_the_words_of_an_erased_request_are_gone_from_what_was_written_under_it(line: AtWork):
    first = a_message(f"kicking off {WORDS}", ts="1790000001.000100")
    intake.receive(line.desk, first)
    later = {"thread_ts": first.message_ts, "ts": "1790000002.000100"}
    intake.receive(line.desk, a_message("and again", **later))
    line.settle()
    earlier, reply = line.look.requests()
    assert WORDS in reply["text"]
    erasing.erase_request(line.desk, TEAM, earlier["id"], by="officer")
    assert WORDS not in line.look.everything()
    assert [row["id"] for row in line.look.requests()] == [reply["id"]]


def test_what_is_on_legal_hold_is_not_deleted_by_its_teacher_either(line: AtWork):
    intake.receive(line.desk, a_message(f"kicking off {WORDS}"))
    line.settle()
    request = line.look.requests()[0]
    made = erasing.hold(line.desk, TEAM, of_request(request["id"]), why="tribunal", by="officer")
    with pytest.raises(Refused, match="legal hold"):
        changes.withdraw(line.desk, line.click(), request["id"], TESSA)
    gone = Change(
        key=line.click(),
        team_id=TEAM,
        user_id=TESSA,
        channel_id=TESSA_DM,
        message_ts=request["message_ts"],
        text=None,
    )
    changes.retract(line.desk, gone)
    assert WORDS in line.look.everything()
    erasing.lift(line.desk, TEAM, made.id, by="officer")
    changes.withdraw(line.desk, line.click(), request["id"], TESSA)
    line.settle()
    assert WORDS not in line.look.everything()


def test_a_provider_that_expects_a_pupil_hears_that_the_referral_is_erased(line: AtWork):
    request_id = lived(line)
    with line.desk.work.write() as unit:
        (referral,) = unit.referrals.list_of_request(request_id)
        unit.referrals.save(replace(referral, state=ReferralState.ACCEPTED))
    erasing.erase_person(line.desk, TEAM, TESSA, by="officer")
    line.settle()
    said = [each for each in line.slack.posts if each["key"] == f"line:erased:{referral.id}"]
    (text,) = (each["message"].text for each in said)
    assert f"R-{referral.number}" in text
    assert TESSA not in text
    assert WORDS not in text
