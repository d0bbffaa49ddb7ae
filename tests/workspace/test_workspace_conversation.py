"""An unmodified Bolt app in conversation: messages, mentions, commands, edits, shortcuts, home."""

from datetime import timedelta

import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from advicebot.workspace import ActError


def button(action_id, value="1", text="Press"):
    return {
        "type": "button",
        "action_id": action_id,
        "value": value,
        "text": {"type": "plain_text", "text": text},
    }


def test_a_direct_message_is_answered_in_the_direct_message(app, connect, ana):
    @app.event("message")
    def listen(event, say):
        say(f"You said: {event['text']}")

    connect(app)
    ana.says("Hello")
    answer = ana.waits_for_message("You said")
    assert answer["text"] == "You said: Hello"
    assert answer["bot_id"]


def test_a_message_event_has_what_slack_sends(app, connect, ana, workspace):
    seen = []

    @app.event("message")
    def listen(body):
        seen.append(body)

    connect(app)
    ts = ana.says("Tom & Jerry <3 @ben in #general, see https://example.org/a.")
    workspace.wait_until(lambda _: seen)
    event = seen[0]["event"]
    assert event["text"] == (
        "Tom &amp; Jerry &lt;3 <@U2> in <#C1|general>, see <https://example.org/a>."
    )
    assert (event["type"], event["channel"], event["channel_type"]) == ("message", ana.dm, "im")
    assert event["ts"] == event["event_ts"] == ts
    assert (event["user"], event["team"]) == ("U1", "T0LOCAL0001")
    assert event["client_msg_id"]
    kinds = [e["type"] for e in event["blocks"][0]["elements"][0]["elements"]]
    assert kinds == ["text", "user", "text", "channel", "text", "link", "text"]
    assert seen[0]["type"] == "event_callback"
    assert seen[0]["event_id"].startswith("Ev")
    assert seen[0]["authorizations"][0]["user_id"] == workspace.config.app.bot_user_id
    assert seen[0]["token"] == workspace.config.app.verification_token


def test_channel_messages_reach_the_app_only_when_it_subscribes_or_is_named(
    app, connect, ana, workspace
):
    seen = []
    app.event("message")(lambda body: seen.append("message"))
    app.event("app_mention")(lambda body: seen.append("app_mention"))
    connect(app)
    ana.says("Not for the app", channel="C1")
    ana.says(f"<@{workspace.config.app.bot_user_id}> is not a mention when typed", channel="C1")
    ana.says("@example_app please", channel="C1")
    workspace.wait_until(lambda _: bool(seen))
    ana.says("@example_app is not in here", channel="C2")
    ana.says("The last one")
    workspace.wait_until(lambda _: "message" in seen)
    assert seen == ["app_mention", "message"]


def test_a_mention_is_answered_to_its_writer_alone(app, connect, ana, ben, client, workspace):
    @app.event("app_mention")
    def listen(event, client):
        client.chat_postEphemeral(channel=event["channel"], user=event["user"], text="Only you")

    connect(app)
    ana.says("@example_app help", channel="C1")
    shown = ana.waits_for_message("Only you", channel="C1")
    assert shown["ephemeral"] is True
    assert "Only you" not in [m["text"] for m in ben.messages("C1")]
    history = client.conversations_history(channel="C1")["messages"]
    assert "Only you" not in [m["text"] for m in history]
    assert [m["shown_to"] for m in workspace.ephemerals("C1")] == ["U1"]


def test_what_a_command_is_acknowledged_with_is_seen_by_its_sender_alone(app, connect, ana, ben):
    @app.command("/echo")
    def listen(ack, command):
        ack(f"{command['user_name']} in {command['channel_name']}: {command['text']}")

    connect(app)
    ana.runs("/echo", "a < b", channel="C1")
    assert ana.messages("C1")[-1]["text"] == "ana in general: a &lt; b"
    assert ana.messages("C1")[-1]["ephemeral"] is True
    assert ben.messages("C1") == []


def test_a_command_may_be_answered_for_all_to_see(app, connect, ana, ben):
    @app.command("/echo")
    def listen(ack, respond):
        ack()
        respond("Everybody", response_type="in_channel")

    connect(app)
    ana.runs("/echo", channel="C1")
    assert ben.waits_for_message("Everybody", channel="C1")["bot_id"]


