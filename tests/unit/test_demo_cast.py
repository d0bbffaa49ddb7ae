"""The invented area of the demo: who is in which room, and how its clock can be moved."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from advicebot.demo import put_a_term_behind, put_on_duty
from advicebot.demo.cast import (
    BOT,
    LEADS,
    PANEL_CHANNEL,
    PRACTITIONERS,
    PROVIDER_CHANNEL,
    PROVIDERS,
    TEACHERS,
    TEAM_ID,
    demo_config,
)
from advicebot.demo.steps import clock_steps
from advicebot.domain.line import Line
from advicebot.domain.oncall.calendar import LONDON, is_staffed
from advicebot.domain.outcomes.digest import build
from advicebot.domain.outcomes.wording import RotaLoad
from advicebot.ids import FIRST_NUMBER
from advicebot.library import load_knowledge
from advicebot.store.migrations import migrate
from advicebot.store.work import SqliteWork
from tests.fakes import Looking
from tests.running import KNOWLEDGE, example_line

SCHOOL_STEPS = ("+1 school day", "Next Monday 08:00", "+2 school weeks", "End of term")


@pytest.fixture(scope="module")
def line() -> Line:
    return example_line()


def moved(line: Line, label: str, local: str) -> str:
    """Where a step leads from a London time, as London clocks show it."""
    step = next(each for each in clock_steps(line) if each.label == label)
    now = datetime.fromisoformat(local).replace(tzinfo=LONDON).astimezone(UTC)
    return f"{step.move(now).astimezone(LONDON):%a %d %b %Y %H:%M}"


@pytest.mark.parametrize(
    ("label", "start", "end"),
    [
        ("+2 school weeks", "2026-11-23 09:00", "Mon 07 Dec 2026 10:00"),
        ("+2 school weeks", "2026-11-23 14:20", "Mon 07 Dec 2026 14:20"),
        ("+2 school weeks", "2026-10-20 11:00", "Tue 10 Nov 2026 11:00"),  # half-term is no week
        ("+2 school weeks", "2026-12-11 10:30", "Fri 08 Jan 2027 10:30"),
        ("+2 school weeks", "2026-11-13 10:30", "Mon 30 Nov 2026 10:30"),  # the 27th is INSET
        ("End of term", "2026-11-23 22:00", "Fri 18 Dec 2026 10:00"),
        ("End of term", "2026-12-18 09:00", "Fri 18 Dec 2026 10:00"),
        ("End of term", "2026-12-18 10:30", "Thu 25 Mar 2027 10:00"),
        ("Next Monday 08:00", "2026-11-23 08:00", "Mon 30 Nov 2026 08:00"),
        ("Next Monday 08:00", "2026-12-16 10:00", "Mon 11 Jan 2027 08:00"),  # the 4th is INSET
        ("+1 school day", "2026-11-26 22:00", "Mon 30 Nov 2026 10:00"),
        ("Tonight 22:00", "2026-10-24 23:00", "Sun 25 Oct 2026 22:00"),  # the clocks go back
    ],
)
def test_a_step_leads_to_a_school_morning_that_people_would_name(
    line: Line, label: str, start: str, end: str
) -> None:
    assert moved(line, label, start) == end


def test_steps_of_school_time_land_within_the_hours_from_any_hour_of_two_years(line: Line) -> None:
    steps = [each for each in clock_steps(line) if each.label in SCHOOL_STEPS]
    now = datetime(2026, 9, 3, tzinfo=UTC)
    while now < datetime(2028, 5, 1, tzinfo=UTC):
        for step in steps:
            after = step.move(now)
            assert after > now, (step.label, now)
            assert is_staffed(after, line), (step.label, now, after)
        now += timedelta(hours=37)


def test_past_the_last_written_term_school_steps_do_not_move_the_clock(line: Line) -> None:
    now = datetime(2028, 8, 1, 12, tzinfo=UTC)
    steps = [each for each in clock_steps(line) if each.label in SCHOOL_STEPS]
    assert {step.move(now) for step in steps} == {now}


def test_the_channels_that_the_knowledge_names_are_there_with_the_right_people() -> None:
    line = example_line()
    channels = {channel.name: channel for channel in demo_config(line).channels}
    named = {line.on_call_channel, line.leads_channel}
    named |= {line.panel.channel} if line.panel else set()
    offers = load_knowledge(KNOWLEDGE).offers
    named |= {o.provider.contact[1:] for o in offers if o.provider.contact.startswith("#")}
    assert named <= set(channels)
    assert all(channels[name].is_private and BOT in channels[name].members for name in named)
    by_id = {channel.id: set(channel.members) for channel in channels.values()}
    assert by_id[PROVIDER_CHANNEL] == {*PROVIDERS, BOT}
    assert by_id[PANEL_CHANNEL] == {*PRACTITIONERS, *LEADS, BOT}


@pytest.fixture
def behind(tmp_path: Path, line: Line) -> Iterator[Callable[[str], SqliteWork]]:
    """Return a function that makes a database with what lies behind a London time."""
    opened: list[SqliteWork] = []

    def begin(local: str) -> SqliteWork:
        database = tmp_path / f"{len(opened)}.db"
        migrate(database)
        now = datetime.fromisoformat(local).replace(tzinfo=LONDON).astimezone(UTC)
        put_on_duty(database, line, now)
        put_a_term_behind(database, line, now)
        opened.append(SqliteWork(database))
        return opened[-1]

    yield begin
    for work in opened:
        work.close()


def test_what_lies_behind_the_demo_waits_for_nobody(
    behind: Callable[[str], SqliteWork], line: Line
) -> None:
    work = behind("2026-11-23 09:00")
    now = datetime(2026, 11, 23, 9, tzinfo=UTC)
    with work.read() as unit:
        facts = unit.cases.facts(
            TEAM_ID, since=now - timedelta(weeks=13), until=now, line=line, tiers={}
        )
        assert len(facts) > 100
        assert max(fact.started_at for fact in facts) < now
        assert unit.handoffs.list_active() == []
        assert not unit.outbox.is_due(now)
        sightings = [each for fact in facts for each in fact.sightings]
        assert all(each.asked_at < now for each in sightings)
        assert unit.requests.next_number(TEAM_ID) == FIRST_NUMBER
    people = [*TEACHERS, *PRACTITIONERS, *LEADS, *PROVIDERS]
    with work.read() as unit:
        assert not any(unit.follow_ups.list_unanswered_of(TEAM_ID, each) for each in people)


def test_the_first_digest_of_the_demo_has_numbers_to_show(
    behind: Callable[[str], SqliteWork], line: Line
) -> None:
    work = behind("2026-11-23 09:00")
    now, monday = datetime(2026, 11, 23, 9, tzinfo=UTC), date(2026, 11, 16)
    with work.read() as unit:
        facts = unit.cases.facts(
            TEAM_ID, since=now - timedelta(weeks=26), until=now, line=line, tiers={}
        )
    rota = RotaLoad(pages=0, passed_on=0)
    made = build(facts, monday=monday, line=line, offers=(), rota=rota, now=now)
    assert [each.label for each in made.numbers if each.this.number is None] == []
    assert sum(point.calls is not None for point in made.weeks) >= 9
    assert sum(bar.value is not None for bar in made.whereabouts) >= 5


@pytest.mark.parametrize(
    "start", ["2026-09-03 09:00", "2026-09-10 09:00", "2027-01-05 09:00", "2027-09-03 09:00"]
)
def test_the_demo_can_begin_on_the_first_days_of_a_term(
    behind: Callable[[str], SqliteWork], start: str
) -> None:
    with behind(start).read() as unit:
        assert unit.requests.next_number(TEAM_ID) == FIRST_NUMBER


BESIDE = ("requests", "handoffs", "follow_ups", "pupil_facts")


def a_term_with(folder: Path, line: Line, *steps: timedelta) -> Looking:
    """Return the demo's database after its clock was moved by these steps."""
    database = folder / f"{len(steps)}.db"
    migrate(database)
    at = datetime(2026, 11, 23, 9, tzinfo=UTC)
    put_on_duty(database, line, at)
    others, work = put_a_term_behind(database, line, at), SqliteWork(database)
    for step in steps:
        others.happen(work, after=at, until=at + step)
        at += step
    work.close()
    return Looking(database)


def test_other_schools_go_on_calling_and_nothing_comes_twice_however_the_clock_is_moved(
    tmp_path: Path, line: Line
) -> None:
    before = a_term_with(tmp_path, line)
    slowly = a_term_with(tmp_path, line, *(timedelta(days=n) for n in (1, 14, 42)))
    at_once = a_term_with(tmp_path, line, timedelta(days=57))
    for table in BESIDE:
        rows = [
            sorted(map(repr, look.rows(f"SELECT * FROM {table}"))) for look in (slowly, at_once)
        ]
        assert rows[0] == rows[1]
        assert len(rows[0]) > len(before.rows(f"SELECT * FROM {table}"))


def test_nobody_is_waited_for_and_the_first_call_of_the_demo_is_the_first_number(
    tmp_path: Path, line: Line
) -> None:
    look = a_term_with(tmp_path, line, timedelta(days=240))
    assert {row["state"] for row in look.rows("SELECT state FROM handoffs")} == {"closed"}
    assert max(row["number"] for row in look.requests()) < FIRST_NUMBER
    open_ones = "SELECT 1 FROM follow_ups WHERE answered_at IS NULL AND closed_unknown_at IS NULL"
    assert look.rows(open_ones) == []
