"""Whether Slack would take the blocks of a message, or a view."""

from collections import Counter
from typing import Any

from advicebot.workspace.blocks.layout import MARKDOWN_LIMIT, check_block
from advicebot.workspace.blocks.report import ID_LIMIT, PLAIN, Report
from advicebot.workspace.blocks.tables import length_of_text
from advicebot.workspace.blocks.walk import all_elements, every_block
from advicebot.workspace.state import Json

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
TITLE_LIMIT = 24
PRIVATE_METADATA_LIMIT = 3000
ONLY = (
    (("table", "data_table"), 1, "only_one_table_allowed"),
    (("data_visualization",), 2, "no more than 2 data_visualization blocks allowed"),
    (("plan",), 1, "no more than 1 plan block allowed"),
)
"""Kinds of block of which a message holds only so many, and what is said of one more."""


def check_message(blocks: list[Any], at: str = "") -> list[str]:
    """Return what Slack would object to in a message's blocks, empty when nothing.

    ``at`` is what they stand in, as a JSON pointer: nothing, or one of its attachments.
    """
    report = Report("message")
    _check_blocks(report, {"blocks": blocks}, limit=MESSAGE_BLOCKS, at=at)
    if length_of_text(_of_type(blocks, "markdown")) > MARKDOWN_LIMIT:
        rule = f"markdown must be less than {MARKDOWN_LIMIT + 1} characters in all"
        report.add(f"{at}/blocks", rule)
    for kinds, most, rule in ONLY:
        if len(_of_type(blocks, *kinds)) > most:
            report.add(f"{at}/blocks", rule)
    return report.problems


def _of_type(blocks: list[Any], *types: str) -> list[Json]:
    return [block for block in every_block(blocks) if block.get("type") in types]


def text_length(blocks: list[Json]) -> int:
    """Return how many characters a message's blocks hold."""
    return length_of_text(blocks)


def check_view(view: Json, *, kind: str) -> list[str]:
    """Return what Slack would object to in a view of this kind, modal or home."""
    report = Report(kind)
    if view.get("type") != kind:
        report.add("/view/type", f"unsupported type: {view.get('type')}")
        return report.problems
    report.string("/view", view, "private_metadata", limit=PRIVATE_METADATA_LIMIT)
    report.string("/view", view, "callback_id", limit=ID_LIMIT)
    report.string("/view", view, "external_id", limit=ID_LIMIT)
    is_modal = kind == "modal"
    report.text("/view", view, "title", limit=TITLE_LIMIT, kinds=PLAIN, is_needed=is_modal)
    for part in ("submit", "close"):
        report.text("/view", view, part, limit=TITLE_LIMIT, kinds=PLAIN)
    _check_blocks(report, view, limit=VIEW_BLOCKS, at="/view")
    if is_modal and not view.get("submit") and _has_input(view.get("blocks")):
        report.add("/view", "missing required field: submit (the view has an input block)")
    return report.problems


def _check_blocks(report: Report, holder: Json, *, limit: int, at: str = "") -> None:
    blocks = report.items(at, holder, "blocks", least=0, limit=limit)
    for index, block in enumerate(blocks):
        check_block(report, f"{at}/blocks/{index}", block)
    ids = Counter(str(b["block_id"]) for b in every_block(blocks) if b.get("block_id"))
    for block_id, times in ids.items():
        if times > 1:
            report.add(f"{at}/blocks", f"`block_id` {block_id} already exists")
    if not report.problems and sum(_wants_focus(e) for _, e in all_elements(blocks)) > 1:
        report.add(f"{at}/blocks", "only one element can have focus_on_load set to true")


def _wants_focus(element: Json) -> bool:
    return bool(element.get("focus_on_load"))


def _has_input(blocks: Any) -> bool:
    return any(block.get("type") == "input" for block in every_block(blocks))
