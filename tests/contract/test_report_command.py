"""``advicebot report``: what an operator reads, and how it refuses."""

import csv
import json
import os
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from advicebot.cli import cli
from advicebot.clock import FixedClock, ShiftedClock
from advicebot.domain.oncall.duty import Practitioner
from advicebot.ids import CountedIds
from advicebot.library import load_knowledge
from advicebot.service import digests
from advicebot.service.desk import Desk
from advicebot.store.work import SqliteWork
from tests.fakes import PRIYA, TEAM, FakeAdviser, Looking
from tests.running import KNOWLEDGE
from tests.unit.test_cases import a_follow_up, a_request, an_answer

NOW = datetime(2026, 12, 21, 10, tzinfo=UTC)
MONDAY = date(2026, 11, 16)


@pytest.fixture(autouse=True)
def place(database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run where nothing but these is set, four days into the Christmas holidays."""
    for name in list(os.environ):
        if name.startswith(("ADVICEBOT_", "SLACK_")):
            monkeypatch.delenv(name)
    clock = tmp_path / "clock.json"
    ShiftedClock(clock).set_shift(NOW - datetime.now(UTC))
    monkeypatch.setenv("ADVICEBOT_DATABASE", str(database))
    monkeypatch.setenv("ADVICEBOT_KNOWLEDGE", str(KNOWLEDGE))
    monkeypatch.setenv("ADVICEBOT_CLOCK_FILE", str(clock))


@pytest.fixture
def calls(work: SqliteWork) -> None:
    """Three weeks of a term: many calls, a few, many; all followed up."""
    with work.write() as unit:
        unit.practitioners.save(
            Practitioner(
                team_id=TEAM,
                user_id=PRIYA,
                name="Priya",
                handle="priya",
                is_member=True,
                seen_at=NOW,
            )
        )
        weeks = [(date(2026, 9, 14), 9), (date(2026, 9, 21), 3), (MONDAY, 8)]
        several = [(monday, n) for monday, count in weeks for n in range(count)]
        for number, (monday, n) in enumerate(several):
            at = datetime.combine(monday, datetime.min.time(), tzinfo=UTC)
            when = at + timedelta(days=1, hours=9, minutes=n)
            user = f"U{number % 3}"
            unit.people.save(TEAM, user, school=f"school-{number % 3}", role="teacher")
            request = a_request(
                number,
                requester=user,
                message_ts=f"{number}.5",
                risk=9,
                created_at=when,
                updated_at=when,
            )
            unit.requests.add(request)
            asked = a_follow_up(number, request, 49)
            if asked.due_at < NOW:
                unit.follow_ups.add(asked)
                unit.follow_ups.add_answer(an_answer(asked, whereabouts="full-time"))


def report(*words: str) -> Result:
    return CliRunner().invoke(cli, ["report", *words], env={"COLUMNS": "100"})


def refusal(result: Result) -> str:
    """Return the sentence of a refusal, which ends the process with 1."""
    assert result.exit_code == 1, result.output
    return str(result.exception)


@pytest.mark.usefixtures("calls")
def test_a_term_on_a_terminal():
    shown = report("--term", "autumn 2026")
    assert shown.exit_code == 0, shown.exception
    assert "31 August to 20 December 2026" in shown.output
    assert "Calls" in shown.output
    assert "No exclusion within 6 school weeks after it was" in shown.output
    assert "school-" not in shown.output
    assert "EHC plan" not in shown.output


@pytest.mark.usefixtures("calls")
def test_the_equity_view_comes_when_it_is_asked_for():
    shown = report("--term", "Autumn 2026", "--equity").output
    assert "by what is on record" in shown
    assert "EHC plan" in shown
    assert "n 12" not in shown, "with the nine of one week that tells the three of another"


@pytest.mark.usefixtures("calls")
def test_one_week_says_what_its_digest_says_and_by_default_it_is_the_last():
    shown = report("--week", "2026-11-18").output
    assert "8 calls, none urgent" in shown
    assert "On call" in shown
    assert "14 December to 20 December 2026" in report().output


@pytest.mark.usefixtures("calls")
def test_what_was_published_is_printed_as_it_was_published(work: SqliteWork):
    knowledge = load_knowledge(KNOWLEDGE)
    desk = Desk(
        work=work,
        clock=FixedClock(datetime(2026, 11, 23, 9, tzinfo=UTC)),
        ids=CountedIds(),
        adviser=FakeAdviser(knowledge),
        knowledge=knowledge,
    )
    digests.look(desk, TEAM)
    with work.write() as unit:
        for number in range(12, 16):
            request = unit.requests.find(f"r{number}")
            assert request
            unit.requests.save(replace(request, state="withdrawn", updated_at=NOW))
    assert "8 calls, none urgent" in report("--week", "2026-11-16").output


@pytest.mark.usefixtures("calls")
def test_json_and_tables_and_pictures(tmp_path: Path):
    table, pictures = tmp_path / "term.csv", tmp_path / "pictures"
    files = ("--csv", str(table), "--png", str(pictures))
    result = report("--term", "Autumn 2026", "--equity", "--json", *files)
    assert result.exit_code == 0, result.exception
    found = json.loads(result.stdout)
    assert found["period"] == {"from": "2026-08-31", "to": "2026-12-20"}
    by_week = {each["monday"]: each["calls"] for each in found["weeks"]}
    assert (by_week["2026-09-14"], by_week["2026-09-21"]) == (9, None)
    assert found["terms"][0]["equity"]
    rows = list(csv.DictReader(table.read_text(encoding="utf-8-sig").splitlines()))
    assert {"Calls", "Days of suspension", "Legend"} <= {row["what"] for row in rows}
    images = sorted(each.name for each in pictures.iterdir())
    assert len(images) == 2
    assert all((pictures / name).read_bytes().startswith(b"\x89PNG") for name in images)


@pytest.mark.usefixtures("calls")
def test_reading_is_kept_in_the_audit(look: Looking):
    report("--from", "2026-09-14", "--to", "2026-09-25")
    (row,) = look.rows("SELECT * FROM audit WHERE action = 'report.read'")
    assert (row["actor"], row["object"]) == ("cli", "2026-09-14/2026-09-21")
    assert json.loads(row["detail"]) == {"weeks": 2}


def test_how_we_count_needs_no_database(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("ADVICEBOT_DATABASE", str(tmp_path / "none.db"))
    shown = report("--how")
    assert shown.exit_code == 0
    assert "there is no comparison group" in " ".join(shown.output.split())


@pytest.mark.usefixtures("calls")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--week", "2026-12-21"), "is not over yet"),
        (("--week", "2026-10-27"), "There is no school day"),
        (("--term", "Autumn 1999"), "is no term of this line. It has: Autumn 2026"),
        (("--term", "Spring 2027"), "No week of Spring 2027 is over yet"),
        (("--from", "2026-11-17", "--to", "2026-11-27"), "begins on a Monday"),
        (("--from", "2026-11-16", "--to", "2026-11-25"), "ends on a Friday or Sunday"),
        (("--team", "T0OTHER"), "is no workspace of this line"),
        (("--csv", "/nowhere/at/all.csv"), "cannot be written"),
    ],
)
def test_what_cannot_be_reported_is_refused_in_plain_words(words: tuple[str, ...], said: str):
    assert said in refusal(report(*words))


def test_an_empty_database_says_what_to_do():
    assert "Start the bot once" in refusal(report())


def test_no_database_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("ADVICEBOT_DATABASE", str(tmp_path / "none.db"))
    assert "advicebot db migrate" in refusal(report())


@pytest.mark.parametrize(
    "words",
    [
        ("--week", "2026-11-16", "--term", "Autumn 2026"),
        ("--from", "2026-11-16"),
        ("--week", "yesterday"),
    ],
)
def test_a_misuse_is_exit_code_two(words: tuple[str, ...]):
    assert report(*words).exit_code == 2
