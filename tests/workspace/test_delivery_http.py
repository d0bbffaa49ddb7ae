"""The Events API by HTTP: what reaches an app, and that it may trust it."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.signature import SignatureVerifier

from advicebot.workspace import ActError, FormError, LocalWorkspace
from advicebot.workspace.delivery.http_body import answer_in, challenge_in
from advicebot.workspace.delivery.signing import signature
from tests.workspace.conftest import APP
from tests.workspace.http_sink import Sink, free_port, listening, serving, traffic, with_url
from tests.workspace.test_workspace_modals import modal, text_input


@pytest.fixture
def by_http(
    start: Callable[..., LocalWorkspace],
) -> Iterator[Callable[..., LocalWorkspace]]:
    """Return a function that serves a Bolt app, made by another function, and its workspace."""
    with ExitStack() as stack:
        port = free_port()

        def begin(listen: Callable[[App], None], *, secret: str = APP.signing_secret) -> Any:
            url = f"http://127.0.0.1:{port}/slack/events"
            workspace = start(ack_within=1.0, **with_url(url))
            client = WebClient(token=APP.bot_token, base_url=workspace.api_url)
            app = App(client=client, signing_secret=secret)
            listen(app)
            stack.enter_context(serving(app, port))
            return workspace

        yield begin


@pytest.fixture
def sink() -> Iterator[Sink]:
    with listening(free_port()) as made:
        yield made


def test_a_bolt_app_takes_everything_by_http(by_http: Callable[..., LocalWorkspace]) -> None:
    heard: list[str] = []

    def listen(app: App) -> None:
        @app.event("message")
        def on_message(event: Any, say: Any) -> None:
            heard.append(event["text"])
            say(f"You said: {event['text']}")

        @app.command("/echo")
        def on_command(ack: Any, command: Any) -> None:
            ack(f"Only for you: {command['text']}")

        @app.command("/form")
        def on_form(ack: Any, body: Any, client: Any) -> None:
            ack()
            view = modal(text_input("words", action_id="a"), callback_id="form")
            client.views_open(trigger_id=body["trigger_id"], view=view)

        @app.view("form")
        def on_view(ack: Any, view: Any) -> None:
            said = view["state"]["values"]["words"]["a"]["value"]
            if said == "good":
                ack()
            else:
                ack(response_action="errors", errors={"words": "Say good."})

        @app.shortcut("begin")
        def on_shortcut(ack: Any, body: Any, client: Any) -> None:
            ack()
            client.chat_postMessage(channel=body["user"]["id"], text="You began.")

    workspace = by_http(listen)
    ana = workspace.as_user("U1")
    ana.says("Hello & <b>good day</b> – ☕")
    ana.waits_for_message("You said: Hello &amp; &lt;b&gt;good day&lt;/b&gt; – ☕")
    ana.runs("/echo", "sugar & milk = 100%")
    ana.waits_for_message("Only for you: sugar &amp; milk = 100%")
    ana.runs("/form")
    ana.waits_for_modal()
    with pytest.raises(FormError) as refusal:
        ana.submits({"words": "bad"})
    assert refusal.value.errors == {"words": "Say good."}
    ana.submits({"words": "good"})
    assert ana.modal is None
    ana.uses_shortcut("begin")
    ana.waits_for_message("You began.")
    workspace.wait_until(lambda now: now.outstanding == 0)
    assert workspace.dropped == 0


def test_an_app_with_another_secret_refuses_what_it_gets(
    by_http: Callable[..., LocalWorkspace],
) -> None:
    heard: list[str] = []

    def listen(app: App) -> None:
        app.event("message")(lambda event: heard.append(event["text"]))
        app.command("/echo")(lambda ack: ack("Yes?"))

    workspace = by_http(listen, secret="not-the-one-of-the-workspace")
    ana = workspace.as_user("U1")
    with pytest.raises(ActError, match="the app answered 401"):
        ana.runs("/echo")
    ana.says("Hello")
    workspace.wait_until(lambda now: any("answered 401" in e.note for e in traffic(now)))
    assert heard == []


def test_the_url_is_verified_and_requests_are_signed(
    start: Callable[..., LocalWorkspace], sink: Sink
) -> None:
    workspace = start(**with_url(sink.url))
    workspace.wait_until(lambda now: len(sink.came) == 1)
    headers, body = sink.came[0]
    assert json.loads(body)["type"] == "url_verification"
    workspace.as_user("U1").says("Hello")
    workspace.wait_until(lambda now: len(sink.came) == 2)
    for headers, body in sink.came:
        assert SignatureVerifier(APP.signing_secret).is_valid_request(body, headers)
        assert not SignatureVerifier("forged").is_valid_request(body, headers)
        assert not SignatureVerifier(APP.signing_secret).is_valid_request(body + b" ", headers)
        assert headers["content-type"] == "application/json"
        assert headers["user-agent"] == "Slackbot 1.0 (+https://api.slack.com/robots)"
        assert abs(int(headers["x-slack-request-timestamp"]) - time.time()) < 5
    assert not {"x-slack-retry-num", "x-slack-retry-reason"} & set(headers)
    assert json.loads(body)["event"]["text"] == "Hello"
    verified = next(entry for entry in traffic(workspace) if entry.name == "url_verification")
    assert (verified.answer, verified.note) == ({}, "")


def test_the_signature_is_the_one_of_slacks_own_example() -> None:
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow"
        b"&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner"
        b"&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands"
        b"%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
        b"&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    signed = signature("8f742231b10e8888abcd99yyyzzz85a5", "1531420618", body)
    assert signed == "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"


def test_commands_are_forms_and_interactions_a_payload_in_a_form(
    start: Callable[..., LocalWorkspace], sink: Sink
) -> None:
    workspace = start(**with_url(sink.url))
    ana = workspace.as_user("U1")
    sink.answers = [(200, {}, b"Plain words"), (200, {}, b"")]
    ana.runs("/echo", "a b&c")
    ana.waits_for_message("Plain words")
    ana.uses_shortcut("begin")
    (headers, command), (_, shortcut) = sink.events()
    assert headers["content-type"] == "application/x-www-form-urlencoded"
    fields = parse_qs(command.decode())
    assert (fields["command"], fields["text"]) == (["/echo"], ["a b&amp;c"])
    assert fields["trigger_id"][0]
    payload = json.loads(parse_qs(shortcut.decode())["payload"][0])
    assert (payload["type"], payload["callback_id"]) == ("shortcut", "begin")


def test_an_app_with_a_url_has_no_socket_mode(
    start: Callable[..., LocalWorkspace], sink: Sink, raw: Callable[..., Any]
) -> None:
    app = raw(start(**with_url(sink.url)))
    assert (app.hello["type"], app.hello["reason"]) == ("disconnect", "link_disabled")


def test_bodies_of_answers_are_read_as_slack_reads_them() -> None:
    assert answer_in(b"") == {}
    assert answer_in(b'{"response_action": "clear"}') == {"response_action": "clear"}
    assert answer_in("Grüße".encode()) == {"text": "Grüße"}
    assert answer_in(b"[1]") == {"text": "[1]"}
    for body in (b"abc", b'{"challenge": "abc"}', b"challenge=abc"):
        assert challenge_in(body) == "abc"


def test_the_web_api_still_answers_an_app_with_a_url(
    start: Callable[..., LocalWorkspace], sink: Sink
) -> None:
    workspace = start(**with_url(sink.url))
    answer = httpx.post(
        f"{workspace.api_url}auth.test", headers={"Authorization": f"Bearer {APP.bot_token}"}
    )
    assert answer.json()["ok"]
