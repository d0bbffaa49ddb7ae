"""Stints as they come up: reminded the evening before, asked at the start, and what if not.

The clock calls ``look`` again and again. What is done is decided by what is stored, so that a
second clock, a restart or a missed minute neither doubles nor loses anything.
"""

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

from advicebot.domain.oncall.calendar import (
    first_instant,
    is_staffed,
    london_day,
    next_opening,
)
from advicebot.domain.oncall.duty import Duty
from advicebot.domain.oncall.rota import Override, OverrideWhy, Stint, Tier, on_call, stints
from advicebot.errors import Refused
from advicebot.service import swaps
from advicebot.service.cover import back_up_at, has_confirmed
from advicebot.service.desk import Desk
from advicebot.service.gaps import watching
from advicebot.service.overrides import put_on
from advicebot.service.ports import Unit
from advicebot.service.rota_lines import RotaLine, stint_data, tell, write_down
from advicebot.service.wording import time_text

CLOCK = "clock"
LOOK_BACK = timedelta(days=15)
"""A stint that began earlier is let be: it was asked about then."""
REMIND_WITHIN = timedelta(hours=4)
"""A reminder that is later than this would come at night."""
EARLY = timedelta(hours=1)
"""How long before a stint somebody may confirm it."""
DAY = timedelta(days=1)


def look(desk: Desk, team_id: str, now: datetime) -> None:
    """Do what is due for the stints that run or come up by tomorrow night.

    Each is reminded of once, the evening before. Both tiers are asked whether they are on when a
    stint begins, or at the opening within it when it begins while the line is closed. A primary who
    has not confirmed in time is replaced by a back-up who can be reached; where there is none the
    channel is told, and the primary stays. What nobody took in time of what was asked lapses.
    """
    with desk.work.write() as unit:
        swaps.lapse(desk, unit, team_id, now)
        for stint in _stints(desk, unit, team_id, now):
            duty = _duty(desk, unit, team_id, stint, now)
            if now < stint.starts_at:
                _remind(desk, unit, duty, now)
            else:
                _see_to(desk, unit, duty, now)


def confirm(desk: Desk, delivery: str | None, duty_id: str, user_id: str) -> None:
    """Record that somebody is on. Too late, they are told who is on instead, and may take over.

    Raises:
        Refused: there is no such duty of theirs, it is over, or it is too early to say.
    """
    with desk.handle(delivery) as unit:
        now = desk.clock.now()
        duty = unit.duties.find(duty_id)
        if duty is None or duty.user_id != user_id:
            raise Refused("That shift is not yours, or it is gone from the rota.")
        if duty.ends_at <= now:
            raise Refused(f"That shift ended: {time_text(duty.ends_at)}. Nothing to confirm.")
        if now < duty.starts_at - EARLY:
            raise Refused(f"Your shift begins on {time_text(duty.starts_at)}. I will ask you then.")
        if duty.confirmed_at is None and duty.replaced_at is None:
            unit.duties.save(replace(duty, confirmed_at=now))
            write_down(desk, unit, duty.team_id, user_id, "duty.confirmed", duty_id)
        _answer(desk, unit, duty, now)


def _stints(desk: Desk, unit: Unit, team_id: str, now: datetime) -> list[Stint]:
    """Return the stints that run at ``now`` or begin by tomorrow night, whole, each start once."""
    start, local = now - LOOK_BACK, london_day(now)
    end, last = now + LOOK_BACK, first_instant(local + 2 * DAY, time(0))
    rota = unit.shifts.rota(team_id, start, end)
    found = {
        (each.tier, each.user_id, each.starts_at): each
        for each in sorted(
            stints(rota, start, end, desk.knowledge.line), key=lambda each: each.ends_at
        )
        if start < each.starts_at < last and now < each.ends_at
    }
    return sorted(found.values(), key=lambda each: (each.starts_at, each.tier, each.user_id))


def _duty(desk: Desk, unit: Unit, team_id: str, stint: Stint, now: datetime) -> Duty:
    found = unit.duties.find_at(team_id, stint.tier, stint.user_id, stint.starts_at)
    if found is None:
        found = Duty(
            id=desk.ids.new(),
            team_id=team_id,
            tier=stint.tier,
            user_id=stint.user_id,
            starts_at=stint.starts_at,
            ends_at=stint.ends_at,
            created_at=now,
        )
        unit.duties.add(found)
    elif found.ends_at != stint.ends_at:
        found = replace(found, ends_at=stint.ends_at)
        unit.duties.save(found)
    return found


def _remind(desk: Desk, unit: Unit, duty: Duty, now: datetime) -> None:
    """Remind of a stint of tomorrow; not of one that was only put in after the time for it."""
    day = london_day(duty.starts_at) - DAY
    due = first_instant(day, desk.knowledge.line.escalation.remind_at)
    is_due = due <= now < due + REMIND_WITHIN and duty.created_at < due
    if is_due and duty.reminded_at is None and _can_be_paged(unit, duty, duty.starts_at):
        unit.duties.save(replace(duty, reminded_at=now))
        _tell(desk, unit, RotaLine.REMIND, duty, to=duty.user_id)


def _see_to(desk: Desk, unit: Unit, duty: Duty, now: datetime) -> None:
    """Ask whether they are on, once it is time; when they have not said so in time, act."""
    is_settled = duty.confirmed_at is not None or duty.replaced_at is not None
    if is_settled or now < _ask_at(desk, duty) or _goes_on(unit, duty):
        return
    within = desk.knowledge.line.escalation.confirm_within
    if duty.asked_at is None:
        duty = replace(duty, asked_at=now)
        unit.duties.save(duty)
        if _can_be_paged(unit, duty, now):
            _tell(desk, unit, RotaLine.ON_NOW, duty, to=duty.user_id, duty=duty.id)
            return
        within = timedelta(0)
    assert duty.asked_at is not None
    if duty.tier is Tier.PRIMARY and now >= duty.asked_at + within:
        _replace(desk, unit, duty, now)


