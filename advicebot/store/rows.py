"""Rows to dataclasses and back. The only place that knows column names and UTC text."""

import json
from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from datetime import UTC, datetime
from typing import Any

from advicebot.domain.request import (
    AskAnswer,
    Chosen,
    Feedback,
    Origin,
    Person,
    Raised,
    Request,
    RequestState,
)
from advicebot.domain.vocabulary import Action, Band, Flag, Phase, Topic, Urgency

Row = Mapping[str, Any]
FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"


def to_text(at: datetime) -> str:
    """Return an instant as fixed-width UTC text, which sorts as time does.

    Raises:
        ValueError: ``at`` is naive.
    """
    if at.tzinfo is None:
        raise ValueError(f"{at} has no time zone")
    return at.astimezone(UTC).strftime(FORMAT)


def to_instant(text: str) -> datetime:
    """Return the instant that ``to_text`` wrote."""
    return datetime.fromisoformat(text)


def _maybe_instant(text: str | None) -> datetime | None:
    return None if text is None else to_instant(text)


def plain_value(value: Any) -> Any:
    """Return what a column holds for a value: instants as text, tuples as JSON."""
    if isinstance(value, datetime):
        return to_text(value)
    if isinstance(value, tuple):
        return json.dumps(
            [
                asdict(each) if is_dataclass(each) and not isinstance(each, type) else each
                for each in value
            ]
        )
    return value


def to_row(item: Request | Person) -> dict[str, Any]:
    """Return the columns of a dataclass: instants as text, tuples as JSON."""
    return {field.name: plain_value(getattr(item, field.name)) for field in fields(item)}


def to_request(row: Row) -> Request:
    """Return the request a row of ``requests`` holds."""
    plain = dict(row)
    answer, feedback = plain["ask_answer"], plain["feedback"]
    plain |= {
        "origin": Origin(plain["origin"]),
        "phase": Phase(plain["phase"]),
        "action": Action(plain["action"]),
        "urgency": Urgency(plain["urgency"]),
        "band": Band(plain["band"]),
        "flags": tuple(_raised(flag) for flag in json.loads(plain["flags"])),
        "suggestions": tuple(Chosen(**chosen) for chosen in json.loads(plain["suggestions"])),
        "topics": tuple(Topic(topic) for topic in json.loads(plain["topics"])),
        "offers": tuple(json.loads(plain["offers"])),
        "signposts": tuple(json.loads(plain["signposts"])),
        "asked_at": _maybe_instant(plain["asked_at"]),
        "ask_answer": AskAnswer(answer) if answer else None,
        "feedback": Feedback(feedback) if feedback else None,
        "state": RequestState(plain["state"]),
        "blanked_at": _maybe_instant(plain["blanked_at"]),
        "created_at": to_instant(plain["created_at"]),
        "updated_at": to_instant(plain["updated_at"]),
    }
    return Request(**plain)


def _raised(flag: Row) -> Raised:
    return Raised(flag=Flag(flag["flag"]), quote=flag["quote"], rule=flag["rule"])


def to_person(row: Row) -> Person:
    """Return the person a row of ``people`` holds."""
    return Person(
        team_id=row["team_id"],
        user_id=row["user_id"],
        school=row["school"],
        role=row["role"],
        asked_at=_maybe_instant(row["asked_at"]),
    )
