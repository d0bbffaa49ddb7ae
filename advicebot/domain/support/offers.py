"""What can be said of an offer on a day: whether it has places, whom it suits, the facts of a card.

Counts of places come in as arguments; who has taken them is for ``referral``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from advicebot.domain.knowledge import Consent, Offer, OfferHours, Provider
from advicebot.domain.oncall.calendar import long_date
from advicebot.domain.support.need_words import NEED_WORDS
from advicebot.domain.vocabulary import Need, Phase

COMMUNITY_TEACHER_MOST = 5
"""Pupils that one community teacher has at once. The rule of this line, so that each is known."""
VERIFIED_FOR = timedelta(days=183)
"""Half a year after its provider last confirmed it, an offer is shown with the word “verify”."""
PHASE_WORDS: Mapping[Phase, str] = {
    Phase.EARLY_YEARS: "early years",
    Phase.KS1: "years 1 and 2",
    Phase.KS2: "years 3 to 6",
    Phase.KS3: "years 7 to 9",
    Phase.KS4: "years 10 and 11",
    Phase.POST_16: "post-16",
}
TIER_WORDS: Mapping[int, str] = {
    1: "1: support in school",
    2: "2: a place for a time, then back",
    3: "3: a place on the way to the next school or post-16",
}
"""The three tiers of the SEND and Alternative Provision Improvement Plan (DfE, March 2023)."""
NOT_A_SCHOOL = "not registered as a school, so never full-time"
_CONSENT_WORDS = {
    Consent.ANY: "consent from home",
    Consent.VERBAL: "consent from home, by word of mouth is enough",
    Consent.WRITTEN: "written consent from home",
}
_HOURS_WORDS = {OfferHours.PART_TIME: "part-time", OfferHours.FULL_TIME: "full-time"}


class Standing(StrEnum):
    """Whether an offer can be made. ``lapsed``: nobody answers for its provider's quality now."""

    OPEN = "open"
    WAITING_LIST = "waiting-list"
    FULL = "full"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Availability:
    """How an offer stands on a day.

    ``free`` is the number of free places, never below 0, and 0 when its quality assurance has
    lapsed. ``waiting_weeks`` None: there is no waiting list, or nobody has said how long it is.
    ``is_verified`` is False when its provider has not confirmed it for half a year.
    """

    standing: Standing
    free: int
    waiting_weeks: int | None
    is_verified: bool
    words: str

    @property
    def is_offered(self) -> bool:
        """True when it may be asked for: it has a free place, or keeps a waiting list."""
        return self.standing in (Standing.OPEN, Standing.WAITING_LIST)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferFilter:
    """What somebody looks for; None asks for nothing. ``Phase.UNKNOWN`` asks for nothing either."""

    phase: Phase | None = None
    need: Need | None = None
    tier: int | None = None
    area: str | None = None


def is_assured(provider: Provider, *, on: date) -> bool:
    """Return True when somebody answers for a provider's quality on a day.

    A registered school is inspected; an unregistered provider needs a quality assurance whose last
    day has not passed. A registered one that has such a day is held to it as well. The statutory
    guidance "Arranging alternative provision" (DfE, 2025) has whoever commissions a place check it.
    """
    if provider.qa_until is None:
        return provider.registered
    return provider.qa_until >= on


def availability(offer: Offer, *, on: date, taken: int = 0) -> Availability:
    """Return whether an offer can be made on a day.

    ``taken`` counts the places that pupils hold through this line; see ``referral.places_taken``.
    """
    free = max(0, offer.capacity_total - taken_in_all(offer, taken))
    standing, weeks = Standing.OPEN, None
    if not is_assured(offer.provider, on=on):
        standing, free = Standing.LAPSED, 0
    elif offer.waiting_list and not free:
        standing, weeks = Standing.WAITING_LIST, offer.waiting_weeks
    elif not free:
        standing = Standing.FULL
    return Availability(
        standing=standing,
        free=free,
        waiting_weeks=weeks,
        is_verified=is_verified(offer, on=on),
        words=_standing_words(offer, standing, free, weeks),
    )


def taken_in_all(offer: Offer, through_this_line: int) -> int:
    """Return places taken: those that the offer's file says, and those taken through this line."""
    return offer.capacity_total - offer.capacity_now + through_this_line


def is_verified(offer: Offer, *, on: date) -> bool:
    """Return True when the provider confirmed the offer within the last half year."""
    return on - VERIFIED_FOR <= offer.verified <= on


