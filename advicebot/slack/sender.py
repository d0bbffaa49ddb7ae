"""Sends what the outbox holds. Any number of threads and processes may run this at once.

A row is leased for longer than a call to Slack can take. Whoever takes up a row that was tried
before looks for its key in Slack first, so that a message whose answer was lost is not posted
twice.
"""

import logging
import random
from datetime import timedelta

from advicebot.clock import Clock
from advicebot.domain.delivery import ON_CALL, Claimed, Effect, EffectKind, Posted
from advicebot.errors import SlackDeliveryError
from advicebot.service import handoff
from advicebot.service.deliveries import tell_people
from advicebot.service.desk import Desk
from advicebot.slack.draw import Artist
from advicebot.slack.gateway import Gateway
from advicebot.slack.screens.lines import LINES

log = logging.getLogger(__name__)

LONGEST_WAIT = 60.0
READ_BACK_AFTER = 2.0
"""Slack does not promise that a message can be read at once: wait before looking for it."""
MOST_DRAWINGS = 5
"""What could not be drawn this often never will be; it must not hold up what comes after it."""
TELL_TEACHER_AFTER = 3
"""A page that failed this often is no longer a hiccup: the teacher must know."""
UPDATES = {EffectKind.REPLY_UPDATE: EffectKind.REPLY, EffectKind.CARD_UPDATE: EffectKind.CARD}


class Sender:
    """One process's hands on the outbox.

    ``worker`` names the process in its leases. Leases are kept in ``machine`` time, whatever the
    desk's clock says: they measure how long a process is given.
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
    ) -> None:
        self._desk = desk
        self._gateway = gateway
        self._artist = artist
        self._worker = worker
        self._lease = lease
        self._machine = machine

    def send_next(self) -> bool:
        """Send one effect if one is due.

        Returns:
            False when nothing is due now.
        """
        with self._desk.work.write() as unit:
            claimed = unit.outbox.claim(now=self._machine.now(), by=self._worker, lease=self._lease)
        if claimed is None:
            return False
        try:
            posted = self._send(claimed)
        except SlackDeliveryError as error:
            self._put_off(claimed, error)
            return True
        except Exception as error:
            log.exception("effect could not be drawn key=%s", claimed.effect.key)
            hopeless = claimed.attempts >= MOST_DRAWINGS
            self._put_off(claimed, SlackDeliveryError(type(error).__name__, is_permanent=hopeless))
            return True
        self._record(claimed, posted)
        return True

    def has_work(self) -> bool:
        """True when something is due now that nobody is sending."""
        with self._desk.work.read() as unit:
            return unit.outbox.is_due(self._machine.now())

    def _record(self, claimed: Claimed, posted: Posted | None) -> None:
        with self._desk.work.write() as unit:
            unit.outbox.mark_sent(claimed, by=self._worker, at=self._machine.now(), posted=posted)
            if claimed.effect.kind is EffectKind.CARD:
                handoff.page_sent(self._desk, unit, claimed.effect.ref)

    def _send(self, claimed: Claimed) -> Posted | None:
        effect = claimed.effect
        if effect.kind in UPDATES:
            self._update(claimed)
            return None
        if effect.kind is EffectKind.HOME:
            self._gateway.publish_home(effect.recipient, self._artist.home(effect))
            return None
        if effect.kind is EffectKind.EPHEMERAL:
            if claimed.attempts == 1:  # cannot be read back: shown once or not at all
                text = LINES[effect.data["name"]]
                self._gateway.whisper(effect.ref, effect.recipient, text)
            return None
        return self._post(claimed)

    def _post(self, claimed: Claimed) -> Posted:
        effect = claimed.effect
        channel, thread_ts = self._address(effect)
        if claimed.attempts > 1:
            found = self._gateway.find(channel, effect.key, thread_ts=thread_ts)
            if found:
                return found
        message = self._artist.message(effect)
        return self._gateway.post(channel, message, key=effect.key, thread_ts=thread_ts)

    def _update(self, claimed: Claimed) -> None:
        """Draw a posted message again.

        A post that is older than this update, and still under way, may show the older state: wait
        for it. A newer one will be drawn from the newer state anyway. Every card of a handoff is
        drawn again, but only the newest answer of a request, because the older ones said something
        else, until it is withdrawn: then none of them may stay.
        """
        effect, target = claimed.effect, UPDATES[claimed.effect.kind]
        with self._desk.work.read() as unit:
            posted = unit.outbox.list_posted(effect.ref, target)
            waiting = unit.outbox.is_waiting(effect.ref, target, before=claimed.id)
        if waiting:
            raise SlackDeliveryError("not_posted_yet", retry_after=0.2)
        message = self._artist.message(effect)
        is_all = target is EffectKind.CARD or not self._artist.request(effect.ref)[0].is_open
        for each in posted if is_all else posted[:1]:
            self._gateway.update(each, message)

    def _address(self, effect: Effect) -> tuple[str, str | None]:
        if effect.recipient == ON_CALL:
            return self._gateway.on_call_channel(), None
        thread_ts = None
        if effect.kind is EffectKind.REPLY:
            request, _ = self._artist.request(effect.ref)
            thread_ts = request.thread_ts
        return self._direct_channel(effect), thread_ts

    def _direct_channel(self, effect: Effect) -> str:
        with self._desk.work.read() as unit:
            known = unit.people.find_channel(effect.team_id, effect.recipient)
        if known:
            return known
        channel = self._gateway.open_dm(effect.recipient)
        with self._desk.work.write() as unit:
            unit.people.save_channel(effect.team_id, effect.recipient, channel)
        return channel

    def _put_off(self, claimed: Claimed, error: SlackDeliveryError) -> None:
        """Decide what becomes of an effect that Slack did not take.

        What is posted to the on-call channel is never given up. An answer that cannot be given is
        passed to people instead.
        """
        effect, now = claimed.effect, self._machine.now()
        is_page = effect.recipient == ON_CALL and effect.kind not in UPDATES
        give_up = error.is_permanent and not is_page
        wait = error.retry_after or _backoff(claimed.attempts, uncertain=error.is_uncertain)
        with self._desk.work.write() as unit:
            if give_up:
                unit.outbox.mark_failed(claimed, by=self._worker, at=now, error=error.reason)
                if effect.kind is EffectKind.REPLY:
                    tell_people(unit, effect.key, effect.team_id, effect.recipient, now)
            else:
                later = now + timedelta(seconds=wait)
                unit.outbox.mark_later(claimed, by=self._worker, next_at=later, error=error.reason)
        if error.reason != "not_posted_yet":
            log.warning(
                "not sent key=%s reason=%s attempt=%d", effect.key, error.reason, claimed.attempts
            )
        hopeless = error.is_permanent or claimed.attempts >= TELL_TEACHER_AFTER
        if effect.kind is EffectKind.CARD and hopeless:
            handoff.page_failed(self._desk, effect.ref)


def _backoff(attempts: int, *, uncertain: bool) -> float:
    """Return seconds to wait: full jitter from half a second to a minute."""
    most = min(LONGEST_WAIT, 0.5 * 2**attempts)
    wait = random.uniform(most / 2, most)
    return max(READ_BACK_AFTER, wait) if uncertain else wait
