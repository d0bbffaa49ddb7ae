"""Messages that one person alone sees, until the workspace stops."""

from collections.abc import Sequence

from advicebot.workspace.blocks.attached import with_attached_ids
from advicebot.workspace.blocks.walk import with_ids
from advicebot.workspace.config import AppConfig
from advicebot.workspace.service import messages
from advicebot.workspace.service.content import Content
from advicebot.workspace.state import Channel, Json, Look, Message
from advicebot.workspace.workspace import Workspace


def show_to(
    ws: Workspace,
    channel: Channel,
    person: str,
    content: Content,
    *,
    app: AppConfig,
    thread_ts: str | None = None,
    look: Look | None = None,
) -> Message:
    """Show an ephemeral message of an app to one person."""
    message = Message(
        ts=ws.clock.next_ts(),
        channel=channel.id,
        user=app.bot_user_id,
        text=content.text,
        blocks=with_ids(content.blocks) if content.blocks else None,
        attachments=with_attached_ids(content.attachments),
        thread_ts=messages.root_of(channel, thread_ts),
        bot_id=app.bot_id,
        shown_to=person,
        look=look,
    )
    channel.ephemerals[message.ts] = message
    ws.state.files.share((), message.all_blocks, channel=channel.id, ts=message.ts)
    messages.show(ws, channel, "message", message)
    return message


def change(
    ws: Workspace,
    channel: Channel,
    message: Message,
    *,
    text: str,
    blocks: Sequence[Json] | None,
    attachments: list[Json],
) -> None:
    """Replace what an ephemeral message says, and all that hangs below it."""
    message.text = text
    messages.attach(message, attachments)
    messages.draw(ws, message, blocks)
    messages.show(ws, channel, "message_changed", message)


def remove(ws: Workspace, channel: Channel, message: Message) -> None:
    """Take an ephemeral message away."""
    del channel.ephemerals[message.ts]
    frame = {"type": "message_deleted", "channel": channel.id, "ts": message.ts}
    ws.live.send(message.shown_to or "", frame)
