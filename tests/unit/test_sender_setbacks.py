"""What becomes of what Slack does not take: a dead token, dead letters, doubt, a lease that runs
short.
"""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from advicebot.clock import FixedClock
from advicebot.domain.delivery import ON_CALL, Effect, EffectKind, Posted, Priority
from advicebot.domain.knowledge import Knowledge
from advicebot.errors import SlackDeliveryError, StoreError
from advicebot.service import handoff, people
from advicebot.service.desk import Desk
from advicebot.slack.calls import DEAD_TOKEN, PERMANENT
from advicebot.slack.draw import Artist
from advicebot.slack.sender import Sender
from tests.fakes import DAN, PRIYA, TEAM, TESSA, FakeSlack, Looking
from tests.handoffs import LEASE, NO_PACE, AtWork, a_line

NOBODY_THERE = SlackDeliveryError("user_not_found", is_permanent=True, method="chat.postMessage")
LOST = SlackDeliveryError("timeout", is_uncertain=True, method="chat.postMessage")
LIMIT = SlackDeliveryError("ratelimited", retry_after=5, method="chat.postMessage")
Plan = Callable[[str, str], SlackDeliveryError | None]


@pytest.fixture
def knowledge() -> Knowledge:
    return a_line()


@pytest.fixture
def taken_outside() -> list[str]:
    return []


@pytest.fixture
def line(desk: Desk, look: Looking, clock: FixedClock, taken_outside: list[str]) -> AtWork:
    made = AtWork(desk, look, clock)
    made.on_rota()
    slack: Any = made.slack
    made.sender = Sender(
        desk,
        slack,
        Artist(desk),
        worker="one",
        lease=LEASE,
        machine=clock,
        outside=lambda effect: taken_outside.append(effect.key),
        paces=NO_PACE,
    )
    return made


def failing(error: SlackDeliveryError, *about: str, method: str = "post", times: int = 999) -> Plan:
    left = [times]

    def plan(called: str, key: str) -> SlackDeliveryError | None:
        if called == method and any(each in key for each in about) and left[0]:
            left[0] -= 1
            return error
        return None

    return plan


def put(line: AtWork, key: str, kind: EffectKind = EffectKind.LINE, **changed: Any) -> None:
    values: dict[str, Any] = {"recipient": TESSA, "ref": TESSA, "data": {"name": "help"}}
    with line.desk.work.write() as unit:
        line.desk.send(unit, Effect(key=key, team_id=TEAM, kind=kind, **(values | changed)))


def pass_by(line: AtWork, seconds: float) -> None:
    line.clock.advance(timedelta(seconds=seconds))
    line.settle()


# A token that Slack refuses


def test_no_refusal_of_our_token_is_a_refusal_of_a_message():
    assert not DEAD_TOKEN & PERMANENT
    assert {"account_inactive", "invalid_auth", "token_revoked"} <= DEAD_TOKEN


@pytest.mark.parametrize("reason", ["account_inactive", "invalid_auth", "token_revoked"])
def test_while_slack_refuses_our_token_nothing_is_given_up_and_pages_leave_at_once_elsewhere(
    line: AtWork, taken_outside: list[str], caplog: pytest.LogCaptureFixture, reason: str
):
    calls: list[str] = []
    error = SlackDeliveryError(reason, method="chat.postMessage")

    def plan(called: str, key: str) -> SlackDeliveryError | None:
        calls.append(called)
        return error

    line.slack.plan = plan
    people.say(line.desk, "k", team_id=TEAM, user_id=TESSA, name="help")
    line.settle()
    handoff_id = line.call("emergency")
    assert taken_outside == [f"outside:{handoff_id}:failed-1"], "in the same second"
    assert line.notices() == ["page-failed"]
    before = len(calls)
    pass_by(line, 29)
    assert len(calls) == before, "Slack is left alone"
    assert not [row for row in line.look.effects() if row["failed_at"]]
    (said,) = [row.message for row in caplog.records if row.levelno == logging.ERROR]
    assert f"Slack refuses our token ({reason})" in said
    assert "SLACK_BOT_TOKEN" in said
    line.slack.plan = lambda method, about: None
    for _ in range(40):
        pass_by(line, 1)
    assert not [row for row in line.look.effects() if not row["sent_at"]]
    assert {f"card:{handoff_id}:1:{PRIYA}", "line:k:help"} <= set(line.slack.posted_keys())
    assert "Slack takes our token again" in caplog.text


