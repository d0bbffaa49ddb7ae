"""How users, channels and messages look in Slack's JSON."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from advicebot.workspace.config import UserConfig
from advicebot.workspace.file_shapes import files_json
from advicebot.workspace.state import Channel, Json, Kind, Message, State

CHANNEL_TYPES = {Kind.CHANNEL: "channel", Kind.PRIVATE: "group", Kind.IM: "im", Kind.MPIM: "mpim"}


def channel_type(channel: Channel) -> str:
    """Return the word that events use for this kind of conversation."""
    return CHANNEL_TYPES[channel.kind]


# What users.info leaves out for people who were deactivated, as seen in live workspaces.
NOT_OF_THE_DEACTIVATED = frozenset(
    {
        "real_name",
        "tz",
        "tz_label",
        "tz_offset",
        "is_admin",
        "is_owner",
        "is_primary_owner",
        "is_restricted",
        "is_ultra_restricted",
    }
)
SLACKBOT = "USLACKBOT"


def user_json(state: State, user: UserConfig) -> Json:
    """Return a user as users.info does."""
    zone = user.time_zone or state.config.time_zone
    offset = datetime.now(ZoneInfo(zone)).utcoffset()
    made: Json = {
        "id": user.id,
        "team_id": user.other_team_id or state.config.team_id,
        "name": user.name,
        "deleted": user.deleted,
        "real_name": user.real_name or user.name,
        "tz": zone,
        "tz_label": zone,
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "profile": _profile(state, user),
        "is_admin": user.is_admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": user.is_restricted or user.is_ultra_restricted,
        "is_ultra_restricted": user.is_ultra_restricted,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "is_email_confirmed": not user.is_bot,
        "updated": state.updated.get(user.id, 0),
    }
    if user.other_team_id:
        made["is_stranger"] = True
    if user.deleted:
        made = {key: value for key, value in made.items() if key not in NOT_OF_THE_DEACTIVATED}
    return made


def _profile(state: State, user: UserConfig) -> Json:
    made: Json = {
        "title": user.title,
        "real_name": user.real_name or user.name,
        "real_name_normalized": user.real_name or user.name,
        "display_name": user.name,
        "display_name_normalized": user.name,
        "team": user.other_team_id or state.config.team_id,
    }
    if user.email:
        made["email"] = user.email
    if user.id == state.bot_user_id:
        made |= {"bot_id": state.config.app.bot_id, "api_app_id": state.config.app.id}
    return made


def channel_json(state: State, channel: Channel) -> Json:
    """Return a conversation as conversations.info shows it to the app."""
    bot = state.bot_user_id
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
        direct = {"user": other, "is_user_deleted": is_deleted, "is_open": True, "priority": 0}
        return shared | direct
    return shared | {
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": channel.kind is Kind.CHANNEL,
        "is_group": channel.kind is Kind.PRIVATE,
        "is_mpim": channel.kind is Kind.MPIM,
        "is_private": channel.kind is not Kind.CHANNEL,
        "is_general": channel.name == "general",
        "is_shared": channel.is_ext_shared,
        "is_ext_shared": channel.is_ext_shared,
        "is_member": bot in channel.members,
        "creator": channel.members[0] if channel.members else bot,
        "topic": {"value": channel.topic, "creator": "", "last_set": 0},
        "purpose": {"value": channel.purpose, "creator": "", "last_set": 0},
        "previous_names": [],
        "num_members": len(channel.members),
    }


def message_json(state: State, message: Message, *, with_metadata: bool = False) -> Json:
    """Return a message as conversations.history does; its thread's size is in it."""
    if message.subtype == "tombstone":
        return _tombstone(state, message)
    made: Json = {"user": message.user, "type": "message", "ts": message.ts}
    if message.client_msg_id:
        made["client_msg_id"] = message.client_msg_id
    made |= {"text": message.text, "team": _team_of(state, message.user)}
    if message.bot_id:
        made |= {
            "bot_id": message.bot_id,
            "app_id": state.config.app.id,
            "bot_profile": bot_json(state),
        }
    optional = {
        "subtype": message.subtype,
        "thread_ts": message.thread_ts,
        "blocks": message.blocks,
        "attachments": message.attachments,
        "files": files_json(state, message.files) or None,
        "upload": False if message.files else None,
        "metadata": message.metadata if with_metadata else None,
    }
    made |= {key: value for key, value in optional.items() if value is not None}
    if message.edited_ts:
        made["edited"] = {"user": message.user, "ts": message.edited_ts}
    return made | _thread_summary(state, message)


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


def _team_of(state: State, user_id: str) -> str:
    user = state.users.get(user_id)
    return (user.other_team_id if user else None) or state.config.team_id


def bot_json(state: State) -> dict[str, Any]:
    """Return the app's bot as bots.info and ``bot_profile`` do."""
    app = state.config.app
    return {
        "id": app.bot_id,
        "app_id": app.id,
        "user_id": app.bot_user_id,
        "name": app.name,
        "deleted": False,
        "updated": 0,
        "team_id": state.config.team_id,
    }
