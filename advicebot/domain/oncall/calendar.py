"""School days and hours of one line, and London wall-clock time on the nights the clocks change.

Instants come in with any offset and go out in UTC, except from ``on_day``.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from advicebot.domain.line import Line, Term

LONDON = ZoneInfo("Europe/London")
SATURDAY = 5
LOOK_AHEAD_DAYS = 120
"""Longer than any school holiday: past it the calendar has simply not been written yet."""
_DAY = timedelta(days=1)


def london_day(at: datetime) -> date:
    """Return the day that London's calendars show at an instant."""
    return at.astimezone(LONDON).date()


def long_date(day: date) -> str:
    """Return a date as people write it, such as “3 November 2026”."""
    return f"{day.day} {day:%B %Y}"


def is_school_day(day: date, line: Line) -> bool:
    """True on a weekday inside a term that is neither closed nor a bank holiday in England."""
    return day.weekday() < SATURDAY and is_term_day(day, line)


def is_term_day(day: date, line: Line) -> bool:
    """True on a school day, and on a weekend day inside a term that is not closed either."""
    if day in _bank_holidays(day.year):
        return False
    term = _term_of(day, line)
    return term is not None and all(closure.day != day for closure in term.closed)


def why_closed(day: date, line: Line) -> str | None:
    """Return in a few words why ``day`` is no school day, None when it is one.

    Such as “weekend”, “bank holiday (Boxing Day)”, “outside term”, or the reason that the line
    gives for a closed day, word for word. The first of these in this order that applies, but the
    line's own reason comes before “outside term”.
    """
    if day.weekday() >= SATURDAY:
        return "weekend"
    if name := _bank_holidays(day.year).get(day):
        return f"bank holiday ({name})"
    term = _term_of(day, line)
    if term is None:
        return "outside term"
    return next((closure.why for closure in term.closed if closure.day == day), None)


def next_school_day(day: date, line: Line) -> date | None:
    """Return the first school day after ``day``, None past the last of the line's terms."""
    for ahead in range(1, LOOK_AHEAD_DAYS + 1):
        later = day + timedelta(days=ahead)
        if is_school_day(later, line):
            return later
    return None


def nth_school_day(day: date, n: int, line: Line) -> date | None:
    """Return the ``n``-th school day after ``day``, None past the last of the line's terms.

    With 0 that is ``day`` itself, whatever day it is.
    """
    found: date | None = day
    for _ in range(n):
        if found is not None:
            found = next_school_day(found, line)
    return found


def add_school_days(at: datetime, n: int, line: Line) -> datetime:
    """Return the instant when London clocks show the same time ``n`` school days later.

    Past the last day of the last written term every weekday that is no bank holiday counts, so
    that nothing waits for ever because next year's terms have not been put in. With 0 it is ``at``.
    """
    local = at.astimezone(LONDON)
    day, left = local.date(), n
    while left > 0:
        day += _DAY
        left -= is_school_day(day, line) or _is_weekday_past_the_terms(day, line)
    return at.astimezone(UTC) if n <= 0 else first_instant(day, local.time())


def on_day(day: date, at: time) -> datetime:
    """Return the instant when London clocks show ``at`` on ``day``."""
    return datetime.combine(day, at, tzinfo=LONDON)


def is_staffed(at: datetime, line: Line) -> bool:
    """True when practitioners answer at this instant: a school day, within the line's hours."""
    local = at.astimezone(LONDON)
    opens, closes = time.fromisoformat(line.opens), time.fromisoformat(line.closes)
    return is_school_day(local.date(), line) and opens <= local.time() < closes


def next_opening(at: datetime, line: Line) -> datetime | None:
    """Return the first instant from ``at`` on that is staffed: ``at`` itself within the hours.

    None past the last of the line's terms. No weekday is guessed then: nobody has said that
    somebody will read it, so the caller has to say that the hours are not known yet.
    """
    if is_staffed(at, line):
        return at.astimezone(UTC)
    local, opens = at.astimezone(LONDON), time.fromisoformat(line.opens)
    if is_school_day(local.date(), line) and local.time() < opens:
        return first_instant(local.date(), opens)
    day = next_school_day(local.date(), line)
    return None if day is None else first_instant(day, opens)


def staffed_spans(start: datetime, end: datetime, line: Line) -> list[tuple[datetime, datetime]]:
    """Return when the line is staffed in [start, end), in order; ends are not included."""
    opens, closes = time.fromisoformat(line.opens), time.fromisoformat(line.closes)
    spans = []
    for day in days_between(start, end):
        if is_school_day(day, line):
            first = max(first_instant(day, opens), start.astimezone(UTC))
            last = min(last_instant(day, closes), end.astimezone(UTC))
            if first < last:
                spans.append((first, last))
    return spans


def days_between(start: datetime, end: datetime) -> list[date]:
    """Return every day in London that [start, end) touches, and the day of ``end``."""
    day, last = london_day(start), london_day(end)
    return [day + timedelta(days=n) for n in range((last - day).days + 1)]


def read_local(day: date, at: time) -> datetime:
    """Return the instant (UTC) that a person means by a time on a day.

    Raises:
        ValueError: that time does not exist or comes twice on that day, in a sentence that may be
            shown as it is. Clocks change at 01:00 GMT on the last Sundays of March and October:
            the Summer Time Order 2002, https://www.legislation.gov.uk/uksi/2002/262
    """
    earlier, later = first_instant(day, at), last_instant(day, at)
    when = f"{at:%H:%M} on {day.day} {day:%B %Y}"
    if earlier.astimezone(LONDON).time() != at.replace(tzinfo=None, fold=0):
        raise ValueError(
            f"{when} does not exist: the clocks go forward from 01:00 to 02:00 that night. "
            "Choose a time before 01:00, or 02:00 or later."
        )
    if earlier != later:
        raise ValueError(
            f"{when} comes twice: the clocks go back from 02:00 to 01:00 that night. "
            "Choose a time before 01:00, or 02:00 or later."
        )
    return earlier


def first_instant(day: date, at: time) -> datetime:
    """Return when London clocks first show ``at`` on ``day``, in UTC.

    For a time that the clocks leap over it is the instant of the leap.
    """
    return _instant(day, at, fold=0)


def last_instant(day: date, at: time) -> datetime:
    """Return when London clocks show ``at`` on ``day`` for the last time, in UTC.

    For a time that the clocks leap over it is the instant of the leap.
    """
    return _instant(day, at, fold=1)


def _instant(day: date, at: time, *, fold: int) -> datetime:
    wall = datetime.combine(day, at.replace(fold=fold), tzinfo=LONDON)
    instant = wall.astimezone(UTC)
    if instant.astimezone(LONDON).replace(tzinfo=None, fold=0) == wall.replace(tzinfo=None, fold=0):
        return instant
    # London leaps at 01:00 GMT, over the hour that would have begun then.
    return datetime.combine(day, time(1), tzinfo=UTC)


def _term_of(day: date, line: Line) -> Term | None:
    return next((term for term in line.terms if term.first <= day <= term.last), None)


def _is_weekday_past_the_terms(day: date, line: Line) -> bool:
    is_past = all(term.last < day for term in line.terms)
    return is_past and day.weekday() < SATURDAY and day not in _bank_holidays(day.year)


@lru_cache(maxsize=16)
def _bank_holidays(year: int) -> Mapping[date, str]:
    days = holidays.country_holidays("GB", subdiv="ENG", years=year, language="en_GB")
    return {day: name.replace(" (observed)", ", substitute day") for day, name in days.items()}
