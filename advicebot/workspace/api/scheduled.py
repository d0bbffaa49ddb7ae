"""Messages to be posted later: scheduling, listing and taking them back."""

from collections.abc import Callable

from advicebot.workspace.api.call import Call, Method, whole_number
from advicebot.workspace.api.chat import thread_of
from advicebot.workspace.api.wording import content_of
from advicebot.workspace.errors import ApiError
from advicebot.workspace.service import messages
from advicebot.workspace.service.content import Content
from advicebot.workspace.service.schedule import Scheduled
from advicebot.workspace.shapes import bot_json
from advicebot.workspace.state import Channel, Json

FURTHEST = 120 * 24 * 3600  # "up to 120 days into the future"
WINDOW, IN_WINDOW = 300, 30  # "more than 30 messages to post within a 5-minute window"
TOO_LATE_TO_DELETE = 60  # "posted to Slack within 60 seconds of the delete request"


def schedule(call: Call) -> Json:
    """Have a message posted at a time of the workspace's clock.

    One with metadata is taken and never posted, as Slack's documentation warns.
    """
    channel = call.writable_channel()
    content = content_of(call)
    thread_ts = thread_of(call, channel)
    post_at = _time(call)
    _refuse_crowd(call, channel, post_at)
    made = call.ws.schedule.add(
        app_id=call.app.config.id,
        channel=channel.id,
        post_at=post_at,
        text=content.text,
        post=_posting(call, channel, content, thread_ts),
    )
    return {
        "channel": channel.id,
        "scheduled_message_id": made.id,
        "post_at": post_at,
        "message": _delayed(call, content),
    }


def _time(call: Call) -> int:
    post_at, now = whole_number(call.needed("post_at")), call.state.clock.now().timestamp()
    if post_at is None:
        raise ApiError("invalid_time")
    if post_at <= now:
        raise ApiError("time_in_past")
    if post_at > now + FURTHEST:
        raise ApiError("time_too_far")
    return post_at


def _refuse_crowd(call: Call, channel: Channel, post_at: int) -> None:
    """Raise ApiError when some five minutes around a time would have too many messages."""
    times = [one.post_at for one in call.ws.schedule if one.channel == channel.id] + [post_at]
    starts = [start for start in times if start <= post_at < start + WINDOW]
    if any(sum(start <= at < start + WINDOW for at in times) > IN_WINDOW for start in starts):
        raise ApiError("restricted_too_many")


def _posting(
    call: Call, channel: Channel, content: Content, thread_ts: str | None
) -> Callable[[], None]:
    broadcast = call.flag("reply_broadcast")

    def post() -> None:
        if content.metadata or channel.is_archived or call.bot not in channel.members:
            return
        messages.post(
            call.ws,
            channel,
            content,
            user=call.bot,
            thread_ts=thread_ts,
            broadcast=broadcast,
        )

    return post


def _delayed(call: Call, content: Content) -> Json:
    app = call.app.config
    made: Json = {
        "bot_id": app.bot_id,
        "type": "delayed_message",
        "text": content.text,
        "user": call.bot,
        "team": call.ws.config.team_id,
        "bot_profile": bot_json(call.state, app),
    }
    optional = {"blocks": content.blocks, "attachments": content.attachments}
    return made | {key: value for key, value in optional.items() if value}


def list_all(call: Call) -> Json:
    """List what the app has scheduled, the next one first."""
    wanted = call.channel().id if call.text("channel") else None
    oldest, latest = _edge(call, "oldest"), _edge(call, "latest")
    rows = [
        _row(one)
        for one in call.ws.schedule
        if one.app_id == call.app.config.id
        and wanted in (None, one.channel)
        and (oldest is None or one.post_at >= oldest)
        and (latest is None or one.post_at <= latest)
    ]
    found, paging = call.page(rows)
    return {"scheduled_messages": found} | paging


def _edge(call: Call, name: str) -> float | None:
    given = call.text(name)
    if not given:
        return None
    try:
        return float(given)
    except ValueError:
        raise ApiError("invalid_arguments", [f"[ERROR] must be a timestamp: {name}"]) from None


def _row(one: Scheduled) -> Json:
    return {
        "id": one.id,
        "channel_id": one.channel,
        "post_at": one.post_at,
        "date_created": one.created,
        "text": one.text,
    }


def delete(call: Call) -> Json:
    """Take a scheduled message back, until a minute before its time."""
    channel = call.channel()
    one = call.ws.schedule.find(call.needed("scheduled_message_id"))
    is_own = one is not None and (one.app_id, one.channel) == (call.app.config.id, channel.id)
    now = call.state.clock.now().timestamp()
    if one is None or not is_own or one.post_at - now < TOO_LATE_TO_DELETE:
        raise ApiError("invalid_scheduled_message_id")
    call.ws.schedule.drop(one.id)
    return {}


METHODS: dict[str, Method] = {
    "chat.scheduleMessage": schedule,
    "chat.scheduledMessages.list": list_all,
    "chat.deleteScheduledMessage": delete,
}
