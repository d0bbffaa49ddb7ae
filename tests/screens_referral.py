"""The providing side of a referral in each state, from free texts that are all ``words``."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from advicebot.domain.knowledge import Consent, Offer
from advicebot.domain.support.needs_profile import Area, Profile, Protective
from advicebot.domain.support.offers import availability
from advicebot.domain.support.referral import (
    FirstSupport,
    PlanKind,
    Referral,
    ReferralState,
    Reintegration,
    Tried,
    missing,
)
from advicebot.domain.vocabulary import Need, OfferKind, Phase, PlacementResult
from advicebot.slack.screens import referral_card, referral_forms, referral_lines, referral_told
from advicebot.slack.screens.blocks import Block, Message
from advicebot.slack.screens.referral_parts import ReferralView
from tests.fakes import PRIYA, PROVIDER, TEAM, TESSA, an_offer

Screen = Message | Block
AT = datetime(2026, 11, 24, 9, 14, tzinfo=UTC)
TODAY = date(2026, 11, 24)
REVIEW = date(2026, 12, 15)
IN_SLACK = replace(PROVIDER, id="example-forge", name="Example Forge", contact="#forge")
MENTOR = an_offer(
    id="mentor",
    title="Mentor",
    kind=OfferKind.ONE_TO_ONE,
    provider=IN_SLACK,
    waiting_list=True,
    waiting_weeks=3,
)
PLACE = an_offer(
    id="workshop",
    title="Workshop place",
    tier=2,
    kind=OfferKind.PLACEMENT,
    provider=IN_SLACK,
    consent=Consent.WRITTEN,
    prerequisites=("risk assessment", "named lead in school"),
    baseline="attendance of the last six weeks",
    review_after="at week four, with the pupil and home",
    exit_plan="back to full days from week nine",
)
BY_MAIL = an_offer()
STATES: dict[str, dict[str, Any]] = {
    "asked": {},
    "waiting": {"state": ReferralState.WAITING, "decided_by": PRIYA},
    "accepted": {
        "state": ReferralState.ACCEPTED,
        "decided_by": PRIYA,
        "start_on": date(2026, 12, 1),
    },
    "started": {
        "state": ReferralState.STARTED,
        "decided_by": PRIYA,
        "start_on": date(2026, 12, 1),
        "review_on": REVIEW,
    },
    "review-due": {
        "state": ReferralState.REVIEW_DUE,
        "decided_by": PRIYA,
        "start_on": date(2026, 12, 1),
        "review_on": REVIEW,
    },
    "ended": {
        "state": ReferralState.ENDED,
        "decided_by": PRIYA,
        "start_on": date(2026, 12, 1),
        "ended_on": date(2026, 12, 17),
        "outcome": "Comes in on four days of five, and asks for a break instead of leaving.",
    },
    "declined": {
        "state": ReferralState.DECLINED,
        "decided_by": PRIYA,
        "reason": "Our group is for Years 10 and 11. The mentoring scheme takes younger pupils.",
    },
    "withdrawn": {"state": ReferralState.WITHDRAWN, "reason": "The family has moved."},
}
ANSWER_BY = {
    "asked": date(2026, 11, 25),
    "waiting": date(2026, 12, 15),
    "accepted": date(2026, 12, 2),
    "review-due": date(2026, 12, 16),
}
LINES = {
    "asked": "asked",
    "amended": "asked",
    "accepted": "accepted",
    "waiting": "waiting",
    "declined": "declined",
    "withdrawn": "withdrawn",
    "started": "started",
    "review-due": "review-due",
    "reviewed": "started",
    "ended": "ended",
    "offer-gone": "asked",
}
"""What the school is told, and the state in which it is."""


def a_referral(offer: Offer = MENTOR, **changed: Any) -> Referral:
    """Return what Tessa asked for; ``changed`` replaces fields."""
    values: dict[str, Any] = {
        "id": "2b4d6f80a1c3e5f70918273645546372",
        "team_id": TEAM,
        "number": 1042,
        "request_id": "0f3a5d7c9b1e2f4a6c8d0e1f2a3b4c5d",
        "offer_id": offer.id,
        "provider_id": offer.provider.id,
        "requester": TESSA,
        "phase": Phase.KS3,
        "needs": (Need.REGULATION, Need.ANXIETY),
        "strengths": "Patient with younger ones; good with his hands.",
        "tried": Tried(
            assess="Leaves the room when work is read aloud.",
            plan="A quiet start and a card to step out.",
            do="Four weeks, with the head of year.",
            review="Steps out less, but still misses most of English.",
        ),
        "preferred": "Mornings, not Fridays.",
        "created_at": AT,
        "moved_at": AT,
        "updated_at": AT,
    }
    return Referral(**(values | changed))


READY: dict[str, Any] = {
    "consent": True,
    "pupil_view": "“I want to make things, and be back for football.”",
    "family_view": "Worried about missed lessons, and glad of a plan.",
    "first_support": FirstSupport(name="Advice call", result="It helped for a week."),
    "plan": Reintegration(
        kind=PlanKind.REINTEGRATION,
        dates=(date(2027, 1, 11), date(2027, 1, 18)),
        named_adult="the head of year",
        review_on=date(2027, 1, 18),
    ),
}
PROFILE = Profile(
    id="p1",
    team_id=TEAM,
    request_id="0f3a5d7c9b1e2f4a6c8d0e1f2a3b4c5d",
    by=TESSA,
    answers={Area.PEOPLE: 3, Area.FEELINGS: 0, Area.PUPIL: 1},
    protective=tuple(Protective)[:1],
    pupil_says="Some days are fine.",
    at=AT,
)


class Referrals:
    """The screens, with every free text replaced by ``words`` unless it is None."""

    def __init__(self, words: str | None = None) -> None:
        self.words = words

    def view(self, state: str, offer: Offer | None = MENTOR, **changed: Any) -> ReferralView:
        """Return a referral for an offer as it stands in a state; None: the offer is gone."""
        referral = self._worded(a_referral(offer or MENTOR, **STATES[state] | changed))
        known = self._offer(offer) if offer else None
        return ReferralView(
            referral=referral,
            offer=known,
            availability=availability(known, on=TODAY, taken=1) if known else None,
            answer_by=ANSWER_BY.get(state) if known else None,
            missing=missing(referral, known) if known else (),
            school=self.words or "Harrow Bank Primary (example)",
            profile=replace(PROFILE, pupil_says=self.words) if self.words else PROFILE,
            today=TODAY,
        )

    def _worded(self, made: Referral) -> Referral:
        words = self.words
        if words is None:
            return made
        first = (
            replace(made.first_support, name=words, result=words) if made.first_support else None
        )
        return replace(
            made,
            strengths=words,
            tried=Tried(assess=words, plan=words, do=words, review=words),
            preferred=words,
            pupil_view=words,
            family_view=words,
            first_support=first,
            plan=replace(made.plan, named_adult=words) if made.plan else None,
            reason=words,
            outcome=words,
        )

    def _offer(self, offer: Offer) -> Offer:
        words = self.words
        if words is None:
            return offer
        contact = f"#{words}" if offer.provider.contact.startswith("#") else words
        provider = replace(offer.provider, name=words, contact=contact)
        texts = {"title": words, "summary": words, "review_after": words, "baseline": words}
        return replace(offer, provider=provider, prerequisites=(words,) * 3, **texts)

    def all(self) -> Iterator[tuple[str, Screen]]:
        """Yield the screens by name."""
        yield from self._cards()
        yield from self._details()
        yield from self._forms()
        yield from self._lines()
        yield from self._told()

    def _cards(self) -> Iterator[tuple[str, Screen]]:
        for state in STATES:
            card = referral_card.card(self.view(state), is_in_own_channel=True)
            yield f"referral-card-{state}", card
        for state in ("asked", "accepted"):
            card = referral_card.card(self.view(state, BY_MAIL), is_in_own_channel=False)
            yield f"referral-card-by-mail-{state}", card
        lacking = referral_card.card(self.view("asked", PLACE), is_in_own_channel=True)
        yield "referral-card-lacking", lacking
        full = replace(MENTOR, capacity_now=0)
        yield (
            "referral-card-full",
            referral_card.card(self.view("asked", full), is_in_own_channel=True),
        )
        gone = self.view("asked", None)
        yield "referral-card-offer-gone", referral_card.card(gone, is_in_own_channel=True)
        yield "referral-card-offer-gone-by-mail", referral_card.card(gone, is_in_own_channel=False)
        moved = referral_card.card(self.view("asked"), is_in_own_channel=False)
        yield "referral-card-has-a-channel-now", moved

    def _details(self) -> Iterator[tuple[str, Screen]]:
        yield "referral-more", referral_card.details(self.view("asked"))
        ready = self.view("accepted", PLACE, **READY)
        yield "referral-more-place", referral_card.details(ready)
        yield "referral-more-place-lacking", referral_card.details(self.view("asked", PLACE))
        ended = self.view("ended", PLACE, **READY, result=PlacementResult.FULL_TIME)
        yield "referral-more-ended", referral_card.details(ended)
        yield "referral-more-declined", referral_card.details(self.view("declined"))
        yield "referral-more-offer-gone", referral_card.details(self.view("asked", None))
        blank = self.view("ended", **BLANK)
        yield "referral-more-blank", referral_card.details(replace(blank, profile=None, school=""))

    def _forms(self) -> Iterator[tuple[str, Screen]]:
        asked, accepted = self.view("asked"), self.view("accepted")
        tomorrow = date(2026, 11, 25)
        yield "form-referral-accept", referral_forms.accept_form(asked, proposed=tomorrow)
        yield "form-referral-change-day", referral_forms.accept_form(accepted, proposed=tomorrow)
        lacking = self.view("asked", PLACE)
        yield "form-referral-lacking", referral_forms.accept_form(lacking, proposed=tomorrow)
        yield "form-referral-decline", referral_forms.decline_form(asked)
        yield "form-referral-start", referral_forms.start_form(accepted)
        started = self.view("started")
        yield "form-referral-review", referral_forms.review_form(started, proposed=REVIEW)
        yield "form-referral-end", referral_forms.end_form(started)
        place = self.view("started", PLACE, **READY)
        yield "form-referral-end-place", referral_forms.end_form(place)

    def _lines(self) -> Iterator[tuple[str, Screen]]:
        for name, state in LINES.items():
            view = self.view(state, None if name == "offer-gone" else MENTOR)
            yield f"referral-line-{name}", self._line(view, name)
        yield "referral-line-asked-place", self._line(self.view("asked", PLACE), "asked")
        yield "referral-line-amended-place", self._line(self.view("asked", PLACE), "amended")
        ready = self.view("accepted", PLACE, **READY)
        yield "referral-line-accepted-place", self._line(ready, "accepted")
        ended = self.view("ended", PLACE, **READY, result=PlacementResult.PART_TIME)
        yield "referral-line-ended-place", self._line(ended, "ended")
        yield "referral-line-asked-by-mail", self._line(self.view("asked", BY_MAIL), "asked")
        accepted = self.view("accepted", BY_MAIL)
        yield "referral-line-accepted-by-mail", self._line(accepted, "accepted")
        unknown = self.view("waiting", replace(MENTOR, waiting_weeks=None))
        yield "referral-line-waiting-unknown", self._line(unknown, "waiting")
        gone = self.view("ended", None, **BLANK)
        yield "referral-line-ended-blank", self._line(gone, "ended")

    def _line(self, view: ReferralView, name: str) -> Message:
        return referral_lines.line(view, {"name": f"referral.{name}"})

    def _told(self) -> Iterator[tuple[str, Screen]]:
        for state in ("asked", "waiting", "accepted", "review-due", "declined"):
            yield f"referral-nudge-{state}", self._tell(self.view(state), "nudge", again=False)
        yield "referral-nudge-again", self._tell(self.view("asked"), "nudge", again=True)
        yield "referral-nudge-by-mail", self._tell(self.view("asked", BY_MAIL), "nudge")
        for state in ("asked", "review-due", "ended"):
            yield f"referral-nudge-lead-{state}", self._tell(self.view(state), "nudge-lead")
        gone = self._tell(self.view("asked", None), "nudge-lead", gone=True)
        yield "referral-nudge-lead-offer-gone", gone
        yield "referral-amended-ready", self._tell(self.view("asked"), "amended-for-provider")
        lacking = self.view("asked", PLACE)
        yield "referral-amended-lacking", self._tell(lacking, "amended-for-provider")
        withdrawn = self._tell(self.view("withdrawn"), "withdrawn-for-provider")
        yield "referral-withdrawn", withdrawn
        due = self.view("review-due")
        yield "referral-review-due", self._tell(due, "review-due-for-provider")
        by_mail = self.view("review-due", BY_MAIL)
        yield "referral-review-due-by-mail", self._tell(by_mail, "review-due-for-provider")
        after = self._tell(self.view("started"), "review-due-for-provider")
        yield "referral-review-due-done", after
        yield "referral-place-free", self._tell(self.view("waiting"), "place-free")
        by_mail = self.view("waiting", BY_MAIL)
        yield "referral-place-free-by-mail", self._tell(by_mail, "place-free")
        taken = self._tell(self.view("accepted"), "place-free")
        yield "referral-place-free-taken", taken
        yield "referral-contact-gone", self._tell(self.view("asked"), "contact-gone")
        yield "referral-offer-left-out", referral_told.offer_left_out(self._left_out())

    def _tell(self, view: ReferralView, name: str, **data: Any) -> Message:
        return referral_told.told(view, {"name": f"referral.{name}", **data})

    def _left_out(self) -> dict[str, Any]:
        why = self.words or "tier: 4 is none of 1, 2, 3"
        return {"file": "offers/example-forge.yaml", "line": 12, "reason": why}


BLANK: dict[str, Any] = {
    "strengths": "",
    "tried": Tried(),
    "preferred": "",
    "outcome": "",
    "needs": (),
    "phase": Phase.UNKNOWN,
    "request_id": None,
}
"""What is left once the words are too old to be kept."""


def screens(words: str | None) -> Iterator[tuple[str, Screen]]:
    """Yield every screen of the providing side by name."""
    yield from Referrals(words).all()
