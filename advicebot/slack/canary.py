"""The canary: proof that what Slack sends really reaches us.

A socket can look healthy and be deaf. So the bot edits one message of its own in the on-call
channel, again and again, and waits to hear of the edit as Slack's event. An edit makes nobody's
phone buzz, and the message itself tells people when the line was last seen to work.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from advicebot.clock import Clock
from advicebot.domain.delivery import Posted
from advicebot.errors import SlackDeliveryError
from advicebot.ids import Ids
from advicebot.service import vitals
from advicebot.service.ports import Work
from advicebot.slack.gateway import Gateway
from advicebot.slack.mrkdwn import clock_time
from advicebot.slack.screens.blocks import Message, context

log = logging.getLogger(__name__)

PLACE = "canary.place"
MOST_MISSED = 3
"""Songs in a row that may go unheard: one may be lost by itself, and Slack may be slow to tell."""


class Canary:
    """One message in the on-call channel, edited to be heard of."""

    def __init__(
        self, gateway: Gateway, work: Work, ids: Ids, *, clock: Clock, machine: Clock
    ) -> None:
        """``clock`` is the line's, for what people read; ``machine`` is for signs of life."""
        self._sung = False
        self._heard_before: datetime | None = None
        self._missed = 0
        self._gateway = gateway
        self._work = work
        self._ids = ids
        self._clock = clock
        self._machine = machine

    def sing(self) -> None:
        """Edit the message; post it first where there is none, as only an edit proves anything.

        Raises:
            SlackDeliveryError: Slack did not take it; the next time may go better.
        """
        checked = clock_time(self._clock.now())
        message = _line(f"The advice line is working. Last checked {checked}.")
        place = self._place()
        try:
            if place:
                self._gateway.update(place, message)
                return
        except SlackDeliveryError as error:
            if not error.is_permanent:
                raise
            log.info("the canary's message is gone and is posted anew")
        self._gateway.update(self._post(), message)

    def _post(self) -> Posted:
        message = _line("The advice line is starting.")  # an edit that changes nothing is no news
        key = f"canary:{self._ids.new()}"
        channel = self._gateway.on_call_channel()
        posted = self._gateway.post(channel, message, key=key, thread_ts=None)
        with self._work.write() as unit:
            place = f"{posted.channel_id} {posted.ts}"
            unit.pulses.mark(PLACE, self._machine.now(), place)
        return posted

    def keep(self, deaf: Callable[[], None], *, doubt: Callable[[], None] = lambda: None) -> None:
        """Sing, and call ``deaf`` when nothing was heard of the last three songs.

        ``doubt`` is called when nothing was heard of one: what else was lost with it may be found.

        Raises:
            SlackDeliveryError: Slack did not take it, so that there is nothing to hear of.
        """
        if self._sung:
            heard = self._last_heard() != self._heard_before
            self._missed = 0 if heard else self._missed + 1
        if self._missed >= MOST_MISSED:
            log.error("the canary went unheard %d times: Slack's events do not come", self._missed)
            self._missed = 0
            deaf()
        elif self._missed:
            doubt()
        self._sung, self._heard_before = False, self._last_heard()
        self.sing()
        self._sung = True

    def _last_heard(self) -> datetime | None:
        """Return when any process of the line last heard it: Slack tells one of them only."""
        with self._work.read() as unit:
            last = unit.pulses.last(vitals.Sign.CANARY)
        return last[0] if last else None

    def hears(self, body: dict[str, Any]) -> None:
        """Mark a sign of life when this event is the news of an edit of the canary's message."""
        event = body.get("event") or {}
        if event.get("subtype") != "message_changed":
            return
        place, message = self._place(), event.get("message") or {}
        if place and (event.get("channel"), message.get("ts")) == (place.channel_id, place.ts):
            vitals.mark(self._work, vitals.Sign.CANARY, self._machine)

    def _place(self) -> Posted | None:
        with self._work.read() as unit:
            found = unit.pulses.last(PLACE)
        if found is None:
            return None
        channel, ts = found[1].split()
        return Posted(channel_id=channel, ts=ts)


def _line(text: str) -> Message:
    return Message(text=text, blocks=[context(text)])
