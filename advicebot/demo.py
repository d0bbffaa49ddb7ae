"""An invented area to try the line in: a local Slack, the real bot and the real clock beside it."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from datetime import time as wall_time
from pathlib import Path

from advicebot.clock import ShiftedClock
from advicebot.domain.calendar import LONDON, next_school_day, on_day
from advicebot.domain.knowledge import Line
from advicebot.errors import AdvicebotError
from advicebot.slack.app import COMMANDS, SHORTCUTS
from advicebot.slack.ids import Event
from advicebot.slack.manifest import COMMAND_TEXTS, NAME, SHORTCUT_TEXTS
from advicebot.store.migrations import migrate
from advicebot.workspace.config import (
    AppConfig,
    ChannelConfig,
    ClockStep,
    CommandConfig,
    ShortcutConfig,
    UserConfig,
    WorkspaceConfig,
)
from advicebot.workspace.local import LocalWorkspace

BOT = "U0ADVICE01"
TEACHERS = {
    "U0TESSA001": ("tessa", "Tessa Brook", "Teacher, Harrow Bank Primary (example)"),
    "U0OMAR0001": ("omar", "Omar Fielding", "Teacher, Tollgate Academy (example)"),
    "U0JOANNE01": ("joanne", "Joanne Pike", "Teaching assistant, Harrow Bank Primary (example)"),
    "U0SAM00001": ("sam", "Sam Adeyinka", "Head of Year 9, Tollgate Academy (example)"),
}
PRACTITIONERS = {
    "U0PRIYA001": ("priya", "Priya Marlow", "AP outreach teacher"),
    "U0DAN00001": ("dan", "Dan Whitlock", "AP outreach teacher"),
    "U0MERCY001": ("mercy", "Mercy Achebe-Lane", "AP family worker"),
}
LEADS = {"U0RUTH0001": ("ruth", "Ruth Calloway", "Inclusion lead")}
STAFFROOM = "C0STAFF001"
ON_CALL = "C0ONCALL01"
READY_WITHIN = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """A running demo. ``folder`` holds the database and the logs of both processes."""

    workspace: LocalWorkspace
    folder: Path
    processes: Mapping[str, subprocess.Popen[bytes]]

    def check(self) -> None:
        """Raise AdvicebotError, with the end of its log, when a process has ended."""
        for name, process in self.processes.items():
            if process.poll() is not None:
                tail = (self.folder / f"{name}.log").read_text(errors="replace")[-2000:]
                raise AdvicebotError(f"The {name} process ended by itself:\n{tail}")


def demo_config(line: Line, on_clock: Callable[[timedelta], None] | None = None) -> WorkspaceConfig:
    """Return the invented workspace: four teachers, three practitioners, one lead, three channels."""
    everyone = [*TEACHERS, *PRACTITIONERS, *LEADS]
    return WorkspaceConfig(
        team_id="T0NORTH001",
        team_name="Northvale schools (example)",
        team_domain="northvale-example",
        users=[
            *_users(TEACHERS, "teacher"),
            *_users(PRACTITIONERS, "practitioner"),
            *_users(LEADS, "lead"),
        ],
        channels=[
            ChannelConfig(
                id=STAFFROOM, name="staffroom", members=[*everyone, BOT], topic="Anything goes"
            ),
            ChannelConfig(
                id=ON_CALL,
                name=line.on_call_channel,
                is_private=True,
                members=[*PRACTITIONERS, *LEADS, BOT],
                topic="Pages from the advice line",
            ),
            ChannelConfig(id="C0LEADS001", name=line.leads_channel, members=[*LEADS, BOT]),
        ],
        app=AppConfig(
            id="A0ADVICE01",
            name=NAME,
            bot_user_id=BOT,
            bot_id="B0ADVICE01",
            commands=[
                CommandConfig(
                    command=each.value,
                    description=COMMAND_TEXTS[each][0],
                    usage_hint=COMMAND_TEXTS[each][1],
                )
                for each in COMMANDS
            ],
            message_shortcuts=[
                ShortcutConfig(callback_id=each.value, name=SHORTCUT_TEXTS[each][0])
                for each in SHORTCUTS
            ],
            bot_events=[each.value for each in Event],
        ),
        clock_steps=clock_steps(line),
        on_clock=on_clock,
    )


def _users(people: Mapping[str, tuple[str, str, str]], role: str) -> list[UserConfig]:
    return [
        UserConfig(id=user_id, name=name, real_name=real_name, title=title, role=role)
        for user_id, (name, real_name, title) in people.items()
    ]


def clock_steps(line: Line) -> list[ClockStep]:
    """Return the ways the demo's clock can be moved. A school day moves to the same wall-clock time."""

    def a_school_day_on(now: datetime) -> datetime:
        local = now.astimezone(LONDON)
        day = next_school_day(local.date(), line) or local.date() + timedelta(days=1)
        return on_day(day, local.time())

    def next_monday(now: datetime) -> datetime:
        local = now.astimezone(LONDON).date()
        return on_day(local + timedelta(days=7 - local.weekday()), wall_time(8))

    def two_weeks_on(now: datetime) -> datetime:
        local = now.astimezone(LONDON)
        return on_day(local.date() + timedelta(weeks=2), local.time())

    return [
        ClockStep(label="+15 minutes", move=lambda now: now + timedelta(minutes=15)),
        ClockStep(label="+1 school day", move=a_school_day_on),
        ClockStep(label="+2 weeks", move=two_weeks_on),
        ClockStep(label="Next Monday 08:00", move=next_monday),
    ]


