"""Time zones as calendars name them, and wall-clock times in them as instants."""

import re
from datetime import UTC, date, datetime, time
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from icalendar import Event
from icalendar.prop import vDDDTypes
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from advicebot.calendars.problems import Fault
from advicebot.domain.oncall.calendar import LONDON, long_date, read_local

Time = date | datetime
"""A day for an all-day event, otherwise an aware wall-clock time."""

_DATES = re.compile(
    r"(?P<name>(?:DTSTART|DTEND|RECURRENCE-ID|EXDATE|RDATE)(?=[:;]))"
    r"(?P<parameters>.*):(?P<value>[0-9][0-9TZPDHMSW,/ ]*)$",
    re.IGNORECASE,
)
_TZID = re.compile(r';TZID=("[^"]*"|.*?)(?=;[A-Za-z-]+=|$)', re.IGNORECASE)


def with_known_zone(line: str) -> str:
    """Return a content line with its time zone under the name that the tz database has for it.

    Raises:
        Fault: the line names a zone that nobody can know, such as “Customized Time Zone”.
    """
    found = _DATES.match(line)
    if found is None:
        return line
    named = _TZID.search(found["parameters"])
    if named is None:
        return line
    written = named[1].strip('"').replace("\\", "")
    zone = zone_name(written)
    if zone is None:
        raise Fault(
            f"the time zone “{written[:60]}” is not known.",
            "Set the event's time zone to London and export the calendar again.",
        )
    parameters = _TZID.sub("", found["parameters"])
    return f"{found['name']}{parameters};TZID={zone}:{found['value']}"


def zone_name(written: str) -> str | None:
    """Return the tz database's name for a TZID of Google, Outlook, Apple or Mozilla; None if none.

    Windows names follow the Unicode table (“GMT Standard Time” is London), a maker's prefix is
    dropped, and a description that lists London (“(UTC+00:00) Dublin, Edinburgh, Lisbon, London”)
    means London.
    """
    windows = WINDOWS_TO_OLSON.get(written)
    if windows is not None:
        return windows
    parts = written.strip("/").split("/")
    tails = ("/".join(parts[at:]) for at in range(len(parts)))
    known = next((_zones()[tail.casefold()] for tail in tails if tail.casefold() in _zones()), None)
    if known is None and re.search(r"\blondon\b", written, re.IGNORECASE):
        return LONDON.key
    return known


@cache
def _zones() -> dict[str, str]:
    return {name.casefold(): name for name in available_timezones()}


def time_of(event: Event, name: str) -> Time:
    """Return the day or time of a property that the event has.

    Raises:
        Fault: it is neither, such as a length of time.
    """
    written = event[name]
    value = written.dt if isinstance(written, vDDDTypes) else None
    if not isinstance(value, date):
        raise Fault(f"its {name} is neither a day nor a time.", "Enter the event anew.")
    return value


def in_zone(value: Time, zone: ZoneInfo | None = None) -> Time:
    """Return a time in ``zone``; None leaves an aware one alone. Floating times are London's."""
    if not isinstance(value, datetime):
        return value
    if value.tzinfo is None:
        return value.replace(tzinfo=zone or LONDON)
    return value if zone is None else value.astimezone(zone)


def instant(value: Time) -> datetime:
    """Return the UTC instant of a wall-clock time; a day is the midnight in London it begins with.

    Raises:
        Fault: a time that does not exist or comes twice because the clocks change.
    """
    if not isinstance(value, datetime):
        return datetime.combine(value, time(), tzinfo=LONDON).astimezone(UTC)
    zone = value.tzinfo
    if isinstance(zone, ZoneInfo) and zone.key == LONDON.key:
        return _london(value)
    earlier, later = (value.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    if earlier != later:
        when = f"{value:%H:%M} on {long_date(value)}"
        raise Fault(
            f"{when} does not exist or comes twice in the zone {zone}: its clocks change.",
            "Choose a time before or after the change.",
            day=value.date(),
        )
    return earlier


def _london(value: datetime) -> datetime:
    try:
        return read_local(value.date(), value.time())
    except ValueError as wrong:
        rule, _, what_to_do = str(wrong).partition(". ")
        raise Fault(f"{rule}.", what_to_do, day=value.date()) from None
