"""User groups by the Web API, and what apps hear of them."""

import pytest
from slack_sdk.errors import SlackApiError

from advicebot.workspace import UserGroupConfig
from tests.workspace.api_events import next_events, subscribed

EVENTS = ("subteam_created", "subteam_updated", "subteam_members_changed")
GROUPS = (
    UserGroupConfig(id="S1", handle="helpers", name="Helpers", users=("U1", "U2")),
    UserGroupConfig(id="S2", handle="former", is_disabled=True),
)


def refused(name):
    return pytest.raises(SlackApiError, match=f"'error': '{name}'")


@pytest.fixture
def workspace(start):
    return start(apps=(subscribed(*EVENTS),), user_groups=GROUPS)


def test_groups_are_listed_with_what_is_asked_for(client):
    (group,) = client.usergroups_list()["usergroups"]
    assert (group["id"], group["handle"], group["is_usergroup"]) == ("S1", "helpers", True)
    assert "users" not in group
    assert "user_count" not in group
    everything = client.usergroups_list(
        include_disabled=True, include_users=True, include_count=True
    )["usergroups"]
    assert [(g["users"], g["user_count"]) for g in everything] == [(["U1", "U2"], 2), ([], 0)]
    assert [g["date_delete"] > 0 for g in everything] == [False, True]


def test_a_group_is_made_filled_changed_and_put_away(client, workspace, raw):
    connected = raw(workspace)
    made = client.usergroups_create(name="Night Watch", description="Late", channels="C1")
    group = made["usergroup"]
    assert (group["handle"], group["prefs"]["channels"]) == ("night-watch", ["C1"])
    named = {"usergroup": group["id"]}
    client.usergroups_users_update(**named, users=["U3", "U1"])
    client.usergroups_users_update(**named, users="U3,U2")
    assert client.usergroups_users_list(**named)["users"] == ["U3", "U2"]
    client.usergroups_update(**named, handle="night")
    client.usergroups_disable(**named)
    with refused("already_disabled"):
        client.usergroups_disable(**named)
    client.usergroups_enable(**named)
    events = next_events(connected, 8)
    assert [event["type"].removeprefix("subteam_") for event in events] == [
        "created",
        "updated",
        "members_changed",
        "updated",
        "members_changed",
        "updated",
        "updated",
        "updated",
    ]
    assert (events[4]["added_users"], events[4]["removed_users"]) == (["U2"], ["U1"])
    assert events[5]["subteam"]["handle"] == "night"


@pytest.mark.parametrize(
    ("method", "given", "error"),
    [
        ("create", {}, "missing_subteam_name"),
        ("create", {"name": "Helpers"}, "name_already_exists"),
        ("create", {"name": "Other", "handle": "ana"}, "handle_already_exists"),
        ("create", {"name": "Other", "handle": "Two Words"}, "bad_handle"),
        ("create", {"name": "x" * 81}, "name_too_long"),
        ("create", {"name": "Other", "channels": "C4"}, "invalid_channel_provided"),
        ("update", {"usergroup": "S9"}, "no_such_subteam"),
        ("enable", {"usergroup": "S1"}, "already_enabled"),
        ("users.list", {"usergroup": "S2"}, "no_such_subteam"),
        ("users.update", {"usergroup": "S1"}, "no_users_provided"),
        ("users.update", {"usergroup": "S1", "users": "U9"}, "invalid_users"),
        ("users.update", {"usergroup": "S1", "users": "U4"}, "invalid_users"),
    ],
)
def test_what_cannot_be_done_with_a_group_is_refused(client, method, given, error):
    with refused(error):
        client.api_call(f"usergroups.{method}", json=given)


def test_two_groups_with_one_handle_cannot_be_configured(start):
    twin = UserGroupConfig(id="S3", handle="helpers")
    with pytest.raises(ValueError, match="same handle"):
        start(user_groups=(*GROUPS, twin))
    with pytest.raises(ValueError, match="U9"):
        start(user_groups=(UserGroupConfig(id="S3", handle="x", users=("U9",)),))
