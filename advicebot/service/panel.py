"""Cases for the local problem-solving panel: put to its next meeting, and taken back."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from advicebot.domain.line import Line, PanelPlan
from advicebot.domain.oncall.calendar import LONDON
from advicebot.domain.request import Request
from advicebot.domain.support.panel import Case, PanelError, check_case
from advicebot.domain.support.panel_calendar import Meeting, meeting_on, next_meeting
from advicebot.domain.support.panel_rule import PanelRule
from advicebot.domain.vocabulary import Flag, Need, Phase
from advicebot.errors import Refused
from advicebot.ids import panel_reference
from advicebot.service import panel_effects
from advicebot.service.desk import Desk
from advicebot.service.panel_effects import PanelLine
from advicebot.service.panel_subjects import Subject, same_pupil, subject_of
from advicebot.service.ports import Unit

AGENDA = "panel.agenda"
"""The kind of the timer that posts an agenda."""
MOST_CASES = 10
"""Cases that one meeting takes: as many as it can speak about, and as one message can show."""
AFTER_CUT_OFF = timedelta(seconds=1)
"""A case may come in at the very instant of the cut-off; the agenda goes out after it."""
NO_PANEL = "This line has no problem-solving panel, so nothing can be put to one."
NO_MEETING = "The panel has no meeting ahead in the terms that are written down so far."
GONE = "That case is not on an agenda any more."
NOON = time(12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody puts to the panel; ``about`` is the id of a request or referral."""

    about: str
    question: str
    tried: str = ""
    needs: tuple[Need, ...] = ()
    phase: Phase = Phase.UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Whether something is put to a meeting ahead: ``case`` None when it is not.

    ``meeting`` is the case's, or the one that a case put now would come to.
    """

    about: str
    meeting: Meeting
    case: Case | None


def put(
    desk: Desk, delivery: str | None, team_id: str, user_id: str, asked: Asked
) -> tuple[Case, Meeting]:
    """Put a case to the next meeting that still takes cases; whoever did is told its reference.

    Raises:
        Refused: there is no panel or no meeting ahead, the same pupil is on an agenda that is still
            open, nothing is asked, or the subject may not go to a panel.
    """
    with desk.handle(delivery) as unit:
        subject = subject_of(unit, team_id, asked.about)
        refuse_second(desk, unit, subject)
        meeting = open_meeting(desk, unit, team_id)
        number = unit.panel.next_number(team_id)
        case = _case(desk, asked, team_id, user_id, meeting, number)
        try:
            check_case(case, meeting)
        except PanelError as error:
            raise Refused(str(error)) from error
        unit.panel.add(case, number)
        set_timer(unit, team_id, meeting)
        panel_effects.redraw(desk, unit, team_id, meeting.id, why=f"put:{case.id}")
        desk.send(unit, panel_effects.about_case(PanelLine.PUT, case, user_id))
        _write_down(desk, unit, case, user_id, "panel.put")
        return case, meeting


def _case(
    desk: Desk, asked: Asked, team_id: str, user_id: str, meeting: Meeting, number: int
) -> Case:
    return Case(
        id=desk.ids.new(),
        team_id=team_id,
        reference=panel_reference(number),
        about=asked.about,
        meeting_id=meeting.id,
        phase=asked.phase,
        needs=asked.needs,
        tried=asked.tried,
        question=asked.question,
        put_by=user_id,
        put_at=desk.clock.now(),
    )


def take_back(
    desk: Desk, delivery: str | None, team_id: str, case_id: str, user_id: str, *, is_lead: bool
) -> Case:
    """Take a case off the agenda before the cut-off; whoever had put it is told.

    Raises:
        Refused: it is not there, was taken back before, it is too late, or somebody else put it and
            this is no lead.
    """
    with desk.handle(delivery) as unit:
        case = on_agenda(unit, team_id, case_id)
        if user_id != case.put_by and not is_lead:
            raise Refused(f"<@{case.put_by}> put that case. They can take it back, or a lead can.")
        if desk.clock.now() > meeting_of(desk.knowledge.line, case.meeting_id).cut_off:
            raise Refused(
                "The agenda has gone out, so the case cannot be taken back any more. "
                "Tell whoever chairs the panel."
            )
        unit.panel.withdraw(case.id, desk.clock.now())
        line = panel_effects.about_case(PanelLine.TAKEN_BACK, case, case.put_by, by=user_id)
        desk.send(unit, line)
        _write_down(desk, unit, case, user_id, "panel.take-back")
        return case


def school_deleted(desk: Desk, unit: Unit, request: Request) -> None:
    """Take the cases about a request off agendas that are not out yet: its school deleted it."""
    for about in same_pupil(unit, request.id):
        for case in unit.panel.list_about(about):
            if desk.clock.now() <= meeting_of(desk.knowledge.line, case.meeting_id).cut_off:
                unit.panel.withdraw(case.id, desk.clock.now())
                line = panel_effects.about_case(PanelLine.SCHOOL_DELETED, case, case.put_by)
                desk.send(unit, line)
                _write_down(desk, unit, case, request.requester, "panel.take-back")


def words_gone(desk: Desk, unit: Unit, request_id: str, *, why: str) -> None:
    """Draw the agendas again on which a request stands, because its words are taken out.

    Call it in the same transaction, before the cases are removed. ``why`` tells one time from the
    next.
    """
    for about in same_pupil(unit, request_id):
        for case in unit.panel.list_about(about):
            once = f"{why}:{case.id}"
            panel_effects.redraw(desk, unit, case.team_id, case.meeting_id, why=once)


def standing(desk: Desk, unit: Unit, request: Request) -> Standing | None:
    """Return how a request stands with the panel; None where it may not or cannot go to one."""
    is_shut = not request.is_open or request.raises(Flag.ALLEGATION_AGAINST_STAFF)
    if desk.knowledge.line.panel is None or is_shut:
        return None
    case = _already(desk, unit, same_pupil(unit, request.id))
    if case:
        meeting = meeting_of(desk.knowledge.line, case.meeting_id)
        return Standing(about=request.id, meeting=meeting, case=case)
    try:
        meeting = open_meeting(desk, unit, request.team_id)
    except Refused:
        return None
    return Standing(about=request.id, meeting=meeting, case=None)


def open_meeting(desk: Desk, unit: Unit, team_id: str) -> Meeting:
    """Return the first meeting that still takes cases and has room for one more.

    Raises:
        Refused: the line has no panel, or no such meeting is ahead.
    """
    plan, line, now = a_panel(desk.knowledge.line), desk.knowledge.line, desk.clock.now()
    meeting = next_meeting(plan.rule, now, line, taking_cases=True)
    while meeting and len(unit.panel.list_of_meeting(team_id, meeting.id)) >= MOST_CASES:
        meeting = next_meeting(plan.rule, meeting.at, line, taking_cases=True)
    if meeting is None:
        raise Refused(NO_MEETING)
    return meeting


def refuse_second(desk: Desk, unit: Unit, subject: Subject) -> None:
    """Raise Refused when the same pupil is on an agenda that is still open."""
    case = _already(desk, unit, subject.same)
    if case:
        on = date.fromisoformat(case.meeting_id)
        raise Refused(
            f"{subject.reference} is on the agenda for {on:%A} {on.day} {on:%B} already, as "
            f"{case.reference}. To change it, take that one back and put it again."
        )


def _already(desk: Desk, unit: Unit, same: tuple[str, ...]) -> Case | None:
    """Return the case about one of these at a meeting that still takes cases, None for none."""
    now, line = desk.clock.now(), desk.knowledge.line
    cases = (case for about in same for case in unit.panel.list_about(about))
    return next((c for c in cases if now <= meeting_of(line, c.meeting_id).cut_off), None)


def a_panel(line: Line) -> PanelPlan:
    """Return the line's panel.

    Raises:
        Refused: it has none.
    """
    if line.panel is None:
        raise Refused(NO_PANEL)
    return line.panel


def meeting_of(line: Line, meeting_id: str) -> Meeting:
    """Return the meeting of a case, also where the line's rule was changed or taken out since."""
    day = date.fromisoformat(meeting_id)
    rule = line.panel.rule if line.panel else PanelRule(first=day, at=NOON)
    return meeting_on(day, rule, line)


def on_agenda(unit: Unit, team_id: str, case_id: str) -> Case:
    """Return a case that stands on an agenda.

    Raises:
        Refused: this team has none of that id, or it was taken back.
    """
    case = unit.panel.find(case_id)
    if case is None or case not in unit.panel.list_of_meeting(team_id, case.meeting_id):
        raise Refused(GONE)
    return case


def set_timer(unit: Unit, team_id: str, meeting: Meeting) -> None:
    """Have the agenda posted once the meeting takes no more cases; twice is the same as once."""
    due = meeting.cut_off + AFTER_CUT_OFF
    ref = f"{team_id}:{meeting.id}"
    unit.timers.set(f"{AGENDA}:{ref}:{_stamp(due)}", AGENDA, ref, due)


def _stamp(at: datetime) -> str:
    return f"{at.astimezone(LONDON):%Y-%m-%dT%H:%M}"


def _write_down(desk: Desk, unit: Unit, case: Case, actor: str, action: str) -> None:
    unit.audit.add(
        desk.clock.now(),
        case.team_id,
        actor=actor,
        action=action,
        object_id=case.id,
        about=case.about,
        meeting=case.meeting_id,
    )
