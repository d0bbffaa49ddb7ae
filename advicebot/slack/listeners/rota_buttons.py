"""The buttons under the messages about the rota, and on the Home tab."""

from typing import Any

from slack_bolt import Ack

from advicebot.domain.delivery import Delivery
from advicebot.service import duty, filling, roster, rota, rota_view, swaps
from advicebot.service.desk import Desk
from advicebot.slack import parse, parse_oncall
from advicebot.slack.gateway import Gateway
from advicebot.slack.listeners import rota_forms
from advicebot.slack.listeners.home import redrawn
from advicebot.slack.roles import Roles
from advicebot.slack.screens import rota_plan as screens

WEEK_DAYS = 7
Body = dict[str, Any]


def confirm(ack: Ack, body: Body, desk: Desk, delivery: Delivery, roles: Roles) -> None:
    """I'm on."""
    ack()
    click = parse.click(body)
    with redrawn(body, desk, roles):
        duty.confirm(desk, delivery.key, click.value, click.user_id)


def take_over(ack: Ack, body: Body, desk: Desk, delivery: Delivery, roles: Roles) -> None:
    """Take over now, take it back."""
    ack()
    click = parse.click(body)
    tier = parse_oncall.tier_of(click.value)
    with redrawn(body, desk, roles):
        rota.take_over(desk, delivery.key, click.team_id, click.user_id, tier)


def sick(ack: Ack, body: Body, desk: Desk, delivery: Delivery, roles: Roles) -> None:
    """I can't do today; asked once more by the button itself."""
    ack()
    click = parse.click(body)
    with redrawn(body, desk, roles):
        rota.sick(desk, delivery.key, click.team_id, click.user_id)


def swap_ask(ack: Ack, body: Body, desk: Desk, delivery: Delivery, roles: Roles) -> None:
    """Ask the others to take one stint."""
    ack()
    click = parse.click(body)
    with redrawn(body, desk, roles):
        tier, start = rota_view.read_stint(click.value)
        swaps.ask(desk, delivery.key, click.team_id, click.user_id, tier=tier, start=start)


def swap_choose(ack: Ack, body: Body, desk: Desk, gateway: Gateway) -> None:
    """Choose which stint the others are asked to take."""
    ack()
    click = parse.click(body)
    rota_forms.open_swap(desk, gateway, body["trigger_id"], click.team_id, click.user_id)


def swap_take(ack: Ack, body: Body, desk: Desk, delivery: Delivery, roles: Roles) -> None:
    """Take what somebody asked for."""
    ack()
    click = parse.click(body)
    with redrawn(body, desk, roles):
        swaps.accept(desk, delivery.key, click.team_id, click.value, click.user_id)


def swap_withdraw(ack: Ack, body: Body, desk: Desk, delivery: Delivery, roles: Roles) -> None:
    """Keep a stint after all."""
    ack()
    click = parse.click(body)
    with redrawn(body, desk, roles):
        swaps.withdraw(desk, delivery.key, click.team_id, click.value, click.user_id)


def gap_cover(ack: Ack, body: Body, desk: Desk, delivery: Delivery, roles: Roles) -> None:
    """Be on where nobody is."""
    ack()
    click = parse.click(body)
    with redrawn(body, desk, roles):
        filling.cover_gap(desk, delivery.key, click.team_id, click.value, click.user_id)


def week(ack: Ack, body: Body, desk: Desk, gateway: Gateway) -> None:
    """Show the next seven days."""
    ack()
    plan = rota_view.plan(desk, parse.click(body).team_id, desk.today(), WEEK_DAYS)
    gateway.open_view(body["trigger_id"], screens.plan_page(plan))


def add(ack: Ack, body: Body, desk: Desk, gateway: Gateway) -> None:
    """Open the form for a weekly shift."""
    ack()
    click = parse.click(body)
    rota_forms.open_add(desk, gateway, body["trigger_id"], click.team_id, click.user_id)


def override(ack: Ack, body: Body, desk: Desk, gateway: Gateway) -> None:
    """Open the form that puts somebody on for a time."""
    ack()
    click = parse.click(body)
    rota_forms.open_override(desk, gateway, body["trigger_id"], click.team_id, click.user_id)


def override_end(ack: Ack, body: Body, desk: Desk, delivery: Delivery) -> None:
    """Take away what was put in by hand."""
    ack()
    click = parse.click(body)
    by = click.user_id
    rota.remove_override(desk, delivery.key, click.team_id, click.value, made_by=by)


def weekly_end(ack: Ack, body: Body, desk: Desk, delivery: Delivery) -> None:
    """Let a weekly shift come today for the last time."""
    ack()
    click = parse.click(body)
    by, last = click.user_id, desk.today()
    rota.end_weekly(desk, delivery.key, click.team_id, click.value, last, made_by=by)


def out_of_hours(ack: Ack, body: Body, desk: Desk, delivery: Delivery, roles: Roles) -> None:
    """Agree to be paged for emergencies outside hours, or not any more."""
    ack()
    click = parse.click(body)
    yes = parse_oncall.yes_or_no(click.value)
    with redrawn(body, desk, roles):
        roster.set_out_of_hours(desk, delivery.key, click.team_id, click.user_id, yes)


def back(ack: Ack, body: Body, desk: Desk, delivery: Delivery, roles: Roles) -> None:
    """Be paged again."""
    ack()
    click = parse.click(body)
    with redrawn(body, desk, roles):
        roster.set_away(desk, delivery.key, click.team_id, click.user_id, None)
