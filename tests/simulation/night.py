"""One night: what happens in it is drawn from its seed, and done in the order of the true time."""

import logging
import random
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from advicebot.domain.knowledge import Knowledge
from advicebot.domain.oncall.rota import Tier
from advicebot.errors import AdvicebotError
from advicebot.ids import CountedIds
from advicebot.service.desk import AlreadyDone, Desk
from tests.fakes import TEAM, FakeAdviser, a_delivery
from tests.simulation import setting, world
from tests.simulation.build import Build, PlainArtist, Record, SimWork
from tests.simulation.ending import Ending
from tests.simulation.keepers import Keepers
from tests.simulation.machines import LEASE, NEVER, ClockProcess, SenderProcess, clock_processes
from tests.simulation.outcome import Errors, Outcome, brief
from tests.simulation.practitioners import Practitioners
from tests.simulation.slack import Died, SimSlack
from tests.simulation.somebody import Act, Draw
from tests.simulation.teachers import Teachers
from tests.simulation.told import Broken
from tests.simulation.truth import Truth
from tests.simulation.world import PRACTITIONERS, SimClock, minutes

MOST_STEPS = 20_000
REACHES = ((0.02, 0.5), (1, 5), (5, 40), (60, 300))
"""How many minutes pass between what people do, from and to."""
log = logging.getLogger("advicebot")


