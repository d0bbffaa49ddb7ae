"""Requests of an app that fail by rule: what slack_sdk sees, and what was done all the same."""

import contextlib
import threading
import time
import urllib.error
from http.client import RemoteDisconnected

import httpx
import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from advicebot.workspace import ActError, Fault
from advicebot.workspace.faults import Ending, FaultKind
from tests.workspace.conftest import APP


@pytest.fixture
def client(workspace):
    """A client that tries once."""
    made = WebClient(token=APP.bot_token, base_url=workspace.api_url, retry_handlers=[], timeout=2)
    made.auth_test()
    return made


def post(client, text="Hello", channel="C1"):
    return client.chat_postMessage(channel=channel, text=text)


def texts(workspace, channel="C1"):
    return [message["text"] for message in workspace.posted(channel)]


def test_a_rate_limit_by_rule(workspace, client):
    workspace.faults.add(fault="rate-limit", method="chat.*", retry_after=7, times=1)
    assert client.auth_test()["ok"]
    with pytest.raises(SlackApiError, match="ratelimited") as refusal:
        post(client)
    assert refusal.value.response.status_code == 429
    assert refusal.value.response.headers["retry-after"] == "7"
    assert post(client)["ok"]
    assert texts(workspace) == ["Hello"]


def test_a_server_error_by_rule(workspace, client):
    rule = workspace.faults.add(fault="server-error", status=503, error="fatal_error")
    with pytest.raises(SlackApiError, match="fatal_error") as refusal:
        post(client)
    assert refusal.value.response.status_code == 503
    workspace.faults.remove(rule)
    assert post(client)["ok"]
    assert texts(workspace) == ["Hello"]


def test_a_refusal_by_rule(workspace, client):
    workspace.faults.add(fault="refusal", error="invalid_auth", method="auth.test", times=1)
    with pytest.raises(SlackApiError, match="invalid_auth") as refusal:
        client.auth_test()
    assert refusal.value.response.status_code == 200
    assert client.auth_test()["ok"]


@pytest.mark.parametrize(("fault", "is_done"), [("reset-before", False), ("reset-after", True)])
def test_a_reset_before_and_after_the_call_is_done(workspace, client, fault, is_done):
    workspace.faults.add(fault=fault, times=1)
    with pytest.raises((ConnectionResetError, urllib.error.URLError)) as broken:
        post(client)
    cause = getattr(broken.value, "reason", broken.value)
    assert isinstance(cause, ConnectionResetError)
    assert not isinstance(cause, RemoteDisconnected)
    assert texts(workspace) == (["Hello"] if is_done else [])
    assert post(client, "Again")["ok"]


def test_slack_sdk_posts_twice_after_a_reset_unless_told_otherwise(workspace):
    workspace.faults.add(fault="reset-after", method="chat.postMessage", times=1)
    post(WebClient(token=APP.bot_token, base_url=workspace.api_url))
    assert texts(workspace) == ["Hello", "Hello"]


def test_an_answer_is_lost(workspace, client):
    workspace.faults.add(fault="lost-answer", times=1)
    with pytest.raises(SlackApiError) as refusal:
        post(client)
    assert refusal.value.response.status_code == 500
    assert texts(workspace) == ["Hello"]


def test_a_call_is_late(workspace, client):
    workspace.faults.add(fault="delay", method="chat.postMessage", seconds=0.3)
    began = time.monotonic()
    assert post(client)["ok"]
    assert 0.3 <= time.monotonic() - began < 1
    assert client.auth_test()["ok"]


def test_a_call_is_never_answered(workspace):
    impatient = WebClient(
        token=APP.bot_token, base_url=workspace.api_url, retry_handlers=[], timeout=1
    )
    workspace.faults.add(fault="no-answer", times=1)
    with pytest.raises(TimeoutError):
        post(impatient)
    assert texts(workspace) == ["Hello"]
    assert post(impatient, "Again")["ok"]


@pytest.mark.parametrize(
    "rule", [{"fault": "delay", "seconds": 3600}, {"fault": "no-answer"}], ids=["delay", "silence"]
)
def test_a_call_that_is_held_goes_on_when_its_rule_is_ended(workspace, client, rule):
    made = workspace.faults.add(method="chat.postMessage", **rule)
    answers = []
    waiting = threading.Thread(target=lambda: answers.append(post(client)["ok"]))
    began = time.monotonic()
    waiting.start()
    workspace.wait_until(lambda now: now.faults.as_json()["rules"][0]["struck"] == 1)
    workspace.faults.remove(made)
    waiting.join()
    assert answers == [True]
    assert time.monotonic() - began < 1
    assert texts(workspace) == ["Hello"]


