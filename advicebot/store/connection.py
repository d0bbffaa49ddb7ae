"""How the database is opened, read and written. Nothing else opens a connection.

SQLite in WAL mode with full synchronisation: what was committed survives a power cut. One
connection for each thread, because the transaction belongs to the connection.
"""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pysqlite3 import dbapi2 as sqlite3
from sqlite_utils import Database

from advicebot.errors import StoreError

BUSY_SECONDS = 5.0
BEGIN_ATTEMPTS = 5
FIRST_SAFE_SQLITE = (3, 51, 3)
"""Older ones can corrupt a WAL database that has several connections (sqlite.org/changes.html)."""


class Store:
    """One SQLite file.

    Safe to share between threads and, through the file, between processes on one machine.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        self._opened: list[Database] = []
        self._lock = threading.Lock()

    @contextmanager
    def write(self) -> Iterator[Database]:
        """Open one transaction that holds the write lock from its start.

        Everything inside is committed together or not at all. No network call and no waiting
        belongs inside.

        Raises:
            StoreError: the database stayed locked through every attempt.
        """
        db = self._database()
        _begin(db)
        try:
            yield db
            db.commit()
        except BaseException:
            db.rollback()
            raise

    @contextmanager
    def read(self) -> Iterator[Database]:
        """Give this thread's connection for queries that change nothing."""
        yield self._database()

    def close(self) -> None:
        """Close every connection this store opened, in any thread."""
        with self._lock:
            for db in self._opened:
                db.close()
            self._opened.clear()
        self._local = threading.local()

    def _database(self) -> Database:
        db = getattr(self._local, "db", None)
        if db is None:
            db = open_database(self.path)
            self._local.db = db
            with self._lock:
                self._opened.append(db)
        return db


def open_database(path: Path) -> Database:
    """Open ``path`` with the pragmas every connection needs; the file is readable by its owner
    only.

    Raises:
        StoreError: the folder is missing, the file cannot be opened, or SQLite is too old.
    """
    if sqlite3.sqlite_version_info < FIRST_SAFE_SQLITE:
        raise StoreError(
            f"SQLite {sqlite3.sqlite_version} can corrupt the database under load. "
            "Install pysqlite3 0.6.1 or newer."
        )
    if not path.parent.is_dir():
        raise StoreError(f"There is no folder {path.parent}. Make it, or set ADVICEBOT_DATABASE.")
    make_private(path)
    try:
        connection = sqlite3.connect(
            str(path), timeout=BUSY_SECONDS, check_same_thread=False, cached_statements=256
        )
        db = Database(connection, execute_plugins=False, strict=True)
        for pragma in ("foreign_keys=ON", "synchronous=FULL", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}")
    except sqlite3.Error as error:
        raise StoreError(f"{path} cannot be opened as a database: {error}.") from error
    return db


def make_private(path: Path) -> None:
    """Create the file for its owner only; SQLite gives its side files the same mode."""
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


def _begin(db: Database) -> None:
    """Take the write lock, trying again when other writers starve us past the busy timeout."""
    for attempt in range(1, BEGIN_ATTEMPTS + 1):
        try:
            db.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if attempt == BEGIN_ATTEMPTS:
                raise StoreError(
                    "The database stayed locked. Is another program holding it open?"
                ) from error
            time.sleep(0.01 * attempt)
        else:
            return
