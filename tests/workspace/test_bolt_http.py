"""Bolt apps behind a request URL: lazy listeners, retries as they see them, and refusals."""

import time
from contextlib import ExitStack
from dataclasses import replace

import pytest
from slack_bolt import App
from slack_sdk import WebClient

from tests.workspace.conftest import APP
from tests.workspace.http_sink import free_port, serving
from tests.workspace.test_workspace_modals import modal, text_input


@pytest.fixture
def serve(start):
    """Return a function that serves an app that another function fills, and its workspace."""
    with ExitStack() as stack:

        def begin(fill, *, changed=None, **more):
            port = free_port()
            served = replace(APP, request_url=f"http://127.0.0.1:{port}/slack/events")
            workspace = start(**{"ack_within": 1.0, "apps": (served,), **(changed or {})})
            client = WebClient(token=APP.bot_token, base_url=workspace.api_url)
            app = App(client=client, signing_secret=APP.signing_secret, **more)
            fill(app)
            stack.enter_context(serving(app, port))
            return workspace

        yield begin


def test_a_lazy_listener_works_on_after_the_acknowledgement(serve):
    done = []

    def fill(app):
        def work(respond, body):
            time.sleep(0.3)
            done.append(body["text"])
            respond("Finished")

        app.command("/echo")(ack=lambda ack: ack("Working on it"), lazy=[work])

    workspace = serve(fill, process_before_response=True)
    ana = workspace.as_user("U1")
    ana.runs("/echo", "long")
    assert ana.messages()[-1]["text"] == "Working on it"
    ana.waits_for_message("Finished")
    assert done == ["long"]


def test_a_lazy_listener_of_an_event_is_told_of_it_once(serve):
    heard = []

    def fill(app):
        def slow(event):
            time.sleep(1.2)
            heard.append(event["text"])

        app.event("message")(ack=lambda ack: ack(), lazy=[slow])

    changed = {"ack_within": 0.8, "redelivery": (0.0, 0.1)}
    workspace = serve(fill, changed=changed, process_before_response=True)
    workspace.as_user("U1").says("Hello")
    workspace.wait_until(lambda now: bool(heard) and now.outstanding == 0)
    assert heard == ["Hello"]


def test_an_event_that_comes_again_says_so_in_its_headers(serve):
    seen = []

    def fill(app):
        @app.event("message")
        def listen(request, body):
            reasons = [request.headers.get(f"x-slack-retry-{name}") for name in ("num", "reason")]
            seen.append((body["event_id"], *reasons))
            assert len(seen) == 3

    workspace = serve(fill, changed={"redelivery": (0.0, 0.05)}, process_before_response=True)
    workspace.as_user("U1").says("Hello")
    workspace.wait_until(lambda now: len(seen) == 3 and now.outstanding == 0)
    assert workspace.dropped == 0
    assert len({event_id for event_id, _, _ in seen}) == 1
    assert [number for _, number, _ in seen] == [None, ["1"], ["2"]]
    assert [reason for _, _, reason in seen] == [None, ["http_error"], ["http_error"]]


def test_middleware_may_turn_retries_away(serve):
    heard = []

    def fill(app):
        @app.use
        def turn_away(request, ack, next):
            if "x-slack-retry-num" in request.headers:
                return ack()
            return next()

        @app.event("message")
        def listen(event):
            heard.append(event["text"])
            time.sleep(1.2)

    changed = {"ack_within": 0.8, "redelivery": (0.0, 0.1)}
    workspace = serve(fill, changed=changed, process_before_response=True)
    workspace.as_user("U1").says("Hello")
    workspace.wait_until(lambda now: bool(heard) and now.outstanding == 0)
    assert (heard, workspace.dropped) == (["Hello"], 0)


def test_an_event_nothing_listens_to_is_not_found_and_comes_again(serve):
    numbers = []

    def fill(app):
        @app.use
        def note(request, next):
            numbers.append(request.headers.get("x-slack-retry-num", ["0"])[0])
            next()

    workspace = serve(fill, changed={"redelivery": (0.0,)})
    workspace.as_user("U1").says("Hello")
    workspace.wait_until(lambda now: now.dropped == 1)
    assert numbers == ["0", "1"]


def test_forms_shortcuts_and_menus_work_by_http_too(serve):
    def fill(app):
        @app.shortcut("begin")
        def begin(ack, body, client):
            ack()
            menu = {"type": "external_select", "action_id": "town", "min_query_length": 0}
            blocks = {"type": "actions", "block_id": "where", "elements": [menu]}
            view = modal(text_input("words", action_id="a"), blocks, callback_id="form")
            client.views_open(trigger_id=body["trigger_id"], view=view)

        @app.options("town")
        def offer(ack):
            ack(options=[{"text": {"type": "plain_text", "text": "York"}, "value": "york"}])

        @app.view("form")
        def sent(ack, view):
            said = view["state"]["values"]["words"]["a"]["value"]
            ack(response_action="update", view=modal(text_input(said), callback_id="end"))

        app.view_closed("end")(lambda ack: ack())

    ana = serve(fill).as_user("U1")
    ana.uses_shortcut("begin")
    view = ana.waits_for_modal()
    where = {"container": {"type": "view", "view_id": view["id"]}, "block_id": "where"}
    offered = ana._do("options", **where, action_id="town", value="")["options"]
    assert [one["value"] for one in offered] == ["york"]
    ana.submits({"words": "next"})
    assert ana.modal["blocks"][0]["block_id"] == "next"


def test_blank_acknowledgements_say_nothing(serve):
    workspace = serve(lambda app: app.command("/echo")(lambda ack: ack()))
    ana = workspace.as_user("U1")
    ana.runs("/echo")
    assert ana.messages() == []
