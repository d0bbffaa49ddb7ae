"""Sends what the outbox holds. Any number of threads and processes may run this at once.

A row is leased for longer than a call to Slack can take. Whoever takes up a row that may have
arrived before looks for its key in Slack first, so that a message whose answer was lost is not
posted twice.
"""

import logging
import random
from collections.abc import Mapping
from datetime import timedelta

from advicebot.clock import Clock
from advicebot.domain.delivery import (
    ON_CALL,
    Claimed,
    Effect,
    EffectKind,
    Posted,
    Priority,
    is_page,
)
from advicebot.domain.pacing import PACES, SLACK, Pace, pace_of
from advicebot.errors import SlackDeliveryError, StoreError
from advicebot.service import effects, handoff
from advicebot.service.desk import Desk
from advicebot.service.retention import retract
from advicebot.slack.draw import Artist
from advicebot.slack.files import Files
from advicebot.slack.gateway import Gateway
from advicebot.slack.hands import Hands, SendOutside
from advicebot.slack.lease import Lease
from advicebot.slack.looks import LOOK_AFTER, Looks
from advicebot.slack.setbacks import Setbacks, has_lost_its_thread

__all__ = ["SendOutside", "Sender"]

log = logging.getLogger(__name__)

LONGEST_WAIT = 60.0
MOST_DOUBLINGS = 10
"""Past these the wait is the longest anyway; two to the thousandth is no number of seconds."""
READ_BACK_AFTER = 2.0
"""Slack does not promise that a message can be read at once: wait before looking for it."""
MOST_DRAWINGS = 5
"""What could not be drawn this often never will be; it must not hold up what comes after it."""
SAY_TROUBLE_EVERY = timedelta(seconds=30)


class Sender:
    """One process's hands on the outbox.

    ``worker`` names the process in its leases. Leases and paces are kept in ``machine`` time,
    whatever the desk's clock says: they measure how long a process is given, and what Slack takes.
    """

    def __init__(
        self,
        desk: Desk,
        gateway: Gateway,
        artist: Artist,
        *,
        worker: str,
        lease: timedelta,
        machine: Clock,
        outside: SendOutside | None = None,
        outside_lease: timedelta | None = None,
        files: Files | None = None,
        paces: Mapping[str, Pace] = PACES,
    ) -> None:
        """``outside`` is None while no second channel is set up; pages for it are dropped then.

        ``files`` None: no file is sent, and a digest goes without pictures. ``lease`` is at least
        four times as long as a call of Slack's may take: nothing is posted in its second half.
        """
        self._desk = desk
        self._worker = worker
        self._lease = lease
        self._outside_lease = outside_lease or lease
        self._machine = machine
        self._paces = paces
        self._hands = Hands(desk, gateway, artist, machine=machine, outside=outside, files=files)
        self._setbacks = Setbacks(desk, worker=worker, machine=machine, paces=paces)
        addresses = self._hands.addresses
        self._looks = Looks(desk, gateway, addresses, machine=machine, paces=paces)
        self._said_trouble = machine.now() - SAY_TROUBLE_EVERY

    def send_next(self) -> bool:
        """Send one effect if one is due, or look at a page that was sent.

        Returns:
            False when nothing is due now, or the database cannot be used.
        """
        return self._unless_broken(outside=False)

    def send_outside(self) -> bool:
        """Send one page by the second channel if one is due; see ``send_next``."""
        return self._unless_broken(outside=True)

    def has_work(self) -> bool:
        """True when something is due now that nobody is sending and Slack has room for."""
        with self._desk.work.read() as unit:
            return unit.outbox.is_due(self._machine.now())

    def _unless_broken(self, *, outside: bool) -> bool:
        """Nothing can be sent that cannot be written down: it might be sent for ever."""
        try:
            return self._send_one(outside=outside) or (not outside and self._looks.look_next())
        except StoreError as error:
            now = self._machine.now()
            if now - self._said_trouble >= SAY_TROUBLE_EVERY:
                self._said_trouble = now
                log.error("nothing is sent: %s", error)
            return False

    def _send_one(self, *, outside: bool) -> bool:
        claimed, lease = self._claim(outside=outside)
        if claimed is None:
            return False
        try:
            posted = self._hands.carry_out(claimed, lease)
        except SlackDeliveryError as error:
            self._put_off(claimed, error, may_be_there=error.is_uncertain)
            return True
        except StoreError:
            raise
        except Exception as error:
            log.exception("effect could not be drawn key=%s", claimed.effect.key)
            hopeless = claimed.attempts >= MOST_DRAWINGS
            ours = SlackDeliveryError(type(error).__name__, is_permanent=hopeless)
            self._put_off(claimed, ours, may_be_there=True)
            return True
        self._record(claimed, posted)
        return True

    def _claim(self, *, outside: bool) -> tuple[Claimed | None, Lease]:
        """Take what is next. The lock for writing is taken only when there is something."""
        now = self._machine.now()
        length = self._outside_lease if outside else self._lease
        lease = Lease(machine=self._machine, post_by=now + length / 2)
        with self._desk.work.read() as unit:
            if not unit.outbox.is_due(now, outside=outside):
                return None, lease
        with self._desk.work.write() as unit:
            claimed = unit.outbox.claim(now=now, by=self._worker, lease=length, outside=outside)
            pace = pace_of(claimed.lane, self._paces) if claimed else None
            if claimed and pace:
                unit.lanes.take(claimed.lane, now, pace)
        return claimed, lease

    def _record(self, claimed: Claimed, posted: Posted | None) -> None:
        effect = claimed.effect
        with self._desk.work.write() as unit:
            now = self._machine.now()
            look_at = now + LOOK_AFTER if posted and _is_pressing_page(effect) else None
            is_marked = unit.outbox.mark_sent(
                claimed, by=self._worker, at=now, posted=posted, look_at=look_at
            )
            if posted and unit.lanes.let_go(SLACK):
                log.warning("Slack takes our token again")
            if posted and not is_marked and not unit.outbox.is_kept(claimed):
                # erased while Slack was taking it
                retract(self._desk, unit, effect.team_id, [posted])
            elif is_page(effect):
                is_card = effect.kind is EffectKind.CARD and effect.recipient == ON_CALL
                handoff.page_sent(self._desk, unit, effect.ref, effect.recipient, is_card=is_card)

    def _put_off(self, claimed: Claimed, error: SlackDeliveryError, *, may_be_there: bool) -> None:
        wait = error.retry_after or _backoff(claimed.attempts, uncertain=error.is_uncertain)
        is_sure = not (may_be_there or claimed.is_unsure)
        if has_lost_its_thread(claimed, error):
            self._hands.redraw.replace(claimed.effect, effects.anchor_key(claimed.effect.ref))
        self._setbacks.put_off(claimed, error, wait=wait, is_sure=is_sure)


def _is_pressing_page(effect: Effect) -> bool:
    return is_page(effect) and effect.priority is Priority.URGENT


def _backoff(attempts: int, *, uncertain: bool) -> float:
    """Return seconds to wait: full jitter from half a second to a minute."""
    most = min(LONGEST_WAIT, 0.5 * 2 ** min(attempts, MOST_DOUBLINGS))
    wait = random.uniform(most / 2, most)
    return max(READ_BACK_AFTER, wait) if uncertain else wait
