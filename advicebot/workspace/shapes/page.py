"""How users, conversations and messages look to the page."""

from advicebot.workspace.config import UserConfig
from advicebot.workspace.shapes.files import page_file
from advicebot.workspace.state import Channel, Json, Kind, Look, Message, State
from advicebot.workspace.state.unread import new_below, unread


def page_user(user: UserConfig) -> Json:
    """Return a person as the page shows one."""
    return {
        "id": user.id,
        "name": user.name,
        "real_name": user.real_name or user.name,
        "title": user.title,
        "is_bot": user.is_bot,
        "deleted": user.deleted,
        "is_restricted": user.is_restricted or user.is_ultra_restricted,
        "is_ultra_restricted": user.is_ultra_restricted,
        "is_stranger": user.other_team_id is not None,
        "role": user.role,
    }


def page_channel(state: State, channel: Channel, user: str) -> Json:
    """Return a conversation as this person sees it in the side bar."""
    is_direct = channel.kind in (Kind.IM, Kind.MPIM)
    new, mentions = unread(channel, user, state.groups.of(user))
    newest_first = reversed(channel.messages.values())
    others = [member for member in channel.members if member != user]
    return {
        "id": channel.id,
        "name": _title(state, others) if is_direct else channel.name,
        "kind": channel.kind.value,
        "with": (others or [user]) if is_direct else [],
        "topic": channel.topic,
        "purpose": channel.purpose,
        "bookmarks": list(channel.bookmarks.values()),
        "is_member": user in channel.members,
        "unread": new,
        "mentions": mentions,
        "last_read": channel.last_read.get(user),
        "last_ts": next((m.ts for m in newest_first if m.is_top_level), None),
        "members": list(channel.members),
        "is_archived": channel.is_archived,
    }


def _title(state: State, others: list[str]) -> str:
    people = (state.users[other] for other in others)
    return ", ".join(person.real_name or person.name for person in people)


def page_message(state: State, message: Message, seen_by: str) -> Json:
    """Return a message as the page draws it for this person."""
    user = state.users.get(message.user)
    name = (user.real_name or user.name) if user else message.user
    look = message.look or Look()
    made: Json = {
        "ts": message.ts,
        "user": message.user,
        "username": look.username or name,
        "text": message.text,
    }
    optional = {
        "thread_ts": message.thread_ts,
        "bot_id": message.bot_id,
        "blocks": message.blocks,
        "files": [page_file(state, file_id) for file_id in message.files] or None,
        "subtype": message.subtype,
        "edited": {"ts": message.edited_ts} if message.edited_ts else None,
        "ephemeral": True if message.shown_to else None,
        "icon_emoji": look.icon_emoji or None,
        "icon_url": look.icon_url or None,
        "attachments": message.attachments,
        "mrkdwn": None if message.is_mrkdwn else False,
        "streaming": True if message.is_streaming else None,
        "reactions": _reactions(message, seen_by) or None,
        "pinned": {"by": message.pinned.by, "at": message.pinned.at} if message.pinned else None,
        "deleted": True if message.subtype == "tombstone" else None,
    }
    made |= {key: value for key, value in optional.items() if value is not None}
    return made | _thread(state.channels[message.channel], message, seen_by)


def _reactions(message: Message, seen_by: str) -> list[Json]:
    return [
        {"name": name, "count": len(users), "users": list(users), "mine": seen_by in users}
        for name, users in message.reactions.items()
    ]


def _thread(channel: Channel, message: Message, seen_by: str) -> Json:
    replies = channel.replies.get(message.ts)
    if not replies:
        return {}
    new = len(new_below(channel, message.ts, seen_by))
    return {"reply_count": len(replies), "latest_reply": replies[-1], "new_replies": new}
