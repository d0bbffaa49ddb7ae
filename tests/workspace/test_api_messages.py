"""What else an app can post: under another name, as markdown, with links made, as an action."""

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from advicebot.workspace import AppConfig, UserGroupConfig
from tests.workspace.api_events import next_events, subscribed


def refused(name):
    return pytest.raises(SlackApiError, match=f"'error': '{name}'")


def test_a_message_under_another_name_shows_that_name(client, ana):
    posted = client.chat_postMessage(
        channel="C1", text="Hello", username="Caretaker", icon_emoji=":broom:"
    )["message"]
    assert (posted["subtype"], posted["username"]) == ("bot_message", "Caretaker")
    assert posted["icons"] == {"emoji": ":broom:"}
    assert "user" not in posted
    assert posted["bot_id"]
    seen = ana.messages("C1")[0]
    assert (seen["username"], seen["icon_emoji"]) == ("Caretaker", ":broom:")
    client.chat_update(channel="C1", ts=posted["ts"], text="Changed")
    assert ana.messages("C1")[0]["username"] == "Caretaker"


def test_another_name_asks_for_a_scope_of_its_own(start):
    workspace = start(apps=(AppConfig(bot_scopes=("chat:write",)),))
    client = WebClient(token="xoxb-local-bot-token", base_url=workspace.api_url)
    client.chat_postMessage(channel="C1", text="As myself")
    with pytest.raises(SlackApiError) as answer:
        client.chat_postMessage(channel="C1", text="x", username="Caretaker")
    assert answer.value.response["needed"] == "chat:write.customize"
    assert len(workspace.posted("C1")) == 1


def test_markdown_text_becomes_a_markdown_block(client):
    posted = client.chat_postMessage(channel="C1", markdown_text="**Bold**")["message"]
    assert posted["text"] == "**Bold**"
    assert [(b["type"], b["text"]) for b in posted["blocks"]] == [("markdown", "**Bold**")]
    with refused("markdown_text_conflict"):
        client.chat_postMessage(channel="C1", markdown_text="x", text="y")
    with refused("msg_too_long"):
        client.chat_postMessage(channel="C1", markdown_text="x" * 12_001)


def test_names_become_links_when_asked_for(start):
    group = UserGroupConfig(id="S1", handle="helpers", users=("U1",))
    workspace = start(user_groups=(group,))
    client = WebClient(token="xoxb-local-bot-token", base_url=workspace.api_url)

    def text(**given):
        return client.chat_postMessage(channel="C1", **given)["message"]["text"]

    said = "@helpers see #general and https://example.org/a."
    assert text(text=said) == said
    assert text(text=said, link_names=True) == (
        "<!subteam^S1> see <#C1|general> and https://example.org/a."
    )
    assert text(text=said, parse="full") == (
        "<!subteam^S1> see <#C1|general> and <https://example.org/a>."
    )
    assert text(text="<https://example.org/b|b>", parse="full") == "<https://example.org/b|b>"


def test_a_mention_of_a_group_calls_those_in_it(start):
    group = UserGroupConfig(id="S1", handle="helpers", users=("U1",))
    workspace = start(user_groups=(group,))
    ana, ben, chi = (workspace.as_user(user) for user in ("U1", "U2", "U3"))
    ts = chi.says("Is @helpers there?", channel="C1")
    assert workspace.posted("C1")[0]["text"] == "Is <!subteam^S1> there?"
    elements = workspace.posted("C1")[0]["blocks"][0]["elements"][0]["elements"]
    assert {"type": "usergroup", "usergroup_id": "S1"} in elements
    assert (ana.sidebar["C1"]["mentions"], ben.sidebar["C1"]["mentions"]) == (1, 0)
    assert "@helpers" in ana.transcript("C1")
    assert ts


def test_an_action_is_marked_as_one(client, ana):
    client.chat_meMessage(channel="C1", text="waves")
    assert [(m["subtype"], m["text"]) for m in ana.messages("C1")] == [("me_message", "waves")]


def test_attachments_stay_until_they_are_taken_away(client, workspace):
    attachments = [{"text": "Below", "color": "#ff0000"}]
    ts = client.chat_postMessage(channel="C1", text="x", attachments=attachments)["ts"]
    client.chat_update(channel="C1", ts=ts, text="y")
    assert workspace.posted("C1")[0]["attachments"] == attachments
    client.chat_update(channel="C1", ts=ts, text="z", attachments=[])
    assert "attachments" not in workspace.posted("C1")[0]
    with refused("too_many_attachments"):
        client.chat_postMessage(channel="C1", text="x", attachments=attachments * 101)


def test_an_ephemeral_message_under_another_name_is_seen_by_one_person(client, ana, ben):
    client.chat_postEphemeral(channel="C1", user="U1", text="Psst", username="Caretaker")
    assert [m["username"] for m in ana.messages("C1")] == ["Caretaker"]
    assert ben.messages("C1") == []
    with refused("user_not_in_channel"):
        client.chat_postEphemeral(channel="C3", user="U1", text="x")


def test_a_name_finds_a_channel_for_posting_and_for_nothing_else(client):
    assert client.chat_postMessage(channel="#general", text="x")["channel"] == "C1"
    assert client.chat_postMessage(channel="general", text="x")["channel"] == "C1"
    with refused("channel_not_found"):
        client.conversations_info(channel="general")


def test_a_public_channel_can_be_written_in_without_joining_with_the_scope(start):
    workspace = start(apps=(AppConfig(bot_scopes=("chat:write", "chat:write.public")),))
    client = WebClient(token="xoxb-local-bot-token", base_url=workspace.api_url)
    assert client.chat_postMessage(channel="C2", text="Hello")["ok"]
    with refused("channel_not_found"):
        client.chat_postMessage(channel="C4", text="x")


def test_an_unfurl_is_taken(client, ana):
    ts = ana.says("https://example.org", channel="C1")
    unfurls = {"https://example.org": {"blocks": [{"type": "divider"}]}}
    assert client.chat_unfurl(channel="C1", ts=ts, unfurls=unfurls)["ok"]
    with refused("message_not_found"):
        client.chat_unfurl(channel="C1", ts="1.000001", unfurls=unfurls)


def test_the_app_hears_its_message_under_another_name(start, raw):
    workspace = start(apps=(subscribed("message.channels"),))
    client = WebClient(token="xoxb-local-bot-token", base_url=workspace.api_url)
    connected = raw(workspace)
    client.chat_postMessage(channel="C1", text="x", username="Caretaker")
    (event,) = next_events(connected, 1)
    assert (event["subtype"], event["username"]) == ("bot_message", "Caretaker")
    assert event["bot_id"] == workspace.config.app.bot_id
