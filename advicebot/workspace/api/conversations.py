"""conversations.*: opening, describing, listing, and who is in them."""

from advicebot.workspace.api.call import Call, Method
from advicebot.workspace.errors import ApiError
from advicebot.workspace.service import messages
from advicebot.workspace.shapes import LOCALE, channel_json
from advicebot.workspace.state import Channel, Json, Kind

TYPES = {
    "public_channel": Kind.CHANNEL,
    "private_channel": Kind.PRIVATE,
    "im": Kind.IM,
    "mpim": Kind.MPIM,
}
GROUP_LIMIT = 8  # people beside the app in a group DM


def open_direct(call: Call) -> Json:
    """Open a DM or a group DM with the app."""
    before = len(call.state.channels)
    channel = call.channel() if call.text("channel") else _with_users(call)
    if channel.kind not in (Kind.IM, Kind.MPIM):
        raise ApiError("channel_not_found")
    is_new = len(call.state.channels) > before
    is_old_news = channel.is_open and not is_new
    channel.is_open = True
    messages.show_channel(call.ws, channel)
    made: Json = {"id": channel.id}
    if call.flag("return_im"):
        made = channel_json(call.state, channel, call.bot)
    already = {"no_op": True, "already_open": True} if is_old_news else {}
    return {"channel": made} | already


def _with_users(call: Call) -> Channel:
    users = call.words("users")
    if not users:
        raise ApiError("users_list_not_supplied")
    if len(users) > GROUP_LIMIT:
        raise ApiError("too_many_users")
    if call.flag("prevent_creation"):
        found = call.state.direct_if_any(frozenset({*users, call.bot}))
        if found is None:
            raise ApiError("channel_not_found")
        return found
    return call.direct(users)


def close(call: Call) -> Json:
    """Take a DM out of the app's list; what was said in it stays."""
    channel = call.known()
    if channel.kind not in (Kind.IM, Kind.MPIM):
        raise ApiError("method_not_supported_for_channel_type")
    was_open, channel.is_open = channel.is_open, False
    return {} if was_open else {"no_op": True, "already_closed": True}


def info(call: Call) -> Json:
    """Describe one conversation."""
    channel = call.known()
    shown = channel_json(call.state, channel, call.bot)
    if not call.flag("include_num_members"):
        shown.pop("num_members", None)
    if call.flag("include_locale"):
        shown["locale"] = LOCALE
    if call.bot in channel.members:
        shown["last_read"] = channel.last_read.get(call.bot, "0000000000.000000")
    return {"channel": shown}


def list_all(call: Call) -> Json:
    """List conversations the app may know of; public ones when no types are asked for."""
    rows = [channel_json(call.state, channel, call.bot) for channel in of_types(call)]
    found, paging = call.page(rows)
    return {"channels": found} | paging


def of_types(call: Call) -> list[Channel]:
    """Return the conversations of the types asked for that the app may know of."""
    words = call.words("types") or ["public_channel"]
    if unknown := set(words) - set(TYPES):
        raise ApiError("invalid_types", [f"[ERROR] no such type: {', '.join(sorted(unknown))}"])
    kinds = {TYPES[word] for word in words}
    skip_archived = call.flag("exclude_archived")
    return [
        channel
        for channel in call.state.visible_channels(call.bot)
        if channel.kind in kinds and not (skip_archived and channel.is_archived)
    ]


def members(call: Call) -> Json:
    """List the people in a conversation."""
    channel = call.known()
    rows = [{"id": member} for member in channel.members]
    found, paging = call.page(rows)
    return {"members": [row["id"] for row in found]} | paging


METHODS: dict[str, Method] = {
    "conversations.open": open_direct,
    "conversations.close": close,
    "conversations.info": info,
    "conversations.list": list_all,
    "conversations.members": members,
}
