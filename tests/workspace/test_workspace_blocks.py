"""Slack's limits on blocks: the largest that is taken, and one more."""

import pytest

from advicebot.workspace.blocks.check import check_message, check_view
from advicebot.workspace.blocks.walk import with_ids


def plain(text="x"):
    return {"type": "plain_text", "text": text}


def mrkdwn(text="x"):
    return {"type": "mrkdwn", "text": text}


def button(**more):
    return {"type": "button", "text": plain()} | more


def option(number=0, **more):
    return {"text": plain("x"), "value": str(number)} | more


def select(count, **more):
    return {"type": "static_select", "options": [option(n) for n in range(count)]} | more


def actions(*elements):
    return {"type": "actions", "elements": list(elements)}


def section(**more):
    return {"type": "section", "text": mrkdwn()} | more


def an_input(element, **more):
    return {"type": "input", "label": plain(), "element": element} | more


def modal(*blocks, **more):
    return {"type": "modal", "title": plain(), "submit": plain(), "blocks": list(blocks)} | more


WORDS = {"type": "plain_text_input"}
DIVIDER = {"type": "divider"}
CELL = {"type": "raw_text", "text": "x"}

LIMITS = {
    "section text": (lambda n: section(text=mrkdwn("x" * n)), 3000),
    "section fields": (lambda n: {"type": "section", "fields": [mrkdwn()] * n}, 10),
    "field": (lambda n: {"type": "section", "fields": [mrkdwn("x" * n)]}, 2000),
    "header": (lambda n: {"type": "header", "text": plain("x" * n)}, 150),
    "context": (lambda n: {"type": "context", "elements": [mrkdwn()] * n}, 10),
    "actions": (lambda n: actions(*[button() for _ in range(n)]), 25),
    "button text": (lambda n: actions(button(text=plain("x" * n))), 75),
    "button value": (lambda n: actions(button(value="x" * n)), 2000),
    "button label": (lambda n: actions(button(accessibility_label="x" * n)), 75),
    "action_id": (lambda n: actions(button(action_id="x" * n)), 255),
    "block_id": (lambda n: section(block_id="x" * n), 255),
    "options": (lambda n: actions(select(n)), 100),
    "option text": (lambda n: actions(select(1, options=[option(text=plain("x" * n))])), 75),
    "option value": (lambda n: actions(select(1, options=[option(value="x" * n)])), 150),
    "placeholder": (lambda n: actions(select(1, placeholder=plain("x" * n))), 150),
    "overflow": (lambda n: actions(select(n, type="overflow")), 5),
    "radio": (lambda n: actions(select(n, type="radio_buttons")), 10),
    "checkboxes": (lambda n: actions(select(n, type="checkboxes")), 10),
    "alt text": (
        lambda n: {"type": "image", "image_url": "https://example.org/a.png", "alt_text": "x" * n},
        2000,
    ),
    "input label": (lambda n: an_input(WORDS, label=plain("x" * n)), 2000),
    "input hint": (lambda n: an_input(WORDS, hint=plain("x" * n)), 2000),
    "input value": (lambda n: an_input(WORDS | {"initial_value": "x" * n}), 3000),
    "markdown": (lambda n: {"type": "markdown", "text": "x" * n}, 12_000),
    "table rows": (lambda n: {"type": "table", "rows": [[CELL]] * n}, 100),
    "table cells": (lambda n: {"type": "table", "rows": [[CELL] * n]}, 20),
}


@pytest.mark.parametrize("name", LIMITS)
def test_the_largest_is_taken_and_one_more_is_refused(name):
    make, limit = LIMITS[name]
    assert check_message([make(limit)]) == []
    assert check_message([make(limit + 1)]) != []


def confirm(**more):
    return {"title": plain(), "text": plain(), "confirm": plain(), "deny": plain()} | more


@pytest.mark.parametrize(
    ("part", "limit"), [("title", 100), ("text", 300), ("confirm", 30), ("deny", 30)]
)
def test_confirmations_have_limits(part, limit):
    def with_text(count):
        return [actions(button(confirm=confirm(**{part: plain("x" * count)})))]

    assert check_message(with_text(limit)) == []
    assert check_message(with_text(limit + 1)) != []


