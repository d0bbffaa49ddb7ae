"""People who leave, become guests, lose their account, while the workspace runs."""

from functools import partial

import pytest
from slack_sdk.errors import SlackApiError

from advicebot.workspace import ActError, AppConfig
from tests.workspace.conftest import APP, BOT

KINDS = (
    "member_joined_channel",
    "member_left_channel",
    "user_change",
    "channel_archive",
    "channel_unarchive",
    "group_archive",
    "group_left",
)


@pytest.fixture
def workspace(start):
    return start(apps=(AppConfig(commands=APP.commands, bot_events=KINDS),))


@pytest.fixture
def heard(app, connect):
    """Return the events that a connected app has heard."""
    events = []
    for kind in KINDS:
        app.event(kind)(partial(lambda event, events: events.append(event), events=events))
    connect(app)
    return events


def waits(workspace, heard, count):
    workspace.wait_until(lambda now: len(heard) >= count and now.outstanding == 0)
    return sorted(heard, key=lambda event: event["event_ts"])


def test_a_person_is_described_in_full(client):
    user = client.users_info(user="U1")["user"]
    assert user["team_id"] == "T0LOCAL0001"
    assert (user["deleted"], user["is_bot"], user["is_admin"]) == (False, False, False)
    assert (user["is_restricted"], user["is_ultra_restricted"]) == (False, False)
    assert (user["tz"], user["real_name"], user["name"]) == ("Europe/London", "Ana Example", "ana")
    assert user["profile"]["real_name_normalized"] == "Ana Example"
    assert user["profile"]["display_name"] == "ana"
    assert client.users_info(user="U5")["user"]["is_bot"] is True


def test_somebody_whose_account_ended_is_described_by_less(client, workspace, heard):
    """Slack leaves out the role and the time zone of people who were deactivated."""
    workspace.deactivate("U2")
    user = client.users_info(user="U2")["user"]
    assert user["deleted"] is True
    assert not {"is_restricted", "is_ultra_restricted", "is_admin", "tz", "real_name"} & set(user)
    assert user["profile"]["real_name"] == "Ben Example"
    (change,) = waits(workspace, heard, 1)
    assert change["type"] == "user_change"
    assert change["user"] == user
    workspace.make_member("U2")
    assert client.users_info(user="U2")["user"]["is_restricted"] is False


def test_an_ended_account_can_do_nothing_and_is_offered_to_nobody(workspace, ana, ben):
    workspace.deactivate("U2")
    with pytest.raises(ActError, match="was deactivated"):
        ben.says("Still here")
    assert workspace.as_user("U1").sidebar["C1"]["is_member"] is True
    with pytest.raises(ActError, match="account was deactivated"):
        ana.says("Hello?", channel=ana.opens_dm("U2"))


def test_only_opening_a_conversation_tells_that_an_account_has_ended(client, workspace, ben):
    """Posting there succeeds, as in Slack (slackapi/python-slack-sdk#1156)."""
    workspace.deactivate("U2")
    with pytest.raises(SlackApiError, match="user_disabled"):
        client.conversations_open(users="U2")
    with pytest.raises(SlackApiError, match="cannot_dm_bot"):
        client.chat_postMessage(channel="U5", text="Hello")
    assert client.chat_postMessage(channel=ben.dm, text="Into the void")["ok"]
    assert client.chat_postMessage(channel="U2", text="Into the void")["channel"] == ben.dm
    assert client.conversations_info(channel=ben.dm)["channel"]["is_user_deleted"] is True
    assert "U2" in client.conversations_members(channel="C1")["members"]


@pytest.mark.parametrize("of_one_channel", [False, True])
def test_a_guest_is_marked_in_both_ways(client, workspace, heard, of_one_channel):
    workspace.make_guest("U1", of_one_channel=of_one_channel)
    user = client.users_info(user="U1")["user"]
    assert (user["is_restricted"], user["is_ultra_restricted"]) == (True, of_one_channel)
    (change,) = waits(workspace, heard, 1)
    assert change["user"]["is_ultra_restricted"] is of_one_channel
    workspace.make_member("U1")
    assert client.users_info(user="U1")["user"]["is_restricted"] is False


