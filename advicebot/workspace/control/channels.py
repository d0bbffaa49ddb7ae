"""Channels: created, archived, and who is in them."""

import re

from advicebot.workspace.control.asked import Asked, ControlError, ControlRoute
from advicebot.workspace.errors import ActError
from advicebot.workspace.ids import new_id
from advicebot.workspace.named import user_named
from advicebot.workspace.service import messages, people
from advicebot.workspace.state import Channel, Json, Kind

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")


def channel_json(channel: Channel) -> Json:
    """Return a conversation as the control API describes it."""
    return {
        "id": channel.id,
        "name": channel.name,
        "kind": channel.kind.value,
        "members": list(channel.members),
        "topic": channel.topic,
        "purpose": channel.purpose,
        "is_archived": channel.is_archived,
        "messages": len(channel.messages),
    }


def listed(asked: Asked) -> Json:
    """Return every conversation."""
    return {"channels": [channel_json(one) for one in asked.ws.state.channels.values()]}


def create(asked: Asked) -> Json:
    """Make a channel and put people into it; they are told as Slack tells them."""
    state, name = asked.ws.state, asked.needed("name").removeprefix("#")
    if not NAME.fullmatch(name):
        rule = "A name has at most 80 lower-case letters, digits, - and _."
        raise ControlError("invalid_name", f"{name!r} cannot be a channel's name.", rule)
    channel_id = asked.text("id") or new_id("C")
    if channel_id in state.channels or state.find_channel(name):
        message = f"There is a channel {name!r} or one with the id {channel_id}."
        raise ControlError("name_taken", message, "Each channel has an id and a name of its own.")
    made = Channel(
        id=channel_id,
        name=name,
        kind=Kind.PRIVATE if asked.flag("is_private") else Kind.CHANNEL,
        members=[],
        created=state.seconds(),
        users=state.users,
        topic=asked.text("topic"),
        purpose=asked.text("purpose"),
    )
    members = [user_named(state, one).id for one in _named(asked)]
    state.channels[made.id] = made
    for member in members:
        messages.join(asked.ws, made, member)
    messages.show_channel(asked.ws, made)
    return {"channel": channel_json(made)}


def _named(asked: Asked) -> list[str]:
    given = asked.given.get("members") or []
    return given if isinstance(given, list) else str(given).split(",")


def add_member(asked: Asked) -> Json:
    """Put somebody, or an app, into a channel."""
    channel = _channel(asked)
    if channel.kind in (Kind.IM, Kind.MPIM):
        raise ActError("not_a_channel", "Nobody can be added to direct messages.")
    by = user_named(asked.ws.state, asked.text("by")).id if asked.has("by") else None
    user = user_named(asked.ws.state, asked.needed("user"))
    messages.join(asked.ws, channel, user.id, inviter=by)
    return {"channel": channel_json(channel)}


def remove_member(asked: Asked) -> Json:
    """Take somebody, or an app, out of a channel."""
    channel = _channel(asked)
    people.leave(asked.ws, channel, user_named(asked.ws.state, asked.needed("user")).id)
    return {"channel": channel_json(channel)}


def archive(asked: Asked) -> Json:
    """Close a channel to new messages, or open it again."""
    channel = _channel(asked)
    by = user_named(asked.ws.state, asked.text("by") or asked.ws.state.people()[0].id).id
    is_archived = asked.flag("is_archived", default=True)
    people.archive(asked.ws, channel, by=by, is_archived=is_archived)
    return {"channel": channel_json(channel)}


def _channel(asked: Asked) -> Channel:
    given = asked.needed("channel")
    channel = asked.ws.state.find_channel(given)
    if channel is None:
        names = ", ".join(f"#{one.name} ({one.id})" for one in asked.ws.state.channels.values())
        message = f"There is no conversation {given!r}."
        raise ControlError("channel_not_found", message, f"There are {names}.")
    return channel


ROUTES = (
    ControlRoute(method="GET", path="/control/channels", about="Every conversation.", does=listed),
    ControlRoute(
        method="POST",
        path="/control/channels",
        about="Create a channel.",
        takes='{"name": ..., "members": [NAMES], "is_private": false, "topic", "purpose", "id"}',
        keys=("name", "members", "is_private", "topic", "purpose", "id"),
        does=create,
    ),
    ControlRoute(
        method="POST",
        path="/control/channels/{channel}/members",
        about="Add a member: a person or an app's bot.",
        takes='{"user": NAME, "by": NAME of who invites}',
        keys=("user", "by"),
        does=add_member,
    ),
    ControlRoute(
        method="DELETE",
        path="/control/channels/{channel}/members/{user}",
        about="Take a member out.",
        does=remove_member,
    ),
    ControlRoute(
        method="POST",
        path="/control/channels/{channel}/archive",
        about="Archive a channel, or open it again.",
        takes='{"is_archived": true, "by": NAME}',
        keys=("is_archived", "by"),
        does=archive,
    ),
)
