"""A backup is brought back: checked, brought up to date, and put in the place of the database."""

import shutil
import time
from pathlib import Path

from pysqlite3 import dbapi2 as sqlite3

from advicebot.errors import StoreError
from advicebot.store.connection import open_database
from advicebot.store.migrations import migrate
from advicebot.store.soundness import SIDE_FILES, make_private

SCRUB_ATTEMPTS = 20


def draft_of(database: Path, backup: Path) -> Path:
    """Return a checked and migrated copy of a backup, beside the database that it shall replace.

    What waits in it to be sent is looked for in Slack before it is sent: it may have left since.

    Raises:
        StoreError: there is no such file, it is no database of ours, or it is damaged.
    """
    if not backup.is_file():
        raise StoreError(f"There is no file {backup}. Nothing was changed.")
    draft = database.with_name(database.name + ".restoring")
    _remove(draft)
    make_private(draft)
    shutil.copyfile(backup, draft)
    try:
        _check(draft, backup)
        migrate(draft)
        _doubt(draft)
    except (sqlite3.Error, StoreError) as error:
        _remove(draft)
        raise StoreError(f"{backup} cannot be restored: {error}. Nothing was changed.") from error
    return draft


def put_in_place(database: Path, draft: Path) -> Path | None:
    """Let a copy take the database's place; return where the old one is kept, None without one."""
    kept = database.with_name(database.name + ".before-restore")
    had_one = database.exists()
    if had_one:
        scrub(database)
        _remove(kept)
        database.replace(kept)
    for side in SIDE_FILES:
        database.with_name(database.name + side).unlink(missing_ok=True)
    draft.replace(database)
    return kept if had_one else None


def scrub(database: Path) -> bool:
    """Empty the write-ahead log, which holds old pages; False while somebody reads all the time.

    Pages of the database itself are overwritten when rows go (``secure_delete``).
    """
    db = open_database(database)
    try:
        for _ in range(SCRUB_ATTEMPTS):
            busy = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            if not busy:
                return True
            time.sleep(0.05)
    finally:
        db.close()
    return False


def _check(draft: Path, backup: Path) -> None:
    db = open_database(draft)
    try:
        verdict = db.execute("PRAGMA quick_check").fetchone()[0]
        if verdict != "ok":
            raise StoreError(f"it does not pass SQLite's check ({verdict})")
        if "requests" not in db.table_names():
            raise StoreError("it is no database of this line")
    finally:
        db.close()


def _doubt(draft: Path) -> None:
    db = open_database(draft)
    try:
        db.execute(
            "UPDATE outbox SET attempts = max(attempts, 1), is_sure = 0, tried_at = NULL "
            "WHERE sent_at IS NULL"
        )
        db.conn.commit()
    finally:
        db.close()


def _remove(path: Path) -> None:
    for name in (path.name, *(path.name + side for side in SIDE_FILES)):
        path.with_name(name).unlink(missing_ok=True)
