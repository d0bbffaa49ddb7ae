"""The schema, as numbered steps. A step that has shipped is never edited."""

import time
from pathlib import Path

from pysqlite3 import dbapi2 as sqlite3
from sqlite_utils import Database, Migrations

from advicebot.errors import StoreError
from advicebot.store.connection import open_database
from advicebot.store.schema import FIRST_SCHEMA, HAND_OFF, ROTA
from advicebot.store.schema_sending import SENDING
from advicebot.store.schema_support import ARRANGE, LEARN, NUMBERS, RIGHTS
from advicebot.store.soundness import make_private

migrations = Migrations("advicebot")
WAL_ATTEMPTS = 12


def _run(db: Database, script: str) -> None:
    """Run statements one by one: ``executescript`` would commit the transaction around them."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            db.execute(statement)
            statement = ""


@migrations(name="0001_first_schema")
def first_schema(db: Database) -> None:
    """Inbox, outbox, people, requests, handoffs, timers, sweeps and audit."""
    _run(db, FIRST_SCHEMA)


@migrations(name="0002_hand_off")
def hand_off(db: Database) -> None:
    """Escalation, closing and the relay of words; a handoff may gather several requests."""
    _run(db, HAND_OFF)


@migrations(name="0003_rota")
def rota(db: Database) -> None:
    """Practitioners, shifts, overrides, swaps, duties, the calendar feed, and signs of life."""
    _run(db, ROTA)


@migrations(name="0004_arrange")
def arrange(db: Database) -> None:
    """Referrals, profiles of needs and strengths, and the panel with its decisions."""
    _run(db, ARRANGE)


@migrations(name="0005_learn")
def learn(db: Database) -> None:
    """Follow-ups with every answer, what is on record of a pupil, and digests with their charts."""
    _run(db, LEARN)


@migrations(name="0006_rights")
def rights(db: Database) -> None:
    """Legal holds, tombstones of what was erased, and an audit that ends after its years."""
    _run(db, RIGHTS)


@migrations(name="0007_numbers")
def numbers(db: Database) -> None:
    """The last number that was given out for each kind of thing; it outlives what is erased."""
    _run(db, NUMBERS)


@migrations(name="0008_sending")
def sending(db: Database) -> None:
    """Slack's pace for each channel and method, and what is looked at after it was posted."""
    _run(db, SENDING)


def migrate(path: Path) -> list[str]:
    """Bring the database at ``path`` up to date; make it first if there is none.

    Safe to run twice and by two processes at once: the lock is taken before what is pending is
    looked up.

    Returns:
        The names of the steps that were run, none when it was up to date.
    """
    db = open_database(path)
    try:
        db.execute("PRAGMA foreign_keys=OFF")
        _enable_wal(db)
        db.execute("BEGIN IMMEDIATE")
        names = [step.name for step in migrations.pending(db)]
        migrations.apply(db)
        db.commit()
        return names
    finally:
        db.close()


def _enable_wal(db: Database) -> None:
    """Switch to WAL mode; SQLite does not wait here as it does elsewhere when another is at it."""
    for attempt in range(1, WAL_ATTEMPTS + 1):
        try:
            db.enable_wal()
        except sqlite3.OperationalError:
            if attempt == WAL_ATTEMPTS:
                raise
            time.sleep(0.05 * attempt)
        else:
            return


def refuse_outdated(path: Path) -> None:
    """Raise StoreError when the database at ``path`` is missing or waits for a migration."""
    if not path.exists():
        raise StoreError(f"There is no database at {path}. Run: advicebot db migrate")
    db = open_database(path)
    try:
        names = [step.name for step in migrations.pending(db)]
    finally:
        db.close()
    if names:
        raise StoreError(f"{path} waits for {', '.join(names)}. Run: advicebot db migrate")


def back_up(path: Path, target: Path) -> None:
    """Write a complete, checked copy of a live database to ``target``, readable by its owner only.

    Raises:
        StoreError: ``target`` exists already or its folder does not, or the copy does not pass
            SQLite's own check.
    """
    if target.exists():
        raise StoreError(f"{target} exists already. Choose another name; nothing was written.")
    if not target.parent.is_dir():
        raise StoreError(f"There is no folder {target.parent}. Make it; nothing was written.")
    refuse_outdated(path)
    draft = target.with_name(target.name + ".part")
    draft.unlink(missing_ok=True)
    make_private(draft)
    db = open_database(path)
    try:
        db.execute("VACUUM INTO ?", [str(draft)])
    finally:
        db.close()
    copy = open_database(draft)
    try:
        verdict = copy.execute("PRAGMA quick_check").fetchone()[0]
    finally:
        copy.close()
    if verdict != "ok":
        draft.unlink()
        raise StoreError(f"The copy did not pass SQLite's check: {verdict}. Nothing was kept.")
    draft.replace(target)
