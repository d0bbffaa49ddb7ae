"""Socket Mode on the wire, and that no event is lost or doubled."""

import json
from collections import Counter

import pytest
from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect as open_socket


def test_hello_says_how_many_connections_there_are(workspace, raw):
    assert raw(workspace).hello["num_connections"] == 1
    hello = raw(workspace).hello
    assert hello["type"] == "hello"
    assert hello["num_connections"] == 2
    assert hello["connection_info"]["app_id"] == workspace.config.app.id
    assert hello["debug_info"]["approximate_connection_time"] > 0


def test_a_ticket_opens_one_connection(workspace, raw):
    first = raw(workspace)
    guess = workspace.url.replace("http", "ws") + "/link/?ticket=guess"
    for url in (first.url, guess):
        with pytest.raises(InvalidStatus, match="403"), open_socket(url):
            pass


def test_frames_are_not_compressed_even_when_offered(workspace):
    client = WebClient(token=workspace.config.app.app_token, base_url=workspace.api_url)
    url = client.apps_connections_open(app_token=client.token)["url"]
    with open_socket(url, compression="deflate") as socket:
        assert "Sec-WebSocket-Extensions" not in socket.response.headers


def test_a_ping_is_answered_with_its_payload(workspace, raw):
    assert raw(workspace).socket.ping("session:123.45").wait(2)


def test_each_envelope_goes_to_one_connection(workspace, connect, ana):
    seen = []
    for _ in range(2):
        app = App(
            client=WebClient(token=workspace.config.app.bot_token, base_url=workspace.api_url)
        )

        @app.event("message")
        def listen(event):
            seen.append(event["text"])

        connect(app)
    for number in range(20):
        ana.says(f"message {number}")
    workspace.wait_until(lambda now: len(seen) >= 20 and now.outstanding == 0)
    assert Counter(seen) == Counter(f"message {number}" for number in range(20))


def test_connections_take_turns(workspace, raw, ana):
    first, second = raw(workspace), raw(workspace)
    for number in range(4):
        ana.says(str(number))
    texts = [[app.next()["payload"]["event"]["text"] for _ in range(2)] for app in (first, second)]
    assert sorted(texts) == [["0", "2"], ["1", "3"]]


def test_an_event_not_acknowledged_comes_again_with_the_same_id(start, raw):
    workspace = start(ack_within=0.05, redelivery=(0.0, 0.01))
    app = raw(workspace)
    workspace.as_user("U1").says("Hello")
    frames = [app.next(), app.next(), app.next()]
    assert len({frame["payload"]["event_id"] for frame in frames}) == 1
    assert len({frame["envelope_id"] for frame in frames}) == 3
    assert [frame["retry_attempt"] for frame in frames] == [0, 1, 2]
    assert [frame["retry_reason"] for frame in frames] == ["", "timeout", "timeout"]
    workspace.wait_until(lambda now: now.dropped == 1)
    assert workspace.outstanding == 0


def test_an_acknowledged_event_does_not_come_again(start, raw):
    workspace = start(ack_within=0.6, redelivery=(0.0,))
    app = raw(workspace)
    workspace.as_user("U1").says("Hello")
    app.ack(app.next())
    with pytest.raises(TimeoutError):
        app.next(timeout=0.9)


def test_what_happens_while_no_app_is_connected_is_delivered_later(workspace, connect, app, ana):
    for number in range(5):
        ana.says(f"early {number}")
    seen = []
    app.event("message")(lambda event: seen.append(event["text"]))
    connect(app)
    workspace.wait_until(lambda _: len(seen) == 5)
    assert set(seen) == {f"early {number}" for number in range(5)}


def test_a_dead_connection_loses_nothing(workspace, raw, ana):
    first = raw(workspace)
    ana.says("Did you get this?")
    lost = first.next()
    first.socket.close()
    workspace.wait_until(lambda now: now.connections == 0)
    ana.says("And this?")
    second = raw(workspace)
    frames = {f["payload"]["event"]["text"]: f for f in (second.next(), second.next())}
    again = frames["Did you get this?"]
    assert again["payload"]["event_id"] == lost["payload"]["event_id"]
    assert again["retry_attempt"] == 1
    assert frames["And this?"]["retry_attempt"] == 0


def test_an_app_restarted_under_load_handles_every_message(workspace, connect, hang_up, ana):
    seen = Counter()

    def new_app():
        app = App(
            client=WebClient(token=workspace.config.app.bot_token, base_url=workspace.api_url)
        )
        app.event("message")(lambda event: seen.update([event["text"]]))
        return connect(app)

    hang_up(new_app())
    for number in range(30):
        ana.says(str(number))
        if number == 15:
            new_app()
    workspace.wait_until(lambda now: len(seen) == 30 and now.outstanding == 0, within=8)


def test_a_refresh_replaces_the_connection_and_loses_nothing(workspace, connect, app, ana):
    seen = []
    app.event("message")(lambda event: seen.append(event["text"]))
    handler = connect(app)
    before = handler.client.session_id()
    for number in range(20):
        if number == 10:
            workspace.refresh_connections()
        ana.says(str(number))
    workspace.wait_until(lambda now: len(set(seen)) == 20 and now.connections == 1, within=8)
    assert handler.client.session_id() != before


def test_stopping_sends_a_close_frame(start, raw):
    workspace = start()
    app = raw(workspace)
    workspace.stop()
    with pytest.raises(ConnectionClosed) as closed:
        app.next()
    assert closed.value.rcvd.code == 1001


def test_only_the_app_token_opens_connections(workspace):
    for token, error in (("xoxb-local-bot-token", "not_allowed_token_type"), ("x", "invalid_auth")):
        with pytest.raises(SlackApiError, match=error):
            WebClient(base_url=workspace.api_url).apps_connections_open(app_token=token)


def test_a_large_envelope_is_one_frame(workspace, raw, ana):
    app = raw(workspace)
    ana.says("x" * 40_000)
    chunks = list(app.socket.recv_streaming())
    assert len(chunks) == 1
    assert len(json.loads(chunks[0])["payload"]["event"]["text"]) == 40_000
