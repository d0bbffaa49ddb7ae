"""What a great many calls cost: a week in which every school writes, and a term with follow-ups.

Run: ``uv run python -m tests.benchmarks.term`` (quick: ``--schools 300 --requests 100``). All of it
goes through the real services into a real SQLite file, synchronised at each commit, with the real
adviser; ``--adviser words`` leaves the sentence model out. Nothing is sent: no Slack is there.
"""

import argparse
import heapq
import os
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from advicebot.bootstrap import build_line
from advicebot.charts import draw_charts
from advicebot.clock import FixedClock
from advicebot.domain.handoff import Closing, Intention
from advicebot.domain.oncall.calendar import LONDON, is_staffed
from advicebot.domain.outcomes import digest_json, weeks
from advicebot.domain.outcomes.followup import Whereabouts
from advicebot.domain.outcomes.outcome import Told
from advicebot.domain.outcomes.pupil import PupilFacts
from advicebot.domain.request import Incoming, Origin
from advicebot.errors import Refused
from advicebot.ids import RandomIds
from advicebot.service import answering, closing, digests, handoff, intake, people, reports, tick
from advicebot.service.desk import Desk
from advicebot.settings import cache_folder
from advicebot.store.migrations import migrate
from advicebot.store.rows import to_text
from advicebot.store.work import SqliteWork
from tests.fakes import TEAM, FakeAdviser
from tests.running import KNOWLEDGE

WEEK = date(2026, 11, 16)
TERM = date(2026, 9, 7)
HELPER = "U0HELPER01"
SCHOOLS_IN_TERM = 60
WHERE = (*[Whereabouts.FULL_TIME] * 6, *Whereabouts)
"""Most pupils are in school full time; the rest is anywhere."""


class Bench:
    """A line in a file of its own, with a clock that is moved."""

    def __init__(self, folder: Path, start: datetime, adviser: str, seed: int) -> None:
        self.path = folder / "bench.db"
        migrate(self.path)
        cache = cache_folder(os.environ) if adviser == "real" else None
        knowledge, advisor = build_line(KNOWLEDGE, cache=cache)
        self.clock = FixedClock(start)
        self.chance = random.Random(seed)
        self.work = SqliteWork(self.path)
        self.desk = Desk(
            work=self.work,
            clock=self.clock,
            ids=RandomIds(),
            adviser=FakeAdviser(knowledge) if adviser == "fake" else advisor,
            knowledge=knowledge,
            charts=draw_charts,
        )
        self.says = [phrase for each in knowledge.strategies for phrase in each.says]
        self._keys = count(1)

    def key(self) -> str:
        """Return the key of a new delivery."""
        return f"bench:{next(self._keys)}"

    def go_to(self, at: datetime) -> None:
        """Move the clock forward, never back."""
        self.clock.advance(max(at - self.clock.now(), timedelta(0)))

    def rows(self, sql: str, *values: object) -> list[tuple]:
        """Return the rows of a query."""
        with self.work.read() as unit:
            store: Any = unit.timers
            return list(store._db.execute(sql, values).fetchall())

    def introduce(self, user: str, school: str) -> None:
        """Let somebody say where they work."""
        people.introduce(
            self.desk, self.key(), team_id=TEAM, user_id=user, school=school, role="teacher"
        )

    def ask(self, user: str) -> str:
        """Let somebody write, some with a stated risk, and some ask for a person; return the id."""
        number = next(self._keys)
        message = Incoming(
            key=self.key(),
            team_id=TEAM,
            user_id=user,
            origin=Origin.DM,
            text=f"year 8, {self.chance.choice(self.says)}, what can I do",
            channel_id=f"D{user}",
            message_ts=f"{1_790_000_000 + number}.000100",
            risk=self.chance.choice([None, None, None, self.chance.randrange(11)]),
        )
        intake.receive(self.desk, message)
        sql = "SELECT id, handoff_id FROM requests WHERE channel_id = ? AND message_ts = ?"
        ((request_id, handoff_id),) = self.rows(sql, message.channel_id, message.message_ts)
        if handoff_id is None and self.chance.random() < 0.15:
            handoff.request_person(self.desk, self.key(), request_id, user)
        return str(request_id)

    def take(self, request_id: str) -> str | None:
        """Let the practitioner take what that request is part of; return its id."""
        sql = (
            "SELECT handoffs.id FROM handoffs JOIN requests ON requests.handoff_id = handoffs.id "
            "WHERE requests.id = ? AND handoffs.state = 'open'"
        )
        for (handoff_id,) in self.rows(sql, request_id):
            handoff.claim(self.desk, self.key(), handoff_id, HELPER)
            return str(handoff_id)
        return None

    def close(self, handoff_id: str) -> None:
        """Let the practitioner close a handoff with what was agreed."""
        ending = Closing(
            agreed="A plan for the morning.",
            next_step="Meet the form tutor.",
            next_by="the school",
            risk=self.chance.randrange(11),
            intention=self.chance.choice(list(Intention)),
            review_on=None,
        )
        closing.close(self.desk, self.key(), handoff_id, HELPER, ending)

    def answer(self, followup_id: str, user: str) -> None:
        """Let a teacher answer a follow-up in a few taps."""
        where = self.chance.choice(WHERE)
        try:
            answering.place(self.desk, self.key(), followup_id, user, where)
            if where is Whereabouts.SUSPENDED:
                answering.suspended_for(self.desk, self.key(), followup_id, user, 1.5)
            answering.risk(self.desk, self.key(), followup_id, user, self.chance.randrange(11))
            told = {name: self.chance.choice(list(Told)) for name in ("sen_support", "ehcp")}
            facts = PupilFacts(request_id="", team_id="", days_before=2.0, **told)
            answering.add_facts(self.desk, self.key(), followup_id, user, facts)
            answering.did(self.desk, self.key(), followup_id, user, happened=where in WHERE[:1])
        except Refused:
            return  # a request that never went to a person has no next step to ask about

    def digest(self) -> float:
        """Make the digest that is due and return how many seconds it took, its charts included."""
        with timed() as took:
            digests.look(self.desk, TEAM)
        return took[0]

    def print_size(self) -> None:
        """Say how large the file and the process are."""
        self.rows("PRAGMA wal_checkpoint(TRUNCATE)")
        size = self.path.stat().st_size / 1e6
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        tables = ("requests", "handoffs", "follow_ups", "follow_up_answers", "outbox", "audit")
        counted = [f"{t} {self.rows(f'SELECT count(*) FROM {t}')[0][0]:,}" for t in tables]
        print(f"  rows               {', '.join(counted)}")
        print(f"  database           {size:.1f} MB")
        print(f"  memory, peak RSS   {peak:.0f} MB (of this process so far)", flush=True)

    def headline(self) -> str:
        """Return what the last digest says first."""
        with self.desk.work.read() as unit:
            last = unit.digests.last(TEAM)
        return digest_json.load(last.body).headline if last else "no digest"


