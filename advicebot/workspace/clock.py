"""The workspace's time: the machine's plus a shift that can be moved."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from advicebot.workspace.config import ClockStep
from advicebot.workspace.errors import ActError

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
EARLIEST, LATEST = datetime(2001, 9, 10, tzinfo=UTC), datetime(2286, 1, 1, tzinfo=UTC)
"""Between them a timestamp has ten digits before its point, and so timestamps sort as text."""

PARTS_OF_DAY = ((5, "night"), (12, "morning"), (18, "afternoon"), (22, "evening"), (24, "night"))


def in_words(local: datetime) -> str:
    """Return a local time such as ``Tuesday morning, 24 November 2026, 09:14``."""
    part = next(word for until, word in PARTS_OF_DAY if local.hour < until)
    return f"{local:%A} {part}, {local.day} {local:%B %Y, %H:%M}"


class WorkspaceClock:
    """Tells the workspace's time and gives out message timestamps."""

    def __init__(self, *, offset: timedelta, steps: Sequence[ClockStep], time_zone: str) -> None:
        self.offset = offset
        self._steps = {step.label: step for step in steps}
        self._zone = ZoneInfo(time_zone)
        self._last = 0
        self._watchers: list[Callable[[], None]] = []

    def watch(self, call: Callable[[], None]) -> None:
        """Have something called, on the thread that moves the clock, after every move."""
        self._watchers.append(call)

    def now(self) -> datetime:
        """Return the workspace's present instant in UTC."""
        return datetime.now(UTC) + self.offset

    def next_ts(self) -> str:
        """Return a timestamp later than every one before, also after the clock was set back."""
        self._last = max((self.now() - EPOCH) // MICROSECOND, self._last + 1)
        seconds, micros = divmod(self._last, 1_000_000)
        return f"{seconds}.{micros:06d}"

    def move(self, label: str) -> timedelta:
        """Move by the step of this label and return the new offset."""
        step = self._steps.get(label)
        if step is None:
            known = ", ".join(self._steps) or "none"
            raise ActError("unknown_step", f"There is no clock step {label!r}; there are: {known}.")
        before = self.now()
        try:
            by = step.move(before) - before
        except (OverflowError, ValueError) as error:
            raise _out_of_range(f"The clock step {label!r}", f"by no distance ({error})") from None
        return self.shift(by, what=f"The clock step {label!r}")

    def shift(self, by: timedelta, *, what: str = "That") -> timedelta:
        """Move by any amount and return the new offset.

        Raises:
            ActError: ``invalid_time``; the clock would leave the years 2001 to 2285, and stays.
        """
        try:
            there = self.now() + by
        except OverflowError:
            raise _out_of_range(what, f"to no date, by {by.days:,} days") from None
        if not EARLIEST <= there < LATEST:
            raise _out_of_range(what, f"to {there.date().isoformat()}")
        self._go(self.offset + by)
        return self.offset

    def start_again(self, offset: timedelta) -> None:
        """Stand at an offset as if nothing had been said yet: only for a new beginning."""
        self._last = 0
        self._go(offset)

    def _go(self, offset: timedelta) -> None:
        self.offset = offset
        for call in self._watchers:
            call()

    def as_json(self) -> dict[str, Any] | None:
        """Return what the page shows, None when there are no steps to move by."""
        if not self._steps:
            return None
        now = self.now()
        label = in_words(now.astimezone(self._zone))
        zone = str(self._zone)
        return {"now": now.isoformat(), "label": label, "zone": zone, "steps": list(self._steps)}


def _out_of_range(what: str, whither: str) -> ActError:
    known = f"{EARLIEST:%Y-%m-%d} to {LATEST:%Y-%m-%d}"
    message = f"{what} would move the clock {whither}; it goes from {known}, and stays where it is."
    return ActError("invalid_time", message)
