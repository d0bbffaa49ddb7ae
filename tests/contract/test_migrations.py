"""The schema: made once, by numbered steps, and never half."""

import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pysqlite3 import dbapi2 as sqlite3

from advicebot.clock import FixedClock
from advicebot.errors import StoreError
from advicebot.service import intake
from advicebot.service.desk import Desk
from advicebot.store.migrations import back_up, migrate, refuse_outdated
from tests.fakes import Looking, a_message

STEPS = [
    *("0001_first_schema", "0002_hand_off", "0003_rota"),
    *("0004_arrange", "0005_learn", "0006_rights", "0007_numbers"),
    "0008_sending",
]


def test_the_schema_is_the_one_that_was_read_and_agreed(
    database: Path, snapshot: Any, look: Looking
):
    rows = look.rows(
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE '%sqlite%' "
        "ORDER BY type DESC, name"
    )
    snapshot("schema.sql", "\n\n".join(f"{row['sql']};" for row in rows))


def test_every_step_runs_once(tmp_path: Path):
    path = tmp_path / "a.db"
    assert migrate(path) == STEPS
    assert migrate(path) == []
    refuse_outdated(path)


def test_two_processes_that_migrate_at_once_make_one_schema(tmp_path: Path):
    path = tmp_path / "a.db"
    code = (
        "import sys; from pathlib import Path; from advicebot.store.migrations import migrate; "
        "sys.stdin.readline(); print(migrate(Path(sys.argv[1])))"
    )
    running = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for process in running:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [process.communicate(timeout=30) for process in running]
    assert [err for _, err in said] == ["", "", ""]
    assert sorted(out.strip() for out, _ in said) == [str(STEPS), "[]", "[]"]
    refuse_outdated(path)


def test_a_step_that_fails_leaves_nothing_behind(tmp_path: Path):
    path = tmp_path / "a.db"
    connection = sqlite3.connect(str(path))
    connection.execute("CREATE TABLE audit (x)")
    connection.commit()
    connection.close()
    with pytest.raises(sqlite3.OperationalError, match="audit already exists"):
        migrate(path)
    names = [row["name"] for row in Looking(path).rows("SELECT name FROM sqlite_master")]
    assert names == ["audit"]
    with pytest.raises(StoreError):
        refuse_outdated(path)


def test_a_missing_or_outdated_database_is_refused_with_what_to_do(tmp_path: Path):
    with pytest.raises(StoreError, match=r"no database at .*Run: advicebot db migrate"):
        refuse_outdated(tmp_path / "none.db")
    assert list(tmp_path.iterdir()) == []
    old = tmp_path / "old.db"
    sqlite3.connect(str(old)).close()
    old.touch()
    waits = rf"waits for {', '.join(STEPS)}. Run: advicebot db migrate"
    with pytest.raises(StoreError, match=waits):
        refuse_outdated(old)


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path):
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear all, " * 500)
    for use in (refuse_outdated, migrate):
        with pytest.raises(StoreError, match="cannot be opened as a database"):
            use(letter)
    assert letter.read_text() == "Dear all, " * 500


def test_a_backup_of_a_live_database_is_complete_and_private(
    desk: Desk, database: Path, tmp_path: Path, clock: FixedClock
):
    intake.receive(desk, a_message("he has a knife"))
    target = tmp_path / "copy.db"
    back_up(database, target)
    copy, live = Looking(target), Looking(database)
    assert copy.requests() == live.requests()
    assert copy.effects() == live.effects()
    assert copy.rows("PRAGMA integrity_check") == [{"integrity_check": "ok"}]
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    refuse_outdated(target)
    assert not list(tmp_path.glob("*.part*"))
    intake.receive(desk, a_message("kicking off", ts="1790000009.000100"))


def test_a_backup_overwrites_nothing(database: Path, tmp_path: Path):
    target = tmp_path / "copy.db"
    target.write_text("last week's")
    with pytest.raises(StoreError, match="exists already"):
        back_up(database, target)
    assert target.read_text() == "last week's"


def test_a_backup_to_nowhere_or_of_nothing_is_refused(database: Path, tmp_path: Path):
    with pytest.raises(StoreError, match="There is no folder"):
        back_up(database, tmp_path / "nowhere" / "copy.db")
    with pytest.raises(StoreError, match="no database"):
        back_up(tmp_path / "none.db", tmp_path / "copy.db")


def test_a_backup_that_broke_off_last_time_is_made_anew(database: Path, tmp_path: Path):
    (tmp_path / "copy.db.part").write_text("half")
    back_up(database, tmp_path / "copy.db")
    refuse_outdated(tmp_path / "copy.db")