def test_a_page_that_comes_while_our_token_is_refused_leaves_elsewhere_at_once_too(
    line: AtWork, taken_outside: list[str]
):
    error = SlackDeliveryError("token_revoked", method="chat.postMessage")
    line.slack.plan = lambda method, about: error
    people.say(line.desk, "k", team_id=TEAM, user_id=TESSA, name="help")
    line.settle()
    pass_by(line, 3)
    handoff_id = line.call("urgent")
    assert taken_outside == [f"outside:{handoff_id}:failed-1"]


# What will never arrive


def test_a_page_to_nobody_goes_to_the_next_person_and_is_counted_and_written_down(
    line: AtWork, caplog: pytest.LogCaptureFixture
):
    line.slack.plan = failing(NOBODY_THERE, f":1:{PRIYA}")
    handoff_id = line.call("urgent")
    assert f"card:{handoff_id}:2:{DAN}" in line.slack.posted_keys()
    told = [each for each in line.slack.posts if "undelivered" in each["key"]]
    assert [each["channel"] for each in told] == ["C0ONCALL01"]
    assert f"<@{PRIYA}>" in told[0]["message"].text
    assert f"given up, it will never arrive: key=card:{handoff_id}:1:{PRIYA}" in caplog.text
    with line.desk.work.read() as unit:
        hour_ago = line.clock.now() - timedelta(hours=1)
        assert unit.outbox.count_failed(hour_ago) == (1, 1)
        assert unit.outbox.count_failed(line.clock.now() + timedelta(seconds=1)) == (0, 0)
    (failed,) = [row for row in line.look.effects() if row["failed_at"]]
    assert (failed["recipient"], failed["last_error"]) == (PRIYA, "user_not_found")
    assert failed["priority"] == Priority.URGENT


def test_the_channel_is_told_once_of_everything_pressing_that_misses_the_same_person(line: AtWork):
    line.slack.plan = failing(NOBODY_THERE, "urgent")
    for number in range(3):
        put(line, f"urgent:{number}", priority=Priority.URGENT, recipient=DAN, ref="r")
    put(line, "calm-urgent", recipient=DAN, ref="r")
    line.settle()
    told = [each for each in line.slack.posts if each["channel"] == "C0ONCALL01"]
    assert len(told) == 1
    with line.desk.work.read() as unit:
        assert unit.outbox.count_failed(line.clock.now()) == (4, 3)


def test_what_does_not_press_is_one_line_in_the_log_and_no_message(
    line: AtWork, caplog: pytest.LogCaptureFixture
):
    line.slack.plan = failing(NOBODY_THERE, "calm")
    put(line, "calm")
    line.settle()
    assert line.slack.posts == []
    assert [row.message.split(":")[0] for row in caplog.records] == [
        "given up, it will never arrive"
    ]


def test_a_channel_that_is_not_there_says_what_to_do(
    line: AtWork, caplog: pytest.LogCaptureFixture
):
    archived = SlackDeliveryError("is_archived", is_permanent=True, method="chat.postMessage")
    line.slack.plan = lambda called, about: archived if about == "card:id0002" else None
    line.call("emergency")
    assert "the channel @on-call is not there for the line (is_archived): invite" in caplog.text
    assert not [row for row in line.look.effects() if row["failed_at"]]


# Doubt


def test_what_certainly_did_not_arrive_is_not_looked_for(line: AtWork):
    line.slack.plan = failing(LIMIT, "k1", times=3)
    put(line, "k1")
    for _ in range(4):
        pass_by(line, 6)
    assert line.slack.posted_keys() == ["k1"]
    assert line.slack.looked == []


def test_doubt_stays_until_the_message_was_found_or_posted(line: AtWork):
    """A lost answer, then a certain refusal: the first one may stand there all the same."""
    line.slack.is_lost = True
    line.slack.plan = failing(LOST, "k1", times=1)
    put(line, "k1")
    line.settle()
    line.slack.plan = failing(LIMIT, "k1", method="find", times=2)
    for _ in range(6):
        pass_by(line, 6)
    assert line.slack.posted_keys() == ["k1"]
    assert line.look.effects()[0]["sent_at"]


