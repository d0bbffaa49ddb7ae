"""A8: several bots and two clocks work on one database, and Slack delivers everything several
times.

Work that was done twice shows as a message that stands twice, or as two entries of the clock in the
record of who did what.
"""

import asyncio
import random
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from advicebot.slack.payloads import is_from_person
from advicebot.workspace.state import Json
from tests.end_to_end.test_term import early_in_a_term
from tests.faults import kit
from tests.faults.a01_kill import judged, until_digested
from tests.faults.figure import Figure, Measured, Run, joined
from tests.faults.journeys import People
from tests.running import Process, Scene, scene

OFTEN = (1, 2, 3, 4)
"""How often an event is delivered."""
LATEST = 1.5
"""Seconds after the first time; half of what comes again comes at once."""
RATE = 20
"""Messages a second, as long as the machine keeps up."""
CLOCKS = 2
LADDERS = 2
"""Calls that nobody takes until the clock has moved over two steps of the ladder."""
STEP = timedelta(minutes=3, seconds=10)
LOCKED = re.compile(r"database is locked|stayed locked")
TWICE = """
SELECT action, object, detail, count(*) FROM audit WHERE actor = 'clock'
GROUP BY action, object, detail, substr(at, 1, 16) HAVING count(*) > 1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """How much is done: by how many bots, and how many plain messages, handoffs, arrangements."""

    bots: int
    messages: int
    handoffs: int
    arrangements: int
    crowd: int


SHORT = Load(bots=2, messages=188, handoffs=1, arrangements=2, crowd=60)
TWO = Load(bots=2, messages=2500, handoffs=20, arrangements=5, crowd=150)
FOUR = Load(bots=4, messages=2300, handoffs=20, arrangements=5, crowd=150)
CONTROL = Load(bots=2, messages=40, handoffs=0, arrangements=0, crowd=40)


def measure(run: Run) -> Measured:
    """Let them work at once; in full with two bots and then with four."""
    if run.is_short:
        return _measured(run, CONTROL if run.without else SHORT)
    return joined([_measured(run.below(f"{load.bots}-bots"), load) for load in (TWO, FOUR)])


def _measured(run: Run, load: Load) -> Measured:
    with scene(run.folder, crowd=load.crowd, ack_within=3.0) as stage:
        stage.workspace.move_clock(early_in_a_term() - stage.workspace.now())
        people, repeats = People(stage), Repeats(stage, random.Random(run.seed))
        with together(stage, load.bots, run.without) as processes:
            _work(stage, people, load)
            if not run.without:
                _time_passes(stage, people)
        people.leave()
        verdict = judged(stage, people)
        locked = [line for each in processes for line in _locked(each.log)]
        verdict.broken += locked
        verdict.doubled += [f"the clock's work {each}" for each in kit.rows(stage, TWICE)]
    n = f"{load.bots} bots, {CLOCKS} clocks, {repeats.events} events sent {repeats.sent} times"
    seen = f"{verdict.seen}, {len(locked)} times locked"
    return Measured(holds=verdict.holds, seen=seen, n=n, details=verdict.details)


@contextmanager
def together(stage: Scene, bots: int, without: str) -> Iterator[list[Process]]:
    """So many bots and two clocks at work on the same database."""
    names = [("bot", n) for n in range(bots)] + [("clock", n) for n in range(CLOCKS)]
    made = [kit.process(stage, name, f"-{n}", without=without, hurries=True) for name, n in names]
    with kit.alive(stage, *made, within=90, least=2 * bots):
        yield made


def _locked(log: Path) -> list[str]:
    """Every line of a log that tells of a lock nobody gave back in time."""
    lines = log.read_text(errors="replace").splitlines()
    return [f"{log.name}: {line}" for line in lines if LOCKED.search(line)]


class Repeats:
    """Every event to the line is delivered once to four times, some of it later."""

    def __init__(self, stage: Scene, chance: random.Random) -> None:
        """From now on; ``events`` counts those of people, ``sent`` their deliveries."""
        self.events, self.sent = 0, 0
        self._chance = chance
        workspace = stage.workspace._ws
        self._delivery = workspace.apps.first.delivery
        self._once = self._delivery.send_event
        self._delivery.send_event = self._send  # type: ignore[method-assign]

    def _send(self, payload: Json) -> None:
        again = self._chance.choice(OFTEN) - 1
        if is_from_person(payload):
            self.events, self.sent = self.events + 1, self.sent + 1 + again
        self._once(payload)
        for _ in range(again):
            wait = self._chance.choice((0.0, self._chance.uniform(0.0, LATEST)))
            asyncio.get_running_loop().call_later(wait, self._once, payload)


def _work(stage: Scene, people: People, load: Load) -> None:
    """People ask, are handed off, arrange."""
    teachers = list(people.teachers)
    own = [teachers.pop() for _ in range(LADDERS + min(load.handoffs, 20) + load.arrangements)]
    for number in range(load.arrangements):
        people.begin(people.arranges, own[number], number)
    for number in range(load.handoffs):
        people.begin(people.is_handed_off, own[load.arrangements + number], number)
    for number in range(load.messages):
        people.asks(teachers[number % len(teachers)], number)
        time.sleep(1 / RATE)
    people.finish(within=300)
    kit.until_quiet(stage, within=120)


def _time_passes(stage: Scene, people: People) -> None:
    """Steps of the ladder, follow-ups, reminders and the digest: each is the work of one clock."""
    calling = people.teachers[-LADDERS:]
    open_ones = [people.calls(each, 900 + n) for n, each in enumerate(calling)]
    for _ in range(2):
        kit.until_quiet(stage, within=60)
        stage.workspace.move_clock(STEP)
    kit.until_quiet(stage, within=60)
    for number, (teacher, handoff) in enumerate(zip(calling, open_ones, strict=True)):
        people.begin(people.is_helped, teacher, number, handoff)
    people.finish(within=120)
    kit.until_quiet(stage, within=120)
    stage.workspace.move_clock_by_step("+2 school weeks")
    until_digested(stage, within=60)
    for each in people.asked_follow_ups():
        people.begin(people.answers_follow_up, *each)
    people.finish(within=120)
    kit.until_quiet(stage, within=120)


FIGURE = Figure(
    id="A8",
    title="several bots and clocks on one database, events delivered 1 to 4 times",
    target="0 doubled, 0 lost, 0 times locked, each tick's work done once",
    measure=measure,
    control="lease",
)
