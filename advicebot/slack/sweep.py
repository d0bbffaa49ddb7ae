"""Finds messages that Slack never delivered: reads the history of every direct-message channel, and
the threads in which practitioners are talking with a teacher.

An outage can discard events for good, so retries are not enough. What is found goes through the
same door under the same key as the event would have had; what is known already is passed over, and
so is what somebody wrote before they were erased.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from advicebot.clock import Clock
from advicebot.domain.delivery import Posted
from advicebot.errors import SlackDeliveryError
from advicebot.service import effects
from advicebot.service.deliveries import Deliveries
from advicebot.service.erasing import erased_before
from advicebot.service.ports import Work
from advicebot.slack.gateway import HISTORY_PAGES, Gateway
from advicebot.slack.parse import NEW_MESSAGE_SUBTYPES
from advicebot.slack.payloads import Body, key_of

log = logging.getLogger(__name__)

MARGIN_SECONDS = 120.0
"""How far back a sweep looks again, for messages that Slack shows late."""
GONE = "thread_not_found"
"""Slack's word for a card that somebody deleted: nothing can be missing there."""


class Sweep:
    """Reads what is new in each direct-message channel and under each card in use."""

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
            stones = unit.rights.list_tombstones()
        found = 0
        if since is not None:
            for channel in self._gateway.channels("im"):
                messages = self._gateway.history(channel["id"], oldest=since, pages=HISTORY_PAGES)
                found += self._feed(channel["id"], "im", reversed(list(messages)), stones)
            found += sum(self._under(card, since, stones) for card in self._cards())
        with self._work.write() as unit:
            unit.sweeps.save(self._team_id, f"{started - MARGIN_SECONDS:.6f}")
        if found:
            log.warning("sweep took in %d messages that were never delivered", found)
        return found

    def _cards(self) -> list[Posted]:
        """Return where the cards stand under which people are waiting or talking."""
        with self._work.read() as unit:
            active = [each for each in unit.handoffs.list_active() if each.team_id == self._team_id]
            found = [unit.outbox.find_posted(effects.anchor(each).key) for each in active]
        return [posted for posted in found if posted]

    def _under(self, card: Posted, since: str, stones: Mapping[str, datetime]) -> int:
        """Take in what is missing under a card, oldest first as Slack lists a thread."""
        try:
            messages = list(self._gateway.replies(card.channel_id, card.ts, oldest=since))
        except SlackDeliveryError as error:
            if error.is_permanent or error.reason == GONE:
                log.warning("sweep cannot read under a card reason=%s", error.reason)
                return 0
            raise
        return self._feed(card.channel_id, "group", messages, stones)

    def _feed(
        self,
        channel: str,
        kind: str,
        messages: Iterable[dict[str, Any]],
        stones: Mapping[str, datetime],
    ) -> int:
        found = 0
        for message in messages:
            if not _is_from_person(message):
                continue
            if float(message["ts"]) <= erased_before(stones, self._team_id, message["user"]):
                continue
            body = self._as_event(channel, kind, message)
            if not self._deliveries.is_known(key_of(body)):
                self._take_in(body)
                found += 1
        return found

    def _as_event(self, channel: str, kind: str, message: dict[str, Any]) -> Body:
        return {
            "type": "event_callback",
            "team_id": self._team_id,
            "event_id": f"sweep-{channel}-{message['ts']}",
            "event": {**message, "type": "message", "channel": channel, "channel_type": kind},
        }


def _is_from_person(message: dict[str, Any]) -> bool:
    return (
        bool(message.get("user"))
        and not message.get("bot_id")
        and message.get("subtype") in NEW_MESSAGE_SUBTYPES
    )
