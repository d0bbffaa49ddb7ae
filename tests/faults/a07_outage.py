"""A7: Slack is away for 17 hours, and what people wrote meanwhile is thrown away: the line is never
told of it. On 26 February 2025 Slack did so.

The workspace counts calls as Slack does, so that the history can be read no faster than Slack lets
it be read.
"""

import random
import time
from dataclasses import dataclass, field, replace
from datetime import timedelta

from advicebot.bootstrap.processes import CANARY_SECONDS
from advicebot.demo import PRACTITIONERS
from advicebot.demo.cast import TEAM_ID
from advicebot.domain.oncall.calendar import next_opening
from advicebot.workspace.driver.person import Person
from advicebot.workspace.workspace import Workspace
from tests.faults import kit, wire
from tests.faults.figure import Figure, Measured, Run, joined, load
from tests.faults.saying import Place, a_danger, a_question, says
from tests.running import Scene, example_line, scene, until

HOURS = 17
RECOVERED_WITHIN = 120.0
CONTROL_WITHIN = 15.0
QUIET_WITHIN = 240.0
TALKS = 4
"""Teachers who have somebody already when it begins."""
AFTER_OPENING = timedelta(minutes=30)
URGENT, UNDER_A_CARD, TO_A_PERSON, EDITED = 0.1, 0.1, 0.1, 0.2
"""How much of what is written is what; the rest are questions."""


@dataclass(slots=True)
class Outage:
    """What people wrote while Slack told nobody.

    Attributes:
        written: each message as (channel, ts).
        urgent: those that must call people.
        edited: what a message says since it was edited.
    """

    stage: Scene
    chance: random.Random
    cards: list[str] = field(default_factory=list)
    written: list[Place] = field(default_factory=list)
    urgent: list[Place] = field(default_factory=list)
    edited: dict[Place, str] = field(default_factory=dict)
    _asked: list[tuple[Person, str]] = field(default_factory=list)

    def write(self) -> None:
        """Somebody writes something."""
        number, kind = len(self.written), self.chance.random()
        talking, asking = self.stage.teachers[:TALKS], self.stage.teachers[TALKS:]
        someone = self._person(asking[number % len(asking)])
        if kind < URGENT:
            self.urgent.append(self._says(someone, a_danger(number)))
        elif kind < URGENT + UNDER_A_CARD:
            helper = self._person(self.chance.choice(tuple(PRACTITIONERS)))
            card = self.chance.choice(self.cards)
            ts = helper.replies(card, f"we come at two, {number}", channel=self.stage.on_call)
            self.written.append((self.stage.on_call, ts))
        elif kind < URGENT + UNDER_A_CARD + TO_A_PERSON:
            self._says(self._person(self.chance.choice(talking)), f"still in my room, {number}")
        else:
            _, ts = self._says(someone, a_question(number))
            self._asked.append((someone, ts))
        if self._asked and self.chance.random() < EDITED:
            self._edits(*self.chance.choice(self._asked), number)

    def _edits(self, writer: Person, ts: str, number: int) -> None:
        words = f"two of my set will not come in from the yard {number}"
        writer.edits(ts, words)
        self.edited[writer.dm, ts] = words

    def _says(self, writer: Person, words: str) -> Place:
        self.written.append(says(writer, words))
        return self.written[-1]

    def _person(self, name: str) -> Person:
        return self.stage.workspace.as_user(name)

    def missing(self) -> list[str]:
        """Return the messages that are not in the inbox."""
        known = {key for (key,) in kit.rows(self.stage, "SELECT key FROM inbox")}
        keys = [f"message:{TEAM_ID}:{channel}:{ts}" for channel, ts in self.written]
        return [key for key in keys if key not in known]


def measure(run: Run) -> Measured:
    """Let 17 hours pass in which nothing is told, and see what comes of it."""
    ways = ("away",) if run.is_short else ("away", "deaf")
    return joined([_one(run.below(way), way) for way in ways])


def _one(run: Run, way: str) -> Measured:
    crowd = run.pick(short=12, full=76)
    with scene(run.folder, timeout="5", ack_within=3.0, crowd=crowd) as stage:
        wire.within(stage.workspace, _count_calls)
        with kit.at_work(stage, without=run.without):
            outage = Outage(stage, random.Random(run.seed))
            _before(outage)
            _during(outage, way, run.pick(short=40, full=200))
            return _after(outage, way, is_control=bool(run.without))