@contextmanager
def timed() -> Iterator[list[float]]:
    """Measure what happens inside, in seconds."""
    took: list[float] = []
    began = time.perf_counter()
    yield took
    took.append(time.perf_counter() - began)


def a_week(schools: int, adviser: str) -> None:
    """One request from each school within one week, then the digest of that week."""
    print(f"One week: {schools:,} schools, one request each; adviser: {adviser}", flush=True)
    start = datetime.combine(WEEK, datetime.min.time(), tzinfo=UTC) + timedelta(hours=8)
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), start, adviser, seed=5)
        with timed() as took:
            for number in range(schools):
                day, part = divmod(number * 5 / schools, 1)
                bench.go_to(start + timedelta(days=int(day), hours=9 * part))
                bench.introduce(f"U{number}", f"school-{number}")
                if taken := bench.take(bench.ask(f"U{number}")):
                    bench.close(taken)
        print(f"  through services   {took[0]:.0f} s, {schools / took[0]:.0f} requests a second")
        bench.go_to(start + timedelta(weeks=1, minutes=1))
        print(f"  digest with charts {bench.digest():.2f} s (target: under 10 s)")
        print(f"  it says            {bench.headline()}")
        bench.print_size()
        bench.work.close()


def a_term(requests: int, adviser: str) -> None:
    """Requests over a term, with what becomes of them as the clock moves, and all its digests."""
    print(f"One term: {requests:,} requests with follow-ups; adviser: {adviser}", flush=True)
    start = datetime.combine(TERM, datetime.min.time(), tzinfo=UTC) + timedelta(hours=7)
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), start, adviser, seed=6)
        line = bench.desk.knowledge.line
        term = weeks.term_of_week(TERM, line)
        assert term is not None
        for number in range(SCHOOLS_IN_TERM * 5):
            bench.introduce(f"U{number}", f"school-{number % SCHOOLS_IN_TERM}")
        life = Life(bench)
        life.plan(requests, start, term.last)
        with timed() as whole:
            life.run()
        took = life.took
        print(f"  through services   {whole[0]:.0f} s with {len(took)} digests")
        print(f"  digest with charts last {took[-1]:.2f} s, slowest {max(took):.2f} s (under 10 s)")
        print(f"  it says            {bench.headline()}")
        with timed() as read:
            wanted = reports.choose(bench.desk, term=term.name)
            found, _ = reports.read(bench.desk, TEAM, wanted, actor="benchmark")
        print(f"  report of the term {read[0]:.2f} s")
        for figure in (*found.numbers, *found.outcomes):
            print(f"    {figure.label}: {figure.value.words}")
        bench.print_size()
        bench.work.close()


