"""Bolt's ``Assistant`` with all of its listeners, and what it keeps about a thread."""

from dataclasses import replace

import httpx
import pytest
from slack_bolt import App, Assistant
from slack_bolt.adapter.socket_mode import SocketModeHandler

from tests.workspace.conftest import APP, BOT

PROMPTS = "assistant.threads.setSuggestedPrompts"
EVENTS = ("assistant_thread_started", "assistant_thread_context_changed", "message.im")


@pytest.fixture
def workspace(start):
    return start(apps=(replace(APP, bot_events=(*EVENTS, "app_home_opened")),))


@pytest.fixture
def shown(workspace):
    """Return a function that says what Ana's page is told of a thread."""

    def thread(ts):
        booted = httpx.get(f"{workspace.url}/client/boot?as=U1").json()
        return next(one for one in booted["assistant"] if one["thread_ts"] == ts)

    return thread


def test_a_thread_is_begun_with_things_to_ask(app, connect, workspace, ana, shown):
    assistant, contexts = Assistant(), []

    @assistant.thread_started
    def begin(say, set_suggested_prompts, set_title, get_thread_context, context):
        contexts.append((get_thread_context(), context.channel_id, context.thread_ts))
        set_title("Tea")
        set_suggested_prompts(
            title="Try", prompts=["Which tea?", {"title": "How", "message": "How long?"}]
        )
        say("What can I do?")

    app.assistant(assistant)
    connect(app)
    ts = ana._do("new_chat", seen="C1")["ts"]
    ana.waits_for_message("What can I do?", thread=ts)
    thread = shown(ts)
    assert (thread["title"], thread["prompts_title"]) == ("Tea", "Try")
    assert thread["prompts"] == [
        {"title": "Which tea?", "message": "Which tea?"},
        {"title": "How", "message": "How long?"},
    ]
    ((where, channel, thread_ts),) = contexts
    assert (where.channel_id, where.team_id) == ("C1", "T0LOCAL0001")
    assert (channel, thread_ts) == (ana.dm, ts)


def test_what_its_person_looks_at_is_kept_in_the_first_answer(app, connect, workspace, ana):
    assistant, seen = Assistant(), []

    @assistant.thread_started
    def begin(say):
        say("Hello")

    @assistant.user_message
    def answer(payload, get_thread_context, say):
        seen.append((payload["text"], get_thread_context()["channel_id"]))
        say("Answer")

    app.use(assistant)
    connect(app)
    ts = ana._do("new_chat", seen="C1")["ts"]
    first = ana.waits_for_message("Hello", thread=ts)["ts"]
    ana.says("One", thread=ts)
    workspace.wait_until(lambda _: seen == [("One", "C1")])
    ana._do("look_from_chat", thread=ts, seen="C2")
    workspace.wait_until(lambda now: bool(now.calls("chat.update")))
    workspace.wait_until(lambda now: now.outstanding == 0)
    ana.says("Two", thread=ts)
    workspace.wait_until(lambda _: len(seen) == 2)
    assert seen[1] == ("Two", "C2")
    kept = next(message for message in workspace.posted(ana.dm) if message["ts"] == first)
    assert kept["text"] == "Hello"
    assert kept["metadata"]["event_type"] == "assistant_thread_context"
    assert kept["metadata"]["event_payload"]["channel_id"] == "C2"


def test_what_is_said_in_a_thread_is_not_a_message_of_the_rest_of_the_app(
    app, connect, workspace, ana
):
    assistant, seen = Assistant(), []
    assistant.thread_started(lambda say: say("Hello"))
    assistant.user_message(lambda payload: seen.append(("assistant", payload["text"])))
    app.use(assistant)
    app.message()(lambda message: seen.append(("app", message["text"])))
    connect(app)
    ts = ana.begins_chat()
    ana.waits_for_message("Hello", thread=ts)
    ana.says("Above")
    ana.says("Below", thread=ts)
    workspace.wait_until(lambda now: len(seen) == 2 and now.outstanding == 0)
    assert sorted(seen) == [("app", "Above"), ("assistant", "Below")]


def test_a_status_stays_until_the_answer(app, connect, workspace, ana, shown):
    assistant, seen = Assistant(), []

    @assistant.user_message
    def answer(set_status, say, payload):
        set_status("is counting...", loading_messages=["One", "Two"])
        seen.append(shown(payload["thread_ts"])["status"])
        say("Three")
        seen.append(shown(payload["thread_ts"])["status"])

    assistant.thread_started(lambda say: say("Hello"))
    app.use(assistant)
    connect(app)
    ts = ana.begins_chat()
    ana.waits_for_message("Hello", thread=ts)  # which ends a status too, so it comes before
    ana.says("Count", thread=ts)
    ana.waits_for_message("Three", thread=ts)
    workspace.wait_until(lambda _: len(seen) == 2)
    assert seen == ["is counting...", ""]


