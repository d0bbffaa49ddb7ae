"""Sends what the outbox holds. Any number of threads and processes may run this at once.

A row is leased for longer than a call to Slack can take. Whoever takes up a row that was tried
before looks for its key in Slack first, so that a message whose answer was lost is not posted
twice.
"""

import logging
import random
from collections.abc import Callable
from datetime import timedelta

from advicebot.clock import Clock
from advicebot.domain.delivery import (
    ON_CALL,
    Claimed,
    Effect,
    EffectKind,
    Posted,
    Priority,
    is_for_a_channel,
)
from advicebot.errors import SlackDeliveryError
from advicebot.service import asking, digest_table, handoff, referral_contact
from advicebot.service.deliveries import tell_people
from advicebot.service.desk import Desk
from advicebot.service.ports import Unit
from advicebot.service.retention import retract
from advicebot.slack.addresses import Addresses
from advicebot.slack.draw import Artist
from advicebot.slack.enclosures import Enclosures
from advicebot.slack.files import Files
from advicebot.slack.gateway import Gateway
from advicebot.slack.screens.thread import BROADCAST

log = logging.getLogger(__name__)

LONGEST_WAIT = 60.0
NO_PLACE = frozenset({"channel_not_found", "is_archived", "not_in_channel"})
UNTIL_SOMEBODY_MENDS_IT = 600.0
"""Seconds to the next try of what is kept though its channel is not there, such as a digest. A page
is tried more often."""
MOST_DOUBLINGS = 10
"""Past these the wait is the longest anyway; two to the thousandth is no number of seconds."""
READ_BACK_AFTER = 2.0
"""Slack does not promise that a message can be read at once: wait before looking for it."""
MOST_DRAWINGS = 5
"""What could not be drawn this often never will be; it must not hold up what comes after it."""
MOST_MAILINGS = 60
"""The better part of an hour: a mail server that greets nobody at first has taken it by then."""
TELL_TEACHER_AFTER = 3
"""A page that failed this often is no longer a hiccup: the teacher must know."""
UPDATES = {
    EffectKind.REPLY_UPDATE: EffectKind.REPLY,
    EffectKind.CARD_UPDATE: EffectKind.CARD,
    EffectKind.REFERRAL_UPDATE: EffectKind.REFERRAL,
    EffectKind.FOLLOW_UP_UPDATE: EffectKind.FOLLOW_UP,
    EffectKind.AGENDA_UPDATE: EffectKind.AGENDA,
}
KEYED_UPDATES = {
    EffectKind.THREAD_UPDATE,
    EffectKind.WORDS_UPDATE,
    EffectKind.NOTICE_UPDATE,
}
"""Updates of one message, whose key stands under ``of``; any other update may name one so too."""
MOST_REDRAWN = 20
"""Older pages than these stay as they were: Slack takes about fifty edits a minute."""

