"""How channels, messages and bots look in Slack's JSON."""

from typing import Any

from advicebot.workspace.config import AppConfig
from advicebot.workspace.shapes.files import files_json
from advicebot.workspace.shapes.mrkdwn import blocks_of
from advicebot.workspace.shapes.users import PICTURE
from advicebot.workspace.state import Channel, Json, Kind, Mark, Message, State

CHANNEL_TYPES = {Kind.CHANNEL: "channel", Kind.PRIVATE: "group", Kind.IM: "im", Kind.MPIM: "mpim"}


def channel_type(channel: Channel) -> str:
    """Return the word that events use for this kind of conversation."""
    return CHANNEL_TYPES[channel.kind]


GENERAL = "general"
"""The channel that nobody leaves and that is never archived."""
SLACKBOT = "USLACKBOT"
LOCALE = "en-GB"
BOT_PICTURE_SIZES = (36, 48, 72)


def channel_json(state: State, channel: Channel, bot: str) -> Json:
    """Return a conversation as conversations.info shows it to the app of this bot."""
    shared: Json = {
        "id": channel.id,
        "created": channel.created,
        "is_archived": channel.is_archived,
        "is_im": channel.kind is Kind.IM,
        "is_org_shared": False,
        "context_team_id": state.config.team_id,
        "updated": channel.created * 1000,
    }
    if channel.kind is Kind.IM:
        other = next((m for m in channel.members if m != bot), bot)
        is_deleted = state.users[other].deleted
        direct = {"user": other, "is_user_deleted": is_deleted, "is_open": channel.is_open}
        return shared | direct | {"priority": 0}
    return shared | _group_json(state, channel, bot)


def _group_json(state: State, channel: Channel, bot: str) -> Json:
    """Return what a conversation has that is no DM of two."""
    return {
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": channel.kind is Kind.CHANNEL,
        "is_group": channel.kind is Kind.PRIVATE,
        "is_mpim": channel.kind is Kind.MPIM,
        "is_private": channel.kind is not Kind.CHANNEL,
        "is_general": channel.name == GENERAL,
        "is_shared": channel.is_ext_shared,
        "is_ext_shared": channel.is_ext_shared,
        "is_member": bot in channel.members,
        "is_pending_ext_shared": False,
        "pending_shared": [],
        "pending_connected_team_ids": [],
        "parent_conversation": None,
        "shared_team_ids": [state.config.team_id],
        "unlinked": 0,
        "creator": channel.creator,
        "topic": _set_words(channel.topic, channel.topic_set),
        "purpose": _set_words(_purpose(state, channel), channel.purpose_set),
        "properties": {},
        "previous_names": list(channel.previous_names),
        "num_members": len(channel.members),
    }


def _set_words(value: str, mark: Mark | None) -> Json:
    made: Json = {"value": value, "creator": mark.by if mark else ""}
    return made | {"last_set": mark.at if mark else 0}


def _purpose(state: State, channel: Channel) -> str:
    if channel.kind is not Kind.MPIM:
        return channel.purpose
    names = " ".join(f"@{state.users[member].name}" for member in channel.members)
    return f"Group messaging with: {names}"


def permalink(state: State, message: Message) -> str:
    """Return an address that opens the page at a message."""
    address = f"{state.url}/archives/{message.channel}/p{message.ts.replace('.', '')}"
    if message.thread_ts:
        address += f"?thread_ts={message.thread_ts}&cid={message.channel}"
    return address


def message_json(state: State, message: Message, *, with_metadata: bool = False) -> Json:
    """Return a message as conversations.history does; its thread's size is in it."""
    if message.subtype == "tombstone":
        return _tombstone(state, message)
    made = _author(state, message) | {"type": "message", "ts": message.ts}
    if message.client_msg_id:
        made["client_msg_id"] = message.client_msg_id
    made |= {"text": message.text} | _teams(state, message.user) | message.extra
    optional = {
        "subtype": message.subtype,
        "thread_ts": message.thread_ts,
        "blocks": message.blocks or _blocks_made(message),
        "attachments": message.attachments,
        "files": files_json(state, message.files) or None,
        "upload": False if message.files else None,
        "metadata": message.metadata if with_metadata else None,
        "reactions": reactions_json(message) or None,
        "pinned_to": [message.channel] if message.pinned else None,
        "pinned_info": pinned_info(message),
    }
    made |= {key: value for key, value in optional.items() if value is not None}
    if message.edited_ts:
        made["edited"] = {"user": message.user, "ts": message.edited_ts}
    return made | _thread_summary(state, message)


