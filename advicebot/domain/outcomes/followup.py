"""When a teacher is asked what became of a pupil, and when the asking stops.

A school week is a week from Monday to Sunday with at least one school day. Follow-ups are counted
in those, so that two weeks of holiday are no weeks at all. What an answer may say is in
``answers``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from advicebot.domain.line import Line
from advicebot.domain.oncall.calendar import (
    add_school_days,
    first_instant,
    is_school_day,
    london_day,
    next_opening,
    next_school_day,
    nth_school_day,
)

ASK_AT = time(9, 30)
"""London: registration is over and the day's first lesson has settled."""
COLLAPSE_WITHIN = 5
"""Of two questions no more school days apart than this only the later one is asked."""
REMIND_AFTER = 3
"""School days from a question to its reminder, and from there to the next step."""
REMINDERS = 2
_WEEK = timedelta(weeks=1)


class FollowUpKind(StrEnum):
    """Which of a request's follow-ups it is, in the order in which they usually come."""

    TWO_WEEKS = "two-weeks"
    SIX_WEEKS = "six-weeks"
    END_OF_TERM = "end-of-term"


SCHOOL_WEEKS = {FollowUpKind.TWO_WEEKS: 2, FollowUpKind.SIX_WEEKS: 6}
BY_KIND = tuple(FollowUpKind)


class Whereabouts(StrEnum):
    """Where the pupil is, as the teacher says. ``suspended``: at any time since the last answer.

    ``off-site``: off-site direction or alternative provision. ``managed-move``: that, or another
    school. ``unknown``: the teacher does not know.
    """

    FULL_TIME = "full-time"
    PART_TIME_TIMETABLE = "part-time-timetable"
    SUSPENDED = "suspended"
    PERMANENTLY_EXCLUDED = "permanently-excluded"
    OFF_SITE = "off-site"
    MANAGED_MOVE = "managed-move"
    HOME_EDUCATED = "home-educated"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """One question about one pupil, and what was last said to it.

    Attributes:
        handoff_id: None when the request never went to a person.
        asked_at: None until it was first sent.
        reminded: how many reminders were sent, 0 to 2; ``reminded_at`` is when the last one was.
        answered_at: when the answer that stands was given, None while there is none.
        days_suspended: school days since the last answer, in halves; None when not said.
        risk: of exclusion, 0 to 10, None when not said.
        did_next_step: None when not said.
        helped: ids of the strategies that helped.
        stopped: the requester said “stop asking me”, or is no longer there to be asked.
        closed_unknown_at: when it was given up. An answer that comes later still stands.
    """

    id: str
    team_id: str
    request_id: str
    handoff_id: str | None
    requester: str
    kind: FollowUpKind
    due_at: datetime
    asked_at: datetime | None = None
    reminded: int = 0
    reminded_at: datetime | None = None
    answered_at: datetime | None = None
    whereabouts: Whereabouts | None = None
    days_suspended: float | None = None
    risk: int | None = None
    did_next_step: bool | None = None
    helped: tuple[str, ...] = ()
    stopped: bool = False
    closed_unknown_at: datetime | None = None

    @property
    def is_done(self) -> bool:
        """True once it was answered or given up: nothing more is sent."""
        return self.answered_at is not None or self.closed_unknown_at is not None