def test_a_workspace_stops_while_it_holds_a_call(start):
    workspace = start()
    workspace.faults.add(fault="delay", seconds=3600)

    def call():
        with contextlib.suppress(httpx.HTTPError):
            httpx.post(f"{workspace.api_url}api.test", timeout=30)

    waiting = threading.Thread(target=call)
    waiting.start()
    workspace.wait_until(lambda now: now.faults.as_json()["rules"][0]["struck"] == 1)
    began = time.monotonic()
    workspace.stop()
    waiting.join()
    assert time.monotonic() - began < 5


def test_calls_that_failed_by_a_fault_are_among_the_calls(workspace, client):
    workspace.faults.add(fault="rate-limit", method="chat.postMessage", times=1)
    workspace.faults.add(fault="reset-before", method="auth.test", times=1)
    workspace.faults.add(fault="lost-answer", method="chat.update", times=1)
    with pytest.raises(SlackApiError, match="ratelimited"):
        post(client)
    posted = post(client)
    with pytest.raises((ConnectionResetError, urllib.error.URLError)):
        client.auth_test()
    with pytest.raises(SlackApiError):
        client.chat_update(channel="C1", ts=posted["ts"], text="Changed")

    def went(method):
        return [answer.get("error", "ok") for _, _, answer in workspace.calls(method)]

    assert went("chat.postMessage") == ["ratelimited", "ok"]
    assert went("auth.test")[-1] == "reset"
    assert went("chat.update") == ["ok"]


def test_a_rule_for_some_channels_and_people_leaves_the_others_alone(workspace, client, ana, ben):
    workspace.faults.add(fault="refusal", error="fatal_error", to=["U1", "C3"])
    for call in (
        lambda: post(client, channel="U1"),
        lambda: post(client, channel="C3"),
        lambda: client.conversations_open(users="U2,U1"),
        lambda: client.chat_postEphemeral(channel="C1", user="U1", text="x"),
    ):
        with pytest.raises(SlackApiError, match="fatal_error"):
            call()
    assert post(client, channel=ben.dm)["ok"]
    assert post(client)["ok"]


def test_response_urls_fail_by_their_name(workspace, app, connect, ana):
    urls = []

    @app.command("/echo")
    def listen(ack, body):
        urls.append(body["response_url"])
        ack()

    connect(app)
    ana.runs("/echo")
    workspace.faults.add(fault="server-error", method="response-url", times=1)
    workspace.faults.add(fault="reset-after", method="response-url", to=["U1"], times=1)
    assert httpx.post(urls[0], json={"text": "one"}).status_code == 500
    with pytest.raises(httpx.ReadError):
        httpx.post(urls[0], json={"text": "two"})
    ana.waits_for_message("two")
    assert httpx.post(urls[0], json={"text": "three"}).text == "ok"
    ana.waits_for_message("three")
    assert "one" not in [message["text"] for message in ana.messages()]


def test_uploads_fail_by_their_name(workspace, client):
    workspace.faults.add(fault="server-error", method="upload", times=1)
    begun = client.files_getUploadURLExternal(filename="a.txt", length=2)
    assert httpx.post(begun["upload_url"], content=b"hi").status_code == 500
    assert httpx.post(begun["upload_url"], content=b"hi").status_code == 200


def test_a_share_of_the_calls_fails_and_the_same_seed_fails_the_same(workspace, client):
    def fails():
        try:
            return not client.api_test()["ok"]
        except SlackApiError:
            return True

    runs = []
    workspace.faults.add(fault="server-error", share=0.3)
    for seed in (7, 7, 8):
        workspace.faults.seed(seed)
        runs.append([fails() for _ in range(60)])
    assert runs[0] == runs[1] != runs[2]
    assert 5 < sum(runs[0]) < 35
    shown = workspace.faults.as_json()
    assert shown["seed"] == 8
    assert shown["rules"][0]["struck"] == sum(map(sum, runs))


def test_a_struck_fault_is_noted_in_the_traffic(workspace, client):
    rule = workspace.faults.add(fault="reset-before", times=1)
    with pytest.raises((ConnectionResetError, urllib.error.URLError)):
        post(client)
    post(client, "Again")
    server = workspace._server
    seen = [
        (entry.note, entry.answer is None)
        for entry in server.read(lambda: server.workspace.traffic.after())
        if entry.name == "chat.postMessage"
    ]
    assert seen == [(f"fault: {rule} reset-before", True), ("", False)]


