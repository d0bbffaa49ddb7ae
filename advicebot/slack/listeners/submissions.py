"""Forms that were sent."""

from typing import Any

from slack_bolt import Ack

from advicebot.domain.delivery import Delivery
from advicebot.service import feedback, intake, people
from advicebot.service.desk import Desk
from advicebot.slack import parse
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
