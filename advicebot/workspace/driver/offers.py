"""Menus whose options come from the app: which one is meant, and from how many letters it asks."""

from collections.abc import Sequence

from advicebot.workspace.blocks.walk import find_element
from advicebot.workspace.client import find
from advicebot.workspace.errors import ActError
from advicebot.workspace.state import Channel, Json
from advicebot.workspace.workspace import Workspace

LEAST_LETTERS = 3
"""Of ``min_query_length``: docs.slack.dev, block elements, select menu of an external source."""


def question(ws: Workspace, user: str, action_id: str, typed: str, place: Channel) -> Json:
    """Return the ``options`` act of who types into a menu: of the modal on top, else of a message.

    Raises:
        ActError: there is no such menu, or it does not ask the app for so few letters.
    """
    view = ws.views.top(user)
    if view is not None:
        where = find.in_view(view, action_id)
        blocks = view.blocks
    else:
        where = find.in_messages(ws, user, action_id, channel=place.id)
        ts = where["container"]["ts"]
        blocks = (place.ephemerals.get(ts) or place.messages[ts]).all_blocks
    _check_letters(blocks, where, typed.strip())
    return where | {"value": typed}


def _check_letters(blocks: Sequence[Json], where: Json, typed: str) -> None:
    found = find_element(blocks, where["block_id"], where["action_id"])
    least = found[1].get("min_query_length", LEAST_LETTERS) if found else 0
    if len(typed) < least:
        message = (
            f"The menu {where['action_id']!r} asks the app from {least} letters on, and "
            f"{typed!r} has {len(typed)}: type more, or give the menu a min_query_length "
            f"(without one it is {LEAST_LETTERS})."
        )
        raise ActError("query_too_short", message)
