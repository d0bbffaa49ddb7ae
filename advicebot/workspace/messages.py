"""What happens when a message is posted, changed, deleted or shown to one person."""

from collections.abc import Sequence

from advicebot.workspace.blocks.walk import with_ids
from advicebot.workspace.events import (
    changed_event,
    deleted_event,
    hears_messages,
    joined_event,
    mention_event,
    message_event,
)
from advicebot.workspace.ids import new_uuid
from advicebot.workspace.page_shapes import page_channel, page_message
from advicebot.workspace.richtext import as_blocks
from advicebot.workspace.shapes import message_json
from advicebot.workspace.state import Channel, Json, Kind, Message
from advicebot.workspace.workspace import Workspace

TOMBSTONE = "This message was deleted."


def post(
    ws: Workspace,
    channel: Channel,
    *,
    user: str,
    text: str,
    blocks: Sequence[Json] | None = None,
    attachments: list[Json] | None = None,
    files: Sequence[str] = (),
    thread_ts: str | None = None,
    metadata: Json | None = None,
    broadcast: bool = False,
) -> Message:
    """Put a message into a conversation, show it, and tell the app."""
    is_bot = user == ws.state.bot_user_id
    message = Message(
        ts=ws.clock.next_ts(),
        channel=channel.id,
        user=user,
        text=text,
        blocks=with_ids(blocks) if blocks else None if is_bot else as_blocks(text),
        attachments=attachments,
        files=list(files),
        thread_ts=_root_of(channel, thread_ts),
        bot_id=ws.config.app.bot_id if is_bot else None,
        subtype="thread_broadcast" if broadcast and thread_ts else None,
        metadata=metadata,
        client_msg_id=None if is_bot else new_uuid(),
    )
    _keep(ws, channel, message)
    return message


def note(ws: Workspace, channel: Channel, user: str, words: str, *, subtype: str) -> None:
    """Let the workspace itself say that somebody ``words``, such as that they have joined."""
    text = f"<@{user}> {words}"
    ts = ws.clock.next_ts()
    _keep(ws, channel, Message(ts=ts, channel=channel.id, user=user, text=text, subtype=subtype))


def _keep(ws: Workspace, channel: Channel, message: Message) -> None:
    channel.messages[message.ts] = message
    ws.state.files.share(message.files, message.blocks, channel=channel.id, ts=message.ts)
    if message.is_reply:
        root = message.thread_ts or ""
        channel.replies.setdefault(root, []).append(message.ts)
        channel.thread_read[(message.user, root)] = message.ts
    if message.is_top_level:
        channel.last_read[message.user] = message.ts
    show(ws, channel, "message", message)
    _show_parent(ws, channel, message)
    _tell_app(ws, channel, message)


def _root_of(channel: Channel, thread_ts: str | None) -> str | None:
    """Answering a reply goes to the thread that it is in."""
    parent = channel.messages.get(thread_ts or "")
    return parent.thread_ts if parent is not None and parent.thread_ts else thread_ts


def _tell_app(ws: Workspace, channel: Channel, message: Message) -> None:
    bot = ws.state.bot_user_id
    if hears_messages(ws.state, channel):
        ws.emit(message_event(ws.state, channel, message))
    is_by_person = message.user != bot and not message.is_note
    is_named = f"<@{bot}>" in message.text and is_by_person and bot in channel.members
    if is_named and channel.kind is not Kind.IM and ws.subscribes("app_mention"):
        ws.emit(mention_event(ws.state, channel, message))


def change(
    ws: Workspace,
    channel: Channel,
    message: Message,
    *,
    text: str,
    blocks: Sequence[Json] | None,
    metadata: Json | None = None,
    is_edit: bool = True,
) -> None:
    """Replace what a message says. ``is_edit`` marks it as edited."""
    old = message_json(ws.state, message, with_metadata=True)
    message.text = text
    _draw(ws, message, blocks)
    message.metadata = metadata
    if is_edit:
        message.edited_ts = ws.clock.next_ts()
    show(ws, channel, "message_changed", message)
    if hears_messages(ws.state, channel):
        new = message_json(ws.state, message, with_metadata=True)
        ws.emit(changed_event(ws.state, channel, new, old))


def _draw(ws: Workspace, message: Message, blocks: Sequence[Json] | None) -> None:
    before = message.blocks
    message.blocks = with_ids(blocks, before) if blocks else None
    if before and before != message.blocks:
        message.older.appendleft(before)
    ws.state.files.share((), message.blocks, channel=message.channel, ts=message.ts)


