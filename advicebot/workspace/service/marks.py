"""Reactions to messages, and pinned messages."""

from advicebot.workspace.service import messages
from advicebot.workspace.shapes.change_events import pin_event, reaction_event, unpin_event
from advicebot.workspace.state import Channel, Json, Mark, Message
from advicebot.workspace.workspace import Workspace

KINDS_OF_REACTION = 50  # to one message
REACTIONS_OF_ONE = 23  # by one person to one message


def problem_with(message: Message, user: str, name: str) -> str | None:
    """Return Slack's name of why this person may not add a reaction, None when they may."""
    if user in message.reactions.get(name, ()):
        return "already_reacted"
    if name not in message.reactions and len(message.reactions) >= KINDS_OF_REACTION:
        return "too_many_emoji"
    mine = [emoji for emoji, users in message.reactions.items() if user in users]
    return "too_many_reactions" if len(mine) >= REACTIONS_OF_ONE else None


def react(ws: Workspace, channel: Channel, message: Message, user: str, name: str) -> None:
    """Add somebody's reaction, and tell pages and apps."""
    message.reactions.setdefault(name, []).append(user)
    _tell(ws, channel, message, reaction_event(ws.state, message, user, name, is_added=True))


def unreact(ws: Workspace, channel: Channel, message: Message, user: str, name: str) -> bool:
    """Take somebody's reaction away; False when there was none."""
    users = message.reactions.get(name, [])
    if user not in users:
        return False
    users.remove(user)
    if not users:
        del message.reactions[name]
    _tell(ws, channel, message, reaction_event(ws.state, message, user, name, is_added=False))
    return True


def pinned(channel: Channel) -> list[Message]:
    """Return what is pinned in a conversation, the latest pin first."""
    found = [message for message in channel.messages.values() if message.pinned]
    return sorted(found, key=lambda message: message.pinned.at if message.pinned else 0)[::-1]


def pin(ws: Workspace, channel: Channel, message: Message, user: str) -> bool:
    """Pin a message to its conversation; False when it was pinned."""
    if message.pinned is not None:
        return False
    message.pinned = Mark(by=user, at=ws.state.seconds())
    left = len(pinned(channel))
    _tell(ws, channel, message, pin_event(ws.state, channel, message, user, left=left))
    return True


def unpin(ws: Workspace, channel: Channel, message: Message, user: str) -> bool:
    """Take a pin away; False when there was none."""
    if message.pinned is None:
        return False
    left = len(pinned(channel)) - 1
    was = pin_event(ws.state, channel, message, user, left=left)
    message.pinned = None
    _tell(ws, channel, message, unpin_event(ws.state, channel, was, user, left=left))
    return True


def _tell(ws: Workspace, channel: Channel, message: Message, event: Json) -> None:
    ws.emit(event, to=ws.subscribers(event["type"], among=channel.members))
    messages.show(ws, channel, "message_changed", message)
