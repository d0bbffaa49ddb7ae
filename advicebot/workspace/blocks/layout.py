"""The table of blocks, and the surfaces each may stand on.

Sources: docs.slack.dev/reference/block-kit/blocks (and its blocks.json for the surfaces), and the
models of slack_sdk 3.47. Cards are told of on modals too, and tables on home tabs, but neither is
drawn there by Slack's clients, so they are refused there.
"""

from typing import Any

from advicebot.workspace.blocks.elements import ELEMENTS
from advicebot.workspace.blocks.kinds import (
    ANYWHERE,
    HOME,
    MESSAGE,
    MODAL,
    Kind,
    check_kind,
    no_twins,
    not_both,
    of_kind,
    one_needed,
)
from advicebot.workspace.blocks.parts import ALT_TEXT_LIMIT, PICTURE_FIELDS, one_picture
from advicebot.workspace.blocks.report import PLAIN, Report
from advicebot.workspace.blocks.rich import PARTS, rich_text
from advicebot.workspace.blocks.rules import (
    FLAG,
    ID,
    Fields,
    Item,
    each,
    needed,
    one_of,
    text,
    text_item,
    thing,
    url,
    where_given,
    whole,
    words,
)
from advicebot.workspace.blocks.tables import DATA_ROWS, ROWS, SETTINGS, chart, even_rows, size
from advicebot.workspace.state import Json

TOP = frozenset({"blocks"})
IN_CONTAINER = TOP | {"container"}
MARKDOWN_LIMIT = 12_000
TITLE_LIMIT = 150


def check_block(report: Report, at: str, block: Any) -> None:
    """Check one block at the top of the report's surface."""
    check_kind(report, at, block, kinds=BLOCKS, place="blocks")


def _element(place: str) -> Item:
    return of_kind(lambda: ELEMENTS, place)


def _block(place: str) -> Item:
    return of_kind(lambda: BLOCKS, place)


def _elements(place: str, limit: int) -> Fields:
    return {"elements": needed(each(_element(place), limit=limit))}


def _in_context(report: Report, at: str, part: Any) -> None:
    if isinstance(part, dict) and part.get("type") == "image":
        _element("context")(report, at, part)
    else:
        report.text_object(at, part)


def _words_of_context(report: Report, at: str, part: Any) -> None:
    if isinstance(part, str):
        report.string(at, {"": part}, "", limit=TITLE_LIMIT, least=1)
    else:
        report.text_object(at, part, limit=TITLE_LIMIT, kinds=PLAIN)


def _text_or_fields(report: Report, at: str, block: Json) -> None:
    if not block.get("fields") and block.get("text") is None:
        report.add(at, "missing required field: text")


def _no_dispatch_of_files(report: Report, at: str, block: Json) -> None:
    element = block.get("element")
    is_file = isinstance(element, dict) and element.get("type") == "file_input"
    if is_file and block.get("dispatch_action"):
        report.add(f"{at}/dispatch_action", "must be false for a file_input")


def _folds(report: Report, at: str, block: Json) -> None:
    if block.get("default_collapsed") and not block.get("is_collapsible"):
        report.add(f"{at}/default_collapsed", "needs is_collapsible to be true")


_ACTION_IDS = no_twins("elements", "action_id")
_TASK: Fields = {
    "task_id": needed(words(least=1)),
    "title": needed(words(least=1)),
    "details": where_given(rich_text),
    "output": where_given(rich_text),
    "sources": each(
        thing({"url": needed(url()), "text": needed(words(least=1))}), limit=100, least=0
    ),
    "status": one_of("pending", "in_progress", "complete", "error"),
}
_ICON = where_given(_element("card"))


def _kind(
    fields: Fields, surfaces: frozenset[str] = ANYWHERE, places: frozenset[str] = TOP, **more: Any
) -> Kind:
    return Kind(places=places, surfaces=surfaces, fields={**fields, "block_id": ID}, **more)


