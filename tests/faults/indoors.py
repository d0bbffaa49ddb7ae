"""The line in this process on a database of its own, with no Slack behind it."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path

from advicebot.clock import FixedClock
from advicebot.domain.knowledge import Knowledge
from advicebot.ids import RandomIds
from advicebot.service.desk import Desk
from advicebot.store.migrations import migrate
from tests.fakes import Looking
from tests.flows.lines import MORNING, a_desk

Worker = Callable[[], Desk]


@cache
def _empty() -> bytes:
    with tempfile.TemporaryDirectory(prefix="faults-empty-") as folder:
        path = Path(folder) / "empty.db"
        migrate(path)
        return path.read_bytes()


def a_database(folder: Path, name: str = "line.db") -> Path:
    """Return a new database in a folder, up to date and empty."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(_empty())
    path.chmod(0o600)
    return path


@contextmanager
def workers(database: Path, knowledge: Knowledge) -> Iterator[tuple[Worker, Looking, FixedClock]]:
    """Yield what makes the desk of one more process on a database, eyes on it, and their clock."""
    clock = FixedClock(MORNING)
    with ExitStack() as stack:

        def make() -> Desk:
            made = a_desk(database, knowledge, clock, RandomIds())
            stack.callback(made.work.close)
            return made

        yield make, Looking(database), clock
