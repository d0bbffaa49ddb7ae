"""Real processes of the line against a local workspace, for end-to-end tests, fault tests and
benchmarks.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import TypeVar

from advicebot.bootstrap import build_line
from advicebot.clock import ShiftedClock, SystemClock
from advicebot.demo import (
    ON_CALL,
    TEACHERS,
    demo_config,
    demo_environ,
    put_on_duty,
    to_a_school_morning,
)
from advicebot.domain.line import Line
from advicebot.library import load_line
from advicebot.settings import CHECKOUT, cache_folder
from advicebot.store.migrations import migrate
from advicebot.workspace.config import UserConfig
from advicebot.workspace.driver.local import LocalWorkspace

KNOWLEDGE = CHECKOUT / "knowledge"
Found = TypeVar("Found")


def until(
    find: Callable[[], Found | None], *, within: float, what: str, every: float = 0.02
) -> Found:
    """Return what ``find`` returns as soon as it is something true; fail with ``what`` after a
    while. It is looked for ``every`` so many seconds.
    """
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        found = find()
        if found:
            return found
        time.sleep(every)
    raise AssertionError(f"not within {within} s: {what}")


@dataclass(slots=True)
class Process:
    """One process of the line, which may be killed and started again.

    ``module`` is what runs it in the product's place, with its arguments.
    """

    name: str
    environ: Mapping[str, str]
    log: Path
    module: tuple[str, ...] = ("advicebot",)
    popen: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the process; it is not ready yet when this returns."""
        with self.log.open("ab") as output:
            self.popen = subprocess.Popen(
                [sys.executable, "-m", *self.module, "run", self.name],
                cwd=CHECKOUT,
                env=dict(self.environ),
                stdout=output,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
            )

    def kill(self) -> None:
        """End the process the hard way, as a power cut would."""
        self._signal(signal.SIGKILL)

    def stop(self) -> int:
        """Ask the process to end, and return its exit code."""
        return self._signal(signal.SIGTERM)

    def _signal(self, number: signal.Signals) -> int:
        assert self.popen is not None
        if self.popen.poll() is None:
            self.popen.send_signal(number)
        return self.popen.wait(30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A workspace, a database, and the processes that work on them.

    ``teachers`` are the user ids of everybody who writes to the line, the demo's own ones first.
    """

    workspace: LocalWorkspace
    database: Path
    folder: Path
    environ: Mapping[str, str]
    teachers: tuple[str, ...] = tuple(TEACHERS)
    on_call: str = ON_CALL

    def ahead(self) -> timedelta:
        """Return how far the line's clock stands ahead of the machine's."""
        return ShiftedClock(self.folder / "clock.json").shift()

    def process(self, name: str, label: str = "") -> Process:
        """Return a process that is not started yet."""
        return Process(name, self.environ, self.folder / f"{name}{label}.log")


@cache
def prepare_once() -> None:
    """Compute the vectors of the knowledge base before any process waits for them."""
    build_line(KNOWLEDGE, cache=cache_folder(os.environ))


@contextmanager
def scene(
    folder: Path,
    *,
    timeout: str = "1",
    redelivery: tuple[float, ...] = (0.2, 1.0, 2.0, 4.0, 8.0),
    ack_within: float = 1.5,
    crowd: int = 0,
) -> Iterator[Scene]:
    """Yield an invented workspace on a school morning, with a database that has a rota only.

    ``ack_within`` is how many seconds the bot has to acknowledge; Slack gives it three. ``crowd``
    is how many teachers there are besides the demo's own.
    """
    database = folder / "advicebot.db"
    migrate(database)
    prepare_once()
    line, clock_file = example_line(), folder / "clock.json"
    shifted, ahead = ShiftedClock(clock_file), to_a_school_morning(line, SystemClock().now())
    shifted.set_shift(ahead)
    put_on_duty(database, line, shifted.now())
    plain = demo_config(line, shifted.set_shift, ahead=ahead)
    more = crowd_of(crowd, line)
    users = [*plain.users, *more]
    config = replace(plain, users=users, redelivery=redelivery, ack_within=ack_within)
    with LocalWorkspace(config) as workspace:
        environ = demo_environ(workspace, database, KNOWLEDGE, clock_file)
        environ["ADVICEBOT_SLACK_TIMEOUT"] = timeout
        yield Scene(
            workspace=workspace,
            database=database,
            folder=folder,
            environ=environ,
            teachers=(*TEACHERS, *(each.id for each in more)),
        )


def crowd_of(most: int, line: Line) -> list[UserConfig]:
    """Return so many invented teachers, spread over the schools of an invented line."""
    return [
        UserConfig(
            id=f"U0CROWD{n:03}",
            name=f"teacher{n:03}",
            real_name=f"Teacher {n:03}",
            title=f"Teacher, {line.schools[n % len(line.schools)].name}",
            role="teacher",
        )
        for n in range(1, most + 1)
    ]


def example_line() -> Line:
    """Return the invented line that ships with the product."""
    return load_line(KNOWLEDGE)
