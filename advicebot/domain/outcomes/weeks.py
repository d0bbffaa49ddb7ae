"""The weeks of a line's terms, from Monday to Sunday in London."""

from datetime import date, datetime, timedelta

from advicebot.domain.line import Line, Term
from advicebot.domain.oncall.calendar import first_instant, is_school_day, london_day

_DAYS = 7


def weeks_of_term(term: Term, last: date) -> list[date]:
    """Return the Mondays from the week in which ``term`` begins to that of ``last``."""
    monday = term.first - timedelta(days=term.first.weekday())
    return [monday + timedelta(days=n) for n in range(0, (last - monday).days + 1, _DAYS)]


def term_of_week(monday: date, line: Line) -> Term | None:
    """Return the term that has a day in this week, None when none has."""
    sunday = monday + timedelta(days=_DAYS - 1)
    return next((t for t in line.terms if t.first <= sunday and monday <= t.last), None)


def is_school_week(monday: date, line: Line) -> bool:
    """True when any day of this week is a school day."""
    return any(is_school_day(monday + timedelta(days=n), line) for n in range(_DAYS))


def week_to_report(now: datetime, line: Line) -> date | None:
    """Return the Monday of the last school week that is over at ``now``, None before the first."""
    today = london_day(now)
    return last_school_week(today - timedelta(days=today.weekday()), line)


def last_school_week(monday: date, line: Line) -> date | None:
    """Return the Monday of the last school week before this one, None when there is none."""
    first = min((term.first for term in line.terms), default=monday)
    while (monday := monday - timedelta(days=_DAYS)) + timedelta(days=_DAYS) > first:
        if is_school_week(monday, line):
            return monday
    return None


def span_of_week(monday: date) -> tuple[datetime, datetime]:
    """Return when a week begins and ends in London, in UTC; the end is not included."""
    midnight = datetime.min.time()
    return first_instant(monday, midnight), first_instant(monday + timedelta(days=_DAYS), midnight)
