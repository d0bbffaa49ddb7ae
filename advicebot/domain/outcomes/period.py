"""The time a report is about: whole school weeks that are over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from advicebot.domain.line import Line, Term
from advicebot.domain.oncall.calendar import long_date
from advicebot.domain.outcomes import weeks

FRIDAY = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The weeks of a period that belong to one term, by their Mondays.

    ``before`` are the weeks of the term before them. ``is_last`` is True when it ends with the
    term, ``is_whole`` when it is all of it.
    """

    term: Term
    mondays: tuple[date, ...]
    before: tuple[date, ...]
    is_last: bool

    @property
    def is_whole(self) -> bool:
        """True when no week of the term is left out."""
        return self.is_last and not self.before


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From the Monday ``first`` to the end of the week from the Monday ``last``."""

    first: date
    last: date
    parts: tuple[Part, ...]

    @property
    def mondays(self) -> tuple[date, ...]:
        """All its weeks in terms, those without a school day too."""
        return tuple(monday for part in self.parts for monday in part.mondays)

    @property
    def is_week(self) -> bool:
        """True when it is a single week, which a digest is about."""
        return self.first == self.last

    @property
    def last_day(self) -> date:
        """The Sunday with which it ends."""
        return self.last + timedelta(days=6)

    @property
    def words(self) -> str:
        """Such as “7 September to 18 October 2026”, the last day a Sunday."""
        sunday = self.last_day
        start = f"{self.first.day} {self.first:%B}"
        if self.first.year != sunday.year:
            start += f" {self.first.year}"
        return f"{start} to {sunday.day} {sunday:%B %Y}"


def last_week(now: datetime, line: Line) -> Period:
    """Return the last school week that is over.

    Raises:
        ValueError: there is none yet, or no terms are written. So for the others; the text may be
            shown as it is.
    """
    _refuse_no_terms(line)
    monday = weeks.week_to_report(now, line)
    if monday is None:
        first = min(term.first for term in line.terms)
        raise ValueError(
            f"No school week is over yet: the first term begins on {long_date(first)}. Ask again "
            "on the Monday after its first week."
        )
    return _period(monday, monday, line)


def one_week(day: date, now: datetime, line: Line) -> Period:
    """Return the school week of ``day``."""
    monday = day - timedelta(days=day.weekday())
    return span(monday, monday + timedelta(days=6), now, line)


def span(first: date, last: date, now: datetime, line: Line) -> Period:
    """Return the weeks from the Monday ``first`` to ``last``, a Friday or Sunday."""
    _refuse_no_terms(line)
    if first.weekday() != 0:
        monday = first - timedelta(days=first.weekday())
        raise ValueError(
            f"{long_date(first)} is a {first:%A}. A report is of whole school weeks, so it begins "
            f"on a Monday, such as {long_date(monday)}."
        )
    if last.weekday() < FRIDAY:
        friday = last + timedelta(days=FRIDAY - last.weekday())
        raise ValueError(
            f"{long_date(last)} is a {last:%A}. A report is of whole school weeks, so it ends on a "
            f"Friday or Sunday, such as {long_date(friday)}."
        )
    if last < first:
        raise ValueError(
            f"{long_date(last)} comes before {long_date(first)}. Give the earlier first."
        )
    monday = last - timedelta(days=last.weekday())
    _refuse_not_over(monday, now, line)
    found = _period(first, monday, line)
    if not any(weeks.is_school_week(each, line) for each in found.mondays):
        raise ValueError(
            f"There is no school day from {long_date(first)} to {long_date(last)}: it is a "
            "holiday, or the term is not in the line’s file."
        )
    return found


def term(name: str, now: datetime, line: Line) -> Period:
    """Return a term, or as much of it as is over, by its name in the line's file."""
    _refuse_no_terms(line)
    wanted = name.strip().casefold()
    found = next((each for each in line.terms if each.name.casefold() == wanted), None)
    if found is None:
        listed = ", ".join(each.name for each in line.terms)
        raise ValueError(f"“{name}” is no term of this line. It has: {listed}.")
    over = weeks.week_to_report(now, line)
    first = weeks.weeks_of_term(found, found.last)[0]
    if over is None or over < first:
        raise ValueError(
            f"No week of {found.name} is over yet: it begins on {long_date(found.first)}."
        )
    last = found.last - timedelta(days=found.last.weekday())
    return _period(first, min(over, last), line)


def _period(first: date, last: date, line: Line) -> Period:
    parts = [_part(each, first, last) for each in line.terms]
    return Period(first=first, last=last, parts=tuple(part for part in parts if part.mondays))


def _part(term: Term, first: date, last: date) -> Part:
    every = weeks.weeks_of_term(term, term.last)
    inside: Sequence[date] = [monday for monday in every if first <= monday <= last]
    return Part(
        term=term,
        mondays=tuple(inside),
        before=tuple(monday for monday in every if monday < first),
        is_last=bool(inside) and inside[-1] == every[-1],
    )


def _refuse_no_terms(line: Line) -> None:
    if not line.terms:
        raise ValueError("This line has no terms. Write them into line.yaml, then ask again.")


def _refuse_not_over(monday: date, now: datetime, line: Line) -> None:
    if weeks.span_of_week(monday)[1] > now:
        over = weeks.week_to_report(now, line)
        hint = f" The last one that is over began on {long_date(over)}." if over else ""
        raise ValueError(f"The week from {long_date(monday)} is not over yet.{hint}")