def as_of(offers: Sequence[Offer], taken: Mapping[str, int]) -> tuple[Offer, ...]:
    """Return the offers with the places that are free now in ``capacity_now``.

    ``taken`` maps the id of an offer to the places held through this line; one that is not in it
    has none taken. What chooses offers for an answer reads this.
    """
    return tuple(
        replace(each, capacity_now=max(0, each.capacity_now - taken.get(each.id, 0)))
        for each in offers
    )


def matches(offer: Offer, wanted: OfferFilter) -> bool:
    """Return True when an offer is what somebody looks for, in everything they ask for."""
    takes_phase = wanted.phase in (None, Phase.UNKNOWN) or wanted.phase in offer.phases
    serves = wanted.need is None or (
        wanted.need in offer.needs and wanted.need not in offer.not_needs
    )
    is_tier = wanted.tier in (None, offer.tier)
    areas = {_folded(area) for area in offer.provider.areas}
    is_near = wanted.area is None or _folded(wanted.area) in areas
    return takes_phase and serves and is_tier and is_near


def card_facts(offer: Offer, *, on: date, taken: int = 0) -> tuple[tuple[str, str], ...]:
    """Return what a card says of an offer: a label and its text each, in the order to be read.

    Nothing in it is marked up, and labels without anything to say are left out.
    """
    stands = availability(offer, on=on, taken=taken)
    facts = (
        ("What", offer.summary),
        ("Places", stands.words),
        ("For", _for_whom(offer)),
        ("Not for", "; ".join(offer.not_for)),
        ("Cannot meet", ", ".join(NEED_WORDS[need] for need in offer.not_needs)),
        ("How much", _how_much(offer)),
        ("Reviewed", offer.review_after),
        ("Ends with", offer.exit_plan),
        ("Answers", answers_within(offer)),
        ("Needs", "; ".join(_needed(offer))),
        ("Tier", TIER_WORDS[offer.tier]),
        ("Provider", _provider_words(offer.provider, on=on)),
        ("Cost", offer.cost),
        ("Verify", "" if stands.is_verified else _verify_words(offer, on=on)),
    )
    return tuple((label, text) for label, text in facts if text.strip())


def answers_within(offer: Offer) -> str:
    """Return in words how soon the provider answers a request."""
    if offer.response_days <= 1:
        return "the same or next school day"
    return f"within {offer.response_days} school days"


def _standing_words(offer: Offer, standing: Standing, free: int, weeks: int | None) -> str:
    if standing is Standing.LAPSED:
        until = offer.provider.qa_until
        since = f" ended on {long_date(until)}" if until else " is missing"
        return f"not offered: the provider’s quality assurance{since}"
    if standing is Standing.WAITING_LIST:
        how_long = "" if weeks is None else f", about {weeks} week{'' if weeks == 1 else 's'}"
        return f"full; waiting list{how_long}"
    if standing is Standing.FULL:
        return "full, and no waiting list"
    return f"{free} of {offer.capacity_total} free"


def _for_whom(offer: Offer) -> str:
    is_all = set(PHASE_WORDS) <= set(offer.phases)
    phases = ["every age"] if is_all else [PHASE_WORDS[p] for p in Phase if p in offer.phases]
    needs = ", ".join(NEED_WORDS[need] for need in offer.needs)
    return f"{', '.join(phases)}; where the need may be: {needs}"


def _how_much(offer: Offer) -> str:
    hours = _HOURS_WORDS.get(offer.hours)
    each = f"at most {offer.max_at_once} pupils at once" if offer.max_at_once else None
    return "; ".join(part for part in (offer.dose, hours, each) if part)


def _needed(offer: Offer) -> list[str]:
    wanted = [_CONSENT_WORDS[offer.consent]] if offer.consent is not Consent.NONE else []
    if offer.baseline:
        wanted.append(f"baseline: {offer.baseline}")
    wanted += offer.prerequisites
    if offer.is_placement:
        wanted += [
            "tier 1 support tried, or declined with a reason",
            "a plan with dates for the way back or on, and a named adult",
            "the pupil’s and the family’s view",
        ]
    return wanted


def _provider_words(provider: Provider, *, on: date) -> str:
    parts = [provider.name]
    if not provider.registered:
        parts.append(NOT_A_SCHOOL)
    parts.append(provider.ofsted or ("registered as a school" if provider.registered else ""))
    if provider.qa_until is not None:
        verb = "holds until" if provider.qa_until >= on else "ended on"
        parts.append(f"quality assurance {verb} {long_date(provider.qa_until)}")
    return "; ".join(part for part in parts if part)


def _verify_words(offer: Offer, *, on: date) -> str:
    if offer.verified > on:
        return f"its date of confirmation, {long_date(offer.verified)}, lies in the future"
    return f"last confirmed on {long_date(offer.verified)}; check before you rely on it"


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
