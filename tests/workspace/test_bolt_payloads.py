"""What Bolt reads out of a payload is there in a payload of every kind."""

from dataclasses import replace

import pytest
from slack_bolt.request import internals

from advicebot.workspace import ActError
from tests.workspace.conftest import APP
from tests.workspace.pages import actions, button
from tests.workspace.test_workspace_modals import modal, text_input

EVENTS = (
    *("message.im", "message.channels", "app_mention", "app_home_opened"),
    *("reaction_added", "pin_added", "member_joined_channel", "file_shared", "user_change"),
    *("assistant_thread_started", "assistant_thread_context_changed", "channel_created"),
)
TEAM = "T0LOCAL0001"


@pytest.fixture
def workspace(start):
    return start(ack_within=1.0, apps=(replace(APP, bot_events=EVENTS),))


@pytest.fixture
def bodies(workspace, app, connect):
    """Return the bodies of everything that came, by kind."""
    came = {}

    @app.use
    def note(body, ack):
        kind = body["event"]["type"] if "event" in body else body.get("type", "command")
        subtype = body.get("event", {}).get("subtype")
        came[f"{kind}/{subtype}" if subtype else kind] = body
        return ack()

    connect(app)

    def wait(kind):
        workspace.wait_until(lambda _: kind in came)
        return came[kind]

    return wait


def read(body):
    """Return the ids that Bolt finds, but for the thread, which is not everywhere."""
    assert internals.extract_enterprise_id(body) is None
    assert internals.extract_actor_enterprise_id(body) is None
    assert internals.extract_is_enterprise_install(body) is False
    assert internals.extract_team_id(body) == internals.extract_actor_team_id(body) == TEAM
    assert internals.extract_function_execution_id(body) is None
    assert internals.extract_function_inputs(body) is None
    user = internals.extract_user_id(body)
    assert internals.extract_actor_user_id(body) == user
    return user, internals.extract_channel_id(body), internals.extract_thread_ts(body)


def test_messages_and_what_becomes_of_them(bodies, ana):
    ts = ana.says("Root", channel="C1")
    assert read(bodies("message")) == ("U1", "C1", None)
    below = ana.replies(ts, "@example_app Below", channel="C1")
    assert read(bodies("app_mention")) == ("U1", "C1", ts)
    ana.edits(below, "Changed", channel="C1")
    changed = bodies("message/message_changed")
    assert read(changed) == ("U1", "C1", ts)
    ana.deletes(below, channel="C1")
    assert read(bodies("message/message_deleted")) == ("U1", "C1", ts)
    ana.shares("a.txt", b"abc", channel="C1")
    assert read(bodies("message/file_share")) == ("U1", "C1", None)
    assert read(bodies("file_shared")) == ("U1", "C1", None)


def test_marks_members_and_homes(bodies, workspace, ana, client):
    ts = ana.says("Root", channel="C1")
    ana.reacts("eyes", to=ts, channel="C1")
    assert read(bodies("reaction_added")) == ("U1", "C1", None)
    ana.pins(ts, channel="C1")
    user, channel, _ = read(bodies("pin_added"))
    assert (user, channel) == ("U1", "C1")
    workspace.add_to("C3", "U1")
    assert read(bodies("member_joined_channel")) == ("U1", "C3", None)
    ana.opens_home()
    assert read(bodies("app_home_opened")) == ("U1", ana.dm, None)
    workspace.change_user("U2", title="Cook")
    assert read(bodies("user_change")) == ("U2", None, None)
    made = client.conversations_create(name="fresh")["channel"]["id"]
    assert read(bodies("channel_created")) == (None, made, None)


def test_threads_of_an_assistant(bodies, ana):
    ts = ana.begins_chat()
    assert read(bodies("assistant_thread_started"))[1:] == (ana.dm, ts)
    ana._do("look_from_chat", thread=ts, seen="C1")
    assert read(bodies("assistant_thread_context_changed"))[1:] == (ana.dm, ts)


def test_clicks_menus_and_shortcuts(bodies, ana, client):
    menu = {"type": "external_select", "action_id": "menu", "min_query_length": 0}
    blocks = [actions(button("Go", "go"), menu)]
    root = client.chat_postMessage(channel="C1", text="Root")["ts"]
    ts = client.chat_postMessage(channel="C1", text="x", blocks=blocks, thread_ts=root)["ts"]
    ana.clicks("go", channel="C1")
    assert read(bodies("block_actions")) == ("U1", "C1", root)
    container = {"type": "message", "channel": "C1", "ts": ts}
    ana._do("options", container=container, block_id="buttons", action_id="menu", value="")
    assert read(bodies("block_suggestion")) == ("U1", "C1", root)
    ana.uses_shortcut("keep", ts=ts, channel="C1")
    assert read(bodies("message_action")) == ("U1", "C1", root)
    ana.uses_shortcut("begin")
    assert read(bodies("shortcut")) == ("U1", None, None)
    ana.runs("/echo", channel="C1")
    assert read(bodies("command")) == ("U1", "C1", None)


def test_views(app, client, connect, ana, bodies):
    ana.uses_shortcut("begin")
    trigger = bodies("shortcut")["trigger_id"]
    blocks = [text_input("words"), actions(button("Go", "go"))]
    view = modal(*blocks, notify_on_close=True, callback_id="form")
    client.views_open(trigger_id=trigger, view=view)
    ana.clicks_in_modal("go")
    assert read(bodies("block_actions")) == ("U1", None, None)
    client.views_push(trigger_id=bodies("block_actions")["trigger_id"], view=view)
    ana.submits({"words": "x"})
    assert read(bodies("view_submission")) == ("U1", None, None)
    ana.closes_modal()
    assert read(bodies("view_closed")) == ("U1", None, None)
    with pytest.raises(ActError):
        ana.closes_modal()


@pytest.fixture
def shared(workspace, start):
    """Return a workspace whose first channel is shared with the organisation of Ben."""
    config = workspace.config
    users = [replace(one, other_team_id="T9" if one.id == "U2" else None) for one in config.users]
    channels = [replace(one, is_ext_shared=one.id == "C1") for one in config.channels]
    apps = (replace(APP, bot_events=("message.channels", "app_mention")),)
    return start(users=users, channels=channels, apps=apps)


@pytest.mark.parametrize("kind", ["message", "app_mention"])
def test_somebody_of_another_organisation_acts_from_their_own(shared, raw, kind):
    connected = raw(shared)
    shared.as_user("U2").says("@example_app hi", channel="C1")
    bodies = [connected.next()["payload"] for _ in range(2)]
    (body,) = [each for each in bodies if each["event"]["type"] == kind]
    assert body["is_ext_shared_channel"] is True
    assert body["event"]["user_team"] == body["event"]["source_team"] == "T9"
    assert internals.extract_team_id(body) == TEAM
    assert internals.extract_actor_team_id(body) == "T9"
    assert internals.extract_actor_user_id(body) == "U2"


def test_somebody_of_the_house_acts_from_here_in_a_shared_channel(shared, raw):
    connected = raw(shared)
    shared.as_user("U1").says("hi", channel="C1")
    body = connected.next()["payload"]
    assert "user_team" not in body["event"]
    assert internals.extract_actor_team_id(body) == TEAM
    assert internals.extract_actor_user_id(body) == "U1"
