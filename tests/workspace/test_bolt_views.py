"""Bolt's ``view`` and ``options`` listeners, and the calls by which views change."""

import re

import pytest
from slack_sdk.errors import SlackApiError

from advicebot.workspace import ActError, FormError
from tests.workspace.pages import actions, button, plain
from tests.workspace.test_workspace_modals import modal, text_input


@pytest.fixture
def workspace(start):
    return start(ack_within=1.0)


@pytest.fixture
def open_form(app, connect, ana):
    """Return a function that connects the app and opens a view for Ana."""

    def begin(view):
        @app.shortcut("begin")
        def listen(ack, body, client):
            ack()
            client.views_open(trigger_id=body["trigger_id"], view=view)

        connect(app)
        ana.uses_shortcut("begin")
        return ana.waits_for_modal()

    return begin


def title(person):
    return person.modal["title"]["text"] if person.modal else None


def form(*, titled="Form", **more):
    return modal(text_input("words", action_id="a"), callback_id="form", **more) | {
        "title": plain(titled)
    }


@pytest.mark.parametrize(
    "constraint", ["form", re.compile("^fo"), {"type": "view_submission", "callback_id": "form"}]
)
def test_a_submission_has_its_view_and_no_channel(app, open_form, ana, constraint):
    seen = []

    @app.view(constraint)
    def listen(ack, body, view, context):
        seen.append((body, view, dict(context)))
        ack()

    shown = open_form(form(private_metadata="secret", external_id="mine"))
    ana.submits({"words": "hello"})
    ((body, view, context),) = seen
    assert set(body) == {
        *("type", "team", "user", "api_app_id", "token", "trigger_id", "view", "response_urls"),
        *("is_enterprise_install", "enterprise"),
    }
    assert view["state"]["values"]["words"]["a"] == {"type": "plain_text_input", "value": "hello"}
    assert (view["id"], view["root_view_id"], view["previous_view_id"]) == (
        shown["id"],
        shown["id"],
        None,
    )
    assert (view["private_metadata"], view["external_id"]) == ("secret", "mine")
    assert (context["user_id"], context["team_id"]) == ("U1", view["app_installed_team_id"])
    assert "channel_id" not in context
    assert ana.modal is None


def test_a_form_goes_through_errors_update_push_and_clear(app, open_form, ana):
    answers = [
        {"response_action": "errors", "errors": {"words": "Longer, please."}},
        {"response_action": "update", "view": form(titled="Again")},
        {"response_action": "push", "view": form(titled="On top")},
        {"response_action": "clear"},
    ]

    @app.view("form")
    def listen(ack):
        ack(**answers.pop(0))

    open_form(form())
    with pytest.raises(FormError, match="Longer, please"):
        ana.submits({"words": "a"})
    ana.submits()
    assert title(ana) == "Again"
    ana.submits()
    assert title(ana) == "On top"
    assert ana.modal["previous_view_id"] == ana.modal["root_view_id"]
    ana.submits({"words": "b"})
    assert (title(ana), answers) == (None, [])


def test_a_button_in_a_form_pushes_updates_and_is_told_what_is_filled_in(app, open_form, ana):
    seen = []

    @app.action("more")
    def more(ack, body, client):
        seen.append((body["view"]["state"]["values"]["words"]["a"]["value"], body["container"]))
        ack()
        assert "channel" not in body
        client.views_push(trigger_id=body["trigger_id"], view=form(titled="Pushed"))

    open_form(form() | {"blocks": [*form()["blocks"], actions(button("More", "more"))]})
    below = ana.modal["id"]
    ana.clicks_in_modal("more", values={"words": "half"})
    ana.sees_modal("Pushed")
    assert seen == [("half", {"type": "view", "view_id": below})]
    ana.closes_modal()
    assert ana.modal["state"]["values"]["words"]["a"]["value"] == "half"


def test_a_view_is_updated_by_its_hash_once(app, client, open_form, ana):
    shown = open_form(form(external_id="mine"))
    given = {"view_id": shown["id"], "hash": shown["hash"]}
    changed = client.views_update(**given, view=form(titled="Second", external_id="mine"))["view"]
    assert changed["hash"] != shown["hash"]
    with pytest.raises(SlackApiError, match="hash_conflict"):
        client.views_update(**given, view=form(titled="Third"))
    client.views_update(external_id="mine", view=form(titled="Fourth", external_id="mine"))
    assert title(ana) == "Fourth"


def test_a_trigger_opens_one_view(workspace, app, connect, ana):
    said = []

    @app.shortcut("begin")
    def listen(ack, body, client):
        ack()
        for _ in range(2):
            try:
                client.views_open(trigger_id=body["trigger_id"], view=form())
            except SlackApiError as refusal:
                said.append(refusal.response["error"])

    connect(app)
    ana.uses_shortcut("begin")
    workspace.wait_until(lambda _: said == ["exchanged_trigger_id"])
    assert title(ana) == "Form"


@pytest.mark.parametrize("is_all", [True, False])
def test_closing_is_heard_where_the_view_asks_for_it(app, open_form, ana, is_all):
    seen = []

    @app.view_closed("form")
    def listen(ack, body, view):
        seen.append((body["is_cleared"], view["private_metadata"]))
        ack()

    open_form(form(notify_on_close=True, private_metadata="7"))
    ana.closes_modal(clear=is_all)
    assert seen == [(is_all, "7")]


def test_closing_is_told_from_submitting(app, open_form, ana):
    seen = []
    app.view({"type": "view_closed", "callback_id": "form"})(lambda ack: seen.append("closed"))
    app.view("form")(lambda ack: (seen.append("sent"), ack()))
    open_form(form(notify_on_close=True))
    ana.submits({"words": "x"})
    assert seen == ["sent"]


def test_a_form_that_is_not_acknowledged_stays_open(app, open_form, ana):
    app.view("form")(lambda: None)
    open_form(form())
    with pytest.raises(ActError, match="did not answer"):
        ana.submits({"words": "x"})
    assert title(ana) == "Form"


def test_a_form_may_ask_where_to_answer(app, open_form, ana, ben):
    @app.view("form")
    def listen(ack, respond, context):
        ack()
        respond("Sent from the form", response_type="in_channel")

    menu = {
        "type": "conversations_select",
        "action_id": "where",
        "response_url_enabled": True,
        "default_to_current_conversation": True,
    }
    block = {"type": "input", "block_id": "where", "label": plain("Where"), "element": menu}
    open_form(modal(block, callback_id="form"))
    ana.submits({"where": "C1"})
    ben.waits_for_message("Sent from the form", channel="C1")
