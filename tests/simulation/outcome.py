"""What is written down of a night: its story, its figures, and what went wrong."""

import logging
from dataclasses import dataclass

from advicebot.domain.handoff import Handoff
from tests.simulation import world
from tests.simulation.slack import Died


@dataclass(slots=True)
class Outcome:
    """How a night ended. ``trouble`` is None when every invariant held."""

    seed: int
    trouble: str | None
    story: list[str]
    figures: dict[str, int]


class Errors(logging.Handler):
    """Keeps what was logged: no words in it, and nothing unexpected."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.trouble: str | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Remember the first record that should not be there."""
        said = record.getMessage()
        if record.exc_info and not isinstance(record.exc_info[1], Died):
            said += f" {record.exc_info[1]!r}"
        if world.CANARY in said:
            self.trouble = self.trouble or f"I7 words in the log: {said}"
        if record.levelno >= logging.ERROR:
            self.trouble = self.trouble or f"an error in the log: {said}"


def brief(handoff: Handoff) -> str:
    """Return how a handoff stands, in a few words."""
    if handoff.is_open:
        until = f"{handoff.next_at:%d %H:%M:%S}" if handoff.next_at else "?"
        asked = "parked" if handoff.parked_until else f"paged {list(handoff.paged)}"
        return f"{handoff.urgency}, rung {handoff.rung}, {asked} until {until}"
    return f"{handoff.urgency}, {handoff.state} by {handoff.claimed_by or handoff.closed_by}"
