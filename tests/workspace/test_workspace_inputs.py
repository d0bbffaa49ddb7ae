"""Every input of a form: what it starts with, what is chosen, what Slack's client refuses."""

import pytest

from advicebot.workspace import FormError
from advicebot.workspace.blocks.check import check_view
from tests.workspace.test_workspace_modals import modal, opens, plain

__all__ = ["opens"]

RED, GREEN, BLUE = (
    {"text": plain(word), "value": word.lower()} for word in ("Red", "Green", "Blue")
)
GROUPS = [
    {
        "label": plain(f"Group {group}"),
        "options": [
            {"text": plain(f"Choice {group}.{number}"), "value": f"{group}.{number}"}
            for number in range(20)
        ],
    }
    for group in range(12)
]

# name: (element, what it starts with, what a person chooses, what is then in the state)
INPUTS = {
    "day": (
        {"type": "datepicker", "initial_date": "2026-11-24"},
        {"selected_date": "2026-11-24"},
        "2026-12-01",
        {"selected_date": "2026-12-01"},
    ),
    "time": (
        {"type": "timepicker", "initial_time": "09:15"},
        {"selected_time": "09:15"},
        "23:59",
        {"selected_time": "23:59"},
    ),
    "moment": (
        {"type": "datetimepicker", "initial_date_time": 1795512840},
        {"selected_date_time": 1795512840},
        1795516440,
        {"selected_date_time": 1795516440},
    ),
    "person": (
        {"type": "users_select", "initial_user": "U2"},
        {"selected_user": "U2"},
        "U3",
        {"selected_user": "U3"},
    ),
    "number": (
        {"type": "number_input", "is_decimal_allowed": False, "initial_value": "4"}
        | {"min_value": "0", "max_value": "10"},
        {"value": "4"},
        "10",
        {"value": "10"},
    ),
    "grouped": (
        {"type": "static_select", "option_groups": GROUPS}
        | {"initial_option": GROUPS[3]["options"][7]},
        {"selected_option": GROUPS[3]["options"][7]},
        "11.19",
        {"selected_option": GROUPS[11]["options"][19]},
    ),
    "ticks": (
        {"type": "checkboxes", "options": [RED, GREEN, BLUE], "initial_options": [GREEN]},
        {"selected_options": [GREEN]},
        ["red", "blue"],
        {"selected_options": [RED, BLUE]},
    ),
    "radio": (
        {"type": "radio_buttons", "options": [RED, GREEN], "initial_option": RED},
        {"selected_option": RED},
        "green",
        {"selected_option": GREEN},
    ),
    "words": (
        {"type": "plain_text_input", "initial_value": "As it was", "multiline": True},
        {"value": "As it was"},
        "As it is\nnow",
        {"value": "As it is\nnow"},
    ),
}


def block(name, element, **more):
    element = {"action_id": "a", **element}
    return {"type": "input", "block_id": name, "label": plain(name), "element": element, **more}


def state_of(view):
    """Return the values of a view by block id, without their types."""
    values = {name: actions["a"] for name, actions in view["state"]["values"].items()}
    return {name: {k: v for k, v in one.items() if k != "type"} for name, one in values.items()}


@pytest.fixture
def sent(app, connect, ana, opens):
    """Open the form with every input for Ana, and return the views that she has sent."""
    blocks = [block(name, element) for name, (element, *_) in INPUTS.items()]
    opens.append(modal(*blocks, callback_id="form"))
    views = []

    @app.view("form")
    def listen(ack, view):
        views.append(view)
        ack()

    connect(app)
    ana.runs("/form")
    ana.waits_for_modal()
    return views


def test_what_nobody_touched_is_sent_as_it_was_given(ana, sent):
    assert state_of(ana.modal) == {name: initial for name, (_, initial, *_) in INPUTS.items()}
    ana.submits()
    assert state_of(sent[0]) == {name: initial for name, (_, initial, *_) in INPUTS.items()}


