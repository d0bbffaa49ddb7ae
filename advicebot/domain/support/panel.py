"""A local problem-solving panel: cases put to it without names, and what it decides.

The panel's members come from many schools, so what they read must not tell whose pupil it is: no
names, no school, an age band in place of a year. How texts are made so is in ``anonymous``, when
the panel meets in ``panel_calendar``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum
from hashlib import sha256

from advicebot.domain.line import Line
from advicebot.domain.oncall.calendar import LONDON, add_school_days, first_instant, next_opening
from advicebot.domain.support.anonymous import Redact, anonymous
from advicebot.domain.support.need_words import NEED_WORDS
from advicebot.domain.support.panel_calendar import Meeting
from advicebot.domain.support.referral import has_words
from advicebot.domain.vocabulary import Need, Phase

FEWEST_WITH_PHASES = 3
"""With fewer cases than this an age band could tell whose pupil it is, and is left out."""
REMIND_AFTER_SCHOOL_DAYS = 5
"""School days from one question about an open decision to the next."""


class PanelError(ValueError):
    """Something that cannot be put to the panel or decided; a plain sentence that may be shown."""


class PhaseBand(StrEnum):
    """A pupil's age as roughly as a panel needs it."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    POST_16 = "post-16"


BAND_OF: Mapping[Phase, PhaseBand] = {
    Phase.EARLY_YEARS: PhaseBand.PRIMARY,
    Phase.KS1: PhaseBand.PRIMARY,
    Phase.KS2: PhaseBand.PRIMARY,
    Phase.KS3: PhaseBand.SECONDARY,
    Phase.KS4: PhaseBand.SECONDARY,
    Phase.POST_16: PhaseBand.POST_16,
}
"""An unknown phase has no band."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A pupil's situation put to one meeting by a practitioner or a lead.

    ``reference`` is the panel's own, such as “P-12”: the request's would be known to its school.
    ``about`` is the id of the request or referral, never shown. Texts come in redacted.
    """

    id: str
    team_id: str
    reference: str
    about: str
    meeting_id: str
    phase: Phase = Phase.UNKNOWN
    needs: tuple[Need, ...] = ()
    tried: str = ""
    question: str
    put_by: str
    put_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaItem:
    """One case as the panel reads it. ``band`` None: not known, or not shown."""

    reference: str
    band: PhaseBand | None
    needs: tuple[str, ...]
    tried: str
    question: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """What is posted before a meeting. Without ``shows_bands`` there are too few cases for ages."""

    meeting: Meeting
    items: tuple[AgendaItem, ...]
    shows_bands: bool


def check_case(case: Case, meeting: Meeting) -> None:
    """Refuse a case that the panel could do nothing with, or that comes too late for a meeting.

    Raises:
        PanelError: it names another meeting, asks nothing, or was put after the cut-off.
    """
    if case.meeting_id != meeting.id:
        raise PanelError("This case is for another meeting of the panel.")
    if not has_words(case.question):
        raise PanelError("Write what the panel should help with, in one question.")
    if case.put_at > meeting.cut_off:
        until = meeting.cut_off.astimezone(LONDON)
        raise PanelError(
            f"Cases for the meeting on {meeting.on.day} {meeting.on:%B} were taken until "
            f"{until.day} {until:%B}, {until:%H:%M}. Put it to the next one."
        )


def agenda(meeting: Meeting, cases: Iterable[Case], *, redact: Redact) -> Agenda:
    """Return the agenda of a meeting: its cases in time, each once, and nothing that tells whose.

    The order is the same however often it is made and whichever order the cases come in, and says
    nothing of when a case was put or by whom. The same texts always come out the same.
    """
    taken = {
        case.id: case
        for case in cases
        if case.meeting_id == meeting.id and case.put_at <= meeting.cut_off
    }
    shows_bands = len(taken) >= FEWEST_WITH_PHASES
    ordered = sorted(taken.values(), key=lambda case: _shuffled(meeting, case))
    return Agenda(
        meeting=meeting,
        items=tuple(_item(case, redact, shows_bands=shows_bands) for case in ordered),
        shows_bands=shows_bands,
    )


