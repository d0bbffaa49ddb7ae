"""What is wrong with the rota ahead: uncovered time, overlaps, people who cannot be reached.

Looked for when something changes and once a day; said in the on-call channel, nothing twice a day.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from advicebot.domain.oncall.calendar import is_staffed, london_day
from advicebot.domain.oncall.duty import Practitioner
from advicebot.domain.oncall.rota import Gap, Overlap, Rota, Tier, gaps, overlaps, stints
from advicebot.domain.oncall.spans import Span, merged, without
from advicebot.errors import Refused
from advicebot.service.desk import Desk
from advicebot.service.ports import Unit
from advicebot.service.rota_lines import RotaLine, plain, tell

AHEAD = timedelta(days=14)
MOST_SHOWN = 10
PULSE = "rota-report"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutOfReach:
    """Somebody on the rota whom a page would not reach.

    ``why`` is "left", "unknown" (never seen in the on-call channel), or why the bot cannot message
    them. ``stints`` counts how often they are on in the time looked at, from ``first_at``.
    """

    user_id: str
    why: str
    stints: int
    first_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RotaReport:
    """What is wrong with the rota from ``starts_at`` to ``ends_at``; each by start."""

    starts_at: datetime
    ends_at: datetime
    gaps: tuple[Gap, ...]
    overlaps: tuple[Overlap, ...]
    unreachable: tuple[OutOfReach, ...]

    @property
    def is_clear(self) -> bool:
        """True when nothing is wrong."""
        return not (self.gaps or self.overlaps or self.unreachable)


def look_ahead(desk: Desk, team_id: str, days: int = 14) -> RotaReport:
    """Return what is wrong with the rota from now on, for so many days."""
    with desk.work.read() as unit:
        start = desk.clock.now()
        return report_on(desk, unit, team_id, (start, start + timedelta(days=days)))


def report_on(desk: Desk, unit: Unit, team_id: str, window: Span) -> RotaReport:
    """Return what is wrong with the rota in a span of time, inside an open transaction."""
    start, end = window
    rota = unit.shifts.rota(team_id, start, end)
    people = unit.practitioners.list_all(team_id)
    line = desk.knowledge.line
    on = stints(rota, start, end, line)
    whys = _out_of_reach({each.user_id for each in on}, people)
    found = [
        OutOfReach(
            user_id=user_id,
            why=why,
            stints=sum(each.user_id == user_id for each in on),
            first_at=min(each.starts_at for each in on if each.user_id == user_id),
        )
        for user_id, why in whys.items()
    ]
    return RotaReport(
        starts_at=start,
        ends_at=end,
        gaps=tuple(_gaps(desk, rota, (start, end), people, frozenset(whys))),
        overlaps=tuple(overlaps(rota, start, end, line)),
        unreachable=tuple(sorted(found, key=lambda each: (each.first_at, each.user_id))),
    )


def report_gaps(desk: Desk, team_id: str) -> None:
    """Say in the on-call channel what is wrong with the next 14 days; once a day, from opening on.

    Says nothing when nothing is wrong, and leaves out uncovered time that was reported today.
    """
    now = desk.clock.now()
    if not is_staffed(now, desk.knowledge.line):
        return
    today, name = london_day(now), f"{PULSE}:{team_id}"
    with desk.work.write() as unit:
        last = unit.pulses.last(name)
        if last and london_day(last[0]) >= today:
            return
        unit.pulses.mark(name, now)
        report = report_on(desk, unit, team_id, (now, now + AHEAD))
        fresh = _not_said_today(desk, unit, team_id, report.gaps)
        if not replace(report, gaps=tuple(fresh)).is_clear:
            tell(
                desk,
                unit,
                RotaLine.TOLD_REPORT,
                team_id=team_id,
                once=f"{name}:{today}",
                unreachable=[_out_as_data(each) for each in report.unreachable[:MOST_SHOWN]],
                until=report.ends_at,
                **_as_data(fresh, report.overlaps),
            )


@contextmanager
def watching(desk: Desk, unit: Unit, team_id: str, *, is_told: bool = False) -> Iterator[None]:
    """Say in the on-call channel which uncovered time and overlaps a change has made, if any.

    What was there before the change is left to the daily report. With ``is_told`` the change says
    so itself, and its uncovered time only counts as reported today.
    """
    start = desk.clock.now()
    window = (start, start + AHEAD)
    before = report_on(desk, unit, team_id, window)
    yield
    after = report_on(desk, unit, team_id, window)
    known = {tier: _spans(before.gaps, tier) for tier in Tier}
    made = [each for each in after.gaps if without(_span(each), merged(known[each.tier]))]
    fresh = _not_said_today(desk, unit, team_id, made)
    crowded = [each for each in after.overlaps if each not in before.overlaps]
    if (fresh or crowded) and not is_told:
        once = desk.ids.new()
        data = _as_data(fresh, crowded)
        tell(desk, unit, RotaLine.TOLD_GAPS, team_id=team_id, once=once, **data)


def gap_reference(gap: Gap) -> str:
    """Return what a button carries to name a gap: its tier, and its ends in seconds since 1970."""
    return f"{gap.tier}.{int(gap.starts_at.timestamp())}.{int(gap.ends_at.timestamp())}"


def find_gap(desk: Desk, team_id: str, reference: str) -> Gap:
    """Return what is left of the gap that a button names, its first piece if it is in several.

    Raises:
        Refused: it is covered now or over, or this names no gap.
    """
    with desk.work.read() as unit:
        return gap_in(desk, unit, team_id, reference)


def gap_in(desk: Desk, unit: Unit, team_id: str, reference: str) -> Gap:
    """Return the same inside an open transaction.

    Raises:
        Refused: as ``find_gap``.
    """
    tier, span = _read_reference(reference)
    now = desk.clock.now()
    for each in report_on(desk, unit, team_id, (now, now + AHEAD)).gaps:
        start, end = max(each.starts_at, span[0]), min(each.ends_at, span[1])
        if each.tier is tier and start < end:
            return replace(each, starts_at=start, ends_at=end)
    raise Refused("That time is covered now, or it is over. There is nothing left to do.")


def _read_reference(reference: str) -> tuple[Tier, Span]:
    try:
        tier, start, end = reference.split(".")
        span = (datetime.fromtimestamp(int(start), UTC), datetime.fromtimestamp(int(end), UTC))
        return Tier(tier), span
    except (ValueError, OverflowError, OSError):
        raise Refused("That button is not one of mine. Ask for the gaps again.") from None


def _gaps(
    desk: Desk, rota: Rota, window: Span, people: Sequence[Practitioner], lost: frozenset[str]
) -> list[Gap]:
    """Return the gaps; somebody who is away counts as nobody until they are back."""
    away = {each.user_id: each.away_until for each in people if each.away_until}
    edges = sorted({*window, *(at for at in away.values() if window[0] < at < window[1])})
    found = []
    for start, end in pairwise(edges):
        gone = frozenset(user_id for user_id, until in away.items() if until >= end)
        found += gaps(rota, start, end, desk.knowledge.line, unreachable=lost | gone)
    return _joined(found)


def _joined(found: Sequence[Gap]) -> list[Gap]:
    """Join gaps of a tier that touch: they were looked for piece by piece."""
    whole: dict[Tier, list[Gap]] = {tier: [] for tier in Tier}
    for each in found:
        last = whole[each.tier][-1] if whole[each.tier] else None
        if last and last.ends_at == each.starts_at:
            users = tuple(sorted({*last.unreachable, *each.unreachable}))
            whole[each.tier][-1] = replace(last, ends_at=each.ends_at, unreachable=users)
        else:
            whole[each.tier].append(each)
    tiers = list(Tier)
    every = [each for tier in Tier for each in whole[tier]]
    return sorted(every, key=lambda each: (each.starts_at, tiers.index(each.tier)))


def _out_of_reach(users: set[str], people: Sequence[Practitioner]) -> dict[str, str]:
    """Return why people on the rota cannot be reached. Nobody counts before Slack was asked."""
    if not people:
        return {}
    known = {each.user_id: each for each in people}
    found = {}
    for user_id in users:
        person = known.get(user_id)
        if person is None:
            found[user_id] = "unknown"
        elif not person.is_member:
            found[user_id] = "left"
        elif person.unreachable is not None:
            found[user_id] = person.unreachable
    return found


def _not_said_today(desk: Desk, unit: Unit, team_id: str, found: Sequence[Gap]) -> list[Gap]:
    """Return the gaps that were not reported today, and take down that they are now."""
    today = desk.today()
    said = {tier: merged(spans) for tier, spans in unit.alarms.said(team_id, today).items()}
    fresh = [each for each in found if without(_span(each), said[each.tier])]
    for each in fresh:
        unit.alarms.say(team_id, today, each.tier, _span(each))
    return fresh


def _as_data(found: Sequence[Gap], crowds: Sequence[Overlap]) -> dict[str, Any]:
    left_out = max(0, len(found) - MOST_SHOWN) + max(0, len(crowds) - MOST_SHOWN)
    return {
        "gaps": [
            {
                "gap": gap_reference(each),
                "tier": each.tier,
                "starts": plain(each.starts_at),
                "ends": plain(each.ends_at),
                "unreachable": list(each.unreachable),
            }
            for each in found[:MOST_SHOWN]
        ],
        "overlaps": [
            {
                "tier": each.tier,
                "users": list(each.users),
                "starts": plain(each.starts_at),
                "ends": plain(each.ends_at),
            }
            for each in crowds[:MOST_SHOWN]
        ],
        "more": left_out,
    }


def _out_as_data(each: OutOfReach) -> dict[str, Any]:
    return {
        "user": each.user_id,
        "why": each.why,
        "stints": each.stints,
        "starts": plain(each.first_at),
    }


def _spans(found: Sequence[Gap], tier: Tier) -> list[Span]:
    return [_span(each) for each in found if each.tier is tier]


def _span(gap: Gap) -> Span:
    return gap.starts_at, gap.ends_at
