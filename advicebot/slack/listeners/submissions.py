"""Forms that were sent."""

from typing import Any

from slack_bolt import Ack

from advicebot.domain.delivery import Delivery
from advicebot.service import closing, feedback, holding, intake, people, relay
from advicebot.service.desk import Desk
from advicebot.slack import parse, parse_forms, parse_on_record
from advicebot.slack.draw import Artist
from advicebot.slack.form_values import subject_of
from advicebot.slack.listeners.forms import answered
from advicebot.slack.payloads import team_of
from advicebot.slack.screens import views


def ask_form(ack: Ack, body: dict[str, Any], desk: Desk, delivery: Delivery) -> None:
    """The asking form: refused at the field that is wrong, or taken in."""
    errors = parse.form_errors(body)
    if errors:
        ack(response_action="errors", errors=errors)
        return
    ack(response_action="update", view=views.form_sent())
    intake.receive(desk, parse.incoming_form(body, delivery.key))


def not_quite_form(ack: Ack, body: dict[str, Any], desk: Desk, delivery: Delivery) -> None:
    """Why an answer missed; with a topic, the line looks again."""
    ack()
    form = parse.not_quite_form(body)
    feedback.not_quite(
        desk,
        delivery.key,
        form.request_id,
        body["user"]["id"],
        why=form.why,
        topics=form.topics,
    )


def introduce_form(ack: Ack, body: dict[str, Any], desk: Desk, delivery: Delivery) -> None:
    """School and role."""
    ack()
    form = parse.introduction(body)
    people.introduce(
        desk,
        delivery.key,
        team_id=team_of(body),
        user_id=body["user"]["id"],
        school=form.school,
        role=form.role,
    )


def pass_form(ack: Ack, body: dict[str, Any], desk: Desk, delivery: Delivery) -> None:
    """To whom a handoff goes, and a note for them."""
    form = parse_forms.pass_on(body)
    if isinstance(form, dict):
        ack(response_action="errors", errors=form)
        return
    user_id = body["user"]["id"]
    with answered(ack, body, delivery):
        holding.pass_on(
            desk,
            delivery.key,
            form.handoff_id,
            user_id,
            to=form.to,
            note=form.note,
            removed=form.removed,
        )


def close_form(ack: Ack, body: dict[str, Any], desk: Desk, delivery: Delivery) -> None:
    """What a handoff ends with."""
    errors: dict[str, str] = {}
    facts = parse_on_record.on_record(body, errors)
    form = parse_forms.closing(body, today=desk.today())
    if isinstance(form, dict) or errors:
        wrong = form if isinstance(form, dict) else {}
        ack(response_action="errors", errors=wrong | errors)
        return
    with answered(ack, body, delivery):
        handoff_id, user_id = subject_of(body), body["user"]["id"]
        closing.close(desk, delivery.key, handoff_id, user_id, form, on_record=facts)


def insert_form(
    ack: Ack, body: dict[str, Any], desk: Desk, delivery: Delivery, artist: Artist
) -> None:
    """The strategy that the teacher is sent."""
    chosen = parse_forms.strategy(body, artist.shelf.strategies)
    if isinstance(chosen, dict):
        ack(response_action="errors", errors=chosen)
        return
    with answered(ack, body, delivery):
        handoff_id = subject_of(body)
        relay.insert_strategy(desk, delivery.key, handoff_id, body["user"]["id"], chosen)
