"""The payloads that the app gets, as Slack builds them."""

import time
from typing import Any

from advicebot.workspace.config import AppConfig, UserConfig
from advicebot.workspace.ids import new_id
from advicebot.workspace.shapes import channel_type, message_json
from advicebot.workspace.shapes.users import EMAIL, user_json
from advicebot.workspace.state import Channel, Json, Kind, Message, State

MESSAGES_OF = {
    "channel": "message.channels",
    "group": "message.groups",
    "im": "message.im",
    "mpim": "message.mpim",
}
"""What a manifest calls the messages of each kind of conversation, by their ``channel_type``."""


def event_payload(state: State, app: AppConfig, event: Json) -> Json:
    """Return the body around an event for one app."""
    config = state.config
    channel = state.channels.get(str(event.get("channel")))
    return {
        "token": app.verification_token,
        "team_id": config.team_id,
        "context_team_id": config.team_id,
        "context_enterprise_id": None,
        "api_app_id": app.id,
        "event": event,
        "type": "event_callback",
        "event_id": new_id("Ev"),
        "event_time": state.seconds(),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": config.team_id,
                "user_id": app.bot_user_id,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": channel is not None and channel.is_ext_shared,
        "event_context": f"4-{new_id('')}",
    }


def message_event(state: State, channel: Channel, message: Message) -> Json:
    """Return the ``message`` event of a new message. One that shares files is marked as such."""
    shared = {"subtype": "file_share"} if message.files else {}
    return (
        message_json(state, message, with_metadata=True)
        | shared
        | {
            "channel": channel.id,
            "event_ts": message.ts,
            "channel_type": channel_type(channel),
        }
    )


def mention_event(state: State, channel: Channel, message: Message) -> Json:
    """Return the ``app_mention`` event of a new message that names the app."""
    made = message_json(state, message) | {
        "type": "app_mention",
        "channel": channel.id,
        "event_ts": message.ts,
    }
    made.pop("subtype", None)
    return made


def changed_event(state: State, channel: Channel, new: Json, old: Json) -> Json:
    """Return the ``message_changed`` event; ``new`` and ``old`` are messages as JSON."""
    ts = state.clock.next_ts()
    return {
        "type": "message",
        "subtype": "message_changed",
        "message": new,
        "previous_message": old,
        "channel": channel.id,
        "hidden": True,
        "ts": ts,
        "event_ts": ts,
        "channel_type": channel_type(channel),
    }


def deleted_event(state: State, channel: Channel, old: Json) -> Json:
    """Return the ``message_deleted`` event; ``old`` is the message that was."""
    ts = state.clock.next_ts()
    return {
        "type": "message",
        "subtype": "message_deleted",
        "previous_message": old,
        "channel": channel.id,
        "hidden": True,
        "deleted_ts": old["ts"],
        "ts": ts,
        "event_ts": ts,
        "channel_type": channel_type(channel),
    }


def joined_event(state: State, channel: Channel, user: str, inviter: str | None) -> Json:
    """Return the ``member_joined_channel`` event."""
    made: Json = {
        "type": "member_joined_channel",
        "user": user,
        "channel": channel.id,
        "channel_type": "C" if channel.kind is Kind.CHANNEL else "G",
        "team": state.config.team_id,
        "event_ts": state.clock.next_ts(),
    }
    return made | {"inviter": inviter} if inviter else made


def left_event(state: State, channel: Channel, user: str) -> Json:
    """Return the ``member_left_channel`` event of a departure."""
    return {
        "type": "member_left_channel",
        "user": user,
        "channel": channel.id,
        "channel_type": "C" if channel.kind is Kind.CHANNEL else "G",
        "team": state.config.team_id,
        "event_ts": state.clock.next_ts(),
    }


def out_event(state: State, channel: Channel) -> Json:
    """Return the event by which an app is told that itself is out of a channel."""
    kind = "channel_left" if channel.kind is Kind.CHANNEL else "group_left"
    return {"type": kind, "channel": channel.id, "event_ts": state.clock.next_ts()}


def archived_event(state: State, channel: Channel, user: str) -> Json:
    """Return the event of a channel that was just archived or unarchived."""
    noun = "channel" if channel.kind is Kind.CHANNEL else "group"
    return {
        "type": f"{noun}_{'archive' if channel.is_archived else 'unarchive'}",
        "channel": channel.id,
        "user": user,
        "is_moved": 0,
        "event_ts": state.clock.next_ts(),
    }


def user_event(state: State, user: UserConfig, app: AppConfig, *, is_new: bool = False) -> Json:
    """Return the ``user_change`` event for one app, or ``team_join``."""
    return {
        "type": "team_join" if is_new else "user_change",
        "user": user_json(state, user, with_email=app.may(EMAIL)),
        "cache_ts": state.seconds(),
        "event_ts": state.clock.next_ts(),
    }


def home_event(state: State, app: AppConfig, user: str, tab: str, view: Json | None) -> Json:
    """Return the ``app_home_opened`` event."""
    made: Json = {
        "type": "app_home_opened",
        "user": user,
        "channel": state.app_dm(user, app).id,
        "tab": tab,
        "event_ts": state.clock.next_ts(),
    }
    return made | {"view": view} if view else made


def interaction(state: State, app: AppConfig, user: str, kind: str) -> Json:
    """Return what every interactive payload for an app has."""
    config = state.config
    person = state.users[user]
    return {
        "type": kind,
        "user": {
            "id": user,
            "username": person.name,
            "name": person.name,
            "team_id": person.other_team_id or config.team_id,
        },
        "api_app_id": app.id,
        "token": app.verification_token,
        "team": {"id": config.team_id, "domain": config.team_domain},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def named_channel(channel: Channel) -> Json:
    """Return the id and name of a conversation as interactive payloads do."""
    return {"id": channel.id, "name": payload_name(channel)}


def payload_name(channel: Channel) -> str:
    """Return the name that payloads give: private conversations are not named."""
    names = {Kind.IM: "directmessage", Kind.PRIVATE: "privategroup"}
    return names.get(channel.kind, channel.name)


def command_payload(
    state: State, app: AppConfig, channel: Channel, user: str, **given: Any
) -> Json:
    """Return the body of a slash command; ``given`` has command, text and the two handles."""
    config = state.config
    return {
        "token": app.verification_token,
        "team_id": config.team_id,
        "team_domain": config.team_domain,
        "channel_id": channel.id,
        "channel_name": payload_name(channel),
        "user_id": user,
        "user_name": state.users[user].name,
        "api_app_id": app.id,
        "is_enterprise_install": "false",
        **given,
    }


def action_ts() -> str:
    """Return the machine's time of a click."""
    return f"{time.time():.6f}"
