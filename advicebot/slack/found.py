"""What a sweep found in Slack, as the events that would have told of it."""

from typing import Any

from advicebot.slack.payloads import NEW_MESSAGES, Body, edited_ts

TOMBSTONE = "tombstone"
"""What Slack leaves of a deleted message that others had answered in a thread."""


def is_from_person(message: dict[str, Any]) -> bool:
    """True for what somebody wrote, as Slack's history shows it."""
    return (
        bool(message.get("user"))
        and not message.get("bot_id")
        and message.get("subtype") in NEW_MESSAGES
    )


def as_event(team: str, channel: str, kind: str, message: dict[str, Any]) -> Body:
    """Return a message as the event of its being written; ``kind`` is the channel's type."""
    event = {**message, "type": "message", "channel": channel, "channel_type": kind}
    return _around(team, f"sweep-{channel}-{message['ts']}", event)


def as_edit(team: str, channel: str, kind: str, message: dict[str, Any]) -> Body:
    """Return an edited message as the event of its last edit."""
    at = str(edited_ts(message))
    event = {
        "type": "message",
        "subtype": "message_changed",
        "channel": channel,
        "channel_type": kind,
        "message": {**message, "type": "message"},
        "ts": at,
        "event_ts": at,
    }
    return _around(team, f"sweep-edit-{channel}-{message['ts']}-{at}", event)


def as_deletion(team: str, channel: str, kind: str, *, ts: str, user: str) -> Body:
    """Return the event of the deletion of somebody's message."""
    event = {
        "type": "message",
        "subtype": "message_deleted",
        "channel": channel,
        "channel_type": kind,
        "deleted_ts": ts,
        "previous_message": {"type": "message", "user": user, "ts": ts},
        "ts": ts,
        "event_ts": ts,
    }
    return _around(team, f"sweep-delete-{channel}-{ts}", event)


def _around(team: str, event_id: str, event: dict[str, Any]) -> Body:
    return {"type": "event_callback", "team_id": team, "event_id": event_id, "event": event}
