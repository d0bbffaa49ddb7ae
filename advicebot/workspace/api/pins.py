"""pins.*: messages pinned to their conversation."""

from advicebot.workspace.api.call import Call, Method
from advicebot.workspace.errors import ApiError
from advicebot.workspace.service import marks
from advicebot.workspace.shapes import pin_json
from advicebot.workspace.state import Json

PINS_LIMIT = 100


def add(call: Call) -> Json:
    """Pin a message."""
    channel = call.own_channel()
    if channel.is_archived:
        raise ApiError("is_archived")
    message = call.message(channel)
    if message.is_note:
        raise ApiError("not_pinnable")
    if len(marks.pinned(channel)) >= PINS_LIMIT:
        raise ApiError("too_many_pins")
    if not marks.pin(call.ws, channel, message, call.bot):
        raise ApiError("already_pinned")
    return {}


def remove(call: Call) -> Json:
    """Take a pin away, whoever pinned it."""
    channel = call.own_channel()
    message = call.message(channel)
    if not marks.unpin(call.ws, channel, message, call.bot):
        raise ApiError("no_pin")
    return {}


def list_all(call: Call) -> Json:
    """List what is pinned in a conversation, the latest pin first."""
    channel = call.own_channel()
    return {"items": [pin_json(call.state, message) for message in marks.pinned(channel)]}


METHODS: dict[str, Method] = {"pins.add": add, "pins.remove": remove, "pins.list": list_all}
