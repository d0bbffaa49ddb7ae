"""``advicebot rota`` for real: on a database with people and shifts, with the shipped line."""

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from advicebot.cli import cli, rota_change
from advicebot.clock import ShiftedClock
from advicebot.domain.oncall.rota import Tier, WeeklyShift
from advicebot.errors import Refused
from advicebot.store.work import SqliteWork
from tests.fakes import DAN, PRIYA, TEAM, Looking
from tests.rota_cases import PEOPLE, ROSA, TERM, a_practitioner

A_TUESDAY = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
Run = Callable[..., Result]

ICS = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//example//rota//EN
BEGIN:VEVENT
UID:one@example.org
DTSTAMP:20261101T000000Z
DTSTART:20261130T080000Z
DTEND:20261130T170000Z
SUMMARY:{title}
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
def line(
    database: Path, work: SqliteWork, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> SqliteWork:
    """The database of a line with three people, two of them on; it is half past nine."""
    for name in list(os.environ):
        if name.startswith(("ADVICEBOT_", "SLACK_")):
            monkeypatch.delenv(name)
    clock_file = tmp_path / "clock.json"
    ShiftedClock(clock_file).set_shift(A_TUESDAY - datetime.now(UTC))
    monkeypatch.setenv("ADVICEBOT_DATABASE", str(database))
    monkeypatch.setenv("ADVICEBOT_CLOCK_FILE", str(clock_file))
    with work.write() as unit:
        for person in PEOPLE:
            unit.practitioners.save(person)
        for tier, user_id in ((Tier.PRIMARY, PRIYA), (Tier.BACK_UP, DAN)):
            for weekday in range(5):
                unit.shifts.add_weekly(
                    TEAM,
                    WeeklyShift(
                        id=f"{tier}-{weekday}",
                        tier=tier,
                        user_id=user_id,
                        weekday=weekday,
                        starts=time(8),
                        ends=time(17),
                        first=TERM,
                        last=None,
                    ),
                )
    return work


@pytest.fixture
def run(line: SqliteWork) -> Run:
    def call(*words: str) -> Result:
        return CliRunner().invoke(cli, ["rota", *words])

    return call


def refusal(result: Result) -> str:
    assert isinstance(result.exception, Refused), result.output
    return result.exception.user_message


def output(result: Result) -> str:
    assert result.exception is None, result.exception
    return result.output


def as_json(result: Result) -> Any:
    return json.loads(output(result))


class TestShow:
    def test_a_week_day_by_day_with_ids_and_why_it_is_closed(self, run: Run):
        shown = output(run("show"))
        assert shown.splitlines()[0] == "Mon 23 Nov 2026"
        assert (
            "  08:00 to 17:00  primary  Priya Example (@priya)  [shift primary-1]"
            in shown.splitlines()
        )
        assert "Fri 27 Nov 2026  closed: INSET" in shown
        assert "Sun 29 Nov 2026  closed: weekend" in shown

    def test_the_week_of_a_day_and_objects_for_programs(self, run: Run):
        days = as_json(run("show", "--week", "2026-12-03", "--json"))["days"]
        assert [each["day"] for each in days][0] == "2026-11-30"
        assert len(days) == 7
        assert days[0]["stints"][0] == {
            "tier": "primary",
            "user": PRIYA,
            "starts_at": "2026-11-30T08:00:00+00:00",
            "ends_at": "2026-11-30T17:00:00+00:00",
            "override": None,
            "shift": "primary-0",
        }

    def test_uncovered_time_stands_where_it_is(self, run: Run):
        output(run("weekly", "end", "back-up-2", "--last", "2026-11-20"))
        assert "  08:00 to 17:00  back-up  NOBODY" in output(run("show"))

    def test_an_empty_rota_says_how_to_start(self, run: Run, line: SqliteWork):
        with line.write() as unit:
            for tier in Tier:
                for weekday in range(5):
                    unit.shifts.end_weekly(TEAM, f"{tier}-{weekday}", TERM - timedelta(days=1))
            unit.shifts._db.execute("DELETE FROM weekly_shifts")
        assert "The rota is empty. Start with: advicebot rota weekly add" in output(run("show"))

    def test_another_clock_and_a_wrong_date_are_usage(self, run: Run):
        assert run("show", "--week", "24/11/2026").exit_code == 2


class TestWho:
    def test_now_in_words(self, run: Run):
        shown = output(run("who"))
        assert "Tue 24 Nov 2026 09:30: the line is staffed" in shown
        assert "primary  Priya Example (@priya)" in shown
        assert "everybody in the on-call channel" in shown

    def test_at_a_time_for_programs(self, run: Run):
        found = as_json(run("who", "--at", "2026-11-24 18:00", "--urgency", "urgent", "--json"))
        assert (found["primary"], found["staffed"]) == ([], False)
        assert found["why_closed"] == "outside hours"
        assert found["waits_until"] == "2026-11-25T08:00:00+00:00"
        assert found["steps"][0]["page"] == [PRIYA]
        emergency = as_json(
            run("who", "--at", "2026-11-24 10:00", "--urgency", "emergency", "--json")
        )
        assert [each["minutes"] for each in emergency["steps"]] == [0, 3, 6]

    def test_a_time_that_is_none_is_usage_and_says_how_to_write_it(self, run: Run):
        wrong = run("who", "--at", "tomorrow at ten")
        assert wrong.exit_code == 2
        assert "“tomorrow at ten” is not a time; write it as 2026-11-24 10:00" in wrong.output

    @pytest.mark.parametrize(
        ("when", "said"),
        [
            ("2027-03-28 01:30", "01:30 on 28 March 2027 does not exist"),
            ("2026-10-25 01:30", "01:30 on 25 October 2026 comes twice"),
        ],
    )
    def test_a_time_that_does_not_exist_or_comes_twice_is_refused(
        self, run: Run, when: str, said: str
    ):
        assert said in refusal(run("who", "--at", when))
        assert said in refusal(run("override", "primary", "@rosa", when, "2027-05-01 10:00"))


class TestGaps:
    def test_a_whole_rota_is_exit_code_nought(self, run: Run):
        assert output(run("gaps")).startswith("No gaps up to Tue 8 Dec 2026")

    def test_a_gap_an_overlap_and_somebody_who_left_are_named(self, run: Run, line: SqliteWork):
        output(run("weekly", "end", "back-up-2", "--last", "2026-11-24"))
        output(run("override", "back-up", "@priya", "2026-12-03 08:00", "2026-12-03 12:00"))
        with line.write() as unit:
            unit.practitioners.save(a_practitioner(DAN, "Dan Example", is_member=False))
        found = run("gaps")
        assert found.exit_code == 1
        assert "Wed 25 Nov 2026 08:00 to 17:00  back-up  NOBODY\n" in found.output
        assert "NOBODY who can be reached: Dan Example (@dan), left" in found.output
        assert "Priya Example (@priya) in both tiers" in found.output
        assert "Dan Example (@dan) has left the on-call channel: " in found.output

    def test_objects_for_programs(self, run: Run):
        output(run("weekly", "end", "back-up-2", "--last", "2026-11-24"))
        found = run("gaps", "--days", "7", "--json")
        assert found.exit_code == 1
        report = json.loads(found.output)
        assert report["ok"] is False
        assert [each["starts_at"] for each in report["gaps"]] == ["2026-11-25T08:00:00+00:00"]


class TestChanges:
    def test_an_override_is_made_shown_and_removed(self, run: Run, look: Looking):
        times = ("2026-11-25 08:00", "2026-11-25 12:00")
        made = output(run("override", "primary", "Rosa Example", *times))
        assert made.startswith("Rosa Example (@rosa) is on as primary, Wed 25 Nov 2026 08:00 to")
        (row,) = look.rows("SELECT * FROM overrides")
        assert (row["user_id"], row["made_by"], row["why"]) == (ROSA, "cli", "cover")
        assert f"[cover {row['id']}]" in output(run("show"))
        assert "holds no longer" in output(run("remove", row["id"]))
        assert look.rows("SELECT * FROM overrides") == []
        assert "over or gone" in refusal(run("remove", row["id"]))

    def test_an_overlap_names_the_other_person_by_name(self, run: Run):
        output(run("override", "primary", "@rosa", "2026-11-25 08:00", "2026-11-25 12:00"))
        said = refusal(run("override", "primary", DAN, "2026-11-25 11:00", "2026-11-25 13:00"))
        assert said.startswith(
            "Rosa Example (@rosa) is put on as primary already, "
            "Wednesday 25 November 2026, 08:00 to 12:00 (override "
        )
        assert "Remove that one first" in said

    def test_a_weekly_shift_is_added_and_ended(self, run: Run, look: Looking):
        words = ("primary", "@rosa", "Saturday", "09:00", "12:00")
        made = output(run("weekly", "add", *words, "--last", "2026-12-18"))
        assert "is on as primary every Saturday, 09:00 to 12:00 (shift " in made
        row = look.rows("SELECT * FROM weekly_shifts WHERE weekday = 5")[0]
        assert (row["first"], row["last"]) == ("2026-11-24", "2026-12-18")
        assert "falls on no day after Tue 24 Nov 2026" in output(run("weekly", "end", row["id"]))

    @pytest.mark.parametrize("who", [ROSA, "@rosa", "rosa", "ROSA EXAMPLE", ROSA.lower()])
    def test_people_go_by_id_handle_or_name(self, run: Run, who: str):
        output(run("override", "primary", who, "2026-11-25 08:00", "2026-11-25 12:00"))

    def test_somebody_unknown_is_refused_with_a_guess(self, run: Run):
        times = ("2026-11-25 08:00", "2026-11-25 12:00")
        said = refusal(run("override", "primary", "Rosa Exampel", *times))
        assert "“Rosa Exampel” is nobody who was seen" in said
        assert "Did you mean Rosa Example (@rosa)?" in said

    def test_a_name_that_two_people_have_needs_an_id(self, run: Run, line: SqliteWork):
        with line.write() as unit:
            twin = a_practitioner("U0ROSA0002", "Rosa Example", handle="rosa2")
            unit.practitioners.save(twin)
        said = refusal(run("override", "primary", "Rosa Example", *["2026-11-25 08:00"] * 2))
        assert "fits" in said
        assert ROSA in said
        assert "U0ROSA0002" in said
        assert "Give the Slack id" in said

    @pytest.mark.parametrize(
        "words",
        [
            ("override", "boss", "@rosa", "2026-11-25 08:00", "2026-11-25 12:00"),
            ("override", "primary", "@rosa", "2026-11-25 08:00"),
            ("weekly", "add", "primary", "@rosa", "noday", "08:00", "12:00"),
            ("weekly", "add", "primary", "@rosa", "monday", "8 am", "12:00"),
            ("who", "--urgency", "later"),
            ("gaps", "--days", "0"),
        ],
    )
    def test_a_misuse_is_exit_code_two(self, run: Run, words: tuple[str, ...]):
        assert run(*words).exit_code == 2

    def test_the_tiers_are_those_of_the_rota(self):
        assert tuple(Tier) == rota_change.TIERS


class TestWorkspaces:
    def test_one_that_nobody_was_seen_in_yet_says_what_to_do(self, run: Run, line: SqliteWork):
        with line.write() as unit:
            unit.practitioners._db.execute("DELETE FROM practitioners")
        assert "Start the bot once" in refusal(run("show"))

    def test_of_several_one_must_be_chosen(self, run: Run, line: SqliteWork):
        with line.write() as unit:
            other = a_practitioner("U0OTHER001", "Olu Example", team_id="T0SOUTH001")
            unit.practitioners.save(other)
        assert f"several workspaces: {TEAM}, T0SOUTH001" in refusal(run("show"))
        assert "no workspace of this line" in refusal(run("show", "--team", "T0NOWHERE1"))
        assert "Priya" in output(run("show", "--team", TEAM))
        assert "Priya" not in output(run("show", "--team", "T0SOUTH001"))

    def test_without_a_database_it_says_how_to_make_one(
        self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setenv("ADVICEBOT_DATABASE", str(tmp_path / "none.db"))
        assert "Run: advicebot db migrate" in str(run("show").exception)


class TestCalendars:
    def test_a_file_is_tried_and_brought_in(self, run: Run, tmp_path: Path, look: Looking):
        file = tmp_path / "rota.ics"
        file.write_text(ICS.format(title="Primary: Rosa Example").replace("\n", "\r\n"))
        tried = output(run("import", str(file), "--dry-run"))
        assert "Mon 30 Nov 2026 08:00 to 17:00  primary  Rosa Example (@rosa)" in tried
        assert "1 shift would be brought in. Nothing was changed." in tried
        assert look.rows("SELECT * FROM dated_shifts") == []
        assert "1 shift from 2026-11-24 to 2027-01-19." in output(run("import", str(file)))
        (row,) = look.rows("SELECT * FROM dated_shifts")
        assert (row["user_id"], row["tier"]) == (ROSA, "primary")
        assert "as before" in output(run("import", str(file)))

    def test_a_mistake_is_named_with_its_line_and_changes_nothing(
        self, run: Run, tmp_path: Path, look: Looking
    ):
        file = tmp_path / "rota.ics"
        file.write_text(ICS.format(title="Primary: Rosa Exampel").replace("\n", "\r\n"))
        for words in (["--dry-run"], []):
            said = refusal(run("import", str(file), *words))
            assert said.startswith("Line 4, “Primary: Rosa Exampel” on 30 November 2026: ")
            assert "Did you mean Rosa Example (@rosa)?" in said
            assert "nothing" in said.lower()
        assert look.rows("SELECT * FROM dated_shifts") == []

    def test_a_file_that_is_not_there_or_no_calendar_says_so(self, run: Run, tmp_path: Path):
        missing = run("import", str(tmp_path / "none.ics"))
        assert missing.exit_code == 1
        assert "none.ics" in str(missing.exception)
        letter = tmp_path / "letter.ics"
        letter.write_text("Dear all")
        assert "calendar" in str(run("import", str(letter)).exception)

    def test_what_is_written_can_be_read_back(self, run: Run, tmp_path: Path, look: Looking):
        file = tmp_path / "out.ics"
        assert output(run("export", str(file), "--weeks", "1")).startswith(f"{file}: ")
        assert output(run("export", "--weeks", "1")).startswith("BEGIN:VCALENDAR")
        output(run("import", str(file), "--weeks", "1"))
        found = {(row["user_id"], row["tier"]) for row in look.rows("SELECT * FROM dated_shifts")}
        assert found == {(PRIYA, "primary"), (DAN, "back-up")}
        assert sorted(each.name for each in tmp_path.glob("out*")) == ["out.ics"]

    def test_a_folder_that_is_not_there_is_refused(self, run: Run, tmp_path: Path):
        assert "There is no folder" in refusal(run("export", str(tmp_path / "none" / "a.ics")))
