"""Who is on call when, and what is wrong with that: nobody, nobody who can be reached, too many.

All of the rota can be imported from here. Instants are UTC, ends not included.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from advicebot.domain.line import Line
from advicebot.domain.oncall.calendar import days_between, is_term_day, staffed_spans
from advicebot.domain.oncall.shifts import (
    Override,
    OverrideWhy,
    Rota,
    Shift,
    Tier,
    WeeklyShift,
    clash,
    span_on,
    truncated,
)
from advicebot.domain.oncall.spans import Span, common, merged, without

__all__ = [
    "Gap",
    "Overlap",
    "Override",
    "OverrideWhy",
    "Rota",
    "Shift",
    "Stint",
    "Tier",
    "WeeklyShift",
    "clash",
    "gaps",
    "on_call",
    "overlaps",
    "span_on",
    "stints",
    "truncated",
]
_DAY = timedelta(days=1)
_INSTANT = timedelta.resolution
_TIERS = tuple(Tier)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stint:
    """Who is really on, after overrides. One of ``override_id`` and ``shift_id`` says by what."""

    tier: Tier
    user_id: str
    starts_at: datetime
    ends_at: datetime
    override_id: str | None
    shift_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Staffed time in which a page to a tier reaches nobody.

    ``unreachable`` are those who are on in some of it but cannot be reached, by id; () when nobody
    is on in any of it.
    """

    tier: Tier
    starts_at: datetime
    ends_at: datetime
    unreachable: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """Two or more people in one tier by shifts alone, or one person who is on in both tiers.

    ``tier`` None stands for both tiers; ``users`` is one person then.
    """

    tier: Tier | None
    users: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime


def stints(rota: Rota, start: datetime, end: datetime, line: Line) -> list[Stint]:
    """Return who is on in [start, end), clipped to it, by start, then tier, then person.

    Several at once when shifts overlap, or when overrides do that should have been refused.
    """
    window = (start.astimezone(UTC), end.astimezone(UTC))
    found = [stint for tier in Tier for stint in _stints(rota, tier, window, line)]
    return sorted(found, key=_by_start)


def on_call(rota: Rota, tier: Tier, at: datetime, line: Line) -> tuple[str, ...]:
    """Return who is on in a tier at an instant, each once, by id; () when nobody is."""
    start = at.astimezone(UTC)
    window = (start, start + _INSTANT)
    return tuple(sorted({each.user_id for each in _stints(rota, tier, window, line)}))


def gaps(
    rota: Rota,
    start: datetime,
    end: datetime,
    line: Line,
    *,
    unreachable: frozenset[str] = frozenset(),
) -> list[Gap]:
    """Return the staffed time in [start, end) in which a tier has nobody who can be reached.

    Exactly that time, in as few gaps as it takes, by start and then tier. Time outside the hours
    of the line is never a gap. ``unreachable`` are people who left or cannot be messaged.
    """
    staffed = staffed_spans(start, end, line)
    on = stints(rota, start, end, line)
    found = [
        gap
        for tier in Tier
        for gap in _gaps(tier, staffed, [each for each in on if each.tier is tier], unreachable)
    ]
    return sorted(found, key=lambda gap: (gap.starts_at, _TIERS.index(gap.tier)))


def overlaps(rota: Rota, start: datetime, end: datetime, line: Line) -> list[Overlap]:
    """Return when in [start, end) more people are on in a tier than one, or one in both tiers.

    Within a tier the shifts alone count: an override is there to put somebody in their place. One
    person in both tiers is looked for after overrides: a page to both would reach one.
    """
    by_shifts = stints(replace(rota, overrides=()), start, end, line)
    found = [
        overlap
        for tier in Tier
        for overlap in _crowds(tier, [each for each in by_shifts if each.tier is tier])
    ]
    found += _in_both_tiers(stints(rota, start, end, line))
    return sorted(found, key=lambda each: (each.starts_at, each.tier or "", each.users))


def _gaps(
    tier: Tier, staffed: list[Span], on: list[Stint], unreachable: frozenset[str]
) -> Iterator[Gap]:
    reached = merged(_span(each) for each in on if each.user_id not in unreachable)
    missed = [each for each in on if each.user_id in unreachable]
    for span in merged(hole for hours in staffed for hole in without(hours, reached)):
        users = {each.user_id for each in missed if common(_span(each), span)}
        yield Gap(tier=tier, starts_at=span[0], ends_at=span[1], unreachable=tuple(sorted(users)))


def _crowds(tier: Tier, on: list[Stint]) -> Iterator[Overlap]:
    """Between two edges nothing changes; pieces with the same people that touch are joined."""
    edges = sorted({edge for each in on for edge in _span(each)})
    pieces: dict[tuple[str, ...], list[Span]] = {}
    for piece in pairwise(edges):
        users = tuple(sorted({each.user_id for each in on if common(_span(each), piece)}))
        if len(users) > 1:
            pieces.setdefault(users, []).append(piece)
    for users, spans in pieces.items():
        for first, last in merged(spans):
            yield Overlap(tier=tier, users=users, starts_at=first, ends_at=last)


def _in_both_tiers(on: list[Stint]) -> Iterator[Overlap]:
    for user in {each.user_id for each in on}:
        primary, back_up = (
            merged(_span(each) for each in on if each.user_id == user and each.tier is tier)
            for tier in Tier
        )
        for one in primary:
            for both in (common(one, other) for other in back_up):
                if both:
                    yield Overlap(tier=None, users=(user,), starts_at=both[0], ends_at=both[1])


def _span(stint: Stint) -> Span:
    return stint.starts_at, stint.ends_at


def _by_start(stint: Stint) -> tuple[datetime, int, str, str]:
    by = stint.override_id or stint.shift_id or ""
    return stint.starts_at, _TIERS.index(stint.tier), stint.user_id, by


def _stints(rota: Rota, tier: Tier, window: Span, line: Line) -> Iterator[Stint]:
    overriding = []
    for each in rota.overrides:
        span = common((each.starts_at, each.ends_at), window) if each.tier is tier else None
        if span:
            overriding.append(span)
            yield _stint(tier, each.user_id, span, override_id=each.id)
    taken = merged(overriding)
    for shift, whole in _shifts(rota, tier, window, line):
        span = common(whole, window)
        for piece in without(span, taken) if span else ():
            yield _stint(tier, shift.user_id, piece, shift_id=shift.id)


def _stint(
    tier: Tier,
    user_id: str,
    span: Span,
    *,
    override_id: str | None = None,
    shift_id: str | None = None,
) -> Stint:
    start, end = span
    return Stint(
        tier=tier,
        user_id=user_id,
        starts_at=start.astimezone(UTC),
        ends_at=end.astimezone(UTC),
        override_id=override_id,
        shift_id=shift_id,
    )


def _shifts(
    rota: Rota, tier: Tier, window: Span, line: Line
) -> Iterator[tuple[Shift | WeeklyShift, Span]]:
    """Yield each shift of a tier that may touch the window; one of the day before may run on."""
    for dated in rota.dated:
        if dated.tier is tier:
            yield dated, (dated.starts_at, dated.ends_at)
    weekly = [each for each in rota.weekly if each.tier is tier]
    days = days_between(*window) if weekly else []
    for day in [*(each - _DAY for each in days[:1]), *days]:
        today = [each for each in weekly if _falls_on(each, day)]
        if today and is_term_day(day, line):
            yield from ((each, span_on(each, day)) for each in today)


def _falls_on(shift: WeeklyShift, day: date) -> bool:
    if shift.weekday != day.weekday() or day < shift.first:
        return False
    return shift.last is None or day <= shift.last
