"""What comes in broken is refused at the door, and the workspace goes on as if it had not come."""

import json
import logging
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import urlencode

import httpx
import pytest
from websockets.exceptions import ConnectionClosed

from advicebot.workspace import ActError, ClockStep
from advicebot.workspace.delivery.http_body import answer_in
from advicebot.workspace.strict_json import MOST_DEEP, JsonError, loads, whole

TOKEN = {"Authorization": "Bearer xoxb-local-bot-token"}
AS_JSON = {"Content-Type": "application/json; charset=utf-8"}
FORM = "application/x-www-form-urlencoded"
DEEP = "[" * 100_000
NO_JSON = [DEEP, '{"a":' * 500 + "1" + "}" * 500, "NaN", "[1e400]", "-Infinity", "1" * 5000, "{"]
THE_WORST = logging.WARNING
BROKEN = [case for case in NO_JSON if case != "{"]


def act(workspace, **given):
    return httpx.post(f"{workspace.url}/client/act", json=given).json()


@pytest.fixture
def quiet(caplog):
    """What was logged as an error has to be nothing."""
    yield
    logged = [one.getMessage() for one in caplog.get_records("call") if one.levelno > THE_WORST]
    assert logged == []


@pytest.mark.parametrize("text", [*NO_JSON, b"\xff", b'"\xff"'])
def test_json_that_cannot_be_kept_is_refused_in_a_sentence(text):
    with pytest.raises(JsonError, match=r"\.$"):
        loads(text)


def test_json_may_be_as_deep_as_is_said():
    loads("[" * MOST_DEEP + "]" * MOST_DEEP)
    with pytest.raises(JsonError, match="at most 100"):
        loads("[" * (MOST_DEEP + 1) + "]" * (MOST_DEEP + 1))


def test_half_a_surrogate_pair_is_replaced_and_whole_ones_stay():
    assert loads(r'{"\ud800": ["a\udc00b", "\ud83d\ude00"]}') == {"�": ["a�b", "\N{GRINNING FACE}"]}
    assert loads(b'"\xed\xa0\x80"') == "�"
    assert whole("grüße \N{GRINNING FACE}") == "grüße \N{GRINNING FACE}"


@pytest.mark.parametrize(
    ("field", "error"),
    [
        ("metadata", "invalid_arguments"),
        ("attachments", "invalid_arguments"),
        ("blocks", "invalid_blocks_format"),
        ("", "invalid_json"),
    ],
)
def test_a_call_with_broken_json_is_refused_and_the_conversation_stays_readable(
    workspace, client, quiet, field, error
):
    url = workspace.api_url + "chat.postMessage"
    for content in BROKEN:
        if field:
            given = {"channel": "C1", "text": "x", field: content}
            said = httpx.post(url, headers=TOKEN, data=given).json()
        else:
            body = f'{{"channel": "C1", "text": "x", "metadata": {content}}}'
            said = httpx.post(url, headers=TOKEN | AS_JSON, content=body).json()
        assert said["error"] == error, content[:20]
    assert client.conversations_history(channel="C1")["messages"] == []


def test_a_cut_emoji_in_a_call_breaks_nothing(workspace, client, ana, quiet):
    body = rb'{"channel": "C1", "text": "cut \ud83d", "username": "\udc00"}'
    url = workspace.api_url + "chat.postMessage"
    assert httpx.post(url, headers=TOKEN | AS_JSON, content=body).json()["ok"]
    assert "cut �" in [m["text"] for m in client.conversations_history(channel="C1")["messages"]]
    ana.sees("cut �", channel="C1")
    assert httpx.get(f"{workspace.url}/client/messages?as=U1&channel=C1").status_code == 200


@pytest.mark.parametrize("path", ["/client/act", "/control/act"])
def test_an_act_with_broken_json_is_refused(workspace, quiet, path):
    for content in BROKEN:
        body = f'{{"as": "U1", "act": "message", "channel": "C1", "text": {content}}}'
        said = httpx.post(workspace.url + path, content=body).json()
        assert said["error"] in ("invalid_request", "invalid_json"), content[:20]


@pytest.mark.parametrize("path", ["/client/act", "/control/act"])
def test_an_act_with_a_cut_emoji_breaks_nothing(workspace, client, quiet, path):
    body = rb'{"as": "U1", "act": "message", "channel": "C1", "text": "cut \ud83d"}'
    assert httpx.post(workspace.url + path, content=body).json()["ok"]
    assert client.conversations_history(channel="C1")["messages"][0]["text"] == "cut �"


@pytest.mark.parametrize("content", BROKEN)
def test_an_http_answer_with_broken_json_is_a_text_like_any_other(content):
    assert answer_in(content.encode()) == {"text": content}


def test_a_cut_emoji_in_an_http_answer_is_replaced():
    assert answer_in(rb'{"text": "cut \ud83d"}') == {"text": "cut �"}


