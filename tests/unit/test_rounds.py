"""The look at the rota: every workspace gets both parts of it, whatever fails in another."""

import logging
from dataclasses import replace

import pytest

from advicebot.clock import FixedClock
from advicebot.domain.knowledge import Knowledge
from advicebot.service import rounds
from advicebot.service.desk import Desk
from tests.fakes import DAN, PRIYA, TEAM, Looking
from tests.handoffs import AtWork, a_line, a_person

OTHER = "T0SOUTH001"
MERCY = "U0MERCY001"


@pytest.fixture
def knowledge() -> Knowledge:
    return a_line()


@pytest.fixture
def line(desk: Desk, look: Looking, clock: FixedClock) -> AtWork:
    return AtWork(desk, look, clock)


def lines_to(look: Looking, recipient: str, team_id: str = TEAM) -> list[str]:
    """Return the names of the lines that go to somebody."""
    rows = look.effects("line")
    return [
        row["data"]["name"]
        for row in rows
        if (row["recipient"], row["team_id"]) == (recipient, team_id)
    ]


def test_a_line_nobody_has_joined_yet_has_nothing_to_look_at(line: AtWork, look: Looking):
    rounds.look(line.desk)
    assert look.effects() == []


def test_those_on_duty_are_asked_and_what_is_uncovered_is_said(line: AtWork, look: Looking):
    line.on_rota(PRIYA, None)
    rounds.look(line.desk)
    assert lines_to(look, PRIYA)
    assert lines_to(look, "@on-call")


def test_a_second_look_says_nothing_twice(line: AtWork, look: Looking, clock: FixedClock):
    line.on_rota(PRIYA, None)
    rounds.look(line.desk)
    said = look.effects()
    rounds.look(line.desk)
    rounds.look(replace(line.desk))
    assert look.effects() == said


def test_every_workspace_is_looked_at(line: AtWork, look: Looking):
    line.on_rota(PRIYA, DAN)
    line.knows(a_person(MERCY, team_id=OTHER))
    rounds.look(line.desk)
    assert lines_to(look, PRIYA)
    assert lines_to(look, "@on-call", OTHER), "nobody is on there"


@pytest.mark.parametrize("broken", ["duties", "gap_alarms"])
def test_one_part_that_fails_is_logged_and_holds_up_no_other(
    line: AtWork, look: Looking, broken: str, caplog: pytest.LogCaptureFixture
):
    line.on_rota(PRIYA, None)
    with line.desk.work.write() as unit:
        unit.timers._db.execute(f"DROP TABLE {broken}")  # type: ignore[attr-defined]
    with caplog.at_level(logging.ERROR):
        rounds.look(line.desk)
    assert "a look round failed part=" in caplog.text
    asked, said = lines_to(look, PRIYA), lines_to(look, "@on-call")
    assert bool(asked) is (broken == "gap_alarms")
    assert bool(said) is (broken == "duties")
