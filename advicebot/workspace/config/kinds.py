"""The kinds of value in a workspace file and in a manifest, each with its rule in words."""

import math
import re
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from advicebot.workspace.config.known import EVENTS, SCOPES, misspelt

LONGEST = 365 * 86_400.0  # seconds


def _like(pattern: str, rule: str) -> AfterValidator:
    shape = re.compile(pattern)

    def check(value: str) -> str:
        if shape.fullmatch(value) is None:
            raise ValueError(rule)
        return value

    return AfterValidator(check)


def _id(prefixes: str) -> AfterValidator:
    rule = f"an id is {' or '.join(prefixes)} and then capital letters and figures"
    return _like(rf"[{prefixes}][A-Z0-9]{{1,40}}", rule)


def _token(prefix: str) -> AfterValidator:
    rule = f"it must begin with {prefix}- and go on with letters, figures, dots, - and _ alone"
    return _like(rf"{prefix}-[A-Za-z0-9._-]{{1,250}}", rule)


def _one_of(known: frozenset[str], noun: str) -> AfterValidator:
    def check(value: str) -> str:
        if meant := misspelt(value, known):
            raise ValueError(f"Slack has no {noun} of this name: did you mean {meant}?")
        return value

    return AfterValidator(check)


def _no_number(value: Any) -> Any:
    """Refuse what Python takes for a number and nobody means as one."""
    if isinstance(value, bool):
        raise ValueError("it must be a number")
    if isinstance(value, int) and abs(value) > 10**18:
        raise ValueError("this number is too large")
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("it must be a number, neither infinite nor .nan")
    return value


Name = Annotated[
    str,
    _like(
        r"[a-z0-9][a-z0-9._-]{0,79}",
        "a name has at most 80 small letters, figures, dots, - and _, and begins with a letter or "
        "a figure",
    ),
]
"""What people type after @ or #."""
CommandName = Annotated[
    str, _like(r"/[^\s/]{1,80}", "a command begins with / and has no space and no other /")
]
TeamId = Annotated[str, _id("TE")]
UserId = Annotated[str, _id("UW")]
ChannelId = Annotated[str, _id("CG")]
GroupId = Annotated[str, _id("S")]
AppId = Annotated[str, _id("A")]
BotToken = Annotated[str, _token("xoxb")]
AppToken = Annotated[str, _token("xapp")]
Secret = Annotated[
    str, _like(r"[A-Za-z0-9._-]{1,250}", "a secret has letters, figures, dots, - and _ alone")
]
Event = Annotated[str, _one_of(EVENTS, "event")]
Scope = Annotated[str, _one_of(SCOPES, "scope")]
Number = Annotated[float, BeforeValidator(_no_number)]
Seconds = Annotated[Number, Field(ge=0, le=LONGEST)]
SomeSeconds = Annotated[Number, Field(gt=0, le=LONGEST)]


class Lenient(BaseModel):
    """A part of somebody else's file: what is not needed of it may be anything, null is nothing."""

    model_config = ConfigDict(extra="ignore")

    @model_validator(mode="before")
    @classmethod
    def _without_nothing(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        return {key: value for key, value in given.items() if value is not None}
