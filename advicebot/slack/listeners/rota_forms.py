"""The forms of the rota: opened, and sent back. What is refused keeps all that was filled in."""

import re
from collections.abc import Callable
from datetime import time
from typing import Any

from slack_bolt import Ack

from advicebot.domain.delivery import Delivery
from advicebot.domain.oncall.duty import Practitioner
from advicebot.errors import Refused
from advicebot.service import roster, rota, rota_view, swaps, weekly
from advicebot.service.desk import Desk
from advicebot.slack import parse_oncall_forms as forms
from advicebot.slack.gateway import Gateway
from advicebot.slack.ids import Field
from advicebot.slack.payloads import team_of
from advicebot.slack.screens import rota_forms as screens
from advicebot.slack.screens.rota_parts import TIERS
from advicebot.slack.screens.rota_plan import weekly_done
from advicebot.slack.screens.when import moment_words, span_words

SWAP_DAYS = 56
MENTION = re.compile(r"<@([UW][A-Z0-9]+)>")
CODES = re.compile(r" \((?:override|shift) \w+\)")
Open = Callable[[Desk, Gateway, str, str, str], None]


def open_swap(desk: Desk, gateway: Gateway, trigger: str, team_id: str, user_id: str) -> None:
    """Open the form with somebody's own stints ahead."""
    ahead = rota_view.stints_of(desk, team_id, user_id, SWAP_DAYS)
    gateway.open_view(trigger, screens.swap_form(ahead))


def open_override(desk: Desk, gateway: Gateway, trigger: str, team_id: str, user_id: str) -> None:
    """Open the form that puts somebody on for a time."""
    people = _who_can(desk, team_id)
    gateway.open_view(trigger, screens.override_form(people, today=desk.today()))


def open_add(desk: Desk, gateway: Gateway, trigger: str, team_id: str, user_id: str) -> None:
    """Open the form for a weekly shift."""
    line, people = desk.knowledge.line, _who_can(desk, team_id)
    opens, closes = time.fromisoformat(line.opens), time.fromisoformat(line.closes)
    form = screens.add_form(people, today=desk.today(), opens=opens, closes=closes)
    gateway.open_view(trigger, form)


def open_away(desk: Desk, gateway: Gateway, trigger: str, team_id: str, user_id: str) -> None:
    """Open the form that asks until when."""
    gateway.open_view(trigger, screens.away_form(today=desk.today()))


def swap_form(ack: Ack, body: dict[str, Any], desk: Desk, delivery: Delivery) -> None:
    """Ask the others to take a stint."""
    chosen = forms.swap_form(body)
    if isinstance(chosen, dict):
        ack(response_action="errors", errors=chosen)
        return
    team_id, user_id = team_of(body), body["user"]["id"]
    try:
        tier, start = rota_view.read_stint(chosen)
        swaps.ask(desk, delivery.key, team_id, user_id, tier=tier, start=start)
    except Refused as refused:
        _refuse(ack, desk, delivery, Field.STINT, refused)
        return
    ack()


def override_form(ack: Ack, body: dict[str, Any], desk: Desk, delivery: Delivery) -> None:
    """Put one person on for a time."""
    form = forms.override_form(body, today=desk.today())
    if isinstance(form, dict):
        ack(response_action="errors", errors=form)
        return
    team_id, made_by = team_of(body), body["user"]["id"]
    if not _can_be_on(ack, desk, delivery, form.user_id):
        return
    try:
        made = rota.add_override(
            desk,
            delivery.key,
            team_id,
            tier=form.tier,
            user_id=form.user_id,
            start=form.starts_at,
            end=form.ends_at,
            made_by=made_by,
        )
    except Refused as refused:
        _refuse(ack, desk, delivery, Field.STARTS, refused)
        return
    who, when = _name(desk, team_id, form.user_id), span_words(made.starts_at, made.ends_at)
    page = screens.done_page(f"{who} is {TIERS[made.tier]}: {when}.")
    ack(response_action="update", view=page)


def add_form(ack: Ack, body: dict[str, Any], desk: Desk, delivery: Delivery) -> None:
    """Add a weekly shift, on one day of the week or on several."""
    form = forms.add_form(body, today=desk.today())
    if isinstance(form, dict):
        ack(response_action="errors", errors=form)
        return
    team_id, made_by = team_of(body), body["user"]["id"]
    if not _can_be_on(ack, desk, delivery, form.user_id):
        return
    try:
        made = weekly.add_weeklies(
            desk,
            delivery.key,
            team_id,
            tier=form.tier,
            user_id=form.user_id,
            weekdays=form.weekdays,
            starts=form.starts,
            ends=form.ends,
            first=form.first,
            made_by=made_by,
        )
    except Refused as refused:
        _refuse(ack, desk, delivery, Field.WEEKDAYS, refused)
        return
    page = screens.done_page(weekly_done(_name(desk, team_id, form.user_id), made))
    ack(response_action="update", view=page)


def away_form(ack: Ack, body: dict[str, Any], desk: Desk, delivery: Delivery) -> None:
    """Be left alone until then."""
    until = forms.away_form(body, today=desk.today())
    if isinstance(until, dict):
        ack(response_action="errors", errors=until)
        return
    team_id, user_id = team_of(body), body["user"]["id"]
    try:
        roster.set_away(desk, delivery.key, team_id, user_id, until)
    except Refused as refused:
        _refuse(ack, desk, delivery, Field.ENDS, refused)
        return
    page = screens.done_page(f"You are not paged until {moment_words(until)}.")
    ack(response_action="update", view=page)


def _who_can(desk: Desk, team_id: str) -> list[Practitioner]:
    with desk.work.read() as unit:
        everybody = unit.practitioners.list_all(team_id)
    return [each for each in everybody if each.is_member and each.unreachable is None]


def _can_be_on(ack: Ack, desk: Desk, delivery: Delivery, user_id: str) -> bool:
    """Refuse the form at the person where nobody can be paged by that id."""
    try:
        with desk.work.read() as unit:
            roster.a_reachable_member(unit, delivery.team_id, user_id)
    except Refused as refused:
        _refuse(ack, desk, delivery, Field.PERSON, refused)
        return False
    return True


def _refuse(ack: Ack, desk: Desk, delivery: Delivery, field: Field, refused: Refused) -> None:
    """Mark a field with the reason. Slack shows plain text there: names stand for mentions.

    Raises:
        Refused: the form is taken up again from the inbox and on nobody's screen any more; the
            refusal is sent as a message then.
    """
    if delivery.attempts > 1:
        raise refused
    team_id = delivery.team_id
    plain = CODES.sub("", refused.user_message)
    said = MENTION.sub(lambda match: _name(desk, team_id, match[1]), plain)
    ack(response_action="errors", errors={field.value: said})


def _name(desk: Desk, team_id: str, user_id: str) -> str:
    with desk.work.read() as unit:
        person = unit.practitioners.get(team_id, user_id)
    return person.name if person else user_id
