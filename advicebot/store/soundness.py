"""Whether SQLite and the database's file can be used, who may read it, and what to do where not."""

import logging
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from pysqlite3 import dbapi2 as sqlite3

from advicebot.errors import StoreError

log = logging.getLogger(__name__)

SIDE_FILES = ("-wal", "-shm")
FIRST_SAFE_SQLITE = (3, 51, 3)
MENDED_SQLITE = {(3, 44): 6, (3, 50): 7}
"""Older lines in which the bug is mended too, from which release on: a WAL database with several
connections could be corrupted (sqlite.org/wal.html, "The WAL-Reset Bug").
"""
NOT_TAKEN = "Nothing was stored, and nobody is told that it was. "
RESTORE = "Stop the line and bring back a backup: advicebot db restore"
TROUBLES = {
    "SQLITE_FULL": "{path}: the disk is full. {not_taken}Make space; the line goes on by itself.",
    "SQLITE_READONLY": (
        "{path} cannot be written: the file, its folder or the disk is read-only. {not_taken}"
        "Make it writable for the user of the line; it goes on by itself."
    ),
    "SQLITE_IOERR": (
        "{path}: the disk does not take or give what it should ({error}). {not_taken}Make space or "
        "look after the disk; the line goes on by itself."
    ),
    "SQLITE_CANTOPEN": (
        "{path} or its side files cannot be opened ({error}). {not_taken}Look who owns the folder; "
        "the line goes on by itself."
    ),
    "SQLITE_CORRUPT": "{path} is damaged ({error}). {not_taken}{restore}",
    "SQLITE_NOTADB": "{path} is no database ({error}). {not_taken}{restore}",
}
"""What is wrong and what to do, by the beginning of SQLite's own name for it."""
MISSING = (
    "{path} lacks a part of the schema ({error}). {not_taken}Run: advicebot db migrate. If that "
    "finds nothing to do, {restore}"
)
_warned: set[Path] = set()


def trouble_of(error: sqlite3.DatabaseError, path: Path) -> str | None:
    """Return what is wrong with the database itself and what to do; None for any other error."""
    name = str(getattr(error, "sqlite_errorname", "") or "")
    said = {"path": path, "error": error, "not_taken": NOT_TAKEN, "restore": RESTORE}
    for beginning, words in TROUBLES.items():
        if name.startswith(beginning):
            return words.format(**said)
    if str(error).startswith(("no such table", "no such column")):
        return MISSING.format(**said | {"restore": RESTORE[0].lower() + RESTORE[1:]})
    return None


def advice_on(error: sqlite3.Error) -> str:
    """Return what to do about a file that cannot even be opened; empty where it is not damaged."""
    name = str(getattr(error, "sqlite_errorname", "") or "")
    return f"{NOT_TAKEN}{RESTORE}" if name.startswith("SQLITE_CORRUPT") else ""


def is_busy(error: sqlite3.OperationalError) -> bool:
    """True when somebody else only holds the lock."""
    return "locked" in str(error) or "busy" in str(error)


def trouble_of_sqlite(version: tuple[int, int, int]) -> str | None:
    """Return why this SQLite may not keep a database of ours, and what to do; None where it may."""
    major, minor, release = version
    mended = MENDED_SQLITE.get((major, minor))
    if version >= FIRST_SAFE_SQLITE or (mended is not None and release >= mended):
        return None
    shown = ".".join(str(each) for each in version)
    return (
        f"SQLite {shown} can corrupt a database that two processes share. Install pysqlite3 0.6.1 "
        "or newer, which brings its own"
    )


def make_private(path: Path) -> None:
    """Create the file for its owner only; SQLite gives its side files the same mode."""
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


def read_by_others(path: Path) -> Iterator[str]:
    """Yield which files of the database others can read, each with what to do."""
    for side in ("", *SIDE_FILES):
        file = path.with_name(path.name + side)
        mode = _mode(file)
        if mode & 0o077:
            yield f"{file} can be read by others (mode {mode & 0o777:o}). Run: chmod 600 {file}"


def refuse_shared(path: Path) -> None:
    """Look who may read the files, and who may put others in their place.

    A folder that others can only look into, or that a group shares, is warned of once.

    Raises:
        StoreError: others can read a file of the database, or write into its folder.
    """
    for trouble in read_by_others(path):
        raise StoreError(trouble)
    folder = path.parent
    mode = _mode(folder)
    if mode & 0o002 and not mode & stat.S_ISVTX:
        raise StoreError(
            f"Others can write into {folder} (mode {mode & 0o777:o}) and so replace the database. "
            f"Run: chmod 700 {folder}"
        )
    if mode & 0o077 and folder not in _warned:
        _warned.add(folder)
        log.warning("others can look into %s (mode %o); better: chmod 700", folder, mode & 0o777)


def _mode(path: Path) -> int:
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except FileNotFoundError:
        return 0