SendOutside = Callable[[Effect], None]
"""Takes a page out by the second channel. Raises SlackDeliveryError when none of it was taken."""


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
        outside: SendOutside | None = None,
        outside_lease: timedelta | None = None,
        files: Files | None = None,
    ) -> None:
        """``outside`` is None while no second channel is set up; pages for it are dropped then.

        ``files`` None: no file is sent, and a digest goes without pictures.
        """
        self._desk = desk
        self._outside = outside
        self._outside_lease = outside_lease or lease
        self._gateway = gateway
        self._artist = artist
        self._addresses = Addresses(desk, gateway, artist)
        self._enclosures = Enclosures(desk, gateway, artist, files)
        self._worker = worker
        self._lease = lease
        self._machine = machine

    def send_next(self) -> bool:
        """Send one effect if one is due.

        Returns:
            False when nothing is due now.
        """
        return self._send_one(outside=False)

    def send_outside(self) -> bool:
        """Send one page by the second channel if one is due; see ``send_next``."""
        return self._send_one(outside=True)

    def _send_one(self, *, outside: bool) -> bool:
        now = self._machine.now()
        with self._desk.work.write() as unit:
            lease = self._outside_lease if outside else self._lease
            claimed = unit.outbox.claim(now=now, by=self._worker, lease=lease, outside=outside)
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
        effect = claimed.effect
        with self._desk.work.write() as unit:
            now = self._machine.now()
            is_marked = unit.outbox.mark_sent(claimed, by=self._worker, at=now, posted=posted)
            if posted and not is_marked and not unit.outbox.is_kept(claimed):
                # erased while Slack was taking it
                retract(self._desk, unit, effect.team_id, [posted])
            elif _is_page(effect):
                is_card = effect.kind is EffectKind.CARD and effect.recipient == ON_CALL
                handoff.page_sent(self._desk, unit, effect.ref, effect.recipient, is_card=is_card)

    def _send(self, claimed: Claimed) -> Posted | None:
        effect = claimed.effect
        if effect.kind in UPDATES and "of" not in effect.data:
            self._update(claimed)
            return None
        if effect.kind in UPDATES or effect.kind in KEYED_UPDATES:
            self._update_one(effect)
            return None
        if effect.kind in (EffectKind.OUTSIDE, EffectKind.MAIL):
            if self._outside:
                self._outside(effect)
            return None
        if effect.kind is EffectKind.FILE:
            self._enclosures.put_table(claimed)
            return None
        if effect.kind is EffectKind.RETRACT:
            data = effect.data
            self._gateway.delete(Posted(channel_id=data["channel"], ts=data["ts"]))
            return None
        if effect.kind is EffectKind.HOME:
            self._gateway.publish_home(effect.recipient, self._artist.home(effect))
            return None
        if effect.kind is EffectKind.EPHEMERAL:
            if claimed.attempts == 1:  # cannot be read back: shown once or not at all
                message = self._artist.message(effect)
                self._gateway.whisper(
                    effect.ref, effect.recipient, message, thread_ts=effect.data.get("thread_ts")
                )
            return None
        return self._post(claimed)

    def _post(self, claimed: Claimed) -> Posted:
        effect = claimed.effect
        channel, thread_ts = self._addresses.of(effect)
        if claimed.attempts > 1:
            found = self._gateway.find(channel, effect.key, thread_ts=thread_ts)
            if found:
                return found
        if effect.kind is EffectKind.FOLLOW_UP and (why := asking.why_not_now(self._desk, effect)):
            raise SlackDeliveryError(why, is_permanent=True)
        if effect.kind is EffectKind.DIGEST:
            return self._enclosures.post_digest(claimed, channel)
        message = self._artist.message(effect)
        loud = effect.kind is EffectKind.THREAD and effect.data["name"] in BROADCAST
        return self._gateway.post(
            channel, message, key=effect.key, thread_ts=thread_ts, broadcast=loud
        )

    def _update(self, claimed: Claimed) -> None:
        """Draw a posted message again.

        A post to the same recipient that is older than this update, and still under way, may show
        the older state: wait for it. A newer one will be drawn from the newer state anyway. Only
        the newest answer or page is drawn again while it holds; once a request is withdrawn, or
        somebody has the handoff, the older ones may not stay as they are either.
        """
        effect, target = claimed.effect, UPDATES[claimed.effect.kind]
        to = effect.recipient
        with self._desk.work.read() as unit:
            posted = unit.outbox.list_posted(effect.ref, target, recipient=to)
            waiting = unit.outbox.is_waiting(effect.ref, target, before=claimed.id, recipient=to)
        if waiting:
            raise SlackDeliveryError("not_posted_yet", retry_after=0.2)
        message = self._artist.message(effect)
        most = MOST_REDRAWN if self._is_settled(effect.ref, target) else 1
        for each in posted[:most]:
            self._gateway.update(each, message)

    def _is_settled(self, ref: str, target: EffectKind) -> bool:
        if target is EffectKind.CARD:
            return not self._artist.handoff(ref)[1].is_open
        if target is EffectKind.FOLLOW_UP:  # the older ones say that there is a newer one
            return False
        return target is not EffectKind.REPLY or not self._artist.request(ref)[0].is_open

    def _update_one(self, effect: Effect) -> None:
        """Draw one message again; where it was never posted there is nothing to mend."""
        with self._desk.work.read() as unit:
            posted = unit.outbox.find_posted(effect.data["of"])
        if posted:
            self._gateway.update(posted, self._artist.message(effect))

    def _put_off(self, claimed: Claimed, error: SlackDeliveryError) -> None:
        """Decide what becomes of an effect that Slack did not take.

        What is posted to a channel is never given up, nor a page that leaves outside Slack. An
        answer that cannot be given is passed to people instead. A letter that no server takes must
        not hold up those behind it: its card says to ring. Nor must a table, which can be asked for
        again.
        """
        effect, now = claimed.effect, self._machine.now()
        in_channel = is_for_a_channel(effect.recipient) and effect.kind is not EffectKind.FILE
        must_leave = in_channel or effect.kind is EffectKind.OUTSIDE
        is_update = effect.kind in UPDATES or effect.kind in KEYED_UPDATES
        is_hopeless = effect.kind is EffectKind.MAIL and claimed.attempts >= MOST_MAILINGS
        give_up = is_hopeless or (error.is_permanent and (is_update or not must_leave))
        wait = error.retry_after or _backoff(claimed.attempts, uncertain=error.is_uncertain)
        if error.reason in NO_PLACE and effect.priority is Priority.NORMAL:
            wait = max(wait, UNTIL_SOMEBODY_MENDS_IT)
        with self._desk.work.write() as unit:
            if give_up:
                unit.outbox.mark_failed(claimed, by=self._worker, at=now, error=error.reason)
                self._instead(unit, effect, error.reason)
            else:
                later = now + timedelta(seconds=wait)
                unit.outbox.mark_later(claimed, by=self._worker, next_at=later, error=error.reason)
                if error.reason == "ratelimited":
                    unit.outbox.hold(effect.recipient, later)
        if error.reason != "not_posted_yet":
            log.warning(
                "not sent key=%s reason=%s attempt=%d", effect.key, error.reason, claimed.attempts
            )
        if _is_page(effect) and (error.is_permanent or claimed.attempts >= TELL_TEACHER_AFTER):
            handoff.page_failed(self._desk, effect.ref, effect.recipient, for_good=give_up)

    def _instead(self, unit: Unit, effect: Effect, reason: str) -> None:
        """Tell people about something that will never reach whom it was for."""
        if effect.kind is EffectKind.REPLY:
            now = self._machine.now()
            tell_people(unit, effect.key, effect.team_id, effect.recipient, now)
        if effect.kind is EffectKind.WORDS:
            handoff.words_failed(self._desk, unit, effect.ref, effect.data["words"])
        if effect.kind is EffectKind.FOLLOW_UP:
            asking.undelivered(self._desk, unit, effect, reason)
        if effect.kind is EffectKind.FILE:
            digest_table.failed(self._desk, unit, effect)
        if effect.kind is EffectKind.LINE and "referral" in effect.data:
            referral_contact.undelivered(self._desk, unit, effect, reason)


def _is_page(effect: Effect) -> bool:
    """True for what calls somebody: a card, or the call to everybody under it."""
    calls_all = effect.kind is EffectKind.THREAD and effect.data["name"] == "everyone"
    return effect.kind is EffectKind.CARD or calls_all


def _backoff(attempts: int, *, uncertain: bool) -> float:
    """Return seconds to wait: full jitter from half a second to a minute."""
    most = min(LONGEST_WAIT, 0.5 * 2 ** min(attempts, MOST_DOUBLINGS))
    wait = random.uniform(most / 2, most)
    return max(READ_BACK_AFTER, wait) if uncertain else wait
