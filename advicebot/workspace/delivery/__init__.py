"""What is on its way to an app: acknowledgement, redelivery, and answers that people wait for.

Events wait while there is no way to the app and are sent again when not acknowledged. Clicks,
commands and submissions are sent once, because a person is waiting for the answer. How a thing
reaches the app, by Socket Mode or by HTTP, is its carrier's business.
"""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, Sequence

from advicebot.workspace.delivery.parcels import (
    COMMAND,
    EVENT,
    Carrier,
    Event,
    Failure,
    Gate,
    Parcel,
)
from advicebot.workspace.errors import NoAnswerError
from advicebot.workspace.ids import new_uuid
from advicebot.workspace.state import Json
from advicebot.workspace.traffic import Way

Record = Callable[..., None]
"""``Traffic.add`` with the app filled in."""

MOST_RETRIES = 3
"""How often an event that went down with its connections is sent again, unless the workspace's
``redelivery`` names more tries: "up to 3 times" (docs.slack.dev/apis/events-api).
"""

log = logging.getLogger(__name__)


class Delivery:
    """Everything on its way to one app."""

    carrier: Carrier

    def __init__(
        self, *, ack_within: float, redelivery: Sequence[float], record: Record, gate: Gate
    ) -> None:
        """``record`` is called with each parcel once it is answered or missed."""
        self._record = record
        self._ack_within = ack_within
        self._redelivery = tuple(redelivery)
        self._gate = gate
        self._waiting: deque[Event] = deque()
        self._parcels: dict[str, tuple[Parcel, asyncio.TimerHandle]] = {}
        self._delayed: dict[Event, asyncio.TimerHandle] = {}
        self.dropped = 0
        self.discarding = False

    @property
    def connections(self) -> int:
        """Return how many connections the app has."""
        return self.carrier.connections

    @property
    def outstanding(self) -> int:
        """Return how many events are not acknowledged yet."""
        sent = sum(parcel.event is not None for parcel, _ in self._parcels.values())
        return len(self._waiting) + sent + len(self._delayed) + self._gate.held

    def send_event(self, payload: Json) -> None:
        """Send an event, now or as soon as there is a way; none during an outage."""
        if self.discarding or not self._gate.admit(payload, self._accept):
            self.dropped += 1

    async def ask(self, kind: str, payload: Json) -> Json:
        """Send an interaction and return what the app acknowledged it with, ``{}`` for nothing.

        Raises:
            NoAnswerError: there is no way to the app, it did not acknowledge in time, or refused.
        """
        answer: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        parcel = self._parcel(kind, payload, answer=answer)
        if not self._dispatch(parcel):
            raise NoAnswerError("the app did not answer: it is not connected")
        said = None
        try:
            said = await answer
            return said
        finally:
            self._over(parcel.id)
            self._note_asked(parcel, said)

    def settle(self, parcel_id: str, payload: Json) -> None:
        """Take an acknowledgement; of a parcel that is unknown or settled it is left alone."""
        parcel = self._over(parcel_id)
        if parcel is None:
            return
        if parcel.answer is not None and not parcel.answer.done():
            parcel.answer.set_result(payload)
        elif parcel.event is not None:
            self._note(parcel, parcel.event, payload, "")

    def fail(self, parcel_id: str, failure: Failure) -> None:
        """Take note that a parcel did not arrive; an event is sent again when its time comes."""
        parcel = self._over(parcel_id)
        if parcel is None:
            return
        if parcel.answer is not None and not parcel.answer.done():
            parcel.answer.set_exception(NoAnswerError(f"the app {failure.words}"))
        elif parcel.event is not None:
            self._note(parcel, parcel.event, None, failure.words)
            self._repeat(parcel.event, failure)

    def lose(self, parcel_id: str) -> None:
        """Take note that a parcel's connection is gone; an event goes over another one at once.

        That counts as a try. A person goes on waiting: the app may acknowledge over another
        connection.
        """
        held = self._parcels.get(parcel_id)
        if held is None or held[0].event is None:
            return
        self._over(parcel_id)
        event = held[0].event
        self._note(held[0], event, None, "the connection went away")
        if event.attempt >= max(MOST_RETRIES, len(self._redelivery)):
            self._drop(event)
            return
        event.attempt += 1
        event.reason = self.carrier.late_reason
        del event.waits[:1]
        self._send(event)

    def flush(self) -> None:
        """Send what has been waiting for a way to the app."""
        waiting, self._waiting = self._waiting, deque()
        for event in waiting:
            self._send(event)

    def forget(self) -> None:
        """Give up every event that is on its way; none of them counts as dropped."""
        self._waiting.clear()
        for timer in self._delayed.values():
            timer.cancel()
        self._delayed.clear()
        for parcel_id, (parcel, timer) in list(self._parcels.items()):
            if parcel.event is not None:
                timer.cancel()
                del self._parcels[parcel_id]

    def stop(self) -> None:
        """Forget all timers; whoever waits for an answer is told that none will come."""
        for parcel, timer in self._parcels.values():
            timer.cancel()
            if parcel.answer is not None and not parcel.answer.done():
                words = "the app did not answer before the workspace stopped"
                parcel.answer.set_exception(NoAnswerError(words))
        for timer in self._delayed.values():
            timer.cancel()

    def _accept(self, payload: Json) -> None:
        self._send(Event(payload=payload, waits=list(self._redelivery)))

    def _send(self, event: Event) -> None:
        self._delayed.pop(event, None)
        if not self._dispatch(self._parcel(EVENT, event.payload, event=event)):
            self._waiting.append(event)

    def _parcel(
        self,
        kind: str,
        payload: Json,
        *,
        event: Event | None = None,
        answer: asyncio.Future[Json] | None = None,
    ) -> Parcel:
        return Parcel(
            id=new_uuid(),
            kind=kind,
            payload=payload,
            began=time.monotonic(),
            event=event,
            answer=answer,
        )

    def _dispatch(self, parcel: Parcel) -> bool:
        if not self.carrier.send(parcel):
            return False
        timer = asyncio.get_running_loop().call_later(self._ack_within, self._late, parcel.id)
        self._parcels[parcel.id] = (parcel, timer)
        return True

    def _late(self, parcel_id: str) -> None:
        is_event = self._parcels[parcel_id][0].event is not None
        words = f"did not answer in {self._ack_within:g} seconds"
        reason = self.carrier.late_reason
        said = "not acknowledged" if is_event else words
        self.fail(parcel_id, Failure(reason=reason, words=said))

    def _over(self, parcel_id: str) -> Parcel | None:
        held = self._parcels.pop(parcel_id, None)
        if held is None:
            return None
        parcel, timer = held
        timer.cancel()
        self.carrier.forget(parcel_id)
        return parcel

    def _repeat(self, event: Event, failure: Failure) -> None:
        if failure.is_final or not event.waits:
            self._drop(event)
            return
        event.attempt += 1
        event.reason = failure.reason
        loop = asyncio.get_running_loop()
        self._delayed[event] = loop.call_later(event.waits.pop(0), self._send, event)

    def _drop(self, event: Event) -> None:
        self.dropped += 1
        log.warning("event %s dropped: never acknowledged", event.payload.get("event_id"))

    def _note(self, parcel: Parcel, event: Event, answer: Json | None, trouble: str) -> None:
        again = f"attempt {event.attempt + 1}" if event.attempt else ""
        self._record(
            way=Way.TO_APP,
            kind="event",
            name=event.name,
            body=parcel.payload,
            answer=answer,
            began=parcel.began,
            note=", ".join(filter(None, (again, trouble))),
        )

    def _note_asked(self, parcel: Parcel, said: Json | None) -> None:
        kind, payload = parcel.kind, parcel.payload
        self._record(
            way=Way.TO_APP,
            kind="command" if kind == COMMAND else kind,
            name=payload.get("command") or payload.get("type") or kind,
            body=payload,
            answer=said,
            began=parcel.began,
            note="" if said is not None else "no answer",
        )
