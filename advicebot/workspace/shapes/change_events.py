"""Events of reactions, pins, channels, user groups and assistant threads, as Slack builds them."""

from collections.abc import Sequence

from advicebot.workspace.shapes import pin_json, pinned_info
from advicebot.workspace.shapes.users import group_json
from advicebot.workspace.state import Channel, Json, Kind, Message, State
from advicebot.workspace.state.user_groups import UserGroup


def reaction_event(state: State, message: Message, user: str, name: str, *, is_added: bool) -> Json:
    """Return ``reaction_added`` or ``reaction_removed``."""
    return {
        "type": "reaction_added" if is_added else "reaction_removed",
        "user": user,
        "reaction": name,
        "item": {"type": "message", "channel": message.channel, "ts": message.ts},
        "item_user": message.user,
        "event_ts": state.clock.next_ts(),
    }


def pin_event(state: State, channel: Channel, message: Message, user: str, *, left: int) -> Json:
    """Return ``pin_added``, with how many pins there are now."""
    return {
        "type": "pin_added",
        "user": user,
        "channel_id": channel.id,
        "item": pin_json(state, message),
        "item_user": message.user,
        "pin_count": str(left),
        "pinned_info": pinned_info(message),
        "event_ts": state.clock.next_ts(),
    }


def unpin_event(state: State, channel: Channel, was: Json, user: str, *, left: int) -> Json:
    """Return ``pin_removed``; ``was`` is the ``pin_added`` that the pin would have now."""
    return was | {
        "type": "pin_removed",
        "user": user,
        "pin_count": str(left),
        "has_pins": left > 0,
        "event_ts": state.clock.next_ts(),
    }


def created_event(state: State, channel: Channel) -> Json:
    """Return ``channel_created``, which tells of public channels alone."""
    named = _named(state, channel) | {"creator": channel.creator}
    return {"type": "channel_created", "channel": named, "event_ts": state.clock.next_ts()}


def renamed_event(state: State, channel: Channel) -> Json:
    """Return ``channel_rename``, or ``group_rename`` of a private channel."""
    noun = "channel" if channel.kind is Kind.CHANNEL else "group"
    named = _named(state, channel)
    return {"type": f"{noun}_rename", "channel": named, "event_ts": state.clock.next_ts()}


def _named(state: State, channel: Channel) -> Json:
    return {
        "id": channel.id,
        "is_channel": True,
        "is_mpim": False,
        "name": channel.name,
        "name_normalized": channel.name,
        "created": channel.created,
        "context_team_id": state.config.team_id,
    }


def group_event(state: State, group: UserGroup, *, is_new: bool = False) -> Json:
    """Return ``subteam_created`` or ``subteam_updated``."""
    return {
        "type": "subteam_created" if is_new else "subteam_updated",
        "subteam": group_json(state, group),
        "event_ts": state.clock.next_ts(),
    }


def members_event(
    state: State, group: UserGroup, *, before: int, added: Sequence[str], removed: Sequence[str]
) -> Json:
    """Return ``subteam_members_changed``; ``before`` is when the group was last changed."""
    return {
        "type": "subteam_members_changed",
        "subteam_id": group.id,
        "team_id": state.config.team_id,
        "date_previous_update": before,
        "date_update": group.updated,
        "added_users": list(added),
        "added_users_count": len(added),
        "removed_users": list(removed),
        "removed_users_count": len(removed),
        "event_ts": state.clock.next_ts(),
    }


def file_shared_event(state: State, channel: Channel, file_id: str, user: str) -> Json:
    """Return ``file_shared``: a message shows a file from now on."""
    return {
        "type": "file_shared",
        "channel_id": channel.id,
        "file_id": file_id,
        "user_id": user,
        "file": {"id": file_id},
        "event_ts": state.clock.next_ts(),
    }


def file_deleted_event(state: State, file_id: str, channels: Sequence[str]) -> Json:
    """Return ``file_deleted``; ``channels`` are those it was shared in."""
    return {
        "type": "file_deleted",
        "file_id": file_id,
        "channel_ids": list(channels),
        "event_ts": state.clock.next_ts(),
    }


def revoked_event(state: State, bot: str) -> Json:
    """Return ``tokens_revoked``, by the user ids of the bots whose tokens they were."""
    tokens: Json = {"oauth": [], "bot": [bot]}
    return {"type": "tokens_revoked", "tokens": tokens, "event_ts": state.clock.next_ts()}


def assistant_event(
    state: State, channel: Channel, thread_ts: str, user: str, *, seen: str, is_new: bool
) -> Json:
    """Return the event of an assistant's thread; ``seen`` is the channel its person looks at."""
    context: Json = {"team_id": state.config.team_id, "enterprise_id": None}
    if seen:
        context["channel_id"] = seen
    return {
        "type": "assistant_thread_started" if is_new else "assistant_thread_context_changed",
        "assistant_thread": {
            "user_id": user,
            "context": context,
            "channel_id": channel.id,
            "thread_ts": thread_ts,
        },
        "event_ts": state.clock.next_ts(),
    }