def test_edits_and_deletions_are_events_with_the_message_before(app, connect, ana, workspace):
    seen = []
    app.event("message")(lambda event: seen.append(event))
    connect(app)
    ts = ana.says("First")
    ana.edits(ts, "Second")
    ana.deletes(ts)
    workspace.wait_until(lambda _: len(seen) == 3)
    by_kind = {event.get("subtype"): event for event in seen}
    changed, deleted = by_kind["message_changed"], by_kind["message_deleted"]
    assert changed["message"]["text"] == "Second"
    assert changed["message"]["edited"]["user"] == "U1"
    assert changed["previous_message"]["text"] == "First"
    assert changed["hidden"] is True
    assert deleted["deleted_ts"] == ts
    assert deleted["previous_message"]["text"] == "Second"
    assert ana.messages() == []


def test_a_reply_in_a_thread_stays_in_the_thread(app, connect, ana, client):
    @app.event("message")
    def listen(event, say):
        say("In here", thread_ts=event.get("thread_ts") or event["ts"])

    connect(app)
    ts = ana.says("Question")
    ana.waits_for_message("In here", thread=ts)
    ana.says("More", thread=ts)
    ana.waits_for_message(lambda m: m["text"] == "In here" and m["ts"] > ts, thread=ts)
    assert [m["text"] for m in ana.messages()] == ["Question"]
    assert ana.messages()[0]["reply_count"] >= 2
    replies = client.conversations_replies(channel=ana.dm, ts=ts)["messages"]
    assert replies[0]["ts"] == ts
    assert replies[0]["reply_count"] == len(replies) - 1


def test_a_button_is_replaced_through_the_response_url(app, connect, ana, ben, client, workspace):
    seen = []

    @app.action("take")
    def listen(ack, body, respond):
        seen.append(body)
        ack()
        respond(text="Taken", replace_original=True)

    connect(app)
    client.chat_postMessage(
        channel="C1",
        text="Who?",
        blocks=[{"type": "actions", "elements": [button("take", "42")]}],
    )
    ana.clicks("take", channel="C1")
    changed = ben.waits_for_message("Taken", channel="C1")
    assert "blocks" not in changed
    body = seen[0]
    assert body["actions"][0]["value"] == "42"
    assert body["actions"][0]["action_ts"]
    assert body["actions"][0]["block_id"] == body["message"]["blocks"][0]["block_id"]
    assert body["container"]["message_ts"] == body["message"]["ts"]
    assert body["user"] == {"id": "U1", "username": "ana", "name": "ana", "team_id": "T0LOCAL0001"}
    assert body["channel"] == {"id": "C1", "name": "general"}
    assert body["team"]["domain"] == "example-team"
    assert body["enterprise"] is None


def test_a_menu_in_a_message_reports_the_choice_and_the_state(app, connect, ana, workspace):
    option = {"text": {"type": "plain_text", "text": "Two"}, "value": "2"}
    menu = {"type": "static_select", "action_id": "pick", "options": [option]}
    seen = []

    @app.action("pick")
    def listen(ack, body):
        seen.append(body)
        ack()

    connect(app)
    app.client.chat_postMessage(
        channel=ana.dm,
        text="Pick",
        blocks=[{"type": "actions", "block_id": "b", "elements": [menu]}],
    )
    ana.clicks("pick", choose="2")
    workspace.wait_until(lambda _: seen)
    assert seen[0]["actions"][0]["selected_option"] == option
    assert seen[0]["state"]["values"]["b"]["pick"] == {
        "type": "static_select",
        "selected_option": option,
    }


def test_an_ephemeral_message_can_be_clicked_and_put_away(app, connect, ana, client, workspace):
    seen = []

    @app.action("hide")
    def listen(ack, body, respond):
        seen.append(body)
        ack()
        respond(delete_original=True)

    connect(app)
    blocks = [{"type": "actions", "elements": [button("hide")]}]
    client.chat_postEphemeral(channel="C1", user="U1", text="Psst", blocks=blocks)
    ana.clicks("hide", channel="C1")
    workspace.wait_until(lambda now: not now.ephemerals("C1"))
    assert seen[0]["container"]["is_ephemeral"] is True
    assert "message" not in seen[0]


