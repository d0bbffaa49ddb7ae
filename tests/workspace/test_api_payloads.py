"""Events carry everything that Slack's do and a bot may read."""

import httpx
import pytest
from slack_sdk import WebClient

from advicebot.workspace import AppConfig
from tests.workspace.api_events import next_events, subscribed
from tests.workspace.conftest import BOT

ENVELOPE = {
    "token",
    "team_id",
    "context_team_id",
    "context_enterprise_id",
    "api_app_id",
    "event",
    "type",
    "event_id",
    "event_time",
    "authorizations",
    "is_ext_shared_channel",
    "event_context",
}
TYPED = {
    "user",
    "type",
    "ts",
    "client_msg_id",
    "text",
    "team",
    "blocks",
    "channel",
    "event_ts",
    "channel_type",
}
POSTED = {
    "user",
    "type",
    "ts",
    "bot_id",
    "app_id",
    "bot_profile",
    "text",
    "team",
    "blocks",
    "channel",
    "event_ts",
    "channel_type",
}


@pytest.fixture
def workspace(start):
    return start(apps=(subscribed("message.channels", "file_shared", "file_deleted"),))


def test_the_envelope_of_an_event_is_slacks(workspace, raw, ana):
    connected = raw(workspace)
    ana.says("Hello", channel="C1")
    frame = connected.next()
    connected.ack(frame)
    payload = frame["payload"]
    assert set(payload) == ENVELOPE
    assert payload["type"] == "event_callback"
    assert payload["event_id"].startswith("Ev")
    assert payload["authorizations"] == [
        {
            "enterprise_id": None,
            "team_id": "T0LOCAL0001",
            "user_id": BOT,
            "is_bot": True,
            "is_enterprise_install": False,
        }
    ]


def test_messages_of_people_and_of_apps_have_all_their_fields(workspace, raw, ana, client):
    connected = raw(workspace)
    ana.says("Hello", channel="C1")
    client.chat_postMessage(channel="C1", text="Hello")
    typed, posted = next_events(connected, 2)
    assert set(typed) == TYPED
    assert set(posted) == POSTED
    profile = posted["bot_profile"]
    assert {"id", "app_id", "user_id", "name", "icons", "deleted", "updated", "team_id"} == set(
        profile
    )


def test_a_channel_is_described_with_all_its_fields(client):
    shown = client.conversations_info(channel="C1")["channel"]
    wanted = """id name is_channel is_group is_im is_mpim is_private created is_archived is_general
        unlinked name_normalized is_shared is_org_shared is_pending_ext_shared pending_shared
        context_team_id updated parent_conversation creator is_ext_shared shared_team_ids
        pending_connected_team_ids is_member topic purpose properties previous_names
        last_read"""
    assert set(shown) == set(wanted.split())


def test_a_person_is_described_with_all_their_fields(client):
    shown = client.users_info(user="U1")["user"]
    wanted = """id team_id name deleted color real_name tz tz_label tz_offset profile is_admin
        is_owner is_primary_owner is_restricted is_ultra_restricted is_bot is_app_user updated
        is_email_confirmed who_can_share_contact_card"""
    assert set(shown) == set(wanted.split())


def test_a_file_is_heard_of_when_it_is_shared_and_when_it_is_gone(workspace, raw, client):
    connected = raw(workspace)
    begun = client.files_getUploadURLExternal(filename="a.txt", length=3)
    httpx.post(begun["upload_url"], content=b"abc")
    client.files_completeUploadExternal(files=[{"id": begun["file_id"]}], channel_id="C1")
    client.files_delete(file=begun["file_id"])
    events = {event["type"]: event for event in next_events(connected, 3)}
    shared, gone = events["file_shared"], events["file_deleted"]
    assert (shared["file_id"], shared["channel_id"], shared["user_id"]) == (
        begun["file_id"],
        "C1",
        BOT,
    )
    assert (gone["file_id"], gone["channel_ids"]) == (begun["file_id"], ["C1"])
    assert events["message"]["subtype"] == "file_share"


def test_an_app_hears_of_its_revoked_token(start, raw):
    workspace = start(apps=(AppConfig(bot_events=("tokens_revoked",)),))
    connected = raw(workspace)
    client = WebClient(token="xoxb-local-bot-token", base_url=workspace.api_url)
    client.auth_revoke()
    (event,) = next_events(connected, 1)
    assert event["tokens"] == {"oauth": [], "bot": [BOT]}