def _goes_on(unit: Unit, duty: Duty) -> bool:
    """Take a stint as confirmed that follows on one which the same person has confirmed today."""
    if duty.asked_at is not None:
        return False
    day = london_day(duty.starts_at)
    for each in unit.duties.list_between(duty.team_id, duty.starts_at - DAY, duty.ends_at):
        is_theirs = (each.tier, each.user_id) == (duty.tier, duty.user_id)
        touches = each.starts_at < duty.starts_at <= each.ends_at
        at = each.confirmed_at
        if is_theirs and touches and at is not None and london_day(at) == day:
            unit.duties.save(replace(duty, confirmed_at=at))
            return True
    return False


def _ask_at(desk: Desk, duty: Duty) -> datetime:
    """Return when to ask: at the start, or at the opening within the stint when it is closed."""
    if is_staffed(duty.starts_at, desk.knowledge.line):
        return duty.starts_at
    opens = next_opening(duty.starts_at, desk.knowledge.line)
    return opens if opens is not None and opens < duty.ends_at else duty.starts_at


def _replace(desk: Desk, unit: Unit, duty: Duty, now: datetime) -> None:
    """Make the back-up primary, for as long as both are on; the channel is told either way.

    Where somebody else is primary too and has confirmed, all is well as it is.
    """
    if not _should_be_replaced(desk, unit, duty, now):
        return
    back_up = back_up_at(desk, unit, duty.team_id, now, instead_of=duty.user_id)
    if back_up is None:
        _tell(desk, unit, RotaLine.TOLD_NOBODY_CONFIRMED, duty, user=duty.user_id)
        return
    unit.duties.save(replace(duty, replaced_at=now))
    override = Override(
        id=desk.ids.new(),
        tier=Tier.PRIMARY,
        user_id=back_up.user_id,
        starts_at=now,
        ends_at=min(duty.ends_at, back_up.ends_at),
        why=OverrideWhy.UNCONFIRMED,
        made_by=CLOCK,
    )
    with watching(desk, unit, duty.team_id, is_told=True):
        put_off = {each.user_id for each in put_on(desk, unit, duty.team_id, override)}
    _tell_replaced(desk, unit, duty, override, put_off)


def _should_be_replaced(desk: Desk, unit: Unit, duty: Duty, now: datetime) -> bool:
    """False when they were put off a moment ago, or another primary has confirmed."""
    rota = unit.shifts.rota(duty.team_id, now, now)
    on = set(on_call(rota, duty.tier, now, desk.knowledge.line))
    others = on - {duty.user_id}
    is_another_there = any(
        has_confirmed(unit, duty.team_id, duty.tier, each, now) for each in others
    )
    return duty.user_id in on and not is_another_there


def _tell_replaced(
    desk: Desk, unit: Unit, duty: Duty, override: Override, put_off: set[str]
) -> None:
    theirs = _duty_of_stand_in(desk, unit, duty, override)
    asks = None if theirs.confirmed_at else theirs.id
    about: dict[str, Any] = {"instead_of": duty.user_id, "why": override.why.value, "duty": asks}
    _tell(desk, unit, RotaLine.NOW_PRIMARY, theirs, to=theirs.user_id, **about)
    told = replace(theirs, id=duty.id)
    for each in sorted(put_off):
        _tell(desk, unit, RotaLine.REPLACED, told, to=each, by=theirs.user_id)
    _tell(desk, unit, RotaLine.TOLD_UNCONFIRMED, told, user=duty.user_id, by=theirs.user_id)


def _duty_of_stand_in(desk: Desk, unit: Unit, duty: Duty, override: Override) -> Duty:
    """Store the stand-in's duty: a back-up who has confirmed need not do it again."""
    user_id, now = override.user_id, override.starts_at
    is_there = has_confirmed(unit, duty.team_id, Tier.BACK_UP, user_id, now)
    theirs = Duty(
        id=desk.ids.new(),
        team_id=duty.team_id,
        tier=Tier.PRIMARY,
        user_id=user_id,
        starts_at=now,
        ends_at=override.ends_at,
        asked_at=now,
        confirmed_at=now if is_there else None,
        created_at=now,
    )
    unit.duties.add(theirs)
    return theirs


def _answer(desk: Desk, unit: Unit, duty: Duty, now: datetime) -> None:
    """Tell somebody who has tapped that they are on, or who is on instead of them."""
    at = max(now, duty.starts_at)
    rota = unit.shifts.rota(duty.team_id, at, at)
    on = on_call(rota, duty.tier, at, desk.knowledge.line)
    if duty.user_id in on:
        _tell(desk, unit, RotaLine.CONFIRMED, duty, to=duty.user_id)
    else:
        again = ":" + ",".join(on)
        _tell(desk, unit, RotaLine.TOO_LATE, duty, to=duty.user_id, again=again, users=list(on))


def _can_be_paged(unit: Unit, duty: Duty, at: datetime) -> bool:
    """True also of somebody Slack was not asked about yet: trying is better than silence."""
    person = unit.practitioners.get(duty.team_id, duty.user_id)
    return person is None or person.can_be_paged(at)


def _tell(
    desk: Desk,
    unit: Unit,
    name: RotaLine,
    about: Duty,
    *,
    to: str = "",
    again: str = "",
    **data: Any,
) -> None:
    """Say something of a duty once; ``again`` tells apart what may be said more often."""
    stint = stint_data(about.tier, about.starts_at, about.ends_at)
    once = about.id + again
    tell(desk, unit, name, team_id=about.team_id, once=once, to=to, **stint, **data)