def test_who_died_over_a_message_left_doubt(line: AtWork):
    put(line, "k1")
    with line.desk.work.write() as unit:
        unit.outbox.claim(now=line.clock.now(), by="dead", lease=LEASE)
    pass_by(line, 21)
    assert line.slack.looked == ["k1"]


def test_a_whisper_that_certainly_was_not_shown_is_shown_later_and_one_in_doubt_is_not(
    line: AtWork,
):
    refused = SlackDeliveryError("ratelimited", retry_after=5, method="chat.postEphemeral")
    for person, error in ((TESSA, refused), (DAN, LOST)):
        line.slack.plan = failing(error, person, method="whisper", times=1)
        put(
            line,
            f"w{person}",
            EffectKind.EPHEMERAL,
            recipient=person,
            ref="C0STAFF001",
            data={"name": "mention"},
        )
        line.settle()
        pass_by(line, 6)
    pass_by(line, 61)
    assert [who for _, who, _ in line.slack.whispers] == [TESSA]
    assert all(row["sent_at"] for row in line.look.effects())


# A lease that runs short


class Slow(FakeSlack):
    """Takes its time over finding somebody's channel."""

    def __init__(self, clock: FixedClock) -> None:
        super().__init__()
        self.clock = clock
        self.takes = timedelta(seconds=11)

    def open_dm(self, user: str) -> str:
        """Return the channel in the end."""
        self.clock.advance(self.takes)
        return super().open_dm(user)


def test_nothing_is_posted_in_the_second_half_of_a_lease(line: AtWork):
    slow = line.slack = Slow(line.clock)
    line.sender = line.a_sender("one")
    put(line, "k1")
    assert line.sender.send_next()
    assert slow.posts == []
    assert line.look.effects()[0]["last_error"] == "lease_too_short"
    slow.takes = timedelta(0)
    pass_by(line, 2)
    assert slow.posted_keys() == ["k1"]
    assert slow.looked == [], "nothing was posted, so there is nothing to look for"


# What we draw wrong, and a database that is ill


def test_a_mistake_of_ours_after_the_call_leaves_doubt(line: AtWork):
    class Odd(FakeSlack):
        def post(self, *about: Any, **more: Any) -> Posted:
            posted = super().post(*about, **more)
            if len(self.posts) == 1:
                raise KeyError("ts")
            return posted

    line.slack = Odd()
    line.sender = line.a_sender("one")
    put(line, "k1")
    for _ in range(5):
        pass_by(line, 2)
    assert line.slack.posted_keys() == ["k1"]
    assert line.look.effects()[0]["sent_at"]


def test_a_message_that_cannot_be_written_down_as_sent_is_found_and_not_doubled(
    line: AtWork, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
):
    put(line, "k1")
    ill = [True]
    record = line.sender._record

    def refuse(*about: Any) -> None:
        if ill[0]:
            raise StoreError("the disk is full. Make space")
        record(*about)

    monkeypatch.setattr(line.sender, "_record", refuse)
    for _ in range(3):
        line.settle()
    assert line.look.effects()[0]["sent_at"] is None, "nothing false is written down"
    assert caplog.text.count("nothing is sent: the disk is full. Make space") == 1
    ill[0] = False
    pass_by(line, 21)
    assert line.slack.posted_keys() == ["k1"]
    assert line.look.effects()[0]["sent_at"]


def test_a_card_whose_thread_is_gone_is_posted_anew_and_the_words_follow_it(line: AtWork):
    handoff_id = line.call("urgent")
    handoff.claim(line.desk, None, handoff_id, PRIYA)
    gone = SlackDeliveryError("thread_not_found", is_permanent=True, method="chat.postMessage")
    line.slack.plan = failing(gone, "thread:", times=1)
    line.settle()
    for _ in range(5):
        pass_by(line, 2)
    cards = [each["at"] for each in line.slack.posts if each["key"] == f"card:{handoff_id}"]
    threads = [each for each in line.slack.posts if ":claimed:" in each["key"]]
    under = [each for each in threads if each["key"].startswith("thread:")]
    assert len(cards) == 2
    assert [each["thread"] for each in under] == [cards[1].ts]
    assert {row["recipient"] for row in line.look.effects("thread")} == {ON_CALL}
