"""``advicebot db erase|export|hold|restore`` for real, on a database of two teachers' requests."""

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from advicebot.cli import cli
from advicebot.clock import FixedClock, SystemClock
from advicebot.domain.knowledge import Knowledge
from advicebot.errors import AdvicebotError, Refused, StoreError
from advicebot.service import vitals
from advicebot.service.desk import Desk
from advicebot.store.migrations import back_up
from advicebot.store.tombstones import file_of
from tests.fakes import OMAR, TESSA, Looking
from tests.handoffs import AtWork, a_line
from tests.unit.test_rights import OTHERS, WORDS, lived

BY = ("--by", "Ruth Calloway")
Run = Callable[..., Result]


@pytest.fixture
def knowledge() -> Knowledge:
    return a_line()


@pytest.fixture
def line(
    desk: Desk, look: Looking, clock: FixedClock, database: Path, monkeypatch: pytest.MonkeyPatch
) -> AtWork:
    for name in list(os.environ):
        if name.startswith(("ADVICEBOT_", "SLACK_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("ADVICEBOT_DATABASE", str(database))
    made = AtWork(desk, look, clock)
    made.on_rota()
    lived(made)
    lived(made, OMAR, OTHERS)
    return made


@pytest.fixture
def run(line: AtWork) -> Run:
    def invoke(*words: str) -> Result:
        return CliRunner().invoke(cli, ["db", *words])

    return invoke


def text_on_disk(database: Path) -> bytes:
    return b"".join(each.read_bytes() for each in database.parent.glob(f"{database.name}*"))


def reason(done: Result) -> str:
    """Return why a command refused."""
    assert isinstance(done.exception, AdvicebotError), done.output
    error = done.exception
    return error.user_message if isinstance(error, Refused) else str(error)


def test_erasing_leaves_nothing_of_them_on_the_disk(run: Run, line: AtWork, database: Path):
    done = run("erase", "--user", TESSA, *BY, "--yes")
    assert done.exit_code == 0, done.output
    assert "erased, with 1 request." in done.output
    assert WORDS.encode() not in text_on_disk(database)
    assert OTHERS.encode() in text_on_disk(database)


def test_erasing_asks_first_and_no_means_no(run: Run, line: AtWork):
    done = CliRunner().invoke(cli, ["db", "erase", "--user", TESSA, *BY], input="n\n")
    assert done.exit_code == 1
    assert WORDS in line.look.everything()


def test_one_request_by_the_reference_that_people_use(run: Run, line: AtWork):
    number = line.look.requests()[0]["number"]
    done = run("erase", "--request", f"a-{number}", *BY, "--yes")
    assert done.exit_code == 0, done.output
    assert number not in [each["number"] for each in line.look.requests()]


@pytest.mark.parametrize("words", [[], ["--user", TESSA, "--request", "A-1001"]])
def test_it_must_be_said_what_is_erased(run: Run, words: list[str]):
    done = run("erase", *words, *BY, "--yes")
    assert done.exit_code == 2
    assert "Name one of" in done.output


@pytest.mark.parametrize("reference", ["R-1001", "A-1", "1001x", "A-9999"])
def test_a_reference_that_is_none_is_named(run: Run, reference: str):
    done = run("erase", "--request", reference, *BY, "--yes")
    assert done.exit_code == 1
    assert reference.removeprefix("A-") in reason(done)


def test_a_hold_stops_erasing_until_it_is_lifted(run: Run, line: AtWork):
    made = run("hold", "add", "--user", TESSA, "--why", "tribunal", *BY)
    assert made.exit_code == 0, made.output
    hold_id = made.output.split(":")[0]
    listed = json.loads(run("hold", "list", "--json").output)["holds"]
    assert [(each["id"], each["object"]) for each in listed] == [(hold_id, f"person:{TESSA}")]
    refused = run("erase", "--user", TESSA, *BY, "--yes")
    assert "legal hold" in reason(refused)
    assert run("hold", "lift", hold_id, *BY).exit_code == 0
    assert "There are no legal holds" in run("hold", "list").output
    assert run("erase", "--user", TESSA, *BY, "--yes").exit_code == 0


def test_an_export_goes_to_a_file_for_its_owner_only(run: Run, tmp_path: Path):
    out = tmp_path / "tessa.json"
    done = run("export", "--user", TESSA, *BY, "--out", str(out))
    assert done.exit_code == 0, done.output
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    text = out.read_text("utf-8")
    assert json.loads(text)["requests"]
    assert WORDS in text
    assert OTHERS not in text
    again = run("export", "--user", TESSA, *BY, "--out", str(out))
    assert "exists already" in reason(again)


def test_a_restored_backup_does_not_bring_back_what_was_erased(
    run: Run, line: AtWork, database: Path, tmp_path: Path
):
    backup = tmp_path / "monday.db"
    back_up(database, backup)
    assert run("erase", "--user", TESSA, *BY, "--yes").exit_code == 0
    done = run("restore", str(backup), "--yes")
    assert done.exit_code == 0, done.output
    assert WORDS.encode() not in database.read_bytes()
    look = Looking(database)
    assert OTHERS in look.everything()
    assert TESSA not in repr(look.rows("SELECT requester FROM requests"))
    assert look.rows("PRAGMA foreign_key_check") == []
    assert stat.S_IMODE(database.stat().st_mode) == 0o600


def test_that_holds_even_when_the_database_itself_is_lost(
    run: Run, line: AtWork, database: Path, tmp_path: Path
):
    backup = tmp_path / "monday.db"
    back_up(database, backup)
    assert run("erase", "--user", TESSA, *BY, "--yes").exit_code == 0
    for each in (database, *database.parent.glob(f"{database.name}-*")):
        each.unlink()
    assert stat.S_IMODE(file_of(database).stat().st_mode) == 0o600
    assert run("restore", str(backup), "--yes").exit_code == 0
    assert WORDS not in Looking(database).everything()
    assert OTHERS in Looking(database).everything()


def test_what_waits_in_a_backup_is_looked_for_before_it_is_sent(
    run: Run, line: AtWork, database: Path, tmp_path: Path
):
    line.call("urgent")
    with line.desk.work.write() as unit:
        db = getattr(unit.timers, "_db")  # noqa: B009
        db.execute("UPDATE outbox SET sent_at = NULL, attempts = 0 WHERE kind = 'card'")
    backup = tmp_path / "monday.db"
    back_up(database, backup)
    done = run("restore", str(backup), "--yes")
    assert "1 call for help is open" in done.output
    rows = Looking(database).rows("SELECT attempts FROM outbox WHERE sent_at IS NULL")
    assert rows
    assert all(row["attempts"] >= 1 for row in rows)


def test_a_line_that_runs_is_not_replaced(run: Run, line: AtWork, database: Path, tmp_path: Path):
    backup = tmp_path / "monday.db"
    back_up(database, backup)
    vitals.mark(line.desk.work, vitals.Sign.CLOCK, SystemClock())
    before = line.look.everything()
    assert "Stop both first" in reason(run("restore", str(backup), "--yes"))
    assert line.look.everything() == before


@pytest.mark.parametrize("content", [None, b"", b"Dear all, " * 500])
def test_what_is_no_backup_changes_nothing(
    run: Run, line: AtWork, database: Path, tmp_path: Path, content: bytes | None
):
    letter = tmp_path / "letter.txt"
    if content is not None:
        letter.write_bytes(content)
    before = line.look.everything()
    done = run("restore", str(letter), "--yes")
    assert isinstance(done.exception, StoreError)
    assert "Nothing was changed" in reason(done)
    assert line.look.everything() == before
    assert list(database.parent.glob("*.restoring*")) == []
