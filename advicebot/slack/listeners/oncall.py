"""``/oncall``: what is asked after it is looked up and answered, seen by nobody else."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any

from slack_bolt import Ack

from advicebot.domain.delivery import Delivery
from advicebot.domain.oncall.calendar import next_opening
from advicebot.domain.vocabulary import Urgency
from advicebot.errors import Refused
from advicebot.service import roster, rota, rota_view
from advicebot.service.desk import Desk
from advicebot.service.wording import time_text
from advicebot.slack import parse_oncall
from advicebot.slack.gateway import Gateway
from advicebot.slack.listeners import rota_forms as opening
from advicebot.slack.parse_oncall import Asked, Verb
from advicebot.slack.payloads import team_of
from advicebot.slack.screens import rota as screens
from advicebot.slack.screens import rota_plan as plans
from advicebot.slack.screens.blocks import Message
from advicebot.slack.screens.rota_parts import TIERS

WEEK_DAYS = 7
IN_MESSAGES = "Noted. I have written to you in our direct messages."


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One use of the command."""

    asked: Asked
    desk: Desk
    delivery: Delivery
    team_id: str
    user_id: str


def oncall(
    ack: Ack, body: dict[str, Any], desk: Desk, delivery: Delivery, gateway: Gateway
) -> None:
    """Answer what stands after ``/oncall``, open its form, or do it; a refusal is an answer too.

    What is taken up again from the inbox has no answer that anybody would see: a refusal is sent
    as a message then.
    """
    try:
        call = _call(body, desk, delivery)
        form = None if call.asked.at else FORMS.get(call.asked.verb)
        answer = None if form else ANSWERS[call.asked.verb](call)
    except Refused as refused:
        if delivery.attempts > 1:
            raise
        answer, form = screens.noted(refused.user_message), None
    if answer:
        ack(text=answer.text, blocks=answer.blocks)
    if form:
        ack()
        form(desk, gateway, body["trigger_id"], team_of(body), body["user_id"])


def _call(body: Mapping[str, Any], desk: Desk, delivery: Delivery) -> Call:
    now, opens = desk.clock.now(), time.fromisoformat(desk.knowledge.line.opens)
    asked = parse_oncall.asked(str(body.get("text") or ""), now=now, opens=opens)
    return Call(
        asked=asked,
        desk=desk,
        delivery=delivery,
        team_id=team_of(dict(body)),
        user_id=body["user_id"],
    )


def _who(call: Call) -> Message:
    at = call.asked.at or call.desk.clock.now()
    on = rota_view.on_now(call.desk, call.team_id, at)
    return screens.now_answer(on, call.desk.knowledge.line, is_now=call.asked.at is None)


def _today(call: Call) -> Message:
    plan = rota_view.plan(call.desk, call.team_id, call.desk.today(), 1)
    return plans.plan_answer(plan)


def _week(call: Call) -> Message:
    first = call.asked.day or call.desk.today()
    return plans.plan_answer(rota_view.plan(call.desk, call.team_id, first, WEEK_DAYS))


def _gaps(call: Call) -> Message:
    line = call.desk.knowledge.line
    report = rota.look_ahead(call.desk, call.team_id)
    return screens.gaps_answer(report, next_opening(call.desk.clock.now(), line))


def _would_get(call: Call) -> Message:
    at = call.asked.at or call.desk.clock.now()
    urgencies = (Urgency.EMERGENCY, Urgency.URGENT)
    runs = [rota.who_would_get(call.desk, call.team_id, at, each) for each in urgencies]
    return screens.dry_run_answer(runs)


def _take(call: Call) -> Message:
    made = rota.take_over(call.desk, call.delivery.key, call.team_id, call.user_id, call.asked.tier)
    until = time_text(made.ends_at)
    return screens.noted(f"*You are {TIERS[made.tier]} now,* until {until}. The channel is told.")


def _weekly(call: Call) -> Message:
    return plans.weekly_answer(rota_view.weekly_shifts(call.desk, call.team_id))


def _sick(call: Call) -> Message:
    return screens.sick_answer()


def _away(call: Call) -> Message:
    until = call.asked.at
    roster.set_away(call.desk, call.delivery.key, call.team_id, call.user_id, until)
    return screens.noted(IN_MESSAGES)


def _back(call: Call) -> Message:
    roster.set_away(call.desk, call.delivery.key, call.team_id, call.user_id, None)
    return screens.noted(IN_MESSAGES)


def _out_of_hours(call: Call) -> Message:
    yes = call.asked.yes
    roster.set_out_of_hours(call.desk, call.delivery.key, call.team_id, call.user_id, yes)
    return screens.noted(IN_MESSAGES)


def _help(call: Call) -> Message:
    return screens.help_answer()


def _unknown(call: Call) -> Message:
    return screens.unknown_answer(call.asked.words)


ANSWERS: Mapping[Verb, Callable[[Call], Message]] = {
    Verb.WHO: _who,
    Verb.TODAY: _today,
    Verb.WEEK: _week,
    Verb.GAPS: _gaps,
    Verb.WOULD_GET: _would_get,
    Verb.TAKE: _take,
    Verb.WEEKLY: _weekly,
    Verb.SICK: _sick,
    Verb.AWAY: _away,
    Verb.BACK: _back,
    Verb.OUT_OF_HOURS: _out_of_hours,
    Verb.HELP: _help,
    Verb.UNKNOWN: _unknown,
}
FORMS: Mapping[Verb, opening.Open] = {
    Verb.SWAP: opening.open_swap,
    Verb.OVERRIDE: opening.open_override,
    Verb.ADD: opening.open_add,
    Verb.AWAY: opening.open_away,
}
"""What needs more than a word. ``away`` with a time after it needs none."""
