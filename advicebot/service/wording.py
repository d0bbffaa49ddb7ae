"""Instants as people in England say them, for sentences that a person reads."""

from datetime import datetime

from advicebot.domain.oncall.calendar import LONDON, london_day


def time_text(at: datetime) -> str:
    """Return an instant in London time, such as “Tuesday 24 November 2026, 08:00”."""
    local = at.astimezone(LONDON)
    return f"{local:%A} {local.day} {local:%B %Y}, {local:%H:%M}"


def span_text(start: datetime, end: datetime) -> str:
    """Return a span in London time; its day stands once when it ends on the day it starts."""
    if london_day(start) == london_day(end):
        return f"{time_text(start)} to {end.astimezone(LONDON):%H:%M}"
    return f"{time_text(start)} to {time_text(end)}"
