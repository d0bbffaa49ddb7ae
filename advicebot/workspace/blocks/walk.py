"""Finding elements in blocks, and giving ids to those that have none."""

import copy
from collections.abc import Iterator, Sequence

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


def with_ids(blocks: Sequence[Json]) -> list[Json]:
    """Return a copy in which each block and element has an id; ids that were given are kept."""
    made = copy.deepcopy(list(blocks))
    for block in made:
        if block["type"] not in WITHOUT_BLOCK_ID and not block.get("block_id"):
            block["block_id"] = short_id()
        for element in elements_of(block):
            if not element.get("action_id"):
                element["action_id"] = short_id()
    return made
