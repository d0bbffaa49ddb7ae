"""What Slack delivers, before it is stored: which delivery it is, and its words without personal
data.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from advicebot.service.carrying import deletion_key
from advicebot.slack.mrkdwn import to_plain

Body = dict[str, Any]
NEW_MESSAGES = (None, "file_share", "thread_broadcast", "me_message")
"""Subtypes of what somebody has written."""
CHANGES = ("message_changed", "message_deleted")
Redact = Callable[[str], tuple[str, int]]
"""From text to redacted text and the number of pieces taken out."""

REMOVED = "advicebot_removed"
FILES = "advicebot_files"
"""Stands in a stored delivery that had files, which are not kept themselves."""
_OLDER = ("previous_message", "root")
_DROPPED = ("blocks", "attachments", "files", "file", "upload")
_EVENT_IDS = frozenset(
    {
        *("type", "subtype", "hidden", "channel", "channel_type", "user", "bot_id", "edited"),
        *("ts", "event_ts", "thread_ts", "deleted_ts", "team", "user_team", "source_team"),
        *("message", "previous_message"),
    }
)
"""What is kept of a message that is none of our business."""


def kind_of(body: Body) -> str:
    """Return a short name of what was delivered: the event, command or interaction type."""
    if body.get("type") == "event_callback":
        event = body["event"]
        return ".".join(filter(None, (event["type"], event.get("subtype"))))
    return str(body.get("type") or ("command" if "command" in body else "unknown"))


def key_of(body: Body) -> str:
    """Return the same key for the same delivery, however and however often Slack sends it.

    A message has one key whether it comes as an event or is found in the channel's history.
    """
    team, kind = team_of(body), kind_of(body)
    if body.get("type") == "event_callback":
        return _event_key(body, team)
    if kind == "command":
        return f"command:{team}:{body['trigger_id']}"
    if kind == "block_actions":
        action = body["actions"][0]
        where = body.get("container", {})
        place = where.get("message_ts") or where.get("view_id") or ""
        return (
            f"click:{team}:{body['user']['id']}:{action['action_id']}:{place}:{action['action_ts']}"
        )
    if kind in ("view_submission", "view_closed"):
        # Sent again after an answer that got lost, a form has the same id and hash, but another
        # trigger. One that was refused has them too: see Closing.
        return f"{kind}:{team}:{body['view']['id']}:{body['view'].get('hash', '')}"
    return f"{kind}:{team}:{body.get('trigger_id') or body.get('action_ts')}"


def _event_key(body: Body, team: str) -> str:
    event = body["event"]
    place = f"{team}:{event.get('channel')}"
    subtype = event.get("subtype")
    if is_deletion(body):
        return deletion_key(team, str(event["channel"]), deleted_ts(body))
    if event["type"] == "message" and subtype == "message_changed":
        return f"edit:{place}:{event['message']['ts']}:{event.get('event_ts') or event.get('ts')}"
    if event["type"] == "message" and "ts" in event:
        return f"message:{place}:{event['ts']}"
    if event["type"] == "app_mention" and "ts" in event:
        # In a channel that we read, the same words come as a message too, which is another matter.
        return f"mention:{place}:{event['ts']}"
    return f"event:{team}:{body['event_id']}"


def is_deletion(body: Body) -> bool:
    """True when a message was deleted: one with replies stays, edited into a tombstone."""
    event = body["event"]
    if event["type"] != "message":
        return False
    inner = event.get("message") or {}
    return event.get("subtype") == "message_deleted" or inner.get("subtype") == "tombstone"


def deleted_ts(body: Body) -> str:
    """Return which message a deletion is about."""
    event = body["event"]
    return str(event.get("deleted_ts") or event["message"]["ts"])


def is_direct(body: Body) -> bool:
    """True for what happened in somebody's direct messages with us."""
    event = body["event"]
    return event.get("channel_type") == "im" or str(event.get("channel", "")).startswith("D")


def thread_of(body: Body) -> tuple[str, str] | None:
    """Return channel and first message of the thread in which something was written.

    None for what was not written in a thread, and for a deletion of which Slack does not say where.
    """
    event = body.get("event") or {}
    inner = event.get("message") or event.get("previous_message") or event
    root = inner.get("thread_ts")
    if not root or root == inner.get("ts"):
        return None
    return str(event.get("channel")), str(root)


