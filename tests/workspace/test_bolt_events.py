"""Bolt's ``event`` listeners for everything that is not a message, and what context they have."""

import re
from dataclasses import replace

import pytest

from advicebot.workspace import ActError, UserConfig
from tests.workspace.conftest import APP, BOT

EVENTS = (
    "app_mention",
    "app_home_opened",
    "reaction_added",
    "reaction_removed",
    "pin_added",
    "pin_removed",
    "member_joined_channel",
    "member_left_channel",
    "channel_created",
    "channel_rename",
    "channel_archive",
    "channel_unarchive",
    "channel_left",
    "group_left",
    "user_change",
    "team_join",
    "file_shared",
    "message.channels",
)


@pytest.fixture
def workspace(start):
    return start(apps=(replace(APP, bot_events=EVENTS),))


@pytest.fixture
def first(workspace, app, connect):
    """Return a function that connects an app for an event and returns its first body, context."""

    def listen(kind, act):
        seen = []
        app.event(kind)(lambda body, context: seen.append((body, dict(context))))
        app.event(re.compile(".*"))(lambda: None)
        connect(app)
        act()
        workspace.wait_until(lambda now: bool(seen) and now.outstanding == 0)
        ((body, context),) = seen
        assert body["event"]["type"] == kind
        return body["event"], context

    return listen


def where(context):
    return context["channel_id"], context.get("user_id")


def test_a_mention_is_heard_with_its_words(first, ana):
    event, context = first("app_mention", lambda: ana.says("@example_app hello", channel="C1"))
    assert event["text"] == f"<@{BOT}> hello"
    assert where(context) == ("C1", "U1")
    assert (context["team_id"], context["bot_user_id"]) == ("T0LOCAL0001", BOT)
    assert context["bot_id"] == APP.bot_id


def test_a_mention_can_be_answered_in_its_thread(app, connect, ana):
    @app.event("app_mention")
    def listen(event, say):
        say("Hello back", thread_ts=event.get("thread_ts", event["ts"]))

    app.event(re.compile(".*"))(lambda: None)
    connect(app)
    ts = ana.says("@example_app hello", channel="C1")
    below = ana.waits_for_message("Hello back", channel="C1", thread=ts)
    assert below["thread_ts"] == ts


def test_a_reaction_says_to_what_and_whom(first, ana, client):
    ts = client.chat_postMessage(channel="C1", text="Look")["ts"]
    event, context = first("reaction_added", lambda: ana.reacts("eyes", to=ts, channel="C1"))
    assert (event["reaction"], event["user"], event["item_user"]) == ("eyes", "U1", BOT)
    assert event["item"] == {"type": "message", "channel": "C1", "ts": ts}
    assert where(context) == ("C1", "U1")


def test_a_reaction_taken_away_is_heard(first, ana):
    ts = ana.says("Look", channel="C1")
    ana.reacts("eyes", to=ts, channel="C1")
    event, _ = first("reaction_removed", lambda: ana.unreacts("eyes", to=ts, channel="C1"))
    assert event["reaction"] == "eyes"


def test_reactions_and_pins_of_the_app_itself_are_not_heard(workspace, app, connect, ana, client):
    seen = []
    for kind in ("reaction_added", "pin_added"):
        app.event(kind)(lambda event: seen.append((event["type"], event["user"])))
    app.event(re.compile(".*"))(lambda: None)
    connect(app)
    ts = ana.says("Look", channel="C1")
    client.reactions_add(channel="C1", timestamp=ts, name="eyes")
    client.pins_add(channel="C1", timestamp=ts)
    ana.reacts("+1", to=ts, channel="C1")
    workspace.wait_until(lambda now: bool(seen) and now.outstanding == 0)
    assert seen == [("reaction_added", "U1")]


def test_a_pin_is_heard_with_what_was_pinned(first, ana):
    ts = ana.says("Keep", channel="C1")
    event, context = first("pin_added", lambda: ana.pins(ts, channel="C1"))
    assert event["item"]["message"]["ts"] == ts
    assert where(context) == ("C1", "U1")


