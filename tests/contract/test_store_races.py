"""Several workers on one real database: every delivery takes effect once, whatever is claimed has
one winner, every message is posted once.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from advicebot.clock import FixedClock
from advicebot.domain.delivery import Effect, EffectKind, Posted
from advicebot.domain.knowledge import Knowledge
from advicebot.errors import Refused
from advicebot.ids import RandomIds
from advicebot.service import handoff, intake
from advicebot.service.deliveries import Deliveries
from advicebot.service.desk import AlreadyDone, Desk
from advicebot.slack.draw import Artist
from advicebot.slack.sender import Sender
from advicebot.store.work import SqliteWork
from tests.fakes import TEAM, FakeAdviser, FakeSlack, Looking, a_delivery, a_message
from tests.handoffs import LEASE, NO_PACE, AtWork, a_line, a_person

EVENTS = 120
PRACTITIONERS = [f"U0PRAC{number:04}" for number in range(20)]


@pytest.fixture
def knowledge() -> Knowledge:
    return a_line()


@pytest.fixture
def a_worker(
    database: Path, clock: FixedClock, knowledge: Knowledge
) -> Iterator[Callable[[], Desk]]:
    """Return what makes the desk of another process: its own connections to the same file."""
    made: list[SqliteWork] = []

    def make() -> Desk:
        made.append(SqliteWork(database))
        with made[-1].read() as unit:
            unit.inbox._db.execute("PRAGMA synchronous = OFF")
        return Desk(
            work=made[-1],
            clock=clock,
            ids=RandomIds(),
            adviser=FakeAdviser(knowledge),
            knowledge=knowledge,
        )

    yield make
    for each in made:
        each.close()


def at_once(*work: Callable[[], None]) -> list[Exception]:
    """Run everything at the same moment, each in a thread; return what was raised."""
    start, raised = threading.Barrier(len(work)), []

    def run(one: Callable[[], None]) -> None:
        start.wait()
        try:
            one()
        except Exception as error:
            raised.append(error)

    threads = [threading.Thread(target=run, args=(one,)) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


class Safe(FakeSlack):
    """Takes posts from several threads."""

    def __init__(self) -> None:
        super().__init__()
        self._turn = threading.RLock()

    def post(self, *about: Any, **more: Any) -> Posted:
        """Keep a message."""
        with self._turn:
            return super().post(*about, **more)


@pytest.mark.parametrize("workers", [2, 4])
def test_every_event_that_comes_one_to_four_times_to_several_workers_takes_effect_once(
    a_worker: Callable[[], Desk], clock: FixedClock, look: Looking, workers: int
):
    chance = Random(20261122)
    repeats = [chance.randint(1, 4) for _ in range(EVENTS)]
    comes = [number for number, times in enumerate(repeats) for _ in range(times)]
    chance.shuffle(comes)
    accepted: Counter[int] = Counter()
    slack: Any = Safe()

    def worker(name: str, share: list[int]) -> Callable[[], None]:
        desk = a_worker()
        door = Deliveries(desk.work, worker=name, lease=LEASE, machine=clock)
        sender = Sender(
            desk, slack, Artist(desk), worker=name, lease=LEASE, machine=clock, paces=NO_PACE
        )

        def run() -> None:
            for number in share:
                user = f"U0PERS{number:04}"
                message = a_message("kicking off", ts=f"1790000{number:03}.000100", user_id=user)
                if door.accept(a_delivery(message.key)):
                    accepted[number] += 1
                    intake.receive(desk, message)
                sender.send_next()
            while sender.send_next():
                pass

        return run

    raised = at_once(*(worker(f"w{n}", comes[n::workers]) for n in range(workers)))
    assert raised == []
    assert set(accepted.values()) == {1}
    assert len(accepted) == EVENTS
    assert len(look.requests()) == EVENTS
    keys = Counter(slack.posted_keys())
    assert set(keys.values()) == {1}
    replies = [key for key in keys if key.startswith("reply:")]
    assert len(replies) == EVENTS
    assert slack.looked == [], "nobody had to doubt"


def test_a_delivery_whose_worker_is_slow_takes_effect_once_though_another_takes_it_up(
    a_worker: Callable[[], Desk], clock: FixedClock, look: Looking
):
    message = a_message("he has a knife")
    desks = [a_worker() for _ in range(4)]
    doors = [
        Deliveries(desk.work, worker=f"w{n}", lease=LEASE, machine=clock)
        for n, desk in enumerate(desks)
    ]
    doors[0].accept(a_delivery(message.key))
    clock.advance(LEASE + timedelta(seconds=1))
    taken_up = [delivery for door in doors for delivery in door.claim_abandoned()]
    assert [each.attempts for each in taken_up] == [2]
    raised = at_once(*(lambda desk=desk: intake.receive(desk, message) for desk in desks))
    assert {type(error) for error in raised} == {AlreadyDone}
    assert len(raised) == 3
    assert len(look.requests()) == len(look.handoffs()) == 1


def test_of_twenty_who_take_it_in_the_same_moment_one_has_it_and_nineteen_are_told_who(
    a_worker: Callable[[], Desk], desk: Desk, look: Looking, clock: FixedClock
):
    line = AtWork(desk, look, clock)
    line.knows(*(a_person(user_id) for user_id in PRACTITIONERS))
    desks = [a_worker() for _ in range(4)]
    for _ in range(5):
        handoff_id = line.call("emergency")
        before = len(line.slack.updates)
        keys = {user_id: line.click() for user_id in PRACTITIONERS}
        raised = at_once(
            *(
                lambda user=user, n=n, to=handoff_id, keys=keys: handoff.claim(
                    desks[n % 4], keys[user], to, user
                )
                for n, user in enumerate(PRACTITIONERS)
            )
        )
        held = line.get(handoff_id)
        assert held.claimed_by in PRACTITIONERS
        assert {str(error) for error in raised} == {f"<@{held.claimed_by}> already has this one."}
        assert {type(error) for error in raised} == {Refused}
        assert len(raised) == 19
        line.settle()
        card = next(e["at"] for e in line.slack.posts if e["key"] == f"card:{handoff_id}")
        drawn = [message for posted, message in line.slack.updates[before:] if posted == card]
        assert len(drawn) == 1
        assert f"<@{held.claimed_by}> has it" in drawn[0].text
        claimed = [key for key in line.slack.posted_keys() if f"{handoff_id}:claimed" in key]
        assert len(claimed) == 1
        assert line.audited(handoff_id).count("claim") == 1
        with desk.work.write() as unit:
            unit.outbox._db.execute("UPDATE handoffs SET state = 'closed'")


def test_a_row_of_the_outbox_is_claimed_by_one_of_many(
    a_worker: Callable[[], Desk], work: SqliteWork, clock: FixedClock
):
    with work.write() as unit:
        for number in range(40):
            effect = Effect(
                key=f"k{number}", team_id=TEAM, kind=EffectKind.LINE, recipient=f"U{number}", ref=""
            )
            unit.outbox.add(effect, clock.now())
    claimed: list[str] = []

    def claims(desk: Desk, name: str) -> Callable[[], None]:
        def run() -> None:
            while True:
                with desk.work.write() as unit:
                    found = unit.outbox.claim(now=clock.now(), by=name, lease=LEASE)
                if found is None:
                    return
                claimed.append(found.effect.key)

        return run

    assert at_once(*(claims(a_worker(), f"w{n}") for n in range(8))) == []
    assert sorted(claimed) == sorted(f"k{number}" for number in range(40))
