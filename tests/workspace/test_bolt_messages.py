"""What Bolt's ``message`` listeners hear, and what they can say back."""

import re
from dataclasses import replace

import pytest
from slack_sdk import WebClient
from slack_sdk.models.blocks import SectionBlock
from slack_sdk.models.metadata import Metadata

from advicebot.workspace import AppConfig
from tests.workspace.conftest import APP, BOT, CONFIG

OTHER = AppConfig(
    id="A2",
    name="Other app",
    bot_user_id="U0OTHER",
    bot_id="B0OTHER",
    bot_token="xoxb-other",
    app_token="xapp-other",
)
EVENTS = ("message.im", "message.channels", "message.groups", "message.mpim")


@pytest.fixture
def workspace(start):
    general = replace(CONFIG.channels[0], members=("U1", "U2", "U3", BOT, "U0OTHER"))
    apps = (replace(APP, bot_events=EVENTS), OTHER)
    return start(apps=apps, channels=(general, *CONFIG.channels[1:]))


@pytest.fixture
def other(workspace):
    """Return the client of another app in the same channel."""
    return WebClient(token=OTHER.bot_token, base_url=workspace.api_url)


@pytest.fixture
def heard(workspace):
    """Return a list for what was heard, with a way to wait until it has so many things."""

    class Heard(list):
        def wait(self, count):
            workspace.wait_until(lambda now: len(self) >= count and now.outstanding == 0)
            assert len(self) == count
            return self

    return Heard()


def test_a_string_is_looked_for_anywhere_in_the_text(app, connect, ana, heard):
    app.message("tea")(lambda message: heard.append(message["text"]))
    app.event("message")(lambda: None)
    connect(app)
    for text in ("steam", "coffee", "Some tea?"):
        ana.says(text)
    assert sorted(heard.wait(2)) == ["Some tea?", "steam"]


def test_a_pattern_gives_what_it_found(app, connect, ana, heard):
    app.message(re.compile(r"(\d+) (cups|pots)"))(lambda context: heard.append(context["matches"]))
    connect(app)
    ana.says("Make 12 cups")
    assert heard.wait(1) == [("12", "cups")]


def test_the_first_listener_that_fits_is_the_only_one(app, connect, ana, heard):
    app.message("one")(lambda: heard.append("one"))
    app.message()(lambda: heard.append("any"))
    connect(app)
    ana.says("one two")
    ana.says("two")
    assert sorted(heard.wait(2)) == ["any", "one"]


@pytest.mark.parametrize(("channel", "kind"), [("C1", "channel"), ("C3", "group")])
def test_messages_of_a_channel_say_where_they_are(app, connect, chi, heard, channel, kind):
    app.message("here")(lambda message, context: heard.append((message, context)))
    connect(app)
    chi.says("here", channel=channel)
    ((message, context),) = heard.wait(1)
    assert (message["channel"], message["channel_type"], message["user"]) == (channel, kind, "U3")
    assert (context.channel_id, context.user_id) == (channel, "U3")


def test_an_app_in_a_group_of_people_hears_them(app, connect, ana, heard):
    app.message("all")(lambda message: heard.append(message["channel_type"]))
    connect(app)
    group = ana.opens_dm("U2", BOT)
    ana.says("you all", channel=group)
    assert heard.wait(1) == ["mpim"]


def test_messages_of_other_apps_are_heard_and_its_own_are_not(app, connect, other, client, heard):
    app.message("news")(lambda message: heard.append(message))
    connect(app)
    client.chat_postMessage(channel="C1", text="my news")
    other.chat_postMessage(channel="C1", text="their news")
    (message,) = heard.wait(1)
    assert (message["bot_id"], message["user"], message["app_id"]) == ("B0OTHER", "U0OTHER", "A2")
    assert message["bot_profile"]["name"] == "Other app"


def test_a_message_under_another_name_is_of_the_subtype_for_bots(app, connect, other, heard):
    app.event({"type": "message", "subtype": "bot_message"})(lambda event: heard.append(event))
    connect(app)
    other.chat_postMessage(channel="C1", text="x", username="Post", icon_emoji=":postbox:")
    (event,) = heard.wait(1)
    assert (event["username"], event["bot_id"]) == ("Post", "B0OTHER")
    assert event["icons"]["emoji"] == ":postbox:"
    assert "user" not in event


