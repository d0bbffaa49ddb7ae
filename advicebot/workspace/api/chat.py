"""chat.*: posting, changing, deleting, ephemeral messages, permalinks."""

from advicebot.workspace import messages
from advicebot.workspace.api.call import Call, Method
from advicebot.workspace.content import Content
from advicebot.workspace.errors import ApiError
from advicebot.workspace.shapes import message_json
from advicebot.workspace.state import Channel, Json, Message


def post_message(call: Call) -> Json:
    """Post a message of the app."""
    channel = call.writable_channel()
    content = Content.of(call.args, call.state.files)
    message = messages.post(
        call.ws,
        channel,
        user=call.state.bot_user_id,
        text=content.text,
        blocks=content.blocks,
        attachments=content.attachments,
        thread_ts=thread_of(call, channel),
        metadata=content.metadata or None,
        broadcast=call.flag("reply_broadcast"),
    )
    shown = message_json(call.state, message, with_metadata=True)
    return {"channel": channel.id, "ts": message.ts, "message": shown}


def thread_of(call: Call, channel: Channel) -> str | None:
    """Return the message to answer below, None for none; raises ApiError ``invalid_thread_ts``."""
    thread_ts = call.text("thread_ts")
    if thread_ts and thread_ts not in channel.messages:
        raise ApiError("invalid_thread_ts")
    return thread_ts or None


def update(call: Call) -> Json:
    """Change a message of the app.

    Text without blocks takes the old blocks away and marks the message as edited; metadata that is
    not given stays.
    """
    channel = call.own_channel()
    message = _own_message(call, channel, "cant_update_message")
    content = Content.of(call.args, call.state.files)
    metadata = message.metadata if content.metadata is None else content.metadata
    messages.change(
        call.ws,
        channel,
        message,
        text=content.text,
        blocks=content.blocks,
        metadata=metadata or None,
        is_edit=content.blocks is None,
    )
    shown = message_json(call.state, message, with_metadata=True)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": shown}


def delete(call: Call) -> Json:
    """Delete a message of the app."""
    channel = call.own_channel()
    message = _own_message(call, channel, "cant_delete_message")
    messages.remove(call.ws, channel, message)
    return {"channel": channel.id, "ts": message.ts}


def _own_message(call: Call, channel: Channel, refusal: str) -> Message:
    message = channel.messages.get(call.text("ts"))
    if message is None or message.subtype == "tombstone":
        raise ApiError("message_not_found")
    if message.user != call.state.bot_user_id:
        raise ApiError(refusal)
    return message


def post_ephemeral(call: Call) -> Json:
    """Show a message to one person."""
    channel = call.writable_channel()
    user = call.state.user_or_refuse(call.text("user"))
    if user.id not in channel.members:
        raise ApiError("user_not_in_channel")
    content = Content.of(call.args, call.state.files)
    message = messages.show_to(
        call.ws,
        channel,
        user.id,
        text=content.text,
        blocks=content.blocks,
        thread_ts=thread_of(call, channel),
    )
    return {"message_ts": message.ts}


def permalink(call: Call) -> Json:
    """Give an address that opens the page at a message."""
    channel = call.channel()
    ts = call.text("message_ts")
    if ts not in channel.messages:
        raise ApiError("message_not_found")
    address = f"{call.ws.url}/archives/{channel.id}/p{ts.replace('.', '')}"
    thread_ts = channel.messages[ts].thread_ts
    if thread_ts:
        address += f"?thread_ts={thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": address}


METHODS: dict[str, Method] = {
    "chat.postMessage": post_message,
    "chat.update": update,
    "chat.delete": delete,
    "chat.postEphemeral": post_ephemeral,
    "chat.getPermalink": permalink,
}
