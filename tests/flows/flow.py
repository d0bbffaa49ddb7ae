"""What a flow is: how things come to be as they are, and what is done then."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from advicebot.clock import FixedClock
from advicebot.service import tick
from advicebot.service.desk import Desk
from tests.fakes import Looking

KEY = "delivery:last"
"""The delivery that causes what is done."""


class Line(Protocol):
    """People at work on a line."""

    desk: Desk
    look: Looking
    clock: FixedClock


class Opened(Protocol):
    """Opens a line on a database, as a process that was started just now has it.

    ``earlier`` is the line whose clock and Slack go on; without it people are put on the rota.
    """

    def __call__(self, database: Path, earlier: Any = None) -> Any:
        """Return the line."""


@dataclass(frozen=True, slots=True)
class Flow:
    """``before`` returns what ``use`` is given as its second argument."""

    before: Callable[[Any], Any]
    use: Callable[[Any, Any], object]


def nothing(line: Line) -> None:
    """Nothing comes before."""


def first_request(line: Line) -> str:
    """Return the id of what was asked first."""
    return str(line.look.requests()[0]["id"])


def sleep_until(line: Line, at: datetime) -> None:
    """Let it be that time, and no clock have ticked meanwhile."""
    line.clock.advance(at - line.clock.now())


def ticks(line: Line, _: Any) -> None:
    """The clock process looks what is due."""
    tick.run_due(line.desk)
