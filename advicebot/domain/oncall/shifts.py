"""What a rota is made of: weekly shifts, dated shifts, and the overrides that win over both.

Who that puts on call is in ``rota``. Instants are UTC, ends not included.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from advicebot.domain.oncall.calendar import first_instant, last_instant
from advicebot.domain.oncall.spans import Span, common


class Tier(StrEnum):
    """Who is paged first, and who stands behind them."""

    PRIMARY = "primary"
    BACK_UP = "back-up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """One dated stint, such as from a calendar file. It holds on any day, holidays too."""

    id: str
    tier: Tier
    user_id: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeklyShift:
    """A stint that comes every week, in London wall-clock time; 0 is Monday.

    ``ends`` at or before ``starts`` is on the next day. It begins on days from ``first`` to
    ``last``, both included; None means for good. Nobody is on in a holiday, on a closed day or on a
    bank holiday: what counts is the day it starts. On a weekend day it holds in the weeks of term.
    """

    id: str
    tier: Tier
    user_id: str
    weekday: int
    starts: time
    ends: time
    first: date
    last: date | None


class OverrideWhy(StrEnum):
    """Why somebody else is on than the shifts say."""

    COVER = "cover"
    TAKEOVER = "takeover"
    SICK = "sick"
    SWAP = "swap"
    UNCONFIRMED = "unconfirmed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """While it lasts only ``user_id`` is on in its tier, whatever the shifts say.

    An empty one (it ends when it starts or before) never holds.
    """

    id: str
    tier: Tier
    user_id: str
    starts_at: datetime
    ends_at: datetime
    why: OverrideWhy
    made_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rota:
    """Everything that decides who is on call, in any order."""

    weekly: tuple[WeeklyShift, ...] = ()
    dated: tuple[Shift, ...] = ()
    overrides: tuple[Override, ...] = ()


def clash(rota: Rota, override: Override) -> Override | None:
    """Return the earliest override that a new one of its tier overlaps, None when there is none.

    An override with the same id is the one that the new one replaces, and does not count.
    """
    new = (override.starts_at, override.ends_at)
    clashing = [
        each
        for each in rota.overrides
        if each.tier is override.tier and each.id != override.id
        if common((each.starts_at, each.ends_at), new)
    ]
    return min(clashing, key=lambda each: (each.starts_at, each.id), default=None)


def truncated(override: Override, at: datetime) -> Override:
    """Return the override ended at ``at``: unchanged if over by then, empty if not yet begun."""
    return replace(override, ends_at=min(override.ends_at, max(override.starts_at, at)))


def span_on(shift: WeeklyShift, day: date) -> Span:
    """Return from when to when a weekly shift that starts on ``day`` lasts.

    Whether it is in force that day is not asked. When the clocks change, a start that comes twice
    is the first one and an end that comes twice is the last one, so that nobody is left uncovered;
    a time that the clocks leap over is the instant of the leap. A shift that the clocks leap over
    whole is empty.
    """
    last = day if shift.starts < shift.ends else day + timedelta(days=1)
    return first_instant(day, shift.starts), last_instant(last, shift.ends)
