"""Finding elements in blocks, and giving ids to those that have none."""

import copy
from collections.abc import Iterator, Sequence
from typing import Any

from advicebot.workspace.ids import short_id

Block = dict[str, Any]
"""A block or an element of one, as JSON. The state keeps these, so nothing of it is known here."""

WITHOUT_BLOCK_ID = frozenset({"markdown"})
INNER = {"container": "child_blocks", "carousel": "elements"}
"""Kinds of block that hold blocks, and the key they stand under."""
HOLDERS = {
    "actions": "elements",
    "context_actions": "elements",
    "card": "actions",
    "section": "accessory",
    "auth_provider": "accessory",
    "input": "element",
}
"""Kinds of block that hold elements, and the key they stand under."""
PICTURED = ("accessory", "hero_image", "icon")
"""Keys of a block under which a single picture may stand."""


def every_block(blocks: Any) -> Iterator[Block]:
    """Yield each block with those inside it after it, in the order of reading."""
    return (block for _, block in placed_blocks(blocks))


def placed_blocks(blocks: Any, at: str = "/blocks") -> Iterator[tuple[str, Block]]:
    """Yield what ``every_block`` does, each with its place as a JSON pointer below ``at``."""
    for index, block in enumerate(blocks if isinstance(blocks, list) else ()):
        if isinstance(block, dict):
            yield f"{at}/{index}", block
            key = INNER.get(str(block.get("type")), "")
            yield from placed_blocks(block.get(key), f"{at}/{index}/{key}")


def pictures_in(blocks: Any, at: str = "/blocks") -> Iterator[tuple[str, Block]]:
    """Yield each picture that is a file of Slack's, with its place, those inside blocks too."""
    for place, block in placed_blocks(blocks, at):
        parts = [(place, block), *((f"{place}/{key}", block.get(key)) for key in PICTURED)]
        if block.get("type") == "context":
            parts += [(f"{place}/elements/{n}", e) for n, e in enumerate(block["elements"])]
        for where, one in parts:
            if isinstance(one, dict) and one.get("type") == "image" and one.get("slack_file"):
                yield where, one


def elements_of(block: Block) -> list[Block]:
    """Return the elements of a block that a person can act on or fill in."""
    found = block.get(HOLDERS.get(str(block.get("type")), "")) or []
    listed = found if isinstance(found, list) else [found]
    return [element for element in listed if element.get("type") != "image"]


def all_elements(blocks: Sequence[Block] | None) -> Iterator[tuple[Block, Block]]:
    """Yield each block with each of its elements, those inside other blocks too."""
    for block in every_block(list(blocks or ())):
        for element in elements_of(block):
            yield block, element


def find_element(
    blocks: Sequence[Block] | None, block_id: str, action_id: str
) -> tuple[Block, Block] | None:
    """Return the block and the element with these ids."""
    for block, element in all_elements(blocks):
        if block.get("block_id") == block_id and element.get("action_id") == action_id:
            return block, element
    return None


def with_ids(blocks: Sequence[Block], before: Sequence[Block] | None = None) -> list[Block]:
    """Return a copy in which each block and element has an id; ids that were given are kept.

    A block that stood in the same place of ``before`` and said the same keeps the ids that were
    made up for it then.
    """
    made = copy.deepcopy(list(blocks))
    for index, block in enumerate(made):
        if before is not None and index < len(before):
            _take_over(block, before[index])
    for block in every_block(made):
        if block["type"] not in WITHOUT_BLOCK_ID and not block.get("block_id"):
            block["block_id"] = short_id()
        for element in elements_of(block):
            if not element.get("action_id"):
                element["action_id"] = short_id()
    return made


def _take_over(block: Block, before: Block) -> None:
    """Give a block the ids of the one before it when nothing else tells the two apart."""
    same = copy.deepcopy(block)
    for inner, older in zip(every_block([same]), every_block([before]), strict=False):
        _take_ids(inner, older)
    if same == before:
        block.update(same)


def _take_ids(block: Block, before: Block) -> None:
    if not block.get("block_id") and before.get("block_id"):
        block["block_id"] = before["block_id"]
    for element, older in zip(elements_of(block), elements_of(before), strict=False):
        if not element.get("action_id") and older.get("action_id"):
            element["action_id"] = older["action_id"]
