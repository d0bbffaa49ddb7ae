"""Buttons."""

from typing import Any

from slack_bolt import Ack

from advicebot.domain.delivery import Delivery
from advicebot.domain.request import AskAnswer
from advicebot.errors import Refused
from advicebot.service import changes, feedback, handoff
from advicebot.service.desk import Desk
from advicebot.slack import parse
from advicebot.slack.draw import Artist
from advicebot.slack.gateway import Gateway
from advicebot.slack.ids import ActionId
from advicebot.slack.screens import card, views

ANSWERS = {
    ActionId.AT_RISK_NOW: AskAnswer.NOW,
    ActionId.AT_RISK_WORRIED: AskAnswer.WORRIED,
    ActionId.AT_RISK_NO: AskAnswer.NO,
}


def helps(ack: Ack, body: dict[str, Any], desk: Desk, delivery: Delivery) -> None:
    """This helps."""
    ack()
    click = parse.click(body)
    feedback.helps(desk, delivery.key, click.value, click.user_id)


def not_quite(ack: Ack, body: dict[str, Any], desk: Desk, gateway: Gateway) -> None:
    """Not quite: ask why, and what it is about."""
    ack()
    click = parse.click(body)
    with desk.work.read() as unit:
        request = desk.own_request(unit, click.value, click.user_id)
    gateway.open_view(body["trigger_id"], views.not_quite_form(request))


def narrow(ack: Ack, body: dict[str, Any], desk: Desk, delivery: Delivery) -> None:
    """One of "is it about …?"."""
    ack()
    click = parse.click(body)
    topic = parse.narrowed_topic(click.action_id)
    if topic is None:
        raise Refused("I do not know that subject any more. Please ask again.")
    feedback.narrow(desk, delivery.key, click.value, click.user_id, topics=[topic])


def talk(ack: Ack, body: dict[str, Any], desk: Desk, delivery: Delivery) -> None:
    """Talk to a practitioner."""
    ack()
    click = parse.click(body)
    handoff.request_person(desk, delivery.key, click.value, click.user_id)


def delete(ack: Ack, body: dict[str, Any], desk: Desk, delivery: Delivery) -> None:
    """Delete my request."""
    ack()
    click = parse.click(body)
    changes.withdraw(desk, delivery.key, click.value, click.user_id)


def answer_ask(ack: Ack, body: dict[str, Any], desk: Desk, delivery: Delivery) -> None:
    """Yes, now / I'm worried / No."""
    ack()
    click = parse.click(body)
    answer = ANSWERS[ActionId(click.action_id)]
    handoff.answer_ask(desk, delivery.key, click.value, click.user_id, answer)


def show_strategy(ack: Ack, body: dict[str, Any], artist: Artist, gateway: Gateway) -> None:
    """Show a whole strategy in a window of its own."""
    ack()
    strategy = artist.shelf.strategies.get(parse.shown_strategy(parse.click(body).action_id))
    page = (
        views.strategy_page(strategy, artist.shelf)
        if strategy
        else views.gone("This strategy has been taken out since then. Please ask again.")
    )
    gateway.open_view(body["trigger_id"], page)


def introduce(ack: Ack, body: dict[str, Any], desk: Desk, gateway: Gateway) -> None:
    """Open the form for school and role."""
    ack()
    gateway.open_view(body["trigger_id"], views.introduce_form(desk.knowledge.line))


def ask(ack: Ack, body: dict[str, Any], gateway: Gateway) -> None:
    """Open the asking form from the Home tab."""
    ack()
    gateway.open_view(body["trigger_id"], views.ask_form())


def take(ack: Ack, body: dict[str, Any], desk: Desk, delivery: Delivery, gateway: Gateway) -> None:
    """Take it: the handoff is this practitioner's, if nobody was faster."""
    ack()
    click = parse.click(body)
    _only_on_call(click, gateway)
    handoff.claim(desk, delivery.key, click.value, click.user_id)


def more(ack: Ack, body: dict[str, Any], desk: Desk, artist: Artist, gateway: Gateway) -> None:
    """More: the redacted words and why they were flagged, for practitioners only."""
    ack()
    click = parse.click(body)
    _only_on_call(click, gateway)
    request, taken = artist.handoff(click.value)
    with desk.work.write() as unit:
        unit.audit.add(
            desk.clock.now(),
            request.team_id,
            actor=click.user_id,
            action="request.read",
            object_id=request.id,
        )
    gateway.open_view(body["trigger_id"], card.details(request, taken, artist.shelf))


def _only_on_call(click: parse.Click, gateway: Gateway) -> None:
    """Refuse whoever is not in the on-call channel now; a button's place is no proof of that."""
    channel = gateway.on_call_channel()
    if click.channel_id != channel or click.user_id not in gateway.members(channel):
        raise Refused("Only practitioners on call can do that.")
