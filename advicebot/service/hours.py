"""When practitioners answer, and what waits until they do."""

from datetime import UTC, datetime, time, timedelta

from advicebot.domain.handoff import Handoff
from advicebot.domain.oncall.calendar import (
    LONDON,
    add_school_days,
    first_instant,
    london_day,
    next_opening,
    on_day,
)
from advicebot.domain.vocabulary import Urgency
from advicebot.service.desk import Desk

CLOCKS_DIFFER = timedelta(minutes=2)
"""What opens so soon is open: for another process, whose clock is ahead, it may be already. Else
one would page and the other park, again and again until the line opens for both.
"""
NOON = time(12)
_DAY = timedelta(days=1)


def opening_from(desk: Desk, at: datetime) -> datetime:
    """Return the next instant from ``at`` on at which practitioners answer.

    Past the last term that was written down, the next weekday: nothing may wait for ever because
    next year's terms were not put in.
    """
    line = desk.knowledge.line
    known = next_opening(at, line)
    if known is not None:
        return known
    local, opens = at.astimezone(LONDON), time.fromisoformat(line.opens)
    day = local.date()
    if local.time() >= time.fromisoformat(line.closes):
        day += _DAY
    counted = london_day(add_school_days(on_day(day - _DAY, NOON), 1, line))
    return max(first_instant(counted, opens), at.astimezone(UTC))


def must_wait(desk: Desk, handoff: Handoff, at: datetime) -> bool:
    """True when nobody is bothered with this before the next opening: no emergency, and closed."""
    is_emergency = handoff.urgency is Urgency.EMERGENCY
    return not is_emergency and opening_from(desk, at) - at > CLOCKS_DIFFER
