"""How long to wait before a connection is tried again: longer each time, never in step."""

import random
from collections.abc import Callable
from enum import StrEnum

FLOOR_SECONDS = 1.0
MOST_DOUBLINGS = 10


class Setback(StrEnum):
    """What kind of failure is waited out."""

    UNREACHABLE = "unreachable"
    """Nobody answered, or a server that says it is unwell: asking again costs Slack nothing."""
    LOST = "lost"
    """It was open, and is not any more."""
    REFUSED = "refused"
    """Slack itself said no. It takes few calls of this kind in a minute."""


CAPS: dict[Setback, float] = {
    Setback.UNREACHABLE: 5.0,
    Setback.LOST: 8.0,
    Setback.REFUSED: 60.0,
}
"""The longest pause, so that the line is back soon after Slack is."""


class Pace:
    """The pauses of one connection. ``chance`` returns a number from 0 to 1."""

    def __init__(self, chance: Callable[[], float] = random.random) -> None:
        self._chance = chance
        self._setbacks = 0

    def went_well(self) -> None:
        """The next pause is a short one again."""
        self._setbacks = 0

    @property
    def is_first(self) -> bool:
        """True while nothing went wrong since it last went well."""
        return self._setbacks == 0

    def count(self) -> None:
        """Count a replacement that needs no pause, so that a storm of them is slowed down."""
        self._setbacks = min(self._setbacks + 1, MOST_DOUBLINGS)

    def pause(self, setback: Setback, *, at_least: float = 0.0) -> float:
        """Return the seconds to wait; ``at_least`` is what Slack asked for.

        Full jitter above a floor of one second, so that those who lost it together do not come
        back together (aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter).
        """
        self.count()
        most = min(CAPS[setback], FLOOR_SECONDS * 2.0**self._setbacks)
        return max(at_least, FLOOR_SECONDS + self._chance() * (most - FLOOR_SECONDS))
