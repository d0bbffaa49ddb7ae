"""References that people may have written down are never given to something else."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from advicebot.clock import FixedClock
from advicebot.domain.outcomes.answers import Answer
from advicebot.domain.outcomes.followup import Whereabouts
from advicebot.domain.outcomes.outcome import Told
from advicebot.domain.outcomes.pupil import PupilFacts
from advicebot.domain.support.panel import Case
from advicebot.service import changes, erasing, intake, referrals
from advicebot.service.desk import Desk
from advicebot.store.connection import open_database
from advicebot.store.migrations import migrate
from tests.fakes import TEAM, TESSA, Looking, a_message
from tests.referring import CALL, asked, knowing


@pytest.fixture
def line(desk: Desk) -> Desk:
    return replace(desk, knowledge=knowing(CALL))


def next_numbers(desk: Desk) -> tuple[int, int, int]:
    with desk.work.read() as unit:
        return (
            unit.requests.next_number(TEAM),
            unit.referrals.next_number(TEAM),
            unit.panel.next_number(TEAM),
        )


def a_life(desk: Desk) -> str:
    """Let Tessa write, ask for an offer, and be put to the panel; return the request."""
    intake.receive(desk, a_message("he will not sit down"))
    with desk.work.write() as unit:
        request_id = unit.requests.list_open_of(TEAM, TESSA, limit=1)[0].id
        case = Case(
            id="case",
            team_id=TEAM,
            reference="P-1001",
            about=request_id,
            meeting_id="2026-12-02",
            tried="",
            question="What next?",
            put_by=TESSA,
            put_at=desk.clock.now(),
        )
        unit.panel.add(case, unit.panel.next_number(TEAM))
    referrals.ask(desk, None, TEAM, TESSA, asked(CALL, request_id=request_id))
    return request_id


def test_what_was_erased_leaves_its_numbers_used(line: Desk, look: Looking):
    request_id = a_life(line)
    assert next_numbers(line) == (1002, 1002, 1002)
    erasing.erase_request(line, TEAM, request_id, by="U0LEAD0001")
    for table in ("requests", "referrals", "panel_cases"):
        assert look.rows(f"SELECT * FROM {table}") == []
    assert next_numbers(line) == (1002, 1002, 1002)


def test_each_workspace_counts_for_itself(line: Desk):
    a_life(line)
    with line.work.read() as unit:
        assert unit.requests.next_number("T0OTHER001") == 1001


def test_a_smaller_number_that_is_stored_later_takes_nothing_back(line: Desk):
    a_life(line)
    with line.work.write() as unit:
        request = unit.requests.list_open_of(TEAM, TESSA, limit=1)[0]
        unit.requests.add(replace(request, id="older", number=7, message_ts="1.1"))
    assert next_numbers(line)[0] == 1002


def test_a_database_from_before_goes_on_counting_where_it_was(line: Desk, database: Path):
    a_life(line)
    db = open_database(database)
    db.execute("DROP TABLE numbers")
    db.execute("DELETE FROM _sqlite_migrations WHERE name = '0007_numbers'")
    db.conn.commit()
    db.close()
    assert migrate(database) == ["0007_numbers"]
    assert next_numbers(line) == (1002, 1002, 1002)


# What else goes with a request


def test_what_is_on_record_of_a_pupil_goes_with_the_request(line: Desk, look: Looking):
    request_id = a_life(line)
    intake.receive(line, a_message("she hides in class", ts="1790000009.000100"))
    other = look.requests()[-1]["id"]
    with line.work.write() as unit:
        for each in (request_id, other):
            unit.pupils.save(PupilFacts(request_id=each, team_id=TEAM, ehcp=Told.YES))
    changes.withdraw(line, "click", request_id, TESSA)
    assert look.rows("SELECT request_id FROM pupil_facts") == [{"request_id": other}]


def test_an_answer_about_a_request_that_was_deleted_is_in_no_figure(line: Desk, clock: FixedClock):
    request_id = a_life(line)
    with line.work.write() as unit:
        asked_first = unit.follow_ups.list_of_request(request_id)[0]
        unit.follow_ups.save(replace(asked_first, asked_at=clock.now()))
        unit.follow_ups.add_answer(
            Answer(
                followup_id=asked_first.id,
                given_at=clock.now(),
                whereabouts=Whereabouts.FULL_TIME,
                risk=2,
            )
        )
    assert figures(line, clock) == 1
    changes.withdraw(line, "click", request_id, TESSA)
    assert figures(line, clock) == 0


def figures(line: Desk, clock: FixedClock) -> int:
    """Return how many calls of these days are counted."""
    week = timedelta(days=7)
    with line.work.read() as unit:
        found = unit.cases.facts(
            TEAM,
            since=clock.now() - week,
            until=clock.now() + week,
            line=line.knowledge.line,
            tiers={},
        )
    return len(found)
