"""Buttons of a handoff: a practitioner's, and the teacher's two taps when it is over."""

from typing import Any

from slack_bolt import Ack

from advicebot.domain.delivery import Delivery
from advicebot.domain.handoff import Handoff, Helped
from advicebot.domain.oncall.calendar import nth_school_day
from advicebot.domain.oncall.escalation import Target
from advicebot.service import closing, escalation, handoff, holding
from advicebot.service.desk import Desk
from advicebot.service.ports import Unit
from advicebot.slack import parse
from advicebot.slack.draw import Artist
from advicebot.slack.gateway import Gateway
from advicebot.slack.ids import HELPED, IN_TIME
from advicebot.slack.listeners.home import redrawn
from advicebot.slack.roles import Roles
from advicebot.slack.screens import handoff_forms

REVIEW_AFTER_SCHOOL_DAYS = 10
"""Two school weeks: what a review is set to unless somebody chooses another day."""


def take(ack: Ack, body: dict[str, Any], desk: Desk, delivery: Delivery, roles: Roles) -> None:
    """Take it: the handoff is this practitioner's, if nobody was faster."""
    ack()
    click = parse.click(body)
    with redrawn(body, desk, roles):
        handoff.claim(desk, delivery.key, click.value, click.user_id)


def decline(ack: Ack, body: dict[str, Any], desk: Desk, delivery: Delivery) -> None:
    """Can't take it: the next person is asked."""
    ack()
    click = parse.click(body)
    holding.decline(desk, delivery.key, click.value, click.user_id)


def still(ack: Ack, body: dict[str, Any], desk: Desk, delivery: Delivery) -> None:
    """Still on it."""
    ack()
    click = parse.click(body)
    holding.still_on_it(desk, delivery.key, click.value, click.user_id)


def reopen(ack: Ack, body: dict[str, Any], desk: Desk, delivery: Delivery) -> None:
    """Reopen: a practitioner goes on with something that was closed."""
    ack()
    click = parse.click(body)
    closing.reopen_by_practitioner(desk, delivery.key, click.value, click.user_id)


def more(ack: Ack, body: dict[str, Any], desk: Desk, artist: Artist, gateway: Gateway) -> None:
    """More: the redacted words and why they were flagged.

    The reading is written down before anything is shown, and the teacher is told that it was seen
    only after it was.
    """
    ack()
    click = parse.click(body)
    _write_down_reading(desk, click)
    gateway.open_view(body["trigger_id"], artist.details(click.value))
    with desk.work.write() as unit:
        handoff.seen(desk, unit, holding.existing(unit, click.value), click.user_id)


def _write_down_reading(desk: Desk, click: parse.Click) -> None:
    with desk.work.write() as unit:
        held = holding.existing(unit, click.value)
        unit.audit.add(
            desk.clock.now(),
            held.team_id,
            actor=click.user_id,
            action="request.read",
            object_id=held.request_id,
        )


def pass_to(ack: Ack, body: dict[str, Any], desk: Desk, gateway: Gateway) -> None:
    """Pass to: whom, and what they need to know."""
    ack()
    click = parse.click(body)
    with desk.work.read() as unit:
        held = holding.to_pass_on(unit, click.value, click.user_id)
        people = _others(desk, unit, held, click.user_id)
    gateway.open_view(body["trigger_id"], handoff_forms.pass_form(held, people))


def _others(desk: Desk, unit: Unit, held: Handoff, user_id: str) -> list[tuple[str, str]]:
    """Return everybody else who can be paged, whoever is on duty first, as (user id, name)."""
    now = desk.clock.now()
    on_duty = escalation.responders(desk, unit, held, now).by_target
    first = (*on_duty[Target.PRIMARY], *on_duty[Target.BACK_UP])
    known = {each.user_id: each for each in unit.practitioners.list_all(held.team_id)}
    able = sorted((each.name, id_) for id_, each in known.items() if each.can_be_paged(now))
    ordered = dict.fromkeys((*first, *(id_ for _, id_ in able)))
    return [
        (id_, f"{known[id_].name} (on duty)" if id_ in first else known[id_].name)
        for id_ in ordered
        if id_ in known and id_ != user_id
    ]


def close(ack: Ack, body: dict[str, Any], desk: Desk, gateway: Gateway) -> None:
    """Close: what was agreed, what happens next, and when it is looked at again."""
    ack()
    click = parse.click(body)
    with desk.work.read() as unit:
        held = holding.held_by(unit, click.value, click.user_id)
        facts = unit.pupils.get(held.team_id, held.request_id)
    review_on = nth_school_day(desk.today(), REVIEW_AFTER_SCHOOL_DAYS, desk.knowledge.line)
    form = handoff_forms.close_form(held, review_on=review_on, facts=facts)
    gateway.open_view(body["trigger_id"], form)


def insert(ack: Ack, body: dict[str, Any], desk: Desk, artist: Artist, gateway: Gateway) -> None:
    """Send a strategy: choose one for the teacher."""
    ack()
    click = parse.click(body)
    with desk.work.read() as unit:
        held = holding.held_by(unit, click.value, click.user_id)
        requests = unit.requests.list_of_handoff(held.id)
    known = artist.shelf.strategies
    chosen = [each.strategy_id for request in requests for each in request.suggestions]
    suggested = [known[each] for each in chosen if each in known]
    form = handoff_forms.insert_form(held, suggested, list(known.values()))
    gateway.open_view(body["trigger_id"], form)


def helped(ack: Ack, body: dict[str, Any], desk: Desk, delivery: Delivery) -> None:
    """It helped, in part, or not: the teacher says so."""
    ack()
    click = parse.click(body)
    said = Helped(click.action_id.removeprefix(HELPED).strip())
    closing.rate(desk, delivery.key, click.value, click.user_id, helped=said)


def in_time(ack: Ack, body: dict[str, Any], desk: Desk, delivery: Delivery) -> None:
    """In time, or too late: the teacher says so."""
    ack()
    click = parse.click(body)
    said = click.action_id.removeprefix(IN_TIME).strip() == "yes"
    closing.rate(desk, delivery.key, click.value, click.user_id, in_time=said)
