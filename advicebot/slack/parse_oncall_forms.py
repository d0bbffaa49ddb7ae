"""What came back from the forms of the rota, checked field by field.

A value comes from outside, whatever the form had offered: a menu's answer may be forged.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from advicebot.domain.oncall.calendar import read_local
from advicebot.domain.oncall.rota import Tier
from advicebot.slack.form_values import Errors, all_chosen, chosen, clock_of, day_of
from advicebot.slack.ids import Field
from advicebot.slack.payloads import Body

USER_ID = re.compile(r"[UW][A-Z0-9]{2,}")
CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
FURTHEST_DAYS = 400
MIDNIGHT = time(0)

CHOOSE = "Choose one from the list."
NO_DAY = "Choose a day from the calendar."
NO_TIME = "Choose a time."
NO_WEEKDAY = "Choose one day of the week or more."
PAST_DAY = "That day is over. Choose today or a later day."
TOO_FAR = "That is more than a year away. Choose an earlier day."
BACKWARDS = (
    "That is not after the start. For a night, put somebody on to 00:00, and once more for the day "
    "after."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OverrideForm:
    """The form that puts one person on for a time; instants in UTC."""

    tier: Tier
    user_id: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AddForm:
    """The form for a weekly shift; London wall-clock, 0 is Monday."""

    tier: Tier
    user_id: str
    weekdays: tuple[int, ...]
    starts: time
    ends: time
    first: date


def swap_form(body: Body) -> str | Errors:
    """Return the reference of the stint that was chosen, or what is wrong with the form."""
    return chosen(body, Field.STINT) or {Field.STINT.value: CHOOSE}


def override_form(body: Body, *, today: date) -> OverrideForm | Errors:
    """Return the form that puts one person on, or what is wrong with it, field by field."""
    errors = _wrong_who(body)
    day, starts = _day(body, Field.DAY, today, errors), _clock(body, Field.STARTS, errors)
    ends = _clock(body, Field.ENDS, errors)
    start = _instant(day, starts, Field.STARTS, errors)
    is_midnight = ends == MIDNIGHT and day is not None
    last = day + timedelta(days=1) if is_midnight and day else day
    end = _instant(last, ends, Field.ENDS, errors)
    if start and end and end <= start:
        errors[Field.ENDS.value] = BACKWARDS
    if errors or start is None or end is None:
        return errors
    return OverrideForm(
        tier=Tier(chosen(body, Field.TIER)),
        user_id=chosen(body, Field.PERSON),
        starts_at=start,
        ends_at=end,
    )


def add_form(body: Body, *, today: date) -> AddForm | Errors:
    """Return the form for a weekly shift, or what is wrong with it, field by field."""
    errors = _wrong_who(body)
    weekdays = all_chosen(body, Field.WEEKDAYS)
    if not weekdays or not set(weekdays) <= set("0123456"):
        errors[Field.WEEKDAYS.value] = NO_WEEKDAY
    starts, ends = _clock(body, Field.STARTS, errors), _clock(body, Field.ENDS, errors)
    first = _day(body, Field.FIRST_DAY, today, errors)
    if errors or starts is None or ends is None or first is None:
        return errors
    return AddForm(
        tier=Tier(chosen(body, Field.TIER)),
        user_id=chosen(body, Field.PERSON),
        weekdays=tuple(sorted({int(each) for each in weekdays})),
        starts=starts,
        ends=ends,
        first=first,
    )


def away_form(body: Body, *, today: date) -> datetime | Errors:
    """Return until when somebody is away, or what is wrong with the form."""
    errors: Errors = {}
    day, ends = _day(body, Field.DAY, today, errors), _clock(body, Field.ENDS, errors)
    until = _instant(day, ends, Field.ENDS, errors)
    return errors if errors or until is None else until


def _wrong_who(body: Body) -> Errors:
    errors = {}
    if chosen(body, Field.TIER) not in Tier._value2member_map_:
        errors[Field.TIER.value] = CHOOSE
    if not USER_ID.fullmatch(chosen(body, Field.PERSON)):
        errors[Field.PERSON.value] = CHOOSE
    return errors


def _day(body: Body, field: Field, today: date, errors: Errors) -> date | None:
    day = day_of(body, field)
    if day is None:
        errors[field.value] = NO_DAY
        return None
    if day < today:
        errors[field.value] = PAST_DAY
    elif (day - today).days > FURTHEST_DAYS:
        errors[field.value] = TOO_FAR
    return day


def _clock(body: Body, field: Field, errors: Errors) -> time | None:
    shown = clock_of(body, field)
    if not CLOCK.fullmatch(shown):
        errors[field.value] = NO_TIME
        return None
    return time.fromisoformat(shown)


def _instant(day: date | None, clock: time | None, field: Field, errors: Errors) -> datetime | None:
    if day is None or clock is None:
        return None
    try:
        return read_local(day, clock)
    except ValueError as error:
        errors[field.value] = str(error)
        return None