def is_overheard(body: Body) -> bool:
    """True for a message in a channel: ours only where it stands under a card."""
    is_message = (body.get("event") or {}).get("type") == "message"
    return is_message and not is_direct(body)


def team_of(body: Body) -> str:
    """Return the workspace the delivery belongs to."""
    team = body.get("team_id") or (body.get("team") or {}).get("id")
    return str(team or (body.get("user") or {}).get("team_id") or "")


def sender_of(body: Body) -> str | None:
    """Return the person who did it, None for a bot's own doing."""
    event = body.get("event") or {}
    if event:
        inner = event.get("message") or event.get("previous_message") or event
        if inner.get("bot_id") or event.get("bot_id") or inner.get("subtype") == "bot_message":
            return None
        return inner.get("user") or event.get("user")
    return body.get("user_id") or (body.get("user") or {}).get("id")


def is_from_person(body: Body) -> bool:
    """True for what a person did. A deletion counts even where Slack does not say whose it was."""
    event = body.get("event") or {}
    unsigned = event.get("subtype") == "message_deleted" and not event.get("previous_message")
    return unsigned or sender_of(body) is not None


def edited_ts(message: Mapping[str, Any]) -> str | None:
    """Return when a person last edited a message, as Slack writes instants; None when nobody did.

    Slack changes messages by itself too.
    """
    ts = (message.get("edited") or {}).get("ts")
    return str(ts) if ts else None


def is_taken_in(body: Body) -> bool:
    """False for messages that Slack itself makes, such as "has joined the channel"."""
    event = body.get("event") or {}
    is_message = event.get("type") == "message"
    return not is_message or event.get("subtype") in (*NEW_MESSAGES, *CHANGES)


def cleaned(body: Body, redact: Redact) -> Body:
    """Return a copy of a delivery in which every text is plain and redacted, wherever it stands.

    Rich copies of the same words are dropped, and so are messages of our own that a click carries.
    How many pieces were taken out of what is being said now stands under ``REMOVED``. Of what was
    said in a channel outside of any thread nothing is kept but whose it is and where.
    """
    copy: Body = _without(body, ("message", "state") if body.get("type") == "block_actions" else ())
    if is_overheard(body) and thread_of(body) is None:
        return without_words(copy)
    if _has_files(body):
        copy[FILES] = True
    removed = 0
    for holder, name, is_quoted in _texts(copy, is_quoted=False):
        typed = holder[name] if name == "value" else to_plain(holder[name])
        holder[name], count = redact(typed)
        removed += 0 if is_quoted else count
    copy[REMOVED] = removed
    return copy


def without_words(body: Body) -> Body:
    """Return a copy of a message event that says whose it is, where and when, and no more."""
    event = {key: each for key, each in body["event"].items() if key in _EVENT_IDS}
    for name in ("message", "previous_message"):
        if name in event:
            event[name] = {k: v for k, v in event[name].items() if k in _EVENT_IDS}
    return {**body, "event": event, REMOVED: 0}


def _has_files(body: Body) -> bool:
    event = body.get("event") or {}
    inner = event.get("message") or event
    return bool(inner.get("files")) or inner.get("subtype") == "file_share"


def _texts(value: Any, *, is_quoted: bool) -> Iterator[tuple[Body, str, bool]]:
    """Yield each place where words stand, and whether they are an older message's.

    What is typed into a form is plain as it comes; everything else is in Slack's markup.
    """
    if isinstance(value, list):
        for each in value:
            yield from _texts(each, is_quoted=is_quoted)
    if not isinstance(value, dict):
        return
    name = "value" if value.get("type") == "plain_text_input" else "text"
    if isinstance(value.get(name), str):
        yield value, name, is_quoted
    for key, each in value.items():
        yield from _texts(each, is_quoted=is_quoted or key in _OLDER)


def _without(value: Any, dropped: tuple[str, ...]) -> Any:
    """Return a deep copy without these keys on top, and without rich copies of text anywhere."""
    if isinstance(value, list):
        return [_without(each, ()) for each in value]
    if not isinstance(value, dict):
        return value
    kept = (key for key in value if key not in dropped and key not in _DROPPED)
    return {key: _without(value[key], ()) for key in kept}
