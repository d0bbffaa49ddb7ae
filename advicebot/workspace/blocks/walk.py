"""Finding elements in blocks, and giving ids to those that have none."""

import copy
from collections.abc import Iterable, Iterator, Sequence

from advicebot.workspace.ids import short_id
from advicebot.workspace.state import Json

WITHOUT_BLOCK_ID = frozenset({"markdown"})


def elements_of(block: Json) -> list[Json]:
    """Return the elements of a block that a person can act on or fill in."""
    kind = block.get("type")
    if kind == "actions":
        found = block.get("elements", [])
    elif kind == "section":
        found = [block["accessory"]] if "accessory" in block else []
    elif kind == "input":
        found = [block["element"]]
    elif kind == "context_actions":
        found = block.get("elements", [])
    else:
        found = []
    return [element for element in found if element.get("type") != "image"]


def all_elements(blocks: Sequence[Json] | None) -> Iterator[tuple[Json, Json]]:
    """Yield each block with each of its elements."""
    for block in blocks or ():
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
        if block["type"] not in WITHOUT_BLOCK_ID and not block.get("block_id"):
            block["block_id"] = short_id()
        for element in elements_of(block):
            if not element.get("action_id"):
                element["action_id"] = short_id()
    return made


def _take_over(block: Json, before: Json) -> None:
    """Give a block the ids of the one before it when nothing else tells the two apart."""
    same = copy.deepcopy(block)
    if not same.get("block_id") and before.get("block_id"):
        same["block_id"] = before["block_id"]
    for element, older in zip(elements_of(same), elements_of(before), strict=False):
        if not element.get("action_id") and older.get("action_id"):
            element["action_id"] = older["action_id"]
    if same == before:
        block.update(same)
