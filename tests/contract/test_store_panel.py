"""Cases and decisions of the panel come back from the database as they were stored."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from advicebot.domain.support.panel import Case, Decision
from advicebot.domain.vocabulary import Need, Phase
from advicebot.errors import StoreError
from advicebot.store.work import SqliteWork
from tests.fakes import PRIYA, TEAM

AT = datetime(2026, 11, 24, 9, 14, tzinfo=UTC)
OTHER_TEAM = "T0OTHER001"
CASE = Case(
    id="c1",
    team_id=TEAM,
    reference="P-1001",
    about="r1",
    meeting_id="2026-12-02",
    phase=Phase.KS3,
    needs=(Need.REGULATION, Need.BELONGING),
    tried="A quiet start",
    question="What now?",
    put_by=PRIYA,
    put_at=AT,
)
DECISION = Decision(
    id="d1",
    team_id=TEAM,
    case_id="c1",
    what="A visit",
    who=PRIYA,
    by_when=date(2026, 12, 9),
    school_does="An adult",
    decided_on=date(2026, 12, 2),
)


def test_a_case_comes_back_with_its_reference(work: SqliteWork):
    with work.write() as unit:
        unit.panel.add(CASE, 1001)
        assert unit.panel.find("c1") == CASE
        assert unit.panel.find_about("r1", CASE.meeting_id) == CASE
        assert unit.panel.find_about("r1", "2026-12-16") is None
        assert unit.panel.list_about("r1") == [CASE]
        assert unit.panel.find("c2") is None


def test_each_team_counts_its_own_cases(work: SqliteWork):
    with work.write() as unit:
        assert unit.panel.next_number(TEAM) == 1001
        unit.panel.add(CASE, 1001)
        assert unit.panel.next_number(TEAM) == 1002
        assert unit.panel.next_number(OTHER_TEAM) == 1001
        unit.panel.add(replace(CASE, id="c2", team_id=OTHER_TEAM), 1001)
        assert [each.id for each in unit.panel.list_of_meeting(TEAM, "2026-12-02")] == ["c1"]


def test_what_is_taken_back_keeps_its_number_and_is_on_no_agenda(work: SqliteWork):
    with work.write() as unit:
        unit.panel.add(CASE, 1001)
        assert unit.panel.withdraw("c1", AT)
        assert not unit.panel.withdraw("c1", AT)
        assert not unit.panel.withdraw("c2", AT)
        assert unit.panel.find("c1") == CASE
        assert unit.panel.list_of_meeting(TEAM, CASE.meeting_id) == []
        assert unit.panel.find_about("r1", CASE.meeting_id) is None
        assert unit.panel.list_about("r1") == []
        assert unit.panel.next_number(TEAM) == 1002


def test_decisions_come_back_open_ones_by_day_and_two_changes_at_once_are_refused(
    work: SqliteWork,
):
    sooner = replace(DECISION, id="d2", by_when=date(2026, 12, 4))
    with work.write() as unit:
        unit.panel.add(CASE, 1001)
        unit.panel.add_decision(DECISION)
        unit.panel.add_decision(sooner)
        assert unit.panel.list_decisions("c1") == [DECISION, sooner]
        assert unit.panel.list_open_decisions(TEAM) == [sooner, DECISION]
        assert unit.panel.list_open_decisions(OTHER_TEAM) == []
        done = replace(DECISION, done="Well", done_at=AT, asked=2, asked_at=AT)
        saved = unit.panel.save_decision(done)
        assert saved == replace(done, version=2)
        assert unit.panel.list_open_decisions(TEAM) == [sooner]
        with pytest.raises(StoreError, match="changed by somebody else"):
            unit.panel.save_decision(done)
