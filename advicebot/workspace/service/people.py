"""Changes of people and channels while the workspace runs, and what the app is told of them."""

from dataclasses import replace
from typing import Any

from advicebot.workspace.config import UserConfig
from advicebot.workspace.errors import ActError
from advicebot.workspace.service import channels, messages
from advicebot.workspace.shapes.events import left_event, out_event, user_event
from advicebot.workspace.shapes.page import page_user
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
    if user is None or ws.state.app_of(user_id):
        raise ActError("user_not_found", f"There is nobody with the id {user_id!r}.")
    new = replace(user, **changed)
    if new == user:
        return user
    _keep(ws, new)
    for app in ws.subscribers("user_change"):
        ws.emit(user_event(ws.state, new, app.config), to=[app])
    return new


def add_user(ws: Workspace, user: UserConfig) -> None:
    """Let somebody new, with an id and a name of their own, join; tell apps and pages.

    Raises:
        ActError: there is somebody with this id or name already.
    """
    taken = [one for one in ws.state.users.values() if user.id == one.id or user.name == one.name]
    if taken:
        message = f"There is somebody called {taken[0].name} with the id {taken[0].id}."
        raise ActError("user_exists", message)
    _keep(ws, user)
    for app in ws.subscribers("team_join"):
        ws.emit(user_event(ws.state, user, app.config, is_new=True), to=[app])


def _keep(ws: Workspace, user: UserConfig) -> None:
    ws.state.users[user.id] = user
    ws.state.updated[user.id] = ws.state.seconds()
    for watcher in ws.live.watchers():
        ws.live.send(watcher, {"type": "user", "user": page_user(user)})


def leave(ws: Workspace, channel: Channel, user: str) -> None:
    """Take a person, or the app, out of a channel; one who is not in it is left alone."""
    if channel.kind in (Kind.IM, Kind.MPIM):
        raise ActError("not_a_channel", "Direct messages cannot be left.")
    if user not in channel.members:
        return
    members = list(channel.members)
    messages.note(ws, channel, user, "has left the channel", subtype="channel_leave")
    channel.members.remove(user)
    _tell_of_departure(ws, channel, user, members)
    messages.show_channel(ws, channel)
    if not channel.is_visible_to(user):
        ws.live.send(user, {"type": "channel_gone", "channel": channel.id})


def _tell_of_departure(ws: Workspace, channel: Channel, user: str, members: list[str]) -> None:
    others = [member for member in members if member != user]
    left = left_event(ws.state, channel, user)
    ws.emit(left, to=ws.subscribers(left["type"], among=others))
    if ws.state.app_of(user):
        out = out_event(ws.state, channel)
        ws.emit(out, to=ws.subscribers(out["type"], among=[user]))


def archive(ws: Workspace, channel: Channel, *, by: str, is_archived: bool = True) -> None:
    """Close a channel to new messages, or open it again."""
    if channel.kind in (Kind.IM, Kind.MPIM):
        raise ActError("not_a_channel", "Direct messages cannot be archived.")
    if channel.is_archived is is_archived:
        return
    channels.set_archived(ws, channel, is_archived, by=by)
