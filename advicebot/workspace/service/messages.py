"""What happens when a message is posted, changed, deleted or shown to one person."""

from collections.abc import Sequence

from advicebot.workspace.apps import Installed
from advicebot.workspace.blocks.attached import with_attached_ids
from advicebot.workspace.blocks.walk import with_ids
from advicebot.workspace.ids import new_uuid
from advicebot.workspace.service import assistant
from advicebot.workspace.service.content import Content
from advicebot.workspace.shapes import channel_type, message_json
from advicebot.workspace.shapes.change_events import file_shared_event
from advicebot.workspace.shapes.events import (
    MESSAGES_OF,
    changed_event,
    deleted_event,
    joined_event,
    mention_event,
    message_event,
)
from advicebot.workspace.shapes.page import page_channel, page_message
from advicebot.workspace.shapes.richtext import as_blocks
from advicebot.workspace.state import Channel, Json, Kind, Look, Message
from advicebot.workspace.workspace import Workspace

TOMBSTONE = "This message was deleted."


def post(
    ws: Workspace,
    channel: Channel,
    content: Content,
    *,
    user: str,
    files: Sequence[str] = (),
    thread_ts: str | None = None,
    broadcast: bool = False,
    subtype: str | None = None,
    look: Look | None = None,
    is_mrkdwn: bool = True,
    stream: str = "",
) -> Message:
    """Put a message into a conversation, show it, and tell the app."""
    app = ws.state.app_of(user)
    message = Message(
        ts=ws.clock.next_ts(),
        channel=channel.id,
        user=user,
        text=content.text,
        blocks=_blocks_of(content, is_typed=app is None),
        attachments=with_attached_ids(content.attachments),
        files=list(files),
        thread_ts=root_of(channel, thread_ts),
        bot_id=app.bot_id if app else None,
        subtype="thread_broadcast" if broadcast and thread_ts else subtype,
        look=look,
        is_mrkdwn=is_mrkdwn,
        stream=stream,
        metadata=content.metadata or None,
        client_msg_id=None if app else new_uuid(),
    )
    _keep(ws, channel, message)
    return message


def note(
    ws: Workspace, channel: Channel, user: str, words: str, *, subtype: str, **extra: str
) -> None:
    """Let the workspace itself say that somebody ``words``, such as that they have joined.

    ``extra`` are the further fields of the subtype.
    """
    said = Message(
        ts=ws.clock.next_ts(),
        channel=channel.id,
        user=user,
        text=f"<@{user}> {words}",
        subtype=subtype,
        extra=dict(extra),
    )
    _keep(ws, channel, said)


def _blocks_of(content: Content, *, is_typed: bool) -> list[Json] | None:
    """Return the blocks of a new message. What a person typed is made into some."""
    if content.blocks:
        return with_ids(content.blocks)
    return as_blocks(content.text) if is_typed else None


def _keep(ws: Workspace, channel: Channel, message: Message) -> None:
    channel.messages[message.ts] = message
    ws.state.files.share(message.files, message.all_blocks, channel=channel.id, ts=message.ts)
    if message.is_reply:
        root = message.thread_ts or ""
        channel.replies.setdefault(root, []).append(message.ts)
        channel.thread_read[(message.user, root)] = message.ts
    if message.is_top_level:
        channel.last_read[message.user] = message.ts
    if message.bot_id:
        assistant.fall_silent(ws, channel, message.thread_ts)
    show(ws, channel, "message", message)
    _show_parent(ws, channel, message)
    _tell_app(ws, channel, message)
    for file_id in message.files:
        event = file_shared_event(ws.state, channel, file_id, message.user)
        ws.emit(event, to=ws.subscribers("file_shared", among=channel.members))


def root_of(channel: Channel, thread_ts: str | None) -> str | None:
    """Return the thread that an answer goes to: below a reply it is the one that this is in."""
    parent = channel.messages.get(thread_ts or "")
    return parent.thread_ts if parent is not None and parent.thread_ts else thread_ts


def _tell_app(ws: Workspace, channel: Channel, message: Message) -> None:
    ws.emit(message_event(ws.state, channel, message), to=_hearers(ws, channel))
    if message.is_note or channel.kind is Kind.IM or ws.state.app_of(message.user):
        return
    here = ws.subscribers("app_mention", among=channel.members)
    named = [app for app in here if f"<@{app.config.bot_user_id}>" in message.text]
    ws.emit(mention_event(ws.state, channel, message), to=named)


def _hearers(ws: Workspace, channel: Channel) -> list[Installed]:
    """Return the apps that are told of messages in a conversation."""
    return ws.subscribers(MESSAGES_OF[channel_type(channel)], among=channel.members)


def change(
    ws: Workspace,
    channel: Channel,
    message: Message,
    *,
    text: str,
    blocks: Sequence[Json] | None,
    attachments: list[Json] | None = None,
    metadata: Json | None = None,
    is_edit: bool = True,
) -> None:
    """Replace what a message says. ``is_edit`` marks it as edited.

    ``attachments`` None leaves them as they are, an empty list takes them away.
    """
    old = message_json(ws.state, message, with_metadata=True)
    message.text = text
    if attachments is not None:
        attach(message, attachments)
    draw(ws, message, blocks)
    message.metadata = metadata
    if is_edit:
        message.edited_ts = ws.clock.next_ts()
    show(ws, channel, "message_changed", message)
    new = message_json(ws.state, message, with_metadata=True)
    ws.emit(changed_event(ws.state, channel, new, old), to=_hearers(ws, channel))


def draw(ws: Workspace, message: Message, blocks: Sequence[Json] | None) -> None:
    """Put other blocks in a message, without telling anybody."""
    before = message.blocks
    message.blocks = with_ids(blocks, before) if blocks else None
    if before and before != message.blocks:
        message.older.appendleft(before)
    ws.state.files.share((), message.all_blocks, channel=message.channel, ts=message.ts)


def attach(message: Message, attachments: list[Json]) -> None:
    """Put other attachments below a message."""
    before = message.attachments
    message.attachments = with_attached_ids(attachments, before)
    if before and before != message.attachments:
        message.older_attachments.appendleft(before)


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
    ws.emit(deleted_event(ws.state, channel, old), to=_hearers(ws, channel))


def _bury(ws: Workspace, channel: Channel, message: Message, old: Json) -> None:
    message.subtype, message.text = "tombstone", TOMBSTONE
    message.blocks = message.attachments = message.metadata = message.edited_ts = None
    message.older.clear()
    message.older_attachments.clear()
    message.files.clear()
    message.reactions.clear()
    message.pinned = message.look = None
    show(ws, channel, "message_changed", message)
    new = message_json(ws.state, message)
    ws.emit(changed_event(ws.state, channel, new, old), to=_hearers(ws, channel))


def join(ws: Workspace, channel: Channel, user: str, *, inviter: str | None = None) -> None:
    """Make a person, or the app, a member of a channel."""
    if user in channel.members:
        return
    channel.members.append(user)
    by = {"inviter": inviter} if inviter else {}
    note(ws, channel, user, "has joined the channel", subtype="channel_join", **by)
    told = ws.subscribers("member_joined_channel", among=channel.members)
    ws.emit(joined_event(ws.state, channel, user, inviter), to=told)
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
