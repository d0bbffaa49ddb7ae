"""What Slack delivers, before it is stored: which delivery it is, and its words without personal data."""

from collections.abc import Callable, Iterator
from typing import Any

from advicebot.slack.mrkdwn import to_plain

Body = dict[str, Any]
Redact = Callable[[str], tuple[str, int]]
"""From text to redacted text and the number of pieces taken out."""

REMOVED = "advicebot_removed"
_DROPPED = ("blocks", "attachments", "files", "upload")


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
        # A form that was refused comes again with the same id and hash: only the trigger tells them apart.
        again = body.get("trigger_id") or body["view"].get("hash", "")
        return f"view:{team}:{body['view']['id']}:{again}"
    return f"{kind}:{team}:{body.get('trigger_id') or body.get('action_ts')}"


def _event_key(body: Body, team: str) -> str:
    event = body["event"]
    place = f"{team}:{event.get('channel')}"
    subtype = event.get("subtype")
    if event["type"] == "message" and subtype == "message_changed":
        return f"edit:{place}:{event['message']['ts']}:{event.get('event_ts') or event.get('ts')}"
    if event["type"] == "message" and subtype == "message_deleted":
        return f"delete:{place}:{event['deleted_ts']}"
    if event["type"] in ("message", "app_mention") and "ts" in event:
        return f"message:{place}:{event['ts']}"
    return f"event:{team}:{body['event_id']}"


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


def cleaned(body: Body, redact: Redact) -> Body:
    """Return a copy of a delivery in which every text a person wrote is plain and redacted.

    Rich copies of the same words are dropped, and so are messages of our own that a click carries. The
    number of pieces taken out stands under ``REMOVED``.
    """
    copy: Body = _without(body, ("message", "state") if body.get("type") == "block_actions" else ())
    removed = 0
    for holder, name in _texts(copy):
        holder[name], count = redact(to_plain(holder[name]))
        removed += count
    copy[REMOVED] = removed
    return copy


def _texts(body: Body) -> Iterator[tuple[Body, str]]:
    """Yield each place where a person's own words stand."""
    event = body.get("event") or {}
    holders = [
        body,
        event,
        event.get("message"),
        event.get("previous_message"),
        body.get("message"),
    ]
    for holder in holders:
        if isinstance(holder, dict) and isinstance(holder.get("text"), str):
            yield holder, "text"
    values = ((body.get("view") or {}).get("state") or {}).get("values") or {}
    for inputs in values.values():
        for each in inputs.values():
            if each.get("type") == "plain_text_input" and isinstance(each.get("value"), str):
                yield each, "value"


def _without(value: Any, dropped: tuple[str, ...]) -> Any:
    """Return a deep copy without these keys on top, and without rich copies of text anywhere."""
    if isinstance(value, list):
        return [_without(each, ()) for each in value]
    if not isinstance(value, dict):
        return value
    kept = (key for key in value if key not in dropped and key not in _DROPPED)
    return {key: _without(value[key], ()) for key in kept}
