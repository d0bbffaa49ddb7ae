"""A6: the bot's connections to Slack break in every way that is known, one after the other.

Slack sends an event that is not acknowledged once more and no oftener here, so that what a broken
connection swallowed must be found in the history.
"""

import random
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from advicebot.workspace.driver.local import LocalWorkspace
from advicebot.workspace.faults.adding import add_fault
from advicebot.workspace.workspace import Workspace
from tests.faults import kit, wire
from tests.faults.figure import Figure, Measured, Run, load
from tests.faults.saying import Place, a_question, says
from tests.faults.wire import LiveSockets
from tests.running import Scene, scene

BACK_WITHIN = 15.0
WHOLE_WITHIN = 60.0
SWEPT_WITHIN = 60.0
MOST_LIVE = 2
A_PROBE_EVERY = 0.5
ONCE_MORE = (0.1,)
SETTLES = 11.0
"""A connection that lived this long counts as one that worked, so that its pauses are short again:
Slack refuses a connection that is one too many an hour after the last time, not a second.
"""
BOTH = 2
Break = Callable[[LocalWorkspace], object]


def _strike(kind: str) -> Break:
    return lambda workspace: workspace.faults.strike(kind)


def _hold(kind: str, *, more: int = 0) -> Break:
    """Strike every connection that is open, and so many of those that are opened later."""

    def break_it(workspace: LocalWorkspace) -> None:
        def strike(ws: Workspace) -> None:
            there = sum(len(app.socket.open) for app in ws.apps)
            add_fault(ws, {"fault": kind, "times": max(there, BOTH) + more})

        wire.within(workspace, strike)

    return break_it


def _reset_into(fault: Break) -> Break:
    """Reset the connections; what is opened instead meets a fault."""

    def break_it(workspace: LocalWorkspace) -> None:
        fault(workspace)
        workspace.faults.strike("rst")

    return break_it


def _refuse(kind: str) -> Break:
    return lambda workspace: workspace.faults.add(fault=kind, times=BOTH)


KINDS: Mapping[str, Break] = {
    **{kind: _strike(kind) for kind in ("fin", "rst", "close", "refresh", "warning")},
    "link-disabled": _strike("link-disabled"),
    "half-open": _hold("half-open"),
    "no-pong": _hold("no-pong"),
    "no-first-pong": _reset_into(_hold("no-pong", more=BOTH)),
    "no-first-word": _reset_into(_hold("half-open", more=BOTH)),
    "open-refused": _reset_into(_refuse("open-refused")),
    "bad-address": _reset_into(_refuse("bad-address")),
    "too-many-websockets": _reset_into(_refuse("too-many-websockets")),
}
QUICK = ("half-open", "fin", "refresh", "open-refused")


@dataclass(slots=True)
class Trials:
    """What became of all breaks.

    Attributes:
        back: seconds to the first message after each that was stored, by kind.
        whole: seconds until there were two sound connections again, by kind.
    """

    stage: Scene
    sockets: LiveSockets
    back: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    whole: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    written: list[Place] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def run(self, kind: str) -> None:
        """Break the connections, and write until something arrives."""
        began, broken = time.monotonic(), KINDS[kind]
        broken(self.stage.workspace)
        self._until(kind, self.back, BACK_WITHIN, began, self._writes_until_heard())
        if not self.wrong:
            self._until(kind, self.whole, WHOLE_WITHIN, began, self._looks_until_whole())
        self.stage.workspace.faults.clear()

    def _until(
        self,
        kind: str,
        took: dict[str, list[float]],
        most: float,
        began: float,
        looks: Iterator[bool],
    ) -> None:
        while time.monotonic() - began < most:
            if next(looks):
                took[kind].append(time.monotonic() - began)
                return
            time.sleep(wire.LOOK_EVERY)
        what = "nothing arrived" if took is self.back else "not two sound connections"
        self.wrong.append(f"trial {self.count}, {kind}: {what} in {most:g} s")

    @property
    def count(self) -> int:
        """How many breaks were survived."""
        return sum(map(len, self.back.values()))

    def _writes_until_heard(self) -> Iterator[bool]:
        probes: list[Place] = []
        wrote_at = 0.0
        while True:
            if time.monotonic() - wrote_at >= A_PROBE_EVERY:
                probes.append(self._writes())
                wrote_at = time.monotonic()
            yield any(kit.rows(self.stage, HEARD, f"%:{':'.join(each)}") for each in probes)

    def _writes(self) -> Place:
        number = len(self.written)
        teachers = self.stage.teachers
        teacher = self.stage.workspace.as_user(teachers[number % len(teachers)])
        self.written.append(says(teacher, a_question(number)))
        return self.written[-1]

    def _looks_until_whole(self) -> Iterator[bool]:
        while True:
            yield len(self.sockets.sound()) == MOST_LIVE


