"""Finds messages that Slack never delivered: reads the history of every direct-message channel.

An outage can discard events for good, so retries are not enough. What is found goes through the
same door under the same key as the event would have had; what is known already is passed over.
"""

import logging
from collections.abc import Callable
from typing import Any

from advicebot.clock import Clock
from advicebot.service.deliveries import Deliveries
from advicebot.service.ports import Work
from advicebot.slack.gateway import HISTORY_PAGES, Gateway
from advicebot.slack.parse import NEW_MESSAGE_SUBTYPES
from advicebot.slack.payloads import Body, key_of

log = logging.getLogger(__name__)

MARGIN_SECONDS = 120.0
"""How far back a sweep looks again, for messages that Slack shows late."""


class Sweep:
    """Reads what is new in each direct-message channel since the last sweep."""

    def __init__(
        self,
        work: Work,
        deliveries: Deliveries,
        gateway: Gateway,
        *,
        team_id: str,
        clock: Clock,
        take_in: Callable[[Body], None],
    ) -> None:
        """``take_in`` is given each missed message as the event Slack would have sent."""
        self._work = work
        self._deliveries = deliveries
        self._gateway = gateway
        self._team_id = team_id
        self._clock = clock
        self._take_in = take_in

    def run(self) -> int:
        """Take in every message that is in Slack but not in the inbox.

        The very first sweep of a workspace only notes the time: messages from before the line
        existed are nobody's business.

        Returns:
            How many messages were found.
        """
        started = self._clock.now().timestamp()
        with self._work.read() as unit:
            since = unit.sweeps.swept_to(self._team_id)
        found = 0
        if since is not None:
            for channel in self._gateway.channels("im"):
                found += self._one(channel["id"], since)
        with self._work.write() as unit:
            unit.sweeps.save(self._team_id, f"{started - MARGIN_SECONDS:.6f}")
        if found:
            log.warning("sweep took in %d messages that were never delivered", found)
        return found

    def _one(self, channel: str, since: str) -> int:
        found = 0
        messages = list(self._gateway.history(channel, oldest=since, pages=HISTORY_PAGES))
        for message in reversed(messages):
            if not _is_from_person(message):
                continue
            body = self._as_event(channel, message)
            if not self._deliveries.is_known(key_of(body)):
                self._take_in(body)
                found += 1
        return found

    def _as_event(self, channel: str, message: dict[str, Any]) -> Body:
        return {
            "type": "event_callback",
            "team_id": self._team_id,
            "event_id": f"sweep-{channel}-{message['ts']}",
            "event": {**message, "type": "message", "channel": channel, "channel_type": "im"},
        }


def _is_from_person(message: dict[str, Any]) -> bool:
    return (
        bool(message.get("user"))
        and not message.get("bot_id")
        and message.get("subtype") in NEW_MESSAGE_SUBTYPES
    )