def _count_calls(ws: Workspace) -> None:
    ws.config = replace(ws.config, rate_limits=True)


def _before(outage: Outage) -> None:
    """Some teachers have somebody; the history has been read once; it is late in a school day."""
    stage = outage.stage
    kit.until_it_hears(stage, within=60, least=2)
    swept = "SELECT 1 FROM sweeps"
    until(lambda: kit.rows(stage, swept), within=30, what="the history is read")
    now = stage.workspace.now()
    back = next_opening(now + timedelta(hours=12), example_line())
    assert back is not None
    start = back + AFTER_OPENING - timedelta(hours=HOURS)
    stage.workspace.move_clock(max(start - now, timedelta(0)))
    for name in stage.teachers[:TALKS]:
        stage.workspace.as_user(name).says("a pupil has brought a knife into my room")
    card = "SELECT ts FROM outbox WHERE kind = 'card' AND recipient = '@on-call' AND ts > ''"
    until(lambda: len(kit.rows(stage, card)) >= TALKS, within=60, what="the cards are there")
    outage.cards = [str(ts) for (ts,) in kit.rows(stage, card)]
    helper = stage.workspace.as_user(next(iter(PRACTITIONERS)))
    for ts in outage.cards:
        helper.replies(ts, "I am on it", channel=stage.on_call)
    kit.until_quiet(stage, within=60)


def _during(outage: Outage, way: str, many: int) -> None:
    workspace = outage.stage.workspace
    workspace.discards_events(True)
    if way == "away":
        workspace.outage(True)
    for hour in range(HOURS):
        while len(outage.written) * HOURS < many * (hour + 1):
            outage.write()
        workspace.move_clock(timedelta(hours=1))
    if way == "deaf":
        time.sleep(CANARY_SECONDS)
    workspace.discards_events(False)
    workspace.outage(False)


def _after(outage: Outage, way: str, *, is_control: bool) -> Measured:
    stage, began = outage.stage, time.monotonic()
    within = CONTROL_WITHIN if is_control else RECOVERED_WITHIN
    while outage.missing() and time.monotonic() - began < within:
        time.sleep(0.05)
    took, missing = time.monotonic() - began, outage.missing()
    details = [f"not in the inbox: {key}" for key in missing]
    if not is_control:
        kit.until_quiet(stage, within=QUIET_WITHIN)
        details += [*kit.judge(stage, outage.written).details, *_unseen(outage), *_unedited(outage)]
    many = len(outage.written)
    return Measured(
        holds=not details,
        seen=f"{way}: {many - len(missing)} of {many} in the inbox after {took:.1f} s",
        n=f"{many} messages of {len(stage.teachers)} teachers ({len(outage.urgent)} urgent, "
        f"{len(outage.edited)} edited) in {HOURS} h; {load()}",
        details=tuple(details[:12]),
    )


def _unseen(outage: Outage) -> list[str]:
    """What is not shown to anybody: a question without an answer, a call without a card."""
    keys = kit.posted_keys(outage.stage)
    sql = "SELECT id, handoff_id FROM requests WHERE channel_id = ? AND message_ts = ?"
    found = []
    for place in outage.written:
        for request, handoff in kit.rows(outage.stage, sql, *place):
            if not any(key.startswith(f"reply:{request}:") for key in keys):
                found.append(f"no answer to {place}")
            if place in outage.urgent and f"card:{handoff}" not in keys:
                found.append(f"nobody is called to {place}")
    return found


def _unedited(outage: Outage) -> list[str]:
    """What was taken in as it was before its writer changed it."""
    sql = "SELECT text FROM requests WHERE channel_id = ? AND message_ts = ?"
    return [
        f"{place} is {read!r}, not {words!r}"
        for place, words in outage.edited.items()
        for (read,) in kit.rows(outage.stage, sql, *place)
        if read != words
    ]


FIGURE = Figure(
    id="A7",
    title="17 hours of events thrown away by Slack",
    target="100 % in the inbox, each once, within 2 min; each answered or shown to a person",
    measure=measure,
    control="sweep",
)