def test_a_message_has_fifty_blocks_and_a_view_a_hundred():
    assert check_message([DIVIDER] * 50) == []
    assert check_message([DIVIDER] * 51) == [
        "[ERROR] no more than 50 items allowed [json-pointer:/blocks]"
    ]
    assert check_view(modal(*[DIVIDER] * 100), kind="modal") == []
    assert check_view(modal(*[DIVIDER] * 101), kind="modal") != []


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "nonsense"},
        "not a block",
        {"type": "section"},
        section(text=""),
        section(text=mrkdwn("")),
        section(text={"type": "mrkdwn", "text": "x", "emoji": True}),
        {"type": "header", "text": mrkdwn()},
        actions(),
        actions({"type": "nonsense"}),
        actions(WORDS),
        actions(button(text=mrkdwn())),
        actions(button(style="green")),
        actions(button(url="no address")),
        actions(button(action_id="a"), button(action_id="a")),
        actions(select(1, initial_option=option(7))),
        actions(select(1, option_groups=[])),
        actions({"type": "datepicker", "initial_date": "1 May"}),
        actions({"type": "timepicker", "initial_time": "25:00"}),
        section(accessory={"type": "datetimepicker"}),
        section(accessory=WORDS),
        an_input(button()),
        an_input({"type": "file_input"}),
        an_input(WORDS, label=mrkdwn()),
        an_input(WORDS | {"min_length": 5, "max_length": 4}),
        an_input({"type": "number_input"}),
        {"type": "input", "label": plain()},
        {"type": "context", "elements": [button()]},
        {"type": "image", "image_url": "https://example.org/a.png"},
        {"type": "image", "alt_text": "x"},
        {"type": "rich_text", "elements": [{"type": "text", "text": "x"}]},
    ],
)
def test_what_slack_refuses_is_refused(wrong):
    assert check_message([wrong]) != []


def test_block_ids_are_unique():
    assert check_message([section(block_id="a"), section(block_id="b")]) == []
    assert check_message([section(block_id="a"), section(block_id="a")]) != []


def test_some_blocks_stand_in_messages_only():
    for block in ({"type": "markdown", "text": "x"}, {"type": "table", "rows": [[CELL]]}):
        assert check_message([block]) == []
        assert check_view(modal(block), kind="modal") != []
        assert check_view({"type": "home", "blocks": [block]}, kind="home") != []


def test_markdown_counts_together():
    half = {"type": "markdown", "text": "x" * 6001}
    assert check_message([half]) == []
    assert check_message([half, half]) != []


def test_an_input_in_a_modal_needs_submit():
    assert check_view(modal(an_input(WORDS)), kind="modal") == []
    without = modal(an_input(WORDS))
    del without["submit"]
    assert "submit" in check_view(without, kind="modal")[0]


@pytest.mark.parametrize(
    ("part", "limit"),
    [("title", 24), ("submit", 24), ("close", 24)],
)
def test_the_texts_of_a_modal_have_limits(part, limit):
    assert check_view(modal(**{part: plain("x" * limit)}), kind="modal") == []
    assert check_view(modal(**{part: plain("x" * (limit + 1))}), kind="modal") != []


@pytest.mark.parametrize(("part", "limit"), [("private_metadata", 3000), ("callback_id", 255)])
def test_the_hidden_parts_of_a_modal_have_limits(part, limit):
    assert check_view(modal(**{part: "x" * limit}), kind="modal") == []
    assert check_view(modal(**{part: "x" * (limit + 1)}), kind="modal") != []


def test_a_modal_needs_a_title_and_its_own_type():
    assert check_view({"type": "modal", "blocks": []}, kind="modal") != []
    assert check_view({"type": "home", "blocks": []}, kind="modal") != []
    assert check_view({"type": "home", "blocks": []}, kind="home") == []


def test_missing_ids_are_made_and_given_ones_kept():
    given = [actions(button(), button(action_id="mine")), section(block_id="kept"), DIVIDER]
    made = with_ids(given)
    assert made[1]["block_id"] == "kept"
    assert made[0]["elements"][1]["action_id"] == "mine"
    made_up = [made[0]["block_id"], made[2]["block_id"], made[0]["elements"][0]["action_id"]]
    assert all(made_up)
    assert len(set(made_up)) == 3
    assert "block_id" not in given[0]
