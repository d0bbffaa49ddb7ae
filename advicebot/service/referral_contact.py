"""The teacher who asked has left Slack: the provider is told whom to ring instead."""

from dataclasses import replace

from advicebot.domain.delivery import Effect
from advicebot.domain.support.referral import ReferralState
from advicebot.service import offers, referral_effects
from advicebot.service.asking import GONE
from advicebot.service.desk import Desk
from advicebot.service.ports import Unit
from advicebot.service.referral_effects import ReferralLine

NOTHING_TO_SAY = (ReferralState.ENDED, ReferralState.WITHDRAWN)
"""States in which the school knows all there is to know."""


def undelivered(desk: Desk, unit: Unit, effect: Effect, reason: str) -> None:
    """A line about a referral was given up: if it was for who asked, tell the provider's place.

    Once for each referral, however many lines are given up.
    """
    referral = unit.referrals.find(effect.ref)
    if referral is None or effect.recipient != referral.requester or reason not in GONE:
        return
    if referral.state in NOTHING_TO_SAY:
        return
    offer, name = offers.offer_of(desk, referral.offer_id), ReferralLine.CONTACT_GONE
    place = referral_effects.place_of(unit, referral, offer)
    told = referral_effects.told(referral, name, place)
    desk.send(unit, replace(told, key=f"line:{referral.id}:{name}"))