def test_a_guest_sees_only_the_channels_they_are_in(client, workspace, ana):
    file = client.files_upload_v2(filename="a.txt", content="x", channel="C1")["file"]["id"]
    made = client.conversations_create(name="new-one")["channel"]["id"]
    assert {"C1", "C2", made} <= set(ana.sidebar)
    ana.leaves("C1")
    assert ana.opens_file(file) == b"x"
    workspace.make_guest("U1")
    seen = set(ana.sidebar)
    assert "C2" in seen
    assert not {"C1", made} & seen
    with pytest.raises(ActError, match="cannot see a conversation"):
        ana.messages("C1")
    with pytest.raises(ActError, match="cannot see a conversation"):
        ana.joins("C1")
    with pytest.raises(ActError, match="cannot open"):
        ana.opens_file(file)
    client.conversations_invite(channel=made, users="U1")
    assert made in ana.sidebar
    workspace.make_member("U1")
    assert "C1" in ana.sidebar


def test_a_change_that_changes_nothing_is_not_told(workspace, heard):
    workspace.make_member("U1")
    workspace.make_guest("U1")
    workspace.make_guest("U1")
    workspace.make_guest("U2")
    assert [event["user"]["id"] for event in waits(workspace, heard, 2)] == ["U1", "U2"]


def test_who_joins_and_who_leaves_is_told(client, workspace, heard, chi):
    workspace.add_to("C3", "U1", by="U3")
    assert client.conversations_members(channel="C3")["members"] == ["U3", BOT, "U1"]
    workspace.as_user("U1").leaves("C3")
    chi.leaves("C3")
    assert client.conversations_members(channel="C3")["members"] == [BOT]
    events = waits(workspace, heard, 3)
    assert [(event["type"], event["user"]) for event in events] == [
        ("member_joined_channel", "U1"),
        ("member_left_channel", "U1"),
        ("member_left_channel", "U3"),
    ]
    assert events[0]["inviter"] == "U3"
    assert {(e["channel"], e["channel_type"], e["team"]) for e in events} == {
        ("C3", "G", "T0LOCAL0001")
    }


def test_who_left_a_private_channel_sees_it_no_more(workspace, chi):
    chi.says("Mine", channel="C3")
    workspace.remove_from("C3", "U3")
    assert "C3" not in chi.sidebar
    with pytest.raises(ActError, match="cannot see"):
        chi.says("Again", channel="C3")


def test_the_app_is_told_that_it_is_out_and_hears_no_more(client, workspace, heard, chi):
    workspace.remove_from("C3", BOT)
    workspace.remove_from("C3", "U3")
    workspace.remove_from("C1", "U3")
    events = waits(workspace, heard, 2)
    assert [(event["type"], event["channel"]) for event in events] == [
        ("group_left", "C3"),
        ("member_left_channel", "C1"),
    ]
    with pytest.raises(SlackApiError, match="channel_not_found"):
        client.chat_postMessage(channel="C3", text="Hello")


def test_a_channel_is_archived_and_opened_again(client, workspace, heard, chi):
    workspace.archive("C3", by="U3")
    with pytest.raises(SlackApiError, match="is_archived"):
        client.chat_postMessage(channel="C3", text="Hello")
    with pytest.raises(ActError, match="archived"):
        chi.says("Hello", channel="C3")
    assert client.conversations_info(channel="C3")["channel"]["is_archived"] is True
    workspace.archive("C1", by="U3")
    workspace.archive("C1", by="U3", is_archived=False)
    assert client.chat_postMessage(channel="C1", text="Hello")["ok"]
    assert [(e["type"], e["channel"]) for e in waits(workspace, heard, 3)] == [
        ("group_archive", "C3"),
        ("channel_archive", "C1"),
        ("channel_unarchive", "C1"),
    ]


def test_direct_messages_cannot_be_left(ana):
    with pytest.raises(ActError, match="cannot be left"):
        ana.leaves(ana.dm)


def test_nobody_has_an_unknown_id_and_the_app_stays_the_app(workspace):
    with pytest.raises(ActError, match="nobody with the id 'U99'"):
        workspace.deactivate("U99")
    with pytest.raises(ActError, match="nobody"):
        workspace.deactivate(BOT)


def test_people_and_members_come_page_by_page(client):
    pages = [page["members"] for page in client.users_list(limit=2)]
    assert [len(page) for page in pages] == [2, 2, 2]
    people = {user["id"]: user["deleted"] for page in pages for user in page}
    assert people == {"U1": False, "U2": False, "U3": False, "U4": True, "U5": False, BOT: False}
    members = [page["members"] for page in client.conversations_members(channel="C1", limit=3)]
    assert members == [["U1", "U2", "U3"], [BOT]]
    with pytest.raises(SlackApiError, match="invalid_cursor"):
        client.conversations_members(channel="C1", cursor="nonsense")
