"""How calls come in and go out: content types, headers, scopes, what an app may not know."""

import httpx
import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from advicebot.workspace import AppConfig
from advicebot.workspace.api.methods import METHODS
from advicebot.workspace.api.scopes import SCOPES
from advicebot.workspace.rates import PACES

TOKEN = {"Authorization": "Bearer xoxb-local-bot-token"}


@pytest.fixture
def post(workspace):
    """Return a function that posts raw content."""

    def send(method, content, kind=None, **more):
        headers = TOKEN | ({"Content-Type": kind} if kind else {})
        url = workspace.api_url + method
        return httpx.post(url, headers=headers, content=content, **more).json()

    return send


def test_every_method_has_its_scopes_and_its_pace_and_no_other_is_named():
    assert set(SCOPES) == set(METHODS) == set(PACES)


def test_json_without_a_charset_is_taken_with_a_warning(post):
    said = post("chat.postMessage", b'{"channel": "C1", "text": "x"}', "application/json")
    assert said["ok"] is True
    assert (said["warning"], said["response_metadata"]["warnings"]) == (
        "missing_charset",
        ["missing_charset"],
    )
    right = post(
        "chat.postMessage", b'{"channel": "C1", "text": "x"}', "application/json; charset=utf-8"
    )
    assert "warning" not in right


def test_a_form_with_a_charset_is_taken_with_a_warning(post):
    kind = "application/x-www-form-urlencoded"
    assert "warning" not in post("chat.postMessage", b"channel=C1&text=x", kind)
    said = post("chat.postMessage", b"channel=C1&text=x", kind + ";charset=utf-8")
    assert (said["ok"], said["warning"]) == (True, "superfluous_charset")


@pytest.mark.parametrize(
    ("content", "kind", "error"),
    [
        (b"<xml/>", "application/xml", "invalid_post_type"),
        (b"channel=C1", None, "missing_post_type"),
        (b"{", "application/json", "invalid_json"),
        (b"[]", "application/json", "json_not_object"),
    ],
)
def test_a_body_that_cannot_be_read_is_refused_by_slacks_name(post, content, kind, error):
    assert post("chat.postMessage", content, kind)["error"] == error


def test_plain_text_is_read_as_a_form(post):
    assert post("chat.postMessage", b"channel=C1&text=x", "text/plain")["ok"] is True


def test_every_answer_names_the_scopes_of_the_app_and_of_the_method(start):
    workspace = start(apps=(AppConfig(bot_scopes=("chat:write", "im:history")),))
    client = WebClient(token="xoxb-local-bot-token", base_url=workspace.api_url)
    headers = client.auth_test().headers
    assert headers["x-oauth-scopes"] == "chat:write,im:history"
    posted = client.chat_postMessage(channel="C1", text="x").headers
    assert posted["x-accepted-oauth-scopes"] == "chat:write"


def test_an_app_without_a_list_of_scopes_has_all_of_them(client):
    scopes = client.auth_test().headers["x-oauth-scopes"].split(",")
    assert {"chat:write", "channels:manage", "im:history", "users:read.email"} <= set(scopes)
    assert "" not in scopes
    assert not any("*" in scope for scope in scopes)


@pytest.mark.parametrize(
    ("method", "given", "needed"),
    [
        ("conversations.create", {"name": "x"}, "channels:manage"),
        ("conversations.create", {"name": "x", "is_private": True}, "groups:write"),
        ("conversations.open", {"users": "U1"}, "im:write"),
        ("conversations.open", {"users": "U1,U2"}, "mpim:write"),
        ("conversations.setTopic", {"channel": "C3"}, "groups:write,groups:write.topic"),
        ("reactions.add", {}, "reactions:write"),
        ("pins.list", {}, "pins:read"),
        ("usergroups.create", {}, "usergroups:write"),
        ("bookmarks.add", {}, "bookmarks:write"),
        ("assistant.threads.setStatus", {}, "assistant:write,chat:write"),
        ("files.list", {}, "files:read"),
        ("emoji.list", {}, "emoji:read"),
        ("dnd.info", {}, "dnd:read"),
        ("chat.unfurl", {}, "links:write"),
        ("users.profile.get", {}, "users.profile:read"),
    ],
)
def test_each_method_asks_for_its_own_scope(start, method, given, needed):
    workspace = start(apps=(AppConfig(bot_scopes=("nothing:read",)),))
    client = WebClient(token="xoxb-local-bot-token", base_url=workspace.api_url)
    with pytest.raises(SlackApiError) as answer:
        client.api_call(method, json=given)
    said = answer.value.response
    assert (said["error"], said["needed"], said["provided"]) == (
        "missing_scope",
        needed,
        "nothing:read",
    )


@pytest.mark.parametrize(
    ("method", "given"),
    [
        ("chat.postMessage", {"text": "x"}),
        ("chat.scheduleMessage", {"text": "x", "post_at": 1}),
        ("chat.getPermalink", {"message_ts": "1.000001"}),
        ("reactions.get", {"timestamp": "1.000001"}),
        ("pins.list", {}),
        ("chat.scheduledMessages.list", {}),
    ],
)
def test_a_private_channel_without_the_app_is_as_if_it_were_not_there(client, method, given):
    for channel in ("C4", "C9"):
        with pytest.raises(SlackApiError, match="channel_not_found"):
            client.api_call(method, json={"channel": channel, **given})
