"""What becomes of an effect that was not taken: later, given up, or somebody else instead."""

import logging
from collections.abc import Mapping
from datetime import timedelta

from advicebot.clock import Clock
from advicebot.domain.delivery import (
    Claimed,
    Effect,
    EffectKind,
    Priority,
    is_for_a_channel,
    is_page,
    is_redraw,
)
from advicebot.domain.pacing import SLACK, Pace, lane_of_method, pace_of
from advicebot.errors import SlackDeliveryError
from advicebot.service import asking, digest_table, handoff, referral_contact
from advicebot.service.deliveries import tell_channel, tell_people
from advicebot.service.desk import Desk
from advicebot.service.ports import Unit
from advicebot.slack.addresses import UNDER_THE_CARD
from advicebot.slack.calls import DEAD_TOKEN
from advicebot.slack.gateway import NO_PLACE

log = logging.getLogger(__name__)

UNTIL_SOMEBODY_MENDS_IT = 600.0
"""Seconds to the next try of what is kept though its channel is not there, such as a digest. A page
is tried more often."""
UNTIL_THE_TOKEN_WORKS = 30.0
"""Seconds for which nothing is sent once Slack has refused our token."""
MOST_MAILINGS = 60
"""The better part of an hour: a mail server that greets nobody at first has taken it by then."""
TELL_TEACHER_AFTER = 3
"""A page that failed this often is no longer a hiccup: the teacher must know."""
POSTING = frozenset({"chat.postMessage", "chat.postEphemeral"})
"""Methods whose calls Slack counts for each channel; of all others it counts them together."""
LOST_THREAD = "thread_not_found"
OURS = frozenset({"not_posted_yet", "held", "lease_too_short"})
"""Reasons of our own to wait, of which nobody need read."""


class Setbacks:
    """Decides what follows a failure, and stores it. ``worker`` is the name in our leases."""

    def __init__(
        self, desk: Desk, *, worker: str, machine: Clock, paces: Mapping[str, Pace]
    ) -> None:
        self._desk = desk
        self._worker = worker
        self._machine = machine
        self._paces = paces

    def put_off(
        self, claimed: Claimed, error: SlackDeliveryError, *, wait: float, is_sure: bool
    ) -> None:
        """Store what becomes of an effect that Slack did not take.

        ``wait`` is the seconds to the next try where there is one; ``is_sure`` True when nothing
        of it arrived. People are told, and others called, where a page does not get through.
        """
        effect, now = claimed.effect, self._machine.now()
        give_up, is_refused = is_hopeless(claimed, error), error.reason in DEAD_TOKEN
        if is_refused:
            wait = UNTIL_THE_TOKEN_WORKS
        elif error.reason in NO_PLACE and effect.priority is Priority.NORMAL:
            wait = max(wait, UNTIL_SOMEBODY_MENDS_IT)
        later, by = now + timedelta(seconds=wait), self._worker
        with self._desk.work.write() as unit:
            self._keep_the_pace(unit, claimed, error, later - now)
            if give_up:
                unit.outbox.mark_failed(claimed, by=by, at=now, error=error.reason)
                self._instead(unit, effect, error.reason)
            else:
                unit.outbox.mark_later(
                    claimed, by=by, next_at=later, error=error.reason, is_sure=is_sure
                )
        _say(claimed, error, give_up=give_up)
        hopeless = error.is_permanent or is_refused
        if is_page(effect) and (hopeless or claimed.attempts >= TELL_TEACHER_AFTER):
            handoff.page_failed(self._desk, effect.ref, effect.recipient, for_good=give_up)

    def _keep_the_pace(
        self, unit: Unit, claimed: Claimed, error: SlackDeliveryError, wait: timedelta
    ) -> None:
        """Leave alone what Slack wants left alone, for every process; count only what was sent."""
        now = self._machine.now()
        pace = pace_of(claimed.lane, self._paces)
        if pace and not error.method:
            unit.lanes.give_back(claimed.lane, pace)
        if error.reason in DEAD_TOKEN:
            if unit.lanes.held_until(SLACK, now) is None:
                _say_refused(error.reason)
            unit.lanes.hold(SLACK, now + wait)
        elif error.reason == "ratelimited":
            is_channel = error.method in POSTING or not error.method
            lane = claimed.lane if is_channel else lane_of_method(error.method)
            unit.lanes.hold(lane, now + wait)

    def _instead(self, unit: Unit, effect: Effect, reason: str) -> None:
        """Tell people about something that will never reach whom it was for."""
        if effect.kind is EffectKind.REPLY:
            now = self._machine.now()
            tell_people(unit, effect.key, effect.team_id, effect.recipient, now)
        elif effect.kind is EffectKind.WORDS:
            handoff.words_failed(self._desk, unit, effect.ref, effect.data["words"])
        elif effect.kind is EffectKind.FOLLOW_UP:
            asking.undelivered(self._desk, unit, effect, reason)
        elif effect.kind is EffectKind.FILE:
            digest_table.failed(self._desk, unit, effect)
        elif effect.kind is EffectKind.LINE and "referral" in effect.data:
            referral_contact.undelivered(self._desk, unit, effect, reason)
        elif effect.priority is Priority.URGENT and not is_redraw(effect.kind):
            tell_channel(unit, effect, self._machine.now())


def is_hopeless(claimed: Claimed, error: SlackDeliveryError) -> bool:
    """True for what is given up.

    What is posted to a channel never is, nor a page that leaves outside Slack, nor anything while
    it is our token that Slack refuses. An answer that cannot be given is passed to people instead.
    A letter that no server takes must not hold up those behind it: its card says to ring. Nor must
    a table, which can be asked for again.
    """
    effect = claimed.effect
    if error.reason in DEAD_TOKEN:
        return False
    if effect.kind is EffectKind.MAIL and claimed.attempts >= MOST_MAILINGS:
        return True
    in_channel = is_for_a_channel(effect.recipient) and effect.kind is not EffectKind.FILE
    must_leave = in_channel or effect.kind is EffectKind.OUTSIDE
    return error.is_permanent and (is_redraw(effect.kind) or not must_leave)


def has_lost_its_thread(claimed: Claimed, error: SlackDeliveryError) -> bool:
    """True when the card that an effect belongs under is there no more."""
    return error.reason == LOST_THREAD and claimed.effect.kind in UNDER_THE_CARD


def _say(claimed: Claimed, error: SlackDeliveryError, *, give_up: bool) -> None:
    effect = claimed.effect
    if give_up:
        log.warning(
            "given up, it will never arrive: key=%s kind=%s to=%s reason=%s attempt=%d",
            *(effect.key, effect.kind, effect.recipient, error.reason, claimed.attempts),
        )
    elif error.reason in NO_PLACE and is_for_a_channel(effect.recipient):
        log.error(
            "the channel %s is not there for the line (%s): invite the bot, or bring the channel "
            "back; what is meant for it waits key=%s",
            *(effect.recipient, error.reason, effect.key),
        )
    elif error.reason not in OURS:
        log.warning(
            "not sent key=%s reason=%s attempt=%d", effect.key, error.reason, claimed.attempts
        )


def _say_refused(reason: str) -> None:
    log.error(
        "Slack refuses our token (%s): nothing is sent by Slack, pages go by the second channel. "
        "Install the app again or copy SLACK_BOT_TOKEN anew, start the line again, then run: "
        "advicebot check --online",
        reason,
    )
