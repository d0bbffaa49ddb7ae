"""Opening, making, changing and leaving conversations by the Web API, and what apps hear of it."""

import pytest
from slack_sdk.errors import SlackApiError

from tests.workspace.api_events import next_events, subscribed
from tests.workspace.conftest import BOT

EVENTS = (
    "channel_created",
    "channel_rename",
    "channel_archive",
    "channel_unarchive",
    "group_rename",
    "member_joined_channel",
    "member_left_channel",
    "channel_left",
)


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


def test_a_direct_message_is_opened_once_and_described_when_asked(client):
    first = client.conversations_open(users="U2")
    assert "already_open" not in first
    again = client.conversations_open(users=["U2"], return_im=True)
    assert (again["no_op"], again["already_open"]) == (True, True)
    assert (again["channel"]["user"], again["channel"]["is_im"]) == ("U2", True)
    assert client.conversations_close(channel=first["channel"]["id"]).get("no_op") is None
    assert client.conversations_close(channel=first["channel"]["id"])["already_closed"] is True
    assert client.conversations_info(channel=first["channel"]["id"])["channel"]["is_open"] is False
    assert "already_open" not in client.conversations_open(channel=first["channel"]["id"])


def test_a_direct_message_is_looked_for_without_being_made(client):
    with refused("channel_not_found"):
        client.conversations_open(users=["U1", "U2"], prevent_creation=True)
    made = client.conversations_open(users=["U1", "U2"])["channel"]["id"]
    found = client.conversations_open(users=["U2", "U1"], prevent_creation=True)
    assert found["channel"]["id"] == made


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({}, "users_list_not_supplied"),
        ({"users": "U9"}, "user_not_found"),
        ({"users": "U4"}, "user_disabled"),
        ({"users": "U5"}, "cannot_dm_bot"),
        ({"users": ",".join(["U1"] * 9)}, "too_many_users"),
        ({"channel": "C1"}, "channel_not_found"),
    ],
)
def test_a_direct_message_that_cannot_be_is_refused(client, given, error):
    with refused(error):
        client.api_call("conversations.open", json=given)


def test_a_group_message_says_who_is_in_it(client):
    made = client.conversations_open(users=["U1", "U2"], return_im=True)["channel"]
    assert made["is_mpim"] is True
    assert made["name"].startswith("mpdm-")
    assert made["purpose"]["value"].startswith("Group messaging with: @")
    listed = client.conversations_list(types="mpim")["channels"]
    assert [channel["id"] for channel in listed] == [made["id"]]


def test_a_channel_is_made_with_the_app_in_it(client, heard, ana):
    made = client.conversations_create(name="new-one")["channel"]
    assert (made["creator"], made["is_member"], made["num_members"]) == (BOT, True, 1)
    created, joined = heard(2)
    assert (created["type"], created["channel"]["name"]) == ("channel_created", "new-one")
    assert (joined["type"], joined["channel"]) == ("member_joined_channel", made["id"])
    assert made["id"] in ana.sidebar


def test_a_private_channel_is_known_to_its_members_alone(client, workspace, ana, heard):
    made = client.conversations_create(name="quiet", is_private=True)["channel"]
    assert made["is_private"] is True
    assert made["id"] not in ana.sidebar
    assert heard(1)[0]["type"] == "member_joined_channel"
    client.conversations_invite(channel=made["id"], users="U1")
    assert made["id"] in ana.sidebar


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("", "invalid_name_required"),
        ("x" * 81, "invalid_name_maxlength"),
        ("Loud", "invalid_name_specials"),
        ("a b", "invalid_name_specials"),
        ("--", "invalid_name_punctuation"),
        ("general", "name_taken"),
        ("secret", "name_taken"),
    ],
)
def test_a_name_that_slack_does_not_take_is_refused(client, name, error):
    with refused(error):
        client.conversations_create(name=name)


def test_people_are_invited_all_or_none_unless_forced(client, heard):
    made = client.conversations_create(name="new-one")["channel"]["id"]
    heard(2)
    with pytest.raises(SlackApiError) as answer:
        client.conversations_invite(channel=made, users="U1,U9")
    assert answer.value.response["errors"] == [
        {"user": "U9", "ok": False, "error": "user_not_found"}
    ]
    assert client.conversations_members(channel=made)["members"] == [BOT]
    said = client.conversations_invite(channel=made, users="U1,U9", force=True)
    assert said["errors"][0]["user"] == "U9"
    assert client.conversations_members(channel=made)["members"] == [BOT, "U1"]
    (joined,) = heard(1)
    assert (joined["user"], joined["inviter"], joined["channel_type"]) == ("U1", BOT, "C")
    note = client.conversations_history(channel=made)["messages"][0]
    assert (note["subtype"], note["inviter"]) == ("channel_join", BOT)


@pytest.mark.parametrize(
    ("channel", "users", "error"),
    [
        ("C1", "U1", "already_in_channel"),
        ("C1", BOT, "cant_invite_self"),
        ("C1", "U4", "cant_invite"),
        ("C1", "", "no_user"),
        ("C2", "U3", "not_in_channel"),
        ("C4", "U1", "channel_not_found"),
        ("C5", "U2", "is_archived"),
        ("", "U2", "invalid_arguments"),
    ],
)
def test_an_invitation_that_cannot_be_is_refused(client, channel, users, error):
    with refused(error):
        client.conversations_invite(channel=channel, users=users)