@contextmanager
def running_demo(
    line: Line, *, knowledge: Path, folder: Path | None = None, port: int = 0
) -> Iterator[Demo]:
    """Run workspace, bot and clock until the block ends; all of them are stopped then.

    Without ``folder`` everything is kept in a temporary one and removed at the end.

    Raises:
        AdvicebotError: a process ended before it was ready; the message holds the end of its log.
    """
    with ExitStack() as stack:
        home = folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="advicebot-")))
        home.mkdir(parents=True, exist_ok=True)
        database, clock_file = home / "advicebot.db", home / "clock.json"
        migrate(database)
        shifted = ShiftedClock(clock_file)
        workspace = LocalWorkspace(demo_config(line, shifted.set_shift), port)
        shifted.set_shift(timedelta(0))
        workspace.start()
        stack.callback(workspace.stop)
        environ = demo_environ(workspace, database, knowledge, clock_file)
        processes = {name: _start(name, environ, home) for name in ("bot", "clock")}
        stack.callback(_stop, list(processes.values()))
        demo = Demo(workspace=workspace, folder=home, processes=processes)
        _wait_until_ready(demo)
        yield demo


def demo_environ(
    workspace: LocalWorkspace, database: Path, knowledge: Path, clock_file: Path | None = None
) -> dict[str, str]:
    """Return the environment of a process that works against a local workspace."""
    ours = ("ADVICEBOT_", "SLACK_")
    environ = {key: value for key, value in os.environ.items() if not key.startswith(ours)}
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


def _start(name: str, environ: Mapping[str, str], home: Path) -> subprocess.Popen[bytes]:
    with (home / f"{name}.log").open("ab") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "advicebot", "run", name],
            env=dict(environ),
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )


def _stop(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(25)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_ready(demo: Demo) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while demo.workspace.connections == 0:
        demo.check()
        if time.monotonic() > deadline:
            raise AdvicebotError(f"The bot did not connect in time. Its log is in {demo.folder}.")
        time.sleep(0.02)


def seed(workspace: LocalWorkspace) -> None:
    """Put a few invented words into the staffroom, so that it is not an empty room."""
    workspace.as_user("U0JOANNE01").says("Kettle is fixed. You are welcome.", channel=STAFFROOM)
    workspace.as_user("U0SAM00001").says(
        "Year 9 were climbing the walls after lunch again, chairs going over. Anyone got ideas?",
        channel=STAFFROOM,
    )
