"""The rules by which things fail: what each means, and what may stand in one."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Any

from advicebot.workspace.errors import ActError
from advicebot.workspace.faults.plan import Ending, Fault
from advicebot.workspace.state import Json

OPEN = "apps.connections.open"
LONGEST_SECONDS = 3600
NOWHERE = "ws://connections.invalid/link/?ticket=none"
""".invalid never resolves: RFC 2606."""


class FaultKind(StrEnum):
    """What goes wrong."""

    RATE_LIMIT = "rate-limit"
    SERVER_ERROR = "server-error"
    REFUSAL = "refusal"
    RESET_BEFORE = "reset-before"
    RESET_AFTER = "reset-after"
    LOST_ANSWER = "lost-answer"
    DELAY = "delay"
    NO_ANSWER = "no-answer"
    TOO_MANY_WEBSOCKETS = "too-many-websockets"
    OPEN_REFUSED = "open-refused"
    BAD_ADDRESS = "bad-address"
    DROP_EVENTS = "drop-events"
    DOUBLE_EVENTS = "double-events"
    SHUFFLE_EVENTS = "shuffle-events"
    DELAY_EVENTS = "delay-events"
    NO_PONG = "no-pong"
    HALF_OPEN = "half-open"


OF_OPENING = frozenset({FaultKind.OPEN_REFUSED, FaultKind.BAD_ADDRESS})
OF_CALLS = OF_OPENING | {
    FaultKind.RATE_LIMIT,
    FaultKind.SERVER_ERROR,
    FaultKind.REFUSAL,
    FaultKind.RESET_BEFORE,
    FaultKind.RESET_AFTER,
    FaultKind.LOST_ANSWER,
    FaultKind.DELAY,
    FaultKind.NO_ANSWER,
}
OF_EVENTS = frozenset(
    {
        FaultKind.DROP_EVENTS,
        FaultKind.DOUBLE_EVENTS,
        FaultKind.SHUFFLE_EVENTS,
        FaultKind.DELAY_EVENTS,
    }
)
OF_CONNECTIONS = frozenset({FaultKind.NO_PONG, FaultKind.HALF_OPEN})


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultRule:
    """One rule. It holds until it is removed, or has struck often enough.

    Attributes:
        id: given by the workspace when the rule is put in force.
        fault: what goes wrong.
        app: id of the app it is for, None for all of them.
        method: a Web API method, ``response-url``, ``upload``, or an event: ``message``, or only
            ``message.im`` or ``message:message_changed``; ``*`` in it stands for anything.
        to: channel or user ids; what names none of them is left alone. Empty leaves nothing alone.
        share: of all it could strike, how much it does: 0 to 1.
        times: how often it strikes at most, None for no limit.
        retry_after: whole seconds for the ``Retry-After`` header of a rate limit.
        error: the error name of a refusal or a server error.
        status: HTTP status of a server error.
        seconds: how long a delay lasts, or how long events are held back to be shuffled.
        note: what it is for, in somebody's own words.
    """

    id: str = ""
    fault: FaultKind
    app: str | None = None
    method: str = "*"
    to: tuple[str, ...] = ()
    share: float = 1.0
    times: int | None = None
    retry_after: int = 1
    error: str = "internal_error"
    status: int = 500
    seconds: float = 2.0
    note: str = ""

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> "FaultRule":
        """Return the rule described by ``given``, no id yet; raises ActError ``invalid_fault``."""
        known = {field.name for field in fields(cls)} - {"id"}
        if strangers := sorted(set(given) - known):
            _refuse(f"has {', '.join(strangers)}, which it cannot have: only {_list(known)}")
        if "fault" not in given:
            _refuse(f"has no fault: give one of {_list(FaultKind)}")
        for name, value in given.items():
            problem = _CHECKS[name](value)
            if problem:
                _refuse(f"has {name} {value!r}: {problem}")
        clean = {**given, "fault": FaultKind(given["fault"]), "to": tuple(given.get("to") or ())}
        return cls(**clean)

    def covers(self, method: str) -> bool:
        """Return whether the rule is for this method or event."""
        is_meant = self.fault not in OF_OPENING or method == OPEN
        return is_meant and (self.method == "*" or fnmatchcase(method, self.method))

    def as_fault(self) -> Fault:
        """Return what happens to the call it strikes."""
        given = _FAULTS[self.fault](self)
        return Fault(rule=self.id, label=f"{self.id} {self.fault}", **given)

    def as_json(self) -> Json:
        """Return the rule as the control API gives it."""
        return asdict(self) | {"to": list(self.to)}


_FAULTS: dict[FaultKind, Callable[[FaultRule], dict[str, Any]]] = {
    FaultKind.RATE_LIMIT: lambda rule: {
        "status": 429,
        "error": "ratelimited",
        "retry_after": rule.retry_after,
    },
    FaultKind.SERVER_ERROR: lambda rule: {"status": rule.status, "error": rule.error},
    FaultKind.REFUSAL: lambda rule: {"error": rule.error},
    FaultKind.RESET_BEFORE: lambda rule: {"ending": Ending.RESET},
    FaultKind.RESET_AFTER: lambda rule: {"ending": Ending.RESET, "is_after": True},
    FaultKind.LOST_ANSWER: lambda rule: {"status": rule.status, "is_after": True},
    FaultKind.DELAY: lambda rule: {"ending": Ending.TRUTH, "seconds": rule.seconds},
    FaultKind.NO_ANSWER: lambda rule: {"ending": Ending.SILENCE, "is_after": True},
    FaultKind.OPEN_REFUSED: lambda rule: {"status": 503, "error": "service_unavailable"},
    FaultKind.BAD_ADDRESS: lambda rule: {"ending": Ending.TRUTH, "changed": {"url": NOWHERE}},
}


def _refuse(what: str) -> None:
    raise ActError("invalid_fault", f"The fault {what}.")


def _list(names: Any) -> str:
    return ", ".join(sorted(names))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _whole(value: object, low: int, high: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _is_ids(value: object) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(one, str) for one in value)


def _needs(is_right: Callable[[Any], bool], rule: str) -> Callable[[Any], str]:
    return lambda value: "" if is_right(value) else rule


_TEXT = _needs(lambda value: isinstance(value, str), "it must be text")
_WORDS = _needs(lambda value: isinstance(value, str) and bool(value.strip()), "it must be words")
_CHECKS: dict[str, Callable[[Any], str]] = {
    "fault": _needs(lambda v: v in list(FaultKind), f"give one of {_list(FaultKind)}"),
    "app": _needs(lambda v: v is None or isinstance(v, str), "give an app, or null for all"),
    "method": _WORDS,
    "to": _needs(_is_ids, "give a list of channels and people"),
    "share": _needs(lambda v: _is_number(v) and 0 <= v <= 1, "give a number from 0 to 1"),
    "times": _needs(lambda v: v is None or _whole(v, 1, 10**9), "give 1 or more, or null"),
    "retry_after": _needs(lambda v: _whole(v, 0, LONGEST_SECONDS), "give whole seconds"),
    "error": _WORDS,
    "status": _needs(lambda v: _whole(v, 400, 599), "give a status from 400 to 599"),
    "seconds": _needs(
        lambda v: _is_number(v) and 0 <= v <= LONGEST_SECONDS,
        f"give a number from 0 to {LONGEST_SECONDS}",
    ),
    "note": _TEXT,
}
