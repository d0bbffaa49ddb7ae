"""Reactions, pins and bookmarks by the Web API and by people, and what apps hear of them."""

import re
from pathlib import Path

import pytest
from slack_sdk.errors import SlackApiError

import advicebot.workspace
from advicebot.workspace import ActError
from advicebot.workspace.state.emoji import is_emoji
from tests.workspace.api_events import next_events, subscribed
from tests.workspace.conftest import BOT

FLAGS = ("gb", "us", "ie", "fr", "de", "es", "it", "nl", "be", "pl")
EVENTS = ("reaction_added", "reaction_removed", "pin_added", "pin_removed")


def refused(name):
    return pytest.raises(SlackApiError, match=f"'error': '{name}'")


@pytest.fixture
def workspace(start):
    return start(apps=(subscribed(*EVENTS),))


@pytest.fixture
def heard(workspace, raw):
    """Return a function that gives the next events of the app."""
    connected = raw(workspace)
    return lambda count: next_events(connected, count)


@pytest.fixture
def ts(ana):
    return ana.says("Hello", channel="C1")


def test_reactions_are_added_counted_and_taken_away(client, ana, ben, ts):
    client.reactions_add(channel="C1", timestamp=ts, name="eyes")
    ben.reacts("eyes", to=ts, channel="C1")
    client.reactions_add(channel="C1", timestamp=ts, name="+1")
    shown = client.reactions_get(channel="C1", timestamp=ts)
    assert (shown["type"], shown["channel"]) == ("message", "C1")
    assert shown["message"]["reactions"] == [
        {"name": "eyes", "users": [BOT, "U2"], "count": 2},
        {"name": "+1", "users": [BOT], "count": 1},
    ]
    seen = {one["name"]: (one["count"], one["mine"]) for one in ben.messages("C1")[0]["reactions"]}
    assert seen == {"eyes": (2, True), "+1": (1, False)}
    client.reactions_remove(channel="C1", timestamp=ts, name="+1")
    ben.unreacts("eyes", to=ts, channel="C1")
    listed = client.conversations_history(channel="C1")["messages"][0]["reactions"]
    assert listed == [{"name": "eyes", "users": [BOT], "count": 1}]


def test_apps_hear_of_reactions_in_channels_they_are_in(client, heard, ana, ben, ts):
    elsewhere = ben.says("Unheard", channel="C2")
    ana.reacts("tada", to=elsewhere, channel="C2")
    ben.reacts("tada", to=ts, channel="C1")
    ben.unreacts("tada", to=ts, channel="C1")
    added, removed = heard(2)
    assert (added["type"], removed["type"]) == ("reaction_added", "reaction_removed")
    assert {key: added[key] for key in ("user", "reaction", "item_user", "item")} == {
        "user": "U2",
        "reaction": "tada",
        "item_user": "U1",
        "item": {"type": "message", "channel": "C1", "ts": ts},
    }
    assert removed["event_ts"] > added["event_ts"]


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"channel": "C1", "name": "eyes"}, "no_item_specified"),
        ({"name": "eyes", "timestamp": "1.000001"}, "no_item_specified"),
        ({"channel": "C1", "timestamp": "now", "name": "eyes"}, "bad_timestamp"),
        ({"channel": "C1", "timestamp": "1.000001", "name": "eyes"}, "message_not_found"),
        ({"channel": "C4", "timestamp": "1.000001", "name": "eyes"}, "channel_not_found"),
        ({"channel": "C2", "timestamp": "1.000001", "name": "eyes"}, "not_in_channel"),
        ({"channel": "C1", "timestamp": "1.000001", "name": "two words"}, "invalid_name"),
        ({"channel": "C1", "timestamp": "1.000001", "name": "nosuchemoji"}, "invalid_name"),
        ({"channel": "C1", "timestamp": "1.000001", "name": "eyes::skin-tone-9"}, "invalid_name"),
        ({"file": "F1", "name": "eyes"}, "not_reactable"),
    ],
)
def test_a_reaction_that_cannot_be_is_refused(client, given, error):
    with refused(error):
        client.api_call("reactions.add", json=given)


def test_an_emoji_is_one_that_slack_or_the_workspace_has(start, client):
    workspace = start(emoji={"kettle": "https://example.org/kettle.png"})
    client.base_url, ana = workspace.api_url, workspace.as_user("U1")
    ts = client.chat_postMessage(channel="C1", text="Tea?")["ts"]
    for name in ("kettle", "wave::skin-tone-4", ":mango:"):
        client.reactions_add(channel="C1", timestamp=ts, name=name)
    ana.reacts("kettle", to=ts, channel="C1")
    with pytest.raises(ActError, match="'ketle' is not the name of an emoji, such as kettle"):
        ana.reacts("ketle", to=ts, channel="C1")


