"""One event of a file, parsed and checked, in the form that its repeats are worked out from."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from icalendar import Event
from icalendar.prop import vDDDTypes, vRecur

from advicebot.calendars import repeats
from advicebot.calendars.naming import TIER, USER
from advicebot.calendars.outline import RawEvent
from advicebot.calendars.problems import Fault
from advicebot.calendars.zones import Time, in_zone, time_of, with_known_zone

LONGEST_SHIFT = timedelta(days=7)
LINE = "X-ADVICEBOT-LINE"
"""Marks each occurrence with the line of the event it comes from."""

_EARLIEST, _LATEST = 1970, 2200
_ONCE = (
    *("UID", "SEQUENCE", "STATUS", "SUMMARY", USER, TIER),
    *("DTSTART", "DTEND", "DURATION", "RECURRENCE-ID", "RRULE"),
)
_AGAIN = "Open the event in the calendar, save it again, and export anew."


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """An event that can be worked out: zones known, floating times London's, an end in any case.

    ``uid`` is made from the event's own words where the file gives none.
    """

    line: int
    uid: str
    summary: str
    start: Time
    event: Event

    @property
    def day(self) -> date:
        """The day it begins, in its own time zone."""
        return self.start.date() if isinstance(self.start, datetime) else self.start

    @property
    def rule(self) -> vRecur | None:
        """How it repeats, None when it does not."""
        found = self.event.get("RRULE")
        return found if isinstance(found, vRecur) else None

    @property
    def is_override(self) -> bool:
        """True when it stands in for one occurrence of a repeating event."""
        return "RECURRENCE-ID" in self.event

    @property
    def is_cancelled(self) -> bool:
        """True when it was called off."""
        return is_cancelled(self.event)

    @property
    def sequence(self) -> int:
        """How often it was revised."""
        return int(self.event.get("SEQUENCE", 0))

    @property
    def moves_with_the_clocks(self) -> bool:
        """True when it repeats at a time in UTC, which in London is another hour in summer."""
        zone = self.start.tzinfo if isinstance(self.start, datetime) else None
        is_utc = isinstance(zone, ZoneInfo) and zone.key.removeprefix("Etc/") in {"UTC", "GMT"}
        return is_utc and self.rule is not None


def is_cancelled(event: Event) -> bool:
    """True when the event or occurrence was called off."""
    return str(event.get("STATUS", "")).strip().upper() == "CANCELLED"


def summary_of(raw: RawEvent) -> str:
    """Return the title of an event that may be broken otherwise; "" when it has none."""
    titles = [line for line in raw.content if line[:7].upper() == "SUMMARY"]
    try:
        event = _event(titles[:1])
    except Fault:
        return ""
    return str(event.get("SUMMARY", ""))


def parse(raw: RawEvent) -> Parsed:
    """Return the event, checked by itself.

    Raises:
        Fault: the first rule it breaks.
    """
    event = _event([with_known_zone(line) for line in raw.content])
    _check_once(event)
    start = _start(event)
    day = start.date() if isinstance(start, datetime) else start
    try:
        _set_times(event, start)
        _check_rule(event, start)
    except Fault as fault:
        fault.day = fault.day or day
        raise
    event[LINE] = str(raw.line)
    uid = str(event.get("UID", "")).strip() or _made_up_uid(raw)
    event["UID"] = uid
    return Parsed(
        line=raw.line, uid=uid, summary=str(event.get("SUMMARY", "")), start=start, event=event
    )


def _event(content: list[str]) -> Event:
    text = "\r\n".join(["BEGIN:VEVENT", *content, "END:VEVENT", ""])
    try:
        event = Event.from_ical(text)
    except (ValueError, KeyError, IndexError, OverflowError) as wrong:
        raise Fault("it cannot be read.", _AGAIN) from wrong
    assert isinstance(event, Event)
    if event.errors:
        name = event.errors[0][0] or "one line"
        raise Fault(f"its {name} cannot be read.", _AGAIN)
    return event


def _check_once(event: Event) -> None:
    twice = next((name for name in _ONCE if isinstance(event.get(name), list)), None)
    if twice is not None:
        raise Fault(f"it has more than one {twice}.", _AGAIN)
    if "EXRULE" in event:
        raise Fault("it leaves out days by a rule (EXRULE), which calendars no longer do.", _AGAIN)


def _start(event: Event) -> Time:
    if "DTSTART" not in event:
        raise Fault("it has no start (DTSTART).", _AGAIN)
    return _time(event, "DTSTART")


def _time(event: Event, name: str) -> Time:
    value = time_of(event, name)
    if not _EARLIEST <= value.year < _LATEST:
        raise Fault(
            f"its {name} is in the year {value.year}.", f"Use years from {_EARLIEST} to {_LATEST}."
        )
    return in_zone(value)


def _set_times(event: Event, start: Time) -> None:
    """Give the event its start and an end of the same kind and zone, whatever way it was said."""
    end = _ending(event, start)
    if isinstance(start, datetime) != isinstance(end, datetime):
        raise Fault("one of its ends is a day, the other a time.", "Give both as times.")
    if isinstance(start, datetime):
        assert isinstance(start.tzinfo, ZoneInfo)
        end = in_zone(end, start.tzinfo)
    _check_length(event, start=start, end=end)
    event["DTSTART"], event["DTEND"] = vDDDTypes(start), vDDDTypes(end)
    event.pop("DURATION", None)


def _ending(event: Event, start: Time) -> Time:
    if "DTEND" in event:
        return _time(event, "DTEND")
    if "DURATION" in event:
        length = getattr(event["DURATION"], "dt", None)
        if not isinstance(length, timedelta) or abs(length) > timedelta(days=3660):
            raise Fault("its DURATION cannot be read.", _AGAIN)
        if not isinstance(start, datetime) and length.seconds:
            raise Fault("it is a whole day with a length in hours.", "Give it a start and an end.")
        return start + length
    return start if isinstance(start, datetime) else start + timedelta(days=1)


def _check_length(event: Event, *, start: Time, end: Time) -> None:
    """Check by the clock on the wall, so that a week with a clock change is a week."""
    length = _wall(end) - _wall(start)
    if length < timedelta(0):
        raise Fault("it ends before it starts.", "Correct its start or its end.")
    if not length:
        raise Fault("it ends the moment it starts.", "Give it an end.")
    if length > LONGEST_SHIFT and USER not in event:
        raise Fault(
            f"it is longer than {LONGEST_SHIFT.days} days, so it is probably no shift.",
            "Enter a long stint as one event for each week, and keep other events out of the rota.",
        )


def _wall(value: Time) -> datetime:
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    return datetime(value.year, value.month, value.day)  # noqa: DTZ001 (no zone on purpose)


def _check_rule(event: Event, start: Time) -> None:
    if "RECURRENCE-ID" in event:
        _time(event, "RECURRENCE-ID")
        event.pop("RRULE", None)  # an override stands for one occurrence, whatever it copied along
    rule = event.get("RRULE")
    if isinstance(rule, vRecur):
        repeats.check(rule, start)


def _made_up_uid(raw: RawEvent) -> str:
    said = sorted(line for line in raw.content if line[:7].upper() in {"DTSTART", "SUMMARY"})
    return "without-uid-" + sha256("\n".join(said).encode()).hexdigest()[:20]
