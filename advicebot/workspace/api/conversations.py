"""conversations.*: opening, listing, reading, joining."""

from collections.abc import Iterable

from advicebot.workspace import messages
from advicebot.workspace.api.call import Call, Method, cursor_value, is_group
from advicebot.workspace.errors import ApiError
from advicebot.workspace.shapes import channel_json, message_json
from advicebot.workspace.state import Channel, Json, Kind, Message

TYPES = {
    "public_channel": Kind.CHANNEL,
    "private_channel": Kind.PRIVATE,
    "im": Kind.IM,
    "mpim": Kind.MPIM,
}
GROUP_LIMIT = 8  # people beside the app in a group DM


def open_direct(call: Call) -> Json:
    """Open a DM or a group DM with the app."""
    if call.text("channel"):
        channel = call.channel()
        is_new = False
    else:
        users = call.words("users")
        if not users:
            raise ApiError("users_list_not_supplied")
        if len(users) > GROUP_LIMIT:
            raise ApiError("too_many_users")
        before = len(call.state.channels)
        channel = call.direct(users)
        is_new = len(call.state.channels) > before
        messages.show_channel(call.ws, channel)
    made: Json = {"id": channel.id}
    if call.flag("return_im"):
        made = channel_json(call.state, channel)
    already = {} if is_new else {"no_op": True, "already_open": True}
    return {"channel": made} | already


def info(call: Call) -> Json:
    """Describe one conversation."""
    channel = call.channel()
    shown = channel_json(call.state, channel)
    if not call.flag("include_num_members"):
        shown.pop("num_members", None)
    return {"channel": shown}


def list_all(call: Call) -> Json:
    """List conversations the app may know of; public ones when no types are asked for."""
    rows = [channel_json(call.state, channel) for channel in of_types(call)]
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
        for channel in call.state.visible_channels(call.state.bot_user_id)
        if channel.kind in kinds and not (skip_archived and channel.is_archived)
    ]


def history(call: Call) -> Json:
    """List messages, newest first. Replies are left out, ephemeral messages were never in."""
    channel = call.own_channel()
    top = (m for m in reversed(channel.messages.values()) if m.is_top_level)
    found, paging = _between(call, list(top), newest_first=True)
    return {"messages": found, "pin_count": 0, "channel_actions_ts": None} | paging


def replies(call: Call) -> Json:
    """List a thread, its first message first."""
    channel = call.own_channel()
    message = channel.messages.get(call.text("ts"))
    if message is None:
        raise ApiError("thread_not_found")
    root = channel.messages.get(message.thread_ts or message.ts, message)
    found, paging = _between(call, [root, *channel.thread(root.ts)], newest_first=False)
    return {"messages": found} | paging


def _between(call: Call, rows: list[Message], *, newest_first: bool) -> tuple[list[Json], Json]:
    """Return one page of the messages between ``oldest`` and ``latest``.

    A cursor names the last timestamp given, so that messages arriving meanwhile do not move it.
    """
    rows = _in_range(call, rows)
    cursor = call.text("cursor")
    if cursor:
        cursor_value(cursor.removeprefix("ts:").replace(".", ""))
        after = cursor.removeprefix("ts:")
        rows = [m for m in rows if (m.ts < after if newest_first else m.ts > after)]
    limit = call.number("limit", default=100)
    if not 1 <= limit <= 1000:
        raise ApiError("invalid_limit")
    page, has_more = rows[:limit], len(rows) > limit
    with_metadata = call.flag("include_all_metadata")
    found = [message_json(call.state, m, with_metadata=with_metadata) for m in page]
    paging: Json = {"has_more": has_more}
    if has_more:
        paging["response_metadata"] = {"next_cursor": f"ts:{page[-1].ts}"}
    return found, paging


def _in_range(call: Call, rows: Iterable[Message]) -> list[Message]:
    oldest, latest = _edge(call, "oldest"), _edge(call, "latest")
    inclusive = call.flag("inclusive")
    kept = []
    for message in rows:
        ts = _ticks(message.ts)
        after = oldest is None or ts > oldest or (inclusive and ts == oldest)
        before = latest is None or ts < latest or (inclusive and ts == latest)
        if after and before:
            kept.append(message)
    return kept


def _edge(call: Call, name: str) -> int | None:
    value = call.text(name)
    if not value:
        return None
    try:
        return _ticks(value)
    except ValueError:
        raise ApiError(f"invalid_ts_{name}") from None


def _ticks(ts: str) -> int:
    """Return a timestamp as microseconds, exactly."""
    seconds, _, fraction = ts.partition(".")
    return int(seconds) * 1_000_000 + int(fraction.ljust(6, "0")[:6] or 0)


def members(call: Call) -> Json:
    """List the people in a conversation."""
    channel = call.channel()
    rows = [{"id": member} for member in channel.members]
    found, paging = call.page(rows)
    return {"members": [row["id"] for row in found]} | paging


def join(call: Call) -> Json:
    """Put the app into a public channel."""
    channel = call.channel()
    if not is_group(channel) or channel.kind is Kind.PRIVATE:
        raise ApiError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise ApiError("is_archived")
    messages.join(call.ws, channel, call.state.bot_user_id)
    return {"channel": channel_json(call.state, channel)}


METHODS: dict[str, Method] = {
    "conversations.open": open_direct,
    "conversations.info": info,
    "conversations.list": list_all,
    "conversations.history": history,
    "conversations.replies": replies,
    "conversations.members": members,
    "conversations.join": join,
}
