"""Buttons under an answer and on the Home tab: a teacher's own requests."""

from typing import Any

from slack_bolt import Ack

from advicebot.domain.delivery import Delivery
from advicebot.domain.request import AskAnswer
from advicebot.errors import Refused
from advicebot.service import changes, closing, feedback, handoff
from advicebot.service.desk import Desk
from advicebot.slack import parse
from advicebot.slack.draw import Artist
from advicebot.slack.gateway import Gateway
from advicebot.slack.ids import ActionId
from advicebot.slack.screens import views

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


def withdraw_person(ack: Ack, body: dict[str, Any], desk: Desk, delivery: Delivery) -> None:
    """I need nobody any more."""
    ack()
    click = parse.click(body)
    closing.withdraw(desk, delivery.key, click.value, click.user_id)


def reopen(ack: Ack, body: dict[str, Any], desk: Desk, delivery: Delivery) -> None:
    """Reopen: the teacher needs a person again."""
    ack()
    click = parse.click(body)
    closing.reopen_by_teacher(desk, delivery.key, click.value, click.user_id)


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
