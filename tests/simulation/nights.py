"""Many nights on one database in memory."""

import logging
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from advicebot.store.migrations import migrate
from tests.simulation.broken import BUILDS
from tests.simulation.build import Build, SimWork
from tests.simulation.night import Night, Outcome

MEMORY = Path("/dev/shm")


@dataclass(slots=True)
class Part:
    """What came of some nights: figures added up, and seed and trouble of each that broke."""

    figures: Counter[str] = field(default_factory=Counter)
    troubles: list[tuple[int, str]] = field(default_factory=list)


@contextmanager
def opened(build: Build) -> Iterator[SimWork]:
    """Open an empty database that only this process uses, in memory where the machine allows."""
    logger = logging.getLogger("advicebot")
    heard, logger.propagate = logger.propagate, False
    folder = Path(tempfile.mkdtemp(prefix="nights-", dir=MEMORY if MEMORY.is_dir() else None))
    try:
        migrate(folder / "night.db")
        work = SimWork(folder / "night.db", build)
        yield work
        work.close()
    finally:
        logger.propagate = heard
        shutil.rmtree(folder)


def live(first: int, count: int, broken: str = "whole", *, enough: int = 10**9) -> Part:
    """Live through ``count`` nights from the seed ``first`` on, or until ``enough`` have broken."""
    part, build = Part(), BUILDS[broken]()
    with opened(build) as work:
        for seed in range(first, first + count):
            outcome = Night(seed, work, build).run()
            part.figures.update(outcome.figures)
            if outcome.trouble:
                part.troubles.append((seed, outcome.trouble))
                if len(part.troubles) >= enough:
                    break
    return part


def live_one(seed: int, broken: str = "whole") -> Outcome:
    """Live through one night."""
    build = BUILDS[broken]()
    with opened(build) as work:
        return Night(seed, work, build).run()
