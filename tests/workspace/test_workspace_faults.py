"""A Web API that is unwell: limits, one channel that refuses, outages that begin and end."""

import httpx
import pytest
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect as open_socket

from advicebot.workspace import ActError, Fault, only_to, rate_limit
from tests.workspace.conftest import APP


def refused(name):
    return pytest.raises(SlackApiError, match=f"'error': '{name}'")


def test_one_method_is_limited_for_a_while_and_the_others_are_not(workspace, client):
    workspace.fail(rate_limit("chat.postMessage", retry_after=3, times=2))
    for _ in range(2):
        with refused("ratelimited") as refusal:
            client.chat_postMessage(channel="C1", text="Hello")
        assert refusal.value.response.status_code == 429
        assert refusal.value.response.headers["retry-after"] == "3"
        assert client.auth_test()["ok"]
    assert client.chat_postMessage(channel="C1", text="Hello")["ok"]
    assert len(workspace.posted("C1")) == 1


def test_one_recipient_cannot_be_reached_and_the_others_can(workspace, client, ana, ben):
    workspace.fail(only_to("U1", ana.dm, fault=Fault(error="internal_error")))
    for call in (
        lambda: client.chat_postMessage(channel=ana.dm, text="x"),
        lambda: client.chat_postMessage(channel="U1", text="x"),
        lambda: client.conversations_open(users=["U1"]),
        lambda: client.conversations_open(users="U2,U1"),
        lambda: client.chat_postEphemeral(channel="C1", user="U1", text="x"),
        lambda: client.views_publish(user_id="U1", view={"type": "home", "blocks": []}),
    ):
        with refused("internal_error"):
            call()
    client.chat_postMessage(channel=ben.dm, text="Hello")
    client.chat_postMessage(channel="C1", text="Hello")
    workspace.fail(None)
    client.chat_postMessage(channel=ana.dm, text="Hello")


def test_in_an_outage_every_call_fails_and_the_app_comes_back_to_what_was_said(
    workspace, app, client, ana, hang_up
):
    heard, urls = [], []

    @app.command("/echo")
    def echo(ack, body):
        urls.append(body["response_url"])
        ack()

    app.event("message")(lambda event: heard.append(event["text"]))
    handler = SocketModeHandler(app, APP.app_token, ping_interval=1)
    handler.connect()
    workspace.wait_until(lambda now: now.connections == 1)
    ana.runs("/echo")
    workspace.outage(True)
    workspace.wait_until(lambda now: now.connections == 0)
    with refused("service_unavailable") as refusal:
        client.chat_postMessage(channel="C1", text="Hello")
    assert refusal.value.response.status_code == 503
    assert httpx.post(urls[0], json={"text": "Late"}).status_code == 503
    ana.says("Is anybody there?")
    with pytest.raises(ActError, match="not connected"):
        ana.runs("/echo")
    workspace.outage(False)
    workspace.wait_until(lambda now: now.connections == 1 and bool(heard), within=10)
    assert heard == ["Is anybody there?"]
    assert client.chat_postMessage(channel="C1", text="Hello")["ok"]
    hang_up(handler)
    workspace.stop()


def test_a_ticket_from_before_the_outage_opens_nothing(workspace):
    client = WebClient(token=APP.app_token, base_url=workspace.api_url)
    url = client.apps_connections_open(app_token=APP.app_token)["url"]
    workspace.outage(True)
    with pytest.raises(InvalidStatus), open_socket(url):
        pass
    workspace.outage(False)
    with open_socket(url):
        pass
