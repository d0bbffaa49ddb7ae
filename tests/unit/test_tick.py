"""The clock process: what is due is done once, whatever else fails."""

import logging
import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from advicebot.clock import FixedClock
from advicebot.ids import CountedIds
from advicebot.scheduler import build_scheduler
from advicebot.service import intake, tick
from advicebot.service.desk import Desk
from tests.fakes import TESSA, Looking, a_message


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
        intake.receive(desk, a_message("he is withdrawn", ts=f"179000000{number}.000100"))
    clock.advance(timedelta(minutes=5))
    start = threading.Barrier(4)
    done: list[int] = []

    def knock() -> None:
        start.wait()
        done.append(tick.run_due(desk))

    threads = [threading.Thread(target=knock) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(done) == len(look.handoffs()) == 5
    assert look.sent_to("@on-call") == ["card"] * 5


def test_one_that_fails_stays_due_and_does_not_hold_up_the_others(
    desk: Desk, look: Looking, clock: FixedClock, caplog: pytest.LogCaptureFixture
):
    for number in range(2):
        intake.receive(desk, a_message("he is withdrawn", ts=f"179000000{number}.000100"))
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
        unit.timers.set("ask:x:1", intake.ASK_TIMER, "x", clock.now())
    assert tick.run_due(desk) == 1
    assert tick.run_due(desk) == 0


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

    scheduler = build_scheduler(knock)
    assert not knocks
    scheduler.start()
    try:
        assert knocked.wait(4)
    finally:
        scheduler.shutdown(wait=True)
    assert "tick failed" in caplog.text