BLOCKS: dict[str, Kind] = {
    "section": _kind(
        {
            "text": text(),
            "fields": each(text_item(2000), limit=10),
            "accessory": where_given(_element("section")),
            "expand": FLAG,
        },
        places=IN_CONTAINER,
        also=(_text_or_fields,),
    ),
    "header": _kind(
        {"text": needed(text(TITLE_LIMIT, PLAIN)), "level": whole(1, 4)}, places=IN_CONTAINER
    ),
    "divider": _kind({}, places=IN_CONTAINER),
    "image": _kind(
        {**PICTURE_FIELDS, "title": text(ALT_TEXT_LIMIT, PLAIN)},
        places=IN_CONTAINER,
        also=(one_picture, not_both("image_url", "slack_file")),
    ),
    "context": _kind({"elements": needed(each(_in_context, limit=10))}, places=IN_CONTAINER),
    "actions": _kind(_elements("actions", 25), places=IN_CONTAINER, also=(_ACTION_IDS,)),
    "context_actions": _kind(_elements("context_actions", 5), MESSAGE, also=(_ACTION_IDS,)),
    "input": _kind(
        {
            "label": needed(text(2000, PLAIN)),
            "hint": text(2000, PLAIN),
            "element": needed(where_given(_element("input"))),
            "optional": FLAG,
            "dispatch_action": FLAG,
        },
        places=IN_CONTAINER,
        also=(_no_dispatch_of_files,),
    ),
    "rich_text": _kind({"elements": needed(PARTS)}, places=IN_CONTAINER),
    "markdown": _kind({"text": needed(words(MARKDOWN_LIMIT, 1))}, MESSAGE),
    "table": _kind(
        {"rows": needed(ROWS), "column_settings": SETTINGS},
        MESSAGE,
        places=IN_CONTAINER,
        also=(size,),
    ),
    "data_table": _kind(
        {
            "rows": needed(DATA_ROWS),
            "caption": needed(words(least=1)),
            "page_size": whole(1, 100),
            "row_header_column_index": whole(0, 19),
        },
        MESSAGE,
        also=(size, even_rows),
    ),
    "data_visualization": _kind(
        {"title": needed(words(50, 1)), "chart": needed(where_given(chart))}, MESSAGE
    ),
    "video": _kind(
        {
            "title": needed(text(200, PLAIN)),
            "alt_text": needed(words(ALT_TEXT_LIMIT, 1)),
            "thumbnail_url": needed(url()),
            "video_url": needed(url(is_https=True)),
            "title_url": url(is_https=True),
            "description": text(200, PLAIN),
            "author_name": words(50),
            "provider_name": words(50),
            "provider_icon_url": url(),
        },
        places=IN_CONTAINER,
    ),
    "file": _kind(
        {"external_id": needed(ID), "source": needed(one_of("remote"))},
        MESSAGE,
        places=IN_CONTAINER,
    ),
    "call": _kind(
        {
            "call_id": needed(ID),
            "api_decoration_available": FLAG,
            "call": lambda report, at, holder, key: None,
        },
        MESSAGE,
    ),
    "alert": _kind(
        {
            "text": needed(text(200)),
            "level": one_of("default", "info", "warning", "error", "success"),
        },
        MODAL,
    ),
    "card": _kind(
        {
            "hero_image": _ICON,
            "icon": _ICON,
            "title": text(TITLE_LIMIT),
            "subtitle": text(TITLE_LIMIT),
            "body": text(200),
            "actions": each(_element("card"), limit=2),
        },
        MESSAGE | HOME,
        places=TOP | {"carousel"},
        also=(
            one_needed("title", "hero_image", "body", "actions"),
            no_twins("actions", "action_id"),
        ),
    ),
    "carousel": _kind({"elements": needed(each(_block("carousel"), limit=10))}, MESSAGE | HOME),
    "container": _kind(
        {
            "title": text(TITLE_LIMIT, PLAIN),
            "rich_text_title": where_given(rich_text),
            "subtitle": text(TITLE_LIMIT),
            "icon": where_given(_element("container")),
            "width": one_of("narrow", "standard", "wide", "full"),
            "is_collapsible": FLAG,
            "default_collapsed": FLAG,
            "has_header_divider": FLAG,
            "child_blocks": needed(each(_block("container"), limit=10)),
        },
        MESSAGE | HOME,
        also=(one_needed("title", "rich_text_title"), _folds),
    ),
    "task_card": _kind(_TASK, MESSAGE),
    "plan": _kind(
        {
            "title": needed(where_given(_words_of_context)),
            "tasks": each(thing({**_TASK, "block_id": ID}), limit=50, least=0),
        },
        MESSAGE,
        also=(no_twins("tasks", "task_id"),),
    ),
    "auth_provider": _kind(
        {
            "value": needed(words(150, 1)),
            "name": needed(text(75, PLAIN)),
            "is_connected": needed(FLAG),
            "description": text(150, PLAIN),
            "icon_url": url(),
            "auth_url": url(is_https=True),
            "disconnect_url": url(is_https=True),
            "connected_identity": text(75, PLAIN),
            "connected_context": text(75, PLAIN),
            "accessory": where_given(_element("section")),
            "fallback": each(_block("container"), limit=10),
        }
    ),
}
