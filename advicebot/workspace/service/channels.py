"""Channels made, renamed, described and archived while the workspace runs."""

from advicebot.workspace.apps import Installed
from advicebot.workspace.ids import new_id
from advicebot.workspace.service import messages
from advicebot.workspace.shapes.change_events import created_event, renamed_event
from advicebot.workspace.shapes.events import archived_event
from advicebot.workspace.state import Channel, Kind, Mark
from advicebot.workspace.workspace import Workspace


def create(ws: Workspace, name: str, *, by: str, is_private: bool = False) -> Channel:
    """Make a channel with one member."""
    channel = Channel(
        id=new_id("C"),
        name=name,
        kind=Kind.PRIVATE if is_private else Kind.CHANNEL,
        members=[],
        created=ws.state.seconds(),
        users=ws.state.users,
        creator=by,
    )
    ws.state.channels[channel.id] = channel
    if not is_private:
        ws.emit(created_event(ws.state, channel), to=ws.subscribers("channel_created"))
    messages.join(ws, channel, by)
    return channel


def rename(ws: Workspace, channel: Channel, name: str, *, by: str) -> None:
    """Give a channel another name."""
    old, channel.name = channel.name, name
    channel.previous_names.insert(0, old)
    words = f'has renamed the channel from "{old}" to "{name}"'
    messages.note(ws, channel, by, words, subtype="channel_name", old_name=old, name=name)
    event = renamed_event(ws.state, channel)
    ws.emit(event, to=_told(ws, channel, event["type"]))
    messages.show_channel(ws, channel)


def set_topic(ws: Workspace, channel: Channel, topic: str, *, by: str) -> None:
    """Say what a channel is about at the moment."""
    channel.topic, channel.topic_set = topic, Mark(by=by, at=ws.state.seconds())
    words = f"set the channel topic: {topic}" if topic else "cleared channel topic"
    messages.note(ws, channel, by, words, subtype="channel_topic", topic=topic)
    messages.show_channel(ws, channel)


def set_purpose(ws: Workspace, channel: Channel, purpose: str, *, by: str) -> None:
    """Say what a channel is for."""
    channel.purpose, channel.purpose_set = purpose, Mark(by=by, at=ws.state.seconds())
    words = f"set the channel description: {purpose}" if purpose else "cleared channel description"
    messages.note(ws, channel, by, words, subtype="channel_purpose", purpose=purpose)
    messages.show_channel(ws, channel)


def set_archived(ws: Workspace, channel: Channel, is_archived: bool, *, by: str) -> None:
    """Close a channel to new messages, or open it again."""
    channel.is_archived = is_archived
    event = archived_event(ws.state, channel, by)
    ws.emit(event, to=_told(ws, channel, event["type"]))
    words = "archived the channel" if is_archived else "un-archived the channel"
    subtype = "channel_archive" if is_archived else "channel_unarchive"
    messages.note(ws, channel, by, words, subtype=subtype)
    messages.show_channel(ws, channel)


def _told(ws: Workspace, channel: Channel, event: str) -> list[Installed]:
    """Return who hears of a channel: every subscriber, or its members when it is private."""
    among = None if channel.kind is Kind.CHANNEL else channel.members
    return ws.subscribers(event, among=among)
