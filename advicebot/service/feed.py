"""Dated shifts from a calendar: brought in as a whole or not at all; the last good ones stay."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from advicebot.domain.oncall.calendar import first_instant
from advicebot.domain.oncall.duty import Feed, Practitioner
from advicebot.domain.oncall.people import Named
from advicebot.domain.oncall.rota import Shift
from advicebot.errors import Refused, RotaError
from advicebot.service.desk import Desk
from advicebot.service.gaps import watching
from advicebot.service.ports import Unit
from advicebot.service.ports_oncall import CalendarRead, ReadCalendar
from advicebot.service.rota_lines import RotaLine, tell, write_down

AHEAD = timedelta(days=56)
EVERY = timedelta(hours=1)
AGAIN_AFTER = timedelta(minutes=15)
"""How long after a reading that failed it is tried again."""
LONGEST_ERROR = 1000
CLOCK = "clock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What came of an import: how many shifts there are now, and whether that changed any."""

    count: int
    is_changed: bool
    warnings: tuple[str, ...]


def people_of(desk: Desk, team_id: str) -> tuple[Named, ...]:
    """Return whom a calendar may name: everybody in the on-call channel."""
    with desk.work.read() as unit:
        return tuple(
            Named(user_id=each.user_id, name=each.name, handle=each.handle)
            for each in unit.practitioners.list_all(team_id)
            if each.is_member
        )


def import_rota(
    desk: Desk, team_id: str, read: CalendarRead, start: date, end: date, *, made_by: str
) -> Imported:
    """Make the shifts that were read the dated shifts of the London days from ``start`` to ``end``.

    All of them or none: a calendar with a mistake changes nothing.

    Raises:
        Refused: it has no shift, or mistakes, or names somebody who is no member or cannot be
            messaged; every problem on a line of its own.
    """
    with desk.work.write() as unit:
        return _take(desk, unit, team_id, read, start, end, made_by)


def problems_of(desk: Desk, team_id: str, read: CalendarRead) -> list[str]:
    """Return why a calendar cannot be taken, a plain sentence each; [] when it can."""
    with desk.work.read() as unit:
        return _problems(unit, team_id, read)


def refresh(desk: Desk, team_id: str, *, fetch: Callable[[], bytes], read: ReadCalendar) -> None:
    """Bring in the calendar anew once an hour; call it as often as you like.

    When it begins to fail and when it works again the on-call channel is told, not each time. The
    last good shifts stay until then.
    """
    now = desk.clock.now()
    with desk.work.read() as unit:
        feed = unit.feeds.get(team_id)
    if feed and now < feed.tried_at + (AGAIN_AFTER if feed.error else EVERY):
        return
    start = desk.today()
    people = people_of(desk, team_id)
    if not people:
        return  # Slack was not asked yet who answers the line: every name would be a stranger's.
    try:
        found = read(fetch(), start=start, end=start + AHEAD, people=people)
        with desk.work.write() as unit:
            taken = _take(desk, unit, team_id, found, start, start + AHEAD, CLOCK)
            _works(desk, unit, team_id, now, taken)
    except (RotaError, Refused) as error:
        with desk.work.write() as unit:
            _fails(desk, unit, team_id, now, str(error))


def _take(
    desk: Desk,
    unit: Unit,
    team_id: str,
    read: CalendarRead,
    start: date,
    end: date,
    made_by: str,
) -> Imported:
    found = _problems(unit, team_id, read)
    if found:
        raise Refused("\n".join([*found, "Nothing was changed: the last good rota stays."]))
    window = (first_instant(start, time(0)), first_instant(end, time(0)))
    before = _touching(unit.shifts.rota(team_id, *window).dated, *window)
    is_changed = set(before) != set(read.shifts)
    if is_changed:
        with watching(desk, unit, team_id):
            unit.shifts.replace_dated(team_id, read.shifts, start=window[0], end=window[1])
        detail = {"first": start.isoformat(), "end": end.isoformat(), "count": len(read.shifts)}
        write_down(desk, unit, team_id, made_by, "rota.imported", team_id, **detail)
    return Imported(
        count=len(read.shifts),
        is_changed=is_changed,
        warnings=tuple(str(each) for each in read.warnings),
    )


def _problems(unit: Unit, team_id: str, read: CalendarRead) -> list[str]:
    found = [str(each) for each in read.problems]
    known = {each.user_id: each for each in unit.practitioners.list_all(team_id)}
    for user_id in dict.fromkeys(each.user_id for each in read.shifts):
        count = sum(each.user_id == user_id for each in read.shifts)
        why = _why_not(known.get(user_id))
        if why:
            found.append(
                f"<@{user_id}> {why}, and has {count} of the shifts. Give them to somebody else "
                "in the calendar, or mend that first."
            )
    if not found and not read.shifts:
        found.append("The calendar has no shifts on these days. Check that it is the right one.")
    return found


def _why_not(person: Practitioner | None) -> str | None:
    if person is None or not person.is_member:
        return "is not in the on-call channel"
    return f"cannot be messaged ({person.unreachable})" if person.unreachable else None


def _touching(shifts: Sequence[Shift], start: datetime, end: datetime) -> list[Shift]:
    return [each for each in shifts if each.ends_at > start and each.starts_at < end]


def _works(desk: Desk, unit: Unit, team_id: str, now: datetime, taken: Imported) -> None:
    before = unit.feeds.get(team_id)
    unit.feeds.save(Feed(team_id=team_id, tried_at=now, fetched_at=now, error=None))
    if before and before.error:
        once = f"{team_id}:{now.isoformat()}"
        name = RotaLine.TOLD_FEED_WORKS
        tell(desk, unit, name, team_id=team_id, once=once, count=taken.count)


def _fails(desk: Desk, unit: Unit, team_id: str, now: datetime, error: str) -> None:
    before = unit.feeds.get(team_id)
    fetched_at = before.fetched_at if before else None
    unit.feeds.save(
        Feed(team_id=team_id, tried_at=now, fetched_at=fetched_at, error=error[:LONGEST_ERROR])
    )
    if before is None or before.error is None:
        once = f"{team_id}:{now.isoformat()}"
        tell(desk, unit, RotaLine.TOLD_FEED_FAILS, team_id=team_id, once=once, since=fetched_at)
