"""Rate limits by Slack's tiers: token buckets, and 429 with Retry-After."""

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler

from advicebot.workspace.errors import RateLimitedError
from advicebot.workspace.rates import RateLimits

TOKEN = "xoxb-local-bot-token"


class Watch:
    """A monotonic clock that stands still until it is moved."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def watch():
    return Watch()


@pytest.fixture
def limits(watch):
    return RateLimits(monotonic=watch)


def taken(limits, method, channel="C1", app="A1", tries=1000):
    """Return how many calls are let through at once, and how long the next one has to wait."""
    for number in range(tries):
        try:
            limits.take(app, method, channel)
        except RateLimitedError as refusal:
            return number, refusal.retry_after
    return tries, 0


@pytest.mark.parametrize(
    ("method", "at_once", "wait"),
    [
        ("conversations.list", 20, 3),
        ("conversations.history", 50, 2),
        ("users.info", 100, 1),
    ],
)
def test_each_tier_has_its_calls_a_minute(limits, watch, method, at_once, wait):
    assert taken(limits, method) == (at_once, wait)
    watch.now += 60
    assert taken(limits, method) == (at_once, wait)


def test_ten_connections_are_opened_at_once_and_one_a_minute_after_that(limits, watch):
    assert taken(limits, "apps.connections.open") == (10, 60)
    watch.now += 60
    assert taken(limits, "apps.connections.open") == (1, 60)


def test_after_the_wait_that_was_named_the_next_call_is_let_through(limits, watch):
    _, wait = taken(limits, "conversations.list")
    watch.now += wait - 0.5
    assert taken(limits, "conversations.list")[0] == 0
    watch.now += 0.5
    assert taken(limits, "conversations.list")[0] == 1


def test_a_channel_gets_a_message_a_second_after_a_short_burst(limits, watch):
    assert taken(limits, "chat.postMessage") == (3, 1)
    watch.now += 1
    assert taken(limits, "chat.postMessage") == (1, 1)
    assert taken(limits, "chat.postMessage", "C2") == (3, 1)


def test_all_channels_together_have_a_limit_of_their_own(limits):
    sent = sum(taken(limits, "chat.postMessage", f"C{number}")[0] for number in range(200))
    assert sent == 300


def test_one_app_does_not_use_up_what_another_may(limits):
    assert taken(limits, "conversations.list")[0] == 20
    assert taken(limits, "conversations.list", app="A2")[0] == 20
    assert taken(limits, "users.list")[0] == 20


def test_a_refused_call_costs_nothing(limits, watch):
    taken(limits, "chat.postMessage")
    for _ in range(100):
        assert taken(limits, "chat.postMessage")[0] == 0
    watch.now += 1
    assert taken(limits, "chat.postMessage")[0] == 1


def test_the_fourth_message_at_once_is_answered_with_429_and_is_not_posted(start):
    workspace = start(rate_limits=True)
    client = WebClient(token=TOKEN, base_url=workspace.api_url)
    for _ in range(3):
        client.chat_postMessage(channel="C1", text="x")
    with pytest.raises(SlackApiError) as answer:
        client.chat_postMessage(channel="C1", text="one too many")
    said = answer.value.response
    assert (said.status_code, said["error"], said.headers["Retry-After"]) == (
        429,
        "ratelimited",
        "1",
    )
    assert [m["text"] for m in workspace.posted("C1")] == ["x"] * 3


def test_slack_sdks_own_retries_wait_as_long_as_they_are_told(start):
    workspace = start(rate_limits=True)
    client = WebClient(token=TOKEN, base_url=workspace.api_url)
    client.retry_handlers.append(RateLimitErrorRetryHandler(max_retry_count=1))
    for _ in range(4):
        assert client.chat_postMessage(channel="C1", text="x")["ok"]
    assert len(workspace.posted("C1")) == 4


def test_without_the_switch_nothing_is_limited(client):
    for _ in range(30):
        client.conversations_list()
