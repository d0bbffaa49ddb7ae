"""What every move of a referral has in common: found, stored, written down, and told to people."""

from advicebot.domain.support.referral import Move, Referral
from advicebot.errors import Refused
from advicebot.service import free_places, nudging, offers, referral_effects
from advicebot.service.desk import Desk
from advicebot.service.ports import Unit
from advicebot.service.referral_effects import ReferralLine

NOT_THERE = "That request for outreach is not there any more."
NOT_YOURS = "That request for outreach is not there any more, or it is not yours."
"""Said of what is not there and of what is somebody else's alike: nobody learns of it."""
_TOLD = {
    Move.AMEND: ReferralLine.AMENDED,
    Move.WITHDRAW: ReferralLine.WITHDRAWN,
    Move.ACCEPT: ReferralLine.ACCEPTED,
    Move.WAIT: ReferralLine.WAITING,
    Move.DECLINE: ReferralLine.DECLINED,
    Move.START: ReferralLine.STARTED,
    Move.REVIEW: ReferralLine.REVIEWED,
    Move.END: ReferralLine.ENDED,
}


def existing(unit: Unit, referral_id: str) -> Referral:
    """Return a referral.

    Raises:
        Refused: there is none.
    """
    referral = unit.referrals.find(referral_id)
    if referral is None:
        raise Refused(NOT_THERE)
    return referral


def own(unit: Unit, referral_id: str, user_id: str) -> Referral:
    """Return a referral that this person asked for.

    Raises:
        Refused: there is none, or it is somebody else's; the two read alike.
    """
    referral = unit.referrals.find(referral_id)
    if referral is None or referral.requester != user_id:
        raise Refused(NOT_YOURS)
    return referral


def done(desk: Desk, unit: Unit, moved: Referral, move: Move, *, actor: str) -> Referral:
    """Store a move; the teacher is told, the card says so, and the timers are set anew.

    Where it gives a place back, the provider hears who waits for it.
    """
    before = unit.referrals.find(moved.id)
    saved = unit.referrals.save(moved)
    write_down(desk, unit, saved, f"referral.{move}", actor=actor)
    desk.send(unit, referral_effects.told(saved, _TOLD[move], saved.requester))
    referral_effects.redraw_card(desk, unit, saved)
    nudging.watch(desk, unit, saved)
    if before and saved.is_final:
        free_places.tell(desk, unit, before)
    return saved


def amended(desk: Desk, unit: Unit, changed: Referral, *, actor: str) -> Referral:
    """Store that the school added to it; the provider is told too."""
    saved = done(desk, unit, changed, Move.AMEND, actor=actor)
    return _provider_told(desk, unit, saved, ReferralLine.AMENDED_FOR_PROVIDER)


def withdrawn(desk: Desk, unit: Unit, moved: Referral, *, actor: str) -> Referral:
    """Store that the school took it back; the provider is told too."""
    saved = done(desk, unit, moved, Move.WITHDRAW, actor=actor)
    return _provider_told(desk, unit, saved, ReferralLine.WITHDRAWN_FOR_PROVIDER)


def _provider_told(desk: Desk, unit: Unit, saved: Referral, name: ReferralLine) -> Referral:
    offer = offers.offer_of(desk, saved.offer_id)
    referral_effects.tell_provider(desk, unit, saved, offer, name)
    return saved


def write_down(desk: Desk, unit: Unit, referral: Referral, action: str, *, actor: str) -> None:
    """Write down who did what, and how the referral stands since."""
    unit.audit.add(
        desk.clock.now(),
        referral.team_id,
        actor=actor,
        action=action,
        object_id=referral.id,
        state=referral.state,
    )
