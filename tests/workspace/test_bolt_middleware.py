"""Bolt's middleware, matchers, context, authorisation and errors, as a running app uses them."""

from dataclasses import replace

import pytest
from slack_bolt import App, BoltResponse
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError

from advicebot.workspace import ActError
from tests.workspace.conftest import APP, BOT


@pytest.fixture
def workspace(start):
    return start(ack_within=1.0, apps=(replace(APP, bot_events=("message.im",)),))


@pytest.fixture
def seen(workspace):
    """Return a list, with a way to wait until it has what is wanted."""

    class Seen(list):
        def wait(self, *wanted):
            workspace.wait_until(lambda _: len(self) >= len(wanted))
            assert self == list(wanted)

    return Seen()


def test_everything_goes_through_what_is_used_for_all_first(app, connect, ana, seen):
    @app.use
    def note(body, next, context):
        context["noted"] = body.get("type", body.get("command"))
        next()

    app.message("hi")(lambda context: seen.append(context["noted"]))
    app.command("/echo")(lambda ack, context: (seen.append(context["noted"]), ack()))
    connect(app)
    ana.says("hi")
    seen.wait("event_callback")
    ana.runs("/echo")
    seen.wait("event_callback", "/echo")


def test_middleware_that_stops_keeps_its_listener_from_it(app, connect, ana, seen):
    def only_ben(context, next):
        if context.user_id == "U2":
            next()

    app.message("hi", middleware=[only_ben])(lambda: seen.append("for Ben"))
    app.message("hi")(lambda: seen.append("for all"))
    connect(app)
    ana.says("hi")
    seen.wait("for all")


def test_a_matcher_chooses_among_listeners(app, connect, ana, ben, seen):
    def add(user):
        by_them = [lambda message: message["user"] == user]
        app.event("message", matchers=by_them)(lambda: seen.append(user))

    add("U1")
    add("U2")
    connect(app)
    ben.says("hi")
    seen.wait("U2")
    ana.says("hi")
    seen.wait("U2", "U1")


def test_the_context_says_who_where_and_for_which_app(app, connect, ana, seen):
    @app.message("hi")
    def listen(context, client):
        names = ("team_id", "user_id", "actor_user_id", "channel_id", "bot_user_id", "bot_id")
        seen.append(tuple(context[name] for name in names))
        seen.append((context.bot_token, client.token, context.is_enterprise_install))
        seen.append((context.enterprise_id, context.authorize_result.team_id))

    connect(app)
    ana.says("hi")
    seen.wait(
        ("T0LOCAL0001", "U1", "U1", ana.dm, BOT, APP.bot_id),
        (APP.bot_token, APP.bot_token, False),
        (None, "T0LOCAL0001"),
    )


def test_an_app_may_authorise_by_itself(workspace, client, connect, ana, seen):
    def authorize(enterprise_id, team_id, user_id, client):
        seen.append((enterprise_id, team_id, user_id))
        return AuthorizeResult.from_auth_test_response(
            auth_test_response=client.auth_test(token=APP.bot_token), bot_token=APP.bot_token
        )

    app = App(client=client, authorize=authorize, signing_secret=APP.signing_secret)
    client.token = None
    app.message("hi")(lambda say: say("Authorised"))
    connect(app)
    ana.says("hi")
    ana.waits_for_message("Authorised")
    assert seen[0] == (None, "T0LOCAL0001", "U1")


def test_its_scopes_reach_an_app_that_authorises_itself(start, client):
    workspace = start(apps=(replace(APP, bot_scopes=("chat:write", "im:history")),))
    client.base_url = workspace.api_url
    said = client.auth_test()
    result = AuthorizeResult.from_auth_test_response(
        auth_test_response=said, bot_token=APP.bot_token, bot_scopes=said.headers["x-oauth-scopes"]
    )
    assert result.bot_scopes == ["chat:write", "im:history"]
    assert (result.bot_id, result.bot_user_id, result.team_id) == (APP.bot_id, BOT, "T0LOCAL0001")


def test_an_error_in_a_listener_reaches_the_handler_of_errors(app, connect, ana, seen):
    @app.error
    def handle(error, body, say):
        seen.append((type(error), body["event"]["text"]))
        say("That went wrong.")

    app.message("boom")(lambda: 1 / 0)
    connect(app)
    ana.says("boom")
    ana.waits_for_message("That went wrong.")
    seen.wait((ZeroDivisionError, "boom"))


def test_an_event_whose_listener_raises_is_acknowledged_all_the_same(app, connect, workspace, ana):
    app.message("boom")(lambda: 1 / 0)
    connect(app)
    ana.says("boom")
    workspace.wait_until(lambda now: now.outstanding == 0)
    assert workspace.dropped == 0


def test_a_refusal_of_slack_reaches_the_handler_of_errors(app, connect, ana, seen):
    @app.error
    def handle(error, context):
        assert isinstance(error, SlackApiError)
        seen.append((error.response["error"], context.user_id))

    app.message("post")(lambda say: say("x", channel="C4"))
    connect(app)
    ana.says("post")
    seen.wait(("channel_not_found", "U1"))


def test_a_handler_of_errors_may_answer_the_person(app, connect, ana):
    @app.error
    def handle(error):
        return BoltResponse(status=200, body={"text": "Try again later."})

    app.command("/echo")(lambda: 1 / 0)
    connect(app)
    ana.runs("/echo")
    ana.waits_for_message("Try again later.")


def test_what_no_listener_takes_is_not_acknowledged(app, connect, workspace, ana):
    connect(app)
    ana.says("nobody listens")
    with pytest.raises(ActError, match="did not answer"):
        ana.runs("/echo")
    assert workspace.outstanding == 1


def test_an_app_can_be_told_that_nothing_listens(workspace, client, connect, ana, seen):
    app = App(client=client, raise_error_for_unhandled_request=True)

    @app.error
    def handle(error):
        seen.append(error.request.body["event"]["type"])
        return BoltResponse(status=200, body="")

    connect(app)
    ana.says("nobody listens")
    seen.wait("message")
    workspace.wait_until(lambda now: now.outstanding == 0)


def test_its_own_messages_are_kept_from_an_app_unless_it_wants_them(
    workspace, client, connect, ana, seen
):
    app = App(client=client, ignoring_self_events_enabled=False)
    app.event("message")(lambda event: seen.append((event["text"], event.get("bot_id"))))
    connect(app)
    client.chat_postMessage(channel=ana.dm, text="my own")
    seen.wait(("my own", APP.bot_id))


def test_an_event_that_comes_again_says_so_in_its_headers(start, hang_up, client):
    workspace = start(ack_within=0.1, redelivery=(0.0,))
    client.base_url = workspace.api_url
    app, seen = App(client=client), []

    @app.use
    def note(request, next):
        headers = request.headers
        seen.append((headers["x-slack-retry-num"], headers["x-slack-retry-reason"]))

    handler = SocketModeHandler(app, APP.app_token)
    handler.connect()
    workspace.as_user("U1").says("Hello")
    workspace.wait_until(lambda now: now.dropped == 1 and len(seen) == 2)
    hang_up(handler)
    assert seen == [(["0"], [""]), (["1"], ["timeout"])]
