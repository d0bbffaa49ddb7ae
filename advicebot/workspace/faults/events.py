"""The events of this workspace, by the names that a rule may give."""

from advicebot.workspace.shapes.events import MESSAGES_OF
from advicebot.workspace.state import Json

SUBTYPES = (
    "assistant_app_thread",
    "bot_message",
    "channel_join",
    "channel_leave",
    "channel_name",
    "channel_purpose",
    "channel_topic",
    "file_share",
    "me_message",
    "message_changed",
    "message_deleted",
    "thread_broadcast",
    "tombstone",
)
EVENTS = (
    "app_home_opened",
    "app_mention",
    "assistant_thread_context_changed",
    "assistant_thread_started",
    "channel_archive",
    "channel_created",
    "channel_left",
    "channel_rename",
    "channel_unarchive",
    "file_deleted",
    "file_shared",
    "group_archive",
    "group_left",
    "group_rename",
    "group_unarchive",
    "member_joined_channel",
    "member_left_channel",
    "message",
    "pin_added",
    "pin_removed",
    "reaction_added",
    "reaction_removed",
    "subteam_created",
    "subteam_members_changed",
    "subteam_updated",
    "team_join",
    "tokens_revoked",
    "user_change",
)
EVENT_NAMES = (
    *EVENTS,
    *MESSAGES_OF.values(),
    *(f"message:{subtype}" for subtype in SUBTYPES),
)


def names_of(event: Json) -> tuple[str, ...]:
    """Return every name of an event: its type, with its subtype, and as a manifest has it."""
    kind = str(event["type"])
    names = [kind]
    if event.get("subtype"):
        names.append(f"{kind}:{event['subtype']}")
    if kind == "message" and event.get("channel_type") in MESSAGES_OF:
        names.append(MESSAGES_OF[event["channel_type"]])
    return tuple(names)
