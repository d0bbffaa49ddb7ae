"""The schema, as numbered steps. A step that has shipped is never edited."""

import time
from pathlib import Path

from pysqlite3 import dbapi2 as sqlite3
from sqlite_utils import Database, Migrations

from advicebot.errors import StoreError
from advicebot.store.connection import make_private, open_database

migrations = Migrations("advicebot")
WAL_ATTEMPTS = 12

FIRST_SCHEMA = """
CREATE TABLE inbox (
    key TEXT PRIMARY KEY,
    team_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    received_at TEXT NOT NULL,
    lease_by TEXT,
    lease_until TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    done_at TEXT,
    failed_at TEXT
) STRICT;
CREATE INDEX inbox_waiting ON inbox (lease_until) WHERE done_at IS NULL AND failed_at IS NULL;

CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,
    team_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    recipient TEXT NOT NULL,
    ref TEXT NOT NULL,
    data TEXT NOT NULL,
    priority INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    next_at TEXT NOT NULL,
    lease_by TEXT,
    lease_until TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    sent_at TEXT,
    failed_at TEXT,
    last_error TEXT,
    channel_id TEXT,
    ts TEXT
) STRICT;
CREATE INDEX outbox_waiting ON outbox (recipient, id) WHERE sent_at IS NULL AND failed_at IS NULL;
CREATE INDEX outbox_by_ref ON outbox (ref, kind);

CREATE TABLE people (
    team_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    school TEXT,
    role TEXT,
    asked_at TEXT,
    dm_channel TEXT,
    PRIMARY KEY (team_id, user_id)
) STRICT;

CREATE TABLE requests (
    id TEXT PRIMARY KEY,
    team_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    requester TEXT NOT NULL,
    origin TEXT NOT NULL,
    channel_id TEXT,
    message_ts TEXT,
    thread_ts TEXT,
    text TEXT NOT NULL,
    removed INTEGER NOT NULL,
    tried TEXT NOT NULL,
    risk INTEGER,
    phase TEXT NOT NULL,
    action TEXT NOT NULL,
    urgency TEXT NOT NULL,
    band TEXT NOT NULL,
    flags TEXT NOT NULL,
    suggestions TEXT NOT NULL,
    topics TEXT NOT NULL,
    offers TEXT NOT NULL,
    signposts TEXT NOT NULL,
    asked_at TEXT,
    ask_answer TEXT,
    feedback TEXT,
    state TEXT NOT NULL,
    revision INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    UNIQUE (team_id, number)
) STRICT;
CREATE INDEX requests_by_person ON requests (team_id, requester, number);
CREATE UNIQUE INDEX requests_by_message ON requests (team_id, channel_id, message_ts)
    WHERE message_ts IS NOT NULL;

CREATE TABLE handoffs (
    id TEXT PRIMARY KEY,
    team_id TEXT NOT NULL,
    request_id TEXT NOT NULL REFERENCES requests (id),
    reason TEXT NOT NULL,
    urgency TEXT NOT NULL,
    state TEXT NOT NULL,
    claimed_by TEXT,
    claimed_at TEXT,
    paged_at TEXT,
    page_failed_at TEXT,
    created_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX handoffs_by_request ON handoffs (request_id);

CREATE TABLE timers (
    key TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    ref TEXT NOT NULL,
    due_at TEXT NOT NULL,
    done_at TEXT
) STRICT;
CREATE INDEX timers_due ON timers (due_at) WHERE done_at IS NULL;

CREATE TABLE sweeps (
    team_id TEXT PRIMARY KEY,
    swept_to TEXT NOT NULL
) STRICT;

CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    team_id TEXT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    object TEXT NOT NULL,
    detail TEXT NOT NULL
) STRICT;
CREATE TRIGGER audit_is_never_edited BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'audit rows are never edited'); END;
CREATE TRIGGER audit_is_never_deleted BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'audit rows are never deleted'); END;
"""


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