def test_somebody_is_taken_out_of_a_channel(client, heard, ana):
    client.conversations_kick(channel="C3", user="U3")
    (left,) = heard(1)
    assert (left["type"], left["user"]) == ("member_left_channel", "U3")
    assert client.conversations_members(channel="C3")["members"] == [BOT]
    with refused("not_in_channel"):
        client.conversations_kick(channel="C3", user="U1")
    with refused("cant_kick_from_general"):
        client.conversations_kick(channel="C1", user="U1")
    with refused("cant_kick_self"):
        client.conversations_kick(channel="C3", user=BOT)


def test_the_app_joins_and_leaves(client, heard):
    assert client.conversations_join(channel="C2")["channel"]["is_member"] is True
    assert client.conversations_join(channel="C2")["warning"] == "already_in_channel"
    assert heard(1)[0]["type"] == "member_joined_channel"
    client.conversations_leave(channel="C2")
    assert heard(1)[0]["type"] == "channel_left"
    assert client.conversations_leave(channel="C2")["not_in_channel"] is True
    with refused("cant_leave_general"):
        client.conversations_leave(channel="C1")
    with refused("method_not_supported_for_channel_type"):
        client.conversations_join(channel="C3")


def test_a_channel_of_the_apps_own_is_renamed(client, heard, ana):
    made = client.conversations_create(name="old-name")["channel"]["id"]
    heard(2)
    shown = client.conversations_rename(channel=made, name="new-name")["channel"]
    assert (shown["name"], shown["previous_names"]) == ("new-name", ["old-name"])
    (event,) = heard(1)
    assert (event["type"], event["channel"]["name"]) == ("channel_rename", "new-name")
    note = client.conversations_history(channel=made)["messages"][0]
    assert (note["subtype"], note["old_name"], note["name"]) == (
        "channel_name",
        "old-name",
        "new-name",
    )
    assert ana.sidebar[made]["name"] == "new-name"
    with refused("not_authorized"):
        client.conversations_rename(channel="C3", name="mine-now")


def test_a_channel_is_archived_and_opened_again(client, heard):
    made = client.conversations_create(name="soon-over")["channel"]["id"]
    heard(2)
    client.conversations_archive(channel=made)
    with refused("already_archived"):
        client.conversations_archive(channel=made)
    with refused("is_archived"):
        client.chat_postMessage(channel=made, text="x")
    names = [c["name"] for c in client.conversations_list(exclude_archived=True)["channels"]]
    assert "soon-over" not in names
    client.conversations_unarchive(channel=made)
    assert [event["type"] for event in heard(2)] == ["channel_archive", "channel_unarchive"]
    with refused("not_archived"):
        client.conversations_unarchive(channel=made)
    with refused("cant_archive_general"):
        client.conversations_archive(channel="C1")


def test_topic_and_purpose_are_set_and_written_in_the_channel(client, ana):
    shown = client.conversations_setTopic(channel="C1", topic="Cake at four")["channel"]
    assert (shown["topic"]["value"], shown["topic"]["creator"]) == ("Cake at four", BOT)
    assert shown["topic"]["last_set"] > 0
    client.conversations_setPurpose(channel="C1", purpose="Talk")
    notes = client.conversations_history(channel="C1")["messages"]
    assert [(n["subtype"], n.get("topic"), n.get("purpose")) for n in notes] == [
        ("channel_purpose", None, "Talk"),
        ("channel_topic", "Cake at four", None),
    ]
    assert notes[1]["text"] == f"<@{BOT}> set the channel topic: Cake at four"
    assert (ana.sidebar["C1"]["topic"], ana.sidebar["C1"]["unread"]) == ("Cake at four", 0)
    with refused("too_long"):
        client.conversations_setTopic(channel="C1", topic="x" * 251)


def test_the_app_notes_how_far_it_has_read(client, ana):
    ts = ana.says("Hello", channel="C1")
    assert client.conversations_info(channel="C1")["channel"]["last_read"] == "0000000000.000000"
    client.conversations_mark(channel="C1", ts=ts)
    assert client.conversations_info(channel="C1")["channel"]["last_read"] == ts
    with refused("invalid_timestamp"):
        client.conversations_mark(channel="C1", ts="now")


@pytest.mark.parametrize(
    "method",
    ["info", "history", "members", "replies", "join", "leave", "mark", "setTopic", "archive"],
)
def test_a_channel_that_the_app_may_not_know_is_not_found(client, method):
    given = {"channel": "C4", "ts": "1.000001", "topic": "x"}
    with refused("channel_not_found"):
        client.api_call(f"conversations.{method}", json=given)
    with refused("invalid_arguments") as refusal:
        client.api_call(f"conversations.{method}", json={})
    said = refusal.value.response["response_metadata"]["messages"]
    assert said == ["[ERROR] missing required field: channel"]


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"oldest": "x"}, "invalid_ts_oldest"),
        ({"latest": "x"}, "invalid_ts_latest"),
        ({"cursor": "nonsense"}, "invalid_cursor"),
        ({"limit": 1001}, "invalid_limit"),
        ({"limit": "x"}, "invalid_limit"),
    ],
)
def test_history_says_what_is_wrong_with_what_was_asked(client, given, error):
    with refused(error):
        client.api_call("conversations.history", params={"channel": "C1", **given})
