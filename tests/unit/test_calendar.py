"""School days and hours of one line, in London wall-clock time."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advicebot.domain.line import Closure, Term
from advicebot.domain.oncall.calendar import (
    LONDON,
    add_school_days,
    is_school_day,
    is_staffed,
    next_opening,
    next_school_day,
    nth_school_day,
    on_day,
    staffed_spans,
    why_closed,
)
from tests.fakes import LINE

INSET = Closure(day=date(2027, 1, 4), why="INSET")
SNOW = Closure(day=date(2027, 1, 20), why="Harrow Bank is shut by snow")
SPRING = Term(name="Spring", first=date(2027, 1, 4), last=date(2027, 5, 28), closed=(INSET, SNOW))
YEAR = replace(LINE, terms=(*LINE.terms, SPRING))
"""A line with Christmas between two terms."""
ANY_TIME = st.datetimes(datetime(2026, 8, 1), datetime(2027, 7, 1), timezones=st.just(UTC))


def london(text: str) -> datetime:
    """Return the instant of a London wall-clock time that exists once."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


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
    assert not is_school_day(date(2027, 5, 3), YEAR)  # early May bank holiday
    assert not is_school_day(date(2027, 3, 26), YEAR)  # Good Friday
    assert is_school_day(date(2027, 5, 4), YEAR)


def test_an_inset_day_and_a_day_of_snow_are_none():
    assert not is_school_day(INSET.day, YEAR)
    assert not is_school_day(SNOW.day, YEAR)


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2026, 11, 24), None),
        (date(2026, 11, 21), "weekend"),
        (date(2026, 11, 22), "weekend"),
        (date(2026, 10, 26), "half-term"),
        (date(2027, 1, 4), "INSET"),
        (date(2027, 1, 20), "Harrow Bank is shut by snow"),
        (date(2026, 12, 21), "outside term"),
        (date(2028, 6, 1), "outside term"),
        (date(2026, 12, 25), "bank holiday (Christmas Day)"),
        (date(2026, 12, 28), "bank holiday (Boxing Day, substitute day)"),
        (date(2027, 3, 29), "bank holiday (Easter Monday)"),
        (date(2026, 12, 26), "weekend"),  # Boxing Day itself
    ],
)
def test_a_closed_day_says_why(day: date, why: str | None):
    assert why_closed(day, YEAR) == why


@given(st.dates(date(2026, 8, 1), date(2027, 7, 1)))
def test_there_is_a_reason_exactly_on_days_that_are_no_school_days(day: date):
    assert (why_closed(day, YEAR) is None) is is_school_day(day, YEAR)


def test_the_next_school_day_leaps_weekends_and_closed_days():
    assert next_school_day(date(2026, 11, 20), LINE) == date(2026, 11, 23)
    assert next_school_day(date(2026, 10, 23), LINE) == date(2026, 10, 28)


def test_the_next_school_day_leaps_christmas_and_the_inset_day_after_it():
    assert next_school_day(date(2026, 12, 18), YEAR) == date(2027, 1, 5)


def test_past_the_last_term_there_is_none_yet():
    assert next_school_day(date(2026, 12, 18), LINE) is None
    assert next_school_day(date(2026, 11, 24), replace(LINE, terms=())) is None
    assert nth_school_day(date(2026, 12, 17), 1, LINE) == date(2026, 12, 18)
    assert nth_school_day(date(2026, 12, 17), 2, LINE) is None
    assert nth_school_day(date(2026, 12, 17), 9, LINE) is None


def test_the_second_school_day_after_a_thursday_is_monday():
    assert nth_school_day(date(2026, 11, 19), 2, LINE) == date(2026, 11, 23)
    assert nth_school_day(date(2026, 11, 21), 0, LINE) == date(2026, 11, 21)


@given(st.dates(date(2026, 8, 1), date(2026, 12, 17)))
def test_nothing_is_skipped_on_the_way_to_the_next_school_day(day: date):
    later = next_school_day(day, LINE)
    assert later is not None
    assert is_school_day(later, LINE)
    assert not any(
        is_school_day(day + timedelta(days=n), LINE) for n in range(1, (later - day).days)
    )


