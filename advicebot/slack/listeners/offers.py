"""Finding an offer: ``/offers``, the list and its menus, the facts of one. The tables at the end
hold all that the asking side uses.
"""

import re
from dataclasses import replace
from typing import Any

from slack_bolt import Ack

from advicebot.domain.delivery import Delivery
from advicebot.domain.request import Request
from advicebot.domain.support.offers import OfferFilter, availability, matches
from advicebot.domain.vocabulary import Phase
from advicebot.service import intake, offers
from advicebot.service.desk import Desk
from advicebot.slack import parse, parse_offers
from advicebot.slack.form_values import subject_of
from advicebot.slack.gateway import Gateway
from advicebot.slack.guards import Guard, Route
from advicebot.slack.ids import OFFER_FILTER_PATTERN, ActionId, CallbackId, Command
from advicebot.slack.listeners import offer_forms, profiles
from advicebot.slack.listeners.commands import HELP_WORDS
from advicebot.slack.listeners.windows import redraw, show
from advicebot.slack.screens import offers as screens
from advicebot.slack.screens import views

Body = dict[str, Any]


def command(ack: Ack, body: Body, desk: Desk, delivery: Delivery, gateway: Gateway) -> None:
    """``/offers`` opens the list, ``/offers help`` explains it.

    Other words are taken as a question: somebody may have written what is happening, and it must
    not be lost.
    """
    incoming = parse.incoming_command(body, delivery.key)
    if not incoming.text:
        ack()
        page = _list(desk, incoming.team_id, incoming.user_id)
        gateway.open_view(body["trigger_id"], screens.list_page(page))
    elif incoming.text.lower() in HELP_WORDS:
        answer = screens.help_answer()
        ack(text=answer.text, blocks=answer.blocks)
    else:
        ack(screens.TAKEN_AS_QUESTION)
        intake.receive(desk, incoming)


def show_list(ack: Ack, body: Body, desk: Desk, gateway: Gateway) -> None:
    """See outreach: the list for a request or for none; on the list itself, another page of it."""
    ack()
    click = parse.click(body)
    if parse_offers.is_list(body):
        _redraw(body, desk, gateway, start=parse_offers.start_of(click.value))
        return
    page = _list(desk, click.team_id, click.user_id, click.value)
    show(body, gateway, screens.list_page(page))


def choose(ack: Ack, body: Body, desk: Desk, gateway: Gateway) -> None:
    """A menu of the list was set: it is drawn again from its beginning."""
    ack()
    _redraw(body, desk, gateway, start=0)


def facts(ack: Ack, body: Body, desk: Desk, gateway: Gateway) -> None:
    """Show the facts of one offer on a page of its own."""
    ack()
    click = parse.click(body)
    offer = offers.offer_of(desk, click.value)
    if offer is None:
        show(body, gateway, views.gone(screens.GONE))
        return
    with desk.work.read() as unit:
        taken = offers.taken(unit, click.team_id).get(offer.id, 0)
    today, about = desk.today(), subject_of(body) if body.get("view") else ""
    stands = availability(offer, on=today, taken=taken)
    page = screens.facts_page(offer, stands, on=today, taken=taken, about=about)
    show(body, gateway, page)


def nothing_to_send(ack: Ack) -> None:
    """The list has no button that sends it; whatever comes in its name only closes it."""
    ack()


def _redraw(body: Body, desk: Desk, gateway: Gateway, *, start: int) -> None:
    click = parse.click(body)
    wanted = parse_offers.wanted(body, desk.knowledge.offers)
    about = subject_of(body) or screens.NO_REQUEST
    page = _list(desk, click.team_id, click.user_id, about, wanted=wanted)
    redraw(body, gateway, screens.list_page(replace(page, start=start)))


def _list(
    desk: Desk,
    team_id: str,
    user_id: str,
    about: str = screens.NO_REQUEST,
    *,
    wanted: OfferFilter | None = None,
) -> screens.Page:
    """Return what the list shows; unless something else is wanted, for the age group of a request.

    Raises:
        Refused: the request is not theirs, or not open.
    """
    request: Request | None = None
    fits: tuple[offers.Listed, ...] = ()
    if about != screens.NO_REQUEST:
        with desk.work.read() as unit:
            request = desk.own_request(unit, about, user_id)
            fits = offers.fitting(desk, unit, request)
    if wanted is None:
        is_known = request is not None and request.phase is not Phase.UNKNOWN
        wanted = OfferFilter(phase=request.phase if request and is_known else None)
    fitting = [each for each in fits if matches(each.offer, wanted)]
    ids = {each.offer.id for each in fitting}
    listed = offers.list_offers(desk, team_id, wanted)
    return screens.Page(
        known=desk.knowledge.offers,
        wanted=wanted,
        fits=fitting,
        others=[each for each in listed if each.offer.id not in ids],
        request=request,
    )


COMMANDS: dict[Command, Route] = {Command.OFFERS: Route(command, Guard.ANYONE)}
ACTIONS: dict[ActionId | re.Pattern[str], Route] = {
    ActionId.OFFERS: Route(show_list, Guard.REQUESTER),
    OFFER_FILTER_PATTERN: Route(choose, Guard.ANYONE),
    ActionId.OFFER_SHOW: Route(facts, Guard.ANYONE),
    ActionId.OFFER_ASK: Route(offer_forms.ask, Guard.ANYONE),
    ActionId.REFERRAL_ADD: Route(offer_forms.add, Guard.REQUESTER),
    ActionId.PROFILE: Route(profiles.profile, Guard.REQUESTER),
}
VIEWS: dict[CallbackId, Route] = {
    CallbackId.OFFERS_PAGE: Route(nothing_to_send, Guard.ANYONE),
    CallbackId.OFFER_ASK_FORM: Route(offer_forms.ask_form, Guard.REQUESTER),
    CallbackId.REFERRAL_ADD_FORM: Route(offer_forms.add_form, Guard.REQUESTER),
    CallbackId.PROFILE_FORM: Route(profiles.profile_form, Guard.REQUESTER),
}
