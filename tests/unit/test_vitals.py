"""What is amiss with the line: each ailment is found when it is there, and gone when it is not."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from advicebot.clock import FixedClock
from advicebot.domain.line import Closure
from advicebot.service import intake, vitals
from advicebot.service.desk import Desk
from advicebot.service.vitals import FRESH, Sign, ailments, is_fresh, mark
from advicebot.store.work import SqliteWork
from tests.fakes import DAN, LINE, PRIYA, TEAM, Looking, a_knowledge, a_message

LONGER = timedelta(milliseconds=1)


@pytest.fixture
def machine() -> FixedClock:
    """The machine's clock, which has nothing to do with the day it is for the line."""
    return FixedClock(datetime(2030, 1, 1, tzinfo=UTC))


@pytest.fixture
def well(desk: Desk, machine: FixedClock, on_duty: None) -> Desk:
    """A line of which nothing is amiss."""
    for sign in Sign:
        mark(desk.work, sign, machine)
    assert ailments(desk, machine) == ()
    return desk


def send_everything(desk: Desk, clock: FixedClock) -> None:
    """Let everything in the outbox be sent."""
    with desk.work.write() as unit:
        while claimed := unit.outbox.claim(now=clock.now(), by="w", lease=timedelta(seconds=9)):
            unit.outbox.mark_sent(claimed, by="w", at=clock.now(), posted=None)


def test_a_line_that_has_just_been_set_up_is_not_well(desk: Desk, machine: FixedClock):
    assert ailments(desk, machine) == ("no-clock", "no-socket", "no-canary", "rota-empty")


@pytest.mark.parametrize("sign", Sign)
def test_each_sign_counts_for_its_time_and_no_longer(well: Desk, machine: FixedClock, sign: Sign):
    machine.advance(FRESH[sign])
    for other in set(Sign) - {sign}:
        mark(well.work, other, machine)
    assert ailments(well, machine) == ()
    assert is_fresh(well.work, sign, machine)
    machine.advance(LONGER)
    assert ailments(well, machine) == (f"no-{sign}",)
    assert not is_fresh(well.work, sign, machine)
    mark(well.work, sign, machine)
    assert ailments(well, machine) == ()


def test_a_sign_from_before_the_machines_clock_was_put_back_proves_nothing(
    well: Desk, machine: FixedClock
):
    earlier = FixedClock(machine.now() - timedelta(hours=1))
    assert ailments(well, earlier) == ("no-clock", "no-socket", "no-canary")
    for sign in Sign:
        mark(well.work, sign, earlier)
    assert ailments(well, earlier) == ()


def test_a_page_that_does_not_leave_is_found_after_a_minute_and_gone_when_it_has_left(
    well: Desk, machine: FixedClock, clock: FixedClock
):
    intake.receive(well, a_message("he has a knife"))
    clock.advance(vitals.PAGE_WAITS)
    assert ailments(well, machine) == ()
    clock.advance(LONGER)
    assert ailments(well, machine) == ("page-waits",)
    send_everything(well, clock)
    assert ailments(well, machine) == ()


def test_what_is_not_urgent_may_wait(well: Desk, machine: FixedClock, clock: FixedClock):
    intake.receive(well, a_message("kicking off"))
    clock.advance(timedelta(hours=1))
    assert ailments(well, machine) == ()


def test_a_page_that_was_given_up_is_not_waited_for(
    well: Desk, machine: FixedClock, clock: FixedClock
):
    intake.receive(well, a_message("he has a knife"))
    with well.work.write() as unit:
        while claimed := unit.outbox.claim(now=clock.now(), by="w", lease=timedelta(seconds=9)):
            unit.outbox.mark_failed(claimed, by="w", at=clock.now(), error="x")
    clock.advance(timedelta(hours=1))
    assert ailments(well, machine) == ()


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-11-24T07:59:59", ()),
        ("2026-11-24T08:00:00", ("rota-empty",)),
        ("2026-11-24T16:59:59", ("rota-empty",)),
        ("2026-11-24T17:00:00", ()),
        ("2026-11-28T11:00:00", ()),
        ("2026-10-26T11:00:00", ()),
    ],
    ids=["before opening", "opening", "just before closing", "closed", "Saturday", "half-term"],
)
def test_an_empty_rota_is_amiss_only_while_somebody_is_promised(
    desk: Desk, machine: FixedClock, clock: FixedClock, at: str, expected: tuple[str, ...]
):
    for sign in Sign:
        mark(desk.work, sign, machine)
    clock.advance(datetime.fromisoformat(at).replace(tzinfo=UTC) - clock.now())
    assert ailments(desk, machine) == expected


def test_a_closure_by_the_line_itself_needs_nobody(desk: Desk, machine: FixedClock):
    inset = replace(
        LINE.terms[0], closed=(Closure(day=datetime(2026, 11, 24).date(), why="INSET"),)
    )
    shut = replace(desk, knowledge=a_knowledge(line=replace(LINE, terms=(inset,))))
    for sign in Sign:
        mark(shut.work, sign, machine)
    assert ailments(shut, machine) == ()


@pytest.mark.parametrize(
    "changed",
    [
        {"is_member": False},
        {"unreachable": "their Slack account is deactivated"},
        {"away_until": datetime(2026, 11, 25, tzinfo=UTC)},
    ],
    ids=["left", "cannot be messaged", "away"],
)
def test_a_rota_of_people_who_cannot_be_paged_is_empty_and_one_is_enough(
    well: Desk, machine: FixedClock, changed: dict[str, Any]
):
    for user_id, expected in ((PRIYA, ()), (DAN, ("rota-empty",))):
        with well.work.write() as unit:
            person = unit.practitioners.get(TEAM, user_id)
            assert person
            unit.practitioners.save(replace(person, **changed))
        assert ailments(well, machine) == expected


def test_every_workspace_needs_somebody(well: Desk, machine: FixedClock):
    with well.work.write() as unit:
        person = unit.practitioners.get(TEAM, PRIYA)
        assert person
        unit.practitioners.save(replace(person, team_id="T0SOUTH001"))
    assert ailments(well, machine) == ("rota-empty",)


class FullDisk:
    """A database that can be read and not written."""

    def __init__(self, work: SqliteWork) -> None:
        self.read = work.read

    @contextmanager
    def write(self) -> Iterator[Any]:
        """Fail as a full disk does."""
        raise OSError("no space left on device")
        yield


def test_a_database_that_cannot_be_written_is_all_that_is_said(
    well: Desk, machine: FixedClock, work: SqliteWork
):
    full: Any = FullDisk(work)
    assert ailments(replace(well, work=full), machine) == ("no-database",)
    assert ailments(well, machine) == ()


def test_asking_is_itself_a_write(well: Desk, machine: FixedClock, look: Looking):
    machine.advance(timedelta(seconds=5))
    ailments(well, machine)
    (row,) = look.rows("SELECT at FROM pulses WHERE name = 'written'")
    assert row["at"].startswith("2030-01-01T00:00:05")
