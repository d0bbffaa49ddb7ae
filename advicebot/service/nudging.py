"""Referrals that wait: reminders of a silent provider, reviews that fall due."""

from datetime import datetime, time

from advicebot.domain.delivery import LEADS
from advicebot.domain.oncall.calendar import add_school_days, first_instant, next_opening
from advicebot.domain.support import moves
from advicebot.domain.support.nudges import Nudge, next_nudge, nudge_due, nudged
from advicebot.domain.support.referral import Move, Referral, ReferralState, may
from advicebot.service import offers, referral_effects
from advicebot.service.desk import Desk
from advicebot.service.ports import Unit
from advicebot.service.referral_effects import ReferralLine

NUDGE = "referral.nudge"
REVIEW = "referral.review"
OWED = (
    ReferralState.ASKED,
    ReferralState.WAITING,
    ReferralState.ACCEPTED,
    ReferralState.REVIEW_DUE,
)
"""The states in which the next word is the provider's."""
CLOCK = "clock"
"""Who did what nobody did: time."""


def watch(desk: Desk, unit: Unit, referral: Referral) -> None:
    """Set the timers of a referral as it stands; those of an earlier state find nothing to do."""
    _watch_silence(desk, unit, referral)
    if referral.state is ReferralState.STARTED and referral.review_on is not None:
        line = desk.knowledge.line
        opens = first_instant(referral.review_on, time.fromisoformat(line.opens))
        _set(desk, unit, REVIEW, referral, next_opening(opens, line) or opens)


def due(desk: Desk, unit: Unit, kind: str, ref: str) -> None:
    """Do what a timer of this kind stands for, inside its transaction; once too often is harmless.

    What is not due yet, or not at this hour, gets its next timer.
    """
    referral = unit.referrals.find(ref)
    if referral is None:
        return
    if kind == REVIEW:
        _review(desk, unit, referral)
    elif referral.state in OWED:
        _remind(desk, unit, referral)


def _remind(desk: Desk, unit: Unit, referral: Referral) -> None:
    now, line = desk.clock.now(), desk.knowledge.line
    offer = offers.offer_of(desk, referral.offer_id)
    if offer is None:
        _say_offer_is_gone(desk, unit, referral)
        return
    who = nudge_due(referral, offer, now=now, line=line)
    if who is None:
        _watch_silence(desk, unit, referral)
        return
    referral = unit.referrals.save(nudged(referral, now=now))
    _write_down(desk, unit, referral, "referral.nudge", nudge=who, nudges=referral.nudges)
    if who is Nudge.LEAD:
        lead = line.escalation.lead or LEADS
        desk.send(unit, referral_effects.told(referral, ReferralLine.NUDGE_LEAD, lead))
    else:
        again = who is Nudge.PROVIDER_AGAIN
        name = ReferralLine.NUDGE
        referral_effects.tell_provider(desk, unit, referral, offer, name, again=again)
    _watch_silence(desk, unit, referral)


def _review(desk: Desk, unit: Unit, referral: Referral) -> None:
    now = desk.clock.now()
    if not moves.is_review_due(referral, now) or _opens_after(desk, now):
        watch(desk, unit, referral)
        return
    referral = unit.referrals.save(moves.fall_due(referral, now=now))
    _write_down(desk, unit, referral, "referral.fall-due", state=referral.state)
    teacher = referral.requester
    desk.send(unit, referral_effects.told(referral, ReferralLine.REVIEW_DUE, teacher))
    offer = offers.offer_of(desk, referral.offer_id)
    name = ReferralLine.REVIEW_DUE_FOR_PROVIDER
    referral_effects.tell_provider(desk, unit, referral, offer, name)
    referral_effects.redraw_card(desk, unit, referral)
    watch(desk, unit, referral)


def _say_offer_is_gone(desk: Desk, unit: Unit, referral: Referral) -> None:
    """Nobody can be reminded of what the line does not have: tell who waits, and the lead, once.

    It is looked at again each school day; back among the offers, it goes on where it stood.
    """
    lead = desk.knowledge.line.escalation.lead or LEADS
    desk.send(unit, referral_effects.told(referral, ReferralLine.NUDGE_LEAD, lead, gone=True))
    if may(referral, Move.WITHDRAW):
        teacher = referral.requester
        desk.send(unit, referral_effects.told(referral, ReferralLine.OFFER_GONE, teacher))
    _watch_silence(desk, unit, referral)


def _watch_silence(desk: Desk, unit: Unit, referral: Referral) -> None:
    now, line = desk.clock.now(), desk.knowledge.line
    offer = offers.offer_of(desk, referral.offer_id)
    if offer is None:
        tomorrow = add_school_days(now, 1, line)
        _set(desk, unit, NUDGE, referral, next_opening(tomorrow, line) or tomorrow)
        return
    upcoming = next_nudge(referral, offer, line)
    if upcoming is not None:
        _set(desk, unit, NUDGE, referral, upcoming.at)


def _opens_after(desk: Desk, now: datetime) -> datetime | None:
    """Return when the line opens next, None when it is open now or nobody knows when it will."""
    opening = next_opening(now, desk.knowledge.line)
    return opening if opening is not None and opening > now else None


def _set(desk: Desk, unit: Unit, kind: str, referral: Referral, at: datetime) -> None:
    """Set a timer; one that is past due by night waits for the line to open.

    The instant is in its key, as one that came too early is done and used up.
    """
    at = max(at, _opens_after(desk, desk.clock.now()) or at)
    key = f"{kind}:{referral.id}:v{referral.version}:{at.isoformat()}"
    unit.timers.set(key, kind, referral.id, at)


def _write_down(desk: Desk, unit: Unit, referral: Referral, action: str, **detail: object) -> None:
    unit.audit.add(
        desk.clock.now(),
        referral.team_id,
        actor=CLOCK,
        action=action,
        object_id=referral.id,
        **detail,
    )
