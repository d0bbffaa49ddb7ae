"""Envelopes on their way to the app: one connection each, acknowledgement, redelivery.

Events wait for an app that is not connected and are sent again when not acknowledged. Clicks,
commands and submissions are sent once, because a person is waiting for the answer.
"""

import asyncio
import itertools
import logging
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from advicebot.workspace.errors import NoAnswerError
from advicebot.workspace.ids import new_uuid
from advicebot.workspace.state import Json

log = logging.getLogger(__name__)


class Link(Protocol):
    """One open connection of the app."""

    def send(self, frame: Json) -> None:
        """Put a frame on its way."""
        ...


@dataclass(slots=True, kw_only=True, eq=False)
class Event:
    """An event until the app has acknowledged it, or all attempts are used up."""

    payload: Json
    attempt: int = 0
    waits: list[float] = field(default_factory=list)


class Delivery:
    """Hands envelopes to the app's connections in turn."""

    def __init__(self, *, ack_within: float, redelivery: Sequence[float]) -> None:
        self._ack_within = ack_within
        self._redelivery = tuple(redelivery)
        self._links: list[Link] = []
        self._turn = itertools.count()
        self._waiting: deque[Event] = deque()
        self._sent: dict[str, tuple[Event, Link, asyncio.TimerHandle]] = {}
        self._delayed: dict[Event, asyncio.TimerHandle] = {}
        self._asked: dict[str, asyncio.Future[Json]] = {}
        self.dropped = 0
        self.discarding = False

    @property
    def connections(self) -> int:
        """Return how many connections the app has."""
        return len(self._links)

    @property
    def outstanding(self) -> int:
        """Return how many events are not acknowledged yet."""
        return len(self._waiting) + len(self._sent) + len(self._delayed)

    def add(self, link: Link) -> None:
        """Take a new connection into the round and send what has been waiting."""
        self._links.append(link)
        waiting, self._waiting = self._waiting, deque()
        for event in waiting:
            self._send(event)

    def remove(self, link: Link) -> None:
        """Take a connection out; events it did not acknowledge go to another one."""
        if link in self._links:
            self._links.remove(link)
        lost = [key for key, (_, used, _) in self._sent.items() if used is link]
        for key in lost:
            event, _, timer = self._sent.pop(key)
            timer.cancel()
            event.attempt += 1
            self._send(event)

    def send_event(self, payload: Json) -> None:
        """Send an event, now or as soon as the app is connected; none during an outage."""
        if self.discarding:
            self.dropped += 1
            return
        self._send(Event(payload=payload, waits=list(self._redelivery)))

    async def ask(self, kind: str, payload: Json) -> Json:
        """Send an interaction and return what the app acknowledged it with, ``{}`` for nothing.

        Raises:
            NoAnswerError: the app is not connected or did not acknowledge in time.
        """
        link = self._next_link()
        if link is None:
            raise NoAnswerError("the app did not answer: it is not connected")
        envelope_id = new_uuid()
        answer: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._asked[envelope_id] = answer
        link.send(
            {
                "envelope_id": envelope_id,
                "payload": payload,
                "type": kind,
                "accepts_response_payload": True,
            }
        )
        try:
            return await asyncio.wait_for(answer, self._ack_within)
        except TimeoutError:
            message = f"the app did not answer in {self._ack_within:g} seconds"
            raise NoAnswerError(message) from None
        finally:
            del self._asked[envelope_id]

    def acknowledge(self, envelope_id: str, payload: Json) -> None:
        """Settle an envelope; one that is unknown or settled already is left alone."""
        answer = self._asked.get(envelope_id)
        if answer is not None and not answer.done():
            answer.set_result(payload)
        sent = self._sent.pop(envelope_id, None)
        if sent is not None:
            sent[2].cancel()

    def stop(self) -> None:
        """Forget all timers."""
        for _, _, timer in self._sent.values():
            timer.cancel()
        for timer in self._delayed.values():
            timer.cancel()

    def _next_link(self) -> Link | None:
        return self._links[next(self._turn) % len(self._links)] if self._links else None

    def _send(self, event: Event) -> None:
        link = self._next_link()
        if link is None:
            self._waiting.append(event)
            return
        envelope_id = new_uuid()
        timer = asyncio.get_running_loop().call_later(self._ack_within, self._missed, envelope_id)
        self._sent[envelope_id] = (event, link, timer)
        link.send(
            {
                "envelope_id": envelope_id,
                "payload": event.payload,
                "type": "events_api",
                "accepts_response_payload": False,
                "retry_attempt": event.attempt,
                "retry_reason": "timeout" if event.attempt else "",
            }
        )

    def _missed(self, envelope_id: str) -> None:
        event, _, _ = self._sent.pop(envelope_id)
        if not event.waits:
            self.dropped += 1
            log.warning("event %s dropped: never acknowledged", event.payload.get("event_id"))
            return
        event.attempt += 1
        wait = event.waits.pop(0)
        loop = asyncio.get_running_loop()
        self._delayed[event] = loop.call_later(wait, self._send_again, event)

    def _send_again(self, event: Event) -> None:
        self._delayed.pop(event, None)
        self._send(event)