def _shuffled(meeting: Meeting, case: Case) -> str:
    return sha256(f"{meeting.id}\0{case.id}".encode()).hexdigest()


def _item(case: Case, redact: Redact, *, shows_bands: bool) -> AgendaItem:
    return AgendaItem(
        reference=case.reference,
        band=BAND_OF.get(case.phase) if shows_bands else None,
        needs=tuple(NEED_WORDS[need] for need in Need if need in case.needs),
        tried=anonymous(case.tried, redact=redact, with_stages=shows_bands),
        question=anonymous(case.question, redact=redact, with_stages=shows_bands),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What the panel decided in a case: what is done, by whom, by when, and the school's own part.

    ``who`` is a Slack user id or a service's name. ``asked`` counts how often it was followed up,
    at ``asked_at`` last. ``done`` says what came of it, "" while it is open.
    """

    id: str
    team_id: str
    case_id: str
    what: str
    who: str
    by_when: date
    school_does: str
    decided_on: date
    asked: int = 0
    asked_at: datetime | None = None
    done: str = ""
    done_at: datetime | None = None
    version: int = 1

    @property
    def is_open(self) -> bool:
        """True until somebody says what came of it."""
        return self.done_at is None


def check_decision(decision: Decision) -> None:
    """Refuse a decision that nobody could follow up.

    Raises:
        PanelError: it lacks what, who or the school's part, or its day is before the meeting.
    """
    for text, what in (
        (decision.what, "what is to be done"),
        (decision.who, "who does it"),
        (decision.school_does, "what the school contributes"),
    ):
        if not has_words(text):
            raise PanelError(f"Write {what}; without it nobody can follow it up.")
    if decision.by_when < decision.decided_on:
        raise PanelError("The day by which it is done is before the meeting; choose a later one.")


class FollowUp(StrEnum):
    """Who is asked about an open decision, in this order; after the lead nobody is."""

    WHO = "who"
    WHO_AGAIN = "who-again"
    LEAD = "lead"


_ORDER = tuple(FollowUp)


def follow_up_at(decision: Decision, line: Line) -> datetime | None:
    """Return when the decision is asked about next, None when it is done or the lead has been.

    That is the morning of its day or of the next school day after it, then every
    ``REMIND_AFTER_SCHOOL_DAYS``.
    """
    if not decision.is_open or decision.asked >= len(_ORDER):
        return None
    due = first_instant(decision.by_when, time.fromisoformat(line.opens))
    if decision.asked_at is not None:
        due = add_school_days(decision.asked_at, REMIND_AFTER_SCHOOL_DAYS, line)
    return next_opening(due, line) or due


def follow_up_due(decision: Decision, *, now: datetime, line: Line) -> FollowUp | None:
    """Return who is asked about the decision now, None when nobody is."""
    due = follow_up_at(decision, line)
    opening = next_opening(now, line)
    is_now = due is not None and due <= now and (opening is None or opening <= now)
    return _ORDER[decision.asked] if is_now else None


def followed_up(decision: Decision, *, now: datetime) -> Decision:
    """Return the decision with one more question about it noted."""
    return replace(decision, asked=decision.asked + 1, asked_at=now)


def done(decision: Decision, what_came_of_it: str, *, now: datetime) -> Decision:
    """Return the decision as done.

    Raises:
        PanelError: nothing is said of what came of it, or that has been said before.
    """
    if not decision.is_open:
        raise PanelError("What came of this decision has been written down already.")
    if not has_words(what_came_of_it):
        raise PanelError("Say in a few words what came of it; “not done, because ...” counts.")
    return replace(decision, done=what_came_of_it, done_at=now)
