"""Messages that are drawn again in place, and what becomes of those that are there no more."""

import logging

from advicebot.clock import Clock
from advicebot.domain.delivery import Claimed, Effect, EffectKind, Posted
from advicebot.errors import SlackDeliveryError
from advicebot.service import vanished
from advicebot.service.desk import Desk
from advicebot.slack.draw import Artist
from advicebot.slack.gateway import Gateway

log = logging.getLogger(__name__)

TARGETS = {
    EffectKind.REPLY_UPDATE: EffectKind.REPLY,
    EffectKind.CARD_UPDATE: EffectKind.CARD,
    EffectKind.REFERRAL_UPDATE: EffectKind.REFERRAL,
    EffectKind.FOLLOW_UP_UPDATE: EffectKind.FOLLOW_UP,
    EffectKind.AGENDA_UPDATE: EffectKind.AGENDA,
}
KEYED = frozenset({EffectKind.THREAD_UPDATE, EffectKind.WORDS_UPDATE, EffectKind.NOTICE_UPDATE})
"""Updates of one message, whose key stands under ``of``; any other update may name one so too."""
EDITS = KEYED | TARGETS.keys()
MOST_REDRAWN = 20
"""Older pages than these stay as they were: Slack takes about fifty edits a minute."""
GONE = "message_not_found"


class Redraw:
    """Draws posted messages again."""

    def __init__(self, desk: Desk, gateway: Gateway, artist: Artist, machine: Clock) -> None:
        self._desk = desk
        self._gateway = gateway
        self._artist = artist
        self._machine = machine

    def draw(self, claimed: Claimed) -> None:
        """Draw what this update is about as things stand now.

        Raises:
            SlackDeliveryError: it must be tried again, or Slack will never take it.
        """
        effect = claimed.effect
        if effect.kind in KEYED or "of" in effect.data:
            self._draw_one(effect)
        else:
            self._draw_newest(claimed)

    def _draw_newest(self, claimed: Claimed) -> None:
        """Draw a posted message again.

        A post to the same recipient that is older than this update, and still under way, may show
        the older state: wait for it. A newer one will be drawn from the newer state anyway. Only
        the newest answer or page is drawn again while it holds; once a request is withdrawn, or
        somebody has the handoff, the older ones may not stay as they are either. Each of those is
        an update of its own, so that none of them outlasts a lease.
        """
        effect, target = claimed.effect, TARGETS[claimed.effect.kind]
        to = effect.recipient
        with self._desk.work.read() as unit:
            posted = unit.outbox.list_posted(effect.ref, target, recipient=to)
            waiting = unit.outbox.is_waiting(effect.ref, target, before=claimed.id, recipient=to)
        if waiting:
            raise SlackDeliveryError("not_posted_yet", retry_after=0.2)
        if not posted:
            return
        newest, *older = posted.items()
        if older and self._is_settled(effect.ref, target):
            with self._desk.work.write() as unit:
                for key, _ in older[: MOST_REDRAWN - 1]:
                    self._desk.send(unit, vanished.redraw_of(effect, key))
        self._update(effect, *newest)

    def _is_settled(self, ref: str, target: EffectKind) -> bool:
        if target is EffectKind.CARD:
            return not self._artist.handoff(ref)[1].is_open
        if target is EffectKind.FOLLOW_UP:  # the older ones say that there is a newer one
            return False
        return target is not EffectKind.REPLY or not self._artist.request(ref)[0].is_open

    def _draw_one(self, effect: Effect) -> None:
        """Draw one message again; where it was never posted there is nothing to mend."""
        with self._desk.work.read() as unit:
            posted = unit.outbox.find_posted(effect.data["of"])
        if posted:
            self._update(effect, effect.data["of"], posted)

    def _update(self, effect: Effect, key: str, posted: Posted) -> None:
        message = self._artist.message(effect)
        try:
            self._gateway.update(posted, message)
        except SlackDeliveryError as error:
            if error.reason != GONE:
                raise
            self.replace(effect, key)

    def replace(self, effect: Effect, key: str) -> None:
        """A message is there no more: post it anew where people need it, else leave it at that."""
        with self._desk.work.write() as unit:
            again = vanished.replace_card(self._desk, unit, effect, key, self._machine.now())
        log.warning("a message is gone key=%s %s", key, "posted anew" if again else "left at that")
