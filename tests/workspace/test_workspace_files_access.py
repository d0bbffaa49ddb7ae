"""Files: which app may open, show, finish and delete which."""

import json

import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from advicebot.workspace import AppConfig, ChannelConfig
from tests.workspace.conftest import APP
from tests.workspace.test_workspace_files import (
    CSV,
    asked,
    completed,
    fetch,
    picture,
    png,
    post,
    refusal,
    uploaded,
)
from tests.workspace.test_workspace_modals import modal, plain


@pytest.fixture
def two_apps(start):
    """Return a workspace with a second app, whose bot is in a private channel of Chi's."""
    spy = AppConfig(
        id="A2", bot_id="B2", bot_user_id="U0SPY", bot_token="xoxb-spy", app_token="xapp-spy"
    )
    channels = (
        ChannelConfig(id="C1", name="general", members=("U1", "U3", APP.bot_user_id, "U0SPY")),
        ChannelConfig(id="C4", name="secret", members=("U3", "U0SPY"), is_private=True),
    )
    return start(apps=(APP, spy), channels=channels)


@pytest.fixture
def spied(two_apps):
    """Return the clients of the two apps."""
    tokens = [app.bot_token for app in two_apps.config.apps]
    return [WebClient(token=token, base_url=two_apps.api_url) for token in tokens]


def test_an_app_shows_no_picture_that_it_may_not_open(spied):
    echo, spy = spied
    theirs = spy.files_upload_v2(filename="p.png", content=png(), channel="C4")["file"]["id"]
    blocks = [picture(slack_file={"id": theirs})]
    view = {"type": "home", "blocks": blocks}
    doors = {
        "invalid_blocks": lambda who: who.chat_postMessage(channel="C1", text="x", blocks=blocks),
        "invalid_attachments": lambda who: who.chat_postMessage(
            channel="C1", text="x", attachments=[{"blocks": blocks}]
        ),
        "invalid_arguments": lambda who: who.views_publish(user_id="U1", view=view),
    }
    for error, door in doors.items():
        assert refusal(door, echo)["error"] == error
    assert refusal(echo.files_info, file=theirs)["error"] == "file_not_found"
    for door in doors.values():
        assert door(spy)["ok"]
    assert echo.files_info(file=theirs)["ok"]
    assert doors["invalid_blocks"](echo)["ok"]


def test_only_the_app_whose_file_it_is_finishes_and_deletes_it(spied):
    echo, spy = spied
    begun = asked(spy)
    post(begun["upload_url"], CSV)
    assert refusal(completed, echo, begun["file_id"], channel_id="C1")["error"] == "file_not_found"
    assert refusal(echo.files_delete, file=begun["file_id"])["error"] == "file_not_found"
    assert completed(spy, begun["file_id"], channel_id="C4")["ok"]
    assert refusal(echo.files_delete, file=begun["file_id"])["error"] == "file_not_found"
    seen = spy.files_upload_v2(filename="b.csv", content=CSV, channel="C1")["file"]["id"]
    assert refusal(echo.files_delete, file=seen)["error"] == "cant_delete_file"
    assert spy.files_delete(file=seen)["ok"]


def test_only_a_bot_token_that_was_not_revoked_opens_a_file(client):
    file = client.files_info(file=uploaded(client))["file"]
    address = file["url_private"]
    assert fetch(address, Authorization=f"Bearer {APP.app_token}")[0] == 404
    assert fetch(f"{address}?as=U1", Authorization="Bearer xoxb-unknown")[0] == 404
    assert fetch(address, Authorization=f"bearer {client.token}")[0] == 200
    client.auth_revoke()
    assert fetch(address, Authorization=f"Bearer {client.token}")[0] == 404


@pytest.mark.parametrize(
    ("length", "error"),
    [
        ("9" * 5000, "file_upload_size_restricted"),
        ("0" * 5000, "missing_argument"),
        ("²", "invalid_arguments"),
    ],
)
def test_an_odd_length_of_a_file_is_refused(client, length, error):
    asked_for = {"filename": "a.txt", "length": length}
    answer = refusal(client.api_call, "files.getUploadURLExternal", params=asked_for)
    assert answer["error"] == error


def test_a_file_in_a_form_is_open_to_the_app_of_the_form_alone(two_apps, spied, hang_up):
    echo, spy = spied
    app = App(client=echo)
    element = {"type": "file_input", "action_id": "a"}
    block = {"type": "input", "block_id": "b", "label": plain("File"), "element": element}

    @app.command("/form")
    def begin(ack, body, client):
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=modal(block, callback_id="f"))

    app.view("f")(lambda ack: ack())
    handler = SocketModeHandler(app, APP.app_token)
    handler.connect()
    ana = two_apps.as_user("U1")
    address = f"{two_apps.url}/client/upload?as=U1&name=x.txt"
    file = json.loads(fetch(address, b"first")[2])["file"]
    for nobody in (echo, spy):
        assert refusal(nobody.files_info, file=file["id"])["error"] == "file_not_found"
    ana.runs("/form")
    ana.waits_for_modal()
    ana.submits({"b": file["id"]})
    hang_up(handler)
    assert echo.files_info(file=file["id"])["file"]["name"] == "x.txt"
    assert refusal(spy.files_info, file=file["id"])["error"] == "file_not_found"
