"""Weekly shifts: who is on every week, in London wall-clock time, until it is ended."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from advicebot.domain.oncall.calendar import LONDON, first_instant
from advicebot.domain.oncall.rota import Tier, WeeklyShift
from advicebot.domain.oncall.spans import common
from advicebot.errors import Refused
from advicebot.service.desk import Desk
from advicebot.service.gaps import watching
from advicebot.service.ports import Unit
from advicebot.service.roster import a_reachable_member
from advicebot.service.rota_lines import RotaLine, tell, write_down

WEEK = timedelta(days=7)


def add_weekly(
    desk: Desk,
    delivery: str | None,
    team_id: str,
    *,
    tier: Tier,
    user_id: str,
    weekday: int,
    starts: time,
    ends: time,
    first: date,
    last: date | None = None,
    made_by: str,
) -> WeeklyShift:
    """Put somebody on every week, in London wall-clock time; 0 is Monday.

    Raises:
        Refused: the person is no member or cannot be messaged, the days or times cannot be, or
            they have a weekly shift in this tier that it would overlap.
    """
    (shift,) = add_weeklies(
        desk,
        delivery,
        team_id,
        tier=tier,
        user_id=user_id,
        weekdays=(weekday,),
        starts=starts,
        ends=ends,
        first=first,
        last=last,
        made_by=made_by,
    )
    return shift


def add_weeklies(
    desk: Desk,
    delivery: str | None,
    team_id: str,
    *,
    tier: Tier,
    user_id: str,
    weekdays: Sequence[int],
    starts: time,
    ends: time,
    first: date,
    last: date | None = None,
    made_by: str,
) -> tuple[WeeklyShift, ...]:
    """Put somebody on on several days of every week, on all of them or on none.

    Raises:
        Refused: as ``add_weekly``.
    """
    with desk.handle(delivery) as unit, watching(desk, unit, team_id):
        a_reachable_member(unit, team_id, user_id)
        made = []
        for weekday in weekdays:
            shift = WeeklyShift(
                id=desk.ids.new(),
                tier=tier,
                user_id=user_id,
                weekday=weekday,
                starts=starts,
                ends=ends,
                first=first,
                last=last,
            )
            _add(desk, unit, team_id, shift, made_by)
            made.append(shift)
        return tuple(made)


def _add(desk: Desk, unit: Unit, team_id: str, shift: WeeklyShift, made_by: str) -> None:
    _refuse_weekly(desk, unit, team_id, shift)
    unit.shifts.add_weekly(team_id, shift)
    detail = {"tier": shift.tier, "user": shift.user_id}
    write_down(desk, unit, team_id, made_by, "rota.weekly", shift.id, **detail)
    if shift.user_id != made_by:
        tell(
            desk,
            unit,
            RotaLine.WEEKLY_ADDED,
            team_id=team_id,
            once=shift.id,
            to=shift.user_id,
            by=made_by,
            first=shift.first.isoformat(),
            last=shift.last.isoformat() if shift.last else None,
            **_weekly(shift),
        )


def end_weekly(
    desk: Desk, delivery: str | None, team_id: str, shift_id: str, last: date, *, made_by: str
) -> None:
    """Let a weekly shift begin for the last time on ``last`` or before; a day before it never does.

    Raises:
        Refused: there is no weekly shift with this id.
    """
    with desk.handle(delivery) as unit, watching(desk, unit, team_id):
        shift = unit.shifts.find_weekly(team_id, shift_id)
        if shift is None or not unit.shifts.end_weekly(team_id, shift_id, last):
            raise Refused(
                f"There is no weekly shift “{shift_id}”. See “advicebot rota show” for their ids."
            )
        detail = {"last": last.isoformat()}
        write_down(desk, unit, team_id, made_by, "rota.weekly-ended", shift_id, **detail)
        if shift.user_id != made_by:
            tell(
                desk,
                unit,
                RotaLine.WEEKLY_ENDED,
                team_id=team_id,
                once=f"{shift_id}:{last}",
                to=shift.user_id,
                by=made_by,
                last=last.isoformat(),
                **_weekly(shift),
            )


def _refuse_weekly(desk: Desk, unit: Unit, team_id: str, shift: WeeklyShift) -> None:
    if not 0 <= shift.weekday <= 6:
        raise Refused(f"{shift.weekday} is no weekday; 0 is Monday and 6 is Sunday.")
    if shift.last is not None and shift.last < shift.first:
        raise Refused(
            f"The last day, {shift.last}, is before the first, {shift.first}. Choose a later last "
            "day; nothing was changed."
        )
    start = first_instant(shift.first, time(0))
    end = first_instant(shift.last or shift.first, time(0)) + WEEK * 60
    for other in unit.shifts.rota(team_id, start, end).weekly:
        is_theirs = (other.tier, other.user_id) == (shift.tier, shift.user_id)
        if is_theirs and _meet(other, shift):
            raise Refused(
                f"<@{other.user_id}> has a weekly shift as {other.tier} then already, "
                f"{other.starts:%H:%M} to {other.ends:%H:%M} (shift {other.id}). End that one "
                "first, or choose times outside it; nothing was changed."
            )


def _meet(one: WeeklyShift, other: WeeklyShift) -> bool:
    """True when two weekly shifts are in force at once in some week; clock changes aside."""
    starts = max(one.first, other.first)
    ends = min(one.last or date.max, other.last or date.max)
    if starts > ends:
        return False
    (first, last), (start, end) = _in_week(one), _in_week(other)
    shifts = (timedelta(0), WEEK, -WEEK)
    return any(common((first, last), (start + by, end + by)) is not None for by in shifts)


def _in_week(shift: WeeklyShift) -> tuple[datetime, datetime]:
    day = date(2026, 1, 5) + timedelta(days=shift.weekday)
    start = datetime.combine(day, shift.starts, tzinfo=LONDON)
    end = datetime.combine(day, shift.ends, tzinfo=LONDON)
    return start, end if end > start else end + timedelta(days=1)


def _weekly(shift: WeeklyShift) -> dict[str, object]:
    return {
        "tier": shift.tier.value,
        "weekday": shift.weekday,
        "from_time": f"{shift.starts:%H:%M}",
        "to_time": f"{shift.ends:%H:%M}",
    }
