"""What people look up in the rota: who is on and who is next, days ahead, what is theirs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from advicebot.domain.oncall.calendar import first_instant, why_closed
from advicebot.domain.oncall.rota import Gap, Override, Rota, Stint, Tier, WeeklyShift, stints
from advicebot.errors import Refused
from advicebot.service import rota as rotas
from advicebot.service.cover import has_confirmed
from advicebot.service.desk import Desk
from advicebot.service.gaps import AHEAD, report_on
from advicebot.service.ports import Unit

DAY = timedelta(days=1)
FAR_AHEAD = timedelta(days=400)
"""Nobody is on the rota when nothing stands in it for longer than a school year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnNow:
    """Who is on at ``who.at``, until when, and who is next.

    ``until`` is by tier, None where nobody is on in it; ``following`` the next stint of each tier
    that begins later. ``confirmed`` have said that they are on. ``out_of_hours`` are paged for
    emergencies, () while the line is staffed. ``is_empty``: nothing stands in the rota at all.
    """

    who: rotas.WhoIsOn
    until: Mapping[Tier, datetime | None]
    following: tuple[Stint, ...]
    confirmed: frozenset[tuple[Tier, str]]
    out_of_hours: tuple[str, ...]
    is_empty: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPlan:
    """One day in London: why it is closed, None when it is not; who is on, what is uncovered.

    A stint stands under the day it begins, in the part of it that was asked for.
    """

    day: date
    closed: str | None
    stints: tuple[Stint, ...]
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Days in order, and the overrides in them that are not over yet."""

    days: tuple[DayPlan, ...]
    overrides: tuple[Override, ...]
    is_empty: bool


def on_now(desk: Desk, team_id: str, at: datetime) -> OnNow:
    """Return who is on at an instant, until when, and who is next."""
    who = rotas.who(desk, team_id, at)
    with desk.work.read() as unit:
        rota = unit.shifts.rota(team_id, at, at + AHEAD)
        ahead = stints(rota, at, at + AHEAD, desk.knowledge.line)
        people = unit.practitioners.list_all(team_id)
        on = [(Tier.PRIMARY, each) for each in who.primary]
        on += [(Tier.BACK_UP, each) for each in who.back_up]
        confirmed = {each for each in on if has_confirmed(unit, team_id, *each, at)}
        empty = is_empty(unit, team_id, at)
    agreed = [each.user_id for each in people if each.out_of_hours and each.can_be_paged(at)]
    return OnNow(
        who=who,
        until={tier: _until(ahead, tier, at) for tier in Tier},
        following=_following(ahead, at),
        confirmed=frozenset(confirmed),
        out_of_hours=() if who.is_staffed else tuple(sorted(agreed)),
        is_empty=empty,
    )


def plan(desk: Desk, team_id: str, first_day: date, count: int) -> Plan:
    """Return so many days of the rota, from ``first_day``."""
    with desk.work.read() as unit:
        return plan_in(desk, unit, team_id, first_day, count)


def plan_in(desk: Desk, unit: Unit, team_id: str, first_day: date, count: int) -> Plan:
    """Return the same inside an open transaction. What is uncovered is told from now on only."""
    line, now = desk.knowledge.line, desk.clock.now()
    days = [first_day + n * DAY for n in range(count)]
    start, end = first_instant(first_day, time(0)), first_instant(days[-1] + DAY, time(0))
    rota = unit.shifts.rota(team_id, start, end)
    on = stints(rota, start, end, line)
    from_now = (max(now, start), end)
    gaps = report_on(desk, unit, team_id, from_now).gaps if from_now[0] < end else ()
    plans = []
    for day in days:
        midnight, next_midnight = first_instant(day, time(0)), first_instant(day + DAY, time(0))
        plans.append(
            DayPlan(
                day=day,
                closed=why_closed(day, line),
                stints=tuple(each for each in on if midnight <= each.starts_at < next_midnight),
                gaps=tuple(each for each in gaps if midnight <= each.starts_at < next_midnight),
            )
        )
    return Plan(
        days=tuple(plans),
        overrides=_running(rota, now),
        is_empty=is_empty(unit, team_id, min(start, now)),
    )


def stints_of(desk: Desk, team_id: str, user_id: str, days: int) -> tuple[Stint, ...]:
    """Return the stints of somebody that begin from now on, within so many days."""
    now = desk.clock.now()
    with desk.work.read() as unit:
        rota = unit.shifts.rota(team_id, now, now + days * DAY)
    ahead = stints(rota, now, now + days * DAY, desk.knowledge.line)
    return tuple(each for each in ahead if each.user_id == user_id and each.starts_at > now)


def weekly_shifts(desk: Desk, team_id: str) -> tuple[WeeklyShift, ...]:
    """Return the weekly shifts that still come, by weekday and time."""
    now = desk.clock.now()
    with desk.work.read() as unit:
        found = unit.shifts.rota(team_id, now, now + FAR_AHEAD).weekly
    left = [each for each in found if each.last is None or each.last > desk.today()]
    return tuple(sorted(left, key=lambda each: (each.weekday, each.starts, each.tier)))


def is_empty(unit: Unit, team_id: str, at: datetime) -> bool:
    """True when nothing stands in the rota from ``at`` on."""
    rota = unit.shifts.rota(team_id, at, at + FAR_AHEAD)
    return not (rota.weekly or rota.dated or rota.overrides)


def stint_reference(tier: Tier, start: datetime) -> str:
    """Return what a button carries to name a stint: tier and start, in seconds since 1970."""
    return f"{tier}.{int(start.timestamp())}"


def read_stint(reference: str) -> tuple[Tier, datetime]:
    """Return the tier and the start of the stint that a button or a menu names.

    Raises:
        Refused: it names none.
    """
    try:
        tier, start = reference.split(".")
        return Tier(tier), datetime.fromtimestamp(int(start), UTC)
    except (ValueError, OverflowError, OSError):
        raise Refused("That is none of the shifts I know. Look at your shifts again.") from None


def _until(ahead: list[Stint], tier: Tier, at: datetime) -> datetime | None:
    """Return when those end who are on in a tier; pieces of one person that touch are one."""
    ends: datetime | None = None
    on = {each.user_id for each in ahead if each.tier is tier and each.starts_at <= at}
    for each in ahead:
        if each.tier is tier and each.user_id in on and each.starts_at <= (ends or at):
            ends = max(ends or each.ends_at, each.ends_at)
    return ends


def _following(ahead: list[Stint], at: datetime) -> tuple[Stint, ...]:
    """Return the next stint of each tier that is not just going on."""
    found = []
    for tier in Tier:
        until = _until(ahead, tier, at) or at
        later = (
            each
            for each in ahead
            if each.tier is tier and each.starts_at > at and each.ends_at > until
        )
        found += list(later)[:1]
    return tuple(found)


def _running(rota: Rota, now: datetime) -> tuple[Override, ...]:
    left = [each for each in rota.overrides if each.ends_at > now]
    return tuple(sorted(left, key=lambda each: (each.starts_at, each.tier, each.user_id)))
