"""Whether Slack would take the blocks of a message, or a view."""

from collections import Counter
from typing import Any

from advicebot.workspace.blocks.layout import MARKDOWN_LIMIT, check_block, length_of_text
from advicebot.workspace.blocks.report import ID_LIMIT, PLAIN, Report
from advicebot.workspace.state import Json

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
TITLE_LIMIT = 24
PRIVATE_METADATA_LIMIT = 3000


def check_message(blocks: list[Any]) -> list[str]:
    """Return what Slack would object to in a message's blocks, empty when nothing."""
    report = Report()
    _check_blocks(report, {"blocks": blocks}, surface="message", limit=MESSAGE_BLOCKS)
    markdown = [b for b in blocks if isinstance(b, dict) and b.get("type") == "markdown"]
    if length_of_text(markdown) > MARKDOWN_LIMIT:
        report.add("/blocks", f"markdown must be less than {MARKDOWN_LIMIT + 1} characters in all")
    tables = [b for b in blocks if isinstance(b, dict) and b.get("type") == "table"]
    if len(tables) > 1:
        report.add("/blocks", "only_one_table_allowed")
    return report.problems


def text_length(blocks: list[Json]) -> int:
    """Return how many characters a message's blocks hold."""
    return length_of_text(blocks)


def check_view(view: Json, *, kind: str) -> list[str]:
    """Return what Slack would object to in a view of this kind, modal or home."""
    report = Report()
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
    _check_blocks(report, view, surface=kind, limit=VIEW_BLOCKS, at="/view")
    if is_modal and not view.get("submit") and _has_input(view.get("blocks")):
        report.add("/view", "missing required field: submit (the view has an input block)")
    return report.problems


def _check_blocks(report: Report, holder: Json, *, surface: str, limit: int, at: str = "") -> None:
    blocks = report.items(at, holder, "blocks", least=0, limit=limit)
    for index, block in enumerate(blocks):
        check_block(report, f"{at}/blocks/{index}", block, surface=surface)
    ids = Counter(str(b["block_id"]) for b in blocks if isinstance(b, dict) and b.get("block_id"))
    for block_id, times in ids.items():
        if times > 1:
            report.add(f"{at}/blocks", f"`block_id` {block_id} already exists")


def _has_input(blocks: Any) -> bool:
    given = blocks if isinstance(blocks, list) else []
    return any(isinstance(block, dict) and block.get("type") == "input" for block in given)
