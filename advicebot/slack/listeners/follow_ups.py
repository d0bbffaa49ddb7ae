"""Taps under a follow-up, and its two forms. The use cases refuse whoever is not asked."""

import re
from typing import Any

from slack_bolt import Ack

from advicebot.domain.delivery import Delivery
from advicebot.domain.outcomes.followup import Whereabouts
from advicebot.errors import Refused
from advicebot.service import answering
from advicebot.service import follow_up_reading as reading
from advicebot.service.desk import Desk
from advicebot.slack import parse, parse_follow_ups
from advicebot.slack.form_values import subject_of
from advicebot.slack.gateway import Gateway
from advicebot.slack.guards import Guard, Route
from advicebot.slack.ids import (
    FOLLOW_UP_DID_PATTERN,
    FOLLOW_UP_PLACE_PATTERN,
    FOLLOW_UP_RISK_PATTERN,
    ActionId,
    CallbackId,
    Field,
)
from advicebot.slack.listeners.forms import answered
from advicebot.slack.listeners.home import redrawn
from advicebot.slack.roles import Roles
from advicebot.slack.screens import follow_up_forms


def place(ack: Ack, body: dict[str, Any], desk: Desk, delivery: Delivery, gateway: Gateway) -> None:
    """Where the pupil is. “Suspended” is kept at once, and then the days are asked for."""
    ack()
    click = parse.click(body)
    said = parse_follow_ups.place(click.action_id)
    if said is None:
        raise Refused("I do not know that answer any more. Please choose another one.")
    answering.place(desk, delivery.key, click.value, click.user_id, said)
    if said is Whereabouts.SUSPENDED:
        with desk.work.read() as unit:
            followup, _ = reading.own(unit, click.value, click.user_id)
            since = reading.heard_of(unit, followup)
        gateway.open_view(body["trigger_id"], follow_up_forms.days_form(followup, since=since))


def days_form(ack: Ack, body: dict[str, Any], desk: Desk, delivery: Delivery) -> None:
    """For how long the pupil was suspended: refused at the field where that cannot be."""
    id_, user_id = subject_of(body), body["user"]["id"]
    days = parse_follow_ups.days(body, Field.DAYS)
    wrong = parse_follow_ups.NO_NUMBER
    if days is not None:
        wrong = answering.days_trouble(desk, id_, user_id, days) or ""
    if wrong:
        ack(response_action="errors", errors={Field.DAYS.value: wrong})
        return
    with answered(ack, body, delivery):
        answering.suspended_for(desk, delivery.key, id_, user_id, days)


def risk(ack: Ack, body: dict[str, Any], desk: Desk, delivery: Delivery) -> None:
    """How high the risk of exclusion is now."""
    ack()
    click = parse.click(body)
    level = parse_follow_ups.risk(click.action_id)
    answering.risk(desk, delivery.key, click.value, click.user_id, level)


def did(ack: Ack, body: dict[str, Any], desk: Desk, delivery: Delivery) -> None:
    """Whether the agreed next step happened."""
    ack()
    click = parse.click(body)
    happened = parse_follow_ups.happened(click.action_id)
    answering.did(desk, delivery.key, click.value, click.user_id, happened=happened)


def helped(ack: Ack, body: dict[str, Any], desk: Desk, delivery: Delivery) -> None:
    """Which strategies helped."""
    ack()
    followup_id, strategies = parse_follow_ups.helped(body)
    answering.helped(desk, delivery.key, followup_id, body["user"]["id"], strategies)


def details(ack: Ack, body: dict[str, Any], desk: Desk, gateway: Gateway) -> None:
    """Anything to add: open the form, with what is known."""
    ack()
    click = parse.click(body)
    with desk.work.read() as unit:
        followup, request = reading.own(unit, click.value, click.user_id)
        facts = unit.pupils.get(request.team_id, request.id)
    form = follow_up_forms.details_form(followup, request, facts)
    gateway.open_view(body["trigger_id"], form)


def details_form(ack: Ack, body: dict[str, Any], desk: Desk, delivery: Delivery) -> None:
    """What was added about the pupil."""
    facts = parse_follow_ups.details(body)
    if isinstance(facts, dict):
        ack(response_action="errors", errors=facts)
        return
    with answered(ack, body, delivery):
        answering.add_facts(desk, delivery.key, subject_of(body), body["user"]["id"], facts)


def change(ack: Ack, body: dict[str, Any], desk: Desk, delivery: Delivery) -> None:
    """Change what was said: both taps again."""
    ack()
    click = parse.click(body)
    answering.change(desk, delivery.key, click.value, click.user_id)


def stop(ack: Ack, body: dict[str, Any], desk: Desk, delivery: Delivery, roles: Roles) -> None:
    """Stop asking me. The button stands on the Home tab too."""
    ack()
    click = parse.click(body)
    with redrawn(body, desk, roles):
        answering.stop(desk, delivery.key, click.value, click.user_id)


def resume(ack: Ack, body: dict[str, Any], desk: Desk, delivery: Delivery, roles: Roles) -> None:
    """You may ask me again. The button stands on the Home tab too."""
    ack()
    click = parse.click(body)
    with redrawn(body, desk, roles):
        answering.resume(desk, delivery.key, click.value, click.user_id)


ACTIONS: dict[ActionId | re.Pattern[str], Route] = {
    FOLLOW_UP_PLACE_PATTERN: Route(place, Guard.REQUESTER),
    FOLLOW_UP_RISK_PATTERN: Route(risk, Guard.REQUESTER),
    FOLLOW_UP_DID_PATTERN: Route(did, Guard.REQUESTER),
    ActionId.FOLLOW_UP_HELPED: Route(helped, Guard.REQUESTER),
    ActionId.FOLLOW_UP_DETAILS: Route(details, Guard.REQUESTER),
    ActionId.FOLLOW_UP_CHANGE: Route(change, Guard.REQUESTER),
    ActionId.FOLLOW_UP_STOP: Route(stop, Guard.REQUESTER),
    ActionId.FOLLOW_UP_RESUME: Route(resume, Guard.REQUESTER),
}
VIEWS: dict[CallbackId, Route] = {
    CallbackId.DAYS_FORM: Route(days_form, Guard.REQUESTER),
    CallbackId.FOLLOW_UP_FORM: Route(details_form, Guard.REQUESTER),
}
