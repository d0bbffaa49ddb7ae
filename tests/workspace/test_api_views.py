"""Views by the Web API: what stacks, closes, conflicts, and where an app may answer a form."""

import httpx
import pytest
from slack_sdk.errors import SlackApiError

TITLE = {"type": "plain_text", "text": "Form"}


def modal(*blocks, **more):
    return {"type": "modal", "title": TITLE, "submit": TITLE, "blocks": list(blocks), **more}


@pytest.fixture
def opened(workspace, app, connect, ana):
    """Return a function that opens a view for Ana and gives a fresh trigger in it."""
    triggers = []
    views = []

    @app.command("/form")
    def listen(ack, body, client):
        views.append(client.views_open(trigger_id=body["trigger_id"], view=triggers.pop()))
        ack()

    connect(app)

    def begin(view):
        triggers.append(view)
        ana.runs("/form")
        workspace.wait_until(lambda now: views)
        return views[-1]["view"]

    return begin


def test_a_view_that_clears_on_close_takes_those_below_with_it(app, ana, opened):
    button = {"type": "button", "action_id": "more", "text": TITLE}

    @app.action("more")
    def more(ack, body, client):
        ack()
        client.views_push(
            trigger_id=body["trigger_id"], view=modal(clear_on_close=True, callback_id="top")
        )

    opened(modal({"type": "actions", "elements": [button]}))
    ana.clicks_in_modal("more")
    pushed = ana.waits_for_modal(lambda view: view["callback_id"] == "top")
    assert pushed["clear_on_close"] is True
    assert pushed["previous_view_id"] == pushed["root_view_id"]
    ana.closes_modal()
    assert ana.modal is None


def test_a_closed_view_cannot_be_updated(ana, client, opened):
    view = opened(modal())
    ana.closes_modal()
    with pytest.raises(SlackApiError, match="not_found"):
        client.views_update(view_id=view["id"], view=modal())


def test_a_trigger_that_was_never_given_is_refused(client):
    with pytest.raises(SlackApiError, match="invalid_trigger_id"):
        client.views_open(trigger_id="1.2.abc", view=modal())
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        client.api_call("views.open", json={"view": modal()})


def test_a_view_carries_what_slack_puts_into_it(client, workspace, opened):
    view = opened(modal(callback_id="c", private_metadata="p", external_id="e"))
    app = workspace.config.app
    assert (view["app_id"], view["bot_id"]) == (app.id, app.bot_id)
    assert (view["team_id"], view["app_installed_team_id"]) == ("T0LOCAL0001", "T0LOCAL0001")
    assert (view["callback_id"], view["private_metadata"], view["external_id"]) == ("c", "p", "e")
    assert view["state"] == {"values": {}}
    assert (view["previous_view_id"], view["root_view_id"]) == (None, view["id"])
    assert view["hash"]


def test_a_form_tells_where_its_answer_may_go(app, ana, opened, workspace):
    menu = {
        "type": "conversations_select",
        "action_id": "where",
        "response_url_enabled": True,
        "default_to_current_conversation": True,
    }
    told = []

    @app.view("form")
    def listen(ack, body):
        told.extend(body["response_urls"])
        ack()

    block = {"type": "input", "block_id": "place", "label": TITLE, "element": menu}
    opened(modal(block, callback_id="form"))
    ana.submits({"place": "C1"})
    (url,) = told
    assert (url["block_id"], url["action_id"], url["channel_id"]) == ("place", "where", "C1")
    httpx.post(url["response_url"], json={"text": "Done", "response_type": "in_channel"})
    assert [message["text"] for message in workspace.posted("C1")] == ["Done"]
