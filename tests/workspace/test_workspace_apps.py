"""Two apps in one workspace: each hears, is answered and is seen for itself."""

from dataclasses import replace

import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from advicebot.workspace import AppConfig, CommandConfig, ShortcutConfig
from tests.workspace.conftest import APP, CONFIG

OTHER = AppConfig(
    id="A0OTHER0001",
    name="Other app",
    bot_user_id="U0OTHERBOT1",
    bot_id="B0OTHERBOT1",
    bot_token="xoxb-other-bot-token",
    app_token="xapp-other-app-token",
    commands=(CommandConfig(command="/other"),),
    message_shortcuts=(ShortcutConfig(callback_id="keep", name="Keep it there"),),
)
BUTTON = [
    {
        "type": "actions",
        "elements": [
            {
                "type": "button",
                "action_id": "press",
                "text": {"type": "plain_text", "text": "Press"},
            }
        ],
    }
]


@pytest.fixture
def workspace(start):
    channels = [
        replace(each, members=(*each.members, OTHER.bot_user_id)) if each.id == "C1" else each
        for each in CONFIG.channels
    ]
    return start(apps=(APP, OTHER), channels=channels)


def listens(app, heard):
    def take(ack, body):
        heard.append(body)
        ack()

    for listener in (app.event("message"), app.event("app_mention"), app.action("press")):
        listener(take)
    app.shortcut("keep")(take)


@pytest.fixture
def both(workspace, hang_up):
    """Return the two apps, connected, and what each of them hears."""
    heard, apps, handlers = {APP.id: [], OTHER.id: []}, {}, []
    for config in (APP, OTHER):
        app = App(client=WebClient(token=config.bot_token, base_url=workspace.api_url))
        listens(app, heard[config.id])
        handlers.append(SocketModeHandler(app, config.app_token))
        handlers[-1].connect()
        apps[config.id] = app
    workspace.wait_until(lambda now: now.connections == 2)
    yield apps, heard
    for handler in handlers:
        hang_up(handler)
    workspace.stop()


def test_a_message_to_one_app_is_not_heard_by_the_other(workspace, both, ana):
    _, heard = both
    other_dm = ana.opens_dm(OTHER.bot_user_id)
    ana.says("For you alone", channel=other_dm)
    workspace.wait_until(lambda now: heard[OTHER.id] and not now.outstanding)
    assert [body["event"]["text"] for body in heard[OTHER.id]] == ["For you alone"]
    assert heard[APP.id] == []
    body = heard[OTHER.id][0]
    assert body["api_app_id"] == OTHER.id
    assert body["authorizations"][0]["user_id"] == OTHER.bot_user_id


def test_who_is_named_in_a_channel_hears_of_it(workspace, both, ana):
    _, heard = both
    ana.says("Hello @other_app", channel="C1")
    workspace.wait_until(lambda now: heard[OTHER.id] and not now.outstanding)
    assert [body["event"]["type"] for body in heard[OTHER.id]] == ["app_mention"]
    assert heard[APP.id] == []


def test_a_click_reaches_the_app_that_wrote_the_message(workspace, both, ana):
    apps, heard = both
    apps[OTHER.id].client.chat_postMessage(channel="C1", text="Choose", blocks=BUTTON)
    ana.clicks("press", channel="C1")
    workspace.wait_until(lambda now: heard[OTHER.id])
    assert heard[OTHER.id][0]["api_app_id"] == OTHER.id
    assert heard[OTHER.id][0]["message"]["bot_id"] == OTHER.bot_id
    assert heard[APP.id] == []


def test_a_shortcut_that_both_have_goes_to_the_app_that_was_chosen(workspace, both, ana):
    _, heard = both
    ts = ana.says("Worth keeping", channel="C1")
    ana._do("shortcut", callback_id="keep", channel="C1", ts=ts, app=OTHER.id)
    workspace.wait_until(lambda now: heard[OTHER.id])
    assert [body["type"] for body in heard[OTHER.id]] == ["message_action"]
    assert heard[APP.id] == []


def test_one_app_cannot_change_what_the_other_wrote_nor_use_its_trigger(workspace, both, ana):
    apps, heard = both
    first, second = apps[APP.id].client, apps[OTHER.id].client
    posted = first.chat_postMessage(channel="C1", text="Mine", blocks=BUTTON)
    with pytest.raises(SlackApiError, match="cant_update_message"):
        second.chat_update(channel="C1", ts=posted["ts"], text="Yours")
    ana.clicks("press", channel="C1")
    workspace.wait_until(lambda now: heard[APP.id])
    view = {"type": "modal", "title": {"type": "plain_text", "text": "Form"}, "blocks": []}
    with pytest.raises(SlackApiError, match="invalid_trigger_id"):
        second.views_open(trigger_id=heard[APP.id][0]["trigger_id"], view=view)


def test_each_app_has_a_home_of_its_own(both, ana, workspace):
    apps, _ = both
    for app_id, app in apps.items():
        words = {"type": "plain_text", "text": f"Home of {app_id}"}
        view = {"type": "home", "blocks": [{"type": "section", "text": words}]}
        app.client.views_publish(user_id="U1", view=view)
    assert ana.home["blocks"][0]["text"]["text"] == f"Home of {APP.id}"
    assert ana.home["app_id"] == APP.id


def test_two_apps_may_not_have_the_same_token_or_command(start):
    with pytest.raises(ValueError, match="the bot_token of Example app and the bot_token of"):
        start(apps=(APP, replace(OTHER, bot_token=APP.bot_token)))
    with pytest.raises(ValueError, match="the command /echo"):
        start(apps=(APP, replace(OTHER, commands=APP.commands)))
