"""Changes of people and channels while the workspace runs, and what the app is told of them."""

from dataclasses import replace
from typing import Any

from advicebot.workspace import messages
from advicebot.workspace.config import UserConfig
from advicebot.workspace.errors import ActError
from advicebot.workspace.events import archived_event, left_event, user_event
from advicebot.workspace.page_shapes import page_user
from advicebot.workspace.state import Channel, Kind
from advicebot.workspace.workspace import Workspace

MEMBER = {"is_restricted": False, "is_ultra_restricted": False}
GUEST = {"is_restricted": True, "is_ultra_restricted": False}
ONE_CHANNEL_GUEST = {"is_restricted": True, "is_ultra_restricted": True}


def change_user(ws: Workspace, user_id: str, **changed: Any) -> UserConfig:
    """Change what is known of a person, by the fields of UserConfig, and tell app and pages.

    A deactivated person stays among the members of their channels.

    Raises:
        ActError: there is nobody with this id, or it is the app.
    """
    user = ws.state.users.get(user_id)
    if user is None or user_id == ws.state.bot_user_id:
        raise ActError("user_not_found", f"There is nobody with the id {user_id!r}.")
    new = replace(user, **changed)
    if new == user:
        return user
    ws.state.users[user_id] = new
    ws.state.updated[user_id] = ws.state.seconds()
    if ws.subscribes("user_change"):
        ws.emit(user_event(ws.state, new))
    for watcher in ws.live.watchers():
        ws.live.send(watcher, {"type": "user", "user": page_user(new)})
    return new


def leave(ws: Workspace, channel: Channel, user: str) -> None:
    """Take a person, or the app, out of a channel; one who is not in it is left alone."""
    if channel.kind in (Kind.IM, Kind.MPIM):
        raise ActError("not_a_channel", "Direct messages cannot be left.")
    if user not in channel.members:
        return
    heard = ws.state.bot_user_id in channel.members
    messages.note(ws, channel, user, "has left the channel", subtype="channel_leave")
    channel.members.remove(user)
    event = left_event(ws.state, channel, user)
    if heard and ws.subscribes(event["type"]):
        ws.emit(event)
    messages.show_channel(ws, channel)
    if not channel.is_visible_to(user):
        ws.live.send(user, {"type": "channel_gone", "channel": channel.id})


def archive(ws: Workspace, channel: Channel, *, by: str, is_archived: bool = True) -> None:
    """Close a channel to new messages, or open it again."""
    if channel.kind in (Kind.IM, Kind.MPIM):
        raise ActError("not_a_channel", "Direct messages cannot be archived.")
    if channel.is_archived is is_archived:
        return
    channel.is_archived = is_archived
    event = archived_event(ws.state, channel, by)
    if ws.subscribes(event["type"]) and ws.state.bot_user_id in channel.members:
        ws.emit(event)
    messages.show_channel(ws, channel)
