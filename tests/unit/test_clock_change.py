"""Every minute of the two nights on which the clocks change, against a plain table of minutes.

The table is made from the offsets that the Summer Time Order 2002 gives, not from a time zone
database: until 01:00 GMT on 25 October 2026 London shows GMT + 1, then GMT; from 01:00 GMT on
28 March 2027 it shows GMT + 1 again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from itertools import pairwise, product

import pytest

from advicebot.domain.line import Term
from advicebot.domain.oncall.calendar import first_instant, last_instant, read_local
from advicebot.domain.oncall.rota import Rota, Tier, WeeklyShift, on_call, span_on, stints
from tests.fakes import LINE as AUTUMN

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
BACK = datetime(2026, 10, 25, 1, tzinfo=UTC)
FORWARD = datetime(2027, 3, 28, 1, tzinfo=UTC)
BANK_HOLIDAYS = (date(2027, 3, 26), date(2027, 3, 29))
YEAR = Term(name="All year", first=date(2026, 9, 1), last=date(2027, 7, 20), closed=())
LINE = replace(AUTUMN, terms=(YEAR,))
FRIDAY = 4
ODD_TIMES = [
    *(time(0, minute) for minute in (0, 30, 59)),
    *(time(1, minute) for minute in (0, 1, 30, 59)),
    *(time(2, minute) for minute in (0, 1)),
    *(time(8), time(22, 15), time(23, 59)),
]


@dataclass(frozen=True)
class Night:
    """The days around one change of the clocks, as a table of minutes."""

    first: date
    days: int = 3

    @cached_property
    def table(self) -> list[tuple[datetime, datetime]]:
        """Each minute from two days before to two days after, in UTC and as London shows it."""
        start = datetime.combine(self.first - 2 * DAY, time(0), tzinfo=UTC)
        utc = [start + n * MINUTE for n in range((self.days + 4) * 24 * 60)]
        return [(at, (at + (0 * HOUR if BACK <= at < FORWARD else HOUR))) for at in utc]

    @cached_property
    def shown(self) -> Mapping[datetime, list[datetime]]:
        """The minutes (UTC), in order, at which London shows a time."""
        found: dict[datetime, list[datetime]] = {}
        for at, wall in self.table:
            found.setdefault(wall.replace(tzinfo=None), []).append(at)
        return found

    @property
    def walls(self) -> list[datetime]:
        """Every minute that a person could write down for these days, whether it exists or not."""
        start = datetime.combine(self.first, time(0))
        return [start + n * MINUTE for n in range(self.days * 24 * 60)]

    def at(self, wall: datetime, *, which: int) -> datetime:
        """Return the first (0) or last (-1) minute that shows ``wall``, or the next there is."""
        while wall not in self.shown:
            wall += MINUTE
        return self.shown[wall][which]

    def minutes_on(self, shift: WeeklyShift) -> set[datetime]:
        """Return the minutes of these days at which a shift is on."""
        inside = {at for wall in self.walls for at in self.shown.get(wall, [])}
        on: set[datetime] = set()
        for n in range(-1, self.days):
            day = self.first + n * DAY
            if day.weekday() == shift.weekday and day not in BANK_HOLIDAYS:
                start = datetime.combine(day, shift.starts)
                end = datetime.combine(day, shift.ends)
                end += DAY if end <= start else 0 * DAY
                begins, stops = self.at(start, which=0), self.at(end, which=-1)
                on |= {at for at in inside if begins <= at < stops}
        return on


OCTOBER = Night(date(2026, 10, 24))
MARCH = Night(date(2027, 3, 27))
NIGHTS = pytest.mark.parametrize("night", [OCTOBER, MARCH], ids=["October 2026", "March 2027"])


def a_shift(user: str, weekday: int, starts: time, ends: time) -> WeeklyShift:
    return WeeklyShift(
        id=user,
        tier=Tier.PRIMARY,
        user_id=user,
        weekday=weekday,
        starts=starts,
        ends=ends,
        first=date(2026, 9, 1),
        last=None,
    )


SHIFTS = [
    a_shift(f"U{n}", weekday, starts, ends)
    for n, (weekday, starts, ends) in enumerate(
        product((4, 5, 6, 0), ODD_TIMES, ODD_TIMES)  # Friday to Monday
    )
]


def test_the_table_shows_what_the_clocks_show():
    assert len(OCTOBER.shown[datetime(2026, 10, 25, 1, 30)]) == 2
    assert datetime(2027, 3, 28, 1, 30) not in MARCH.shown
    assert all(len(found) == 1 for wall, found in MARCH.shown.items())


@NIGHTS
def test_every_minute_that_exists_once_is_read_and_no_other(night: Night):
    for wall in night.walls:
        found = night.shown.get(wall, [])
        if len(found) == 1:
            assert read_local(wall.date(), wall.time()) == found[0]
            continue
        with pytest.raises(ValueError, match="comes twice" if found else "does not exist"):
            read_local(wall.date(), wall.time())


def test_a_time_that_cannot_be_read_is_named_with_what_to_do():
    with pytest.raises(ValueError) as twice:
        read_local(date(2026, 10, 25), time(1, 30))
    assert str(twice.value) == (
        "01:30 on 25 October 2026 comes twice: the clocks go back from 02:00 to 01:00 that night. "
        "Choose a time before 01:00, or 02:00 or later."
    )
    with pytest.raises(ValueError) as never:
        read_local(date(2027, 3, 28), time(1, 30))
    assert str(never.value) == (
        "01:30 on 28 March 2027 does not exist: the clocks go forward from 01:00 to 02:00 that "
        "night. Choose a time before 01:00, or 02:00 or later."
    )


@NIGHTS
def test_first_and_last_instants_are_those_of_the_table(night: Night):
    for wall in night.walls:
        assert first_instant(wall.date(), wall.time()) == night.at(wall, which=0)
        assert last_instant(wall.date(), wall.time()) == night.at(wall, which=-1)


@NIGHTS
def test_weekly_shifts_are_on_in_exactly_the_minutes_of_the_table(night: Night):
    minutes = [at for wall in night.walls for at in night.shown.get(wall, [])]
    start, end = min(minutes), max(minutes) + MINUTE
    found = stints(Rota(weekly=tuple(SHIFTS)), start, end, LINE)
    on: dict[str, set[datetime]] = {}
    for stint in found:
        count = (stint.ends_at - stint.starts_at) // MINUTE
        assert stint.starts_at + count * MINUTE == stint.ends_at
        on.setdefault(stint.user_id, set()).update(
            stint.starts_at + n * MINUTE for n in range(count)
        )
    wrong = [each for each in SHIFTS if on.get(each.user_id, set()) != night.minutes_on(each)]
    assert wrong == []


@NIGHTS
def test_who_is_on_call_is_right_at_every_minute(night: Night):
    some = SHIFTS[::41]
    rota = Rota(weekly=tuple(some))
    wanted = {shift.user_id: night.minutes_on(shift) for shift in some}
    for wall in night.walls:
        for at in night.shown.get(wall, []):
            on = on_call(rota, Tier.PRIMARY, at, LINE)
            assert on == tuple(sorted(user for user, minutes in wanted.items() if at in minutes))


@NIGHTS
@pytest.mark.parametrize("hand_over", ODD_TIMES)
def test_shifts_that_meet_on_the_clock_leave_no_minute_uncovered(night: Night, hand_over: time):
    """A handover in the hour that comes twice has both on for that hour rather than nobody."""
    week = [a_shift(f"U{n}", n, hand_over, hand_over) for n in range(7)]
    spans = [
        span_on(week[(night.first + n * DAY).weekday()], night.first + n * DAY)
        for n in range(-1, night.days + 1)
    ]
    for (_, ends), (starts, _) in pairwise(spans):
        assert starts <= ends
        assert ends - starts in (0 * HOUR, HOUR)


def test_a_night_shift_is_an_hour_longer_when_the_clocks_go_back_and_shorter_when_forward():
    night = a_shift("U1", 5, time(22), time(6))
    lasts = [
        ends - starts
        for starts, ends in (
            span_on(night, date(2026, 10, 17)),
            span_on(night, date(2026, 10, 24)),
            span_on(night, date(2027, 3, 27)),
        )
    ]
    assert lasts == [8 * HOUR, 9 * HOUR, 7 * HOUR]


def test_a_shift_that_the_clocks_leap_over_whole_is_never_on():
    leapt = a_shift("U1", 6, time(1, 15), time(1, 45))
    start = datetime(2027, 3, 27, tzinfo=UTC)
    assert stints(Rota(weekly=(leapt,)), start, start + 3 * DAY, LINE) == []
