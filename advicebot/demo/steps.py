"""The ways the demo's clock can be moved, so that a term passes in a few presses."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from datetime import time as wall_time

from advicebot.domain.line import Line
from advicebot.domain.oncall.calendar import (
    LONDON,
    LOOK_AHEAD_DAYS,
    first_instant,
    is_school_day,
    london_day,
    next_school_day,
    on_day,
)
from advicebot.domain.outcomes.followup import school_weeks_after
from advicebot.workspace.config import ClockStep

LATER = (3, 10, 60)
SCHOOL_WEEKS = 2
MORNING = wall_time(10)
"""By then whatever is due on a school morning is due."""
DIGEST_AT = wall_time(8)
BEDTIME = wall_time(22)

Move = Callable[[datetime], datetime]


def clock_steps(line: Line) -> list[ClockStep]:
    """Return the ways the demo's clock can be moved.

    Those that name school days, weeks or terms land within the line's hours, at the present time of
    day or at ten. Past the last term that is written down they do not move the clock.
    """
    return [
        *(ClockStep(label=f"+{n} minutes", move=_later(n)) for n in LATER),
        ClockStep(label="Tonight 22:00", move=_tonight),
        ClockStep(label="+1 school day", move=lambda now: _next_school_day(now, line)),
        ClockStep(label="Next Monday 08:00", move=lambda now: _next_monday(now, line)),
        ClockStep(label="+2 school weeks", move=lambda now: _school_weeks(now, line)),
        ClockStep(label="End of term", move=lambda now: _end_of_term(now, line)),
    ]


def _later(minutes: int) -> Move:
    return lambda now: now + timedelta(minutes=minutes)


def _tonight(now: datetime) -> datetime:
    today = on_day(london_day(now), BEDTIME)
    return today if today > now else on_day(london_day(now) + timedelta(days=1), BEDTIME)


def _next_school_day(now: datetime, line: Line) -> datetime:
    day = next_school_day(london_day(now), line)
    return now if day is None else _within_hours(day, now, line)


def _next_monday(now: datetime, line: Line) -> datetime:
    """The next Monday on which there is school; in a holiday that is the first one after it."""
    today = london_day(now)
    monday = today + timedelta(days=7 - today.weekday())
    ahead = (monday + timedelta(days=n) for n in range(0, LOOK_AHEAD_DAYS, 7))
    day = next((each for each in ahead if is_school_day(each, line)), None)
    return now if day is None else first_instant(day, DIGEST_AT)


def _school_weeks(now: datetime, line: Line) -> datetime:
    due = school_weeks_after(now, SCHOOL_WEEKS, line)
    return now if due is None else _within_hours(london_day(due), now, line)


def _end_of_term(now: datetime, line: Line) -> datetime:
    """The last school day of this term, or of the next one when that morning is past."""
    for term in line.terms:
        days = (term.last - timedelta(days=n) for n in range((term.last - term.first).days + 1))
        last = next((day for day in days if is_school_day(day, line)), None)
        if last is not None and (end := first_instant(last, MORNING)) > now:
            return end
    return now


def _within_hours(day: date, now: datetime, line: Line) -> datetime:
    """The same time of day where that is between ten and closing time, else ten."""
    clock = now.astimezone(LONDON).time()
    closes = wall_time.fromisoformat(line.closes)
    return first_instant(day, clock if MORNING <= clock < closes else MORNING).astimezone(UTC)
