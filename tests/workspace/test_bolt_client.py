"""slack_sdk's own client as Bolt hands it out: paging, retries, uploads, streams, headers."""

from datetime import timedelta

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import (
    ConnectionErrorRetryHandler,
    RateLimitErrorRetryHandler,
    ServerErrorRetryHandler,
)

from tests.workspace.conftest import BOT


@pytest.fixture
def retrying(workspace, client):
    """Return the client with all of the SDK's ways to try again."""
    given = [ConnectionErrorRetryHandler(), RateLimitErrorRetryHandler(), ServerErrorRetryHandler()]
    return WebClient(token=client.token, base_url=workspace.api_url, retry_handlers=given)


def test_pages_follow_one_another_until_the_end(client):
    names, cursor = [], ""
    for page in client.conversations_list(limit=1, types="public_channel,private_channel"):
        (channel,) = page["channels"]
        names.append(channel["name"])
        cursor = page["response_metadata"]["next_cursor"]
    assert sorted(names) == ["general", "managers", "old", "without-app"]
    assert cursor == ""


def test_members_people_and_messages_are_paged_too(client, ana):
    for number in range(3):
        ana.says(str(number), channel="C1")
    members = [
        one
        for page in client.conversations_members(channel="C1", limit=2)
        for one in page["members"]
    ]
    assert members == ["U1", "U2", "U3", BOT]
    people = [one["id"] for page in client.users_list(limit=2) for one in page["members"]]
    assert {"U1", "U2", "U3", "U4", "U5", BOT} <= set(people)
    history = client.conversations_history(channel="C1", limit=2)
    assert history["has_more"] is True
    assert [m["text"] for page in history for m in page["messages"]] == ["2", "1", "0"]


def test_replies_are_paged_after_their_root(client, ana):
    ts = ana.says("Root", channel="C1")
    for number in range(3):
        ana.replies(ts, str(number), channel="C1")
    pages = client.conversations_replies(channel="C1", ts=ts, limit=2)
    texts = [message["text"] for page in pages for message in page["messages"]]
    assert [text for text in texts if text != "Root"] == ["0", "1", "2"]
    assert texts[0] == "Root"


@pytest.mark.parametrize(
    "fault",
    [
        {"fault": "rate-limit", "retry_after": 0},
        {"fault": "server-error"},
        {"fault": "server-error", "status": 503},
        {"fault": "reset-before"},
    ],
)
def test_the_sdk_tries_again_by_itself(workspace, retrying, ana, fault):
    workspace.faults.add(**fault, method="chat.postMessage", times=1)
    assert retrying.chat_postMessage(channel=ana.dm, text="Again")["ok"]
    assert [message["text"] for message in ana.messages()] == ["Again"]


def test_a_client_without_retries_sees_how_long_to_wait(workspace, client, ana):
    workspace.faults.add(fault="rate-limit", retry_after=7, times=1)
    with pytest.raises(SlackApiError) as refusal:
        client.chat_postMessage(channel=ana.dm, text="x")
    assert refusal.value.response.status_code == 429
    assert refusal.value.response.headers["Retry-After"] == "7"
    assert refusal.value.response["error"] == "ratelimited"


def test_a_file_is_uploaded_into_a_channel_and_without_one(client, ana):
    said = client.files_upload_v2(
        content="abc", filename="a.txt", title="Letters", channel="C1", initial_comment="Look"
    )
    assert said["file"]["id"] == said["files"][0]["id"]
    shown = ana.waits_for_message("Look", channel="C1")
    assert shown["files"][0]["title"] == "Letters"
    alone = client.files_upload_v2(content=b"\x00\x01", filename="b.bin")["file"]["id"]
    info = client.files_info(file=alone)["file"]
    assert (info["name"], info["size"], info["channels"]) == ("b.bin", 2, [])
    assert [file["name"] for file in ana.files("C1")] == ["a.txt"]


def test_several_files_come_in_one_message_in_a_thread(client, ana):
    ts = client.chat_postMessage(channel="C1", text="Root")["ts"]
    uploads = [{"content": name, "filename": f"{name}.txt"} for name in ("one", "two")]
    client.files_upload_v2(file_uploads=uploads, channel="C1", thread_ts=ts, initial_comment="Both")
    (below,) = [m for m in ana.messages("C1", thread=ts) if m["text"] == "Both"]
    assert [file["name"] for file in below["files"]] == ["one.txt", "two.txt"]


def test_a_message_is_scheduled_listed_and_sent_when_its_time_comes(workspace, client, ana):
    at = int((workspace.now() + timedelta(hours=2)).timestamp())
    made = client.chat_scheduleMessage(channel=ana.dm, text="Later", post_at=at)
    gone = client.chat_scheduleMessage(channel=ana.dm, text="Never", post_at=str(at))
    client.chat_deleteScheduledMessage(
        channel=ana.dm, scheduled_message_id=gone["scheduled_message_id"]
    )
    (listed,) = client.chat_scheduledMessages_list(channel=ana.dm)["scheduled_messages"]
    assert (listed["id"], listed["post_at"]) == (made["scheduled_message_id"], at)
    workspace.move_clock(timedelta(hours=3))
    ana.waits_for_message("Later")
    assert [message["text"] for message in ana.messages()] == ["Later"]


def test_reactions_and_pins_go_round(client, ana):
    ts = ana.says("Look", channel="C1")
    client.reactions_add(channel="C1", timestamp=ts, name="eyes")
    with pytest.raises(SlackApiError, match="already_reacted"):
        client.reactions_add(channel="C1", timestamp=ts, name="eyes")
    assert client.reactions_get(channel="C1", timestamp=ts)["message"]["reactions"] == [
        {"name": "eyes", "users": [BOT], "count": 1}
    ]
    client.reactions_remove(channel="C1", timestamp=ts, name="eyes")
    client.pins_add(channel="C1", timestamp=ts)
    (item,) = client.pins_list(channel="C1")["items"]
    assert item["message"]["ts"] == ts
    client.pins_remove(channel="C1", timestamp=ts)
    assert client.pins_list(channel="C1")["items"] == []


def test_who_one_is_comes_with_the_scopes_one_has(client):
    said = client.auth_test()
    assert {"url", "team", "user", "team_id", "user_id", "bot_id"} <= set(said.data)
    assert "chat:write" in said.headers["x-oauth-scopes"].split(",")
    assert "x-accepted-oauth-scopes" in {name.lower() for name in said.headers}


def test_a_permalink_leads_to_its_message(client, ana):
    ts = ana.says("Root", channel="C1")
    below = ana.replies(ts, "Below", channel="C1")
    link = client.chat_getPermalink(channel="C1", message_ts=below)["permalink"]
    assert link.endswith(f"/archives/C1/p{below.replace('.', '')}?thread_ts={ts}&cid=C1")


def test_a_method_that_is_not_there_is_refused_by_its_name(client):
    with pytest.raises(SlackApiError, match="unknown_method"):
        client.api_call("no.suchMethod")
