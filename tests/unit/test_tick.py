"""The clock process: what is due is done once, whatever else fails."""

import logging
import threading
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from pysqlite3 import dbapi2 as sqlite3

from advicebot.clock import FixedClock
from advicebot.ids import CountedIds
from advicebot.scheduler import Job, build_scheduler
from advicebot.service import deciding, handoff, intake, tick
from advicebot.service.desk import Desk
from tests.fakes import PRIYA, TESSA, Looking, a_message
from tests.handoffs import AtWork, a_person


class BrokenIds(CountedIds):
    """Fails the first time somebody needs an id."""

    def new(self) -> str:
        made = super().new()
        if made == "id0001":
            raise OSError("no randomness left")
        return made


def test_nothing_due_is_nothing_done(desk: Desk, look: Looking):
    intake.receive(desk, a_message("he is withdrawn"))
    before = look.everything()
    assert tick.run_due(desk) == 0
    assert look.everything() == before


def test_a_second_tick_finds_nothing_left(desk: Desk, look: Looking, clock: FixedClock):
    intake.receive(desk, a_message("he is withdrawn"))
    clock.advance(timedelta(minutes=5))
    assert tick.run_due(desk) == 1
    assert tick.run_due(desk) == 0
    assert look.sent_to(TESSA).count("notice:paged-silence") == 1


def test_two_clocks_that_tick_at_once_page_once(desk: Desk, look: Looking, clock: FixedClock):
    for number in range(5):
        intake.receive(desk, a_message("he is withdrawn", **teacher(number)))
    clock.advance(timedelta(minutes=5))
    assert sum(at_once(desk)) == len(look.handoffs()) == 5
    assert look.sent_to("@on-call").count("card") == 5


def test_two_clocks_that_tick_at_once_climb_each_ladder_by_one_step(
    desk: Desk, look: Looking, clock: FixedClock
):
    line = AtWork(desk, look, clock)
    line.on_rota()
    for number in range(4):
        line.call("urgent", user_id=teacher(number)["user_id"])
    for _ in range(3):
        clock.advance(timedelta(minutes=10))
        assert sum(at_once(desk)) == 4
    line.settle()
    assert [row["rung"] for row in look.handoffs()] == [4] * 4
    keys = [row["key"] for row in look.effects()]
    assert len(keys) == len(set(keys))
    assert len(line.pages()) == 4 * 4


def at_once(desk: Desk, clocks: int = 4) -> list[int]:
    """Let several clock processes tick at the same moment; return how much each of them did."""
    start = threading.Barrier(clocks)
    done: list[int] = []

    def knock() -> None:
        start.wait()
        done.append(tick.run_due(desk))

    threads = [threading.Thread(target=knock) for _ in range(clocks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return done


def teacher(number: int) -> dict[str, str]:
    """Return whose message it is and when it was written, for the first, the second, ... one."""
    return {"user_id": f"U0TEACH{number:03}", "ts": f"179000000{number}.000100"}


def test_one_that_fails_stays_due_and_does_not_hold_up_the_others(
    desk: Desk, look: Looking, clock: FixedClock, caplog: pytest.LogCaptureFixture
):
    for number in range(2):
        intake.receive(desk, a_message("he is withdrawn", **teacher(number)))
    clock.advance(timedelta(minutes=5))
    broken = replace(desk, ids=BrokenIds("id"))
    with caplog.at_level(logging.ERROR):
        assert tick.run_due(broken) == 1
    assert "timer failed" in caplog.text
    assert len(look.handoffs()) == 1
    assert tick.run_due(desk) == 1
    assert len(look.handoffs()) == 2


def test_hours_late_is_still_done(desk: Desk, look: Looking, clock: FixedClock):
    intake.receive(desk, a_message("he is withdrawn"))
    clock.advance(timedelta(hours=30))
    assert tick.run_due(desk) == 1
    assert len(look.handoffs()) == 1


def test_a_timer_whose_request_is_not_there_is_done_with(desk: Desk, clock: FixedClock):
    with desk.work.write() as unit:
        unit.timers.set("ask:x:1", deciding.ASK_TIMER, "x", clock.now())
    assert tick.run_due(desk) == 1
    assert tick.run_due(desk) == 0


def test_one_that_cannot_be_restored_does_not_keep_the_others_from_it(
    desk: Desk, look: Looking, clock: FixedClock, database: Path, caplog: pytest.LogCaptureFixture
):
    line = AtWork(desk, look, clock)
    line.on_rota()
    handoffs = [line.call("urgent", user_id=teacher(number)["user_id"]) for number in range(3)]
    with desk.work.write() as unit:
        for row in look.rows("SELECT key FROM timers"):
            unit.timers.finish(row["key"], clock.now())
    with closing(sqlite3.connect(str(database))) as other:
        other.execute(
            "CREATE TRIGGER broken BEFORE INSERT ON timers "
            f"WHEN NEW.ref = '{handoffs[0]}' BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
    tick.run_due(desk)
    assert f"has no timer and got none handoff={handoffs[0]}" in caplog.text
    assert [row["rung"] for row in look.handoffs()] == [1, 2, 2]


def test_the_clock_frees_those_of_everybody_who_is_gone_and_leaves_the_rest(
    desk: Desk, look: Looking, clock: FixedClock
):
    line = AtWork(desk, look, clock)
    line.on_rota()
    held = [line.call("urgent", user_id=teacher(number)["user_id"]) for number in range(3)]
    for handoff_id, by in zip(held, (PRIYA, PRIYA, "U0STRANGER"), strict=True):
        handoff.claim(desk, line.click(), handoff_id, by)
    line.knows(a_person(PRIYA, is_member=False))
    tick.run_due(desk)
    assert [line.get(each).is_open for each in held] == [True, True, False]


def test_the_scheduler_knocks_until_it_is_shut_down_and_survives_a_failing_tick(
    caplog: pytest.LogCaptureFixture,
):
    knocked = threading.Event()
    knocks: list[int] = []

    def knock() -> None:
        knocks.append(1)
        if len(knocks) == 1:
            raise RuntimeError("one bad tick")
        knocked.set()

    scheduler = build_scheduler([Job(name="tick", work=knock, seconds=1)])
    assert not knocks
    scheduler.start()
    try:
        assert knocked.wait(4)
    finally:
        scheduler.shutdown(wait=True)
    assert "the job tick failed" in caplog.text