class Echo:
    """A raw app with the command /echo, which ana has run: the test answers in the app's place."""

    def __init__(self, workspace, raw, pool):
        self.app = raw(workspace)
        given = {"as": "U1", "act": "command", "command": "/echo", "channel": "C1"}
        self.asked = pool.submit(act, workspace, **given)
        self.frame = self.app.next()
        self.url = self.frame["payload"]["response_url"]

    def ack(self, payload):
        """Acknowledge with raw JSON, and return what came of ana's command."""
        envelope_id = json.dumps(self.frame["envelope_id"])
        self.app.socket.send(f'{{"envelope_id": {envelope_id}, "payload": {payload}}}')
        return self.asked.result(5)


@pytest.fixture
def echo(workspace, raw):
    with ThreadPoolExecutor(1) as pool:
        yield Echo(workspace, raw, pool)


def test_a_cut_emoji_in_an_acknowledgement_or_by_response_url_breaks_nothing(echo, ana, quiet):
    assert echo.ack(r'{"text": "cut \ud83d"}')["ok"]
    assert httpx.post(echo.url, content=rb'{"text": "again \ud83d"}').text == "ok"
    ana.sees("cut �", channel="C1")
    ana.sees("again �", channel="C1")


def test_broken_json_by_response_url_is_refused(echo, quiet):
    echo.ack("{}")
    for content in BROKEN[:5]:  # a response URL is good for five uses
        said = httpx.post(echo.url, content=f'{{"text": "x", "metadata": {content}}}')
        assert (said.status_code, said.json()["error"]) == (404, "invalid_payload"), content[:20]


@pytest.mark.parametrize(
    "frame",
    [
        '{"envelope_id": []}',
        '{"envelope_id": {}}',
        '{"envelope_id": null}',
        "[1]",
        "5",
        "",
        DEEP,
        '{"envelope_id": "x", "payload": NaN}',
        b"\xff\x00",
        b'{"envelope_id": "unknown"}',
    ],
)
def test_a_frame_that_is_no_acknowledgement_leaves_the_connection_open(
    workspace, raw, ana, quiet, frame
):
    app = raw(workspace)
    ana.says("One")
    first = app.next()
    app.socket.send(frame)
    app.socket.ping().wait(2)
    ana.says("Two")
    for envelope, text in ((first, "One"), (app.next(), "Two")):
        assert (envelope["payload"]["event"]["text"], envelope["retry_attempt"]) == (text, 0)
        app.ack(envelope)
    workspace.wait_until(lambda now: now.outstanding == 0)


def test_a_binary_frame_acknowledges_too(workspace, raw, ana):
    app = raw(workspace)
    ana.says("Hello")
    app.socket.send(json.dumps({"envelope_id": app.next()["envelope_id"]}).encode())
    workspace.wait_until(lambda now: now.outstanding == 0)


def test_a_text_frame_that_is_not_utf8_ends_the_connection_quietly(workspace, raw, quiet):
    app = raw(workspace)
    app.socket.send(b"\xff\xfe", text=True)
    with pytest.raises(ConnectionClosed) as closed:
        app.next()
    assert closed.value.rcvd.code == 1007
    workspace.wait_until(lambda now: now.connections == 0)


def test_an_event_lost_with_its_connections_comes_four_times_and_no_more(workspace, raw, ana):
    ana.says("Catch")
    for attempt in range(4):
        app = raw(workspace)
        assert app.next()["retry_attempt"] == attempt
        app.socket.close()
        workspace.wait_until(lambda now: now.connections == 0)
    assert (workspace.dropped, workspace.outstanding) == (1, 0)


def test_answers_are_sent_at_once(start, raw):
    workspace = start()
    raw(workspace)
    ws = workspace._server.workspace
    (connection,) = workspace._server.read(ws._connections)
    sent_by = connection.wire._transport.get_extra_info("socket")
    assert sent_by.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def multipart(*fields):
    parts = [
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields
    ]
    return ("".join(parts) + "--b--\r\n").encode()


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=b", b"garbage"),
        ("multipart/form-data; boundary=b; charset=idna", multipart(("text", "xn--a"))),
        (FORM, b"&".join(b"a%d=1" % number for number in range(1100))),
        ("multipart/form-data; boundary=b", multipart(*((f"a{n}", 1) for n in range(1100)))),
    ],
)
def test_a_form_that_cannot_be_read_is_refused_as_slack_does(workspace, quiet, kind, content):
    headers = TOKEN | {"Content-Type": kind}
    answer = httpx.post(workspace.api_url + "chat.postMessage", headers=headers, content=content)
    assert (answer.status_code, answer.json()["error"]) == (200, "invalid_form_data")