def edit_typed(ws: Workspace, channel: Channel, message: Message, text: str) -> None:
    """Replace what a person typed."""
    change(ws, channel, message, text=text, blocks=as_blocks(text), metadata=message.metadata)


def remove(ws: Workspace, channel: Channel, message: Message) -> None:
    """Delete a message. One with replies stays as a marker so that its thread can be reached."""
    old = message_json(ws.state, message, with_metadata=True)
    if channel.replies.get(message.ts):
        _bury(ws, channel, message, old)
        return
    del channel.messages[message.ts]
    if message.is_reply:
        channel.replies[message.thread_ts or ""].remove(message.ts)
    frame = {"type": "message_deleted", "channel": channel.id, "ts": message.ts}
    for user in _watching(ws, channel):
        ws.live.send(user, frame)
    show_channel(ws, channel)
    _show_parent(ws, channel, message)
    if hears_messages(ws.state, channel):
        ws.emit(deleted_event(ws.state, channel, old))


def _bury(ws: Workspace, channel: Channel, message: Message, old: Json) -> None:
    message.subtype, message.text = "tombstone", TOMBSTONE
    message.blocks = message.attachments = message.metadata = message.edited_ts = None
    message.older.clear()
    message.files.clear()
    show(ws, channel, "message_changed", message)
    if hears_messages(ws.state, channel):
        new = message_json(ws.state, message)
        ws.emit(changed_event(ws.state, channel, new, old))


def show_to(
    ws: Workspace,
    channel: Channel,
    person: str,
    *,
    text: str,
    blocks: Sequence[Json] | None = None,
    thread_ts: str | None = None,
) -> Message:
    """Show an ephemeral message of the app to one person."""
    message = Message(
        ts=ws.clock.next_ts(),
        channel=channel.id,
        user=ws.state.bot_user_id,
        text=text,
        blocks=with_ids(blocks) if blocks else None,
        thread_ts=thread_ts,
        bot_id=ws.config.app.bot_id,
        shown_to=person,
    )
    channel.ephemerals[message.ts] = message
    ws.state.files.share((), message.blocks, channel=channel.id, ts=message.ts)
    show(ws, channel, "message", message)
    return message


def change_ephemeral(
    ws: Workspace,
    channel: Channel,
    message: Message,
    *,
    text: str,
    blocks: Sequence[Json] | None,
) -> None:
    """Replace what an ephemeral message says."""
    message.text = text
    _draw(ws, message, blocks)
    show(ws, channel, "message_changed", message)


def remove_ephemeral(ws: Workspace, channel: Channel, message: Message) -> None:
    """Take an ephemeral message away."""
    del channel.ephemerals[message.ts]
    frame = {"type": "message_deleted", "channel": channel.id, "ts": message.ts}
    ws.live.send(message.shown_to or "", frame)


def join(ws: Workspace, channel: Channel, user: str, *, inviter: str | None = None) -> None:
    """Make a person, or the app, a member of a channel."""
    if user in channel.members:
        return
    channel.members.append(user)
    note(ws, channel, user, "has joined the channel", subtype="channel_join")
    if ws.subscribes("member_joined_channel") and ws.state.bot_user_id in channel.members:
        ws.emit(joined_event(ws.state, channel, user, inviter))
    show_channel(ws, channel)


def show_channel(ws: Workspace, channel: Channel, *, only: str | None = None) -> None:
    """Tell pages what a conversation looks like now."""
    for user in _watching(ws, channel):
        if only in (None, user):
            shown = page_channel(ws.state, channel, user)
            ws.live.send(user, {"type": "channel", "channel": shown})


def show(
    ws: Workspace, channel: Channel, kind: str, message: Message, *, only: str | None = None
) -> None:
    """Tell the pages of those who may see it what a message says now, and what is unread."""
    for user in _watching(ws, channel):
        if message.shown_to in (None, user) and only in (None, user):
            shown = page_message(ws.state, message, user)
            ws.live.send(user, {"type": kind, "channel": channel.id, "message": shown})
            show_channel(ws, channel, only=user)


def _show_parent(ws: Workspace, channel: Channel, message: Message) -> None:
    parent = channel.messages.get(message.thread_ts or "") if message.is_reply else None
    if parent is not None:
        show(ws, channel, "message_changed", parent)


def _watching(ws: Workspace, channel: Channel) -> list[str]:
    return [user for user in ws.live.watchers() if channel.is_visible_to(user)]
