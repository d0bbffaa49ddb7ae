"""Messages that grow: begun, added to, finished."""

import pytest
from slack_sdk.errors import SlackApiError

from tests.workspace.api_events import next_events, subscribed

DONE = {"type": "task_update", "id": "t1", "title": "Look", "status": "complete", "output": "Found"}
BEGUN = {"type": "task_update", "id": "t1", "title": "Look", "status": "in_progress"}


def refused(name):
    return pytest.raises(SlackApiError, match=f"'error': '{name}'")


@pytest.fixture
def begun(client, ana):
    """Return the channel and timestamp of a streamed answer to Ana."""
    ts = ana.says("Question")
    said = client.chat_startStream(channel=ana.dm, thread_ts=ts, markdown_text="One ")
    return {"channel": said["channel"], "ts": said["ts"]}


def below(person):
    return person.messages(thread=person.messages()[0]["ts"])[-1]


def test_a_streamed_message_grows_and_is_then_whole(client, ana, begun):
    client.chat_appendStream(**begun, markdown_text="two ")
    assert (below(ana)["text"], below(ana)["streaming"]) == ("One two ", True)
    said = client.chat_stopStream(**begun, markdown_text="three.", blocks=[{"type": "divider"}])
    assert said["message"]["text"] == "One two three."
    assert [block["type"] for block in below(ana)["blocks"]] == ["markdown", "divider"]
    assert "streaming" not in below(ana)
    with refused("message_not_in_streaming_state"):
        client.chat_appendStream(**begun, markdown_text="more")


def test_slack_sdks_streamer_works(client, ana):
    ts = ana.says("Question")
    streamer = client.chat_stream(channel=ana.dm, thread_ts=ts, buffer_size=4)
    for word in ("Here ", "it ", "is"):
        streamer.append(markdown_text=word)
    streamer.stop(markdown_text=".")
    assert below(ana)["text"] == "Here it is."


@pytest.mark.parametrize("mode", ["timeline", "plan"])
def test_tasks_are_shown_as_they_go_on(client, ana, mode):
    ts = ana.says("Question")
    said = client.chat_startStream(
        channel=ana.dm, thread_ts=ts, chunks=[BEGUN], task_display_mode=mode
    )
    client.chat_appendStream(channel=ana.dm, ts=said["ts"], chunks=[DONE])
    block = below(ana)["blocks"][0]
    task = block["tasks"][0] if mode == "plan" else block
    assert (task["type"], task["task_id"], task["status"]) == ("task_card", "t1", "complete")
    assert task["output"]["type"] == "rich_text"


def test_a_stream_in_a_channel_names_whom_it_answers(client, ana):
    ts = ana.says("Question", channel="C1")
    given = {"channel": "C1", "thread_ts": ts, "markdown_text": "x"}
    with refused("missing_recipient_team_id"):
        client.chat_startStream(**given)
    named = {"recipient_team_id": "T0LOCAL0001", "recipient_user_id": "U1"}
    assert client.chat_startStream(**given, **named)["ok"]


def test_a_stream_takes_only_what_slack_knows(client, begun):
    with refused("invalid_chunks"):
        client.chat_appendStream(**begun, chunks=[{"type": "song"}])
    with refused("streaming_state_conflict"):
        client.chat_update(**begun, text="Other")
    with refused("invalid_arguments"):
        client.chat_appendStream(**begun)


def test_apps_hear_of_the_beginning_and_of_the_whole(start, raw, client):
    workspace = start(apps=(subscribed("message.im"),))
    client.base_url = workspace.api_url
    connected = raw(workspace)
    ana = workspace.as_user("U1")
    ts = ana.says("Question")
    said = client.chat_startStream(channel=ana.dm, thread_ts=ts, markdown_text="a")
    client.chat_appendStream(channel=ana.dm, ts=said["ts"], markdown_text="b")
    client.chat_stopStream(channel=ana.dm, ts=said["ts"], markdown_text="c")
    _, begun, whole = next_events(connected, 3)
    assert (begun["text"], whole["message"]["text"]) == ("a", "abc")
