"""The only caller of Slack's Web API, against the local workspace and a Slack that is ill."""

import socket
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from slack_sdk import WebClient

from advicebot.demo import BOT, ON_CALL, PRACTITIONERS, STAFFROOM, demo_config
from advicebot.domain.delivery import Posted
from advicebot.errors import SlackDeliveryError
from advicebot.slack.calls import DEAD_TOKEN, MAY_HAVE_HAPPENED, PERMANENT, Calls, seconds_asked
from advicebot.slack.gateway import Gateway
from advicebot.slack.screens import views
from advicebot.slack.screens.blocks import Message, section
from advicebot.workspace.driver.local import LocalWorkspace
from advicebot.workspace.faults import Fault
from tests.fakes import LINE, PRIYA, TESSA


def a_message(text: str) -> Message:
    return Message(text=text, blocks=[section(text)])


@pytest.fixture(scope="module")
def workspace() -> Iterator[LocalWorkspace]:
    with LocalWorkspace(demo_config(LINE)) as running:
        yield running


@pytest.fixture
def client(workspace: LocalWorkspace) -> WebClient:
    token = workspace.config.app.bot_token
    return WebClient(token=token, base_url=workspace.api_url, timeout=5, retry_handlers=[])


@pytest.fixture
def gateway(client: WebClient) -> Gateway:
    return Gateway(client, on_call=LINE.on_call_channel)


@pytest.fixture
def failing(workspace: LocalWorkspace) -> Iterator[Callable[..., None]]:
    """Return a function that makes every call of one method fail."""

    def fail(method: str, **fault: Any) -> None:
        workspace.fail(lambda called, _: Fault(**fault) if called == method else None)

    yield fail
    workspace.fail(None)


def test_it_knows_who_it_is(gateway: Gateway):
    identity = gateway.identify()
    assert identity["user_id"] == BOT
    assert {"bot_id", "team_id", "team"} <= set(identity)


def test_a_post_can_be_found_again_by_its_key_and_drawn_again(
    gateway: Gateway, workspace: LocalWorkspace
):
    channel = gateway.open_dm(TESSA)
    posted = gateway.post(channel, a_message("one"), key="k1", thread_ts=None)
    assert gateway.find(channel, "k1") == posted
    assert gateway.find(channel, "k2") is None
    gateway.update(posted, a_message("two"))
    gateway.update(posted, a_message("three"))
    assert workspace.posted(channel)[-1]["text"] == "three"
    assert gateway.find(channel, "k1") == posted, "an edit must not lose the key"


def test_a_post_in_a_thread_is_found_in_the_thread_only(
    gateway: Gateway, workspace: LocalWorkspace
):
    tessa = workspace.as_user(TESSA)
    ts = tessa.says("kicking off")
    posted = gateway.post(tessa.dm, a_message("answer"), key="kt", thread_ts=ts)
    assert gateway.find(tessa.dm, "kt") is None
    assert gateway.find(tessa.dm, "kt", thread_ts=ts) == posted
    assert tessa.messages(thread=ts)[-1]["text"] == "answer"


