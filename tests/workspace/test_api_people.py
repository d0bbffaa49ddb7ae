"""People, the team, bots and files, as far as an app may know of them."""

import httpx
import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from websockets.sync.client import connect as open_socket

from advicebot.workspace import AppConfig
from tests.workspace.api_events import next_events
from tests.workspace.conftest import BOT

TOKEN = "xoxb-local-bot-token"


def refused(name):
    return pytest.raises(SlackApiError, match=f"'error': '{name}'")


@pytest.fixture
def with_scopes(start):
    """Return a function that gives the client of an app with these scopes alone."""

    def begin(*scopes):
        workspace = start(apps=(AppConfig(bot_scopes=scopes),))
        return WebClient(token=TOKEN, base_url=workspace.api_url)

    return begin


def test_a_profile_is_shown(client):
    profile = client.users_profile_get(user="U1")["profile"]
    assert (profile["real_name"], profile["first_name"], profile["last_name"]) == (
        "Ana Example",
        "Ana",
        "Example",
    )
    assert profile["email"] == "ana@example.org"
    assert profile["image_72"].startswith("http")
    assert client.users_profile_get()["profile"]["bot_id"]


def test_addresses_are_for_apps_with_their_scope(with_scopes):
    client = with_scopes("users:read", "users.profile:read")
    assert "email" not in client.users_info(user="U1")["user"]["profile"]
    assert all("email" not in one["profile"] for one in client.users_list()["members"])
    assert "email" not in client.users_profile_get(user="U1")["profile"]
    with refused("missing_scope"):
        client.users_lookupByEmail(email="ana@example.org")
    client = with_scopes("users:read", "users:read.email")
    assert client.users_info(user="U1")["user"]["profile"]["email"] == "ana@example.org"


def test_a_change_of_a_person_shows_the_address_only_with_the_scope(start, raw):
    for scopes, has_address in ((("users:read",), False), (("users:read.email",), True)):
        app = AppConfig(bot_events=("user_change",), bot_scopes=scopes)
        workspace = start(apps=(app,))
        connected = raw(workspace)
        workspace.make_guest("U1")
        (event,) = next_events(connected, 1)
        assert ("email" in event["user"]["profile"]) is has_address


def test_somebody_is_active_while_a_page_is_open(client, workspace):
    assert client.users_getPresence(user="U1")["presence"] == "away"
    address = workspace.url.replace("http", "ws") + "/client/live?as=U1"
    with open_socket(address):
        assert client.users_getPresence(user="U1")["presence"] == "active"
    assert client.users_getPresence(user=BOT)["presence"] == "away"


def test_an_app_is_active_while_it_is_connected(client, app, connect):
    connect(app)
    assert client.users_getPresence(user=BOT)["presence"] == "active"


def test_a_locale_is_told_when_asked_for(client):
    assert "locale" not in client.users_info(user="U1")["user"]
    assert client.users_info(user="U1", include_locale=True)["user"]["locale"] == "en-GB"
    assert client.conversations_info(channel="C1", include_locale=True)["channel"]["locale"]


def test_nobody_is_on_do_not_disturb(client):
    assert client.dnd_info(user="U1")["dnd_enabled"] is False
    assert set(client.dnd_teamInfo(users=["U1", "U2"])["users"]) == {"U1", "U2"}
    with refused("user_not_found"):
        client.dnd_info(user="U9")


def test_own_emoji_are_listed(start):
    workspace = start(emoji={"kettle": "https://example.org/kettle.png"})
    client = WebClient(token=TOKEN, base_url=workspace.api_url)
    assert client.emoji_list()["emoji"] == {"kettle": "https://example.org/kettle.png"}


def test_a_bot_may_be_called_otherwise_than_its_app(start):
    workspace = start(apps=(AppConfig(name="Example app", bot_name="Helper"),))
    client = WebClient(token=TOKEN, base_url=workspace.api_url)
    assert client.auth_test()["user"] == "helper"
    assert client.bots_info()["bot"]["name"] == "Example app"
    assert client.bots_info()["bot"]["icons"]["image_72"]
    with refused("bot_not_found"):
        client.bots_info(bot="B9")
    with refused("team_not_found"):
        client.team_info(team="T9")


def test_a_token_that_was_given_back_opens_nothing(client):
    assert client.auth_revoke(test=True)["revoked"] is False
    assert client.auth_revoke()["revoked"] is True
    with refused("account_inactive"):
        client.auth_test()


def test_files_are_listed_as_far_as_the_app_may_open_them(client, start):
    def upload(of, name, channel):
        begun = of.files_getUploadURLExternal(filename=name, length=3)
        httpx.post(begun["upload_url"], content=b"abc")
        of.files_completeUploadExternal(files=[{"id": begun["file_id"]}], channel_id=channel)
        return begun["file_id"]

    other = AppConfig(
        id="A2", bot_id="B2", bot_user_id="U0BOT2", bot_token="xoxb-2", app_token="xapp-2"
    )
    workspace = start(apps=(AppConfig(), other))
    client.base_url = workspace.api_url
    second = WebClient(token="xoxb-2", base_url=workspace.api_url)
    mine = [upload(client, f"{number}.txt", "C1") for number in range(3)]
    theirs = upload(second, "theirs.pdf", second.conversations_open(users="U1")["channel"]["id"])
    assert [file["id"] for file in client.files_list()["files"]] == mine[::-1]
    page = client.files_list(count=2, page=2)
    assert [file["id"] for file in page["files"]] == mine[:1]
    assert page["paging"] == {"count": 2, "total": 3, "page": 2, "pages": 2}
    assert client.files_list(types="pdfs")["files"] == []
    assert len(client.files_list(types="snippets", channel="C1", user=BOT)["files"]) == 3
    assert client.files_list(channel="C3")["files"] == []
    with refused("file_not_found"):
        client.files_info(file=theirs)
