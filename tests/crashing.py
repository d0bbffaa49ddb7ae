"""A process that dies at the statements of a flow, and what must be true of what it leaves.

What stands afterwards is what stood before, or what stood after one of the transactions that the
flow makes: never anything in between. Done again, it comes to the same as if nothing had happened.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from advicebot.ids import CountedIds
from tests.fakes import a_delivery
from tests.flows.flow import KEY, Flow, Opened
from tests.mortal import Died, mortal_of

Choose = Callable[[int], list[int]]
LEASE = timedelta(seconds=20)


@dataclass(frozen=True, slots=True, kw_only=True)
class Crashed:
    """``deaths`` is at how many places it died, of ``places`` there are."""

    deaths: int
    places: int
    broken: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A flow about to happen, on a database that is closed.

    ``meant`` is what stands when nobody dies, ``between`` what stands after each transaction,
    ``places`` how many statements and commits there are.
    """

    opened: Opened
    flow: Flow
    database: Path
    line: Any
    what: Any
    before: str
    between: frozenset[str]
    meant: str
    places: int


def everywhere(places: int) -> list[int]:
    """Return every place there is to die at."""
    return list(range(places))


def staged(opened: Opened, flow: Flow, empty: Path, folder: Path) -> Stage:
    """Bring a line to where a flow begins, and let it happen once on a copy.

    That copy is ``control.db`` in the folder, closed.
    """
    database, control = folder / "one.db", folder / "control.db"
    shutil.copy(empty, database)
    line = opened(database)
    what = flow.before(line)
    with line.desk.work.write() as unit:
        unit.inbox.add(a_delivery(KEY), at=line.clock.now(), by="one", lease=LEASE)
    before = line.look.everything()
    line.desk.work.close()
    shutil.copy(database, control)
    after = opened(control, line)
    mortal, stood = mortal_of(after), list[str]()
    mortal.committed = lambda: stood.append(after.look.everything())
    began = mortal.steps
    flow.use(after, what)
    places, meant = mortal.steps - began, after.look.everything()
    after.desk.work.close()
    return Stage(
        opened=opened,
        flow=flow,
        database=database,
        line=line,
        what=what,
        before=before,
        between=frozenset(stood),
        meant=meant,
        places=places,
    )


def crash(opened: Opened, flow: Flow, empty: Path, folder: Path) -> Crashed:
    """Bring a flow about and let the process die at every place there is, at each once."""
    return crash_at(staged(opened, flow, empty, folder), folder, choose=everywhere)


def crash_at(stage: Stage, folder: Path, *, choose: Choose) -> Crashed:
    """Let the process die at the places that ``choose`` picks of all there are, at each once."""
    broken = [] if stage.meant != stage.before else ["nothing happened at all"]
    line = _reopened(stage, folder)
    deaths = 0
    for place in choose(stage.places):
        deaths += _dies_at(stage, line, place)
        stands = line.look.everything()
        if stands == stage.before:
            continue
        if stands not in stage.between:
            broken.append(f"half-done when it died at statement {place} of {stage.places}")
        line.desk.work.close()
        line = _reopened(stage, folder)
    if not _dies_at(stage, line, None) and line.look.everything() != stage.meant:
        broken.append("done again it comes to something else")
    line.desk.work.close()
    return Crashed(deaths=deaths, places=stage.places, broken=tuple(broken))


def _reopened(stage: Stage, folder: Path) -> Any:
    return stage.opened(copied_over(stage.database, folder / "trial.db"), stage.line)


def copied_over(database: Path, path: Path) -> Path:
    """Copy a closed database to where another one stood, of which nothing is left."""
    for each in path.parent.glob(f"{path.name}*"):
        each.unlink()
    shutil.copy(database, path)
    return path


def _dies_at(stage: Stage, line: Any, place: int | None) -> bool:
    """Let the flow happen; return whether the process died, which it does not where place is None
    or past the last statement.
    """
    mortal = mortal_of(line)
    line.desk = replace(line.desk, ids=CountedIds("later"))
    mortal.left = place
    try:
        stage.flow.use(line, stage.what)
    except Died:
        return True
    finally:
        mortal.left = None
    return False
