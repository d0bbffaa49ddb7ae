"""Payload dictionaries to small values. Nothing behind this module sees a payload."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from advicebot.domain.delivery import instant
from advicebot.domain.request import AskAnswer, Incoming, Origin
from advicebot.domain.vocabulary import Phase, Topic
from advicebot.service.changes import Change
from advicebot.service.hearing import Said
from advicebot.slack.ids import NARROW, SHOW_STRATEGY, Field
from advicebot.slack.payloads import (
    FILES,
    NEW_MESSAGES,
    REMOVED,
    Body,
    deleted_ts,
    edited_ts,
    team_of,
    thread_of,
)
from advicebot.slack.screens.labels import WHY_NOT

SHORTEST_REQUEST = 3
RISKS = tuple(str(number) for number in range(11))
WHYS = dict(WHY_NOT)
NEW_MESSAGE_SUBTYPES = NEW_MESSAGES


@dataclass(frozen=True, slots=True, kw_only=True)
class Click:
    """Somebody used a button. ``value`` is a reference from outside: check it before use."""

    team_id: str
    user_id: str
    action_id: str
    value: str
    channel_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotQuite:
    """The form behind "Not quite"."""

    request_id: str
    why: str
    topics: tuple[Topic, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduction:
    """The form that asks for school and role."""

    school: str
    role: str


def incoming_message(body: Body, key: str) -> Incoming:
    """Return a direct message or a mention as something to take in."""
    event = body["event"]
    mention = event["type"] == "app_mention"
    text = str(event.get("text") or "")
    return Incoming(
        key=key,
        team_id=team_of(body),
        user_id=event["user"],
        origin=Origin.MENTION if mention else Origin.DM,
        text=text.replace("[name]", "", 1).strip() if mention else text.strip(),
        removed=body.get(REMOVED, 0),
        channel_id=event["channel"],
        message_ts=event["ts"],
        thread_ts=None if mention else event.get("thread_ts"),
    )


def incoming_edit(body: Body, key: str) -> tuple[Change, Incoming]:
    """Return an edit, and the same words as a new message for when the first one was never seen."""
    event = body["event"]
    inner = event["message"]
    base = {
        "key": key,
        "team_id": team_of(body),
        "user_id": inner["user"],
        "channel_id": event["channel"],
        "message_ts": inner["ts"],
        "text": str(inner.get("text") or "").strip(),
        "removed": body.get(REMOVED, 0),
    }
    change = Change(**base, edited_at=_edited_at(inner))
    return change, Incoming(**base, origin=Origin.DM, thread_ts=inner.get("thread_ts"))


def incoming_deletion(body: Body, key: str) -> Change:
    """Return a deletion; a message that others replied to is not removed but made a tombstone."""
    event = body["event"]
    return Change(
        key=key,
        team_id=team_of(body),
        user_id=str((event.get("previous_message") or {}).get("user") or ""),
        channel_id=event["channel"],
        message_ts=deleted_ts(body),
        text=None,
    )


def said_in_thread(body: Body, key: str) -> Said | None:
    """Return what somebody wrote in a thread of a channel, or edited there; None for all else."""
    event = body["event"]
    is_edit = event.get("subtype") == "message_changed"
    inner = event["message"] if is_edit else event
    place = thread_of(body)
    is_kind = inner.get("subtype") in NEW_MESSAGE_SUBTYPES
    if place is None or not is_kind or not inner.get("user"):
        return None
    channel_id, thread_ts = place
    return Said(
        key=key,
        team_id=team_of(body),
        user_id=inner["user"],
        channel_id=channel_id,
        message_ts=inner["ts"],
        thread_ts=thread_ts,
        text=str(inner.get("text") or "").strip(),
        removed=body.get(REMOVED, 0),
        has_files=has_files(body),
        edited_at=_edited_at(inner) if is_edit else None,
    )


def has_files(body: Body) -> bool:
    """True when files came with what was written; they were dropped at the door."""
    return bool(body.get(FILES))


def _edited_at(message: Mapping[str, Any]) -> datetime | None:
    ts = edited_ts(message)
    return instant(ts) if ts else None


def incoming_command(body: Body, key: str) -> Incoming:
    """Return the words after a slash command as something to take in."""
    return Incoming(
        key=key,
        team_id=team_of(body),
        user_id=body["user_id"],
        origin=Origin.COMMAND,
        text=str(body.get("text") or "").strip(),
        removed=body.get(REMOVED, 0),
    )


def form_errors(body: Body) -> dict[str, str]:
    """Return what is wrong with the asking form, by field; empty when it can be taken in."""
    what = _typed(body, Field.WHAT)
    if len(what) < SHORTEST_REQUEST:
        return {Field.WHAT.value: "Say in a few words what is happening."}
    return {}


def incoming_form(body: Body, key: str) -> Incoming:
    """Return the asking form as something to take in."""
    risk, phase, at_risk = (_chosen(body, f) for f in (Field.RISK, Field.PHASE, Field.AT_RISK))
    return Incoming(
        key=key,
        team_id=team_of(body),
        user_id=body["user"]["id"],
        origin=Origin.FORM,
        text=_typed(body, Field.WHAT),
        removed=body.get(REMOVED, 0),
        tried=_typed(body, Field.TRIED),
        risk=int(risk) if risk and risk in RISKS else None,
        phase=_member(Phase, phase),
        at_risk=_member(AskAnswer, at_risk),
    )


def click(body: Body) -> Click:
    """Return what was clicked, by whom and where."""
    action = body["actions"][0]
    return Click(
        team_id=team_of(body),
        user_id=body["user"]["id"],
        action_id=action["action_id"],
        value=str(action.get("value") or ""),
        channel_id=(body.get("container") or {}).get("channel_id"),
    )


def narrowed_topic(action_id: str) -> Topic | None:
    """Return the topic a narrowing button stands for, None when it is not one of ours."""
    topic: Topic | None = _member(Topic, action_id.removeprefix(NARROW))
    return topic


def shown_strategy(action_id: str) -> str:
    """Return the strategy id a Show button stands for."""
    return action_id.removeprefix(SHOW_STRATEGY)


def not_quite_form(body: Body) -> NotQuite:
    """Return the form behind "Not quite"."""
    topic, why = _member(Topic, _chosen(body, Field.TOPIC)), _chosen(body, Field.WHY)
    return NotQuite(
        request_id=str(body["view"].get("private_metadata") or ""),
        why=why if why in WHYS else "not-said",
        topics=(topic,) if topic else (),
    )


def introduction(body: Body) -> Introduction:
    """Return the form that asks for school and role."""
    return Introduction(
        school=_chosen(body, Field.SCHOOL) or "", role=_chosen(body, Field.ROLE) or ""
    )


def shortcut_text(body: Body) -> str:
    """Return the words of the message a shortcut was used on."""
    return str((body.get("message") or {}).get("text") or "").strip()


def is_outsider(body: Body) -> bool:
    """True when the sender belongs to another organisation (a shared channel)."""
    event = body.get("event") or {}
    said = event.get("message") or event
    home = said.get("user_team") or said.get("source_team") or said.get("team")
    return bool(home) and home != team_of(body)


def _input(body: Body, field: Field) -> Mapping[str, Any]:
    values = body["view"]["state"]["values"]
    inputs: Mapping[str, Any] = values.get(field.value, {}).get(field.value) or {}
    return inputs


def _typed(body: Body, field: Field) -> str:
    return str(_input(body, field).get("value") or "").strip()


def _chosen(body: Body, field: Field) -> str | None:
    option = _input(body, field).get("selected_option") or {}
    return option.get("value")


def _member(vocabulary: Any, word: str | None) -> Any:
    return vocabulary(word) if word in vocabulary._value2member_map_ else None
