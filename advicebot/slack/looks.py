"""A second look at every page: Slack has said of messages that it took them and never stored them
(slack-status.com, 22 December 2021).
"""

import logging
from collections.abc import Mapping
from datetime import timedelta

from advicebot.clock import Clock
from advicebot.domain.delivery import Effect, Look
from advicebot.domain.pacing import LOOKS, SLACK, Pace
from advicebot.errors import SlackDeliveryError
from advicebot.service import vanished
from advicebot.service.desk import Desk
from advicebot.slack.addresses import UNDER_THE_CARD, Addresses
from advicebot.slack.gateway import Gateway

log = logging.getLogger(__name__)

LOOK_AFTER = timedelta(seconds=30)
"""From when a page was posted to the look whether it is there."""


class Looks:
    """Looks once at each page that was posted, and has it posted again where it is not there."""

    def __init__(
        self,
        desk: Desk,
        gateway: Gateway,
        addresses: Addresses,
        *,
        machine: Clock,
        paces: Mapping[str, Pace],
    ) -> None:
        self._desk = desk
        self._gateway = gateway
        self._addresses = addresses
        self._machine = machine
        self._pace = paces.get(LOOKS)

    def look_next(self) -> bool:
        """Look at one page if one is due; False when none is."""
        look = self._take()
        if look is None:
            return False
        try:
            is_there = not self._is_needed(look.effect) or self._is_there(look)
        except SlackDeliveryError as error:
            self._put_off(look, error)
            return True
        if not is_there:
            with self._desk.work.write() as unit:
                again = unit.proofs.post_again(look)
            log.error("Slack lost a page key=%s posted again=%s", look.effect.key, again)
        return True

    def _take(self) -> Look | None:
        now, lane = self._machine.now(), LOOKS
        with self._desk.work.read() as unit:
            if not unit.proofs.is_due(now) or unit.lanes.held_until(SLACK, now):
                return None
            if not unit.lanes.is_free(lane, now):
                return None
        with self._desk.work.write() as unit:
            look = unit.proofs.claim(now)
            if look and self._pace:
                unit.lanes.take(lane, now, self._pace)
        return look

    def _is_needed(self, page: Effect) -> bool:
        with self._desk.work.read() as unit:
            return vanished.is_needed(unit, page)

    def _is_there(self, look: Look) -> bool:
        thread_ts = None
        if look.effect.kind in UNDER_THE_CARD:
            _, thread_ts = self._addresses.of(look.effect)
        return self._gateway.is_there(look.posted, thread_ts=thread_ts)

    def _put_off(self, look: Look, error: SlackDeliveryError) -> None:
        """Slack did not answer: look later. Where it never will, it is left at that."""
        now = self._machine.now()
        wait = timedelta(seconds=error.retry_after or 0.0)
        with self._desk.work.write() as unit:
            if error.reason == "ratelimited":
                unit.lanes.hold(LOOKS, now + wait)
            if not error.is_permanent:
                unit.proofs.look_later(look, now + max(wait, LOOK_AFTER))
        log.warning("a page was not looked at key=%s reason=%s", look.effect.key, error.reason)
