"""What came of reading a calendar: shifts, and what is wrong with events, each in its place."""

from dataclasses import dataclass
from datetime import date

from advicebot.domain.oncall.calendar import long_date
from advicebot.domain.oncall.rota import Shift

LONGEST_SUMMARY = 40


class Fault(ValueError):  # noqa: N818 (a finding about one event; it never leaves this folder)
    """One event breaks a rule: ``rule`` says which, ``what_to_do`` how to mend it."""

    def __init__(self, rule: str, what_to_do: str, *, day: date | None = None) -> None:
        super().__init__(rule)
        self.rule = rule
        self.what_to_do = what_to_do
        self.day = day


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarProblem:
    """One event that could not be taken as it is, placed so that its owner can find it.

    ``line`` is where its BEGIN:VEVENT stands, counted from 1. ``summary`` is its title, cut after
    40 characters. ``day`` is its day, of a repeating event the first one concerned; None when its
    start cannot be read.
    """

    line: int
    summary: str
    day: date | None
    rule: str
    what_to_do: str

    def __str__(self) -> str:
        when = "" if self.day is None else f" on {long_date(self.day)}"
        title = f"“{self.summary}”" if self.summary else "an event without a title"
        return f"Line {self.line}, {title}{when}: {self.rule} {self.what_to_do}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarRead:
    """``shifts`` by start, tier and person; ``problems`` left something out, ``warnings`` did not.

    Both are in the order of the file, each event named once for each thing that is wrong with it.
    """

    shifts: tuple[Shift, ...]
    problems: tuple[CalendarProblem, ...]
    warnings: tuple[CalendarProblem, ...]


def problem(fault: Fault, *, line: int, summary: str, day: date | None) -> CalendarProblem:
    """Return the fault with its place; the fault's own day goes before ``day``."""
    return CalendarProblem(
        line=line,
        summary=shortened(summary),
        day=fault.day or day,
        rule=fault.rule,
        what_to_do=fault.what_to_do,
    )


def shortened(text: str) -> str:
    """Return the text on one line, cut after 40 characters with an ellipsis."""
    flat = " ".join(text.split())
    return flat if len(flat) <= LONGEST_SUMMARY else flat[: LONGEST_SUMMARY - 1].rstrip() + "…"
