"""chat.*: posting, changing, deleting, ephemeral messages, permalinks."""

from advicebot.workspace.api.call import Call, Method
from advicebot.workspace.api.wording import content_of, look_of
from advicebot.workspace.errors import ApiError
from advicebot.workspace.service import ephemerals, messages
from advicebot.workspace.service.content import Content
from advicebot.workspace.shapes import message_json, permalink
from advicebot.workspace.state import Channel, Json, Message


def post_message(call: Call) -> Json:
    """Post a message of the app."""
    channel = call.writable_channel()
    message = messages.post(
        call.ws,
        channel,
        content_of(call),
        user=call.bot,
        thread_ts=thread_of(call, channel),
        broadcast=call.flag("reply_broadcast"),
        look=look_of(call),
        is_mrkdwn=call.flag("mrkdwn", default=True),
    )
    shown = message_json(call.state, message, with_metadata=True)
    return {"channel": channel.id, "ts": message.ts, "message": shown}


def thread_of(call: Call, channel: Channel) -> str | None:
    """Return the message to answer below, None for none; raises ApiError ``invalid_thread_ts``."""
    thread_ts = call.text("thread_ts")
    if thread_ts and thread_ts not in channel.messages:
        raise ApiError("invalid_thread_ts")
    return thread_ts or None


def me_message(call: Call) -> Json:
    """Post what the app does, as ``/me`` does for people."""
    channel = call.writable_channel()
    said = Content(text=content_of(call).text)
    message = messages.post(call.ws, channel, said, user=call.bot, subtype="me_message")
    return {"channel": channel.id, "ts": message.ts}


def update(call: Call) -> Json:
    """Change a message of the app.

    Text without blocks takes the old blocks away and marks the message as edited; attachments and
    metadata that are not given stay.
    """
    channel = call.own_channel()
    message = own_message(call, channel, "cant_update_message")
    if message.is_streaming:
        raise ApiError("streaming_state_conflict")
    content = content_of(call)
    metadata = message.metadata if content.metadata is None else content.metadata
    messages.change(
        call.ws,
        channel,
        message,
        text=content.text,
        blocks=content.blocks,
        attachments=(content.attachments or []) if "attachments" in call.args else None,
        metadata=metadata or None,
        is_edit=content.blocks is None,
    )
    shown = message_json(call.state, message, with_metadata=True)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": shown}


def delete(call: Call) -> Json:
    """Delete a message of the app."""
    channel = call.own_channel()
    message = own_message(call, channel, "cant_delete_message")
    messages.remove(call.ws, channel, message)
    return {"channel": channel.id, "ts": message.ts}


def own_message(call: Call, channel: Channel, refusal: str) -> Message:
    """Return the app's message that ``ts`` names; raises ApiError, ``refusal`` for another's."""
    message = channel.messages.get(call.text("ts"))
    if message is None or message.subtype == "tombstone":
        raise ApiError("message_not_found")
    if message.user != call.bot:
        raise ApiError(refusal)
    return message


def post_ephemeral(call: Call) -> Json:
    """Show a message to one person."""
    channel = call.writable_channel()
    user = call.state.user_or_refuse(call.text("user"))
    if user.id not in channel.members:
        raise ApiError("user_not_in_channel")
    message = ephemerals.show_to(
        call.ws,
        channel,
        user.id,
        content_of(call),
        app=call.app.config,
        thread_ts=thread_of(call, channel),
        look=look_of(call),
    )
    return {"message_ts": message.ts}


def get_permalink(call: Call) -> Json:
    """Give an address that opens the page at a message."""
    channel = call.channel()
    message = channel.messages.get(call.text("message_ts"))
    if message is None:
        raise ApiError("message_not_found")
    return {"channel": channel.id, "permalink": permalink(call.state, message)}


def unfurl(call: Call) -> Json:
    """Take what should stand below a link; it is checked, and nothing is shown."""
    if not call.text("unfurl_id"):
        call.message(call.channel(), "ts")
    if not isinstance(call.args.get("unfurls"), dict):
        raise ApiError("missing_unfurls")
    return {}


METHODS: dict[str, Method] = {
    "chat.postMessage": post_message,
    "chat.meMessage": me_message,
    "chat.update": update,
    "chat.delete": delete,
    "chat.postEphemeral": post_ephemeral,
    "chat.getPermalink": get_permalink,
    "chat.unfurl": unfurl,
}
