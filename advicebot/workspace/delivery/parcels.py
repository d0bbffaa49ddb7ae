"""What is on its way to an app, and what a way to it must be able to do."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from advicebot.workspace.state import Json

EVENT = "events_api"
COMMAND = "slash_commands"


@dataclass(slots=True, kw_only=True, eq=False)
class Event:
    """An event until the app has acknowledged it, or all attempts are used up."""

    payload: Json
    attempt: int = 0
    reason: str = ""
    waits: list[float] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Return what happened, such as ``message`` or ``message:message_changed``."""
        event = self.payload["event"]
        return ":".join(filter(None, (event["type"], event.get("subtype"))))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Parcel:
    """One thing on its way, at one attempt.

    Attributes:
        id: of this attempt alone.
        kind: ``events_api``, ``interactive`` or ``slash_commands``.
        payload: the body that the app's listener gets.
        began: the monotonic second at which it was sent.
        event: the event that it brings; None when a person waits for its answer.
        answer: where that answer goes.
    """

    id: str
    kind: str
    payload: Json
    began: float
    event: Event | None = None
    answer: asyncio.Future[Json] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why a parcel did not arrive: Slack's word for it, and ours; a final one is not repeated."""

    reason: str
    words: str
    is_final: bool = False


class Carrier(Protocol):
    """A way to an app. It tells the Delivery by ``settle``, ``fail`` and ``lose``.

    ``late_reason`` is Slack's word for an answer that did not come in time.
    """

    late_reason: str

    @property
    def connections(self) -> int:
        """Return how many connections the app holds open."""
        ...

    def send(self, parcel: Parcel) -> bool:
        """Put a parcel on its way; False when there is no way now."""
        ...

    def forget(self, parcel_id: str) -> None:
        """Do nothing more about a parcel: it is settled, or too late."""
        ...


class Gate(Protocol):
    """Where events pass first; ``held`` is how many are held back there."""

    @property
    def held(self) -> int:
        """Return how many events are held back."""
        ...

    def admit(self, payload: Json, onward: Callable[[Json], None]) -> bool:
        """Pass an event on, now or later; False when it is lost."""
        ...
