"""When the local problem-solving panel meets, and until when a case can be put to it."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from advicebot.domain.knowledge import Line
from advicebot.domain.oncall.calendar import LONDON, first_instant, is_school_day

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
_EVERY = {"": 1, "second": 2, "other": 2, "third": 3, "fourth": 4}
_RULE = re.compile(
    rf"every (?:(?P<every>second|other|third|fourth) )?(?P<day>{'|'.join(_DAYS)})"
    r"(?: at)? (?P<hour>[01]?\d|2[0-3])[:.](?P<minute>[0-5]\d)(?: in term(?: time)?)?"
)
_LOOK_AHEAD = timedelta(weeks=60)
"""More than a school year: past it no term has been written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelRule:
    """How often the panel meets: every so many weeks on the weekday of ``first``, London time.

    ``first`` is the day of one meeting, from which the weeks are counted both ways. Cases are taken
    until ``cut_off_school_days`` school days before a meeting, at the time of the meeting.
    """

    first: date
    at: time
    every_weeks: int = 1
    cut_off_school_days: int = 2

    def __post_init__(self) -> None:
        """A rule that never comes round would be noticed only when a case was lost."""
        if self.every_weeks < 1:
            raise ValueError(
                f"the panel meets every {self.every_weeks} weeks; it must be 1 or more"
            )
        if self.cut_off_school_days < 0:
            raise ValueError(
                f"the cut-off is {self.cut_off_school_days} days; it must be 0 or more"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """One meeting. ``id`` is its day, ``at`` its start, ``cut_off`` the last instant for cases."""

    id: str
    on: date
    at: datetime
    cut_off: datetime


def read_rule(text: str, *, first: date, cut_off_school_days: int = 2) -> PanelRule:
    """Return the rule that words such as “every second Wednesday 14:00 in term” stand for.

    Raises:
        ValueError: the words are no such rule, or ``first`` is another weekday; a plain sentence.
    """
    found = _RULE.fullmatch(" ".join(text.casefold().split()))
    if found is None:
        raise ValueError(
            f"“{text}” is no rule for a meeting; write it like “every second Wednesday 14:00”"
        )
    if first.weekday() != _DAYS.index(found["day"]):
        raise ValueError(
            f"the rule says {found['day'].title()} but {first} is a {first:%A}; give the day of "
            "one meeting, so that the weeks can be counted"
        )
    return PanelRule(
        first=first,
        at=time(int(found["hour"]), int(found["minute"])),
        every_weeks=_EVERY[found["every"] or ""],
        cut_off_school_days=cut_off_school_days,
    )


def next_meeting(
    rule: PanelRule, now: datetime, line: Line, *, taking_cases: bool = False
) -> Meeting | None:
    """Return the first meeting that starts after ``now``, None past the last of the line's terms.

    A meeting that would fall on a day without school is left out, not moved. With ``taking_cases``
    it is the first whose cut-off is not past: the one that a case put now comes to.
    """
    today = now.astimezone(LONDON).date()
    step = timedelta(weeks=rule.every_weeks)
    day = rule.first + step * ((today - rule.first) // step)
    while day <= today + _LOOK_AHEAD:
        if is_school_day(day, line):
            meeting = _meeting_on(day, rule, line)
            if meeting.at > now and not (taking_cases and meeting.cut_off < now):
                return meeting
        day += step
    return None


def _meeting_on(day: date, rule: PanelRule, line: Line) -> Meeting:
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