class Step(StrEnum):
    """What is done next with a follow-up. Only the first two send anything."""

    ASK = "ask"
    REMIND = "remind"
    CLOSE_AS_UNKNOWN = "close-as-unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """A step and the instant (UTC) from which on it is due."""

    step: Step
    at: datetime


def schedule(closed_at: datetime, line: Line) -> list[tuple[FollowUpKind, datetime]]:
    """Return when to ask after a request that ended at ``closed_at``: instants in UTC, in order.

    Two and six school weeks later, see ``school_weeks_after``, and on the last school day of that
    term: always on a school day within the line's hours, never past the last written term. Where
    two are no more than five school days apart, only the later one is asked. The end of a term
    that is as near to the closing itself is left out as well, unless it is all there is.
    """
    found = [
        (kind, due)
        for kind, weeks in SCHOOL_WEEKS.items()
        if (due := school_weeks_after(closed_at, weeks, line)) is not None
    ]
    if (last := _end_of_term(closed_at, line)) is not None:
        found.append((FollowUpKind.END_OF_TERM, last))
    kept = _collapsed(found, line)
    kind, due = kept[0] if kept else (None, closed_at)
    too_soon = school_days_between(closed_at, due, line) <= COLLAPSE_WITHIN
    if kind is FollowUpKind.END_OF_TERM and too_soon and len(kept) > 1:
        return kept[1:]
    return kept


def school_weeks_after(at: datetime, weeks: int, line: Line) -> datetime | None:
    """Return when to ask ``weeks`` school weeks after ``at``, None past the last written term.

    Counting starts on the first school day from ``at`` on. It is the same day of the week in the
    week that is the ``weeks``-th with any school day after that one; where that day is none (INSET,
    a bank holiday, a term that ends before it), the next school day.
    """
    start = _school_day_from(london_day(at), line)
    if start is None:
        return None
    monday = start - timedelta(days=start.weekday())
    end = max(term.last for term in line.terms)
    while weeks > 0:
        monday += _WEEK
        if monday > end:
            return None
        weeks -= _is_school_week(monday, line)
    day = _school_day_from(monday + timedelta(days=start.weekday()), line)
    return None if day is None else _within_hours(day, line)


def next_reminder(
    followup: FollowUp, now: datetime, line: Line, *, next_due: datetime | None = None
) -> NextStep | None:
    """Return what happens next with a follow-up, None when nothing more does.

    Nothing is sent outside a school day's hours: what has been missed waits for the next opening,
    so that a step is due as soon as its ``at`` is not after ``now``. There are two reminders, each
    three school days after the last message; three more and it is closed as unknown. It is closed
    at once when the requester wants no more of it, when no further term is written, and when
    ``next_due``, the next follow-up of the same request, is there first.
    """
    if followup.is_done:
        return None
    if followup.stopped:
        return NextStep(step=Step.CLOSE_AS_UNKNOWN, at=now)
    step = _planned(followup, now, line)
    is_overtaken = next_due is not None and next_due <= step.at
    if next_due is not None and is_overtaken:
        return NextStep(step=Step.CLOSE_AS_UNKNOWN, at=next_due)
    return step


def school_days_between(start: datetime, end: datetime, line: Line) -> int:
    """Return how many school days come after the day of ``start``, that of ``end`` included."""
    first, last = london_day(start), london_day(end)
    days = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
    return sum(is_school_day(day, line) for day in days)


def _planned(followup: FollowUp, now: datetime, line: Line) -> NextStep:
    heard = followup.reminded_at or followup.asked_at
    if heard is None:
        return _sent(Step.ASK, max(followup.due_at, now), line)
    day = nth_school_day(london_day(heard), REMIND_AFTER, line)
    if followup.reminded >= REMINDERS or day is None:
        end = add_school_days(heard, REMIND_AFTER, line)
        return NextStep(step=Step.CLOSE_AS_UNKNOWN, at=end)
    return _sent(Step.REMIND, max(_within_hours(day, line), now), line)


def _sent(step: Step, at: datetime, line: Line) -> NextStep:
    opening = next_opening(at, line)
    if opening is None:
        return NextStep(step=Step.CLOSE_AS_UNKNOWN, at=at)
    return NextStep(step=step, at=opening)


def _collapsed(
    found: Iterable[tuple[FollowUpKind, datetime]], line: Line
) -> list[tuple[FollowUpKind, datetime]]:
    """From the last one back, so that a chain of near ones does not swallow its own beginning."""
    kept: list[tuple[FollowUpKind, datetime]] = []
    for kind, due in sorted(found, key=lambda one: (one[1], BY_KIND.index(one[0])), reverse=True):
        if not kept or school_days_between(due, kept[0][1], line) > COLLAPSE_WITHIN:
            kept.insert(0, (kind, due))
    return kept


def _end_of_term(closed_at: datetime, line: Line) -> datetime | None:
    start = _school_day_from(london_day(closed_at), line)
    term = next((t for t in line.terms if start and t.first <= start <= t.last), None)
    if term is None or start is None:
        return None
    days = (term.last - timedelta(days=n) for n in range((term.last - start).days + 1))
    last = next(day for day in days if is_school_day(day, line))
    return _within_hours(last, line) if last > london_day(closed_at) else None


def _within_hours(day: date, line: Line) -> datetime:
    """Half past nine, or when the line opens where that is not within its hours."""
    opens, closes = time.fromisoformat(line.opens), time.fromisoformat(line.closes)
    return first_instant(day, ASK_AT if opens <= ASK_AT < closes else opens)


def _is_school_week(monday: date, line: Line) -> bool:
    return any(is_school_day(monday + timedelta(days=n), line) for n in range(7))


def _school_day_from(day: date, line: Line) -> date | None:
    return day if is_school_day(day, line) else next_school_day(day, line)
