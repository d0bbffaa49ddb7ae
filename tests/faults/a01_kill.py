"""A1: processes are killed at random moments while all journeys of the line go on and one in five
calls of Slack's API fails.

What is waited for is compressed (see ``tests.faults.bent``), except for Slack's own pace: about a
post a second to a channel, and an edit each 1.2 seconds. Messages are counted by what became of
them, and effects by the key that each carries in Slack.
"""

import random
import time
from dataclasses import dataclass, replace

from advicebot.demo import TEAM_ID
from advicebot.domain.outcomes.weeks import week_to_report
from tests.end_to_end.test_term import early_in_a_term
from tests.faults import kit
from tests.faults.figure import Figure, Measured, Run
from tests.faults.filling import LINE
from tests.faults.journeys import People
from tests.running import Process, Scene, scene, until

FAILING = 0.2
"""Of all calls of the API, retries too."""
FAULTS = (
    {"fault": "rate-limit", "retry_after": 1},
    {"fault": "server-error", "status": 500},
    {"fault": "reset-before"},
    {"fault": "reset-after"},
    {"fault": "lost-answer"},
)
ASKING = 40
"""Teachers who only ask, in turn: each may be written to once a second."""
KILLED_AT_WORK = 0.8
"""How often a process is left to connect before it is killed; else it may die while it starts."""
OF_THE_CLOCK = 1 / 6
"""How much of the killing falls on the clock process."""
MOST_HANDED_OFF = 30
LATER = "+2 school weeks"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much is done.

    Attributes:
        kills: while people write.
        plain: messages just before each kill, so that it finds work under way.
        late_kills: once weeks have passed.
        quiet: seconds after which it is not waited for any longer that all comes to rest.
        linger: seconds for which a process works at the most before it is killed.
    """

    kills: int
    plain: int
    late_kills: int
    handoffs: int
    arrangements: int
    quiet: float
    linger: float = 1.0


SHORT = Plan(kills=9, plain=7, late_kills=3, handoffs=4, arrangements=2, quiet=90)
FULL = Plan(kills=280, plain=5, late_kills=20, handoffs=98, arrangements=10, quiet=300)
BRIEF = Plan(kills=3, plain=8, late_kills=0, handoffs=0, arrangements=0, quiet=40, linger=0.4)
CONTROLS = {"read-back": BRIEF, "inbox": replace(BRIEF, kills=5, quiet=6)}
"""Enough for what is without a guard; what nobody takes up is not waited for long."""


def measure(run: Run) -> Measured:
    """Kill, and count what was lost and what doubled."""
    plan = SHORT if run.is_short else FULL
    plan = CONTROLS[run.without] if run.without else plan
    crowd = ASKING + min(plan.handoffs, MOST_HANDED_OFF) + plan.arrangements
    with scene(run.folder, crowd=crowd, ack_within=3.0) as stage:
        fail(stage, run.seed)
        stage.workspace.move_clock(early_in_a_term() - stage.workspace.now())
        people = People(stage)
        with kit.at_work(stage, without=run.without, hurries=True) as (bot, clock):
            rush = Rush(stage=stage, people=people, chance=random.Random(run.seed), plan=plan)
            rush.day(bot, clock)
            if plan.late_kills:
                rush.weeks_later(bot, clock)
        people.leave()
        verdict = judged(stage, people)
    done = f"{rush.kills} kills, {len(people.written)} messages, {plan.handoffs} handoffs"
    more = f"{plan.arrangements} arrangements, {rush.asked} follow-ups"
    n = f"{done}, {more}, {FAILING:.0%} of calls fail"
    return Measured(holds=verdict.holds, seen=verdict.seen, n=n, details=verdict.details)


def fail(stage: Scene, seed: int) -> None:
    """Let one call in five fail, in each of five ways as often."""
    faults = stage.workspace.faults
    faults.seed(seed)
    for number, fault in enumerate(FAULTS):
        left = 1 - FAILING * number / len(FAULTS)
        faults.add(**fault, share=FAILING / len(FAULTS) / left)


@dataclass(slots=True, kw_only=True)
class Rush:
    """People at their journeys, and what is killed beside them."""

    stage: Scene
    people: People
    chance: random.Random
    plan: Plan
    kills: int = 0
    asked: int = 0
    bot_killed_at: float = 0.0

    def day(self, bot: Process, clock: Process) -> None:
        """What happens in a day: people ask, are handed off, arrange."""
        people, plan = self.people, self.plan
        own = people.teachers[ASKING:]
        arranging, calling = own[: plan.arrangements], own[plan.arrangements :]
        for number in range(plan.handoffs):
            people.begin(people.is_handed_off, calling[number % len(calling)], number)
        for number, teacher in enumerate(arranging):
            people.begin(people.arranges, teacher, number)
        for number in range(plan.kills):
            for each in range(number * plan.plain, (number + 1) * plan.plain):
                people.asks(people.teachers[each % ASKING], each)
            self._kill(clock if self.chance.random() < OF_THE_CLOCK else bot)
        self._rests()

    def weeks_later(self, bot: Process, clock: Process) -> None:
        """Everybody is asked what became of it and answers; the leads get their week."""
        self.stage.workspace.move_clock_by_step(LATER)
        for number in range(self.plan.late_kills):
            self._kill(bot if number % 2 else clock)
        wanted = self.plan.handoffs + self.plan.arrangements
        deadline = time.monotonic() + self.plan.quiet
        while len(self.people.asked_follow_ups()) < wanted and time.monotonic() < deadline:
            time.sleep(0.2)
        kit.until_quiet(self.stage, within=self.plan.quiet)
        questions = self.people.asked_follow_ups()
        self.asked = len(questions)
        if self.asked < wanted:
            self.people.stuck.append(f"only {self.asked} are asked what became of it")
        for each in questions:
            self.people.begin(self.people.answers_follow_up, *each)
        self._rests()
        try:
            until_digested(self.stage, within=90)
        except AssertionError as error:
            self.people.stuck.append(str(error))
        self._rests()

    def _rests(self) -> None:
        """All journeys end, and nothing waits any more."""
        self.people.finish(within=self.plan.quiet)
        if self.plan.late_kills:
            kit.until_swept(self.stage, since=self.bot_killed_at, within=self.plan.quiet)
        kit.until_quiet(self.stage, within=self.plan.quiet)

    def _kill(self, victim: Process) -> None:
        if self.chance.random() < KILLED_AT_WORK:
            kit.until_it_hears(self.stage, within=60)
        time.sleep(self.chance.uniform(0.0, self.plan.linger))
        victim.kill()
        if victim.name == "bot":
            self.bot_killed_at = time.time()
        victim.start()
        self.kills += 1


def judged(stage: Scene, people: People) -> kit.Verdict:
    """Hold Slack against the database; every journey must have come to its end, once."""
    verdict = kit.judge(stage, people.written)
    verdict.lost += people.stuck
    for handoff, state in kit.rows(stage, "SELECT id, state FROM handoffs WHERE state <> 'closed'"):
        verdict.lost.append(f"handoff {handoff} has not ended: {state}")
    keys = kit.posted_keys(stage)
    answers = "SELECT 'reply:' || id || ':1' FROM requests UNION SELECT 'words:' || id FROM words"
    unsaid = [key for (key,) in kit.rows(stage, answers) if key not in keys]
    verdict.lost += [f"answer {key} stands nowhere" for key in unsaid]
    for (request,) in kit.rows(stage, "SELECT request_id FROM handoffs"):
        told = sum(n for key, n in keys.items() if key.startswith(f"notice:{request}:closed"))
        _once(verdict, told, f"the end of the handoff of request {request}")
    for (each,) in kit.rows(stage, "SELECT id FROM follow_ups WHERE asked_at > ''"):
        asked = sum(n for key, n in keys.items() if key.startswith(f"follow-up:{each}"))
        _once(verdict, asked, f"follow-up {each}")
    for team, monday in kit.rows(stage, "SELECT team_id, monday FROM digests"):
        _once(verdict, keys[f"digest:{team}:{monday}"], f"the digest of {monday}")
    return verdict


def until_digested(stage: Scene, *, within: float) -> None:
    """Return as soon as the digest that is due now was sent."""
    key = f"digest:{TEAM_ID}:{week_to_report(stage.workspace.now(), LINE)}"
    is_sent = "SELECT 1 FROM outbox WHERE key = ? AND sent_at IS NOT NULL"
    until(lambda: kit.rows(stage, is_sent, key), within=within, what=key)


def _once(verdict: kit.Verdict, times: int, what: str) -> None:
    if times == 0:
        verdict.lost.append(f"{what} is said nowhere")
    elif times > 1:
        verdict.doubled.append(f"{what} is said {times} times")


FIGURE = Figure(
    id="A1",
    title="kill -9 at random moments of all journeys",
    target="0 lost, 0 doubled, the database whole",
    measure=measure,
    control="read-back",
    more_controls=("inbox",),
)