def test_history_is_read_page_by_page_and_from_a_time_on(
    gateway: Gateway, workspace: LocalWorkspace, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("advicebot.slack.gateway.PAGE", 2)
    sam = workspace.as_user("U0SAM00001")
    stamps = [sam.says(f"message {number}") for number in range(5)]
    texts = [each["text"] for each in gateway.history(sam.dm, pages=3)]
    assert texts == [f"message {number}" for number in (4, 3, 2, 1, 0)]
    assert len(list(gateway.history(sam.dm, pages=2))) == 4
    newer = gateway.history(sam.dm, oldest=stamps[2], pages=3)
    assert [each["text"] for each in newer] == ["message 4", "message 3"]


def test_a_whisper_is_seen_by_one_person(gateway: Gateway, workspace: LocalWorkspace):
    gateway.whisper(STAFFROOM, TESSA, a_message("only you"))
    (note,) = workspace.ephemerals(STAFFROOM)
    assert (note["text"], note["shown_to"]) == ("only you", TESSA)


def test_a_reply_may_be_shown_in_the_channel_too(gateway: Gateway, workspace: LocalWorkspace):
    root = gateway.post(ON_CALL, a_message("card"), key="root", thread_ts=None)
    for key, loud in (("quiet", False), ("loud", True)):
        gateway.post(ON_CALL, a_message(key), key=key, thread_ts=root.ts, broadcast=loud)
    calls = [args for _, args, _ in workspace.calls("chat.postMessage")][-3:]
    assert [each.get("reply_broadcast") for each in calls] == [None, None, True]
    texts = [each["text"] for each in gateway.history(ON_CALL, pages=1)]
    assert "loud" in texts
    assert "quiet" not in texts


def test_the_on_call_channel_is_found_by_name_or_id_and_asked_for_once(
    gateway: Gateway, client: WebClient, workspace: LocalWorkspace
):
    assert gateway.on_call_channel() == ON_CALL
    before = len(workspace.calls("users.conversations"))
    assert gateway.on_call_channel() == ON_CALL
    assert len(workspace.calls("users.conversations")) == before
    for name in ("#on-call", ON_CALL):
        assert Gateway(client, on_call=name).on_call_channel() == ON_CALL


def test_a_missing_on_call_channel_is_not_given_up(client: WebClient):
    with pytest.raises(SlackDeliveryError) as caught:
        Gateway(client, on_call="nowhere").on_call_channel()
    assert (caught.value.reason, caught.value.is_permanent) == ("not_in_on_call_channel", False)


def test_who_is_on_call_is_asked_every_half_minute(
    gateway: Gateway, workspace: LocalWorkspace, monkeypatch: pytest.MonkeyPatch
):
    assert gateway.members(ON_CALL) >= set(PRACTITIONERS)
    assert TESSA not in gateway.members(ON_CALL)
    assert len(workspace.calls("conversations.members")) == 1
    monkeypatch.setattr("advicebot.slack.gateway.MEMBERS_KEPT", -1.0)
    gateway.members(ON_CALL)
    assert len(workspace.calls("conversations.members")) == 2


def test_the_direct_message_channels_are_listed(gateway: Gateway, workspace: LocalWorkspace):
    dm = workspace.as_user(PRIYA).dm
    assert dm in {channel["id"] for channel in gateway.channels("im")}


def test_a_home_tab_is_published(gateway: Gateway, workspace: LocalWorkspace):
    view = {"type": "home", "blocks": [section("hello")]}
    gateway.publish_home(TESSA, view)
    home = workspace.as_user(TESSA).home
    assert home
    assert "hello" in str(home["blocks"])


def test_a_form_with_a_handle_that_is_not_one_is_an_error(gateway: Gateway):
    with pytest.raises(SlackDeliveryError) as caught:
        gateway.open_view("1.2.x", views.ask_form())
    assert caught.value.reason == "invalid_trigger_id"


def test_a_method_without_a_reason_for_its_scope_is_not_called(client: WebClient):
    with pytest.raises(KeyError, match="METHOD_SCOPES"):
        Calls(client).call("files.list", {})


def test_a_rate_limit_keeps_slacks_waiting_time(gateway: Gateway, failing: Callable[..., None]):
    failing("chat.postMessage", status=429, error="ratelimited", retry_after=17)
    with pytest.raises(SlackDeliveryError) as caught:
        gateway.post(ON_CALL, a_message("x"), key="r", thread_ts=None)
    error = caught.value
    assert (error.reason, error.retry_after) == ("ratelimited", 17.0)
    assert error.method == "chat.postMessage", "what Slack wants left alone"
    assert not error.is_permanent
    assert not error.is_uncertain


@pytest.mark.parametrize(
    ("said", "wait"),
    [("30", 30.0), ("0", 1.0), ("", 1.0), ("Wed, 21 Oct 2026 07:28:00 GMT", 1.0), ("9" * 9, 3600)],
)
def test_a_waiting_time_that_is_none_is_a_second_and_none_is_for_ever(said: str, wait: float):
    assert seconds_asked({"Retry-After": said}) == wait
    assert seconds_asked({"retry-after": said}) == wait


@pytest.mark.parametrize("reason", sorted(PERMANENT))
def test_what_can_never_work_is_permanent(
    gateway: Gateway, failing: Callable[..., None], reason: str
):
    failing("chat.postMessage", error=reason)
    with pytest.raises(SlackDeliveryError) as caught:
        gateway.post(ON_CALL, a_message("x"), key="p", thread_ts=None)
    assert caught.value.is_permanent
    assert not caught.value.is_uncertain


@pytest.mark.parametrize(
    "reason", ["internal_error", "fatal_error", "account_inactive", *sorted(DEAD_TOKEN)]
)
def test_what_somebody_may_mend_is_not_permanent(
    gateway: Gateway, failing: Callable[..., None], reason: str
):
    failing("chat.postMessage", error=reason)
    with pytest.raises(SlackDeliveryError) as caught:
        gateway.post(ON_CALL, a_message("x"), key="p", thread_ts=None)
    assert (caught.value.reason, caught.value.is_permanent) == (reason, False)


@pytest.mark.parametrize("reason", sorted(MAY_HAVE_HAPPENED))
def test_what_slack_says_may_have_happened_is_uncertain(
    gateway: Gateway, failing: Callable[..., None], reason: str
):
    failing("chat.postMessage", error=reason, is_after=True)
    with pytest.raises(SlackDeliveryError) as caught:
        gateway.post(ON_CALL, a_message("x"), key=f"perhaps-{reason}", thread_ts=None)
    assert caught.value.is_uncertain
    assert gateway.find(ON_CALL, f"perhaps-{reason}")


def test_a_message_is_there_until_it_is_deleted_in_a_channel_and_in_a_thread(gateway: Gateway):
    root = gateway.post(ON_CALL, a_message("card"), key="there", thread_ts=None)
    reply = gateway.post(ON_CALL, a_message("under it"), key="below", thread_ts=root.ts)
    after = gateway.post(ON_CALL, a_message("later"), key="after", thread_ts=None)
    assert gateway.is_there(root)
    assert gateway.is_there(reply, thread_ts=root.ts)
    assert not gateway.is_there(reply), "a channel's history has no replies"
    gateway.delete(reply)
    assert not gateway.is_there(reply, thread_ts=root.ts)
    gateway.delete(after)
    assert not gateway.is_there(after)


def test_a_look_for_a_key_reads_no_further_back_than_it_must(
    gateway: Gateway, workspace: LocalWorkspace
):
    channel = gateway.open_dm(TESSA)
    posted = gateway.post(channel, a_message("one"), key="since", thread_ts=None)
    at = datetime.fromtimestamp(float(posted.ts), UTC)
    before, after = at - timedelta(seconds=5), at + timedelta(seconds=5)
    assert gateway.find(channel, "since", since=before) == posted
    assert gateway.find(channel, "since", since=after) is None
    reply = gateway.post(channel, a_message("two"), key="below", thread_ts=posted.ts)
    assert gateway.find(channel, "below", thread_ts=posted.ts, since=before) == reply


def test_a_channel_that_is_not_there_any_more_is_looked_up_anew(
    gateway: Gateway, workspace: LocalWorkspace, failing: Callable[..., None]
):
    assert gateway.on_call_channel() == ON_CALL
    before = len(workspace.calls("users.conversations"))
    failing("chat.postMessage", error="is_archived")
    with pytest.raises(SlackDeliveryError):
        gateway.post(ON_CALL, a_message("x"), key="p", thread_ts=None)
    assert gateway.on_call_channel() == ON_CALL
    assert len(workspace.calls("users.conversations")) == before + 1


def test_a_server_error_leaves_it_open_whether_the_message_arrived(
    gateway: Gateway, failing: Callable[..., None]
):
    failing("chat.postMessage", status=503, is_after=True)
    with pytest.raises(SlackDeliveryError) as caught:
        gateway.post(ON_CALL, a_message("x"), key="lost", thread_ts=None)
    assert caught.value.is_uncertain
    assert isinstance(gateway.find(ON_CALL, "lost"), Posted)


def test_nobody_listening_is_uncertain_and_not_permanent():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    client = WebClient(token="xoxb-1", base_url=f"http://127.0.0.1:{port}/", retry_handlers=[])
    with pytest.raises(SlackDeliveryError) as caught:
        Gateway(client, on_call="x").identify()
    assert (caught.value.is_uncertain, caught.value.is_permanent) == (True, False)


class Ill(BaseHTTPRequestHandler):
    """Answers in one of the ways in which proxies and half-dead servers do."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        kind = self.path.split("/")[1]
        if kind == "silent":
            self.close_connection = True
            return
        status, body = {
            "page": (502, b"<html>Bad gateway</html>"),
            "calm": (200, b"<html>Sign in to the Wi-Fi</html>"),
            "empty": (200, b""),
            "list": (200, b"[]"),
            "short": (200, b'{"ok": true'),
        }[kind]
        self.send_response(status)
        self.send_header("Content-Length", str(len(body) + (50 if kind == "short" else 0)))
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the test's output clean."""


@pytest.fixture(scope="module")
def ill() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Ill)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("kind", ["page", "calm", "silent", "short", "empty", "list"])
def test_an_answer_that_is_no_slacks_is_an_error_of_ours(ill: str, kind: str):
    client = WebClient(token="xoxb-1", base_url=f"{ill}/{kind}/", timeout=2, retry_handlers=[])
    with pytest.raises(SlackDeliveryError) as caught:
        Gateway(client, on_call="x").post("C1", a_message("x"), key="k", thread_ts=None)
    assert not caught.value.is_permanent
    assert caught.value.is_uncertain