def test_a_plan_may_end_in_a_reset_too(workspace, client):
    workspace.fail(lambda method, args: Fault(ending=Ending.RESET, is_after=True))
    with pytest.raises((ConnectionResetError, urllib.error.URLError)):
        post(client)
    workspace.fail(None)
    assert texts(workspace) == ["Hello"]


def test_rules_are_taken_one_after_the_other_and_all_end_by_clear(workspace, client):
    workspace.faults.add(fault="refusal", error="first", times=1)
    workspace.faults.add(fault="refusal", error="second")
    for name in ("first", "second", "second"):
        with pytest.raises(SlackApiError, match=name):
            client.auth_test()
    workspace.faults.clear()
    assert client.auth_test()["ok"]
    assert workspace.faults.as_json()["rules"] == []


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        ({}, "has no fault: give one of bad-address, delay"),
        ({"fault": "fire"}, "has fault 'fire': give one of"),
        ({"fault": []}, "has fault []: give one of"),
        ({"fault": "delay", "second": 1}, "has second, which it cannot have"),
        ({"fault": "delay", "seconds": -1}, "has seconds -1"),
        ({"fault": "delay", "seconds": "1"}, "has seconds '1'"),
        ({"fault": "delay", "share": 1.5}, "has share 1.5: give a number from 0 to 1"),
        ({"fault": "delay", "times": 0}, "has times 0: give 1 or more, or null"),
        ({"fault": "delay", "times": True}, "has times True"),
        ({"fault": "delay", "to": "C1"}, "has to 'C1': give a list"),
        ({"fault": "server-error", "status": 200}, "has status 200"),
        ({"fault": "rate-limit", "retry_after": 1.5}, "has retry_after 1.5"),
        ({"fault": "delay", "app": "A1"}, "has app 'A1'. There is no app 'A1'; there are Example"),
        ({"fault": "delay", "app": ""}, "has app ''. It names none"),
        ({"fault": "refusal", "error": ""}, "has error '': it must be words"),
        ({"fault": "delay", "method": "chat.postMesage"}, "call; did you mean chat.postMessage?"),
        ({"fault": "delay", "method": "chat.posts*"}, "knows no such call"),
        ({"fault": "refusal", "method": "nope.nope"}, "give chat.postMessage or chat.* or"),
        ({"fault": "delay", "method": "message"}, "has method 'message'"),
        ({"fault": "drop-events", "method": "chat.postMessage"}, "give message or message.im or"),
        ({"fault": "drop-events", "method": "mesage.im"}, "event; did you mean message.im?"),
        ({"fault": "bad-address", "method": "chat.*"}, "give apps.connections.open, or *"),
        ({"fault": "half-open", "method": "chat.*"}, "give apps.connections.open, or *"),
        ({"fault": "no-pong", "to": ["U1"]}, "has to, but a no-pong is to nobody: leave it out"),
        ({"fault": "delay", "to": ["#secrte"]}, "nor a person; did you mean secret?"),
        ({"fault": "delay", "to": ["C404040404"]}, "give names or ids of what is here"),
        ({"fault": "delay", "id": "mine"}, "has id, which it cannot have"),
    ],
)
def test_a_wrong_rule_is_refused_with_what_is_wrong(workspace, rule, problem):
    with pytest.raises(ActError) as refusal:
        workspace.faults.add(**rule)
    assert refusal.value.name == "invalid_fault"
    assert problem in refusal.value.message
    assert workspace.faults.as_json()["rules"] == []


def test_apps_conversations_and_people_are_named_as_one_would_call_them(workspace):
    named = ["#general", "secret", "Ben", "Example app", "U1"]
    workspace.faults.add(fault="delay", app="example app", to=named)
    rule = workspace.faults.as_json()["rules"][0]
    assert rule["app"] == APP.id
    assert rule["to"] == ["C1", "C4", "U2", APP.bot_user_id, "U1"]


def test_every_kind_of_fault_can_be_put_in_force_and_ended(workspace, client):
    for kind in FaultKind:
        workspace.faults.remove(workspace.faults.add(fault=kind.value))
    assert client.auth_test()["ok"]
    with pytest.raises(ActError, match="There is no fault 'f1'"):
        workspace.faults.remove("f1")


def test_many_threads_use_the_faults_at_once(workspace, client):
    def toggle():
        for _ in range(20):
            workspace.faults.remove(workspace.faults.add(fault="delay", method="api.test"))

    threads = [threading.Thread(target=toggle) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert workspace.faults.as_json()["rules"] == []
