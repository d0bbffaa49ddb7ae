"""A9: processes are asked to end at random moments under load, as a deployment does, and others
take their place.
"""

import random
import signal
import time
from dataclasses import dataclass, field

from tests.faults import kit, wire
from tests.faults.a01_kill import judged
from tests.faults.figure import Figure, Measured, Run
from tests.faults.journeys import People
from tests.running import Process, Scene, scene, until

MOST_SECONDS = 25.0
MOST_SECONDS_P99 = 8.0
MOST_SECONDS_SECOND = 1.0
"""From the second signal to the end."""
EVERY = 4
"""Of so many processes, one is asked twice."""
PLAIN = 6
"""Messages just before each signal."""
LINGER = 1.5
"""Seconds from there to the signal, at the most."""
CONTROL = (4, 0, 16, 0.2)
"""Times, handoffs, messages and seconds: enough for processes that do not finish anything."""
ASKING = 40
SLOW = {"fault": "delay", "seconds": 0.4, "share": 0.3}
"""So many calls take their time, so that some are under way whenever the signal comes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How one process ended: how long it took from the last signal, with which code."""

    process: str
    seconds: float
    code: int
    is_second: bool

    @property
    def trouble(self) -> str:
        """What is wrong with it, empty for nothing."""
        most = MOST_SECONDS_SECOND if self.is_second else MOST_SECONDS
        if self.seconds >= most:
            return f"{self.process} took {self.seconds:.1f} s, at most {most:g}"
        is_right = self.code == 0 or self.is_second
        return "" if is_right else f"{self.process} ended with {self.code}"


@dataclass(slots=True, kw_only=True)
class Deployments:
    """People at work while one process after the other is replaced."""

    stage: Scene
    people: People
    chance: random.Random
    plain: int = PLAIN
    linger: float = LINGER
    endings: list[Ending] = field(default_factory=list)

    def go_on(self, times: int, bot: Process, clock: Process) -> None:
        """Let people write, and replace a process each time."""
        teachers = self.people.teachers[:ASKING]
        for number in range(times):
            kit.until_it_hears(self.stage, within=60)
            for each in range(number * self.plain, (number + 1) * self.plain):
                self.people.asks(teachers[each % ASKING], each)
            time.sleep(self.chance.uniform(0.0, self.linger))
            victim = clock if number % EVERY == EVERY - 2 else bot
            self._end(victim, is_twice=number % EVERY == EVERY - 1)
            victim.start()

    def _end(self, victim: Process, *, is_twice: bool) -> None:
        assert victim.popen is not None
        began = time.monotonic()
        victim.popen.send_signal(signal.SIGTERM)
        if is_twice:
            time.sleep(self.chance.uniform(0.05, 0.5))
            has_ended = victim.popen.poll() is not None
            began = began if has_ended else time.monotonic()
            is_twice = not has_ended
            victim.popen.send_signal(signal.SIGTERM)
        code = victim.popen.wait(MOST_SECONDS * 2)
        ended = Ending(
            process=victim.name,
            seconds=time.monotonic() - began,
            code=code,
            is_second=is_twice,
        )
        self.endings.append(ended)
        if victim.name == "bot":
            gone = "Slack knows that the bot is gone"
            until(lambda: not self.stage.workspace.connections, within=30, what=gone)


def measure(run: Run) -> Measured:
    """Ask to end, and count what was lost, what doubled, and the seconds."""
    times, handoffs = run.pick(short=8, full=200), run.pick(short=2, full=40)
    plain, linger = PLAIN, LINGER
    if run.without:
        times, handoffs, plain, linger = CONTROL
    with scene(run.folder, crowd=ASKING + min(handoffs, 20), ack_within=3.0) as stage:
        stage.workspace.faults.seed(run.seed)
        stage.workspace.faults.add(**SLOW)
        people = People(stage)
        with kit.at_work(stage, without=run.without) as (bot, clock):
            chance = random.Random(run.seed)
            rush = Deployments(
                stage=stage, people=people, chance=chance, plain=plain, linger=linger
            )
            for number in range(handoffs):
                people.begin(people.is_handed_off, people.teachers[-1 - number % 20], number)
            rush.go_on(times, bot, clock)
            people.finish(within=120)
            kit.until_quiet(stage, within=8 if run.without else 120)
        people.leave()
        verdict = judged(stage, people)
    verdict.broken += filter(None, (each.trouble for each in rush.endings))
    return _measured(verdict, rush.endings, len(people.written))


def _measured(verdict: kit.Verdict, endings: list[Ending], messages: int) -> Measured:
    first = sorted(each.seconds for each in endings if not each.is_second)
    second = [each.seconds for each in endings if each.is_second]
    p99 = wire.percentile(first, 0.99)
    is_quick = p99 < MOST_SECONDS_P99
    longest = f"longest {first[-1]:.1f} s, second signal {max(second, default=0.0):.2f} s"
    times = f"p99 {p99:.1f} s, {longest}"
    return Measured(
        holds=verdict.holds and is_quick,
        seen=f"{verdict.seen}, {times}",
        n=f"{len(first)} ended, {len(second)} by a second signal, {messages} messages",
        details=verdict.details,
    )


FIGURE = Figure(
    id="A9",
    title="SIGTERM at random moments under load",
    target="exit 0 in < 25 s (p99 < 8 s), 0 lost, 0 doubled; a second one ends it in < 1 s",
    measure=measure,
    control="drain",
)