def test_every_emoji_that_the_page_draws_is_known():
    script = Path(advicebot.workspace.__file__).parent / "page" / "static" / "emoji.js"
    table = re.search(r"TABLE = `(.*?)`", script.read_text(encoding="utf-8"), re.DOTALL)
    assert table is not None
    assert [name for name in table[1].split()[::2] if not is_emoji(name, {})] == []


def test_nobody_reacts_twice_with_the_same_or_without_end(client, ts):
    client.reactions_add(channel="C1", timestamp=ts, name="eyes")
    with refused("already_reacted"):
        client.reactions_add(channel="C1", timestamp=ts, name="eyes")
    for number in range(22):
        client.reactions_add(
            channel="C1",
            timestamp=ts,
            name=f"clock{number + 1}" if number < 12 else f"flag-{FLAGS[number - 12]}",
        )
    with refused("too_many_reactions"):
        client.reactions_add(channel="C1", timestamp=ts, name="one")
    client.reactions_remove(channel="C1", timestamp=ts, name="eyes")
    with refused("no_reaction"):
        client.reactions_remove(channel="C1", timestamp=ts, name="eyes")


def test_what_somebody_reacted_to_is_listed_where_the_app_is(client, ana, ben, ts):
    later = ana.says("Later", channel="C1")
    elsewhere = ana.says("Unseen", channel="C2")
    for where, what in (("C1", ts), ("C1", later), ("C2", elsewhere)):
        ben.reacts("eyes", to=what, channel=where)
    items = client.reactions_list(user="U2")["items"]
    assert [item["message"]["ts"] for item in items] == [later, ts]
    assert client.reactions_list()["items"] == []


def test_messages_are_pinned_listed_and_unpinned(client, ana, ts, heard):
    client.pins_add(channel="C1", timestamp=ts)
    (item,) = client.pins_list(channel="C1")["items"]
    assert (item["type"], item["channel"], item["created_by"]) == ("message", "C1", BOT)
    assert (item["message"]["ts"], item["message"]["pinned_to"]) == (ts, ["C1"])
    assert ana.messages("C1")[0]["pinned"]["by"] == BOT
    assert client.conversations_history(channel="C1")["pin_count"] == 1
    with refused("already_pinned"):
        client.pins_add(channel="C1", timestamp=ts)
    client.pins_remove(channel="C1", timestamp=ts)
    assert client.pins_list(channel="C1")["items"] == []
    with refused("no_pin"):
        client.pins_remove(channel="C1", timestamp=ts)
    added, removed = heard(2)
    assert (added["channel_id"], added["pin_count"], added["item_user"]) == ("C1", "1", "U1")
    assert added["pinned_info"]["pinned_by"] == BOT
    assert added["item"]["message"]["text"] == "Hello"
    assert (removed["pin_count"], removed["has_pins"]) == ("0", False)


def test_what_the_workspace_says_itself_cannot_be_pinned(client, workspace):
    workspace.add_to("C3", "U1", by="U3")
    ts = workspace.posted("C3")[0]["ts"]
    with refused("not_pinnable"):
        client.pins_add(channel="C3", timestamp=ts)


def test_a_deleted_message_has_neither_reactions_nor_pins(client, ana, ben, ts):
    ben.says("Below", channel="C1", thread=ts)
    ben.reacts("eyes", to=ts, channel="C1")
    client.pins_add(channel="C1", timestamp=ts)
    ana.deletes(ts, channel="C1")
    assert client.pins_list(channel="C1")["items"] == []
    with refused("message_not_found"):
        client.reactions_get(channel="C1", timestamp=ts)


def test_bookmarks_are_added_changed_listed_and_removed(client, ana):
    given = {"title": "Rules", "type": "link", "link": "https://example.org"}
    made = client.bookmarks_add(channel_id="C1", **given)["bookmark"]
    assert (made["title"], made["channel_id"], made["type"]) == ("Rules", "C1", "link")
    client.bookmarks_edit(channel_id="C1", bookmark_id=made["id"], title="House rules")
    (listed,) = client.bookmarks_list(channel_id="C1")["bookmarks"]
    assert (listed["title"], listed["link"]) == ("House rules", "https://example.org")
    assert ana.sidebar["C1"]["bookmarks"] == [listed]
    client.bookmarks_remove(channel_id="C1", bookmark_id=made["id"])
    assert client.bookmarks_list(channel_id="C1")["bookmarks"] == []
    with refused("not_found"):
        client.bookmarks_remove(channel_id="C1", bookmark_id=made["id"])
    with refused("invalid_link"):
        client.bookmarks_add(channel_id="C1", **given | {"link": "nowhere"})
    with refused("invalid_bookmark_type"):
        client.bookmarks_add(channel_id="C1", **given | {"type": "song"})
