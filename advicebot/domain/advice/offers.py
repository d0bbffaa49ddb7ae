"""Which outreach fits a message, and whom to turn to: by topics, needs, phase and free places."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from advicebot.domain.advice.text import fold
from advicebot.domain.advice.triage import Verdict
from advicebot.domain.knowledge import Offer, Signpost, Strategy
from advicebot.domain.support.offers import is_assured
from advicebot.domain.vocabulary import Action, Flag, Phase, Topic, Urgency

_MOST_OFFERS = 3
_MOST_TIER_ONE_BESIDE_A_PLACE = 2
_MOST_SIGNPOSTS = 6
_NEED_WORTH = 0.5
_EXCLUSION_TOPICS = frozenset({Topic.EXCLUSION_PROCESS, Topic.PROVISION_SUPPORT})
_EXCLUSION_WORDS = re.compile(
    r"\b(?:exclu(?:de|ded|des|ding|sions?)|pex\w*|perm(?:anently)? ex\w*"
    r"|suspen(?:d|ds|ded|ding|sions?)"
    r"|managed move|off-?\s?site|governors'? panel|alternative provision|pru|last chance"
    r"|(?:los(?:e|es|ing)|lost) (?:his|her|their|a) place|part-?\s?time timetable|permanent\w*)\b"
)
_FLAG_OF_TOPIC: Mapping[Topic, Flag] = {
    Topic.STAFF_WELLBEING: Flag.STAFF_DISTRESS,
    Topic.SELF_HARM: Flag.SELF_HARM_SUICIDE,
    Topic.EXPLOITATION: Flag.EXPLOITATION,
    Topic.WEAPONS: Flag.WEAPON,
}
_FIRST_FOR_AN_ALLEGATION = ("headteacher", "999", "lado")
_FIRST_FOR_A_PAGE = ("dsl", "999")
_FIRST_IN_AN_EMERGENCY = ("999", "dsl")


def speaks_of_exclusion(text: str) -> bool:
    """Return True when a message has words that show a pupil's place is at risk."""
    return bool(_EXCLUSION_WORDS.search(fold(text)))


def fitting_offers(
    offers: Sequence[Offer],
    *,
    strategies: Sequence[Strategy],
    phase: Phase,
    area: str,
    on: date,
    at_risk: bool,
) -> tuple[Offer, ...]:
    """Return at most three offers, tier 1 first, that fit the best strategies for a message.

    An offer must share a topic with them, not be unable to serve the need they speak of most, take
    the phase, have a free place and come from a provider that serves ``area`` and is assured on the
    day ``on``. Tiers 2 and 3 are shown only when the pupil's place is
    ``at_risk`` or the first two strategies are about exclusion or provision; then at least one of
    them is kept in the list.
    """
    topics, needs = _weights(strategies)
    heaviest = max(needs.values(), default=0.0)
    main_needs = {need for need, weight in needs.items() if weight == heaviest}
    may_place = at_risk or any(
        _EXCLUSION_TOPICS.intersection(strategy.topics) for strategy in strategies[:2]
    )
    scored = [
        (offer, _worth(offer, topics=topics, needs=needs))
        for offer in offers
        if _is_open(offer, phase=phase, area=area, on=on)
        and (offer.tier == 1 or may_place)
        and not main_needs.intersection(offer.not_needs)
    ]
    fitting = [(offer, worth) for offer, worth in scored if worth > 0]
    fitting.sort(key=lambda item: (item[0].tier, -item[1], item[0].response_days, item[0].id))
    ordered = [offer for offer, _ in fitting]
    first = [offer for offer in ordered if offer.tier == 1]
    later = [offer for offer in ordered if offer.tier > 1]
    kept = first[: _MOST_TIER_ONE_BESIDE_A_PLACE if later else _MOST_OFFERS]
    return tuple((kept + later)[:_MOST_OFFERS])


def fitting_signposts(
    signposts: Sequence[Signpost], *, verdict: Verdict, topics: Sequence[Topic]
) -> tuple[Signpost, ...]:
    """Return at most six services in the order of the flags; for a page DSL and 999 come first.

    In an emergency 999 comes before the DSL. Without flags the first topics decide, so that a
    teacher's own exhaustion still finds support.
    """
    by_id = {signpost.id: signpost for signpost in signposts}
    first: tuple[str, ...] = ()
    if Flag.ALLEGATION_AGAINST_STAFF in {hit.flag for hit in verdict.flags}:
        first = _FIRST_FOR_AN_ALLEGATION
    elif verdict.action is Action.PAGE:
        is_emergency = verdict.urgency is Urgency.EMERGENCY
        first = _FIRST_IN_AN_EMERGENCY if is_emergency else _FIRST_FOR_A_PAGE
    flags = [hit.flag for hit in verdict.flags]
    flags = flags or [_FLAG_OF_TOPIC[topic] for topic in topics if topic in _FLAG_OF_TOPIC]
    chosen = {id_: by_id[id_] for id_ in first if id_ in by_id}
    for flag in flags:
        for signpost in signposts:
            if flag in signpost.flags:
                chosen.setdefault(signpost.id, signpost)
    return tuple(chosen.values())[:_MOST_SIGNPOSTS]


def _weights(strategies: Sequence[Strategy]) -> tuple[dict[str, float], dict[str, float]]:
    topics: dict[str, float] = {}
    needs: dict[str, float] = {}
    for place, strategy in enumerate(strategies[:3], 1):
        for topic in strategy.topics:
            topics[topic] = topics.get(topic, 0.0) + 1 / place
        for need in strategy.needs:
            needs[need] = needs.get(need, 0.0) + _NEED_WORTH / place
    return topics, needs


def _worth(offer: Offer, *, topics: Mapping[str, float], needs: Mapping[str, float]) -> float:
    shared = sum(topics.get(topic, 0.0) for topic in offer.topics)
    return shared + sum(needs.get(need, 0.0) for need in offer.needs) if shared else 0.0


def _is_open(offer: Offer, *, phase: Phase, area: str, on: date) -> bool:
    takes_phase = phase is Phase.UNKNOWN or phase in offer.phases
    is_near = area in offer.provider.areas
    return takes_phase and is_near and offer.capacity_now > 0 and is_assured(offer.provider, on=on)
