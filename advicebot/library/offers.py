"""Reads one file of offers: the good offers, and every mistake with the line it stands on.

A mistake in one offer costs that offer alone. A mistake in what its provider says of itself, or in
the file as a whole, costs all of the file's offers.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath

from pydantic import ValidationError

from advicebot.domain.knowledge import Offer, OfferHours, Provider
from advicebot.domain.support.offers import COMMUNITY_TEACHER_MOST, is_assured
from advicebot.domain.vocabulary import OfferKind, ProvisionCategory
from advicebot.errors import Problem
from advicebot.library.places import YamlText
from advicebot.library.problems import explain
from advicebot.library.schema_offers import OfferItem, OffersFile, ProviderItem

Fault = tuple[str, str]
"""The key that is wrong, and what is wrong with it."""

# Part 4 of the Education and Skills Act 2008, section 96: nobody may run an independent school
# that is not registered. Education Act 1996, section 463: it is one when it teaches full time five
# or more pupils of compulsory school age, or one who has an EHC plan or is looked after. The line
# cannot know who else goes there, so it offers no full-time place with an unregistered provider.
_FULL_TIME_LAW = "Education and Skills Act 2008, section 96; Education Act 1996, section 463"
_FULL_TIME_WORDS = re.compile(
    r"(?<!\bnot )(?<!\bnever )(?<!\bto )\bfull[- ]time\b(?! (?:job|member|staff|teacher|worker))",
    re.IGNORECASE,
)
_FULL_TIME_CATEGORIES = (ProvisionCategory.KS1_3_FULL_TIME, ProvisionCategory.KS4_FULL_TIME)


@dataclass(frozen=True, slots=True, kw_only=True)
class OffersRead:
    """``offers`` are those without a mistake, each with its place in the file, from 0.

    ``problems`` are all mistakes. One that is about the date alone leaves its offers in: quality
    assurance that has run out takes an offer from what is offered, not from what is known.
    """

    offers: tuple[tuple[Offer, int], ...]
    problems: tuple[Problem, ...]


def offers_of(
    yaml: YamlText, syntax: tuple[Problem, ...] = (), *, on: date | None = None
) -> OffersRead:
    """Return what one file offers, and what is wrong with it.

    ``syntax`` is what the reader of YAML found wrong already. With ``on`` a quality assurance that
    has run out by that day is a problem too.
    """
    try:
        checked = OffersFile.model_validate(yaml.data)
    except ValidationError as error:
        return _what_is_left(yaml, (*syntax, *explain(error, yaml, OffersFile)), error, on=on)
    places = dict(enumerate(checked.offers))
    return _judged(yaml, checked.provider, places, syntax, on=on)


def _what_is_left(
    yaml: YamlText, problems: tuple[Problem, ...], error: ValidationError, *, on: date | None
) -> OffersRead:
    """Go on with the offers that pydantic found no fault in, if the provider itself is sound."""
    places = [detail["loc"] for detail in error.errors(include_url=False)]
    in_offers = [place for place in places if place[:1] == ("offers",) and len(place) > 1]
    if len(in_offers) < len(places):
        return OffersRead(offers=(), problems=problems)
    wrong = {place[1] for place in in_offers}
    sound = {
        place: OfferItem.model_validate(each)
        for place, each in enumerate(yaml.data["offers"])
        if place not in wrong
    }
    provider = ProviderItem.model_validate(yaml.data["provider"])
    return _judged(yaml, provider, sound, problems, on=on)


def _judged(
    yaml: YamlText,
    head: ProviderItem,
    items: dict[int, OfferItem],
    before: tuple[Problem, ...],
    *,
    on: date | None,
) -> OffersRead:
    """Return the offers without a fault of their own, under a provider without one."""
    provider = Provider(**vars(head))
    problems, kept = list(before), []
    head_faults = list(_provider_faults(provider, file=yaml.file))
    problems += [yaml.problem(("provider", key), message) for key, message in head_faults]
    for place, item in items.items():
        offer = _offer(item, provider)
        faults = list(_offer_faults(offer))
        problems += [yaml.problem(("offers", place, key), message) for key, message in faults]
        is_unreadable = any(_stands_in(problem, yaml, place) for problem in before)
        if not (faults or head_faults or is_unreadable or _is_about_the_head(before, yaml)):
            kept.append((offer, place))
    if on is not None:
        problems += _lapsed(provider, yaml, on=on)
    return OffersRead(offers=tuple(kept), problems=tuple(problems))


def _offer(item: OfferItem, provider: Provider) -> Offer:
    values = vars(item) | {"baseline": item.baseline or "", "exit_plan": item.exit_plan or ""}
    return Offer(provider=provider, **values)


def _provider_faults(provider: Provider, *, file: str) -> Iterator[Fault]:
    stem = PurePath(file).stem
    if provider.id != stem:
        yield "id", f"id “{provider.id}” differs from the file name “{stem}”"
    if not provider.registered and provider.qa_until is None:
        yield (
            "qa_until",
            f"“{provider.name}” is not registered and has no quality assurance; give the day until "
            "which somebody answers for its quality, or take the file out",
        )


def _offer_faults(offer: Offer) -> Iterator[Fault]:
    both = [need for need in offer.not_needs if need in offer.needs]
    if both:
        yield "not_needs", f"“{both[0]}” stands in needs and in not_needs; keep it in one"
    yield from _place_faults(offer)
    yield from _full_time_faults(offer)
    if offer.is_placement and not offer.exit_plan:
        yield (
            "tier",
            f"an offer of tier {offer.tier} needs “exit_plan”: in a few words, how the pupil goes "
            "back or on; a place is an intervention, not a destination",
        )


def _place_faults(offer: Offer) -> Iterator[Fault]:
    if offer.capacity_now > offer.capacity_total:
        rule = f"capacity_now is {offer.capacity_now} but capacity_total only"
        yield "capacity_now", f"{rule} {offer.capacity_total}"
    if offer.waiting_weeks is not None and not offer.waiting_list:
        yield "waiting_weeks", "there is a wait but no waiting list; add “waiting_list: true”"
    is_teacher = offer.kind is OfferKind.COMMUNITY_TEACHER
    if not is_teacher:
        if offer.max_at_once is not None:
            yield "max_at_once", f"only a community-teacher has it, not a {offer.kind}; take it out"
    elif offer.max_at_once is None:
        yield "kind", "a community-teacher needs “max_at_once”: pupils that one teacher has at once"
    elif offer.max_at_once > COMMUNITY_TEACHER_MOST:
        most = f"one community teacher has at most {COMMUNITY_TEACHER_MOST} pupils at once"
        yield "max_at_once", f"max_at_once is {offer.max_at_once}; {most}"
    elif offer.capacity_total > offer.max_at_once:
        yield (
            "capacity_total",
            f"capacity_total is {offer.capacity_total} but one teacher has at most "
            f"{offer.max_at_once} pupils at once; write one offer for each teacher",
        )


def _full_time_faults(offer: Offer) -> Iterator[Fault]:
    if offer.provider.registered:
        return
    why = f"“{offer.provider.name}” is not registered as a school ({_FULL_TIME_LAW})"
    if offer.hours is OfferHours.FULL_TIME:
        yield "hours", f"full-time is not possible: {why}; write part-time or sessions"
    if offer.category in _FULL_TIME_CATEGORIES:
        yield "category", f"“{offer.category}” is not possible: {why}; choose another category"
    for key in ("title", "summary", "dose"):
        if _FULL_TIME_WORDS.search(getattr(offer, key)):
            yield key, f"{key} speaks of full time, which is not possible: {why}"


def _lapsed(provider: Provider, yaml: YamlText, *, on: date) -> Iterator[Problem]:
    if not is_assured(provider, on=on):
        yield yaml.problem(
            ("provider", "qa_until"),
            f"the quality assurance of “{provider.name}” ran out on {provider.qa_until}; none of "
            "its offers is made until a later date stands here",
        )


def _stands_in(problem: Problem, yaml: YamlText, place: int) -> bool:
    """True when a problem is placed inside one offer, by its line."""
    starts = [yaml.line_of(("offers", n)) for n in range(len(yaml.data["offers"]))]
    ends = [*starts[1:], None]
    end = ends[place]
    return starts[place] <= problem.line and (end is None or problem.line < end)


def _is_about_the_head(before: tuple[Problem, ...], yaml: YamlText) -> bool:
    return any(problem.line < yaml.line_of(("offers", 0)) for problem in before)
