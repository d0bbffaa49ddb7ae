"""Which outreach can be asked for today: what the list shows, and what fits a request."""

from dataclasses import dataclass

from advicebot.domain.advice.offers import speaks_of_exclusion
from advicebot.domain.knowledge import Offer
from advicebot.domain.outcomes.outcome import HIGH_RISK
from advicebot.domain.request import Request
from advicebot.domain.support.needs_profile import matching_needs
from advicebot.domain.support.offers import (
    Availability,
    OfferFilter,
    Standing,
    availability,
    matches,
)
from advicebot.domain.vocabulary import Flag, Need, Phase, Topic
from advicebot.service import profiles
from advicebot.service.desk import Desk
from advicebot.service.ports import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An offer with how it stands today."""

    offer: Offer
    availability: Availability


def offer_of(desk: Desk, offer_id: str) -> Offer | None:
    """Return an offer of this line; None when it is not, or no longer, among them."""
    return next((each for each in desk.knowledge.offers if each.id == offer_id), None)


def taken(unit: Unit, team_id: str) -> dict[str, int]:
    """Return the places that pupils hold through this line, by the id of the offer."""
    return unit.referrals.places_taken(team_id)


def taken_now(desk: Desk, team_id: str) -> dict[str, int]:
    """Return ``taken`` from a transaction of its own."""
    with desk.work.read() as unit:
        return taken(unit, team_id)


def list_offers(desk: Desk, team_id: str, wanted: OfferFilter) -> tuple[Listed, ...]:
    """Return what can be asked for: free places first, then waiting lists.

    Each of the two is in the order of tier, free places and title. What has lapsed, or is full
    without a waiting list, is not in it.
    """
    with desk.work.read() as unit:
        found = _offered(desk, unit, team_id)
    return tuple(sorted((each for each in found if matches(each.offer, wanted)), key=_in_order))


def fitting(desk: Desk, unit: Unit, request: Request) -> tuple[Listed, ...]:
    """Return what fits a request and can be asked for, best first.

    What was shown with its answer comes first. Then comes what takes the pupil's phase and serves
    a need that the newest profile shows, the hardest area first; places away from school only where
    the pupil's own place is at risk.
    """
    found = {each.offer.id: each for each in _offered(desk, unit, request.team_id)}
    shown = [found.pop(offer_id) for offer_id in request.offers if offer_id in found]
    newest = profiles.latest(unit, request.id)
    needs = matching_needs(newest) if newest else ()
    others = [each for each in found.values() if _serves(each.offer, request, needs)]
    others.sort(key=lambda each: (_rank(each.offer, needs), _in_order(each)))
    return (*shown, *others)


def standing_of(desk: Desk, unit: Unit, request: Request) -> dict[str, Availability]:
    """Return how the offers that were shown with a request stand today, by their ids.

    Those that the line does not have any more are not in it.
    """
    held, today = taken(unit, request.team_id), desk.today()
    shown = (each for each in desk.knowledge.offers if each.id in request.offers)
    return {each.id: availability(each, on=today, taken=held.get(each.id, 0)) for each in shown}


def _offered(desk: Desk, unit: Unit, team_id: str) -> list[Listed]:
    held, today = taken(unit, team_id), desk.today()
    listed = (
        Listed(offer=each, availability=availability(each, on=today, taken=held.get(each.id, 0)))
        for each in desk.knowledge.offers
    )
    return [each for each in listed if each.availability.is_offered]


def _in_order(listed: Listed) -> tuple[bool, int, int, str]:
    waits = listed.availability.standing is Standing.WAITING_LIST
    return waits, listed.offer.tier, -listed.availability.free, listed.offer.title


def _serves(offer: Offer, request: Request, needs: tuple[Need, ...]) -> bool:
    takes_phase = request.phase is Phase.UNKNOWN or request.phase in offer.phases
    is_for_them = bool(set(needs) & set(offer.needs)) and needs[0] not in offer.not_needs
    return takes_phase and is_for_them and (offer.tier == 1 or _is_at_risk(request))


def _rank(offer: Offer, needs: tuple[Need, ...]) -> int:
    return min(needs.index(need) for need in offer.needs if need in needs)


def _is_at_risk(request: Request) -> bool:
    """True when the pupil's place at school is: as stated, or as the request speaks of it."""
    is_near = request.risk is not None and request.risk >= HIGH_RISK
    is_about_it = Topic.EXCLUSION_PROCESS in request.topics
    return (
        is_near
        or is_about_it
        or request.raises(Flag.EXCLUSION_TODAY)
        or speaks_of_exclusion(request.text)
    )