def test_who_joins_is_heard(first, workspace):
    event, context = first("member_joined_channel", lambda: workspace.add_to("C3", "U1", by="U3"))
    assert (event["user"], event["inviter"], event["channel_type"]) == ("U1", "U3", "G")
    assert where(context) == ("C3", "U1")


def test_an_app_hears_that_it_was_itself_added_though_its_own_doings_are_kept_from_it(
    first, workspace
):
    event, context = first("member_joined_channel", lambda: workspace.add_to("C2", BOT, by="U1"))
    assert (event["user"], context["bot_user_id"]) == (BOT, BOT)


def test_who_leaves_is_heard(first, ana):
    event, context = first("member_left_channel", lambda: ana.leaves("C1"))
    assert (event["user"], event["channel"]) == ("U1", "C1")
    assert where(context) == ("C1", "U1")


@pytest.mark.parametrize(("channel", "kind"), [("C1", "channel_left"), ("C3", "group_left")])
def test_an_app_that_is_out_of_a_channel_is_told(first, workspace, channel, kind):
    event, context = first(kind, lambda: workspace.remove_from(channel, BOT))
    assert (event["channel"], where(context)) == (channel, (channel, None))


def test_a_new_channel_is_heard_with_its_creator(first, client):
    event, context = first("channel_created", lambda: client.conversations_create(name="fresh"))
    assert (event["channel"]["name"], event["channel"]["creator"]) == ("fresh", BOT)
    assert context["channel_id"] == event["channel"]["id"]


def test_another_name_of_a_channel_is_heard(first, client):
    made = client.conversations_create(name="fresh")["channel"]["id"]
    event, context = first(
        "channel_rename", lambda: client.conversations_rename(channel=made, name="stale")
    )
    assert (event["channel"]["name"], context["channel_id"]) == ("stale", made)


@pytest.mark.parametrize("is_archived", [True, False])
def test_closing_and_opening_a_channel_is_heard(first, workspace, is_archived):
    if not is_archived:
        workspace.archive("C1", by="U1")
    kind = "channel_archive" if is_archived else "channel_unarchive"
    event, context = first(kind, lambda: workspace.archive("C1", by="U1", is_archived=is_archived))
    assert (event["user"], where(context)) == ("U1", ("C1", "U1"))


def test_a_change_of_a_person_is_heard(first, workspace):
    event, context = first("user_change", lambda: workspace.change_user("U2", title="Cook"))
    assert event["user"]["profile"]["title"] == "Cook"
    assert context["user_id"] == "U2"


def test_somebody_new_is_heard_of_and_can_be_greeted(workspace, app, connect):
    @app.event("team_join")
    def listen(event, say):
        say(f"Welcome, <@{event['user']['id']}>!", channel="C1")
        say("Ask me anything.", channel=event["user"]["id"])

    connect(app)
    dan = workspace.add_user(UserConfig(id="U9", name="dan", real_name="Dan Example"))
    dan.waits_for_message("Ask me anything.")
    dan.waits_for_message("Welcome, <@U9>!", channel="C1")
    with pytest.raises(ActError, match="somebody called dan"):
        workspace.add_user(UserConfig(id="U10", name="dan"))


def test_a_home_is_published_when_it_is_opened(app, connect, ana):
    tabs = []

    @app.event("app_home_opened")
    def listen(event, client, context):
        tabs.append((event["tab"], "view" in event, context.channel_id))
        text = {"type": "mrkdwn", "text": f"Visit {len(tabs)}"}
        view = {"type": "home", "blocks": [{"type": "section", "text": text}]}
        if event["tab"] == "home":
            client.views_publish(user_id=event["user"], view=view)

    connect(app)
    ana.opens_home()
    ana.sees_home("Visit 1")
    ana.opens_home()
    ana.sees_home("Visit 2")
    ana.opens_messages()
    ana.waits_for_home()
    assert tabs[:2] == [("home", False, ana.dm), ("home", True, ana.dm)]


def test_a_shared_file_is_heard_of_by_its_ids(first, ana):
    event, context = first("file_shared", lambda: ana.shares("a.txt", b"abc", channel="C1"))
    assert event["file"]["id"] == event["file_id"]
    assert where(context) == ("C1", "U1")
