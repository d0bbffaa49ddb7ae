"""What came back from the list of outreach and its forms, checked field by field.

A value comes from outside, whatever the form had offered: a menu's answer may be forged, and a text
longer than its input allowed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from advicebot.domain.knowledge import Consent, Offer
from advicebot.domain.support.offers import TIER_WORDS, OfferFilter
from advicebot.domain.support.referral import FirstSupport, Referral, Reintegration, Tried
from advicebot.domain.vocabulary import Need, Phase
from advicebot.service.referrals import Asked
from advicebot.slack import parse_placement
from advicebot.slack.form_values import (
    CHOOSE,
    Errors,
    all_chosen,
    chosen,
    subject_of,
    text_of,
    too_long,
)
from advicebot.slack.ids import OFFER_FILTER, CallbackId, Field
from advicebot.slack.parse_on_record import on_record
from advicebot.slack.parse_placement import PLACE_WORDS, Place, member
from advicebot.slack.payloads import Body
from advicebot.slack.screens.offers import areas

MOST: Mapping[Field, int] = {
    Field.STRENGTHS: 400,
    Field.ASSESS: 250,
    Field.PLAN: 250,
    Field.DO: 250,
    Field.REVIEW: 250,
    Field.PREFERRED: 200,
    Field.FIRST_SUPPORT: 120,
    Field.FIRST_SUPPORT_RESULT: 400,
    Field.FIRST_SUPPORT_DECLINED: 400,
    Field.PLAN_ADULT: 80,
    Field.PUPIL_VIEW: 500,
    Field.FAMILY_VIEW: 500,
}
"""Characters that may be typed into each field; the provider's card shows all of them."""
_OTHER_WORDS = tuple(field for field in MOST if field not in PLACE_WORDS)
YES, NO = "yes", "no"

CHOOSE_NEEDS = "Choose one need or more. What you think is enough: it is no diagnosis."


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What was added to a referral; None for what is as it was."""

    consent: bool | None = None
    pupil_view: str | None = None
    family_view: str | None = None
    first_support: FirstSupport | None = None
    plan: Reintegration | None = None


def about(offer_id: str, request_id: str) -> str:
    """Return what the form for an offer carries: the offer, and the request where there is one."""
    return f"{offer_id} {request_id}".strip()


def asked_about(body: Body) -> tuple[str, str | None]:
    """Return the offer and the request that a form is about; look both up before use."""
    offer_id, _, request_id = subject_of(body).partition(" ")
    return offer_id, request_id or None


def is_list(body: Body) -> bool:
    """True when what was used stands on the list of outreach."""
    return (body.get("view") or {}).get("callback_id") == CallbackId.OFFERS_PAGE


def start_of(value: str) -> int:
    """Return how many cards come before a page, 0 for what is no number."""
    return int(value) if value.isdecimal() and len(value) < len("10000") else 0


def wanted(body: Body, known: tuple[Offer, ...]) -> OfferFilter:
    """Return what the menus of the list say; what they do not offer asks for nothing."""
    said = {field: _menu(body, field) for field in (Field.PHASE, Field.NEED, Field.AREA)}
    tier = _menu(body, Field.TIER)
    return OfferFilter(
        phase=member(Phase, said[Field.PHASE]),
        need=member(Need, said[Field.NEED]),
        tier=int(tier) if tier in map(str, TIER_WORDS) else None,
        area=areas(known).get(said[Field.AREA]),
    )


def ask_form(body: Body, offer: Offer, *, today: date) -> Asked | Errors:
    """Return what is asked for, or what is wrong with the form. ``today`` is London's."""
    errors = _wrong_words(body, (*_OTHER_WORDS, *(PLACE_WORDS if offer.is_placement else ())))
    phase = member(Phase, chosen(body, Field.PHASE))
    if phase not in offer.phases:
        errors[Field.PHASE.value] = CHOOSE
    needs = [member(Need, each) for each in all_chosen(body, Field.NEEDS)]
    if not needs or None in needs:
        errors[Field.NEEDS.value] = CHOOSE_NEEDS
    consent = _consent(body, offer, errors)
    facts = on_record(body, errors)
    place = parse_placement.place(body, today, errors) if offer.is_placement else Place()
    if errors or phase is None:
        return errors
    offer_id, request_id = asked_about(body)
    return Asked(
        offer_id=offer_id,
        request_id=request_id,
        phase=phase,
        needs=tuple(dict.fromkeys(need for need in needs if need)),
        strengths=text_of(body, Field.STRENGTHS),
        tried=_tried(body),
        consent=bool(consent),
        preferred=text_of(body, Field.PREFERRED),
        pupil_view=place.pupil_view,
        family_view=place.family_view,
        first_support=place.first_support,
        plan=place.plan,
        on_record=facts,
    )


def add_form(body: Body, referral: Referral, offer: Offer, *, today: date) -> Added | Errors:
    """Return what was added to a referral, or what is wrong with the form."""
    errors = _wrong_words(body, PLACE_WORDS if offer.is_placement else ())
    consent = _consent(body, offer, errors)
    place = parse_placement.place(body, today, errors) if offer.is_placement else None
    if errors:
        return errors
    told = None if consent == referral.consent else consent
    if place is None:
        return Added(consent=told)
    return Added(
        consent=told,
        pupil_view=None if place.pupil_view == referral.pupil_view else place.pupil_view,
        family_view=None if place.family_view == referral.family_view else place.family_view,
        first_support=(
            None if place.first_support == referral.first_support else place.first_support
        ),
        plan=None if place.plan == referral.plan else place.plan,
    )


def _consent(body: Body, offer: Offer, errors: Errors) -> bool | None:
    """Return what was said, None where nothing was and nothing is needed."""
    said = chosen(body, Field.CONSENT)
    is_open = not said and offer.consent is Consent.NONE
    if said not in (YES, NO) and not is_open:
        errors[Field.CONSENT.value] = CHOOSE
    return None if is_open else said == YES


def _tried(body: Body) -> Tried:
    return Tried(
        assess=text_of(body, Field.ASSESS),
        plan=text_of(body, Field.PLAN),
        do=text_of(body, Field.DO),
        review=text_of(body, Field.REVIEW),
    )


def _wrong_words(body: Body, fields: tuple[Field, ...]) -> Errors:
    found = {field.value: too_long(text_of(body, field), MOST[field]) for field in fields}
    return {field: why for field, why in found.items() if why}


def _menu(body: Body, field: Field) -> str:
    """Return what a menu of the list says, wherever Slack puts it."""
    values: Mapping[str, Any] = ((body.get("view") or {}).get("state") or {}).get("values") or {}
    for block in values.values():
        if inputs := block.get(f"{OFFER_FILTER}{field}"):
            return str((inputs.get("selected_option") or {}).get("value") or "")
    return ""
