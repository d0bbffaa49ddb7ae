"""What Slack delivers, before it is stored: which delivery it is, and its words without personal
data.
"""

from collections.abc import Callable, Iterator
from typing import Any

from advicebot.slack.mrkdwn import to_plain

Body = dict[str, Any]
Redact = Callable[[str], tuple[str, int]]
"""From text to redacted text and the number of pieces taken out."""

REMOVED = "advicebot_removed"
_OLDER = ("previous_message", "root")
_DROPPED = ("blocks", "attachments", "files", "file", "upload")


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
        # A form that was refused comes again with the same id and hash: the trigger differs.
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


def is_from_person(body: Body) -> bool:
    """True for what a person did. A deletion counts even where Slack does not say whose it was."""
    event = body.get("event") or {}
    unsigned = event.get("subtype") == "message_deleted" and not event.get("previous_message")
    return unsigned or sender_of(body) is not None


def cleaned(body: Body, redact: Redact) -> Body:
    """Return a copy of a delivery in which every text is plain and redacted, wherever it stands.

    Rich copies of the same words are dropped, and so are messages of our own that a click carries.
    How many pieces were taken out of what is being said now stands under ``REMOVED``.
    """
    copy: Body = _without(body, ("message", "state") if body.get("type") == "block_actions" else ())
    removed = 0
    for holder, name, is_quoted in _texts(copy, is_quoted=False):
        typed = holder[name] if name == "value" else to_plain(holder[name])
        holder[name], count = redact(typed)
        removed += 0 if is_quoted else count
    copy[REMOVED] = removed
    return copy


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
