"""Messages that an app schedules: posted when the workspace's clock reaches their time."""

from datetime import timedelta

import pytest
from slack_sdk.errors import SlackApiError

from advicebot.workspace import AppConfig
from tests.workspace.api_events import subscribed

MINUTE, DAY = 60, 24 * 3600


def refused(name):
    return pytest.raises(SlackApiError, match=f"'error': '{name}'")


@pytest.fixture
def after(workspace):
    """Return a function that gives the Unix time so many seconds from now."""
    return lambda seconds: int(workspace.now().timestamp()) + seconds


def test_a_scheduled_message_comes_when_the_clock_is_moved_past_it(client, workspace, ana, after):
    said = client.chat_scheduleMessage(channel="C1", text="Later", post_at=after(2 * 3600))
    assert said["scheduled_message_id"].startswith("Q")
    assert (said["channel"], said["message"]["type"]) == ("C1", "delayed_message")
    assert said["message"]["bot_id"]
    workspace.move_clock(timedelta(hours=1))
    assert ana.messages("C1") == []
    workspace.move_clock(timedelta(hours=1, seconds=1))
    assert [m["text"] for m in ana.messages("C1")] == ["Later"]
    assert client.chat_scheduledMessages_list()["scheduled_messages"] == []


def test_a_scheduled_message_comes_by_itself(client, ana, after):
    client.chat_scheduleMessage(channel="C1", text="Soon", post_at=after(2))
    assert ana.messages("C1") == []
    ana.waits_for_message("Soon", channel="C1")


def test_those_that_are_due_together_come_in_the_order_of_their_times(
    client, workspace, ana, after
):
    for minutes in (3, 1, 2):
        at = after(minutes * MINUTE)
        client.chat_scheduleMessage(channel="C1", text=f"At {minutes}", post_at=at)
    workspace.move_clock(timedelta(minutes=5))
    assert [m["text"] for m in ana.messages("C1")] == ["At 1", "At 2", "At 3"]


def test_a_scheduled_reply_comes_in_its_thread_and_the_app_hears_of_it(start, raw, client):
    workspace = start(apps=(subscribed("message.channels"),))
    client.base_url = workspace.api_url
    connected = raw(workspace)
    ts = workspace.as_user("U1").says("Root", channel="C1")
    at = int(workspace.now().timestamp()) + MINUTE
    client.chat_scheduleMessage(channel="C1", text="Below", post_at=at, thread_ts=ts)
    workspace.move_clock(timedelta(minutes=2))
    said = [connected.next()["payload"]["event"] for _ in range(2)]
    assert (said[1]["text"], said[1]["thread_ts"]) == ("Below", ts)


@pytest.mark.parametrize(
    ("seconds", "error"),
    [(-1, "time_in_past"), (120 * DAY + MINUTE, "time_too_far")],
)
def test_a_time_that_slack_does_not_take_is_refused(client, after, seconds, error):
    with refused(error):
        client.chat_scheduleMessage(channel="C1", text="x", post_at=after(seconds))


def test_no_time_at_all_is_refused(client):
    with refused("invalid_time"):
        client.chat_scheduleMessage(channel="C1", text="x", post_at="tomorrow")
    with refused("no_text"):
        client.api_call("chat.scheduleMessage", json={"channel": "C1", "post_at": "tomorrow"})


def test_thirty_messages_fit_into_five_minutes_of_a_channel_and_no_more(client, after):
    start = after(DAY)
    for number in range(30):
        client.chat_scheduleMessage(channel="C1", text="x", post_at=start + number)
    with refused("restricted_too_many"):
        client.chat_scheduleMessage(channel="C1", text="x", post_at=start + 299)
    assert client.chat_scheduleMessage(channel="C1", text="x", post_at=start + 300)["ok"]
    assert client.chat_scheduleMessage(channel="C3", text="x", post_at=start)["ok"]


def test_what_is_scheduled_is_listed_page_by_page_and_within_edges(client, after):
    times = [after(DAY + number * 1000) for number in range(3)]
    for at in reversed(times):
        client.chat_scheduleMessage(channel="C1", text=str(at), post_at=at)
    client.chat_scheduleMessage(channel="C3", text="elsewhere", post_at=times[0])

    def listed(**given):
        pages = client.chat_scheduledMessages_list(**given)
        return [m["post_at"] for page in pages for m in page["scheduled_messages"]]

    assert listed(channel="C1") == times
    assert listed(channel="C1", limit=2) == times
    assert listed(channel="C1", oldest=str(times[1])) == times[1:]
    assert listed(channel="C1", latest=str(times[1])) == times[:2]
    first = client.chat_scheduledMessages_list(channel="C1")["scheduled_messages"][0]
    assert (first["channel_id"], first["text"]) == ("C1", str(times[0]))
    assert first["date_created"] > 0


def test_a_scheduled_message_can_be_taken_back_until_a_minute_before(client, workspace, ana, after):
    said = client.chat_scheduleMessage(channel="C1", text="No", post_at=after(DAY))
    named = {"channel": "C1", "scheduled_message_id": said["scheduled_message_id"]}
    with refused("invalid_scheduled_message_id"):
        client.chat_deleteScheduledMessage(**named | {"channel": "C3"})
    client.chat_deleteScheduledMessage(**named)
    with refused("invalid_scheduled_message_id"):
        client.chat_deleteScheduledMessage(**named)
    late = client.chat_scheduleMessage(channel="C1", text="Yes", post_at=after(50))
    named["scheduled_message_id"] = late["scheduled_message_id"]
    with refused("invalid_scheduled_message_id"):
        client.chat_deleteScheduledMessage(**named)
    workspace.move_clock(timedelta(days=2))
    assert [m["text"] for m in ana.messages("C1")] == ["Yes"]


def test_one_app_does_not_see_what_another_scheduled(start, client, after):
    other = AppConfig(
        id="A2", bot_id="B2", bot_user_id="U0BOT2", bot_token="xoxb-2", app_token="xapp-2"
    )
    workspace = start(apps=(AppConfig(), other))
    client.base_url = workspace.api_url
    at = int(workspace.now().timestamp()) + DAY
    said = client.chat_scheduleMessage(channel="C1", text="Mine", post_at=at)
    client.token = "xoxb-2"
    assert client.chat_scheduledMessages_list()["scheduled_messages"] == []
    with refused("invalid_scheduled_message_id"):
        client.chat_deleteScheduledMessage(
            channel="C1", scheduled_message_id=said["scheduled_message_id"]
        )


def test_one_with_metadata_is_never_posted_as_in_slack(client, workspace, ana, after):
    metadata = {"event_type": "kept", "event_payload": {}}
    client.chat_scheduleMessage(channel="C1", text="No", post_at=after(MINUTE), metadata=metadata)
    workspace.move_clock(timedelta(hours=1))
    assert ana.messages("C1") == []
