"""reactions.*: what people and apps think of messages, in one emoji."""

from advicebot.workspace.api.call import Call, Method
from advicebot.workspace.errors import ApiError
from advicebot.workspace.service import marks
from advicebot.workspace.shapes import message_json, permalink
from advicebot.workspace.state import Channel, Json, Message
from advicebot.workspace.state.emoji import is_emoji


def _item(call: Call) -> tuple[Channel, Message]:
    if call.text("file") or call.text("file_comment"):
        raise ApiError("not_reactable")
    if not call.text("channel"):
        raise ApiError("no_item_specified")
    channel = call.own_channel()
    return channel, call.message(channel)


def _name(call: Call) -> str:
    name = call.text("name").strip(":")
    if not is_emoji(name, call.ws.config.emoji):
        raise ApiError("invalid_name")
    return name


def add(call: Call) -> Json:
    """Add a reaction of the app."""
    name = _name(call)
    channel, message = _item(call)
    if channel.is_archived:
        raise ApiError("is_archived")
    if problem := marks.problem_with(message, call.bot, name):
        raise ApiError(problem)
    marks.react(call.ws, channel, message, call.bot, name)
    return {}


def remove(call: Call) -> Json:
    """Take a reaction of the app away."""
    name = _name(call)
    channel, message = _item(call)
    if not marks.unreact(call.ws, channel, message, call.bot, name):
        raise ApiError("no_reaction")
    return {}


def get(call: Call) -> Json:
    """Show a message with its reactions."""
    return _shown(call, _item(call)[1])


def _shown(call: Call, message: Message) -> Json:
    shown = message_json(call.state, message) | {"permalink": permalink(call.state, message)}
    return {"type": "message", "channel": message.channel, "message": shown}


def list_all(call: Call) -> Json:
    """List what somebody, by default the app, has reacted to where the app is, newest first."""
    user = call.state.user_or_refuse(call.text("user") or call.bot)
    mine = [c for c in call.state.visible_channels(call.bot) if call.bot in c.members]
    found = [
        message
        for channel in mine
        for message in channel.messages.values()
        if any(user.id in users for users in message.reactions.values())
    ]
    newest_first = sorted(found, key=lambda message: message.ts, reverse=True)
    items, paging = call.page([_shown(call, message) for message in newest_first])
    return {"items": items} | paging


METHODS: dict[str, Method] = {
    "reactions.add": add,
    "reactions.remove": remove,
    "reactions.get": get,
    "reactions.list": list_all,
}