def test_edits_and_deletions_are_heard_by_their_subtype_alone(app, connect, ana, heard):
    app.message("word")(lambda: heard.append("said"))

    @app.event({"type": "message", "subtype": "message_changed"})
    def changed(event, context):
        texts = event["previous_message"]["text"], event["message"]["text"]
        heard.append((*texts, context.user_id, event["message"]["edited"]["user"]))

    @app.event({"type": "message", "subtype": "message_deleted"})
    def deleted(event, context):
        heard.append((event["previous_message"]["text"], event["deleted_ts"], context.user_id))

    connect(app)
    ts = ana.says("word")
    heard.wait(1)
    ana.edits(ts, "word too")
    heard.wait(2)
    ana.deletes(ts)
    assert heard.wait(3) == ["said", ("word", "word too", "U1", "U1"), ("word too", ts, "U1")]


def test_an_answer_goes_to_the_thread_of_what_is_answered(app, connect, ana, heard):
    @app.message("again")
    def listen(message, say, context):
        heard.append(context.thread_ts)
        say("Below", thread_ts=message.get("thread_ts") or message["ts"])

    connect(app)
    ts = ana.says("again", channel="C1")
    ana.waits_for_message("Below", channel="C1", thread=ts)
    ana.replies(ts, "and again", channel="C1")
    assert heard.wait(2) == [None, ts]
    assert [m["text"] for m in ana.messages("C1")] == ["again"]


def test_a_reply_shown_to_all_is_heard_as_a_message(app, connect, ana, heard):
    app.message("all")(lambda message: heard.append(message))
    app.event("message")(lambda: None)
    connect(app)
    ts = ana.says("Root", channel="C1")
    ana._do("message", channel="C1", text="for all", thread=ts, broadcast=True)
    (message,) = heard.wait(1)
    assert (message["subtype"], message["root"]["ts"]) == ("thread_broadcast", ts)


def test_blocks_and_metadata_of_what_is_said_can_be_read_back(app, connect, ana, heard):
    @app.message("card")
    def listen(say, client):
        said = say(
            text="Card",
            blocks=[SectionBlock(text="*Card*", block_id="b")],
            metadata=Metadata(event_type="made", event_payload={"id": "7"}),
        )
        read = client.conversations_history(
            channel=said["channel"], latest=said["ts"], inclusive=True, limit=1
        )
        whole = client.conversations_history(
            channel=said["channel"], limit=1, include_all_metadata=True
        )
        heard.append((said["message"], read["messages"][0], whole["messages"][0]))

    connect(app)
    ana.says("card")
    ((said, plain, whole),) = heard.wait(1)
    assert [block["block_id"] for block in plain["blocks"]] == ["b"]
    assert said["ts"] == plain["ts"] == whole["ts"]
    assert whole["metadata"] == {"event_type": "made", "event_payload": {"id": "7"}}
    assert "event_payload" not in plain.get("metadata", {})


def test_a_whole_message_can_be_said_as_one_dictionary(app, connect, ana):
    @app.message("dict")
    def listen(say):
        say({"text": "Whole", "blocks": [{"type": "divider"}]})

    connect(app)
    ana.says("dict")
    assert ana.waits_for_message("Whole")["blocks"][0]["type"] == "divider"


def test_a_shared_file_is_heard_with_its_message(app, connect, ana, heard):
    app.message("look")(lambda message: heard.append(message))
    connect(app)
    ana.shares("a.txt", b"abc", "look")
    (message,) = heard.wait(1)
    assert message["subtype"] == "file_share"
    assert message["files"][0]["name"] == "a.txt"
    assert message["files"][0]["url_private"].startswith("http")


def test_an_event_says_which_app_it_is_for(app, connect, ana, heard):
    app.message("both")(lambda body: heard.append((body["api_app_id"], body["authorizations"])))
    connect(app)
    ana.says("both", channel="C1")
    ((api_app_id, authorizations),) = heard.wait(1)
    assert (api_app_id, authorizations[0]["user_id"]) == (APP.id, BOT)
