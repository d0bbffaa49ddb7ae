"""conversations.join, invite, kick, leave, and how far the app has read."""

from advicebot.workspace.api.call import TIMESTAMP, Call, Method, is_group
from advicebot.workspace.errors import ApiError
from advicebot.workspace.service import messages, people
from advicebot.workspace.shapes import GENERAL
from advicebot.workspace.state import Channel, Json, Kind

INVITED_AT_ONCE = 1000


def join(call: Call) -> Json:
    """Put the app into a public channel."""
    channel = call.known()
    if channel.kind is not Kind.CHANNEL:
        raise ApiError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise ApiError("is_archived")
    if call.bot in channel.members:
        metadata = {"response_metadata": {"warnings": ["already_in_channel"]}}
        return call.shown(channel) | {"warning": "already_in_channel"} | metadata
    messages.join(call.ws, channel, call.bot)
    return call.shown(channel)


def invite(call: Call) -> Json:
    """Put people into a channel: all of them, or with ``force`` those who can be."""
    channel = call.open_group()
    users = call.words("users")
    if not users:
        raise ApiError("no_user")
    if len(users) > INVITED_AT_ONCE:
        raise ApiError("too_many_users")
    problems = {user: problem for user in users if (problem := _problem(call, channel, user))}
    errors = [{"user": user, "ok": False, "error": name} for user, name in problems.items()]
    welcome = [user for user in users if user not in problems]
    if problems and not (call.flag("force") and welcome):
        raise ApiError(next(iter(problems.values())), extra={"errors": errors})
    for user in welcome:
        messages.join(call.ws, channel, user, inviter=call.bot)
    return call.shown(channel) | ({"errors": errors} if errors else {})


def _problem(call: Call, channel: Channel, user_id: str) -> str | None:
    user = call.state.users.get(user_id)
    if user is None:
        return "user_not_found"
    if user_id == call.bot:
        return "cant_invite_self"
    if user.deleted:
        return "cant_invite"
    return "already_in_channel" if user_id in channel.members else None


def kick(call: Call) -> Json:
    """Take somebody out of a channel."""
    channel = call.open_group()
    user = call.state.user_or_refuse(call.text("user"))
    if user.id == call.bot:
        raise ApiError("cant_kick_self")
    if channel.name == GENERAL:
        raise ApiError("cant_kick_from_general")
    if user.id not in channel.members:
        raise ApiError("not_in_channel")
    people.leave(call.ws, channel, user.id)
    return {}


def leave(call: Call) -> Json:
    """Take the app out of a channel."""
    channel = call.known()
    if not is_group(channel):
        raise ApiError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise ApiError("is_archived")
    if call.bot not in channel.members:
        return {"not_in_channel": True}
    if channel.name == GENERAL:
        raise ApiError("cant_leave_general")
    people.leave(call.ws, channel, call.bot)
    return {}


def mark(call: Call) -> Json:
    """Note how far the app has read."""
    call.needed("channel")
    channel = call.own_channel()
    ts = call.needed("ts")
    if not TIMESTAMP.fullmatch(ts):
        raise ApiError("invalid_timestamp")
    channel.last_read[call.bot] = ts
    return {}


METHODS: dict[str, Method] = {
    "conversations.join": join,
    "conversations.invite": invite,
    "conversations.kick": kick,
    "conversations.leave": leave,
    "conversations.mark": mark,
}
