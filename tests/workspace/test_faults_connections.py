"""Connections that break, stall or are refused: what a client sees, and that all is well after."""

import json
import socket as sockets
import threading
from urllib.parse import urlsplit

import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect as open_socket

from advicebot.workspace import ActError
from tests.workspace.conftest import APP

PING = bytes([0x89, 0x85, 0, 0, 0, 0]) + b"hello"
PONG = bytes([0x8A, 0x05]) + b"hello"
HANDSHAKE = (
    "GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


def address(workspace, more=""):
    client = WebClient(token=APP.app_token, base_url=workspace.api_url)
    return str(client.apps_connections_open(app_token=APP.app_token)["url"]) + more


@pytest.fixture
def bare(workspace):
    """Return a function that opens a WebSocket of which the test holds the bare TCP socket."""
    opened = []

    def begin():
        url = urlsplit(address(workspace))
        plain = sockets.create_connection((url.hostname, url.port), timeout=2)
        opened.append(plain)
        plain.sendall(HANDSHAKE.format(path=f"{url.path}?{url.query}").encode())
        seen = b""
        while b'"hello"' not in seen:
            seen += plain.recv(4096)
        return plain

    yield begin
    for plain in opened:
        plain.close()


def frames(plain):
    """Return what arrives within a quarter of a second."""
    plain.settimeout(0.25)
    seen = b""
    try:
        while chunk := plain.recv(65536):
            seen += chunk
    except TimeoutError:
        pass
    return seen


def test_rst_resets_the_connection(workspace, bare):
    plain = bare()
    assert workspace.faults.strike("rst") == 1
    with pytest.raises(ConnectionResetError):
        plain.recv(1)
    workspace.wait_until(lambda now: now.connections == 0)
    assert bare()


def test_fin_ends_the_connection_without_a_close_frame(workspace, bare):
    plain = bare()
    workspace.faults.strike("fin")
    assert plain.recv(4096) == b""
    workspace.wait_until(lambda now: now.connections == 0)


def test_close_sends_a_close_frame(workspace, raw):
    app = raw(workspace)
    workspace.faults.strike("close")
    with pytest.raises(ConnectionClosed) as closed:
        app.next()
    assert closed.value.rcvd.code == 1001


@pytest.mark.parametrize(
    ("kind", "reason", "closes"),
    [
        ("warning", "warning", False),
        ("refresh", "refresh_requested", True),
        ("link-disabled", "link_disabled", True),
    ],
)
def test_a_disconnect_frame_says_why(workspace, raw, kind, reason, closes):
    app = raw(workspace)
    workspace.faults.strike(kind)
    assert app.next() | {"debug_info": None} == {
        "type": "disconnect",
        "reason": reason,
        "debug_info": None,
    }
    if closes:
        with pytest.raises(ConnectionClosed):
            app.next()
    else:
        with pytest.raises(TimeoutError):
            app.next(timeout=0.2)
    assert workspace.connections == (0 if closes else 1)


def test_one_connection_is_struck_and_the_others_are_not(workspace, raw):
    first, second = raw(workspace), raw(workspace)
    assert workspace.faults.strike("rst", 1) == 1
    with pytest.raises(ConnectionClosed):
        second.next()
    assert first.socket.ping().wait(2)
    with pytest.raises(ActError, match="There is no connection 1: 1 are open"):
        workspace.faults.strike("rst", 1)
    with pytest.raises(ActError, match="no strike 'kick'"):
        workspace.faults.strike("kick")
    assert workspace.faults.as_json()["strikes"] == {"rst": 1}


def test_what_a_broken_connection_had_not_acknowledged_goes_over_the_other(workspace, raw, ana):
    first, second = raw(workspace), raw(workspace)
    ana.says("one")
    ana.says("two")
    lost, kept = first.next()["payload"], second.next()["payload"]
    workspace.faults.strike("rst", 0)
    again = second.next(timeout=1)
    assert again["payload"]["event_id"] == lost["event_id"] != kept["event_id"]
    assert (again["retry_attempt"], again["retry_reason"]) == (1, "timeout")


def test_no_pong_comes_while_the_rule_stands(workspace, bare):
    plain, rule = bare(), workspace.faults.add(fault="no-pong")
    plain.sendall(PING)
    assert frames(plain) == b""
    workspace.as_user("U1").says("Events still come")
    assert b"Events still come" in frames(plain)
    workspace.faults.remove(rule)
    plain.sendall(PING)
    assert frames(plain) == PONG


def test_a_ping_and_an_acknowledgement_in_one_packet_are_kept_apart(workspace, raw, ana):
    app = raw(workspace)
    workspace.faults.add(fault="no-pong")
    ana.says("Hello")
    frame = app.next()
    waiter = app.socket.ping("x")
    app.ack(frame)
    workspace.wait_until(lambda now: now.outstanding == 0)
    assert not waiter.wait(0.2)


def test_a_half_open_connection_reads_and_writes_nothing(start, raw):
    workspace = start(ack_within=0.2, redelivery=(0.0, 0.1, 0.1, 0.1))
    app = raw(workspace)
    rule = workspace.faults.add(fault="half-open")
    workspace.as_user("U1").says("Are you there?")
    waiter = app.socket.ping("x")
    with pytest.raises(TimeoutError):
        app.next(timeout=0.3)
    assert not waiter.is_set()
    assert workspace.connections == 1
    workspace.faults.remove(rule)
    frame = app.next()
    assert waiter.wait(2)
    assert frame["payload"]["event"]["text"] == "Are you there?"
    assert frame["retry_attempt"] >= 1
    app.ack(frame)
    workspace.wait_until(lambda now: now.outstanding == 0)


def test_a_held_connection_can_be_reset(workspace, bare):
    plain = bare()
    workspace.faults.add(fault="half-open", times=1)
    workspace.faults.strike("rst")
    with pytest.raises(ConnectionResetError):
        plain.recv(1)
    workspace.wait_until(lambda now: now.connections == 0)
    workspace.faults.clear()
    assert bare()


def test_a_half_open_connection_that_its_client_gave_up_stays_registered(start, raw):
    """Slack may send to such a ghost for a while; see slackapi/python-slack-sdk#1940."""
    workspace = start(ack_within=0.1, redelivery=(0.0,))
    ghost = raw(workspace)
    rule = workspace.faults.add(fault="half-open", times=1)
    ghost.socket.socket.close()
    app = raw(workspace)
    assert app.hello["num_connections"] == 2
    ana = workspace.as_user("U1")
    ana.says("one")
    ana.says("two")
    frames = [app.next(), app.next()]
    assert sorted(frame["retry_attempt"] for frame in frames) == [0, 1]
    for frame in frames:
        app.ack(frame)
    workspace.wait_until(lambda now: now.outstanding == 0)
    assert workspace.connections == 2
    workspace.faults.remove(rule)
    workspace.wait_until(lambda now: now.connections == 1)


def test_new_connections_are_struck_too_unless_the_rule_is_for_one(workspace, raw):
    first = raw(workspace)
    workspace.faults.add(fault="half-open", times=1)
    second = raw(workspace)
    assert not first.socket.ping("x").wait(0.2)
    assert second.socket.ping("x").wait(2)
    workspace.faults.clear()
    workspace.faults.add(fault="half-open")
    with open_socket(address(workspace)) as third:
        with pytest.raises(TimeoutError):
            third.recv(timeout=0.3)
        workspace.faults.clear()


def test_a_workspace_with_held_connections_stops_at_once(start, raw):
    workspace, seen = start(), []
    raw(workspace)
    workspace.faults.add(fault="half-open")
    workspace.faults.add(fault="no-answer", method="api.test")

    def ask():
        try:
            WebClient(base_url=workspace.api_url, retry_handlers=[]).api_test()
        except OSError as error:
            seen.append(getattr(error, "reason", error))

    asking = threading.Thread(target=ask)
    asking.start()
    workspace.wait_until(lambda now: bool(now.calls("api.test")))
    workspace.stop()
    asking.join()
    assert isinstance(seen[0], ConnectionResetError)


def test_a_client_is_told_that_it_has_too_many_connections(workspace, raw):
    rule = workspace.faults.add(fault="too-many-websockets", times=2)
    for _ in range(2):
        with open_socket(address(workspace)) as refused:
            frame = json.loads(refused.recv(timeout=2))
            assert (frame["type"], frame["reason"]) == ("disconnect", "too_many_websockets")
            with pytest.raises(ConnectionClosed):
                refused.recv(timeout=2)
    assert raw(workspace).hello["num_connections"] == 1
    assert (
        workspace.faults.as_json()["rules"][0] | {"id": rule, "struck": 2, "is_over": True}
        == (workspace.faults.as_json()["rules"][0])
    )


def test_the_eleventh_connection_is_one_too_many(workspace, raw):
    apps = [raw(workspace) for _ in range(10)]
    assert apps[-1].hello["num_connections"] == 10
    with open_socket(address(workspace)) as refused:
        assert json.loads(refused.recv(timeout=2))["reason"] == "too_many_websockets"
    apps[0].socket.close()
    workspace.wait_until(lambda now: now.connections == 9)
    assert raw(workspace).hello["num_connections"] == 10


def test_opening_is_refused_with_503(workspace, raw):
    workspace.faults.add(fault="open-refused", times=1)
    assert WebClient(base_url=workspace.api_url).api_test()["ok"]
    with pytest.raises(SlackApiError, match="service_unavailable") as refusal:
        address(workspace)
    assert refusal.value.response.status_code == 503
    assert raw(workspace)


def test_the_address_of_a_connection_may_lead_nowhere(workspace):
    workspace.faults.add(fault="bad-address", times=1)
    bad = urlsplit(address(workspace))
    with pytest.raises(sockets.gaierror):
        sockets.getaddrinfo(bad.hostname, 80)
    assert urlsplit(address(workspace)).hostname == "127.0.0.1"


def test_a_bolt_app_comes_back_after_every_way_to_lose_a_connection(workspace, app, ana, hang_up):
    heard = []
    app.event("message")(lambda event: heard.append(event["text"]))
    handler = SocketModeHandler(app, APP.app_token, ping_interval=0.3)
    handler.connect()
    workspace.wait_until(lambda now: now.connections == 1)
    for kind in ("rst", "fin", "close", "refresh", "warning", "link-disabled"):
        before = handler.client.session_id()
        workspace.faults.strike(kind)
        ana.says(kind)
        workspace.wait_until(
            lambda now, kind=kind, before=before: (
                kind in heard and handler.client.session_id() != before
            ),
            within=10,
        )
    hang_up(handler)
    workspace.stop()


@pytest.mark.parametrize("fault", ["no-pong", "half-open"])
def test_slack_sdk_leaves_a_connection_that_fell_silent(start, hang_up, fault):
    workspace, heard = start(ack_within=1.0, redelivery=(0.2,) * 30), []
    app = App(client=WebClient(token=APP.bot_token, base_url=workspace.api_url))
    app.event("message")(lambda event: heard.append(event["text"]))
    handler = SocketModeHandler(app, APP.app_token, ping_interval=0.2)
    handler.connect()
    workspace.wait_until(
        lambda _: handler.client.current_session.last_ping_pong_time is not None, within=5
    )
    before = handler.client.session_id()
    workspace.faults.add(fault=fault, times=1)
    workspace.as_user("U1").says("Hello")
    workspace.wait_until(
        lambda _: handler.client.session_id() != before and heard == ["Hello"], within=10
    )
    workspace.faults.clear()
    hang_up(handler)
    workspace.stop()