def _blocks_made(message: Message) -> list[Json] | None:
    """Return the blocks that Slack makes of an app's bare text; Bolt's assistants count on them."""
    if not message.bot_id or not message.text or message.attachments:
        return None
    block_id = message.ts.rpartition(".")[2]
    return blocks_of(message.text, block_id, is_mrkdwn=message.is_mrkdwn)


def _author(state: State, message: Message) -> Json:
    """Return who a message is from. One under another name is marked, and names no user."""
    app = state.app_of(message.user) if message.bot_id else None
    if app is None:
        return {"user": message.user}
    by: Json = {"bot_id": app.bot_id, "app_id": app.id}
    if look := message.look:
        icons = {"emoji": look.icon_emoji} if look.icon_emoji else {}
        if look.icon_url and not icons:
            icons = {f"image_{size}": look.icon_url for size in BOT_PICTURE_SIZES}
        by |= {"subtype": "bot_message", "username": look.username or app.name}
        return by | {"icons": icons} if icons else by
    return {"user": message.user} | by | {"bot_profile": bot_json(state, app)}


def reactions_json(message: Message) -> list[Json]:
    """Return the reactions to a message, each with who reacted, in the order they were first."""
    return [
        {"name": name, "users": list(users), "count": len(users)}
        for name, users in message.reactions.items()
    ]


def pinned_info(message: Message) -> Json | None:
    """Return by whom and when a message was pinned."""
    pinned = message.pinned
    if pinned is None:
        return None
    return {"channel": message.channel, "pinned_by": pinned.by, "pinned_ts": pinned.at}


def pin_json(state: State, message: Message) -> Json:
    """Return a pinned message as pins.list does."""
    made: Json = {"type": "message", "channel": message.channel}
    if message.pinned is not None:
        made |= {"created": message.pinned.at, "created_by": message.pinned.by}
    shown = message_json(state, message) | {"permalink": permalink(state, message)}
    return made | {"message": shown}


def _tombstone(state: State, message: Message) -> Json:
    made: Json = {"type": "message", "subtype": "tombstone", "user": SLACKBOT, "hidden": True}
    made |= {"ts": message.ts, "thread_ts": message.ts, "text": message.text}
    return made | _thread_summary(state, message)


def _thread_summary(state: State, message: Message) -> Json:
    channel = state.channels[message.channel]
    if message.is_reply:
        parent = channel.messages.get(message.thread_ts or "")
        return _below(state, message, parent) if parent else {}
    replies = channel.thread(message.ts)
    if not replies:
        return {}
    users = list(dict.fromkeys(reply.user for reply in replies))
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users_count": len(users),
        "reply_users": users,
        "latest_reply": replies[-1].ts,
        "is_locked": False,
        "subscribed": False,
    }


def _below(state: State, message: Message, parent: Message) -> Json:
    """Return what a reply says of the message it is below; one that is broadcast shows it whole."""
    made: Json = {"parent_user_id": parent.user}
    if message.subtype == "thread_broadcast":
        made["root"] = message_json(state, parent)
    return made


def _teams(state: State, user_id: str) -> Json:
    """Return the organisation of an author, more than once when it is another one, as Slack does.

    Bolt takes ``user_team`` for the organisation of who acts in a channel that two of them share.
    """
    user = state.users.get(user_id)
    theirs = user.other_team_id if user else None
    elsewhere = {"user_team": theirs, "source_team": theirs} if theirs else {}
    return {"team": theirs or state.config.team_id, **elsewhere}


def bot_json(state: State, app: AppConfig) -> dict[str, Any]:
    """Return an app's bot as bots.info and ``bot_profile`` do."""
    return {
        "id": app.bot_id,
        "app_id": app.id,
        "user_id": app.bot_user_id,
        "name": app.name,
        "icons": {f"image_{size}": f"{state.url}{PICTURE}" for size in BOT_PICTURE_SIZES},
        "deleted": False,
        "updated": 0,
        "team_id": state.config.team_id,
    }
