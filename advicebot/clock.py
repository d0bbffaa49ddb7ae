"""Where the current time comes from. Nothing else in the product reads it."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Return this instant, aware and in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the machine's time in UTC."""
        return datetime.now(UTC)


class FixedClock:
    """A clock that stands still until it is moved; for tests."""

    def __init__(self, at: datetime) -> None:
        self._at = at

    def now(self) -> datetime:
        """Return the instant it was last set to."""
        return self._at

    def advance(self, by: timedelta) -> None:
        """Move forward by ``by``."""
        self._at += by


class ShiftedClock:
    """The machine's clock moved by the seconds that a small JSON file holds.

    Every process of a demo reads the same file, so that one click moves all of them. A missing file
    means no shift.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def now(self) -> datetime:
        """Return the machine's time plus the shift, in UTC."""
        return datetime.now(UTC) + self.shift()

    def shift(self) -> timedelta:
        """Return how far this clock stands ahead of the machine's."""
        try:
            return timedelta(seconds=json.loads(self._path.read_text())["ahead_seconds"])
        except FileNotFoundError:
            return timedelta(0)

    def set_shift(self, ahead: timedelta) -> None:
        """Store a new shift in one step, so that a reader never sees half a file."""
        draft = self._path.with_suffix(".new")
        draft.write_text(json.dumps({"ahead_seconds": ahead.total_seconds()}))
        draft.replace(self._path)
