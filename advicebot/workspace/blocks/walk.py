"""Finding elements in blocks, and giving ids to those that have none."""

import copy
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from advicebot.workspace.ids import short_id
from advicebot.workspace.state import Json

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


def every_block(blocks: Any) -> Iterator[Json]:
    """Yield each block with those inside it after it, in the order of reading."""
    for block in blocks if isinstance(blocks, list) else ():
        if isinstance(block, dict):
            yield block
            yield from every_block(block.get(INNER.get(str(block.get("type")), "")))


def elements_of(block: Json) -> list[Json]:
    """Return the elements of a block that a person can act on or fill in."""
    found = block.get(HOLDERS.get(str(block.get("type")), "")) or []
    listed = found if isinstance(found, list) else [found]
    return [element for element in listed if element.get("type") != "image"]


def all_elements(blocks: Sequence[Json] | None) -> Iterator[tuple[Json, Json]]:
    """Yield each block with each of its elements, those inside other blocks too."""
    for block in every_block(list(blocks or ())):
        for element in elements_of(block):
            yield block, element


def find_element(
    blocks: Sequence[Json] | None, block_id: str, action_id: str
) -> tuple[Json, Json] | None:
    """Return the block and the element with these ids."""
    for block, element in all_elements(blocks):
        if block.get("block_id") == block_id and element.get("action_id") == action_id:
            return block, element
    return None


def find_drawn(
    drawings: Iterable[Sequence[Json] | None], block_id: str, action_id: str
) -> tuple[Json, Json] | None:
    """Return the block and the element with these ids in the first drawing that has them."""
    found = (find_element(blocks, block_id, action_id) for blocks in drawings)
    return next((each for each in found if each is not None), None)


def with_ids(blocks: Sequence[Json], before: Sequence[Json] | None = None) -> list[Json]:
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


def _take_over(block: Json, before: Json) -> None:
    """Give a block the ids of the one before it when nothing else tells the two apart."""
    same = copy.deepcopy(block)
    for inner, older in zip(every_block([same]), every_block([before]), strict=False):
        _take_ids(inner, older)
    if same == before:
        block.update(same)


def _take_ids(block: Json, before: Json) -> None:
    if not block.get("block_id") and before.get("block_id"):
        block["block_id"] = before["block_id"]
    for element, older in zip(elements_of(block), elements_of(before), strict=False):
        if not element.get("action_id") and older.get("action_id"):
            element["action_id"] = older["action_id"]
