"""A5: how soon Slack is told that a message has arrived, while nothing can be sent; and that it is
told only once the message is stored for good.

At the moment in which the workspace takes an acknowledgement it looks into the database, with eyes
of its own that see only what is committed.
"""

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field

from advicebot.slack.payloads import key_of
from advicebot.workspace.traffic import Entry
from tests.faults import kit, wire
from tests.faults.figure import Figure, Measured, Run, load
from tests.faults.saying import Place, a_danger, a_question, says
from tests.running import Scene, scene

A_SECOND = 20
MOST_OF_THEM = 0.99
WITHIN_MS, NEVER_OVER_MS = 300.0, 2000.0
WARMING_UP = 10
URGENT = 30
"""One message in so many calls people."""
CALLING = 4
"""Teachers who call people, so that there are few cards: they leave at one a second."""
STALLED = {"fault": "rate-limit", "method": "chat.*", "retry_after": 5}
QUIET_WITHIN = 120.0


@dataclass(slots=True)
class Acknowledged:
    """What the workspace saw of messages on their way to the line.

    Attributes:
        took: milliseconds from the moment each was sent to its acknowledgement.
        too_early: those that were acknowledged while they were not in the database.
        missed: those sent again because nobody acknowledged them in time.
    """

    database: sqlite3.Connection
    took: list[float] = field(default_factory=list)
    too_early: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    def watch(self, entry: Entry) -> None:
        """Look at one thing that was sent, at the moment in which its answer came."""
        if not wire.is_persons_message(entry):
            return
        key = key_of(entry.body)
        if entry.answer is None:
            self.missed.append(f"{key} {entry.note}")
            return
        self.took.append(float(entry.milliseconds or 0.0))
        if not self.database.execute("SELECT 1 FROM inbox WHERE key = ?", (key,)).fetchall():
            self.too_early.append(key)


def measure(run: Run) -> Measured:
    """Write at a steady pace while everything that is sent is refused with 429."""
    seconds = run.pick(short=6, full=60)
    crowd = run.pick(short=36, full=116)
    with scene(run.folder, timeout="5", ack_within=3.0, crowd=crowd) as stage:
        bot = kit.process(stage, "bot", without=run.without)
        with kit.alive(stage, bot, within=30, least=2):
            _warm_up(stage)
            return _under_load(stage, seconds * A_SECOND, is_control=bool(run.without))


def _under_load(stage: Scene, many: int, *, is_control: bool) -> Measured:
    stalled = stage.workspace.faults.add(**STALLED)
    stands = len(kit.posted(stage))
    database = sqlite3.connect(stage.database, check_same_thread=False, isolation_level=None)
    with closing(database):
        seen = Acknowledged(database)
        with wire.watched(stage.workspace, seen.watch):
            written = [_writes(stage, number) for number in wire.at_a_rate(many, A_SECOND)]
            stage.workspace.wait_until(lambda now: now.outstanding == 0, within=60)
    details = [*seen.too_early[:3], *seen.missed[:3]]
    if len(kit.posted(stage)) - len(written) != stands:
        details.append("something was posted: the sender was not stalled")
    busy = load()
    stage.workspace.faults.remove(stalled)
    if not is_control:
        kit.until_quiet(stage, within=QUIET_WITHIN)
        details += kit.judge(stage, written).details
    return _measured(seen, details, busy=busy)


def _measured(seen: Acknowledged, details: list[str], *, busy: str) -> Measured:
    most, longest = wire.percentile(seen.took, MOST_OF_THEM), max(seen.took, default=0.0)
    is_quick = most < WITHIN_MS and longest < NEVER_OVER_MS
    return Measured(
        holds=is_quick and not details,
        seen=f"p50 {wire.percentile(seen.took, 0.5):.0f} ms, p99 {most:.0f} ms, max {longest:.0f} "
        f"ms; {len(seen.too_early)} acknowledged before stored, {len(seen.missed)} sent again",
        n=f"{len(seen.took)} messages at {A_SECOND}/s, everything sent is refused; {busy}",
        details=tuple(details),
    )


def _warm_up(stage: Scene) -> None:
    for number in range(WARMING_UP):
        _writes(stage, number)
    kit.until_quiet(stage, within=30)


def _writes(stage: Scene, number: int) -> Place:
    if number % URGENT == 0:
        teacher = stage.workspace.as_user(stage.teachers[number // URGENT % CALLING])
        return says(teacher, a_danger(number))
    asking = stage.teachers[CALLING:]
    teacher = stage.workspace.as_user(asking[number % len(asking)])
    return says(teacher, a_question(number))


FIGURE = Figure(
    id="A5",
    title="acknowledged while the sender is stalled on 429",
    target="p99 < 300 ms, max < 2 s at 20 messages/s; 0 acknowledged before it is stored",
    measure=measure,
    control="stored-first",
)
