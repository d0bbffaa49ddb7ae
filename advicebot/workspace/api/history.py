"""conversations.history and conversations.replies: what was said, page by page."""

from collections.abc import Iterable

from advicebot.workspace.api.call import Call, Method, cursor_value
from advicebot.workspace.errors import ApiError
from advicebot.workspace.service.marks import pinned
from advicebot.workspace.shapes import message_json
from advicebot.workspace.state import Json, Message


def history(call: Call) -> Json:
    """List messages, newest first. Replies are left out, ephemeral messages were never in."""
    call.needed("channel")
    channel = call.own_channel()
    top = (m for m in reversed(channel.messages.values()) if m.is_top_level)
    found, paging = _between(call, list(top), newest_first=True)
    return {
        "messages": found,
        "pin_count": len(pinned(channel)),
        "channel_actions_ts": None,
    } | paging


def replies(call: Call) -> Json:
    """List a thread, its first message first."""
    call.needed("channel")
    channel = call.own_channel()
    message = channel.messages.get(call.needed("ts"))
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


METHODS: dict[str, Method] = {
    "conversations.history": history,
    "conversations.replies": replies,
}
