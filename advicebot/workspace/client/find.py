"""Finding the element that somebody means in what they see at this moment."""

from collections.abc import Mapping, Sequence
from typing import Any

from advicebot.workspace.blocks.attached import attached_blocks
from advicebot.workspace.blocks.values import Values, chosen
from advicebot.workspace.blocks.walk import all_elements
from advicebot.workspace.client import look
from advicebot.workspace.errors import ActError
from advicebot.workspace.state import Json
from advicebot.workspace.state.view_store import View
from advicebot.workspace.workspace import Workspace


def in_messages(
    ws: Workspace,
    user: str,
    action_id: str,
    *,
    channel: str,
    block_id: str | None = None,
    value: str | None = None,
    ts: str | None = None,
) -> Json:
    """Return where an element is in the newest message that has it, as the ``click`` act wants it.

    ``action_id`` may be the element's label instead.

    Raises:
        ActError: this person sees no such element.
    """
    seen = look.everything(ws, user, look.channel_of(ws, user, channel))
    for message in reversed([m for m in seen if ts in (None, m["ts"])]):
        where = {"type": "message", "channel": channel, "ts": message["ts"]}
        parts = [(where, message.get("blocks"))]
        for number, blocks in attached_blocks(message.get("attachments")):
            parts.append((where | {"attachment_id": number}, blocks))
        found = _element(parts, action_id, block_id, value)
        if found is not None:
            return found
    raise ActError("action_not_found", f"{user} sees no element {action_id!r}.")


def in_view(
    view: View, action_id: str, block_id: str | None = None, value: str | None = None
) -> Json:
    """Return where an element is in a modal or a home tab; raises ActError."""
    where = {"type": "view", "view_id": view.id}
    found = _element([(where, view.blocks)], action_id, block_id, value)
    if found is None:
        raise ActError("action_not_found", f"The view has no element {action_id!r}.")
    return found


def _element(
    parts: Sequence[tuple[Json, Sequence[Json] | None]],
    named: str,
    block_id: str | None,
    value: str | None,
) -> Json | None:
    """Return the container and the ids of the first element with this action id, else this label.

    ``parts`` are containers with their blocks.
    """
    elements = [(where, *each) for where, blocks in parts for each in all_elements(blocks)]
    for is_it in (_has_id, _has_label):
        for where, block, element in elements:
            is_here = block_id in (None, block["block_id"])
            if is_here and value in (None, element.get("value")) and is_it(element, named):
                ids = {"block_id": block["block_id"], "action_id": element["action_id"]}
                return {"container": where, **ids}
    return None


def _has_id(element: Json, named: str) -> bool:
    return element.get("action_id") == named


def _has_label(element: Json, named: str) -> bool:
    label = element.get("text") or element.get("placeholder")
    return isinstance(label, dict) and label.get("text") == named


def filled(view: View, values: Mapping[str, Any]) -> Values:
    """Return inputs filled in by block id as the ``submit`` act wants them; raises ActError."""
    made: Values = {}
    for block, element in all_elements(view.blocks):
        block_id = block["block_id"]
        if block_id in values:
            value = {"type": element["type"], **chosen(element, values[block_id])}
            made.setdefault(block_id, {})[element["action_id"]] = value
    if strangers := sorted(set(values) - set(made)):
        raise ActError("block_not_found", f"The modal has no input {', '.join(strangers)}.")
    return made
