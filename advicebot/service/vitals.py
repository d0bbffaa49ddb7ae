"""Signs of life: what each part of the line was last seen to do, and what is amiss because of it.

Processes tell each other through the database, in machine time whatever the injected clock says.
"""

import logging
from datetime import datetime, timedelta
from enum import StrEnum

from advicebot.clock import Clock
from advicebot.domain.delivery import Priority
from advicebot.domain.oncall.calendar import is_staffed
from advicebot.domain.oncall.rota import Tier, on_call
from advicebot.service.desk import Desk
from advicebot.service.ports import Unit, Work

log = logging.getLogger(__name__)


class Sign(StrEnum):
    """What is marked when it was seen to work."""

    CLOCK = "clock"
    SOCKET = "socket"
    CANARY = "canary"


FRESH: dict[Sign, timedelta] = {
    Sign.CLOCK: timedelta(seconds=30),
    Sign.SOCKET: timedelta(seconds=60),
    Sign.CANARY: timedelta(seconds=180),
}
"""How old a sign may be before it counts as missing."""

PAGE_WAITS = timedelta(seconds=60)
"""An urgent message that has not left for this long is a page that reaches nobody."""


def mark(work: Work, sign: Sign, machine: Clock, detail: str = "") -> None:
    """Record that a part works now."""
    with work.write() as unit:
        unit.pulses.mark(sign, machine.now(), detail)


def is_fresh(work: Work, sign: Sign, machine: Clock) -> bool:
    """True when a part was seen to work not long ago."""
    with work.read() as unit:
        return _is_fresh(unit, sign, machine.now())


def ailments(desk: Desk, machine: Clock) -> tuple[str, ...]:
    """Return the names of everything that is amiss; none when the whole loop works.

    The whole loop: Slack's events come in by the socket (the canary is heard), the clock runs, the
    database can be written, no urgent message waits, and somebody is on call while the line is
    staffed.
    """
    now = machine.now()
    try:
        with desk.work.write() as unit:
            unit.pulses.mark("written", now)
    except Exception:
        log.exception("the database cannot be written")
        return ("no-database",)
    with desk.work.read() as unit:
        found = [f"no-{sign}" for sign in Sign if not _is_fresh(unit, sign, now)]
        waits = unit.outbox.oldest_waiting(Priority.URGENT)
        if waits and desk.clock.now() - waits > PAGE_WAITS:
            found.append("page-waits")
        if _is_unfilled(desk, unit):
            found.append("rota-empty")
    return tuple(found)


def _is_fresh(unit: Unit, sign: Sign, now: datetime) -> bool:
    """A sign from the future proves nothing: the machine's clock was put back since."""
    last = unit.pulses.last(sign)
    return last is not None and abs(now - last[0]) <= FRESH[sign]


def _is_unfilled(desk: Desk, unit: Unit) -> bool:
    """True when the line says that somebody answers now, and nobody is on."""
    now, line = desk.clock.now(), desk.knowledge.line
    if not is_staffed(now, line):
        return False
    teams = unit.practitioners.teams()
    return not teams or any(_nobody_on(unit, team, now, desk) for team in teams)


def _nobody_on(unit: Unit, team_id: str, now: datetime, desk: Desk) -> bool:
    rota = unit.shifts.rota(team_id, now, now + timedelta(seconds=1))
    on = {user for tier in Tier for user in on_call(rota, tier, now, desk.knowledge.line)}
    people = {each.user_id: each for each in unit.practitioners.list_all(team_id)}
    return not any(user in people and people[user].can_be_paged(now) for user in on)