@pytest.mark.parametrize("name", ["text", "blocks"])
@pytest.mark.parametrize("kind", [FORM, "multipart/form-data; boundary=b"])
def test_a_field_of_a_megabyte_reaches_the_rule_for_it(workspace, name, kind):
    value = {"text": "x" * 1_100_000, "blocks": '["' + "x" * 1_100_000 + '"]'}[name]
    fields = {"channel": "C1", name: value}
    content = multipart(*fields.items()) if kind != FORM else urlencode(fields).encode()
    headers = TOKEN | {"Content-Type": kind}
    answer = httpx.post(workspace.api_url + "chat.postMessage", headers=headers, content=content)
    assert answer.json()["error"] == {"text": "msg_too_long", "blocks": "invalid_blocks"}[name]


@pytest.mark.parametrize("path", ["/api/chat.postMessage", "/client/act", "/control/act"])
def test_a_client_that_leaves_in_the_middle_of_its_request_is_no_trouble(workspace, quiet, path):
    host, port = workspace.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as connection:
        head = f"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
        connection.sendall(f"{head}Content-Length: 1000\r\n\r\n{{".encode())
        time.sleep(0.1)
    time.sleep(0.1)
    assert httpx.get(f"{workspace.url}/client/boot").status_code == 200


def test_a_number_that_is_no_plain_one_is_refused_by_slacks_name(workspace, quiet):
    def error(method, **given):
        answer = httpx.post(workspace.api_url + method, headers=TOKEN, data=given)
        return answer.json()["error"]

    post = {"channel": "C1", "text": "x"}
    for digits in ("²", "٣", "1" * 19, "9" * 5000, "-1"):
        history = error("conversations.history", channel="C1", cursor=f"ts:{digits}")
        assert (history, digits) == ("invalid_cursor", digits)
        assert error("conversations.list", cursor=f"next:{digits}") == "invalid_cursor"
        assert error("users.list", limit=digits) == "invalid_limit"
        assert error("chat.scheduleMessage", **post, post_at=digits) == "invalid_time"


@pytest.mark.parametrize("seconds", [1e12, -1e12, 9e9, -9e8, 1e13])
def test_the_clock_does_not_go_where_nothing_works(workspace, client, ana, seconds):
    with pytest.raises(ActError, match="it goes from 2001-09-10 to 2286-01-01"):
        workspace.move_clock(timedelta(seconds=seconds))
    assert abs(time.time() - float(ana.says("Now"))) < 60
    said = httpx.post(f"{workspace.url}/control/clock", json={"seconds": seconds}).json()
    assert said["error"] in ("invalid_time", "wrong_value")


@pytest.mark.parametrize("days", [5e6, 1e300, float("inf"), float("nan")])
def test_a_step_too_long_is_refused_by_its_name(start, days):
    step = ClockStep(label="+ages", move=lambda now: now + timedelta(days=days))
    workspace = start(clock_steps=(step,))
    said = act(workspace, act="clock", step="+ages", **{"as": "U1"})
    assert said["error"] == "invalid_time"
    assert said["message"].startswith("The clock step '+ages' would move the clock ")


def test_after_a_reset_timestamps_begin_at_the_present_again(workspace, ana):
    workspace.move_clock(timedelta(days=1))
    ana.says("Tomorrow")
    httpx.post(f"{workspace.url}/control/reset")
    assert abs(time.time() - float(ana.says("Today", channel="C1"))) < 60


@pytest.mark.parametrize("thread_ts", ["bogus", "1.1", ["a"], {"a": 1}, 5])
def test_an_answer_to_a_thread_that_is_not_there_is_refused_or_seen(echo, ana, quiet, thread_ts):
    assert echo.ack(json.dumps({"text": "By ack", "thread_ts": thread_ts}))["ok"]
    ana.sees("By ack", channel="C1")
    said = httpx.post(echo.url, json={"text": "By URL", "thread_ts": thread_ts})
    assert (said.status_code, said.json()["error"]) == (404, "invalid_thread_ts")
    ana.does_not_see("By URL", channel="C1")


def test_an_answer_below_a_reply_is_seen_in_its_thread(echo, client, ana):
    echo.ack("{}")
    root = client.chat_postMessage(channel="C1", text="Root")["ts"]
    reply = client.chat_postMessage(channel="C1", text="Reply", thread_ts=root)["ts"]
    assert httpx.post(echo.url, json={"text": "For you", "thread_ts": reply}).text == "ok"
    ana.sees("For you", channel="C1")


@pytest.mark.parametrize("odd", [["a"], "a", 5, {"type": ["a"], "channel": {}}])
def test_an_act_on_nothing_that_can_be_is_refused(workspace, quiet, odd):
    for name, field in (("click", "container"), ("options", "container"), ("open_dm", "user")):
        said = act(workspace, **{"as": "U1", "act": name, field: odd})
        assert said["error"] in ("invalid_request", "channel_not_found", "user_not_found")
    assert act(workspace, **{"as": "U1", "act": "open_dm", "user": [odd]})["error"] == (
        "user_not_found"
    )
