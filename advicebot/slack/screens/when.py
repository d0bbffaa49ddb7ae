"""Instants and days in words: London wall-clock time, the same for every reader.

A rota is read out and planned by; a time that each reader's own Slack turns into theirs would not
be the one on the wall of the school.
"""

from datetime import date, datetime, time, timedelta

from advicebot.domain.oncall.calendar import LONDON, first_instant, last_instant, london_day

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MIDNIGHT = time(0)


def day_words(day: date) -> str:
    """Return a day such as “Tuesday 24 November”."""
    return f"{day:%A} {day.day} {day:%B}"


def time_words(at: datetime) -> str:
    """Return the time on London's clocks, such as “08:00”; one that comes twice says which."""
    local = at.astimezone(LONDON)
    wall = local.time().replace(fold=0)
    if first_instant(local.date(), wall) == last_instant(local.date(), wall):
        return f"{local:%H:%M}"
    which = "after" if local.fold else "before"
    return f"{local:%H:%M} ({which} the clocks go back)"


def moment_words(at: datetime) -> str:
    """Return an instant such as “Tuesday 24 November, 08:00”."""
    return f"{day_words(london_day(at))}, {time_words(at)}"


def span_words(start: datetime, end: datetime) -> str:
    """Return a span such as “Tuesday 24 November, 08:00 to 17:00”."""
    return f"{moment_words(start)} to {end_words(start, end)}"


def end_words(start: datetime, end: datetime) -> str:
    """Return the end of a span: its day only where it is another one than that of ``start``."""
    first, last = start.astimezone(LONDON), end.astimezone(LONDON)
    if first.date() == last.date():
        return time_words(end)
    if last.time() == MIDNIGHT and last.date() == first.date() + timedelta(days=1):
        return "midnight"
    return moment_words(end)
