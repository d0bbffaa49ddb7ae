"""What the app hears of private channels, group DMs and threads, its own words too."""

import pytest
from slack_sdk.errors import SlackApiError

from advicebot.workspace import AppConfig
from tests.workspace.conftest import APP

EVENTS = ("message.channels", "message.groups", "message.im", "message.mpim")


def subscribed(*events):
    """Return the sample app with other subscriptions."""
    return AppConfig(commands=APP.commands, bot_events=events)


@pytest.fixture
def workspace(start):
    return start(apps=(subscribed(*EVENTS),))


@pytest.fixture
def heard(app, connect):
    """Return the message events of a connected app, in the order of their timestamps."""
    events = []
    app.event("message")(lambda event: events.append(event))
    connect(app)
    return events


def waits(workspace, heard, count):
    """Return the first events in order, after that many have come and been acknowledged."""
    workspace.wait_until(lambda now: len(heard) >= count and now.outstanding == 0)
    return sorted(heard, key=lambda event: event["event_ts"])


def test_a_private_channel_is_heard_word_for_word(heard, workspace, chi):
    ts = chi.says("Who is in?", channel="C3")
    reply = chi.replies(ts, "I am", channel="C3")
    chi.edits(reply, "I am in", channel="C3")
    chi.deletes(reply, channel="C3")
    said, answered, changed, deleted = waits(workspace, heard, 4)
    assert {event["channel_type"] for event in heard} == {"group"}
    assert {event["channel"] for event in heard} == {"C3"}
    assert (said["text"], said["user"]) == ("Who is in?", "U3")
    assert "thread_ts" not in said
    assert (answered["thread_ts"], answered["parent_user_id"]) == (ts, "U3")
    assert changed["subtype"] == "message_changed"
    assert (changed["message"]["text"], changed["message"]["thread_ts"]) == ("I am in", ts)
    assert changed["previous_message"]["text"] == "I am"
    assert deleted["subtype"] == "message_deleted"
    assert (deleted["deleted_ts"], deleted["previous_message"]["thread_ts"]) == (reply, ts)


@pytest.mark.parametrize(
    ("channel", "kind"), [("C1", "channel"), ("C3", "group"), ("mpim", "mpim"), ("im", "im")]
)
def test_every_kind_of_conversation_has_its_own_word(heard, workspace, client, chi, channel, kind):
    if channel == "mpim":
        channel = client.conversations_open(users=["U2", "U3"])["channel"]["id"]
    if channel == "im":
        channel = chi.dm
    chi.says("Hello", channel=channel)
    assert [event["channel_type"] for event in waits(workspace, heard, 1)] == [kind]


def test_the_app_hears_its_own_words_and_they_say_that_they_are_its_own(
    workspace, client, raw_events
):
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "One"}}]
    ts = client.chat_postMessage(channel="C3", text="One", blocks=blocks)["ts"]
    reply = client.chat_postMessage(channel="C3", text="Below", thread_ts=ts)["ts"]
    client.chat_update(channel="C3", ts=ts, text="Two", blocks=blocks)
    client.chat_delete(channel="C3", ts=reply)
    posted, below, changed, deleted = raw_events(4)
    for message in (posted, below, changed["message"], deleted["previous_message"]):
        assert (message["bot_id"], message["app_id"]) == (APP.bot_id, APP.id)
        assert message["user"] == APP.bot_user_id
    assert "subtype" not in posted
    assert "client_msg_id" not in posted
    assert below["thread_ts"] == ts
    assert "bot_id" not in changed
    assert changed["message"]["text"] == "Two"


@pytest.fixture
def raw_events(workspace, raw):
    """Return a function that gives the next events of an app that leaves nothing out.

    Bolt does not show an app its own messages.
    """
    connected = raw(workspace)

    def next_events(count):
        found = []
        for _ in range(count):
            frame = connected.next()
            connected.ack(frame)
            found.append(frame["payload"]["event"])
        return found

    return next_events


def test_only_what_was_subscribed_to_is_heard(start, raw):
    workspace = start(apps=(subscribed("message.groups"),))
    connected = raw(workspace)
    chi = workspace.as_user("U3")
    chi.says("In public", channel="C1")
    chi.says("To the app")
    chi.says("Without the app", channel="C4")
    chi.says("Among managers", channel="C3")
    assert connected.next()["payload"]["event"]["text"] == "Among managers"


