"""The canary: one message in the on-call channel that is edited, and heard of when all works."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from advicebot.clock import FixedClock
from advicebot.errors import SlackDeliveryError
from advicebot.ids import CountedIds
from advicebot.service import vitals
from advicebot.service.vitals import Sign
from advicebot.slack.canary import Canary
from advicebot.slack.mrkdwn import clock_time
from advicebot.store.work import SqliteWork
from tests import payloads as p
from tests.fakes import FakeSlack

CHANNEL = "C0ONCALL01"
SHOWN = datetime(2026, 11, 24, 9, 2, tzinfo=UTC)
"""What the line's clock says; the machine's is elsewhere, as in a demo."""
DOWN = SlackDeliveryError("http_503", is_uncertain=True)
GONE = SlackDeliveryError("message_not_found", is_permanent=True)


@pytest.fixture
def machine() -> FixedClock:
    return FixedClock(datetime(2030, 1, 1, tzinfo=UTC))


@pytest.fixture
def slack() -> FakeSlack:
    return FakeSlack()


@pytest.fixture
def canary(slack: FakeSlack, work: SqliteWork, machine: FixedClock) -> Canary:
    return another(slack, work, machine)


def another(slack: FakeSlack, work: SqliteWork, machine: FixedClock) -> Canary:
    """Return the canary of another process, or of this one after a restart."""
    gateway: Any = slack
    return Canary(gateway, work, CountedIds(), clock=FixedClock(SHOWN), machine=machine)


def fails(slack: FakeSlack, method: str, error: SlackDeliveryError) -> None:
    slack.plan = lambda called, about: error if called == method else None


def edited(channel: str, ts: str, **changed: Any) -> p.Body:
    """Return the news that a message of ours was edited."""
    inner = {
        "type": "message",
        "subtype": "message_changed",
        "channel": channel,
        "message": p.said("x", ts=ts, user=p.BOT_USER, bot_id=p.BOT),
        "ts": "1790000999.1",
    }
    return p.event(inner | changed)


def is_heard(work: SqliteWork, machine: FixedClock) -> bool:
    return vitals.is_fresh(work, Sign.CANARY, machine)


def test_it_is_posted_once_and_then_edited_in_place(
    canary: Canary, slack: FakeSlack, machine: FixedClock
):
    canary.sing()
    machine.advance(timedelta(minutes=1))
    canary.sing()
    canary.sing()
    (post,) = slack.posts
    assert (post["channel"], post["thread"], post["loud"]) == (CHANNEL, None, False)
    assert [posted for posted, _ in slack.updates] == [post["at"]] * 3
    assert slack.updates[0][1].text != post["message"].text, "it says when it last worked"


def test_people_read_when_it_was_by_the_clock_of_the_line(canary: Canary, slack: FakeSlack):
    canary.sing()
    assert clock_time(SHOWN) in slack.updates[0][1].text
    assert "09:02" in slack.updates[0][1].text


def test_the_first_song_of_all_is_an_edit_too_so_that_it_can_be_heard_of_at_once(
    canary: Canary, slack: FakeSlack, work: SqliteWork, machine: FixedClock
):
    canary.sing()
    ((place, message),) = slack.updates
    canary.hears(edited(place.channel_id, place.ts))
    assert is_heard(work, machine)
    assert message != slack.posts[0]["message"], "an edit that changes nothing is no news"


def test_it_calls_nobody(canary: Canary, slack: FakeSlack):
    canary.sing()
    shown = f"{slack.posts[0]['message'].text} {slack.posts[0]['message'].blocks}"
    assert "<!channel>" not in shown
    assert "<@" not in shown


def test_a_restart_goes_on_with_the_same_message(
    canary: Canary, slack: FakeSlack, work: SqliteWork, machine: FixedClock
):
    canary.sing()
    another(slack, work, machine).sing()
    assert len(slack.posts) == 1
    assert len(slack.updates) == 2


def test_the_news_of_its_edit_is_a_sign_of_life(
    canary: Canary, slack: FakeSlack, work: SqliteWork, machine: FixedClock
):
    canary.sing()
    assert not is_heard(work, machine), "posting proves nothing"
    place = slack.posts[0]["at"]
    canary.hears(edited(place.channel_id, place.ts))
    assert is_heard(work, machine)


def test_it_hears_nothing_but_itself(
    canary: Canary, slack: FakeSlack, work: SqliteWork, machine: FixedClock
):
    canary.hears(edited(CHANNEL, "1.1"))
    canary.sing()
    place = slack.posts[0]["at"]
    for body in (
        edited(place.channel_id, "1790000999.9"),
        edited("C0OTHER001", place.ts),
        edited(place.channel_id, place.ts, subtype="message_deleted"),
        edited(place.channel_id, place.ts, message=None),
        p.message("he has a knife", ts=place.ts),
        p.click("handoff.take", "x", channel=place.channel_id, message_ts=place.ts),
        p.command("help"),
        {"type": "something new"},
    ):
        canary.hears(body)
    assert not is_heard(work, machine)


def test_a_message_that_somebody_deleted_is_posted_anew_and_the_old_one_proves_nothing(
    canary: Canary, slack: FakeSlack, work: SqliteWork, machine: FixedClock
):
    canary.sing()
    gone = slack.posts[0]["at"].ts
    slack.plan = lambda method, about: GONE if (method, about) == ("update", gone) else None
    canary.sing()
    old, new = (each["at"] for each in slack.posts)
    canary.hears(edited(old.channel_id, old.ts))
    assert not is_heard(work, machine)
    canary.hears(edited(new.channel_id, new.ts))
    assert is_heard(work, machine)
    slack.plan = lambda method, about: None
    canary.sing()
    assert slack.updates[-1][0] == new


@pytest.mark.parametrize("method", ["post", "update", "on_call_channel"])
def test_a_slack_that_does_not_answer_is_an_error_and_posts_nothing_besides(
    canary: Canary, slack: FakeSlack, method: str
):
    if method == "update":
        canary.sing()
    before = len(slack.posts)
    fails(slack, method, DOWN)
    with pytest.raises(SlackDeliveryError):
        canary.sing()
    assert len(slack.posts) == before
    slack.plan = lambda called, about: None
    canary.sing()
    assert len(slack.posts) == 1


def test_an_edit_that_is_no_longer_heard_of_is_found_out(
    canary: Canary, slack: FakeSlack, work: SqliteWork, machine: FixedClock
):
    canary.sing()
    place = slack.posts[0]["at"]
    canary.hears(edited(place.channel_id, place.ts))
    for _ in range(4):
        machine.advance(timedelta(minutes=1))
        canary.sing()
    assert not is_heard(work, machine)


# Deafness


class Deaf:
    """Counts how often the connections were to be replaced."""

    def __init__(self) -> None:
        self.said = 0

    def __call__(self) -> None:
        self.said += 1


def sings(canary: Canary, machine: FixedClock, deaf: Deaf, times: int = 1) -> None:
    for _ in range(times):
        canary.keep(deaf)
        machine.advance(timedelta(minutes=1))


def hears_of_it(canary: Canary, slack: FakeSlack) -> None:
    place = slack.posts[0]["at"]
    canary.hears(edited(place.channel_id, place.ts))


def test_three_songs_in_a_row_that_go_unheard_mean_deafness(
    canary: Canary, slack: FakeSlack, machine: FixedClock, caplog: pytest.LogCaptureFixture
):
    deaf = Deaf()
    sings(canary, machine, deaf, 3)
    assert deaf.said == 0, "they may have been lost by themselves"
    sings(canary, machine, deaf)
    assert deaf.said == 1
    assert "went unheard 3 times" in caplog.text
    sings(canary, machine, deaf, 2)
    assert deaf.said == 1, "new connections get their own three songs"
    sings(canary, machine, deaf)
    assert deaf.said == 2


def test_a_canary_that_is_heard_is_never_deaf(
    canary: Canary, slack: FakeSlack, machine: FixedClock
):
    deaf = Deaf()
    for _ in range(6):
        sings(canary, machine, deaf)
        hears_of_it(canary, slack)
    sings(canary, machine, deaf, 3)
    hears_of_it(canary, slack)
    sings(canary, machine, deaf, 3)
    assert deaf.said == 0


def test_what_another_process_of_the_line_heard_counts(
    canary: Canary, slack: FakeSlack, work: SqliteWork, machine: FixedClock
):
    """Slack tells any one connection, and any number of processes may run."""
    deaf, other = Deaf(), another(slack, work, machine)
    for _ in range(5):
        sings(canary, machine, deaf)
        hears_of_it(other, slack)
    assert deaf.said == 0


def test_a_song_that_slack_did_not_take_cannot_be_heard(
    canary: Canary, slack: FakeSlack, machine: FixedClock
):
    deaf = Deaf()
    sings(canary, machine, deaf)
    hears_of_it(canary, slack)
    fails(slack, "update", DOWN)
    for _ in range(5):
        with pytest.raises(SlackDeliveryError):
            sings(canary, machine, deaf)
    assert deaf.said == 0


def test_a_machine_whose_clock_was_put_back_is_not_deaf(
    canary: Canary, slack: FakeSlack, machine: FixedClock
):
    deaf = Deaf()
    for minutes in (60, -120, 30, -90):
        sings(canary, machine, deaf)
        hears_of_it(canary, slack)
        machine.advance(timedelta(minutes=minutes))
    assert deaf.said == 0


def test_a_song_that_goes_unheard_has_the_history_read(
    canary: Canary, slack: FakeSlack, machine: FixedClock
):
    deaf, doubt = Deaf(), Deaf()
    for _ in range(2):
        canary.keep(deaf, doubt=doubt)
        machine.advance(timedelta(minutes=1))
    assert (deaf.said, doubt.said) == (0, 1)
    hears_of_it(canary, slack)
    canary.keep(deaf, doubt=doubt)
    assert (deaf.said, doubt.said) == (0, 1)
