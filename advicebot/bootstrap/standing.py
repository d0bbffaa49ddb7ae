"""How a line stands now, as its database says: signs of life, what waits, who is on call."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from advicebot.clock import SystemClock
from advicebot.domain.oncall.rota import Gap
from advicebot.service import gaps, rota
from advicebot.service.desk import Desk
from advicebot.service.vitals import FRESH, Sign
from advicebot.slack.sweep import PULSE as SWEEP
from advicebot.store.work import SqliteWork

GAP_DAYS = 14
DEAD_FOR = timedelta(days=1)
SWEEP_FRESH = timedelta(minutes=10)
"""Slack's history is read every two minutes; a busy Slack may make it wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LastSeen:
    """When a part was last seen to work: how long ago, with what it said of itself.

    ``age`` None: never. ``is_fresh``: not longer ago than it may be.
    """

    age: timedelta | None
    detail: str
    is_fresh: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the database says of a line. Counts of rows; ages in machine time.

    Attributes:
        seen: by the names of ``vitals.Sign``, and ``sweep``.
        waiting: messages that have not left yet; ``oldest`` is for how long, None for none.
        dead, dead_urgent: messages of the last day that were given up, all and the urgent ones.
        undone: deliveries of Slack's that are stored and not done.
    """

    seen: Mapping[str, LastSeen]
    waiting: int
    oldest: timedelta | None
    dead: int
    dead_urgent: int
    undone: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """Who is on call now, by name, and the uncovered times of the next 14 days.

    ``why_closed`` says why nobody needs to be, None while the line is staffed.
    """

    on: tuple[str, ...]
    why_closed: str | None
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineNow:
    """How a line stands, and who is on call."""

    standing: Standing
    duty: Duty


def read_line(desk: Desk, work: SqliteWork, team_id: str) -> LineNow:
    """Return how the line stands now, and who is on call."""
    ahead = desk.clock.now() - SystemClock().now()
    return LineNow(standing=read_standing(work, ahead=ahead), duty=read_duty(desk, team_id))


def read_standing(work: SqliteWork, *, ahead: timedelta = timedelta(0)) -> Standing:
    """Return how the line stands. ``ahead`` is how far its clock is before the machine's."""
    now = SystemClock().now()
    with work.read() as unit:
        waiting, oldest = unit.outbox.count_waiting()
        dead, dead_urgent = unit.outbox.count_failed(now - DEAD_FOR)
        return Standing(
            seen={name: _last(unit.pulses.last(name), name, now) for name in (*Sign, SWEEP)},
            waiting=waiting,
            oldest=now + ahead - oldest if oldest else None,
            dead=dead,
            dead_urgent=dead_urgent,
            undone=unit.inbox.count_waiting(),
        )


def read_duty(desk: Desk, team_id: str) -> Duty:
    """Return who is on call now, and what is uncovered ahead."""
    who = rota.who(desk, team_id, desk.clock.now())
    with desk.work.read() as unit:
        names = {each.user_id: each.name for each in unit.practitioners.list_all(team_id)}
    return Duty(
        on=tuple(names.get(each, each) for each in (*who.primary, *who.back_up)),
        why_closed=who.why_closed,
        gaps=gaps.look_ahead(desk, team_id, GAP_DAYS).gaps,
    )


def _last(found: tuple[datetime, str] | None, name: str, now: datetime) -> LastSeen:
    if found is None:
        return LastSeen(age=None, detail="", is_fresh=False)
    age = now - found[0]
    most = FRESH[Sign(name)] if name in set(Sign) else SWEEP_FRESH
    return LastSeen(age=age, detail=found[1], is_fresh=abs(age) <= most)
