"""Bolt's ``options`` listeners: menus that ask the app for what one can choose."""

import re

import pytest

from advicebot.workspace import ActError
from tests.workspace.pages import plain
from tests.workspace.test_workspace_modals import modal

TOWNS = ("Leeds", "Leicester", "York")


def option(town):
    return {"text": plain(town), "value": town.lower()}


def menu(kind="external_select"):
    element = {"type": kind, "action_id": "town", "min_query_length": 1}
    return {"type": "actions", "block_id": "where", "elements": [element]}


@pytest.fixture
def workspace(start):
    return start(ack_within=1.0)


@pytest.fixture
def posted(client, ana):
    """Post a menu to Ana."""
    client.chat_postMessage(channel=ana.dm, text="Where?", blocks=[menu()])


@pytest.mark.parametrize(
    "constraint", ["town", re.compile("to"), {"action_id": "town", "block_id": "where"}]
)
def test_what_is_typed_is_looked_up_and_chosen(app, connect, ana, posted, constraint):
    seen = []

    @app.options(constraint)
    def offer(ack, payload, context):
        seen.append((payload, dict(context)))
        ack(options=[option(town) for town in TOWNS if town.startswith(payload["value"])])

    @app.action("town")
    def choose(ack, action, say):
        ack()
        say(f"You live in {action['selected_option']['text']['text']}")

    connect(app)
    offered = ana.looks_up("town", "Le")
    assert [one["value"] for one in offered] == ["leeds", "leicester"]
    ana.clicks("town", choose=offered[1])
    ana.waits_for_message("You live in Leicester")
    ((payload, context),) = seen
    assert (payload["type"], payload["value"]) == ("block_suggestion", "Le")
    assert (payload["block_id"], payload["action_id"]) == ("where", "town")
    assert (context["user_id"], context["channel_id"]) == ("U1", ana.dm)
    assert "trigger_id" not in payload
    assert "response_url" not in payload


def test_options_come_in_groups(app, connect, ana, posted):
    groups = [
        {"label": plain("North"), "options": [option("York")]},
        {"label": plain("South"), "options": [option("Hove")]},
    ]
    app.options("town")(lambda ack: ack(option_groups=groups))
    connect(app)
    assert ana.looks_up("town", "o") == [option("York"), option("Hove")]


def test_a_menu_in_a_form_is_told_its_view(app, connect, ana):
    seen = []

    @app.shortcut("begin")
    def begin(ack, body, client):
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=modal(menu("multi_external_select")))

    @app.options({"type": "block_suggestion", "action_id": "town"})
    def offer(ack, body, context):
        seen.append((body["view"]["id"], context.team_id, context.channel_id))
        ack(options=[])

    connect(app)
    ana.uses_shortcut("begin")
    view = ana.waits_for_modal()
    assert ana.looks_up("town", "x") == []
    assert seen == [(view["id"], "T0LOCAL0001", None)]


@pytest.mark.parametrize(
    ("least", "typed", "is_asked"),
    [(2, "b", False), (2, " b ", False), (2, "bo", True), (None, "ab", False), (0, "", True)],
)
def test_a_menu_asks_from_so_many_letters_on(app, client, connect, ana, least, typed, is_asked):
    asked = []
    app.options("town")(lambda ack, body: (asked.append(body["value"]), ack(options=[])))
    connect(app)
    element = {"type": "external_select", "action_id": "town"}
    element |= {} if least is None else {"min_query_length": least}
    blocks = [{"type": "actions", "elements": [element]}]
    client.chat_postMessage(channel=ana.dm, text="x", blocks=blocks)
    if is_asked:
        assert ana.looks_up("town", typed) == []
    else:
        with pytest.raises(ActError, match=f"from {least or 3} letters on, and .* has"):
            ana.looks_up("town", typed)
    assert asked == ([typed] if is_asked else [])


def test_a_menu_that_the_app_does_not_answer_fails_for_the_person(app, connect, ana, posted):
    connect(app)
    with pytest.raises(ActError, match="did not answer"):
        ana.looks_up("town", "x")
    with pytest.raises(ActError, match="sees no element 'street'"):
        ana.looks_up("street", "x")
