"""When the local problem-solving panel meets, and until when a case can be put to it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from advicebot.domain.line import Line
from advicebot.domain.oncall.calendar import first_instant, is_school_day, london_day
from advicebot.domain.support.panel_rule import PanelRule

_LOOK_AHEAD = timedelta(weeks=60)
"""More than a school year: past it no term has been written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """One meeting. ``id`` is its day, ``at`` its start, ``cut_off`` the last instant for cases."""

    id: str
    on: date
    at: datetime
    cut_off: datetime


def next_meeting(
    rule: PanelRule, now: datetime, line: Line, *, taking_cases: bool = False
) -> Meeting | None:
    """Return the first meeting that starts after ``now``, None past the last of the line's terms.

    A meeting that would fall on a day without school is left out, not moved. With ``taking_cases``
    it is the first whose cut-off is not past: the one that a case put now comes to.
    """
    today = london_day(now)
    step = timedelta(weeks=rule.every_weeks)
    day = rule.first + step * ((today - rule.first) // step)
    while day <= today + _LOOK_AHEAD:
        if is_school_day(day, line):
            meeting = meeting_on(day, rule, line)
            if meeting.at > now and not (taking_cases and meeting.cut_off < now):
                return meeting
        day += step
    return None


def meeting_on(day: date, rule: PanelRule, line: Line) -> Meeting:
    """Return the meeting of a day on which the panel meets, or met before its rule was changed."""
    last_day = _school_days_before(day, rule.cut_off_school_days, line)
    return Meeting(
        id=day.isoformat(),
        on=day,
        at=first_instant(day, rule.at).astimezone(UTC),
        cut_off=first_instant(last_day, rule.at).astimezone(UTC),
    )


def _school_days_before(day: date, n: int, line: Line) -> date:
    """Return the n-th school day before, or the day before a term that has fewer behind it."""
    found, left = day, n
    earliest = min(term.first for term in line.terms)
    while left > 0 and found > earliest:
        found -= timedelta(days=1)
        left -= is_school_day(found, line)
    return found
