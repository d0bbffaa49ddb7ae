"""How users, conversations and messages look to the page."""

from advicebot.workspace.config import UserConfig
from advicebot.workspace.state import Channel, Json, Kind, Message, State


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
        "role": user.role,
    }


def page_channel(state: State, channel: Channel, user: str) -> Json:
    """Return a conversation as this person sees it in the side bar."""
    is_direct = channel.kind in (Kind.IM, Kind.MPIM)
    unread, mentions = _unread(channel, user)
    others = [member for member in channel.members if member != user]
    return {
        "id": channel.id,
        "name": _title(state, others) if is_direct else channel.name,
        "kind": channel.kind.value,
        "with": (others or [user]) if is_direct else [],
        "topic": channel.topic,
        "is_member": user in channel.members,
        "unread": unread,
        "mentions": mentions,
        "last_read": channel.last_read.get(user),
        "last_ts": next(reversed(channel.messages), None),
    }


def _title(state: State, others: list[str]) -> str:
    people = (state.users[other] for other in others)
    return ", ".join(person.real_name or person.name for person in people)


def _unread(channel: Channel, user: str) -> tuple[int, int]:
    unread = mentions = 0
    if user not in channel.members:
        return 0, 0
    seen = channel.last_read.get(user, "")
    for ts in reversed(channel.messages):
        if ts <= seen:
            break
        message = channel.messages[ts]
        if message.user != user:
            unread += 1
            mentions += channel.kind is Kind.IM or f"<@{user}>" in message.text
    return unread, mentions


def page_message(state: State, message: Message) -> Json:
    """Return a message as the page draws it."""
    user = state.users.get(message.user)
    made: Json = {
        "ts": message.ts,
        "user": message.user,
        "username": (user.real_name or user.name) if user else message.user,
        "text": message.text,
    }
    optional = {
        "thread_ts": message.thread_ts,
        "bot_id": message.bot_id,
        "blocks": message.blocks,
        "subtype": message.subtype,
        "edited": {"ts": message.edited_ts} if message.edited_ts else None,
        "ephemeral": True if message.shown_to else None,
        "deleted": True if message.subtype == "tombstone" else None,
    }
    made |= {key: value for key, value in optional.items() if value is not None}
    replies = state.channels[message.channel].replies.get(message.ts)
    return made | {"reply_count": len(replies), "latest_reply": replies[-1]} if replies else made
