"""Bolt's ``command`` and ``shortcut`` listeners."""

import re

import pytest

from advicebot.workspace import ActError
from tests.workspace.conftest import APP
from tests.workspace.pages import actions, button
from tests.workspace.test_workspace_modals import modal, text_input


@pytest.fixture
def workspace(start):
    return start(ack_within=1.0)


def texts(person, channel="C1"):
    return [message["text"] for message in person.messages(channel)]


def test_words_in_the_acknowledgement_are_for_the_person_alone(app, connect, ana, ben):
    @app.command("/echo")
    def listen(ack, command):
        ack(f"{command['command']} {command['text']}")

    connect(app)
    ana.runs("/echo", "a b", channel="C1")
    assert texts(ana) == ["/echo a b"]
    assert texts(ben) == []


def test_an_acknowledgement_may_be_for_all_and_have_blocks(app, connect, ana, ben):
    @app.command("/echo")
    def listen(ack):
        ack(text="For all", blocks=[actions(button("Go", "go"))], response_type="in_channel")

    connect(app)
    ana.runs("/echo", channel="C1")
    (shown,) = ben.messages("C1")
    assert (shown["text"], shown["blocks"][0]["type"]) == ("For all", "actions")


def test_a_command_can_be_answered_in_three_ways(app, connect, workspace, ana, ben):
    @app.command(re.compile("^/ec"))
    def listen(ack, respond, say, client, context):
        ack()
        respond("Private")
        respond("Public", response_type="in_channel")
        say("Said")
        client.chat_postEphemeral(channel=context.channel_id, user=context.user_id, text="Shown")

    connect(app)
    ana.runs("/echo", channel="C1")
    ana.waits_for_message("Shown", channel="C1")
    assert texts(ana) == ["Private", "Public", "Said", "Shown"]
    assert texts(ben) == ["Public", "Said"]


def test_a_command_has_all_its_fields_and_bolt_reads_them(app, connect, ana):
    seen = []

    @app.command("/echo")
    def listen(ack, body, context):
        seen.append((body, dict(context)))
        ack()

    connect(app)
    ana.runs("/echo", "x", channel="C1")
    ((body, context),) = seen
    assert set(body) == {
        *("token", "team_id", "team_domain", "channel_id", "channel_name", "user_id", "user_name"),
        *("command", "text", "api_app_id", "is_enterprise_install", "response_url", "trigger_id"),
    }
    assert (body["user_name"], body["channel_name"]) == ("ana", "general")
    assert (context["channel_id"], context["user_id"], context["team_id"]) == (
        "C1",
        "U1",
        "T0LOCAL0001",
    )
    assert context["is_enterprise_install"] is False
    assert context["response_url"] == body["response_url"]


def test_text_of_a_command_without_any_is_empty(app, connect, ana):
    seen = []
    app.command("/echo")(lambda ack, command: (seen.append(command["text"]), ack()))
    connect(app)
    ana.runs("/echo")
    assert seen == [""]


@pytest.mark.parametrize("goes_wrong", [lambda: None, lambda: 1 / 0, None])
def test_a_command_that_is_not_acknowledged_fails_for_the_person(app, connect, ana, goes_wrong):
    if goes_wrong:
        app.command("/echo")(goes_wrong)
    connect(app)
    with pytest.raises(ActError, match="/echo failed") as failure:
        ana.runs("/echo")
    assert failure.value.name == "dispatch_failed"


def test_a_command_opens_a_form_after_its_acknowledgement(app, connect, ana):
    @app.command("/form")
    def listen(ack, body, client):
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=modal(text_input("words")))

    connect(app)
    ana.runs("/form")
    assert ana.waits_for_modal()["blocks"][0]["block_id"] == "words"


@pytest.mark.parametrize(
    "constraint", ["begin", re.compile("^beg"), {"type": "shortcut", "callback_id": "begin"}]
)
def test_a_global_shortcut_opens_a_form(app, connect, ana, constraint):
    seen = []

    @app.shortcut(constraint)
    def listen(ack, shortcut, client, context):
        seen.append((shortcut, dict(context)))
        ack()
        client.views_open(trigger_id=shortcut["trigger_id"], view=modal(text_input("words")))

    connect(app)
    ana.uses_shortcut("begin")
    ana.waits_for_modal()
    ((shortcut, context),) = seen
    assert set(shortcut) == {
        *("type", "token", "action_ts", "team", "user", "is_enterprise_install", "enterprise"),
        *("callback_id", "trigger_id", "api_app_id"),
    }
    assert (context["user_id"], "channel_id" in context) == ("U1", False)


def test_a_message_shortcut_has_the_message_and_a_way_to_answer(app, connect, ana, ben):
    seen = []

    @app.message_shortcut("keep")
    def listen(ack, shortcut, say, respond, context):
        seen.append((shortcut, context.channel_id))
        ack()
        say("Kept", thread_ts=shortcut["message"]["ts"])
        respond("Between us")

    connect(app)
    ts = ben.says("Worth it", channel="C1")
    ana.uses_shortcut("keep", ts=ts, channel="C1")
    ana.waits_for_message("Kept", channel="C1", thread=ts)
    ana.waits_for_message("Between us", channel="C1")
    ((shortcut, channel),) = seen
    assert (shortcut["type"], shortcut["message_ts"], channel) == ("message_action", ts, "C1")
    assert (shortcut["user"]["id"], shortcut["message"]["user"]) == ("U1", "U2")
    assert shortcut["message"]["text"] == "Worth it"
    assert shortcut["channel"]["name"] == "general"


def test_shortcuts_of_the_two_kinds_are_told_apart(app, connect, ana):
    seen = []
    app.global_shortcut("begin")(lambda ack: (seen.append("global"), ack()))
    app.message_shortcut("begin")(lambda ack: (seen.append("message"), ack()))
    app.message_shortcut("keep")(lambda ack: (seen.append("kept"), ack()))
    connect(app)
    ana.uses_shortcut("begin")
    ana.uses_shortcut("keep", ts=ana.says("x"))
    assert seen == ["global", "kept"]
    assert APP.message_shortcuts[0].callback_id == "keep"
