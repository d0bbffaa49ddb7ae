"""Events that belong together, one repeating event with its overrides, worked out day by day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from icalendar import Calendar, Event
from icalendar.prop import vRecur
from recurring_ical_events import CalendarQuery

from advicebot.calendars import repeats
from advicebot.calendars.events import Parsed
from advicebot.calendars.problems import Fault
from advicebot.calendars.zones import Time, time_of

_AROUND = timedelta(days=2)
"""Wider than the difference between any two time zones."""
_UNREADABLE = (ValueError, KeyError, IndexError, TypeError, OverflowError, AttributeError)
"""What the calendar library raises over parts that do not fit together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """All events of one UID: ``core`` is the event itself, None when only overrides are there."""

    core: Parsed | None
    overrides: tuple[Parsed, ...]

    @property
    def events(self) -> tuple[Parsed, ...]:
        """All of them, the event itself first."""
        return (*(() if self.core is None else (self.core,)), *self.overrides)


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """An event whose UID another event has already, which is the one that counts."""

    event: Parsed
    first: Parsed

    @property
    def is_identical(self) -> bool:
        """True when both say the same, so that nothing is lost without it."""
        parts = ("DTSTART", "DTEND", "RRULE", "SUMMARY", "STATUS")
        return all(self.event.event.get(each) == self.first.event.get(each) for each in parts)


def grouped(parsed: Iterable[Parsed]) -> tuple[list[Series], list[Again]]:
    """Return the series in the order of the file, and events that repeat another's UID.

    A later revision of an event (SEQUENCE) takes the place of earlier ones, as the standard says.
    """
    by_uid: dict[str, list[Parsed]] = {}
    for each in parsed:
        by_uid.setdefault(each.uid, []).append(each)
    found: list[Series] = []
    again: list[Again] = []
    for events in by_uid.values():
        cores = [each for each in events if not each.is_override]
        core = max(cores, key=lambda each: each.sequence, default=None)
        found.append(Series(core=core, overrides=tuple(e for e in events if e.is_override)))
        if core is not None:
            same = [each for each in cores if each.sequence == core.sequence and each is not core]
            again.extend(Again(event=each, first=core) for each in same)
    return found, again


def steps(series: Series, last: date) -> int:
    """Return at most how many periods working the series out may walk through."""
    core = series.core
    if core is None or core.rule is None:
        return 0
    return repeats.steps(core.rule, core.start, last + _AROUND)


def occurrences(series: Series, *, start: date, end: date) -> list[Event]:
    """Return each occurrence from ``start`` to ``end``, by start, and some around that.

    Each holds its own DTSTART, DTEND and RECURRENCE-ID, and otherwise what the event or override
    says that it comes from.

    Raises:
        Fault: its parts do not fit together.
    """
    last = end + _AROUND
    try:
        events = [each.event for each in series.overrides]
        if series.core is not None:
            events.append(_with_an_end(series.core, last))
        return _worked_out(events, start=start - _AROUND, end=last)
    except _UNREADABLE as wrong:
        raise Fault(
            "its repeats and exceptions do not fit together.",
            "Open the event in the calendar, save it again, and export anew.",
        ) from wrong


def _with_an_end(core: Parsed, last: date) -> Event:
    if core.rule is None:
        return core.event
    rule = repeats.without_count(core.rule, core.start, last)
    count = repeats.count(core.rule)
    if count is not None:
        starts = _starts(core, rule, last)
        rule = rule if len(starts) < count else repeats.ended_at(rule, starts[count - 1])
    return _with_rule(core, rule)


def _starts(core: Parsed, rule: vRecur, last: date) -> list[Time]:
    """Return every start there would be without exceptions: those count towards COUNT too."""
    alone = _with_rule(core, rule)
    for name in ("EXDATE", "RDATE"):
        alone.pop(name, None)
    found = _worked_out([alone], start=core.day - _AROUND, end=max(last, core.day + _AROUND))
    return [time_of(each, "DTSTART") for each in found]


def _with_rule(core: Parsed, rule: vRecur) -> Event:
    copied = core.event.copy()
    copied["RRULE"] = rule
    return copied


def _worked_out(events: Sequence[Event], *, start: date, end: date) -> list[Event]:
    calendar = Calendar()
    for event in events:
        calendar.add_component(event)
    found = CalendarQuery(calendar).between(start, end)
    return sorted(found, key=_order)


def _order(event: Event) -> tuple[str, str]:
    return (time_of(event, "DTSTART").isoformat(), str(event.get("SUMMARY", "")))