def test_what_was_chosen_is_sent(ana, sent):
    ana.submits({name: choice for name, (_, _, choice, _) in INPUTS.items()})
    assert state_of(sent[0]) == {name: state for name, (*_, state) in INPUTS.items()}
    for name, (element, *_) in INPUTS.items():
        assert sent[0]["state"]["values"][name]["a"]["type"] == element["type"]


def test_an_empty_optional_input_is_sent_as_nothing(app, connect, ana, opens):
    empty = {
        "day": ({"type": "datepicker"}, {"selected_date": None}),
        "time": ({"type": "timepicker"}, {"selected_time": None}),
        "moment": ({"type": "datetimepicker"}, {"selected_date_time": None}),
        "person": ({"type": "users_select"}, {"selected_user": None}),
        "number": ({"type": "number_input", "is_decimal_allowed": True}, {"value": None}),
        "grouped": ({"type": "static_select", "option_groups": GROUPS}, {"selected_option": None}),
        "ticks": ({"type": "checkboxes", "options": [RED]}, {"selected_options": []}),
    }
    blocks = [block(name, element, optional=True) for name, (element, _) in empty.items()]
    opens.append(modal(*blocks, callback_id="form"))
    views = []
    app.view("form")(lambda ack, view: (views.append(view), ack()))
    connect(app)
    ana.runs("/form")
    ana.waits_for_modal()
    ana.submits()
    assert state_of(views[0]) == {name: state for name, (_, state) in empty.items()}


@pytest.mark.parametrize(
    ("name", "given", "problem"),
    [
        ("number", "eleven", "enter a number"),
        ("number", "11", "at most 10"),
        ("number", "-1", "at least 0"),
        ("number", "2.5", "whole number"),
        ("day", "tomorrow", "choose a date"),
        ("time", "9.15", "choose a time"),
        ("ticks", [], "required"),
    ],
)
def test_what_slacks_own_client_would_not_send_does_not_reach_the_app(
    ana, sent, name, given, problem
):
    with pytest.raises(FormError, match=problem) as refusal:
        ana.submits({name: given})
    assert list(refusal.value.errors) == [name]
    assert sent == []


def test_a_refused_form_keeps_everything_and_each_way_on_is_taken(app, connect, ana, opens):
    form = modal(block("words", {"type": "plain_text_input"}), callback_id="form")
    form["blocks"].append(block("number", INPUTS["number"][0]))
    opens.append(form)

    @app.view("form")
    def listen(ack, view):
        said = view["state"]["values"]["words"]["a"]["value"]
        ack(
            **{
                "no": {"response_action": "errors", "errors": {"words": "Say more."}},
                "again": {"response_action": "update", "view": form},
                "deeper": {"response_action": "push", "view": modal(callback_id="inner")},
            }[said]
        )

    app.view("inner")(lambda ack: ack(response_action="clear"))
    connect(app)
    ana.runs("/form")
    first = ana.waits_for_modal()
    with pytest.raises(FormError, match="Say more"):
        ana.submits({"words": "no", "number": "7"})
    assert state_of(ana.modal) == {"words": {"value": "no"}, "number": {"value": "7"}}
    ana.submits({"words": "again"})
    assert ana.modal["id"] == first["id"]
    assert state_of(ana.modal) == {"words": {"value": "again"}, "number": {"value": "7"}}
    ana.submits({"words": "deeper"})
    assert ana.modal["previous_view_id"] == first["id"]
    ana.submits()
    assert ana.modal is None


def test_numbers_as_numbers_are_refused_since_slack_takes_them_as_text():
    element = {"type": "number_input", "is_decimal_allowed": False, "min_value": 0}
    (problem,) = check_view(modal(block("number", element)), kind="modal")
    assert problem == "[ERROR] must be a string [json-pointer:/view/blocks/0/element/min_value]"
