"""Bolt's ``action`` listeners, what their payloads hold, and answers by the response URL."""

import re

import pytest

from advicebot.workspace import ActError
from tests.workspace.pages import actions, button, plain


@pytest.fixture
def workspace(start):
    return start(ack_within=1.0)


@pytest.fixture
def post(client, ana):
    """Return a function that posts blocks to Ana's DM, or to a channel, as the app."""

    def send(*blocks, **more):
        given = {"channel": ana.dm, "text": "Choose", **more}
        return client.chat_postMessage(blocks=blocks, **given)["ts"]

    return send


@pytest.fixture
def card(post):
    """Post two buttons, one in each of two blocks."""
    blocks = [
        {"type": "actions", "block_id": name, "elements": [button(name, f"do_{name}")]}
        for name in ("left", "right")
    ]
    return post(*blocks)


@pytest.mark.parametrize(
    "constraint",
    [
        "do_left",
        re.compile("^do_l"),
        {"action_id": "do_left"},
        {"block_id": "left", "action_id": "do_left"},
        {"block_id": re.compile("le.t"), "action_id": re.compile("do_.*")},
        {"type": "block_actions", "action_id": "do_left"},
    ],
)
def test_a_constraint_finds_its_button_alone(app, connect, ana, card, constraint):
    seen = []

    @app.action(constraint)
    def listen(ack, action):
        seen.append((action["block_id"], action["action_id"]))
        ack()

    connect(app)
    ana.clicks("do_left")
    with pytest.raises(ActError, match="did not answer"):
        ana.clicks("do_right")
    assert seen == [("left", "do_left")]


def test_a_click_says_where_and_in_what(app, connect, ana, card):
    seen = []

    @app.action("do_left")
    def listen(ack, body, context, action):
        seen.append((body, dict(context), action))
        ack()

    connect(app)
    ana.clicks("do_left")
    ((body, context, action),) = seen
    assert set(body) == {
        *("type", "user", "api_app_id", "token", "team", "enterprise", "is_enterprise_install"),
        *("container", "trigger_id", "channel", "message", "state", "response_url", "actions"),
    }
    assert body["container"] == {
        "type": "message",
        "message_ts": card,
        "channel_id": ana.dm,
        "is_ephemeral": False,
    }
    assert body["user"]["id"] == context["user_id"] == "U1"
    assert (context["channel_id"], context["team_id"]) == (ana.dm, body["team"]["id"])
    assert context["response_url"] == body["response_url"]
    assert body["message"]["ts"] == card
    assert set(action) == {"type", "block_id", "action_id", "text", "action_ts"}


def test_a_click_in_a_thread_has_its_thread(app, connect, ana, post):
    seen = []

    @app.action("a")
    def listen(ack, context, body, say):
        seen.append((context.thread_ts, body["container"]["thread_ts"]))
        ack()
        say("Seen", thread_ts=context.thread_ts)

    connect(app)
    root = post({"type": "divider"})
    post(actions(button("Go", "a")), thread_ts=root)
    ana.clicks("a")
    assert seen == [(root, root)]
    ana.waits_for_message("Seen", thread=root)


def test_several_elements_have_one_state(app, connect, ana, post):
    seen = []
    day = {"type": "datepicker", "action_id": "day", "initial_date": "2026-12-01"}

    @app.action("send")
    def listen(ack, body):
        seen.append(body["state"]["values"]["buttons"])
        ack()

    app.action("who")(lambda ack: ack())
    connect(app)
    post(actions(day, {"type": "users_select", "action_id": "who"}, button("Send", "send")))
    ana.clicks("who", choose="U2")
    ana.clicks("send")
    (values,) = seen
    assert values["day"]["selected_date"] == "2026-12-01"
    assert values["who"]["selected_user"] == "U2"


@pytest.mark.parametrize(
    ("more", "wanted"),
    [
        ({}, "ephemeral"),
        ({"response_type": "in_channel"}, "new"),
        ({"replace_original": True}, "replaced"),
        ({"delete_original": True}, "deleted"),
    ],
)
def test_a_click_is_answered_by_its_response_url(
    workspace, app, connect, ana, ben, post, more, wanted
):
    @app.action("a")
    def listen(ack, respond):
        ack()
        assert respond("Answer" if wanted != "deleted" else "", **more).status_code == 200

    connect(app)
    post(actions(button("Go", "a")), channel="C1")
    ana.clicks("a", channel="C1")
    kept = {
        "ephemeral": ["Choose"],
        "new": ["Choose", "Answer"],
        "replaced": ["Answer"],
        "deleted": [],
    }
    if wanted == "ephemeral":
        ana.waits_for_message("Answer", channel="C1")
    workspace.wait_until(lambda _: [m["text"] for m in ben.messages("C1")] == kept[wanted])


def test_an_ephemeral_message_is_replaced_and_then_deleted(app, connect, workspace, ana, client):
    @app.action("change")
    def change(ack, respond, body):
        ack()
        assert "message" not in body
        assert body["container"]["is_ephemeral"] is True
        respond(text="Changed", blocks=[actions(button("Go", "go"))], replace_original=True)

    @app.action("go")
    def go(ack, respond):
        ack()
        respond(delete_original=True)

    connect(app)
    blocks = [actions(button("Change", "change"))]
    client.chat_postEphemeral(channel="C1", user="U1", text="Only you", blocks=blocks)
    ana.clicks("change", channel="C1")
    ana.waits_for_message("Changed", channel="C1")
    ana.clicks("go", channel="C1")
    workspace.wait_until(lambda now: now.ephemerals("C1") == [])


def test_a_response_url_is_good_for_five_answers(app, connect, workspace, ana, card):
    said = []

    @app.action("do_left")
    def listen(ack, respond):
        ack()
        for number in range(6):
            answer = respond(f"Answer {number}")
            said.append((answer.status_code, answer.body))

    connect(app)
    ana.clicks("do_left")
    workspace.wait_until(lambda _: len(said) == 6)
    assert [status for status, _ in said] == [200] * 5 + [404]
    assert said[0][1] == "ok"
    assert "used_url" in said[5][1]


def test_a_click_can_change_its_message_by_its_timestamp(app, connect, ana, card):
    @app.action("do_left")
    def listen(ack, client, body):
        ack()
        client.chat_update(
            channel=body["channel"]["id"], ts=body["message"]["ts"], text="Done", blocks=[]
        )

    connect(app)
    ana.clicks("do_left")
    assert ana.waits_for_message("Done")["ts"] == card


def test_a_link_button_is_acknowledged_like_any_other(app, connect, ana, post):
    seen = []

    @app.action("open")
    def listen(ack, action):
        seen.append(action["url"])
        ack()

    connect(app)
    post(actions(button("Open", "open", url="https://example.org/")))
    ana.clicks("open")
    assert seen == ["https://example.org/"]


def test_typing_is_an_action_where_a_block_asks_for_it(app, connect, ana, post):
    seen = []

    @app.action("typed")
    def listen(ack, action):
        seen.append((action["type"], action["value"]))
        ack()

    connect(app)
    element = {"type": "plain_text_input", "action_id": "typed"}
    block = {"type": "input", "label": plain("Say"), "element": element, "dispatch_action": True}
    post(block)
    ana.clicks("typed", choose="words")
    assert seen == [("plain_text_input", "words")]


def test_what_an_app_does_not_acknowledge_fails_for_the_person(app, connect, ana, card):
    app.action("do_left")(lambda: None)
    connect(app)
    with pytest.raises(ActError, match="did not answer in 1 seconds"):
        ana.clicks("do_left")