def test_an_assistant_may_answer_bit_by_bit(app, connect, ana):
    assistant = Assistant()

    @assistant.user_message
    def answer(say_stream):
        stream = say_stream(buffer_size=1)
        for word in ("Bit ", "by ", "bit"):
            stream.append(markdown_text=word)
        stream.stop()

    assistant.thread_started(lambda say: say("Hello"))
    app.use(assistant)
    connect(app)
    ts = ana.begins_chat()
    ana.says("Go", thread=ts)
    done = lambda m: m["text"] == "Bit by bit" and "streaming" not in m  # noqa: E731
    ana.waits_for_message(done, thread=ts)


def test_a_message_outside_of_a_thread_can_be_answered_bit_by_bit(app, connect, ana, ben):
    @app.event("message")
    def listen(say_stream, set_status, set_suggested_prompts):
        set_status("is thinking...")
        set_suggested_prompts(prompts=["Again?"])
        stream = say_stream()
        stream.append(markdown_text="*Streamed*")
        stream.stop()

    connect(app)
    ts = ana.says("Hello")
    ana.waits_for_message("*Streamed*", thread=ts)


def test_an_agent_offers_prompts_as_soon_as_its_messages_are_opened(
    app, connect, workspace, ana, shown
):
    @app.event("app_home_opened")
    def listen(event, set_suggested_prompts):
        if event["tab"] == "messages":
            set_suggested_prompts(title="Try", prompts=["Which tea?"])

    connect(app)
    ana.opens_messages()
    workspace.wait_until(lambda now: len(now.calls(PROMPTS)) == 1)
    assert shown("")["prompts"] == [{"title": "Which tea?", "message": "Which tea?"}]
    assert ana.screen().endswith("[Which tea?]")
    ts = ana.says("Hello")
    ana.opens_messages()
    workspace.wait_until(lambda now: len(now.calls(PROMPTS)) == 2)
    assert shown(ts)["prompts_title"] == "Try"


def test_a_mention_in_a_channel_can_be_answered_bit_by_bit(start, app, hang_up, client):
    workspace = start(apps=(replace(APP, bot_events=("app_mention",)),))
    client.base_url = workspace.api_url

    @app.event("app_mention")
    def listen(say_stream, set_status):
        set_status("is thinking...")
        stream = say_stream()
        stream.append(markdown_text="Here it is")
        stream.stop()

    handler = SocketModeHandler(app, APP.app_token)
    handler.connect()
    ana = workspace.as_user("U1")
    ts = ana.says("@example_app Where?", channel="C1")
    ana.waits_for_message("Here it is", channel="C1", thread=ts)
    hang_up(handler)


def test_an_answer_may_carry_buttons_for_an_opinion(app, connect, ana):
    assistant, seen = Assistant(), []
    opinion = {
        "type": "feedback_buttons",
        "action_id": "opinion",
        "positive_button": {"text": {"type": "plain_text", "text": "Good"}, "value": "up"},
        "negative_button": {"text": {"type": "plain_text", "text": "Bad"}, "value": "down"},
    }

    @assistant.user_message
    def answer(say_stream):
        stream = say_stream()
        stream.append(markdown_text="Answer")
        stream.stop(blocks=[{"type": "context_actions", "elements": [opinion]}])

    @app.action("opinion")
    def listen(ack, body, context):
        seen.append((body["actions"][0]["value"], context.thread_ts))
        ack()

    assistant.thread_started(lambda say: say("Hello"))
    app.use(assistant)
    connect(app)
    ts = ana.begins_chat()
    ana.says("Go", thread=ts)
    ana.waits_for_message(
        lambda m: m.get("blocks", [{}])[-1].get("type") == "context_actions", thread=ts
    )
    ana.clicks("opinion", choose="up")
    assert seen == [("up", ts)]


def test_its_own_words_reach_an_assistant_that_listens_for_them(workspace, client, connect, ana):

    app = App(client=client, ignoring_self_assistant_message_events_enabled=False)
    assistant, seen = Assistant(), []
    assistant.thread_started(lambda say: say("Hello"))

    @assistant.bot_message
    def listen(payload, say):
        seen.append((payload["text"], payload["user"]))

    app.use(assistant)
    connect(app)
    ana.begins_chat()
    workspace.wait_until(lambda _: bool(seen))
    assert seen == [("Hello", BOT)]
