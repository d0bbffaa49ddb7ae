"""One of every block and element: taken by the checks, and read as text in order."""

from typing import Any

import pytest

from advicebot.workspace.blocks.check import check_message, check_view
from advicebot.workspace.blocks.elements import ELEMENTS
from advicebot.workspace.blocks.layout import BLOCKS
from advicebot.workspace.blocks.rich import LEAVES
from advicebot.workspace.blocks.walk import every_block
from tests.workspace.pages import actions, button, mrkdwn, plain

Json = dict[str, Any]

MOMENT = 1795512840
PICTURE = {
    "type": "image",
    "image_url": "https://pictures.example.org/a.png",
    "alt_text": "A red kite",
}
ASKED = {
    "title": plain("Sure?"),
    "text": mrkdwn("It *goes*."),
    "confirm": plain("Do it"),
    "deny": plain("No"),
    "style": "danger",
}


def options(*names: str) -> list[Json]:
    return [{"text": plain(name), "value": name.lower()} for name in names]


def leaf(kind: str, **more: Any) -> Json:
    return {"type": kind, **more}


def words(text: str, **style: bool) -> Json:
    return leaf("text", text=text, **({"style": style} if style else {}))


def line(*leaves: Json) -> Json:
    return {"type": "rich_text_section", "elements": list(leaves)}


def listed(style: str, *texts: str, **more: Any) -> Json:
    lines = [line(words(text)) for text in texts]
    return {"type": "rich_text_list", "style": style, "elements": lines, **more}


def rich(*parts: Json) -> Json:
    return {"type": "rich_text", "elements": list(parts)}


def cell(text: str) -> Json:
    return {"type": "raw_text", "text": text}


def number(value: float, text: str | None = None) -> Json:
    return {"type": "raw_number", "value": value, **({"text": text} if text else {})}


def section(text: str, **more: Any) -> Json:
    return {"type": "section", "text": mrkdwn(text), **more}


def task(task_id: str, title: str, status: str, **more: Any) -> Json:
    return {"task_id": task_id, "title": title, "status": status, **more}


