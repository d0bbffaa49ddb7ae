"""Who is on call, and who would be paged. Every change of the rota can be imported from here too.

Times are instants in UTC; people are Slack user ids.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from advicebot.domain.handoff import Handoff, HandoffReason
from advicebot.domain.oncall.calendar import (
    add_school_days,
    first_instant,
    is_staffed,
    london_day,
    next_opening,
    why_closed,
)
from advicebot.domain.oncall.escalation import Position, climb
from advicebot.domain.oncall.rota import Stint, Tier, stints
from advicebot.domain.vocabulary import PRESSING, Urgency
from advicebot.service import escalation
from advicebot.service.cover import sick, take_over
from advicebot.service.desk import Desk
from advicebot.service.gaps import AHEAD, look_ahead, report_gaps
from advicebot.service.hours import opening_from
from advicebot.service.overrides import add_override, remove_override
from advicebot.service.ports import Unit
from advicebot.service.weekly import add_weekly, end_weekly

__all__ = [
    "DryRun",
    "WhoIsOn",
    "WouldPage",
    "add_override",
    "add_weekly",
    "between",
    "end_weekly",
    "look_ahead",
    "remove_override",
    "report_gaps",
    "sick",
    "take_over",
    "week",
    "who",
    "who_would_get",
]
WEEK = timedelta(days=7)
OUTSIDE_HOURS = "outside hours"


@dataclass(frozen=True, slots=True, kw_only=True)
class WhoIsOn:
    """Who is on call at ``at``: by id, several when shifts overlap, () when nobody is.

    ``changes_at`` is when that changes next, None if not within 14 days. ``why_closed`` says why
    the line is not staffed then, None when it is; ``opens_at`` when it is next, None past the last
    of the line's terms.
    """

    at: datetime
    primary: tuple[str, ...]
    back_up: tuple[str, ...]
    changes_at: datetime | None
    is_staffed: bool
    why_closed: str | None
    opens_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WouldPage:
    """Who would be paged ``after`` a call for help if nobody had answered: ids, or ``ON_CALL``."""

    at: datetime
    after: timedelta
    page: tuple[str, ...]
    is_last_resort: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DryRun:
    """What would happen to a call for help at ``at``, if nobody answered for one whole round.

    The card stands in the on-call channel at once. ``waits_until`` is when the first page goes out
    where that is later: the next opening, or the end of the school days that something may wait to
    be taken; None when people are paged at once. After the last step it starts anew.
    """

    at: datetime
    urgency: Urgency
    waits_until: datetime | None
    steps: tuple[WouldPage, ...]


def who(desk: Desk, team_id: str, at: datetime) -> WhoIsOn:
    """Return who is on call at an instant, and whether the line is staffed then."""
    line = desk.knowledge.line
    with desk.work.read() as unit:
        rota = unit.shifts.rota(team_id, at, at + AHEAD)
    ahead = stints(rota, at, at + AHEAD, line)
    staffed = is_staffed(at, line)
    why = why_closed(london_day(at), line) or OUTSIDE_HOURS
    now = _on_at(ahead, at)
    edges = sorted({edge for each in ahead for edge in (each.starts_at, each.ends_at)})
    changes = (edge for edge in edges if at < edge < at + AHEAD and _on_at(ahead, edge) != now)
    return WhoIsOn(
        at=at,
        primary=now[Tier.PRIMARY],
        back_up=now[Tier.BACK_UP],
        changes_at=next(changes, None),
        is_staffed=staffed,
        why_closed=None if staffed else why,
        opens_at=next_opening(at, line),
    )


def week(desk: Desk, team_id: str, first_day: date) -> tuple[Stint, ...]:
    """Return who is on in the seven London days from ``first_day``, clipped to them, by start."""
    start = first_instant(first_day, time(0))
    return between(desk, team_id, start, first_instant(first_day + WEEK, time(0)))


def between(desk: Desk, team_id: str, start: datetime, end: datetime) -> tuple[Stint, ...]:
    """Return who is on from ``start`` to ``end``, clipped to that, by start."""
    with desk.work.read() as unit:
        rota = unit.shifts.rota(team_id, start, end)
    return tuple(stints(rota, start, end, desk.knowledge.line))


def who_would_get(desk: Desk, team_id: str, at: datetime, urgency: Urgency) -> DryRun:
    """Return who would be paged, and when, for a call for help at an instant.

    It is the ladder itself, climbed with the rota and the roster as they stand for those times.
    """
    start = _first_page(desk, at, urgency)
    with desk.work.read() as unit:
        steps = _one_round(desk, unit, team_id, at, start, urgency)
    return DryRun(at=at, urgency=urgency, waits_until=start if start > at else None, steps=steps)


def _on_at(ahead: list[Stint], at: datetime) -> dict[Tier, tuple[str, ...]]:
    on = [each for each in ahead if each.starts_at <= at < each.ends_at]
    return {
        tier: tuple(sorted({each.user_id for each in on if each.tier is tier})) for tier in Tier
    }


def _first_page(desk: Desk, at: datetime, urgency: Urgency) -> datetime:
    line = desk.knowledge.line
    if urgency is Urgency.EMERGENCY:
        return at
    if urgency in PRESSING:
        return opening_from(desk, at)
    days = line.escalation.soon_within_school_days
    return opening_from(desk, add_school_days(at, days, line))


def _one_round(
    desk: Desk, unit: Unit, team_id: str, at: datetime, start: datetime, urgency: Urgency
) -> tuple[WouldPage, ...]:
    rules = desk.knowledge.line.escalation
    policy = rules.emergency if urgency is Urgency.EMERGENCY else rules.urgent
    call = _imagined(team_id, at, urgency)
    found, due, position = [], start, Position()
    while position.round == 0:
        rung = climb(policy, position, escalation.responders(desk, unit, call, due))
        if rung.position.round and rung.position.step:
            break
        found.append(
            WouldPage(at=due, after=due - at, page=rung.page, is_last_resort=rung.is_last_resort)
        )
        due, position = due + rung.wait, rung.position
    return tuple(found)


def _imagined(team_id: str, at: datetime, urgency: Urgency) -> Handoff:
    return Handoff(
        id="",
        team_id=team_id,
        request_id="",
        requester="",
        reason=HandoffReason.TEACHER_ASKED,
        urgency=urgency,
        created_at=at,
    )
