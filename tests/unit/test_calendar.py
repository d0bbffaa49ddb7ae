"""School days of one line, in London wall-clock time."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advicebot.domain.calendar import is_school_day, is_staffed, next_school_day, on_day
from advicebot.domain.knowledge import Term
from tests.fakes import LINE


@pytest.mark.parametrize(
    ("day", "is_one"),
    [
        (date(2026, 9, 2), True),  # the first day of term
        (date(2026, 9, 1), False),
        (date(2026, 12, 18), True),  # the last one
        (date(2026, 12, 19), False),
        (date(2026, 11, 24), True),  # a Tuesday
        (date(2026, 11, 21), False),  # a Saturday
        (date(2026, 11, 22), False),
        (date(2026, 10, 26), False),  # closed
        (date(2026, 10, 28), True),
    ],
)
def test_school_days(day: date, is_one: bool):
    assert is_school_day(day, LINE) is is_one


def test_a_bank_holiday_inside_a_term_is_none():
    spring = Term(name="Spring", first=date(2027, 1, 4), last=date(2027, 5, 28), closed=())
    line = replace(LINE, terms=(spring,))
    assert not is_school_day(date(2027, 5, 3), line)  # early May bank holiday
    assert not is_school_day(date(2027, 3, 26), line)  # Good Friday
    assert is_school_day(date(2027, 5, 4), line)


def test_the_next_school_day_leaps_weekends_and_closed_days():
    assert next_school_day(date(2026, 11, 20), LINE) == date(2026, 11, 23)
    assert next_school_day(date(2026, 10, 23), LINE) == date(2026, 10, 28)


def test_past_the_last_term_there_is_none_yet():
    assert next_school_day(date(2026, 12, 18), LINE) is None
    assert next_school_day(date(2026, 11, 24), replace(LINE, terms=())) is None


@given(st.dates(date(2026, 8, 1), date(2026, 12, 17)))
def test_nothing_is_skipped_on_the_way_to_the_next_school_day(day: date):
    later = next_school_day(day, LINE)
    assert later is not None
    assert is_school_day(later, LINE)
    assert not any(
        is_school_day(day + timedelta(days=n), LINE) for n in range(1, (later - day).days)
    )


@pytest.mark.parametrize(
    ("day", "utc"),
    [
        (date(2026, 10, 24), datetime(2026, 10, 24, 7, tzinfo=UTC)),  # still summer time
        (date(2026, 10, 25), datetime(2026, 10, 25, 8, tzinfo=UTC)),
        (date(2027, 3, 27), datetime(2027, 3, 27, 8, tzinfo=UTC)),
        (date(2027, 3, 28), datetime(2027, 3, 28, 7, tzinfo=UTC)),
    ],
)
def test_eight_in_the_morning_is_eight_in_london(day: date, utc: datetime):
    assert on_day(day, time(8)).astimezone(UTC) == utc


@pytest.mark.parametrize(
    ("at", "is_one"),
    [
        (datetime(2026, 11, 24, 8, 0, tzinfo=UTC), True),  # winter: London is UTC
        (datetime(2026, 11, 24, 7, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 24, 17, 0, tzinfo=UTC), False),
        (datetime(2026, 9, 3, 7, 30, tzinfo=UTC), True),  # summer: half past eight in London
        (datetime(2026, 11, 22, 11, 0, tzinfo=UTC), False),  # a Sunday
    ],
)
def test_people_answer_on_school_days_within_the_hours(at: datetime, is_one: bool):
    assert is_staffed(at, LINE) is is_one
