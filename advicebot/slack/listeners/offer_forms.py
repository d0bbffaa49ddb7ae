"""Asking for an offer, and adding to what was asked for: the forms opened, and sent back."""

from typing import Any

from slack_bolt import Ack

from advicebot.domain.advice.answer import Advice
from advicebot.domain.delivery import Delivery
from advicebot.domain.knowledge import Consent, Offer
from advicebot.domain.support.needs_profile import QUESTIONS
from advicebot.domain.support.needs_profile import needs as hard_areas
from advicebot.domain.support.offers import Availability, Standing, availability
from advicebot.domain.support.referral import Move, Referral, may
from advicebot.domain.vocabulary import Need
from advicebot.errors import Refused
from advicebot.ids import referral_reference
from advicebot.service import offers, profiles, referrals
from advicebot.service.desk import Desk
from advicebot.service.ports import Unit
from advicebot.service.referral_asking import OFFER_GONE
from advicebot.slack import parse, parse_offers
from advicebot.slack.form_values import subject_of
from advicebot.slack.gateway import Gateway
from advicebot.slack.listeners import danger
from advicebot.slack.listeners.forms import answered
from advicebot.slack.listeners.home import redraw_after
from advicebot.slack.listeners.windows import show
from advicebot.slack.parse_on_record import ticked
from advicebot.slack.payloads import team_of
from advicebot.slack.roles import Roles
from advicebot.slack.screens import offer_forms as screens
from advicebot.slack.screens import views
from advicebot.slack.screens.blocks import Block

Body = dict[str, Any]


def ask(ack: Ack, body: Body, desk: Desk, gateway: Gateway) -> None:
    """Ask for this: the form for an offer, filled in with what the line knows."""
    ack()
    click = parse.click(body)
    offer = offers.offer_of(desk, click.value)
    stands = _standing(desk, offer, click.team_id) if offer else None
    if offer is None or stands is None:
        show(body, gateway, views.gone(OFFER_GONE))
    elif not stands.is_offered:
        show(body, gateway, screens.not_offered(offer, stands))
    else:
        about = subject_of(body) if body.get("view") else ""
        show(body, gateway, _form(desk, offer, about, click.user_id))


def ask_form(ack: Ack, body: Body, desk: Desk, delivery: Delivery, roles: Roles) -> None:
    """What is asked for, sent to the provider; or what is wrong, field by field."""
    team_id, user_id = team_of(body), body["user"]["id"]
    offer, worry = offers.offer_of(desk, parse_offers.asked_about(body)[0]), danger.read(desk, body)
    with (
        answered(ack, body, delivery) as answer,
        danger.not_lost(desk, body, delivery, answer, worry),
    ):
        if offer is None:
            raise Refused(OFFER_GONE)
        form = parse_offers.ask_form(body, offer, today=desk.today())
        if isinstance(form, dict):
            answer.errors = form
            return
        waits = _standing(desk, offer, team_id).standing is Standing.WAITING_LIST
        made = referrals.ask(desk, delivery.key, team_id, user_id, form, worry=worry)
        done = danger.done(desk, made.request_id, worry)
        answer.page = screens.sent_page(made, offer, waits=waits, done=done)
    redraw_after(answer, body, desk, roles)


def add(ack: Ack, body: Body, desk: Desk, gateway: Gateway) -> None:
    """Add what is missing: the form for a referral of one's own."""
    ack()
    click = parse.click(body)
    with desk.work.read() as unit:
        referral = referrals.own(unit, click.value, click.user_id)
    offer = offers.offer_of(desk, referral.offer_id)
    if not may(referral, Move.AMEND):
        reference = referral_reference(referral.number)
        raise Refused(f"{reference} has started or is over. Tell the provider what is new.")
    if offer is None:
        raise Refused(OFFER_GONE)
    needs_more = offer.is_placement or offer.consent is not Consent.NONE
    form = screens.add_form(referral, offer) if needs_more else screens.nothing_to_add(referral)
    show(body, gateway, form)


def add_form(ack: Ack, body: Body, desk: Desk, delivery: Delivery, roles: Roles) -> None:
    """What was added, shown to the provider; or what is wrong, field by field."""
    user_id, referral_id = body["user"]["id"], subject_of(body)
    worry = danger.read(desk, body, known=_said(desk, referral_id, user_id))
    with (
        answered(ack, body, delivery) as answer,
        danger.not_lost(desk, body, delivery, answer, worry),
    ):
        with desk.work.read() as unit:
            referral = referrals.own(unit, referral_id, user_id)
        offer = offers.offer_of(desk, referral.offer_id)
        if offer is None:
            raise Refused(OFFER_GONE)
        form = parse_offers.add_form(body, referral, offer, today=desk.today())
        if isinstance(form, dict):
            answer.errors = form
            return
        made = _amended(desk, delivery, referral, user_id, form, worry)
        answer.page = screens.added_page(
            made, offer, done=danger.done(desk, made.request_id, worry)
        )
    redraw_after(answer, body, desk, roles)


def _said(desk: Desk, referral_id: str, user_id: str) -> tuple[str, ...]:
    """Return the texts with which the form that adds to somebody's own referral was filled in."""
    with desk.work.read() as unit:
        found = unit.referrals.find(referral_id)
    if found is None or found.requester != user_id:
        return ()
    support, plan = found.first_support, found.plan
    kept = (support.name, support.result, support.declined_because) if support else ()
    return (*kept, plan.named_adult if plan else "", found.pupil_view, found.family_view)


def _amended(
    desk: Desk,
    delivery: Delivery,
    referral: Referral,
    user_id: str,
    form: parse_offers.Added,
    worry: Advice | None,
) -> Referral:
    """Nothing new is told to nobody."""
    if form == parse_offers.Added() and worry is None:
        return referral
    return referrals.amend(
        desk,
        delivery.key,
        referral.id,
        user_id,
        consent=form.consent,
        pupil_view=form.pupil_view,
        family_view=form.family_view,
        first_support=form.first_support,
        plan=form.plan,
        worry=worry,
    )


def _form(desk: Desk, offer: Offer, about: str, user_id: str) -> Block:
    """Return the form; what the line knows of the pupil of a request is filled in."""
    if not about:
        return screens.ask_form(offer, on=desk.today())
    with desk.work.read() as unit:
        request = desk.own_request(unit, about, user_id)
        needs = _likely_needs(unit, request.id)
        known = unit.pupils.get(request.team_id, request.id)
    return screens.ask_form(
        offer, on=desk.today(), request=request, needs=needs, ticked=ticked(known)
    )


def _likely_needs(unit: Unit, request_id: str) -> tuple[Need, ...]:
    """Return the likeliest need under each area that the newest profile shows to be hard."""
    newest = profiles.latest(unit, request_id)
    hard = hard_areas(newest) if newest else ()
    return tuple(each.needs[0] for each in QUESTIONS if each.area in hard)


def _standing(desk: Desk, offer: Offer, team_id: str) -> Availability:
    with desk.work.read() as unit:
        taken = offers.taken(unit, team_id).get(offer.id, 0)
    return availability(offer, on=desk.today(), taken=taken)
