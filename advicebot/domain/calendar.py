"""School days and hours of one line, in London wall-clock time."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from advicebot.domain.knowledge import Line

LONDON = ZoneInfo("Europe/London")
SATURDAY = 5
LOOK_AHEAD_DAYS = 120
"""Longer than any school holiday: past it the calendar has simply not been written yet."""


def is_school_day(day: date, line: Line) -> bool:
    """True on a weekday inside a term that is neither closed nor a bank holiday in England."""
    if day.weekday() >= SATURDAY or day in _bank_holidays(day.year):
        return False
    return any(term.first <= day <= term.last and day not in term.closed for term in line.terms)


def next_school_day(day: date, line: Line) -> date | None:
    """Return the first school day after ``day``, None past the last of the line's terms."""
    for ahead in range(1, LOOK_AHEAD_DAYS + 1):
        later = day + timedelta(days=ahead)
        if is_school_day(later, line):
            return later
    return None


def on_day(day: date, at: time) -> datetime:
    """Return the instant when London clocks show ``at`` on ``day``."""
    return datetime.combine(day, at, tzinfo=LONDON)


def is_staffed(at: datetime, line: Line) -> bool:
    """True when practitioners answer at this instant: a school day, within the line's hours."""
    local = at.astimezone(LONDON)
    opens, closes = time.fromisoformat(line.opens), time.fromisoformat(line.closes)
    return is_school_day(local.date(), line) and opens <= local.time() < closes


@lru_cache(maxsize=8)
def _bank_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))
