"""What people read of the panel: its agenda without names, forms, and lines about decisions."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from advicebot.domain.oncall.duty import Practitioner
from advicebot.domain.support.anonymous import anonymous
from advicebot.domain.support.panel import Agenda, Case, Decision, agenda
from advicebot.domain.support.panel_calendar import Meeting
from advicebot.service.desk import Desk
from advicebot.service.panel import meeting_of, on_agenda, open_meeting, refuse_second
from advicebot.service.panel_decisions import open_decision
from advicebot.service.panel_people import is_person, lead_of, people
from advicebot.service.panel_subjects import Subject, reference_of, subject_of
from advicebot.service.ports import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownDecision:
    """A decision as people read it. ``is_person``: ``who`` is a Slack user id.

    ``came_of_it`` None: nobody has said yet.
    """

    id: str
    what: str
    who: str
    is_person: bool
    by_when: date
    school_does: str
    came_of_it: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaView:
    """An agenda with the ids that its buttons carry, and what was decided, by reference."""

    agenda: Agenda
    case_ids: Mapping[str, str]
    decisions: Mapping[str, tuple[ShownDecision, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """A case for whoever put it: the school's own ``reference`` beside the panel's.

    ``reference`` "" when what it is about was erased.
    """

    case: Case
    meeting: Meeting
    reference: str
    may_take_back: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionView:
    """A decision as it was written down, with the case, None when that was erased.

    ``reference`` is the school's own, "" when it was erased.
    """

    decision: Decision
    shown: ShownDecision
    case: Case | None
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideForm:
    """What the form for a decision needs: the case, its meeting, who may be named."""

    case: Case
    meeting: Meeting
    people: tuple[Practitioner, ...]
    lead: str | None


def read_agenda(desk: Desk, team_id: str, meeting_id: str) -> AgendaView:
    """Return the agenda of a meeting as it stands, every text made anonymous once more.

    A case that was taken once stays on it, also where the cut-off was moved since.
    """
    redact = desk.adviser.redact
    with desk.work.read() as unit:
        cases = unit.panel.list_of_meeting(team_id, meeting_id)
        decided = {each.id: unit.panel.list_decisions(each.id) for each in cases}
        meeting = meeting_of(desk.knowledge.line, meeting_id)
        latest = max([meeting.cut_off, *(each.put_at for each in cases)])
        made = agenda(replace(meeting, cut_off=latest), cases, redact=redact)
        without_names = partial(anonymous, redact=redact, with_stages=made.shows_bands)
        return AgendaView(
            agenda=made,
            case_ids={each.reference: each.id for each in cases},
            decisions={
                case.reference: tuple(
                    _without_names(shown(desk, unit, each), without_names)
                    for each in decided[case.id]
                )
                for case in cases
            },
        )


def _without_names(decision: ShownDecision, clean: "partial[str]") -> ShownDecision:
    came_of_it = decision.came_of_it
    return replace(
        decision,
        what=clean(decision.what),
        who=decision.who if decision.is_person else clean(decision.who),
        school_does=clean(decision.school_does),
        came_of_it=None if came_of_it is None else clean(came_of_it),
    )


def shown(desk: Desk, unit: Unit, decision: Decision) -> ShownDecision:
    """Return a decision for people of the line and its school."""
    line = desk.knowledge.line
    return ShownDecision(
        id=decision.id,
        what=decision.what,
        who=decision.who,
        is_person=is_person(unit, line, decision.team_id, decision.who),
        by_when=decision.by_when,
        school_does=decision.school_does,
        came_of_it=None if decision.is_open else decision.done,
    )


def read_case(desk: Desk, case_id: str) -> CaseView:
    """Return a case, taken back or not.

    Raises:
        KeyError: there is none of that id.
    """
    with desk.work.read() as unit:
        case = unit.panel.find(case_id)
        if case is None:
            raise KeyError(f"no case {case_id}")
        meeting = meeting_of(desk.knowledge.line, case.meeting_id)
        is_on = case in unit.panel.list_of_meeting(case.team_id, case.meeting_id)
        return CaseView(
            case=case,
            meeting=meeting,
            reference=reference_of(unit, case.about)[0],
            may_take_back=is_on and desk.clock.now() <= meeting.cut_off,
        )


def read_decision(desk: Desk, decision_id: str) -> DecisionView:
    """Return a decision with its case.

    Raises:
        KeyError: there is none of that id.
    """
    with desk.work.read() as unit:
        decision = unit.panel.find_decision(decision_id)
        if decision is None:
            raise KeyError(f"no decision {decision_id}")
        return decision_view(desk, unit, decision)


def decision_view(desk: Desk, unit: Unit, decision: Decision) -> DecisionView:
    """Return a decision with its case, from an open transaction."""
    case = unit.panel.find(decision.case_id)
    return DecisionView(
        decision=decision,
        shown=shown(desk, unit, decision),
        case=case,
        reference=reference_of(unit, case.about)[0] if case else "",
    )


def put_form(desk: Desk, team_id: str, about: str) -> tuple[Subject, Meeting]:
    """Return what the form that puts a case is filled with, and the meeting it would come to.

    Raises:
        Refused: it cannot be put; see ``panel.put``.
    """
    with desk.work.read() as unit:
        subject = subject_of(unit, team_id, about)
        refuse_second(desk, unit, subject)
        return subject, open_meeting(desk, unit, team_id)


def decide_form(desk: Desk, team_id: str, case_id: str) -> DecideForm:
    """Return what the form for a decision needs.

    Raises:
        Refused: the case is on no agenda.
    """
    with desk.work.read() as unit:
        case = on_agenda(unit, team_id, case_id)
        return DecideForm(
            case=case,
            meeting=meeting_of(desk.knowledge.line, case.meeting_id),
            people=tuple(people(unit, team_id)),
            lead=lead_of(desk.knowledge.line),
        )


def done_form(desk: Desk, team_id: str, decision_id: str) -> DecisionView:
    """Return the decision that the form "what came of it" is about.

    Raises:
        Refused: it is not there, or that was said before.
    """
    with desk.work.read() as unit:
        return decision_view(desk, unit, open_decision(unit, team_id, decision_id))