class Night:
    """One seeded night on a database that many nights share."""

    def __init__(self, seed: int, work: SimWork, build: Build) -> None:
        self.seed = seed
        self.rng = Random(seed)
        self.build = build
        self.work = work
        self.story: list[str] = []
        self.setting = setting.drawn(self.rng)
        self.clock = SimClock(self.setting.start)
        self.slack = SimSlack(self.rng, self.clock, self.setting)
        gateway: Any = build.wrap_slack(self.slack)
        self.desk = self._a_desk()
        self.truth = Truth(self.desk, work, self.slack, PlainArtist(self.desk), self.clock)
        self.clocks = clock_processes(self.desk, self.clock, self.setting)
        self.sender = SenderProcess(self.desk, work, self.slack, gateway)
        self.ending = Ending(self)
        self._errors = Errors()
        self._steps = 0
        self._deliveries = 0
        self._retry: list[tuple[datetime, Act, str]] = []

    def _a_desk(self) -> Desk:
        knowledge = world.a_line(lead=self.setting.lead)
        return Desk(
            work=self.work,
            clock=self.clock,
            ids=CountedIds(),
            adviser=FakeAdviser(knowledge),
            knowledge=knowledge,
        )

    def run(self) -> Outcome:
        """Live through the night; the story of it is the same for the same seed and build."""
        log.addHandler(self._errors)
        try:
            with self.build.around():
                self._begin()
                self._live()
                self.ending.run()
            trouble = self._errors.trouble
        except Broken as broken:
            trouble = str(broken)
        finally:
            log.removeHandler(self._errors)
            self.work.dies = lambda: False
            self.work.watch = lambda record: None
        if trouble:
            self.tell(f"BROKEN: {trouble}")
        return Outcome(self.seed, trouble, self.story, self._figures())

    def _begin(self) -> None:
        self.work.empty()
        random.seed(self.seed)  # the sender's jitter
        self.tell(str(self.setting))
        with self.work.write() as unit:
            for user_id in PRACTITIONERS:
                person = world.a_practitioner(user_id, self.clock.at)
                agreed = user_id in self.setting.agreed
                unit.practitioners.save(replace(person, out_of_hours=agreed))
            for tier, on in zip(Tier, self.setting.on, strict=True):
                for shift in world.weekly(tier, on) if on else ():
                    unit.shifts.add_weekly(TEAM, shift)
        self.work.watch = self._watch
        self.work.dies = lambda: self.rng.random() < self.setting.deaths

    def _watch(self, record: Record) -> None:
        """Check what has changed, and write it down."""
        try:
            self.truth.after(record)
        finally:
            for handoff_id in dict.fromkeys((*record.added, *record.saved)):
                actions = [each.removeprefix("handoff.") for each in record.actions(handoff_id)]
                stands = brief(self.truth.known[handoff_id])
                self.tell(f"  {handoff_id} {', '.join(actions) or 'changed'}: {stands}")

    def _plan(self) -> list[tuple[datetime, Draw]]:
        """Draw what people do and when; whom it is about is drawn when it happens."""
        rng, at = self.rng, self.clock.at
        teachers = Teachers(self)
        plan: list[tuple[datetime, Draw]] = [(at, teachers.ask)]
        acts = teachers.draws() + Keepers(self).draws()
        if not self.setting.is_nobody:
            acts += Practitioners(self).draws()
        draws, weights = zip(*acts, strict=True)
        for _ in range(rng.choices((2, 3, 4, 6, 9, 15), (5, 5, 4, 3, 2, 0.5))[0]):
            low, high = rng.choices(REACHES, (6, 6, 2, 0.2))[0]
            at += minutes(rng, low, high)
            plan.append((at, rng.choices(draws, weights)[0]))
        return plan

    def _live(self) -> None:
        """Do everything of the plan, and what falls due between."""
        for at, draw in self._plan():
            self._work_again(at)
            self.until(at)
            self._do(draw)
            if self.rng.random() < 0.5:  # clocks tick though nothing is due
                self._tick(self.rng.choice(self.clocks))
        self._work_again(NEVER)

    def _work_again(self, before: datetime) -> None:
        """Work on what a process died over, once its lease is over."""
        while self._retry and self._retry[0][0] < before:
            at, act, key = self._retry.pop(0)
            self.until(max(at, self.clock.at))
            self._deliver(act, key)

    def until(self, end: datetime) -> None:
        """Let time pass to ``end``: clocks tick when something is due, the sender tries again."""
        while True:
            self._steps += 1
            if self._errors.trouble:
                raise Broken(self._errors.trouble)
            if self._steps > MOST_STEPS:
                raise Broken("the night does not come to rest")
            tick_at, clock = self._next_tick()
            at = min(tick_at, self.sender.next_send())
            if at > end:
                break
            self.clock.at = max(at, self.clock.at)
            if tick_at <= at:
                self._tick(clock)
            else:
                self._send()
        self.clock.at = max(end, self.clock.at)

    def _next_tick(self) -> tuple[datetime, ClockProcess]:
        ((due,),) = self.work.rows("SELECT min(due_at) FROM timers WHERE done_at IS NULL")
        if due is None:
            return NEVER, self.clocks[0]
        at = datetime.fromisoformat(due)
        ticks = [(each.next_tick(at, self.clock.at), each) for each in self.clocks]
        return min(ticks, key=lambda tick: tick[0])

    def _tick(self, clock: ClockProcess) -> None:
        """Let a clock process tick, at times both at once."""
        both = self.rng.random() < 0.15
        for each in self.clocks if both else (clock,):
            if each.is_down(self.clock.at):
                continue
            self.truth.tick_at = self.truth.acting_at = each.clock.now()
            try:
                if each.tick():
                    self.tell(f"clock {each.name} ticked")
            except Died:
                self.tell(f"clock {each.name} died")
            finally:
                self.truth.tick_at = self.truth.acting_at = None
        self._send()

    def _send(self) -> None:
        if died := self.sender.send():
            self.tell(f"{died} senders died")

    def start_anew(self, knowledge: Knowledge) -> None:
        """Start every process again, with what is curated now."""
        self.desk = replace(self.desk, knowledge=knowledge)
        self.truth.artist = PlainArtist(self.desk)
        for each in self.clocks:
            each.desk = replace(each.desk, knowledge=knowledge)
        self.sender.start_anew(knowledge)

    def _do(self, draw: Draw) -> None:
        """Let somebody do something now: once, sometimes twice."""
        act = draw()
        if act is None:
            return
        self._deliveries += 1
        key = f"delivery:{self._deliveries}"
        self._deliver(act, key)
        if self.rng.random() < 0.15:
            again = key if self.rng.random() < 0.5 else f"{key}:again"
            self._deliver(act, again)

    def _deliver(self, act: Act, key: str) -> None:
        """Work on a delivery; one whose process dies is worked on again when its lease is over."""
        self.truth.acting_at = self.clock.at
        try:
            with self.work.write() as unit:
                unit.inbox.add(a_delivery(key), at=self.clock.at, by="bot", lease=LEASE)
            act.use(key)
        except Died:
            self.tell(f"{act.name}: the bot died")
            self._retry.append((self.clock.at + LEASE, act, key))
        except AlreadyDone:
            self.tell(f"{act.name}: was done already")
        except AdvicebotError as refused:
            self.tell(f"{act.name}: refused ({refused})")
        else:
            self.tell(act.name)
        finally:
            self.truth.acting_at = None
        self._send()

    def tell(self, said: str) -> None:
        """Write a line of the story."""
        at = self.clock.at.isoformat(sep=" ", timespec="milliseconds")[:23]
        self.story.append(f"{at} {said}")

    def _figures(self) -> dict[str, int]:
        pages = [each for each in self.slack.posts if each.key.startswith(("card:", "thread:"))]
        return {
            "nights": 1,
            "steps": self._steps,
            "handoffs": len(self.truth.known),
            "pages": sum(each.key.count(":") == 3 for each in pages),
            "calls to Slack": self.slack.calls,
            "outages": len(self.setting.outages),
            "outages of 2 hours and more": sum(map(_is_long, self.setting.outages)),
            "nights in which nobody answers": int(self.setting.is_nobody),
            "last resort reached": self.ending.reached,
        }


def _is_long(outage: tuple[datetime, datetime]) -> bool:
    return outage[1] - outage[0] >= timedelta(hours=2)
