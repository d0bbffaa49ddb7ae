"""Pages, words and what goes outside Slack: what leaves, where it stands, and what follows when it
cannot.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from advicebot.clock import FixedClock
from advicebot.domain.delivery import ON_CALL, OUTSIDE, Effect
from advicebot.domain.handoff import Closing, Helped, Intention
from advicebot.domain.knowledge import Knowledge
from advicebot.errors import SlackDeliveryError
from advicebot.service import carrying, closing, effects, handoff, hearing, relay, tick
from advicebot.service.desk import Desk
from advicebot.service.hearing import Said
from advicebot.slack.draw import Artist
from advicebot.slack.sender import Sender
from tests.fakes import DAN, OMAR, PRIYA, TEAM, TESSA, TESSA_DM, Looking, a_message
from tests.handoffs import LEASE, SAM, AtWork, a_line

CHANNEL = "C0ONCALL01"
PRIYA_DM, DAN_DM = "D0PRIYA001", "D0DAN00001"
DOWN = SlackDeliveryError("http_503", is_uncertain=True)
LOST = SlackDeliveryError("timeout", is_uncertain=True)
NOBODY_THERE = SlackDeliveryError("user_not_found", is_permanent=True)
UNINVITED = SlackDeliveryError("not_in_channel", is_permanent=True)
NOT_TAKEN = SlackDeliveryError("outside_failed", is_uncertain=True)
CLOSING = Closing(
    agreed="Calm start",
    next_step="Visit",
    next_by="outreach",
    risk=3,
    intention=Intention.NONE,
    review_on=None,
)


@pytest.fixture
def knowledge() -> Knowledge:
    return a_line()


@pytest.fixture
def line(desk: Desk, look: Looking, clock: FixedClock) -> AtWork:
    made = AtWork(desk, look, clock)
    made.on_rota()
    return made


def fail(
    line: AtWork, error: SlackDeliveryError, *about: str, method: str = "post", times: int = 10**6
) -> None:
    """Let calls about keys that hold one of these words fail, so many times."""
    left = [times]

    def plan(called: str, key: str) -> SlackDeliveryError | None:
        if called == method and any(each in key for each in about) and left[0]:
            left[0] -= 1
            return error
        return None

    line.slack.plan = plan


def heal(line: AtWork) -> None:
    line.slack.plan = lambda method, about: None


def posted(line: AtWork, *, to: str) -> list[str]:
    """Return the keys of what stands in a channel."""
    return [each["key"] for each in line.slack.posts if each["channel"] == to]


def drawn(line: AtWork, key: str) -> str:
    """Return a message as it stands now: text and blocks."""
    (post,) = [each for each in line.slack.posts if each["key"] == key]
    newest = post["message"]
    for place, message in line.slack.updates:
        newest = message if place == post["at"] else newest
    return f"{newest.text} {newest.blocks}"


def unsent(line: AtWork) -> list[str]:
    rows = line.look.effects()
    return [row["key"] for row in rows if not row["sent_at"] and not row["failed_at"]]


def under_the_card(line: AtWork, text: str, ts: str, *, edited_at: datetime | None = None) -> None:
    """Let Priya write, or edit what she wrote, under the newest card."""
    cards = [each["at"] for each in line.slack.posts if each["key"].startswith("card:")]
    card = [each for each in cards if each.channel_id == CHANNEL][-1]
    said = Said(
        key=f"message:{ts}:{edited_at}",
        team_id=TEAM,
        user_id=PRIYA,
        channel_id=CHANNEL,
        message_ts=ts,
        thread_ts=card.ts,
        text=text,
        edited_at=edited_at,
    )
    hearing.hear(line.desk, said, is_practitioner=True)
    line.settle()


# Who cannot be reached


def test_a_page_to_somebody_who_can_never_be_reached_goes_to_the_next_person_at_once(line: AtWork):
    fail(line, NOBODY_THERE, PRIYA)
    handoff_id = line.call("urgent")
    assert posted(line, to=DAN_DM) == [f"card:{handoff_id}:2:{DAN}"]
    assert posted(line, to=PRIYA_DM) == []
    held = line.get(handoff_id)
    assert (held.paged, held.declined, held.reached) == ((DAN,), (PRIYA,), (DAN,))
    assert line.notices() == [], "somebody is paged, so there is nothing to alarm the teacher with"
    assert f"I have paged <@{DAN}>" in drawn(line, "reply:id0001:1")


def test_when_nobody_by_name_can_be_reached_the_channel_and_the_second_channel_are_used(
    line: AtWork,
):
    fail(line, NOBODY_THERE, PRIYA, DAN)
    handoff_id = line.call("urgent")
    calls = [each for each in line.slack.posts if ":everyone:" in each["key"]]
    assert [each["channel"] for each in calls] == [CHANNEL]
    assert [row["recipient"] for row in line.look.effects("outside")] == [OUTSIDE]
    assert line.get(handoff_id).reached == (ON_CALL,)


def test_of_two_who_are_paged_one_who_is_gone_leaves_the_other_and_no_step_is_lost(line: AtWork):
    fail(line, NOBODY_THERE, PRIYA)
    handoff_id = line.call("emergency")
    held = line.get(handoff_id)
    assert (held.rung, held.reached, held.declined) == (1, (DAN,), (PRIYA,))
    line.wait(3)
    assert posted(line, to=DAN_DM) == [f"card:{handoff_id}:{rung}:{DAN}" for rung in (1, 2)]


def test_a_channel_nobody_invited_the_line_to_keeps_no_page_from_the_people_on_duty(line: AtWork):
    line.slack.plan = lambda method, about: (
        UNINVITED if method == "post" and about == "card:id0002" else None
    )
    handoff_id = line.call("emergency")
    assert posted(line, to=PRIYA_DM) == [f"card:{handoff_id}:1:{PRIYA}"]
    assert line.notices() == []
    handoff.claim(line.desk, None, handoff_id, PRIYA)
    line.settle()
    assert posted(line, to=CHANNEL) == []
    heal(line)
    line.wait(2)
    first, *under = [each for each in line.slack.posts if each["channel"] == CHANNEL]
    assert first["key"] == f"card:{handoff_id}"
    assert {each["thread"] for each in under} == {first["at"].ts}
    assert unsent(line) == []


@pytest.mark.parametrize("error", [DOWN, LOST, SlackDeliveryError("internal_error")])
def test_an_outage_tells_the_teacher_and_the_second_channel_once_and_pages_once_it_is_over(
    line: AtWork, error: SlackDeliveryError
):
    fail(line, error, "card:", "thread:")
    handoff_id = line.call("emergency")
    tries = [row["attempts"] for row in line.look.effects("card") if row["recipient"] == PRIYA]
    assert tries == [1]
    assert line.notices() == [], "one failure is a hiccup"
    line.wait(1)
    row = next(each for each in line.look.effects("card") if each["recipient"] == PRIYA)
    assert row["attempts"] >= 3
    assert line.notices() == ["page-failed"]
    line.wait(30)
    assert line.notices().count("page-failed") == 1
    failed = [row for row in line.look.effects("outside") if "failed" in row["key"]]
    assert len(failed) == 1
    assert "I could not reach the on-call team" in drawn(line, "reply:id0001:1")
    heal(line)
    line.wait(1)
    assert line.get(handoff_id).page_failed_at is None
    assert len(posted(line, to=PRIYA_DM)) == 1, "one page, however long it took"
    assert "I have paged" in drawn(line, "reply:id0001:1")
    assert unsent(line) == []


def test_the_second_try_is_no_reason_to_alarm_a_teacher(line: AtWork):
    fail(line, DOWN, "card:", times=6)
    line.call("emergency")
    line.wait(1)
    assert line.notices() == []
    assert line.look.effects("outside") == []


# What is held up, and what is not


def test_a_card_that_cannot_leave_holds_up_no_other_page(line: AtWork):
    fail(line, SlackDeliveryError("invalid_blocks"), "card:id0002")
    line.call("emergency")
    second = line.call("emergency", user_id=OMAR)
    keys = line.slack.posted_keys()
    assert {f"card:{second}", f"card:{second}:1:{PRIYA}", f"card:{second}:1:{DAN}"} <= set(keys)


def test_a_message_that_is_stuck_holds_up_no_page_to_the_same_person(line: AtWork):
    handoff_id = line.call("urgent")
    fail(line, DOWN, "line:")
    with line.desk.work.write() as unit:
        held = unit.handoffs.find(handoff_id)
        assert held
        line.desk.send(unit, effects.to_practitioner(held, DAN, "still", once="1"))
    line.settle()
    line.clock.advance(timedelta(minutes=10))
    tick.run_due(line.desk)
    line.settle()
    assert posted(line, to=DAN_DM) == [f"card:{handoff_id}:2:{DAN}"]
    assert any(key.startswith("line:") for key in unsent(line))


def test_a_drawing_that_slack_puts_off_holds_up_no_call_and_no_notice(line: AtWork):
    handoff_id = line.call("urgent")
    relay.receive(line.desk, a_message("he is calmer", ts="1790009000.1"))
    line.settle()
    fail(line, SlackDeliveryError("ratelimited", retry_after=6000), "179", method="update")
    with line.desk.work.write() as unit:
        words = unit.words.list_of(handoff_id, limit=1)[0]
        carrying.mend(line.desk, unit, words, "calm", removed=0, edited_at=line.clock.now())
    line.wait(20)
    assert any(key.startswith("words.update:") for key in unsent(line))
    assert [key for key in posted(line, to=CHANNEL) if ":everyone:" in key]
    handoff.claim(line.desk, None, handoff_id, PRIYA)
    line.settle()
    assert any(key.startswith("reply.update:") for key in unsent(line))
    assert posted(line, to=TESSA_DM)[-1].startswith("notice:id0001:claimed")


def test_a_card_is_drawn_again_without_waiting_for_a_page_to_somebody_else(line: AtWork):
    fail(line, DOWN, PRIYA)
    handoff_id = line.call("emergency")
    handoff.claim(line.desk, None, handoff_id, DAN)
    line.settle()
    assert f"*<@{DAN}> has it*" in drawn(line, f"card:{handoff_id}")
    assert "You have it" in drawn(line, f"card:{handoff_id}:1:{DAN}")
    assert f"card.update:{handoff_id}" not in "".join(
        row["key"] for row in line.look.effects("card.update") if row["attempts"] > 1
    )


def test_a_page_that_leaves_late_is_drawn_as_things_stand_then(line: AtWork):
    fail(line, DOWN, PRIYA)
    handoff_id = line.call("emergency")
    handoff.claim(line.desk, None, handoff_id, DAN)
    heal(line)
    line.wait(2)
    late = drawn(line, f"card:{handoff_id}:1:{PRIYA}")
    assert f"*<@{DAN}> has it*" in late
    assert "handoff.take" not in late


# Under the card


def test_what_is_said_under_the_card_stands_there_and_only_a_call_is_shown_in_the_channel(
    line: AtWork,
):
    handoff_id = line.call("urgent")
    line.wait(20)
    handoff.claim(line.desk, None, handoff_id, SAM)
    line.settle()
    card = next(each for each in line.slack.posts if each["key"] == f"card:{handoff_id}")
    under = [each for each in line.slack.posts if each["key"].startswith("thread:")]
    assert {each["thread"] for each in under} == {card["at"].ts}
    loud = {each["key"].split(":")[2]: each["loud"] for each in under}
    assert loud == {"everyone": True, "claimed": False}


def test_what_belongs_under_a_card_waits_for_it_and_is_not_doubled(line: AtWork):
    line.on_rota(None, None)
    line.slack.is_lost = True
    fail(line, LOST, "card:id0002", "thread:", times=2)
    handoff_id = line.call("urgent")
    line.wait(1)
    assert [key.split(":")[0] for key in posted(line, to=CHANNEL)].count("card") == 1
    threads = [key for key in posted(line, to=CHANNEL) if key.startswith("thread:")]
    assert len(threads) == len(set(threads))
    handoff.claim(line.desk, None, handoff_id, PRIYA)
    line.wait(1)
    assert unsent(line) == []


# Words


def test_words_go_to_the_teachers_messages_and_under_the_card(line: AtWork):
    handoff_id = line.call("urgent")
    under_the_card(line, "I am ringing you now", "5.1")
    relay.receive(line.desk, a_message("he is calmer", ts="1790009000.1"))
    line.settle()
    (to_teacher,) = [e for e in line.slack.posts if "I am ringing" in str(e["message"].blocks)]
    (to_card,) = [e for e in line.slack.posts if "he is calmer" in str(e["message"].blocks)]
    card = next(each for each in line.slack.posts if each["key"] == f"card:{handoff_id}")
    assert (to_teacher["channel"], to_teacher["thread"]) == (TESSA_DM, None)
    assert (to_card["channel"], to_card["thread"]) == (CHANNEL, card["at"].ts)
    assert not to_card["loud"]


def test_words_that_can_never_reach_the_teacher_are_told_under_the_card_once(line: AtWork):
    line.call("urgent")
    fail(line, NOBODY_THERE, "words:")
    under_the_card(line, "I am ringing you now", "5.1")
    line.wait(5)
    told = [each for each in line.slack.posts if ":undelivered:" in each["key"]]
    assert [each["channel"] for each in told] == [CHANNEL]
    assert told[0]["thread"]
    assert f"could not be delivered to <@{TESSA}>" in told[0]["message"].text
    (row,) = line.look.effects("words")
    assert row["failed_at"]


def test_words_that_are_late_are_delivered_and_nobody_is_told_that_they_were_not(line: AtWork):
    line.call("urgent")
    fail(line, DOWN, "words:", times=5)
    under_the_card(line, "I am ringing you now", "5.1")
    line.wait(5)
    assert len([key for key in line.slack.posted_keys() if key.startswith("words:")]) == 1
    assert not [key for key in line.slack.posted_keys() if ":undelivered:" in key]


def test_words_to_the_practitioners_are_never_given_up(line: AtWork):
    handoff_id = line.call("urgent")
    handoff.claim(line.desk, None, handoff_id, PRIYA)
    fail(line, UNINVITED, "words:", times=9)
    relay.receive(line.desk, a_message("he is calmer", ts="1790009000.1"))
    line.settle()
    line.wait(10)
    assert [key for key in posted(line, to=CHANNEL) if key.startswith("words:")]


def test_words_are_read_in_the_order_they_were_said(line: AtWork):
    line.call("urgent")
    fail(line, DOWN, "words:", times=1)
    for number in range(3):
        under_the_card(line, f"word {number}", f"5.{number}")
    line.wait(1)
    said = [e["message"].text for e in line.slack.posts if e["key"].startswith("words:")]
    assert [text[-1] for text in said] == ["0", "1", "2"]


def test_an_edit_mends_its_own_copy_and_waits_for_it(line: AtWork):
    line.call("urgent")
    under_the_card(line, "I am ringing you now", "5.1")
    fail(line, DOWN, "words:", times=1)
    under_the_card(line, "at four", "5.2")
    edited = datetime(2026, 11, 24, 9, 20, tzinfo=UTC)
    under_the_card(line, "at five", "5.2", edited_at=edited)
    line.wait(1)
    keys = [key for key in posted(line, to=TESSA_DM) if key.startswith("words:")]
    now = [drawn(line, key) for key in keys]
    assert "I am ringing you now" in now[0]
    assert "at five" in now[1]
    assert "at four" not in now[1]
    assert unsent(line) == []


def test_an_edit_of_words_that_never_arrived_is_done_with(line: AtWork):
    line.call("urgent")
    fail(line, NOBODY_THERE, "words:")
    under_the_card(line, "at four", "5.2")
    heal(line)
    before = len(line.slack.updates)
    under_the_card(line, "at five", "5.2", edited_at=datetime(2026, 11, 24, 9, 20, tzinfo=UTC))
    assert len(line.slack.updates) == before
    assert unsent(line) == []


def test_what_was_tapped_is_drawn_into_the_message_that_asked(line: AtWork):
    handoff_id = line.call("urgent")
    handoff.claim(line.desk, None, handoff_id, PRIYA)
    closing.close(line.desk, line.click(), handoff_id, PRIYA, CLOSING)
    line.settle()
    (asked,) = [key for key in line.slack.posted_keys() if ":closed:" in key and "notice" in key]
    assert "handoff.helped.yes" in drawn(line, asked)
    closing.rate(line.desk, line.click(), handoff_id, TESSA, helped=Helped.YES)
    line.settle()
    assert "handoff.helped.yes" not in drawn(line, asked)
    assert "handoff.in_time.yes" in drawn(line, asked)


# Outside Slack


class Outside:
    """A second channel that takes pages, or fails as it is told to."""

    def __init__(self, error: Exception | None = None, times: int = 0) -> None:
        self.taken: list[str] = []
        self.tried: list[str] = []
        self._error, self._left = error, times

    def __call__(self, effect: Effect) -> None:
        """Take a page."""
        self.tried.append(effect.key)
        if self._error and self._left:
            self._left -= 1
            raise self._error
        self.taken.append(effect.key)


@pytest.fixture
def with_outside(line: AtWork) -> Callable[[Outside], AtWork]:
    """Return what gives the line a second channel."""

    def give(outside: Outside) -> AtWork:
        slack: Any = line.slack
        line.sender = Sender(
            line.desk,
            slack,
            Artist(line.desk),
            worker="one",
            lease=LEASE,
            machine=line.clock,
            outside=outside,
        )
        return line

    return give


def test_the_second_channel_takes_its_page_once_and_slack_never_sees_it(
    with_outside: Callable[[Outside], AtWork],
):
    outside = Outside()
    line = with_outside(outside)
    line.call("emergency")
    line.wait(6)
    (row,) = line.look.effects("outside")
    assert outside.taken == [row["key"]]
    assert row["sent_at"]
    assert row["ts"] is None
    assert row["key"] not in line.slack.posted_keys()


def test_a_line_without_a_second_channel_is_done_with_it(line: AtWork):
    line.call("emergency")
    line.wait(6)
    (row,) = line.look.effects("outside")
    assert row["sent_at"]
    assert row["attempts"] == 1
    assert unsent(line) == []


@pytest.mark.parametrize("error", [NOT_TAKEN, RuntimeError("a mistake of ours")])
def test_a_second_channel_that_fails_is_tried_until_it_takes_the_page(
    with_outside: Callable[[Outside], AtWork], error: Exception
):
    outside = Outside(error, times=12)
    line = with_outside(outside)
    handoff_id = line.call("emergency")
    line.wait(7)
    assert len(outside.tried) > 2
    assert posted(line, to=PRIYA_DM)[-1] == f"card:{handoff_id}:3:{PRIYA}", "Slack goes on paging"
    line.wait(20)
    key = line.look.effects("outside")[0]["key"]
    assert outside.tried[:13] == [key] * 13
    assert outside.taken[0] == key
    assert line.notices().count("page-failed") == 0, "Slack works, so nothing is told of it"


def test_an_outage_of_slack_leaves_by_the_second_channel_at_once(
    with_outside: Callable[[Outside], AtWork],
):
    outside = Outside()
    line = with_outside(outside)
    fail(line, DOWN, "card:", "thread:", "notice:")
    line.call("urgent")
    line.wait(1)
    assert [key.split(":")[-1] for key in outside.taken] == ["failed-1"]
