"""The line in this process on a database of its own, with no Slack behind it."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from functools import cache
from pathlib import Path

from advicebot.clock import FixedClock
from advicebot.domain.knowledge import Knowledge
from advicebot.ids import RandomIds
from advicebot.service.desk import Desk
from advicebot.store.migrations import migrate
from advicebot.store.work import SqliteWork
from tests.fakes import FakeAdviser, Looking
from tests.handoffs import london

MORNING = london(date(2026, 11, 24), "09:14")
"""A Tuesday in term, shortly after the line opens."""
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


def copied(database: Path, path: Path) -> Path:
    """Copy a closed database."""
    shutil.copy(database, path)
    return path


@contextmanager
def workers(database: Path, knowledge: Knowledge) -> Iterator[tuple[Worker, Looking, FixedClock]]:
    """Yield what makes the desk of one more process on a database, eyes on it, and their clock."""
    clock = FixedClock(MORNING)
    with ExitStack() as stack:

        def make() -> Desk:
            work = SqliteWork(database)
            stack.callback(work.close)
            return Desk(
                work=work,
                clock=clock,
                ids=RandomIds(),
                adviser=FakeAdviser(knowledge),
                knowledge=knowledge,
            )

        yield make, Looking(database), clock