def test_a_message_shortcut_brings_the_message(app, connect, ana, ben, workspace):
    seen = []

    @app.shortcut("keep")
    def listen(ack, shortcut, respond):
        seen.append(shortcut)
        ack()
        respond("Kept")

    connect(app)
    ts = ben.says("Worth keeping", channel="C1")
    ana.uses_shortcut("keep", ts=ts, channel="C1")
    ana.waits_for_message("Kept", channel="C1")
    assert seen[0]["type"] == "message_action"
    assert seen[0]["message"]["text"] == "Worth keeping"
    assert seen[0]["message_ts"] == ts
    assert [m["text"] for m in ben.messages("C1")] == ["Worth keeping"]


def test_the_home_tab_is_published_for_one_person(app, connect, ana, ben, workspace):
    @app.event("app_home_opened")
    def listen(event, client):
        blocks = [{"type": "actions", "elements": [button("go")]}]
        client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

    clicked = []

    @app.action("go")
    def go(ack, body):
        clicked.append(body)
        ack()

    connect(app)
    ana.opens_home()
    home = ana.waits_for_home()
    assert home["blocks"][0]["block_id"]
    assert ben.home is None
    ana.clicks_at_home("go")
    workspace.wait_until(lambda _: clicked)
    assert clicked[0]["container"] == {"type": "view", "view_id": home["id"]}
    assert clicked[0]["view"]["type"] == "home"


def test_a_second_visit_to_the_home_tab_carries_the_view(app, connect, ana, client, workspace):
    seen = []
    app.event("app_home_opened")(lambda event: seen.append(event))
    connect(app)
    ana.opens_messages()
    client.views_publish(user_id="U1", view={"type": "home", "blocks": []})
    ana.opens_home()
    workspace.wait_until(lambda _: len(seen) == 2)
    by_tab = {event["tab"]: event for event in seen}
    assert "view" not in by_tab["messages"]
    assert by_tab["home"]["view"]["type"] == "home"
    assert by_tab["home"]["channel"] == ana.dm


def test_a_command_fails_when_no_app_is_connected(start):
    workspace = start(ack_within=0.05)
    ana = workspace.as_user("U1")
    with pytest.raises(
        ActError, match="/echo failed: the app did not answer: it is not"
    ) as refusal:
        ana.runs("/echo", channel="C1")
    assert refusal.value.name == "dispatch_failed"


def test_a_click_fails_when_the_app_does_not_acknowledge_it_in_time(start, hang_up):
    workspace = start(ack_within=0.1)
    ana = workspace.as_user("U1")
    client = WebClient(token=workspace.config.app.bot_token, base_url=workspace.api_url)
    handler = SocketModeHandler(App(client=client), workspace.config.app.app_token)
    handler.connect()
    blocks = [{"type": "actions", "elements": [button("nobody_listens")]}]
    client.chat_postMessage(channel=ana.dm, text="x", blocks=blocks)
    with pytest.raises(ActError, match=r"the app did not answer in 0\.1 seconds"):
        ana.clicks("nobody_listens")
    hang_up(handler)


def test_the_app_is_told_who_joined(app, connect, workspace):
    seen = []
    app.event("member_joined_channel")(lambda event: seen.append((event["user"], event["channel"])))
    connect(app)
    client = WebClient(token=workspace.config.app.bot_token, base_url=workspace.api_url)
    client.conversations_join(channel="C2")
    workspace.as_user("U3").joins("C2")
    workspace.wait_until(lambda _: len(seen) == 2)
    assert set(seen) == {(workspace.config.app.bot_user_id, "C2"), ("U3", "C2")}


def test_the_clock_moves_by_the_steps_of_its_bar(start):
    told = []
    workspace = start(on_clock=told.append)
    before = workspace.now()
    workspace.move_clock_by_step("+1 hour")
    moved = workspace.now() - before
    assert timedelta(hours=1) <= moved < timedelta(hours=1, minutes=1)
    assert len(told) == 1
    with pytest.raises(ActError, match="no clock step"):
        workspace.move_clock_by_step("+1 year")