@given(st.dates(date(2026, 8, 1), date(2027, 5, 1)), st.integers(1, 12))
def test_the_nth_school_day_has_n_school_days_up_to_it(day: date, n: int):
    found = nth_school_day(day, n, YEAR)
    assert found is not None
    assert is_school_day(found, YEAR)
    between = (day + timedelta(days=each) for each in range(1, (found - day).days + 1))
    assert sum(is_school_day(each, YEAR) for each in between) == n


@pytest.mark.parametrize(
    ("at", "n", "later"),
    [
        ("2026-11-19 15:20", 2, "2026-11-23 15:20"),  # over a weekend
        ("2026-10-23 15:20", 1, "2026-10-28 15:20"),  # over half-term, and the clocks go back
        ("2026-11-21 09:00", 1, "2026-11-23 09:00"),  # asked on a Saturday
        ("2026-11-19 15:20", 0, "2026-11-19 15:20"),
        ("2026-12-17 15:20", 1, "2026-12-18 15:20"),
        ("2026-12-17 15:20", 2, "2026-12-21 15:20"),  # past the calendar: any weekday
        ("2026-12-24 15:20", 1, "2026-12-29 15:20"),  # but no bank holiday
    ],
)
def test_school_days_later_is_the_same_time_on_the_clock(at: str, n: int, later: str):
    assert add_school_days(london(at), n, LINE) == london(later)


def test_school_days_are_not_made_up_between_two_written_terms():
    assert add_school_days(london("2026-12-18 15:20"), 1, YEAR) == london("2027-01-05 15:20")


def test_without_any_terms_weekdays_count():
    bare = replace(LINE, terms=())
    assert add_school_days(london("2026-11-20 10:00"), 1, bare) == london("2026-11-23 10:00")


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


@pytest.mark.parametrize(
    ("at", "opening"),
    [
        ("2026-11-24 10:17", "2026-11-24 10:17"),  # open now
        ("2026-11-24 08:00", "2026-11-24 08:00"),
        ("2026-11-24 05:00", "2026-11-24 08:00"),  # later today
        ("2026-11-24 17:00", "2026-11-25 08:00"),
        ("2026-11-20 17:30", "2026-11-23 08:00"),  # Friday evening
        ("2026-10-23 17:30", "2026-10-28 08:00"),  # before half-term: an hour longer on the clock
        ("2026-12-18 17:00", "2027-01-05 08:00"),  # over Christmas and the INSET day
        ("2026-12-25 09:00", "2027-01-05 08:00"),
        ("2027-01-04 09:00", "2027-01-05 08:00"),
        ("2027-03-25 18:00", "2027-03-30 08:00"),  # over Easter and the clock change
    ],
)
def test_the_next_opening_is_the_first_moment_somebody_answers(at: str, opening: str):
    found = next_opening(london(at), YEAR)
    assert found == london(opening)
    assert found.tzinfo is UTC


def test_past_the_last_term_no_opening_is_guessed():
    assert next_opening(london("2026-12-18 16:59"), LINE) == london("2026-12-18 16:59")
    assert next_opening(london("2026-12-18 17:00"), LINE) is None
    assert next_opening(london("2027-01-05 09:00"), LINE) is None


@given(ANY_TIME)
def test_the_next_opening_is_staffed_and_nothing_before_it_is(at: datetime):
    found = next_opening(at, YEAR)
    if found is None:
        assert at > on_day(SPRING.last, time(16, 59))
        return
    assert found >= at
    assert is_staffed(found, YEAR)
    assert staffed_spans(at, found, YEAR) == []


@given(ANY_TIME, st.timedeltas(timedelta(0), timedelta(days=20)), st.floats(0, 1))
def test_staffed_spans_are_exactly_when_people_answer(at: datetime, long: timedelta, part: float):
    spans = staffed_spans(at, at + long, YEAR)
    edges = [edge for span in spans for edge in span]
    assert edges == sorted(set(edges))
    near = [edge + step for edge in edges for step in (timedelta(0), -timedelta.resolution)]
    for moment in (at, at + long * part, *near):
        if at <= moment < at + long:
            covered = any(start <= moment < end for start, end in spans)
            assert covered is is_staffed(moment, YEAR)
