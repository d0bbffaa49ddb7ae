"""Which repeats a rota may use, and their end made certain.

A rule without an end, or one that no day ever fits, is searched by the calendar library until the
year 9999. So only the forms that calendar programs offer are taken, every one of which some day
fits, and each gets an end before it is worked out.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from icalendar.prop import vRecur

from advicebot.calendars.problems import Fault
from advicebot.calendars.zones import Time, in_zone

MOST_STEPS = 500_000
"""Days, weeks, months or years that all repeats of one file may walk through together."""
LONGEST_INTERVAL = 366
_DAYS_IN = {"DAILY": 1, "WEEKLY": 7, "MONTHLY": 28, "YEARLY": 365}
_CLOCK = {"BYHOUR": "hour", "BYMINUTE": "minute", "BYSECOND": "second"}
_DAYS_IN_MONTH = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_COMMON = frozenset(["FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", *_CLOCK])
_SIMPLER = "Let it repeat by day, week or month, as your calendar offers it, or enter each shift."


def check(rule: vRecur, start: Time) -> None:
    """Pass a rule that is safe to work out.

    Raises:
        Fault: more than one repeat in a day, a form that calendars do not write, or a broken one.
    """
    frequency = str(_one(rule, "FREQ") or "").upper()
    fits = _FITS.get(frequency)
    if fits is None:
        raise Fault(
            f"it repeats more than once a day ({frequency or 'no frequency'}).",
            "A shift may come once a day at most: enter each part of the day as its own event.",
        )
    _check_numbers(rule)
    _check_clock(rule, start)
    parts = {name: list(values) for name, values in rule.items() if name not in _COMMON}
    if not fits(parts, _interval(rule)):
        raise Fault("it repeats in a way that is not understood or never comes.", _SIMPLER)


def steps(rule: vRecur, start: Time, last: date) -> int:
    """Return at most how many periods lie between the first shift and ``last``."""
    days = (last - (start.date() if isinstance(start, datetime) else start)).days
    return max(0, days // (_DAYS_IN[str(rule["FREQ"][0]).upper()] * _interval(rule))) + 1


def without_count(rule: vRecur, start: Time, last: date) -> vRecur:
    """Return the rule with an end, at the latest on ``last``, and without a number of times."""
    ended = vRecur({name: values for name, values in rule.items() if name != "COUNT"})
    until = _end(_one(rule, "UNTIL"), start)
    latest = _end(last, start)
    assert latest is not None
    ended["UNTIL"] = [latest if until is None or until > latest else until]
    return ended


def count(rule: vRecur) -> int | None:
    """Return how many times it repeats, None when it does not say."""
    number = _one(rule, "COUNT")
    return None if number is None else int(number)


def ended_at(rule: vRecur, last: Time) -> vRecur:
    """Return the rule with ``last`` as its last occurrence."""
    ended = vRecur(dict(rule.items()))
    ended["UNTIL"] = [last.astimezone(UTC) if isinstance(last, datetime) else last]
    return ended


def _end(value: Time | None, start: Time) -> Any:
    """Return an UNTIL of the start's kind; a bare day ends with its last second."""
    if value is None:
        return None
    if not isinstance(start, datetime):
        return value.date() if isinstance(value, datetime) else value
    if not isinstance(value, datetime):
        value = datetime.combine(value, time(23, 59, 59), tzinfo=start.tzinfo)
    if value.tzinfo is None:
        value = value.replace(tzinfo=start.tzinfo)
    found = in_zone(value)
    assert isinstance(found, datetime)
    return found.astimezone(UTC)


def _check_numbers(rule: vRecur) -> None:
    interval, number = _interval(rule), count(rule)
    if not 1 <= interval <= LONGEST_INTERVAL:
        raise Fault(f"its interval is {interval}; the rule is 1 to {LONGEST_INTERVAL}.", _SIMPLER)
    if number is not None and (number < 1 or "UNTIL" in rule):
        raise Fault(
            "it says how often it repeats in a way that does not fit together.",
            "Give it either a last day or a number of times, at least 1.",
        )
    if any(len(rule[name]) != 1 for name in ("FREQ", "INTERVAL", "COUNT", "UNTIL") if name in rule):
        raise Fault("its repeat says the same thing twice.", _SIMPLER)


def _check_clock(rule: vRecur, start: Time) -> None:
    for name, part in _CLOCK.items():
        if name in rule and list(rule[name]) != [getattr(start, part, None)]:
            raise Fault(
                f"it repeats at other times than it starts ({name}).",
                "A shift may come once a day at most: enter each part of the day as its own event.",
            )


def _interval(rule: vRecur) -> int:
    return int(_one(rule, "INTERVAL") if "INTERVAL" in rule else 1)


def _one(rule: vRecur, name: str) -> Any:
    values = rule.get(name)
    return values[0] if isinstance(values, list) and values else values or None


_Parts = Mapping[str, list[Any]]


def _fits_days(parts: _Parts, interval: int) -> bool:
    """Every nth day, or every one of some weekdays or months."""
    return not parts or (interval == 1 and _are_weekdays_and_months(parts))


def _fits_weeks(parts: _Parts, interval: int) -> bool:
    """Weekdays in every nth week, or in every week of some months."""
    return _are_weekdays_and_months(parts) and ("BYMONTH" not in parts or interval == 1)


def _fits_months(parts: _Parts, interval: int) -> bool:
    """Days of the month, or the nth weekday of the month.

    Twelve months at a step are a year, and the same month might never have such a day.
    """
    if not parts:
        return True
    if parts.keys() == {"BYMONTHDAY"}:
        return interval < 12 and all(1 <= abs(int(day)) <= 31 for day in parts["BYMONTHDAY"])
    return interval < 12 and _is_nth_weekday(parts, most=5)


def _fits_years(parts: _Parts, _: int) -> bool:
    """A day that its month has in every year, or the nth weekday of a month."""
    if not parts:
        return True
    months = [int(month) for month in parts.get("BYMONTH", [])]
    if not months or not all(1 <= month <= 12 for month in months):
        return False
    rest = {name: values for name, values in parts.items() if name != "BYMONTH"}
    if rest.keys() == {"BYMONTHDAY"}:
        most = min(_DAYS_IN_MONTH[month - 1] for month in months)
        return all(1 <= abs(int(day)) <= most for day in rest["BYMONTHDAY"])
    return _is_nth_weekday(rest, most=4)


def _are_weekdays_and_months(parts: _Parts) -> bool:
    return (
        parts.keys() <= {"BYDAY", "BYMONTH"}
        and all(len(str(day)) == 2 for day in parts.get("BYDAY", []))
        and all(1 <= int(month) <= 12 for month in parts.get("BYMONTH", []))
    )


def _is_nth_weekday(parts: _Parts, *, most: int) -> bool:
    """Either 2MO, or some weekdays and which of them in the month (BYSETPOS)."""
    days, positions = [str(day) for day in parts.get("BYDAY", [])], parts.get("BYSETPOS")
    if not days or not parts.keys() <= {"BYDAY", "BYSETPOS"}:
        return False
    if positions is None:
        return all(1 <= abs(int(day[:-2] or 1)) <= most for day in days)
    return all(len(day) == 2 for day in days) and all(1 <= abs(int(at)) <= 4 for at in positions)


_FITS: Mapping[str, Callable[[_Parts, int], bool]] = {
    "DAILY": _fits_days,
    "WEEKLY": _fits_weeks,
    "MONTHLY": _fits_months,
    "YEARLY": _fits_years,
}
