"""Threads with an app's assistant, by Bolt's own class for them."""

import httpx
import pytest
from slack_bolt import Assistant
from slack_sdk.errors import SlackApiError

from tests.workspace.api_events import next_events, subscribed

EVENTS = ("assistant_thread_started", "assistant_thread_context_changed", "message.im")


@pytest.fixture
def workspace(start):
    return start(apps=(subscribed(*EVENTS),))


@pytest.fixture
def assistant(app, connect):
    """Return what an assistant built with Bolt was asked, once it is connected."""
    asked = []
    assistant = Assistant()

    @assistant.thread_started
    def begin(say, set_suggested_prompts):
        set_suggested_prompts(prompts=[{"title": "Weather", "message": "How is it?"}])
        say("How can I help?")

    @assistant.user_message
    def reply(payload, set_status, set_title, say):
        asked.append(payload["text"])
        set_title(payload["text"])
        set_status("is looking out of the window...")
        say("Wet.")

    app.use(assistant)
    connect(app)
    return asked


def test_an_assistant_greets_answers_and_names_the_thread(assistant, workspace, ana):
    thread = ana.begins_chat()
    ana.waits_for_message("How can I help?", thread=thread)
    ana.says("How is it?", thread=thread)
    ana.waits_for_message("Wet.", thread=thread)
    assert assistant == ["How is it?"]
    called = {method for method, _, answer in workspace.calls() if answer["ok"]}
    assert {
        "assistant.threads.setStatus",
        "assistant.threads.setTitle",
        "assistant.threads.setSuggestedPrompts",
    } <= called


def test_a_new_thread_says_where_its_person_is(workspace, raw, ana):
    connected = raw(workspace)
    begun = ana._do("new_chat", seen="C1")
    events = {event["type"]: event for event in next_events(connected, 2)}
    said = events["assistant_thread_started"]["assistant_thread"]
    assert said == {
        "user_id": "U1",
        "channel_id": begun["channel"],
        "thread_ts": begun["ts"],
        "context": {"channel_id": "C1", "team_id": "T0LOCAL0001", "enterprise_id": None},
    }


def test_the_app_is_told_when_its_person_looks_elsewhere(workspace, raw, ana):
    connected = raw(workspace)
    ts = ana.begins_chat()
    ana._do("look_from_chat", thread=ts, seen="C2")
    events = {event["type"]: event for event in next_events(connected, 3)}
    said = events["assistant_thread_context_changed"]["assistant_thread"]
    assert (said["thread_ts"], said["context"]["channel_id"]) == (ts, "C2")


def shown(workspace):
    """Return what Ana's page is told of the only thread."""
    boot = httpx.get(f"{workspace.url}/client/boot?as=U1").json()
    (thread,) = boot["assistant"]
    return thread


def test_the_status_is_gone_once_the_app_has_answered(client, workspace, ana):
    ts = ana.begins_chat()
    named = {"channel_id": ana.dm, "thread_ts": ts}
    client.assistant_threads_setStatus(**named, status="is thinking...")
    assert shown(workspace)["status"] == "is thinking..."
    client.chat_postMessage(channel=ana.dm, thread_ts=ts, text="Done")
    assert shown(workspace)["status"] == ""


def test_what_slack_would_not_take_for_a_thread_is_refused(client, ana):
    ts = ana.begins_chat()
    named = {"channel_id": ana.dm, "thread_ts": ts}
    five = [{"title": str(n), "message": str(n)} for n in range(5)]
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        client.assistant_threads_setSuggestedPrompts(**named, prompts=five)
    with pytest.raises(SlackApiError, match="invalid_thread_ts"):
        client.assistant_threads_setStatus(**named | {"thread_ts": "1.000001"}, status="x")
    with pytest.raises(SlackApiError, match="channel_not_found"):
        client.assistant_threads_setTitle(**named | {"channel_id": "C4"}, title="x")
