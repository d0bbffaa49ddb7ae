"""What went to and fro between the workspace and its apps, for whoever looks into it."""

import re
import time
from collections import deque
from collections.abc import Callable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from advicebot.workspace.state import Json

KEPT = 2_000
HIDDEN = "(hidden)"
SECRET = re.compile(r"\bx(?:ox[a-z]|app)-[\w.-]+|(?<=[?&]ticket=)[\w-]+")
SECRET_KEYS = frozenset({"token", "authorization"})


class Way(StrEnum):
    """Who sent it."""

    FROM_APP = "from-app"
    TO_APP = "to-app"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that was sent, with its answer.

    Attributes:
        number: counts from 1.
        at: Unix seconds of the machine when it was answered, or sent when no answer belongs to it.
        app: id of the app, empty when a token was unknown.
        kind: ``web-api``, ``event``, ``interactive``, ``command``, ``acknowledgement``,
            ``response-url``, ``upload`` or ``connection``.
        name: which method, event or interaction.
        body: what was sent; a token is never in it.
        answer: what came back, None when nothing was.
        milliseconds: how long the answer took, None without one.
        note: what was unusual, such as a fault or a new attempt; empty for nothing.
    """

    number: int
    at: float
    way: Way
    app: str
    kind: str
    name: str
    body: Json
    answer: Json | None = None
    milliseconds: float | None = None
    note: str = ""

    def as_json(self) -> Json:
        """Return the entry as the page and the control API give it, without any token."""
        made: Json = asdict(self)
        return made | {"body": without_tokens(self.body), "answer": without_tokens(self.answer)}


def without_tokens(value: Any) -> Any:
    """Return a JSON value in which ``(hidden)`` stands for each token and connection ticket."""
    if isinstance(value, dict):
        return {
            key: HIDDEN if key in SECRET_KEYS and inner else without_tokens(inner)
            for key, inner in value.items()
        }
    if isinstance(value, list | tuple):
        return [without_tokens(inner) for inner in value]
    return SECRET.sub(HIDDEN, value) if isinstance(value, str) else value


class Traffic:
    """The last entries. ``watchers`` are called with each new one."""

    def __init__(self) -> None:
        self._entries: deque[Entry] = deque(maxlen=KEPT)
        self._count = 0
        self.watchers: list[Callable[[Entry], None]] = []

    def add(
        self,
        *,
        way: Way,
        app: str,
        kind: str,
        name: str,
        body: Json,
        answer: Json | None = None,
        began: float | None = None,
        note: str = "",
    ) -> None:
        """Keep an entry; ``began`` is the monotonic second at which it was sent."""
        self._count += 1
        took = None if began is None else (time.monotonic() - began) * 1000
        entry = Entry(
            number=self._count,
            at=time.time(),
            way=way,
            app=app,
            kind=kind,
            name=name,
            body=body,
            answer=answer,
            milliseconds=took,
            note=note,
        )
        self._entries.append(entry)
        for watch in self.watchers:
            watch(entry)

    def clear(self) -> None:
        """Forget every entry; the numbers go on."""
        self._entries.clear()

    def last(self) -> int:
        """Return the number of the newest entry, 0 before there was any."""
        return self._count

    def get(self, number: int) -> Entry | None:
        """Return the entry with this number, None when it is no longer kept."""
        return next((entry for entry in self._entries if entry.number == number), None)

    def after(self, number: int = 0) -> list[Entry]:
        """Return the entries that came after the one with this number, oldest first."""
        return [entry for entry in self._entries if entry.number > number]
