"""Checks of blocks, and the surfaces each may stand on."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from advicebot.workspace.blocks.elements import ALT_TEXT_LIMIT, check_element, check_picture
from advicebot.workspace.blocks.report import ID_LIMIT, PLAIN, Report
from advicebot.workspace.state import Json

Check = Callable[[Report, str, Json, str], None]

ANYWHERE = frozenset({"message", "modal", "home"})
MESSAGE = frozenset({"message"})

HEADER_LIMIT = 150
FIELD_LIMIT = 2000
FIELDS = 10
LABEL_LIMIT = 2000
CONTEXT_ELEMENTS = 10
ACTION_ELEMENTS = 25
CONTEXT_ACTION_ELEMENTS = 5
MARKDOWN_LIMIT = 12_000
TABLE_ROWS = 100
TABLE_CELLS = 20
TABLE_TEXT_LIMIT = 10_000
VIDEO_TITLE_LIMIT = 200
RICH_TEXT_PARTS = frozenset(
    {"rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote"}
)


@dataclass(frozen=True, slots=True)
class Block:
    """A kind of block: the surfaces it may stand on and what is checked."""

    surfaces: frozenset[str]
    check: Check


def check_block(report: Report, at: str, block: Any, *, surface: str) -> None:
    """Check one block on this surface: message, modal or home."""
    if not isinstance(block, dict):
        report.add(at, "must be an object")
        return
    kind = BLOCKS.get(str(block.get("type")))
    if kind is None or surface not in kind.surfaces:
        report.add(f"{at}/type", f"unsupported type: {block.get('type')}")
        return
    report.string(at, block, "block_id", limit=ID_LIMIT, least=1)
    kind.check(report, at, block, surface)


def _section(report: Report, at: str, block: Json, surface: str) -> None:
    has_fields = bool(block.get("fields"))
    report.text(at, block, "text", is_needed=not has_fields)
    if has_fields:
        for index, part in enumerate(report.items(at, block, "fields", limit=FIELDS)):
            report.text_object(f"{at}/fields/{index}", part, limit=FIELD_LIMIT)
    if "accessory" in block:
        place = f"{at}/accessory"
        check_element(report, place, block["accessory"], place="section", surface=surface)


def _header(report: Report, at: str, block: Json, surface: str) -> None:
    report.text(at, block, "text", limit=HEADER_LIMIT, kinds=PLAIN, is_needed=True)


def _divider(report: Report, at: str, block: Json, surface: str) -> None:
    """Nothing to check."""


def _image(report: Report, at: str, block: Json, surface: str) -> None:
    check_picture(report, at, block)
    report.text(at, block, "title", limit=ALT_TEXT_LIMIT, kinds=PLAIN)


def _context(report: Report, at: str, block: Json, surface: str) -> None:
    for index, part in enumerate(report.items(at, block, "elements", limit=CONTEXT_ELEMENTS)):
        place = f"{at}/elements/{index}"
        if isinstance(part, dict) and part.get("type") == "image":
            check_element(report, place, part, place="context", surface=surface)
        else:
            report.text_object(place, part)


def _elements(place: str, limit: int) -> Check:
    def check(report: Report, at: str, block: Json, surface: str) -> None:
        given = report.items(at, block, "elements", limit=limit)
        for index, element in enumerate(given):
            where = f"{at}/elements/{index}"
            check_element(report, where, element, place=place, surface=surface)
        ids = Counter(e.get("action_id") for e in given if isinstance(e, dict))
        for action_id, times in ids.items():
            if action_id and times > 1:
                report.add(f"{at}/elements", f"`action_id` {action_id} already exists")

    return check


def _input(report: Report, at: str, block: Json, surface: str) -> None:
    report.text(at, block, "label", limit=LABEL_LIMIT, kinds=PLAIN, is_needed=True)
    report.text(at, block, "hint", limit=LABEL_LIMIT, kinds=PLAIN)
    if "element" not in block:
        report.add(at, "missing required field: element")
        return
    check_element(report, f"{at}/element", block["element"], place="input", surface=surface)


def _markdown(report: Report, at: str, block: Json, surface: str) -> None:
    report.string(at, block, "text", limit=MARKDOWN_LIMIT, least=1, is_needed=True)


def _rich_text(report: Report, at: str, block: Json, surface: str) -> None:
    for index, part in enumerate(report.items(at, block, "elements", least=0, limit=1000)):
        kind = part.get("type") if isinstance(part, dict) else None
        if kind not in RICH_TEXT_PARTS:
            report.add(f"{at}/elements/{index}/type", f"unsupported type: {kind}")


def _table(report: Report, at: str, block: Json, surface: str) -> None:
    for index, row in enumerate(report.items(at, block, "rows", limit=TABLE_ROWS)):
        place = f"{at}/rows/{index}"
        if not isinstance(row, list):
            report.add(place, "must be an array")
        elif len(row) > TABLE_CELLS:
            report.add(place, f"no more than {TABLE_CELLS} items allowed")
    if length_of_text(block.get("rows")) > TABLE_TEXT_LIMIT:
        report.add(f"{at}/rows", f"must be less than {TABLE_TEXT_LIMIT + 1} characters")


def _video(report: Report, at: str, block: Json, surface: str) -> None:
    report.text(at, block, "title", limit=VIDEO_TITLE_LIMIT, kinds=PLAIN, is_needed=True)
    for key in ("alt_text", "thumbnail_url", "video_url"):
        report.string(at, block, key, limit=ALT_TEXT_LIMIT, is_needed=True)


def _file(report: Report, at: str, block: Json, surface: str) -> None:
    report.string(at, block, "external_id", limit=ID_LIMIT, is_needed=True)
    if block.get("source") != "remote":
        report.add(f"{at}/source", "value must be remote")


def length_of_text(value: Any) -> int:
    """Return how many characters stand under ``text`` keys, at any depth."""
    if isinstance(value, list):
        return sum(length_of_text(one) for one in value)
    if not isinstance(value, dict):
        return 0
    own = value.get("text")
    rest = sum(length_of_text(one) for one in value.values())
    return rest + (len(own) if isinstance(own, str) else 0)


BLOCKS: dict[str, Block] = {
    "section": Block(ANYWHERE, _section),
    "header": Block(ANYWHERE, _header),
    "divider": Block(ANYWHERE, _divider),
    "image": Block(ANYWHERE, _image),
    "context": Block(ANYWHERE, _context),
    "actions": Block(ANYWHERE, _elements("actions", ACTION_ELEMENTS)),
    "context_actions": Block(MESSAGE, _elements("context_actions", CONTEXT_ACTION_ELEMENTS)),
    "input": Block(ANYWHERE, _input),
    "markdown": Block(MESSAGE, _markdown),
    "rich_text": Block(ANYWHERE, _rich_text),
    "table": Block(MESSAGE, _table),
    "video": Block(ANYWHERE, _video),
    "file": Block(MESSAGE, _file),
}