def test_joining_and_leaving_are_written_in_the_channel_and_heard(heard, workspace, ana):
    workspace.add_to("C3", "U1", by="U3")
    workspace.remove_from("C3", "U1")
    joined, left = waits(workspace, heard, 2)
    assert (joined["subtype"], joined["text"]) == ("channel_join", "<@U1> has joined the channel")
    assert (left["subtype"], left["user"]) == ("channel_leave", "U1")
    assert workspace.as_user("U3").sidebar["C3"]["unread"] == 0


def test_a_reply_sent_to_the_channel_too_shows_what_it_answers(workspace, client, chi, raw_events):
    ts = chi.says("Who is in?", channel="C3")
    client.chat_postMessage(channel="C3", text="Both of us", thread_ts=ts, reply_broadcast=True)
    _, broadcast = raw_events(2)
    assert broadcast["subtype"] == "thread_broadcast"
    assert (broadcast["root"]["ts"], broadcast["root"]["text"]) == (ts, "Who is in?")


def test_metadata_stays_on_replies_and_is_listed_when_asked_for(client, chi):
    metadata = {"event_type": "kept", "event_payload": {"key": "1"}}
    ts = chi.says("Question", channel="C3")
    reply = client.chat_postMessage(channel="C3", text="a", thread_ts=ts, metadata=metadata)["ts"]
    client.chat_update(channel="C3", ts=reply, text="b")
    plain = client.conversations_replies(channel="C3", ts=ts)["messages"]
    asked = client.conversations_replies(channel="C3", ts=ts, include_all_metadata=True)
    assert ["metadata" in message for message in plain] == [False, False]
    assert [message.get("metadata") for message in asked["messages"]] == [None, metadata]
    assert asked["messages"][1]["text"] == "b"


def test_a_long_thread_is_listed_page_by_page(client, chi):
    ts = chi.says("Root", channel="C3")
    sent = [ts, *(chi.replies(ts, str(number), channel="C3") for number in range(6))]
    listed = client.conversations_replies(channel="C3", ts=ts, limit=3)
    pages = [[message["ts"] for message in page["messages"]] for page in listed]
    assert pages == [sent[:3], sent[3:6], sent[6:]]


def test_an_own_message_is_deleted_once(client, chi, workspace):
    ts = client.chat_postMessage(channel="C3", text="Too much")["ts"]
    client.chat_delete(channel="C3", ts=ts)
    assert chi.messages("C3") == []
    with pytest.raises(SlackApiError, match="message_not_found"):
        client.chat_delete(channel="C3", ts=ts)
    with pytest.raises(SlackApiError, match="message_not_found"):
        client.chat_update(channel="C3", ts=ts, text="Back")


def test_a_deleted_root_is_slackbots_marker_and_its_thread_goes_on(client, chi, raw_events):
    ts = client.chat_postMessage(channel="C3", text="Root")["ts"]
    chi.replies(ts, "Reply", channel="C3")
    client.chat_delete(channel="C3", ts=ts)
    client.chat_postMessage(channel="C3", text="More", thread_ts=ts)
    changed = raw_events(4)[2]
    assert changed["message"]["subtype"] == "tombstone"
    assert changed["message"]["user"] == "USLACKBOT"
    assert changed["previous_message"]["bot_id"] == APP.bot_id
    listed = client.conversations_replies(channel="C3", ts=ts)["messages"]
    assert [m["text"] for m in listed] == ["This message was deleted.", "Reply", "More"]


def test_the_permalink_of_a_reply_names_its_thread(client, chi):
    ts = chi.says("Root", channel="C3")
    reply = chi.replies(ts, "Reply", channel="C3")
    link = client.chat_getPermalink(channel="C3", message_ts=reply)["permalink"]
    assert link.endswith(f"/archives/C3/p{reply.replace('.', '')}?thread_ts={ts}&cid=C3")
    with pytest.raises(SlackApiError, match="message_not_found"):
        client.chat_getPermalink(channel="C3", message_ts="1.000001")
