"""The asking side of outreach in each state, from free texts that are all ``words``."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from advicebot.domain.knowledge import Consent, Offer, OfferHours, Provider
from advicebot.domain.request import Request
from advicebot.domain.support.needs_profile import Area, Profile, Protective, compare
from advicebot.domain.support.offers import OfferFilter, availability
from advicebot.domain.vocabulary import Action, Need, OfferKind, Phase
from advicebot.service.offers import Listed
from advicebot.slack.parse_on_record import OnRecord
from advicebot.slack.screens import danger, offer_forms, profile_form
from advicebot.slack.screens import offers as outreach
from advicebot.slack.screens.blocks import Block, Message
from advicebot.slack.screens.details import details
from advicebot.slack.screens.profile_form import Known
from advicebot.slack.screens.shelf import Shelf
from tests.fakes import a_knowledge, an_offer
from tests.screens_handoff import a_handoff
from tests.screens_referral import PROFILE, READY, a_referral

Screen = Message | Block
TODAY = date(2026, 11, 24)
WORKSHOPS = Provider(
    id="example-workshops",
    name="Example Workshops",
    registered=False,
    qa_until=date(2027, 3, 31),
    areas=("Northvale", "Eastmere"),
    contact="hello@workshops.example.org",
    example=True,
    ofsted="Checked against the voluntary standards (invented)",
)
CALL = an_offer(id="offer-1", verified=date(2026, 11, 2))
GROUP = an_offer(
    id="offer-2",
    title="Small group on strong feelings",
    kind=OfferKind.GROUP,
    summary="Up to four pupils learn to notice and settle strong feelings, with your own staff.",
    phases=(Phase.KS1, Phase.KS2, Phase.KS3),
    needs=(Need.REGULATION, Need.ANXIETY),
    not_needs=(Need.TRAUMA,),
    not_for=("a pupil in crisis this week",),
    consent=Consent.WRITTEN,
    baseline="SDQ or Boxall",
    prerequisites=("a named member of staff in every session",),
    dose="ten weekly sessions of 45 minutes",
    review_after="after session five",
    response_days=10,
    capacity_now=0,
    waiting_list=True,
    waiting_weeks=6,
)
PLACE = an_offer(
    id="offer-3",
    title="Part-time workshop place",
    provider=WORKSHOPS,
    tier=2,
    kind=OfferKind.PLACEMENT,
    summary="Metalwork and bikes in a group of six, two days a week, beside school.",
    phases=(Phase.KS3, Phase.KS4),
    needs=(Need.AUTONOMY, Need.BELONGING),
    not_for=("full-time education",),
    consent=Consent.WRITTEN,
    prerequisites=("risk assessment", "named lead in school"),
    hours=OfferHours.PART_TIME,
    dose="two days a week for 12 weeks",
    review_after="at week six",
    exit_plan="back to full days at school from week 13",
    response_days=10,
    cost="£75 a day",
    verified=date(2026, 1, 12),
)
OFFERS = (CALL, GROUP, PLACE)
FIRST = replace(
    PROFILE,
    answers={
        Area.TALK: 2,
        Area.LEARNING: 1,
        Area.FEELINGS: 0,
        Area.PEOPLE: 3,
        Area.PUPIL: 1,
        Area.FAMILY: 2,
    },
)
LATER = replace(
    FIRST,
    id="p2",
    answers={
        Area.TALK: 2,
        Area.LEARNING: 0,
        Area.FEELINGS: 2,
        Area.ANCHORS: 1,
        Area.PUPIL: 2,
        Area.FAMILY: 2,
    },
    protective=(Protective.INTEREST, Protective.COMES_IN),
    family_says="Mornings are easier than they were.",
)


def listed(*offers: Offer) -> list[Listed]:
    """Return offers with how they stand today."""
    return [Listed(offer=each, availability=availability(each, on=TODAY)) for each in offers]


class Outreach:
    """The screens, with every free text replaced by ``words`` unless it is None."""

    def __init__(self, words: str | None, request: Callable[..., Request]) -> None:
        self.words, self.request = words, request

    def all(self) -> Iterator[tuple[str, Screen]]:
        """Yield the screens by name."""
        yield from self._pages()
        yield from self._forms()
        yield from self._profiles()

    def _pages(self) -> Iterator[tuple[str, Screen]]:
        known = tuple(map(self._offer, OFFERS))
        page = outreach.Page(known=known, wanted=OfferFilter(), others=listed(*known))
        request = self.request(phase=Phase.KS3)
        wanted = OfferFilter(phase=Phase.KS3, need=Need.ANXIETY, tier=1)
        yield "outreach", outreach.list_page(page)
        fitting = replace(page, request=request, fits=listed(known[1]), others=listed(known[0]))
        yield "outreach-for-request", outreach.list_page(fitting)
        many = listed(*(replace(known[n % 3], id=f"offer-{n}") for n in range(45)))
        yield "outreach-first-of-many", outreach.list_page(replace(page, others=many))
        middle = outreach.list_page(replace(page, others=many, start=20))
        yield "outreach-middle-of-many", middle
        nothing = replace(page, wanted=wanted, others=())
        yield "outreach-nothing-fits", outreach.list_page(nothing)
        asked = replace(nothing, request=request)
        yield "outreach-nothing-fits-request", outreach.list_page(asked)
        empty = outreach.Page(known=(), wanted=OfferFilter())
        yield "outreach-empty", outreach.list_page(empty)
        for offer in known:
            yield f"outreach-facts-{offer.id}", self._facts(offer)
        yield "outreach-help", outreach.help_answer()
        full = replace(known[0], capacity_now=0)
        yield "outreach-facts-full", self._facts(full)
        yield "outreach-not-offered", offer_forms.not_offered(full, availability(full, on=TODAY))

    def _facts(self, offer: Offer) -> Block:
        stands = availability(offer, on=TODAY)
        return outreach.facts_page(offer, stands, on=TODAY, taken=0, about="")

    def _forms(self) -> Iterator[tuple[str, Screen]]:
        call, group, place = map(self._offer, OFFERS)
        asked = self.request(phase=Phase.KS3, tried=self.words or "Moved seats;\na quiet word")
        known = {"needs": (Need.REGULATION,), "ticked": (OnRecord.SEN_SUPPORT,)}
        yield "form-outreach", offer_forms.ask_form(call, on=TODAY)
        filled = offer_forms.ask_form(group, on=TODAY, request=asked, **known)
        yield "form-outreach-filled", filled
        yield "form-outreach-place", offer_forms.ask_form(place, on=TODAY)
        ready = self._referral(PLACE, **READY)
        yield "form-outreach-add", offer_forms.add_form(self._referral(PLACE), place)
        yield "form-outreach-add-filled", offer_forms.add_form(ready, place)
        yield "form-outreach-add-nothing", offer_forms.nothing_to_add(self._referral(CALL))
        sent = offer_forms.sent_page(self._referral(CALL), call, waits=False)
        yield "form-outreach-sent", sent
        lacks = self._referral(PLACE)
        sent = offer_forms.sent_page(lacks, place, waits=True)
        yield "form-outreach-sent-lacks", sent
        sent = offer_forms.sent_page(lacks, place, waits=False, done=Action.ASK)
        yield "form-outreach-sent-worry", sent
        added = offer_forms.added_page(ready, place)
        yield "form-outreach-added", added
        added = offer_forms.added_page(lacks, place, done=Action.PAGE)
        yield "form-outreach-added-worry", added

    def _profiles(self) -> Iterator[tuple[str, Screen]]:
        first, later = self._profile(FIRST), self._profile(LATER)
        bare = replace(first, answers={Area.TALK: 2}, protective=(), pupil_says="")
        yield "form-profile", profile_form.profile_form(first.request_id)
        yield "form-profile-again", profile_form.profile_form(first.request_id, later)
        yield "form-profile-saved", profile_form.saved_page(first, None)
        yield (
            "form-profile-saved-bare",
            profile_form.saved_page(bare, None, first=danger.worry(Action.ASK, bare.request_id)),
        )
        yield (
            "form-profile-saved-at-work",
            profile_form.saved_page(bare, None, first=danger.at_work()),
        )
        line = {"about": "R-1001"}
        yield "line-typed-danger", danger.on_call_line(line, first.by)
        yield "line-typed-danger-about-nothing", danger.on_call_line({"about": ""}, first.by)
        yield "form-danger-at-work", danger.at_work_page(Action.ASK)
        yield "form-danger-at-work-called", danger.at_work_page(Action.PAGE)
        again = profile_form.saved_page(later, compare(first, later))
        yield "form-profile-saved-again", again
        shelf, about = Shelf.of(a_knowledge()), [self.request()]
        none, newest = Known(request_id=first.request_id), compare(first, later)
        known = Known(request_id=first.request_id, profile=later, changes=newest)
        yield "details-profile-none", details(about, a_handoff(), shelf, profile=none)
        yield "details-profile", details(about, a_handoff(), shelf, profile=known)

    def _offer(self, offer: Offer) -> Offer:
        words = self.words
        if words is None:
            return offer
        provider = replace(offer.provider, name=words, areas=(words, f"{words}!"), ofsted=words)
        return replace(
            offer,
            title=words,
            provider=provider,
            summary=words,
            not_for=(words,) * 3,
            prerequisites=(words,) * 3,
            baseline=words,
            dose=words,
            review_after=words,
            exit_plan=words,
            cost=words,
        )

    def _referral(self, offer: Offer, **changed: Any) -> Any:
        made = a_referral(offer, **changed)
        words = self.words
        if words is None:
            return made
        first, plan = made.first_support, made.plan
        return replace(
            made,
            pupil_view=words,
            family_view=words,
            first_support=replace(first, name=words, result=words) if first else None,
            plan=replace(plan, named_adult=words) if plan else None,
        )

    def _profile(self, profile: Profile) -> Profile:
        if self.words is None:
            return profile
        return replace(profile, pupil_says=self.words, family_says=self.words)


def screens(words: str | None, request: Callable[..., Request]) -> Iterator[tuple[str, Screen]]:
    """Yield every screen of the asking side by name."""
    return Outreach(words, request).all()
