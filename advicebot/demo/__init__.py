"""The whole line in an invented area: a local Slack, the real bot and the real clock beside it."""

import os
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from advicebot.clock import ShiftedClock, SystemClock
from advicebot.demo import children
from advicebot.demo.cast import (
    BOT,
    LEADS_CHANNEL,
    ON_CALL,
    PRACTITIONERS,
    STAFFROOM,
    TEACHERS,
    TEAM_ID,
    demo_config,
    fill_rota,
    seed,
    to_a_school_morning,
)
from advicebot.domain.line import Line
from advicebot.errors import AdvicebotError
from advicebot.store.migrations import migrate
from advicebot.store.work import SqliteWork
from advicebot.workspace.driver.local import LocalWorkspace

if TYPE_CHECKING:
    from advicebot.demo.past import Others

__all__ = [
    "BOT",
    "LEADS_CHANNEL",
    "ON_CALL",
    "PRACTITIONERS",
    "STAFFROOM",
    "TEACHERS",
    "Demo",
    "demo_config",
    "demo_environ",
    "put_a_term_behind",
    "put_on_duty",
    "running_demo",
    "seed",
    "to_a_school_morning",
]

READY_WITHIN = 120.0
"""Seconds. The bot takes two, and a minute more where many texts of the knowledge base are new."""
SLOW_AFTER = 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """A running demo. ``folder`` holds the database and the logs of both processes.

    ``settings`` is a file that gives a shell the settings of both; it goes when the demo ends.
    """

    workspace: LocalWorkspace
    folder: Path
    settings: Path
    processes: Mapping[str, children.Child]

    def check(self) -> None:
        """Raise AdvicebotError, with the end of its log, when a process has ended."""
        for name, process in self.processes.items():
            if process.poll() is not None:
                tail = (self.folder / f"{name}.log").read_text(errors="replace")[-2000:]
                raise AdvicebotError(f"The {name} process ended by itself:\n{tail}")


@contextmanager
def running_demo(
    line: Line,
    *,
    knowledge: Path,
    folder: Path | None = None,
    port: int = 0,
    when_slow: Callable[[], None] = lambda: None,
) -> Iterator[Demo]:
    """Run workspace, bot and clock until the block ends; all of them are stopped then.

    Without ``folder`` everything is kept in a temporary one and removed at the end. ``when_slow``
    is called once when the bot is not ready after eight seconds.

    Raises:
        AdvicebotError: a process ended before it was ready; the message holds the end of its log.
    """
    with ExitStack() as stack:
        home = folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="advicebot-")))
        home = home.absolute()  # a second terminal stands elsewhere
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        database, clock_file = home / "advicebot.db", home / "clock.json"
        migrate(database)
        shifted = ShiftedClock(clock_file)
        ahead = to_a_school_morning(line, SystemClock().now())
        shifted.set_shift(ahead)
        is_new = put_on_duty(database, line, shifted.now())
        elsewhere = _Elsewhere(database, line, shifted) if is_new else None
        moved = elsewhere.move if elsewhere else shifted.set_shift
        workspace = LocalWorkspace(demo_config(line, moved, ahead=ahead), port)
        workspace.start()
        stack.callback(workspace.stop)
        environ = demo_environ(workspace, database, knowledge, clock_file)
        settings = stack.enter_context(children.settings_file(environ, home))
        processes = stack.enter_context(children.running(("bot", "clock"), environ, home))
        if elsewhere:  # while both are starting, which takes them longer
            elsewhere.begin()
        demo = Demo(workspace=workspace, folder=home, settings=settings, processes=processes)
        _wait_until_ready(demo, when_slow)
        yield demo


def put_on_duty(database: Path, line: Line, now: datetime) -> bool:
    """Fill the rota of an empty database; one that has shifts already is left as it is.

    Returns:
        True when it was empty.
    """
    work = SqliteWork(database)
    with work.read() as unit:
        is_filled = bool(unit.practitioners.teams())
    if not is_filled:
        fill_rota(work, line, now)
    work.close()
    return not is_filled


def put_a_term_behind(database: Path, line: Line, now: datetime) -> "Others":
    """Give the line the calls of the weeks before, so that the digest has something to count.

    Returns:
        The other schools, so that their calls can go on.
    """
    from advicebot.demo.past import Others

    others = Others(line=line, team_id=TEAM_ID, staff=tuple(PRACTITIONERS), start=now)
    work = SqliteWork(database)
    others.happen(work, after=None, until=now)
    work.close()
    return others


class _Elsewhere:
    """Other schools go on writing to the line while the demo's clock is moved."""

    def __init__(self, database: Path, line: Line, clock: ShiftedClock) -> None:
        self._database = database
        self._line = line
        self._clock = clock
        self._others: Others | None = None
        self._seen = clock.now()

    def begin(self) -> None:
        """Store the weeks before."""
        self._seen = self._clock.now()
        self._others = put_a_term_behind(self._database, self._line, self._seen)

    def move(self, ahead: timedelta) -> None:
        """Let what lies between come to pass, then move the clock: a digest counts it at once."""
        until = SystemClock().now() + ahead
        if self._others and until > self._seen:
            work = SqliteWork(self._database)
            self._others.happen(work, after=self._seen, until=until)
            work.close()
            self._seen = until
        self._clock.set_shift(ahead)


def demo_environ(
    workspace: LocalWorkspace, database: Path, knowledge: Path, clock_file: Path | None = None
) -> dict[str, str]:
    """Return the environment of a process that works against a local workspace."""
    environ = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(children.OURS) or key == "ADVICEBOT_CACHE"
    }
    app = workspace.config.app
    environ |= {
        "SLACK_BOT_TOKEN": app.bot_token,
        "SLACK_APP_TOKEN": app.app_token,
        "SLACK_API_URL": workspace.api_url,
        "ADVICEBOT_DATABASE": str(database),
        "ADVICEBOT_KNOWLEDGE": str(knowledge),
    }
    if clock_file:
        environ["ADVICEBOT_CLOCK_FILE"] = str(clock_file)
    return environ


def _wait_until_ready(demo: Demo, when_slow: Callable[[], None]) -> None:
    began, has_said = time.monotonic(), False
    while demo.workspace.connections == 0:
        demo.check()
        waited = time.monotonic() - began
        if waited > READY_WITHIN:
            raise AdvicebotError(f"The bot did not connect in time. Its log is in {demo.folder}.")
        if waited > SLOW_AFTER and not has_said:
            has_said = True
            when_slow()
        time.sleep(0.02)
