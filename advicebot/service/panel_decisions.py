"""What the panel decided: written down, told to whom it concerns, and what came of it."""

from dataclasses import dataclass
from datetime import date, timedelta

from advicebot.domain.oncall.calendar import next_opening
from advicebot.domain.support import panel as rules
from advicebot.domain.support.panel import Case, Decision, PanelError
from advicebot.errors import Refused
from advicebot.service import panel_effects
from advicebot.service.desk import Desk
from advicebot.service.panel import meeting_of, on_agenda
from advicebot.service.panel_effects import PanelLine
from advicebot.service.panel_people import is_person
from advicebot.service.panel_subjects import reference_of
from advicebot.service.ports import Unit

DECISION = "panel.decision"
"""The kind of the timer that asks what came of a decision."""
LONGEST = timedelta(days=400)
NOT_THERE = "That decision is not there any more."


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What is written down of a decision; ``who`` is a Slack user id or a service's name."""

    what: str
    who: str
    by_when: date
    school_does: str


def decide(
    desk: Desk, delivery: str | None, team_id: str, case_id: str, user_id: str, decided: Decided
) -> Decision:
    """Write down one decision in a case. The school, whoever does it and who put it are told.

    Raises:
        Refused: the case is not on an agenda, the meeting is still to come, the same decision
            stands there already, or nobody could follow it up.
    """
    with desk.handle(delivery) as unit:
        case = on_agenda(unit, team_id, case_id)
        meeting = meeting_of(desk.knowledge.line, case.meeting_id)
        if desk.today() < meeting.on:
            on = meeting.on
            raise Refused(
                f"The panel meets on {on:%A} {on.day} {on:%B}. Write down then what it decides."
            )
        decision = _decision(desk, case, decided, on=meeting.on)
        _check(unit, decision)
        unit.panel.add_decision(decision)
        set_timer(desk, unit, decision)
        _tell(desk, unit, case, decision, by=user_id)
        panel_effects.redraw(desk, unit, team_id, case.meeting_id, why=f"decided:{decision.id}")
        _write_down(desk, unit, decision, user_id, "panel.decide")
        return decision


def _decision(desk: Desk, case: Case, decided: Decided, *, on: date) -> Decision:
    return Decision(
        id=desk.ids.new(),
        team_id=case.team_id,
        case_id=case.id,
        what=decided.what,
        who=decided.who,
        by_when=decided.by_when,
        school_does=decided.school_does,
        decided_on=on,
    )


def _check(unit: Unit, decision: Decision) -> None:
    try:
        rules.check_decision(decision)
    except PanelError as error:
        raise Refused(str(error)) from error
    if decision.by_when > decision.decided_on + LONGEST:
        raise Refused("That day is more than a year after the meeting; choose an earlier one.")
    same = (decision.what, decision.who, decision.by_when)
    for each in unit.panel.list_decisions(decision.case_id):
        if (each.what, each.who, each.by_when) == same:
            raise Refused("That decision is written down already, word for word.")


def _tell(desk: Desk, unit: Unit, case: Case, decision: Decision, *, by: str) -> None:
    """Tell each person once: what concerns them most. Whoever wrote it down knows it."""
    _, requester = reference_of(unit, case.about)
    told = {by}
    if requester:
        desk.send(unit, panel_effects.about_decision(PanelLine.DECIDED, decision, requester))
        told.add(requester)
    lines = [(PanelLine.DECIDED_IN_YOURS, case.put_by)]
    if is_person(unit, desk.knowledge.line, case.team_id, decision.who):
        lines.insert(0, (PanelLine.YOURS_TO_DO, decision.who))
    for name, recipient in lines:
        if recipient not in told:
            desk.send(unit, panel_effects.about_decision(name, decision, recipient))
            told.add(recipient)


def done(
    desk: Desk,
    delivery: str | None,
    team_id: str,
    decision_id: str,
    user_id: str,
    came_of_it: str,
) -> Decision:
    """Write down what came of a decision; nobody is asked about it any more.

    Raises:
        Refused: it is not there, that was written down before, or nothing is said.
    """
    with desk.handle(delivery) as unit:
        decision = open_decision(unit, team_id, decision_id)
        try:
            decision = rules.done(decision, came_of_it, now=desk.clock.now())
        except PanelError as error:
            raise Refused(str(error)) from error
        decision = unit.panel.save_decision(decision)
        case = unit.panel.find(decision.case_id)
        if case:
            if case.put_by != user_id:
                line = panel_effects.about_decision(PanelLine.DONE, decision, case.put_by)
                desk.send(unit, line)
            panel_effects.redraw(desk, unit, team_id, case.meeting_id, why=f"done:{decision.id}")
        _write_down(desk, unit, decision, user_id, "panel.done")
        return decision


def open_decision(unit: Unit, team_id: str, decision_id: str) -> Decision:
    """Return a decision of which nobody has said yet what came.

    Raises:
        Refused: this team has none of that id, or that was said before.
    """
    decision = unit.panel.find_decision(decision_id)
    if decision is None or decision.team_id != team_id:
        raise Refused(NOT_THERE)
    if not decision.is_open:
        raise Refused("What came of this decision has been written down already.")
    return decision


def set_timer(desk: Desk, unit: Unit, decision: Decision) -> None:
    """Have the decision asked about when it is time, within hours; never once the lead was."""
    due, now = rules.follow_up_at(decision, desk.knowledge.line), desk.clock.now()
    if due is None:
        return
    if due <= now:
        due = next_opening(now, desk.knowledge.line) or now
    key = f"{DECISION}:{decision.id}:{decision.asked}:{due:%Y-%m-%dT%H:%M}"
    unit.timers.set(key, DECISION, decision.id, due)


def _write_down(desk: Desk, unit: Unit, decision: Decision, actor: str, action: str) -> None:
    unit.audit.add(
        desk.clock.now(),
        decision.team_id,
        actor=actor,
        action=action,
        object_id=decision.id,
        case=decision.case_id,
        by_when=decision.by_when.isoformat(),
    )
