"""What Slack refuses in blocks, in its own words and at its own places; what may stand where."""

from collections.abc import Iterator
from typing import Any

import pytest

from advicebot.workspace.blocks.check import check_message, check_view
from advicebot.workspace.blocks.elements import ELEMENTS
from advicebot.workspace.blocks.layout import BLOCKS
from advicebot.workspace.blocks.values import state_values
from advicebot.workspace.blocks.walk import every_block, with_ids
from tests.workspace.pages import actions, button, mrkdwn, plain
from tests.workspace.test_block_catalogue import (
    ASKED,
    CARD,
    CHART,
    DATA_TABLE,
    FORM,
    INPUTS,
    MESSAGES,
    VIDEO,
    an_input,
    cell,
    line,
    listed,
    number,
    options,
    rich,
    section,
    words,
)

Json = dict[str, Any]


def select(**more: Any) -> Json:
    return {"type": "static_select", "action_id": "a", "options": options("Red"), **more}


def table(*rows: list[Json], **more: Any) -> Json:
    return {"type": "table", "rows": list(rows), **more}


def leaf(**more: Any) -> Json:
    return rich(line(more))


SHORT = {"axis_config": {"categories": ["Mon", "Tue", "Wed"]}}
WORDLESS = {key: part for key, part in ASKED.items() if key != "text"}