HEARD = "SELECT 1 FROM inbox WHERE key LIKE ?"


def measure(run: Run) -> Measured:
    """Break the connections again and again; hold what was written against what arrived."""
    chance = random.Random(run.seed)
    many = run.pick(short=len(QUICK), full=100)
    kinds = list(QUICK) if run.is_short else [chance.choice(list(KINDS)) for _ in range(many)]
    with at_work(run) as (stage, sockets):
        trials = Trials(stage, sockets)
        for kind in kinds:
            _settle(stage, sockets, kind)
            trials.run(kind)
            if trials.wrong:
                break
        details = [*trials.wrong, *_swept(trials, is_control=bool(run.without))]
        return _measured(trials, details)


@contextmanager
def at_work(run: Run) -> Iterator[tuple[Scene, LiveSockets]]:
    """A bot that hears over both of its connections."""
    with scene(run.folder, timeout="5", ack_within=3.0, redelivery=ONCE_MORE, crowd=36) as stage:
        bot = kit.process(stage, "bot", without=run.without)
        listening = kit.alive(stage, bot, within=60, least=MOST_LIVE)
        with LiveSockets(stage.workspace) as sockets, listening:
            yield stage, sockets


def _settle(stage: Scene, sockets: LiveSockets, kind: str) -> None:
    kit.until_it_hears(stage, within=60, least=MOST_LIVE)
    if kind == "too-many-websockets":
        time.sleep(SETTLES)


def _swept(trials: Trials, *, is_control: bool) -> list[str]:
    """Break once more, so that the history is read; then nothing that was written is missing."""
    if is_control:
        return []
    stage = trials.stage
    kit.until_it_hears(stage, within=60, least=MOST_LIVE)
    stage.workspace.faults.strike("rst")
    deadline = time.monotonic() + SWEPT_WITHIN
    while time.monotonic() < deadline:
        kit.until_quiet(stage, within=deadline - time.monotonic())
        verdict = kit.judge(stage, trials.written)
        if verdict.holds:
            return []
        time.sleep(1)
    return list(verdict.details)


def _measured(trials: Trials, details: list[str]) -> Measured:
    most = trials.sockets.most
    longest = max((each for took in trials.back.values() for each in took), default=0.0)
    by_kind = [f"{kind} {_spread(trials.back[kind])}" for kind in KINDS if trials.back[kind]]
    whole = [each for took in trials.whole.values() for each in took]
    lost = sum(each.startswith("lost") for each in details)
    return Measured(
        holds=not details and most <= MOST_LIVE,
        seen=f"hears again within {longest:.1f} s (both connections: {_spread(whole)}), never "
        f"more than {most} live, {lost} lost; {', '.join(by_kind)}",
        n=f"{trials.count} breaks in a row, {len(trials.written)} messages; {load()}",
        details=tuple(details),
    )


def _spread(took: list[float]) -> str:
    if not took:
        return "never"
    return f"{min(took):.1f}/{statistics.median(took):.1f}/{max(took):.1f} s"


FIGURE = Figure(
    id="A6",
    title="connections that break in every known way",
    target="hears again within 15 s, never more than 2 live connections, 0 lost after the sweep",
    measure=measure,
    control="watchdog",
)