RICH = rich(
    line(
        words("Bold", bold=True),
        words(" slanted", italic=True),
        words(" gone", strike=True),
        words(" code", code=True),
        words(" marked", highlight=True),
        words(" "),
        leaf("link", url="https://example.org/", text="a link"),
        words(" "),
        leaf("user", user_id="U2"),
        words(" "),
        leaf("usergroup", usergroup_id="S1"),
        words(" "),
        leaf("channel", channel_id="C2"),
        words(" "),
        leaf("team", team_id="T1"),
        words(" "),
        leaf("broadcast", range="here"),
        words(" "),
        leaf("emoji", name="wave", skin_tone=4),
        words(" "),
        leaf("date", timestamp=MOMENT, format="{date_long} at {time}", fallback="a Tuesday"),
        words(" "),
        leaf("color", value="#1B655F"),
    ),
    listed("bullet", "One", "Two"),
    listed("ordered", "Inner three", "Inner four", indent=1, offset=2),
    listed("bullet", "Edged", border=1),
    {"type": "rich_text_quote", "elements": [words("Said before")]},
    {"type": "rich_text_preformatted", "elements": [words("x = 1\ny = 2")], "language": "python"},
)
TABLE = {
    "type": "table",
    "rows": [
        [cell("Who"), cell("How often"), cell("Where")],
        [cell("Ana"), number(3, "3 times"), rich(line(words("Hall", bold=True)))],
        [cell("Ben"), number(1), rich(line(words("Yard")))],
    ],
    "column_settings": [{"is_wrapped": True}, {"align": "right"}, None],
}
DATA_TABLE = {
    "type": "data_table",
    "caption": "Visits",
    "page_size": 2,
    "rows": [
        [cell("Place"), cell("Visits")],
        [cell("Hall"), number(7)],
        [cell("Yard"), number(12)],
        [cell("Attic"), number(1)],
    ],
}
CHART = {
    "type": "data_visualization",
    "title": "Visits in a week",
    "chart": {
        "type": "bar",
        "axis_config": {"categories": ["Mon", "Tue"], "x_label": "Day"},
        "series": [
            {
                "name": name,
                "data": [{"label": "Mon", "value": low}, {"label": "Tue", "value": low + 3}],
            }
            for name, low in (("Hall", 2), ("Yard", 4))
        ],
    },
}
VIDEO = {
    "type": "video",
    "title": plain("How to fold a kite"),
    "title_url": "https://example.org/kite",
    "description": plain("Three minutes, with words."),
    "author_name": "Ana Example",
    "provider_name": "Example films",
    "alt_text": "A kite is folded",
    "thumbnail_url": "https://pictures.example.org/kite.png",
    "video_url": "https://example.org/kite/embed",
}
CARD = {
    "type": "card",
    "icon": PICTURE,
    "hero_image": PICTURE,
    "title": mrkdwn("*Red kite*"),
    "subtitle": mrkdwn("A bird"),
    "body": mrkdwn("It can be seen from the hall."),
    "actions": [button("Look", "look", style="primary")],
}
MENUS = [
    {"type": "static_select", "placeholder": plain("Pick"), "options": options("Red", "Green")},
    {"type": "users_select", "placeholder": plain("Somebody")},
    {"type": "datepicker", "initial_date": "2026-11-24"},
    {"type": "timepicker", "initial_time": "09:15"},
    {"type": "datetimepicker", "initial_date_time": MOMENT},
    {"type": "overflow", "options": options("Copy", "Move"), "confirm": ASKED},
]
MESSAGES: list[list[Json]] = [
    [
        {"type": "header", "text": plain("A heading")},
        section("Some *words* :tada: for <@U2>", accessory=button("Press", "press", confirm=ASKED)),
        {"type": "section", "fields": [mrkdwn("*Left*\n1"), plain("Right")]},
        section("With a picture", accessory=PICTURE),
        {"type": "divider"},
        {"type": "context", "elements": [PICTURE, mrkdwn("Seen _today_")]},
        actions(
            button("First", "first", style="primary", accessibility_label="The first of all"),
            button("Away", "away", style="danger"),
            button("A page", "page", url="https://example.org/"),
            {
                "type": "workflow_button",
                "text": plain("Begin"),
                "action_id": "begin",
                "workflow": {"trigger": {"url": "https://example.org/trigger"}},
            },
        ),
        {"type": "actions", "elements": MENUS},
        section("Ticks", accessory={"type": "checkboxes", "options": options("Tea", "Milk")}),
        {**PICTURE, "title": plain("Over the hall")},
    ],
    [RICH, {"type": "markdown", "text": "## Plan\n\n- [ ] one\n- **two**"}],
    [TABLE, CHART, VIDEO],
    [
        DATA_TABLE,
        {"type": "file", "external_id": "remote-1", "source": "remote"},
        {"type": "call", "call_id": "R1"},
    ],
    [
        CARD,
        {"type": "carousel", "elements": [CARD, CARD, {"type": "card", "title": plain("Last")}]},
        {
            "type": "container",
            "title": plain("Two rows"),
            "subtitle": plain("Both can be changed"),
            "is_collapsible": True,
            "child_blocks": [section("A row"), {"type": "divider"}, actions(button("Go", "go"))],
        },
    ],
    [
        {
            "type": "plan",
            "title": "What is done",
            "tasks": [
                task("1", "Looked", "complete", output=rich(line(words("Found it")))),
                task("2", "Asking", "in_progress"),
                task("3", "Lost", "error"),
            ],
        },
        {
            "type": "task_card",
            **task("4", "Write", "pending", details=rich(line(words("Soon")))),
            "sources": [{"type": "url", "url": "https://example.org/s", "text": "A source"}],
        },
        {
            "type": "auth_provider",
            "value": "kites",
            "name": plain("Kite club"),
            "is_connected": False,
            "description": plain("Your kites"),
            "auth_url": "https://example.org/auth",
        },
        {
            "type": "context_actions",
            "elements": [
                {
                    "type": "feedback_buttons",
                    "action_id": "opinion",
                    "positive_button": {"text": plain("Good"), "value": "good"},
                    "negative_button": {"text": plain("Bad"), "value": "bad"},
                },
                {"type": "icon_button", "icon": "trash", "text": plain("Remove"), "action_id": "r"},
            ],
        },
    ],
]
INPUTS: dict[str, Json] = {
    "words": {"type": "plain_text_input", "max_length": 80, "placeholder": plain("Say it")},
    "story": {"type": "plain_text_input", "multiline": True},
    "amount": {"type": "number_input", "is_decimal_allowed": True, "min_value": "0"},
    "mail": {"type": "email_text_input"},
    "site": {"type": "url_text_input"},
    "rich": {"type": "rich_text_input", "initial_value": rich(line(words("Fine", bold=True)))},
    "one": {"type": "static_select", "options": options("Red", "Green", "Blue")},
    "several": {"type": "multi_static_select", "options": options("Red", "Green", "Blue")},
    "asked": {"type": "external_select", "min_query_length": 1},
    "many_asked": {"type": "multi_external_select", "min_query_length": 1},
    "person": {"type": "users_select"},
    "people": {"type": "multi_users_select"},
    "channel": {"type": "channels_select"},
    "channels": {"type": "multi_channels_select"},
    "talk": {"type": "conversations_select", "default_to_current_conversation": True},
    "talks": {
        "type": "multi_conversations_select",
        "filter": {"include": ["public"], "exclude_bot_users": True},
    },
    "ticks": {
        "type": "checkboxes",
        "options": [{"text": mrkdwn("*Tea*"), "value": "tea", "description": mrkdwn("with milk")}],
    },
    "radio": {"type": "radio_buttons", "options": options("Yes", "No")},
    "day": {"type": "datepicker"},
    "time": {"type": "timepicker"},
    "moment": {"type": "datetimepicker"},
    "files": {"type": "file_input", "max_files": 2, "filetypes": ["txt"]},
}


def an_input(name: str, element: Json, **more: Any) -> Json:
    label = plain(name.replace("_", " ").capitalize())
    element = {"action_id": "a", **element}
    return {"type": "input", "block_id": name, "label": label, "element": element, **more}


ALERTS = [
    {"type": "alert", "level": level, "text": mrkdwn(f"This is *{level}*.")}
    for level in ("default", "info", "success", "warning", "error")
]
FORM: Json = {
    "type": "modal",
    "callback_id": "all",
    "title": plain("Every input"),
    "submit": plain("Send"),
    "blocks": [
        *ALERTS,
        *(
            an_input(name, element, optional=True, hint=plain(f"About {name}."))
            for name, element in INPUTS.items()
        ),
    ],
}


def test_the_catalogue_has_every_block_and_every_element() -> None:
    blocks = [block for blocks in (*MESSAGES, FORM["blocks"]) for block in every_block(blocks)]
    text = str([MESSAGES, FORM])
    assert {block["type"] for block in blocks} == set(BLOCKS)
    assert [kind for kind in (*ELEMENTS, *LEAVES) if f"'{kind}'" not in text] == []


@pytest.mark.parametrize("blocks", MESSAGES)
def test_slack_would_take_every_message_of_the_catalogue(blocks: list[Json]) -> None:
    assert check_message(blocks) == []


def test_slack_would_take_the_form_with_every_input() -> None:
    assert check_view(FORM, kind="modal") == []
