"""A calendar file as dated shifts, with every event that could not be taken named in its place.

Whole files that cannot be used raise ``RotaError``; single events only ever become problems.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256

from icalendar import Event

from advicebot.calendars import repeats
from advicebot.calendars.events import LINE, Parsed, is_cancelled, parse, summary_of
from advicebot.calendars.naming import person_of, tier_of
from advicebot.calendars.outline import RawEvent, events_of
from advicebot.calendars.problems import CalendarProblem, CalendarRead, Fault, problem
from advicebot.calendars.series import Again, Series, grouped, occurrences, steps
from advicebot.calendars.zones import Time, in_zone, instant, time_of
from advicebot.domain.oncall.calendar import long_date, on_day
from advicebot.domain.oncall.people import Named
from advicebot.domain.oncall.rota import Shift, Tier
from advicebot.errors import RotaError

MOST_OCCURRENCES = 5_000
_LONG_AGO = timedelta(days=31)
_TOO_MANY = (
    f"The calendar holds more than {MOST_OCCURRENCES:,} shifts. "
    "Make a calendar of its own for the rota, or import fewer months at a time."
)


def read_calendar(
    text: bytes | str, *, start: date, end: date, people: Sequence[Named]
) -> CalendarRead:
    """Return the shifts that touch the days from ``start`` up to, not including, ``end``.

    Days are London's. Shifts are whole, also where they reach past these days. Ids are the same
    each time the same file is read, and stay when an occurrence is moved. Floating times and whole
    days are London's; cancelled events are left out. Events wholly in the past say nothing.

    Raises:
        RotaError: not a calendar, empty, cut off, unreadable, too large, or without any event on
            these days; a plain sentence that says what to do.
        ValueError: ``end`` is not after ``start``.
    """
    if end <= start:
        raise ValueError(f"end {end} is not after start {start}")
    reading = _Reading(start=start, end=end, people=people)
    reading.take(events_of(text))
    return reading.result()


class _Reading:
    """Gathers what one file holds."""

    def __init__(self, *, start: date, end: date, people: Sequence[Named]) -> None:
        self._start, self._end, self._people = start, end, people
        self._opens, self._closes = (on_day(day, time()).astimezone(UTC) for day in (start, end))
        self._shifts: dict[tuple[datetime, Tier, str, datetime], tuple[Shift, int]] = {}
        self._whose: dict[int, tuple[str, Tier] | None] = {}
        self._problems: list[CalendarProblem] = []
        self._warnings: list[CalendarProblem] = []

    def take(self, raw: Sequence[RawEvent]) -> None:
        """Take every event of the file."""
        series, again = grouped(self._parsed(raw))
        if sum(steps(each, self._end) for each in series) > repeats.MOST_STEPS:
            raise RotaError(_TOO_MANY)
        for each in again:
            self._take_again(each)
        seen = 0
        for one in series:
            for occurrence, source in self._occurrences(one):
                seen += 1
                if seen > MOST_OCCURRENCES:
                    raise RotaError(_TOO_MANY)
                self._take_occurrence(occurrence, source)

    def result(self) -> CalendarRead:
        """Return all that was found; nothing at all is an error."""
        if not self._shifts and not self._problems:
            raise RotaError(
                f"The calendar has no shifts from {long_date(self._start)} to "
                f"{long_date(self._end - timedelta(days=1))}. Check that it is the rota's calendar "
                "and that the shifts of these days are in it."
            )
        in_order = sorted(
            self._shifts, key=lambda key: (key[0], list(Tier).index(key[1]), *key[2:])
        )
        return CalendarRead(
            shifts=tuple(self._shifts[key][0] for key in in_order),
            problems=_in_file_order(self._problems),
            warnings=_in_file_order(self._warnings),
        )

    def _parsed(self, raw: Sequence[RawEvent]) -> Iterator[Parsed]:
        for each in raw:
            try:
                yield parse(each)
            except Fault as fault:
                if self._matters(each, fault.day):
                    summary = summary_of(each)
                    self._problems.append(problem(fault, line=each.line, summary=summary, day=None))

    def _matters(self, raw: RawEvent, day: date | None) -> bool:
        """False for a broken event that is over, or comes after the days that were asked for."""
        if day is None:
            return True
        repeats_ = any(line[:5].upper() in {"RRULE", "RDATE"} for line in raw.content)
        return day < self._end and (repeats_ or day >= self._start - _LONG_AGO)

    def _take_again(self, again: Again) -> None:
        rule = f"it has the same UID as the event of line {again.first.line}, which counts."
        fault = Fault(rule, "Delete one of the two, or enter the second one anew.")
        self._note(self._warnings if again.is_identical else self._problems, fault, again.event)

    def _occurrences(self, series: Series) -> Iterator[tuple[Event, Parsed]]:
        sources = {str(each.line): each for each in series.events}
        try:
            found = occurrences(series, start=self._start, end=self._end)
        except Fault as fault:
            self._note(self._problems, fault, series.events[0])
            return
        for each in found:
            if not is_cancelled(each):
                yield each, sources[str(each[LINE])]

    def _take_occurrence(self, occurrence: Event, source: Parsed) -> None:
        begins = time_of(occurrence, "DTSTART")
        try:
            starts_at, ends_at = instant(begins), instant(time_of(occurrence, "DTEND"))
        except Fault as fault:
            if fault.day is not None and self._start <= fault.day < self._end:
                self._note(self._problems, fault, source)
            return
        if ends_at <= self._opens or starts_at >= self._closes:
            return
        whose = self._whose_is(occurrence, source, day=_day(begins))
        if whose is not None:
            user_id, tier = whose
            made = Shift(
                id=_shift_id(occurrence, source, tier=tier, user_id=user_id),
                tier=tier,
                user_id=user_id,
                starts_at=starts_at,
                ends_at=ends_at,
            )
            self._add(made, source, day=_day(begins))

    def _whose_is(self, occurrence: Event, source: Parsed, *, day: date) -> tuple[str, Tier] | None:
        """Return person and tier, None when they cannot be told; asked once for each event."""
        if source.line not in self._whose:
            self._whose[source.line] = None
            if source.moves_with_the_clocks:
                self._note(self._warnings, _IN_UTC, source, day=day)
            try:
                whose = person_of(occurrence, self._people), tier_of(occurrence)
                self._whose[source.line] = whose
            except Fault as fault:
                self._note(self._problems, fault, source, day=day)
        return self._whose[source.line]

    def _add(self, shift: Shift, source: Parsed, *, day: date) -> None:
        key = (shift.starts_at, shift.tier, shift.user_id, shift.ends_at)
        if key not in self._shifts:
            self._shifts[key] = (shift, source.line)
            return
        fault = Fault(
            f"it is the same shift as one of line {self._shifts[key][1]}.", "Delete one of the two."
        )
        self._note(self._warnings, fault, source, day=day)

    def _note(
        self, among: list[CalendarProblem], fault: Fault, source: Parsed, *, day: date | None = None
    ) -> None:
        among.append(
            problem(fault, line=source.line, summary=source.summary, day=day or source.day)
        )


_IN_UTC = Fault(
    "it repeats at a time in UTC, so in London it moves by an hour when the clocks change.",
    "Set the event's time zone to London, unless that is meant.",
)


def _in_file_order(found: list[CalendarProblem]) -> tuple[CalendarProblem, ...]:
    return tuple(sorted(found, key=lambda each: (each.line, each.day or date.min)))


def _day(value: Time) -> date:
    return value.date() if isinstance(value, datetime) else value


def _shift_id(occurrence: Event, source: Parsed, *, tier: Tier, user_id: str) -> str:
    """Return an id of the event, the occurrence it stands for, the tier and the person.

    An event that does not repeat keeps its id when it is moved. One override for all later
    occurrences (RANGE) names only the first of them, so there the start counts.
    """
    which = ""
    if source.rule is not None or "RDATE" in source.event or source.is_override:
        is_range = "RANGE" in getattr(occurrence["RECURRENCE-ID"], "params", {})
        which = _plain(time_of(occurrence, "DTSTART" if is_range else "RECURRENCE-ID"))
    said = "\x1f".join((source.uid, which, tier, user_id))
    return sha256(said.encode("utf-8")).hexdigest()[:32]


def _plain(value: Time) -> str:
    aware = in_zone(value)
    return (aware.astimezone(UTC) if isinstance(aware, datetime) else aware).isoformat()
