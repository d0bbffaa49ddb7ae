"""A place becomes free while others wait for its offer: the provider hears whose turn it is."""

from dataclasses import replace

from advicebot.domain.support.offers import availability
from advicebot.domain.support.referral import Referral, ReferralState
from advicebot.service import offers, referral_effects
from advicebot.service.desk import Desk
from advicebot.service.ports import Unit
from advicebot.service.referral_effects import ReferralLine


def tell(desk: Desk, unit: Unit, freed: Referral) -> None:
    """Tell the provider which referral waits longest, once for each place that became free.

    ``freed`` is the referral that had the place, as it stood then; it has it no more in this
    transaction. Nothing is said while no place is free, or nobody is on the waiting list.
    """
    offer = offers.offer_of(desk, freed.offer_id)
    if offer is None or not freed.holds_a_place:
        return
    held = offers.taken(unit, freed.team_id).get(offer.id, 0)
    if not availability(offer, on=desk.today(), taken=held).free:
        return
    others = unit.referrals.list_of_offer(freed.team_id, offer.id)
    waiting = [each for each in others if each.state is ReferralState.WAITING]
    if not waiting:
        return
    first = min(waiting, key=lambda each: (each.created_at, each.number))
    name, place = ReferralLine.PLACE_FREE, referral_effects.provider_recipient(offer)
    effect = referral_effects.told(first, name, place)
    desk.send(unit, replace(effect, key=f"line:{first.id}:{name}:{freed.id}"))


def held_for(unit: Unit, request_id: str) -> tuple[Referral, ...]:
    """Return the referrals of a request that have a place now, for when they are erased."""
    found = unit.referrals.list_of_request(request_id)
    return tuple(each for each in found if each.holds_a_place)