# what is refused: (the block, the rule, the place below the block)
REFUSED: dict[str, tuple[Json, str, str]] = {
    "too long a label of a button": (
        actions(button("x" * 76, "a")),
        "must be less than 76 characters",
        "/elements/0/text/text",
    ),
    "a key that a block does not have": (
        section("x", colour="red"),
        "invalid additional property: colour",
        "",
    ),
    "a key that an element does not have": (
        actions(button("x", "a", placeholder=plain("x"))),
        "invalid additional property: placeholder",
        "/elements/0",
    ),
    "a block without a type": ({}, "missing required field: type", ""),
    "a header of mrkdwn": (
        {"type": "header", "text": mrkdwn("x")},
        "unsupported type: mrkdwn",
        "/text/type",
    ),
    "a switch that is a word": (
        an_input("a", INPUTS["words"] | {"multiline": "yes"}),
        "must be a boolean",
        "/element/multiline",
    ),
    "a confirmation without its question": (
        actions(button("x", "a", confirm=WORDLESS)),
        "missing required field: text",
        "/elements/0/confirm",
    ),
    "an option with an address outside an overflow menu": (
        actions(select(options=[options("Red")[0] | {"url": "https://example.org/"}])),
        "invalid additional property: url",
        "/elements/0/options/0",
    ),
    "options in two ways": (
        actions(select(option_groups=[{"label": plain("x"), "options": options("Blue")}])),
        "only one of options and option_groups allowed",
        "/elements/0",
    ),
    "a first choice that is not offered": (
        actions(select(initial_option=options("Blue")[0])),
        "must match one of the options exactly",
        "/elements/0/initial_option",
    ),
    "an empty filter": (
        actions({"type": "conversations_select", "filter": {}}),
        "must provide at least one filter",
        "/elements/0/filter",
    ),
    "a trigger nobody knows": (
        an_input("a", INPUTS["words"] | {"dispatch_action_config": {"trigger_actions_on": ["x"]}}),
        "value must be on_enter_pressed or on_character_entered",
        "/element/dispatch_action_config/trigger_actions_on/0",
    ),
    "a day that is in no calendar": (
        actions({"type": "datepicker", "initial_date": "2024-02-30"}),
        "must be a date as YYYY-MM-DD",
        "/elements/0/initial_date",
    ),
    "a moment of another number of digits": (
        actions({"type": "datetimepicker", "initial_date_time": 999_999_999}),
        "must be between 1000000000 and 9999999999",
        "/elements/0/initial_date_time",
    ),
    "an action that is a list": (
        actions(button("x", "a") | {"action_id": ["a"]}),
        "must be a string",
        "/elements/0/action_id",
    ),
    "no items to choose": (
        actions({"type": "multi_users_select", "max_selected_items": 0}),
        "must be 1 or more",
        "/elements/0/max_selected_items",
    ),
    "a part that rich text does not have": (
        rich({"type": "rich_text_table", "elements": []}),
        "unsupported type: rich_text_table",
        "/elements/0/type",
    ),
    "words straight in rich text": (rich(words("x")), "unsupported type: text", "/elements/0/type"),
    "a style nobody knows": (
        leaf(type="text", text="x", style={"big": True}),
        "invalid additional property: big",
        "/elements/0/elements/0/style",
    ),
    "a list of an unknown kind": (
        rich(listed("dashed", "x")),
        "value must be bullet or ordered",
        "/elements/0/style",
    ),
    "a date without a pattern": (
        leaf(type="date", timestamp=1),
        "missing required field: format",
        "/elements/0/elements/0",
    ),
    "an empty cell": (
        table([cell("")]),
        "must be more than 0 characters",
        "/rows/0/0/text",
    ),
    "too many cells": (
        table([cell("x")] * 21),
        "no more than 20 items allowed",
        "/rows/0",
    ),
    "a column that is aligned to nothing": (
        table([cell("x")], column_settings=[{"align": "top"}]),
        "value must be left or center or right",
        "/column_settings/0/align",
    ),
    "rich text in the head of a data table": (
        DATA_TABLE | {"rows": [[rich(line(words("x")))], [cell("x")]]},
        "unsupported type: rich_text",
        "/rows/0/0/type",
    ),
    "rows of a data table that are not even": (
        DATA_TABLE | {"rows": [[cell("x")], [cell("x"), number(1)]]},
        "all rows must have the same number of cells",
        "/rows",
    ),
    "a chart without a value for a category": (
        CHART | {"chart": CHART["chart"] | {"series": CHART["chart"]["series"][:1]} | SHORT},
        "must have one value for each category",
        "/chart/series/0/data",
    ),
    "a video that is not https": (
        VIDEO | {"video_url": "http://example.org/"},
        "must be an https URL",
        "/video_url",
    ),
    "an empty card": ({"type": "card"}, "missing required field: title", ""),
    "a menu in a card": (
        CARD | {"actions": [select()]},
        "unsupported type: static_select",
        "/actions/0/type",
    ),
    "a card in a container": (
        {"type": "container", "title": plain("x"), "child_blocks": [CARD]},
        "unsupported type: card",
        "/child_blocks/0/type",
    ),
    "a container that begins folded and does not fold": (
        {
            "type": "container",
            "title": plain("x"),
            "child_blocks": [section("x")],
            "default_collapsed": True,
        },
        "needs is_collapsible to be true",
        "/default_collapsed",
    ),
    "a task in a state nobody knows": (
        {"type": "task_card", "task_id": "1", "title": "x", "status": "asleep"},
        "value must be pending or in_progress or complete or error",
        "/status",
    ),
    "a button where feedback stands": (
        {"type": "context_actions", "elements": [button("x", "a")]},
        "unsupported type: button",
        "/elements/0/type",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_wrong_is_said_in_slacks_words_at_its_place(name: str) -> None:
    block, rule, place = REFUSED[name]
    assert check_message([section("first"), block]) == [
        f"[ERROR] {rule} [json-pointer:/blocks/1{place}]"
    ]


def stands_on(surface: str, block: Json) -> bool:
    if surface == "message":
        return check_message([block]) == []
    view = {"type": surface, "title": plain("x"), "submit": plain("x"), "blocks": [block]}
    return check_view(view, kind=surface) == []


ALL = {block["type"]: block for blocks in (*MESSAGES, FORM["blocks"]) for block in blocks}
EVERYWHERE = {"message", "modal", "home"}
ONLY_ON = {
    "alert": {"modal"},
    "card": {"message", "home"},
    "carousel": {"message", "home"},
    "container": {"message", "home"},
}
ONLY_IN_MESSAGES = (
    *("call", "context_actions", "data_table", "data_visualization", "file", "markdown"),
    *("plan", "table", "task_card"),
)


@pytest.mark.parametrize("kind", sorted(set(BLOCKS) - {"actions", "input"}))
def test_each_block_stands_on_its_surfaces_only(kind: str) -> None:
    found = {surface for surface in EVERYWHERE if stands_on(surface, ALL[kind])}
    expected = {"message"} if kind in ONLY_IN_MESSAGES else ONLY_ON.get(kind, EVERYWHERE)
    assert found == expected


ONLY_IN_MODALS = ("email_text_input", "url_text_input", "number_input", "file_input")
ELEMENT_ONLY_ON = {
    "datetimepicker": {"message", "modal"},
    "rich_text_input": {"modal", "home"},
}


@pytest.mark.parametrize("name", INPUTS)
def test_each_input_stands_on_its_surfaces_only(name: str) -> None:
    block = an_input("a", INPUTS[name])
    found = {surface for surface in EVERYWHERE if stands_on(surface, block)}
    kind = INPUTS[name]["type"]
    expected = {"modal"} if kind in ONLY_IN_MODALS else ELEMENT_ONLY_ON.get(kind, EVERYWHERE)
    assert found == expected


def test_every_element_that_may_ask_first_may_ask() -> None:
    silent = {kind for kind, row in ELEMENTS.items() if "confirm" not in row.fields}
    assert silent == {
        *("feedback_buttons", "workflow_button", "image", "file_input", "rich_text_input"),
        *("plain_text_input", "email_text_input", "url_text_input", "number_input"),
    }


def test_a_message_has_one_table_two_charts_and_one_plan() -> None:
    small = table([cell("x")])
    assert check_message([small, DATA_TABLE]) == [
        "[ERROR] only_one_table_allowed [json-pointer:/blocks]"
    ]
    assert check_message([CHART, CHART]) == []
    assert check_message([CHART, CHART, CHART]) != []
    plan = {"type": "plan", "title": "x"}
    assert check_message([plan]) == []
    assert check_message([plan, plan]) != []


def test_a_surface_puts_the_focus_on_one_element_only() -> None:
    both = [an_input(name, select(focus_on_load=True)) for name in ("a", "b")]
    rule = "only one element can have focus_on_load set to true"
    assert check_message(both) == [f"[ERROR] {rule} [json-pointer:/blocks]"]
    assert check_message(both[:1]) == []
    focused = INPUTS["words"] | {"focus_on_load": True}
    view = FORM | {"blocks": [an_input("a", focused), an_input("b", INPUTS["words"])]}
    assert check_view(view, kind="modal") == []
    view = FORM | {"blocks": [an_input("a", focused), an_input("b", focused)]}
    assert check_view(view, kind="modal") != []


def test_a_file_input_cannot_tell_the_app_at_once() -> None:
    block = an_input("a", INPUTS["files"], dispatch_action=True)
    assert check_view(FORM | {"blocks": [block]}, kind="modal") == [
        "[ERROR] must be false for a file_input [json-pointer:/view/blocks/0/dispatch_action]"
    ]


@pytest.mark.parametrize("wrong", [{"initial_value": "x"}, {"min_value": "3", "max_value": "2"}])
def test_the_numbers_of_a_number_input_are_numbers_in_order(wrong: Json) -> None:
    element = {"type": "number_input", "is_decimal_allowed": False} | wrong
    assert check_view(FORM | {"blocks": [an_input("a", element)]}, kind="modal") != []


def test_blocks_inside_blocks_have_ids_that_stay_when_nothing_changes() -> None:
    given = [
        {"type": "carousel", "elements": [CARD, dict(CARD)]},
        {"type": "container", "title": plain("x"), "child_blocks": [section("x")]},
    ]
    made = with_ids(given)
    ids = [block["block_id"] for block in every_block(made)]
    assert len(set(ids)) == 5
    assert with_ids(given, made) == made
    assert check_message([given[0] | {"block_id": "a"}, section("x", block_id="a")]) != []


ODD = (None, True, 5, 1e9, "", "x", [], ["a"], [[]], {}, {"type": ["a"]}, [{"a": 1}])


def changed(given: Any) -> Iterator[Any]:
    """Yield copies of something, each with one value in it that is odd."""
    yield from ODD
    if not isinstance(given, dict | list):
        return
    for key, value in given.items() if isinstance(given, dict) else enumerate(given):
        for other in changed(value):
            copy = given.copy()
            copy[key] = other
            yield copy


@pytest.mark.parametrize("surface", ["message", "modal"])
def test_no_value_is_too_odd_to_be_judged(surface: str) -> None:
    """What is taken can be given ids and has a state, whatever stands anywhere in it."""
    given = FORM["blocks"] if surface == "modal" else [b for blocks in MESSAGES for b in blocks]
    for block in (other for one in given for other in changed(one)):
        is_taken = stands_on(surface, block)
        if is_taken:
            state_values(with_ids([block]), {})
