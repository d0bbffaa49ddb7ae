"""Taps that come late or in another order: what they say of the pupil, and what they do not."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from advicebot.domain.outcomes.followup import FollowUp
from advicebot.domain.outcomes.followup import Whereabouts as At
from advicebot.domain.outcomes.outcome import CaseFact, Told, excluded_within, window_end
from advicebot.service import answering
from advicebot.service.digests import tiers_of
from advicebot.service.follow_up_reading import heard_of
from tests.fakes import TEAM, TESSA
from tests.following import YEAR, Following, a_school_year, at


@pytest.fixture
def line(database: Path) -> Iterator[Following]:
    with a_school_year(database, "2026-09-15 10:00") as made:
        made.on_rota()
        made.ended("2026-09-15 10:30")
        yield made


def fact(line: Following) -> CaseFact:
    with line.desk.work.read() as unit:
        (found,) = unit.cases.facts(
            TEAM,
            since=at("2026-09-01 00:00"),
            until=line.clock.now(),
            line=YEAR,
            tiers=tiers_of(line.desk),
        )
    return found


def after_six_weeks(line: Following) -> Told:
    case = fact(line)
    end = window_end(case, 6, YEAR)
    assert end is not None
    return excluded_within(case, end, YEAR)


def says(line: Following, followup: FollowUp, where: At, days: float | None = None) -> None:
    answering.place(line.desk, line.click(), followup.id, TESSA, where)
    if days is not None:
        answering.suspended_for(line.desk, line.click(), followup.id, TESSA, days)
    line.settle()


def test_a_late_tap_about_the_next_step_says_nothing_new_of_the_pupil(line: Following):
    line.go("2026-09-29 12:00")
    two, _, _ = line.follow_ups()
    says(line, two, At.FULL_TIME)
    line.go("2026-11-20 12:00")
    answering.did(line.desk, line.click(), two.id, TESSA, happened=True)
    answering.risk(line.desk, line.click(), two.id, TESSA, 2)
    assert after_six_weeks(line) is Told.UNKNOWN
    assert fact(line).days_after is None
    assert fact(line).sightings[0].did_next_step is True


def test_the_next_question_asks_since_the_place_was_said_not_since_the_last_tap(line: Following):
    line.go("2026-09-29 12:00")
    two, six, _ = line.follow_ups()
    says(line, two, At.FULL_TIME)
    line.go("2026-10-23 12:00")
    answering.did(line.desk, line.click(), two.id, TESSA, happened=True)
    line.go("2026-11-03 12:00")
    with line.desk.work.read() as unit:
        assert heard_of(unit, six) == at("2026-09-29 12:00")


def test_an_exclusion_told_to_the_first_question_last_is_no_success(line: Following):
    line.go("2026-11-05 12:00")
    two, six, _ = line.follow_ups()
    says(line, six, At.FULL_TIME)
    assert after_six_weeks(line) is Told.NO
    line.go("2026-11-06 12:00")
    says(line, two, At.SUSPENDED, 2)
    assert after_six_weeks(line) is Told.UNKNOWN


def test_days_that_may_have_been_said_twice_are_not_added_up(line: Following):
    line.go("2026-10-05 12:00")
    two, six, _ = line.follow_ups()
    says(line, two, At.SUSPENDED, 2)
    line.go("2026-11-05 12:00")
    says(line, six, At.SUSPENDED, 3)
    assert fact(line).days_after == 5
    says(line, two, At.SUSPENDED, 2.5)
    assert fact(line).days_after is None, "both say now what came since 15 September"


def test_a_reminder_that_catches_up_with_its_question_goes_alone(line: Following):
    line.go("2026-09-28 12:00")
    takes, line.settle = line.settle, lambda: None  # type: ignore[method-assign]
    line.go("2026-10-02 12:00")
    line.settle = takes  # type: ignore[method-assign]
    line.settle()
    assert [key.partition(":")[2] for _, key in line.asked()] == ["1"]
