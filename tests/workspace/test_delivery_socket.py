"""Socket Mode connections in the course of time: tickets, refreshes, several apps."""

import json
import threading
from dataclasses import replace

import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect as open_socket

from advicebot.workspace import ActError
from advicebot.workspace.delivery.tickets import TICKET_SECONDS, Tickets
from tests.workspace.conftest import APP

OTHER = replace(
    APP,
    id="A0LOCAL0002",
    name="Other app",
    bot_user_id="U0LOCALBOT2",
    bot_id="B0LOCALBOT2",
    bot_token="xoxb-other",
    app_token="xapp-other",
    commands=(),
    message_shortcuts=(),
    global_shortcuts=(),
)


def address(workspace, token=APP.app_token):
    client = WebClient(base_url=workspace.api_url)
    return str(client.apps_connections_open(app_token=token)["url"])


def frame(socket, timeout=2.0):
    return json.loads(socket.recv(timeout=timeout))


def test_a_ticket_is_good_once_and_for_half_a_minute():
    now = [100.0]
    tickets = Tickets(monotonic=lambda: now[0])
    once, late = tickets.new(), tickets.new()
    now[0] += TICKET_SECONDS
    assert tickets.use(once)
    assert not tickets.use(once)
    now[0] += 0.1
    assert not tickets.use(late)
    assert not tickets.use("guess")


def test_a_connection_is_warned_then_replaced_when_its_time_is_over(start, ana):
    workspace = start(refresh_every=0.4)
    with open_socket(address(workspace)) as socket:
        assert frame(socket)["debug_info"]["approximate_connection_time"] == 1
        assert frame(socket)["reason"] == "warning"
        assert frame(socket)["reason"] == "refresh_requested"
        workspace.as_user("U1").says("For the next connection")
        with pytest.raises(ConnectionClosed) as closed:
            frame(socket)
        assert closed.value.rcvd.code == 1001
    with open_socket(address(workspace)) as socket:
        assert frame(socket)["type"] == "hello"
        again = frame(socket)
        assert again["payload"]["event"]["text"] == "For the next connection"
        assert again["retry_attempt"] == 0


@pytest.mark.parametrize(
    ("set_to", "more", "seconds"),
    [
        (None, "", 18060),
        (None, "&debug_reconnects=true", 360),
        (7200, "", 7200),
        (7200, "&debug_reconnects=true", 360),
        (60, "&debug_reconnects=true", 60),
    ],
)
def test_hello_says_how_long_a_connection_lives(start, set_to, more, seconds):
    workspace = start(refresh_every=set_to)
    with open_socket(address(workspace) + more) as socket:
        assert frame(socket)["debug_info"]["approximate_connection_time"] == seconds


def test_a_bolt_app_handles_every_message_through_many_refreshes(start, hang_up):
    workspace = start(refresh_every=0.5)
    heard = []
    app = App(client=WebClient(token=APP.bot_token, base_url=workspace.api_url))
    app.event("message")(lambda event: heard.append(event["text"]))
    handler = SocketModeHandler(app, APP.app_token)
    handler.connect()
    workspace.wait_until(lambda now: now.connections == 1)
    ana = workspace.as_user("U1")
    for number in range(60):
        ana.says(str(number))
        workspace.wait_until(lambda _, number=number: len(heard) > number - 5, within=10)
    workspace.wait_until(lambda now: len(set(heard)) == 60 and now.outstanding == 0, within=10)
    hang_up(handler)
    workspace.stop()


def test_each_app_has_its_own_connections_and_events(start):
    workspace = start(apps=(APP, OTHER))
    with open_socket(address(workspace)) as first:
        assert frame(first)["connection_info"]["app_id"] == APP.id
        with open_socket(address(workspace, OTHER.app_token)) as second:
            hello = frame(second)
            assert hello["num_connections"] == 1
            assert hello["connection_info"]["app_id"] == OTHER.id
            rule = workspace.faults.add(fault="double-events", app=OTHER.id)
            workspace.as_user("U1").opens_home(app=OTHER.id)
            frames = [frame(second), frame(second)]
            assert {one["payload"]["api_app_id"] for one in frames} == {OTHER.id}
            assert len({one["payload"]["event_id"] for one in frames}) == 1
            workspace.as_user("U1").opens_home(app=APP.id)
            assert frame(first)["payload"]["api_app_id"] == APP.id
            with pytest.raises(TimeoutError):
                frame(first, timeout=0.2)
            assert workspace.faults.as_json()["rules"][0]["id"] == rule
            assert workspace.connections == 2


def test_what_an_app_acknowledges_over_another_connection_counts(workspace, raw, ana):
    first, second = raw(workspace), raw(workspace)
    ana.says("Hello")
    second.ack(first.next())
    workspace.wait_until(lambda now: now.outstanding == 0)
    first.socket.close()
    with pytest.raises(TimeoutError):
        second.next(timeout=0.2)


def test_an_envelope_of_most_of_a_megabyte_is_one_frame(workspace, raw):
    """slack_sdk 3.47 joins no fragments."""
    app, server = raw(workspace), workspace._server
    event = {"type": "message", "text": "x" * 900_000, "channel": "C1"}
    server.read(lambda: server.workspace.emit(event, to=server.workspace.apps))
    (whole,) = list(app.socket.recv_streaming())
    assert json.loads(whole)["payload"]["event"]["text"] == event["text"]


def test_whoever_waits_for_an_answer_is_told_when_the_workspace_stops(start, raw):
    workspace, told = start(), []
    app = raw(workspace)

    def run():
        try:
            workspace.as_user("U1").runs("/echo")
        except ActError as refusal:
            told.append(refusal.message)

    waiting = threading.Thread(target=run)
    waiting.start()
    app.next()
    workspace.stop()
    waiting.join()
    assert "before the workspace stopped" in told[0]


def test_nothing_is_remembered_of_what_was_acknowledged(workspace, raw, ana):
    app, server = raw(workspace), workspace._server
    for number in range(5):
        ana.says(str(number))
        app.ack(app.next())
    workspace.wait_until(lambda now: now.outstanding == 0)
    (connection,) = server.read(lambda: list(server.workspace.apps.first.socket.open))
    assert connection.carried == set()
