"""Cases for the panel, and what it decided."""

import re
from typing import Any

from slack_bolt import Ack

from advicebot.domain.delivery import Delivery
from advicebot.service import panel, panel_decisions, panel_view
from advicebot.service.desk import Desk
from advicebot.service.panel_subjects import reference_of
from advicebot.slack import form_values, parse, parse_panel
from advicebot.slack.gateway import Gateway
from advicebot.slack.guards import NOT_STAFF_HERE, Guard, Route
from advicebot.slack.ids import ActionId, CallbackId
from advicebot.slack.listeners import danger
from advicebot.slack.listeners.forms import answered
from advicebot.slack.listeners.home import redraw_after, redrawn
from advicebot.slack.listeners.windows import redraw, show
from advicebot.slack.payloads import team_of
from advicebot.slack.roles import Roles
from advicebot.slack.screens import panel_forms as screens

Body = dict[str, Any]


def put(ack: Ack, body: Body, desk: Desk, gateway: Gateway) -> None:
    """Put to the panel: open the form, on top of the page where the button stood."""
    ack()
    click = parse.click(body)
    subject, meeting = panel_view.put_form(desk, click.team_id, click.value)
    show(body, gateway, screens.put_form(subject, meeting))


def put_form(ack: Ack, body: Body, desk: Desk, delivery: Delivery, roles: Roles) -> None:
    """A case for the next meeting."""
    form = parse_panel.put_case(body)
    if isinstance(form, dict):
        ack(response_action="errors", errors=form)
        return
    worry = danger.at_work(desk, body, delivery, about=_school_knows(desk, form.about))
    with answered(ack, body, delivery) as answer:
        made = panel.put(desk, delivery.key, team_of(body), body["user"]["id"], form)
        answer.page = worry or screens.put_done(*made)
    redraw_after(answer, body, desk, roles)


def take_back(
    ack: Ack, body: Body, desk: Desk, delivery: Delivery, gateway: Gateway, roles: Roles
) -> None:
    """Take it back: whoever put it may, and a lead."""
    ack()
    click = parse.click(body)
    where, by, is_lead = click.team_id, click.user_id, roles.is_lead(click.user_id)
    with redrawn(body, desk, roles):
        case = panel.take_back(desk, delivery.key, where, click.value, by, is_lead=is_lead)
    if (body.get("view") or {}).get("type") == "modal":
        redraw(body, gateway, screens.taken_back(case))


def decide(ack: Ack, body: Body, desk: Desk, gateway: Gateway) -> None:
    """Record decision: open the form for one case."""
    ack()
    click = parse.click(body)
    form = panel_view.decide_form(desk, click.team_id, click.value)
    show(body, gateway, screens.decision_form(form))


def decision_form(ack: Ack, body: Body, desk: Desk, delivery: Delivery, roles: Roles) -> None:
    """One decision: what, who, by when, and what the school does."""
    team_id, case_id = team_of(body), form_values.subject_of(body)
    worry = danger.at_work(desk, body, delivery, about=_case(desk, case_id))
    with answered(ack, body, delivery) as answer:
        form = panel_view.decide_form(desk, team_id, case_id)
        people = screens.person_menu(form)
        decided = parse_panel.decision(body, first=form.meeting.on, people=people)
        if isinstance(decided, dict):
            answer.errors = decided
            return
        panel_decisions.decide(desk, delivery.key, team_id, case_id, body["user"]["id"], decided)
        answer.page = worry
    redraw_after(answer, body, desk, roles)


def done(ack: Ack, body: Body, desk: Desk, gateway: Gateway) -> None:
    """Done: open the form that asks what came of it."""
    ack()
    click = parse.click(body)
    view = panel_view.done_form(desk, click.team_id, click.value)
    show(body, gateway, screens.done_form(view))


def done_form(ack: Ack, body: Body, desk: Desk, delivery: Delivery, roles: Roles) -> None:
    """What came of a decision."""
    said = parse_panel.came_of_it(body)
    if isinstance(said, dict):
        ack(response_action="errors", errors=said)
        return
    user_id, decision_id = body["user"]["id"], form_values.subject_of(body)
    worry = danger.at_work(desk, body, delivery, about=_decided_case(desk, decision_id))
    with answered(ack, body, delivery) as answer:
        answer.page = worry
        panel_decisions.done(desk, delivery.key, team_of(body), decision_id, user_id, said)
    redraw_after(answer, body, desk, roles)


def _school_knows(desk: Desk, about: str) -> str:
    with desk.work.read() as unit:
        return reference_of(unit, about)[0]


def _case(desk: Desk, case_id: str) -> str:
    """Return the panel's reference of a case, "" where there is none."""
    with desk.work.read() as unit:
        case = unit.panel.find(case_id)
    return case.reference if case else ""


def _decided_case(desk: Desk, decision_id: str) -> str:
    with desk.work.read() as unit:
        decision = unit.panel.find_decision(decision_id)
    return _case(desk, decision.case_id) if decision else ""


ACTIONS: dict[ActionId | re.Pattern[str], Route] = {
    ActionId.PANEL_PUT: Route(put, Guard.STAFF, NOT_STAFF_HERE),
    ActionId.PANEL_TAKE_BACK: Route(take_back, Guard.STAFF, NOT_STAFF_HERE),
    ActionId.PANEL_DECIDE: Route(decide, Guard.PANEL),
    ActionId.PANEL_DONE: Route(done, Guard.PANEL),
}
VIEWS: dict[CallbackId, Route] = {
    CallbackId.PANEL_FORM: Route(put_form, Guard.STAFF, NOT_STAFF_HERE),
    CallbackId.DECISION_FORM: Route(decision_form, Guard.PANEL),
    CallbackId.DECISION_DONE_FORM: Route(done_form, Guard.PANEL),
}