class Life:
    """Does what is due, in order: requests, taking, closing, timers, taps, digests."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.took: list[float] = []
        self._todo: list[tuple[datetime, int, Callable[[], None]]] = []
        self._order = count()

    def plan(self, requests: int, start: datetime, last: date) -> None:
        """Spread requests over a term; teachers tap and digests come until a while after it."""
        line, chance = self.bench.desk.knowledge.line, self.bench.chance
        days = [start + timedelta(days=n) for n in range((last - start.date()).days + 25)]
        staffed = [day for day in days if is_staffed(day + timedelta(hours=4), line)]
        in_term = [day for day in staffed if day.astimezone(LONDON).date() <= last]
        for _ in range(requests):
            day = chance.choice(in_term)
            self._at(day + timedelta(hours=1 + chance.random() * 8), self._ask)
        for day in staffed:
            self._at(day + timedelta(hours=6), self._tap)
            self._at(day + timedelta(hours=1, minutes=1), self._look)
            for hour in range(1, 10):
                self._at(day + timedelta(hours=hour, minutes=30), self._take_open)

    def run(self) -> None:
        """Move the clock from one thing to the next until nothing is left to do."""
        while self._todo:
            due = self._next_timer()
            if due is not None and due < self._todo[0][0]:
                self.bench.go_to(due)
                tick.run_due(self.bench.desk)
                continue
            when, _, work = heapq.heappop(self._todo)
            self.bench.go_to(when)
            work()

    def _at(self, when: datetime, work: Callable[[], None]) -> None:
        heapq.heappush(self._todo, (when, next(self._order), work))

    def _ask(self) -> None:
        request_id = self.bench.ask(f"U{self.bench.chance.randrange(SCHOOLS_IN_TERM * 5)}")
        wait = timedelta(minutes=1 + self.bench.chance.random() * 8)
        self._at(self.bench.clock.now() + wait, partial(self._take, request_id))

    def _take(self, request_id: str) -> None:
        if handoff_id := self.bench.take(request_id):
            wait = timedelta(minutes=20 + self.bench.chance.random() * 30)
            self._at(self.bench.clock.now() + wait, partial(self.bench.close, handoff_id))

    def _take_open(self) -> None:
        """Nobody waits for longer than an hour of the line's day."""
        sql = "SELECT request_id FROM handoffs WHERE state = 'open'"
        for (request_id,) in self.bench.rows(sql):
            self._take(request_id)

    def _tap(self) -> None:
        sql = "SELECT id, requester FROM follow_ups WHERE asked_at > '' AND answered_at IS NULL"
        for followup_id, user in self.bench.rows(f"{sql} AND closed_unknown_at IS NULL"):
            if self.bench.chance.random() < 0.35:
                self.bench.answer(followup_id, user)

    def _look(self) -> None:
        """The clock process looks; most days there is nothing to make."""
        before = self.bench.headline()
        took = self.bench.digest()
        if self.bench.headline() != before:
            self.took.append(took)

    def _next_timer(self) -> datetime | None:
        sql = "SELECT min(due_at) FROM timers WHERE done_at IS NULL AND due_at > ?"
        ((due,),) = self.bench.rows(sql, to_text(self.bench.clock.now() - timedelta(seconds=1)))
        return datetime.fromisoformat(due) if due else None


def main() -> None:
    """Print the figures of one run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--schools", type=int, default=24_000, help="requests of the week; 0: none")
    parser.add_argument("--requests", type=int, default=2_000, help="requests of the term; 0: none")
    parser.add_argument("--adviser", choices=("real", "words", "fake"), default="real")
    given = parser.parse_args()
    if given.schools:
        a_week(given.schools, given.adviser)
    if given.requests:
        a_term(given.requests, given.adviser)


if __name__ == "__main__":
    main()
