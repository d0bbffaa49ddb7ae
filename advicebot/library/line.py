"""Turns what stands in ``line.yaml`` into the domain's line."""

from datetime import time, timedelta

from advicebot.domain.line import Closure, EscalationRules, Line, PanelPlan, School, Term
from advicebot.domain.oncall.escalation import Policy, Step
from advicebot.library.schema_line import EscalationItem, LineFile, Steps, TermItem

_IN_MINUTES = ("still_on_it", "still_grace", "confirm_within")


def line_of(read: LineFile) -> Line:
    """Return the line that a checked file describes."""
    values = {name: value for name, value in vars(read).items() if name != "hours"}
    values["terms"] = tuple(_term(term) for term in read.terms)
    values["schools"] = tuple(School(**vars(school)) for school in read.schools)
    values["escalation"] = _escalation(read.escalation)
    values["panel"] = (
        PanelPlan(rule=read.panel.rule(), channel=read.panel.channel) if read.panel else None
    )
    values["retention"] = read.retention.rules()
    return Line(opens=read.hours.opens, closes=read.hours.closes, **values)


def _term(read: TermItem) -> Term:
    closed = (Closure(day=day, why=item.why) for item in read.closed for day in item.days())
    return Term(
        name=read.name,
        first=read.first,
        last=read.last,
        closed=tuple(sorted(closed, key=lambda closure: closure.day)),
    )


def _escalation(read: EscalationItem) -> EscalationRules:
    given = {name: value for name, value in vars(read).items() if value is not None}
    for name in ("emergency", "urgent"):
        if name in given:
            given[name] = _policy(given[name])
    for name in _IN_MINUTES:
        if f"{name}_minutes" in given:
            given[name] = timedelta(minutes=given.pop(f"{name}_minutes"))
    if "remind_at" in given:
        given["remind_at"] = time.fromisoformat(given["remind_at"])
    return EscalationRules(**given)


def _policy(steps: Steps) -> Policy:
    return Policy(
        steps=tuple(
            Step(page=step.page, wait=timedelta(minutes=step.wait_minutes)) for step in steps
        )
    )
