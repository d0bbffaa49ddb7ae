"""How the database is opened, read and written. Nothing else opens a connection.

SQLite in WAL mode with full synchronisation: what was committed survives a power cut. One
connection for each thread, because the transaction belongs to the connection.
"""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pysqlite3 import dbapi2 as sqlite3
from sqlite_utils import Database

from advicebot.errors import StoreError
from advicebot.store.soundness import (
    advice_on,
    is_busy,
    make_private,
    refuse_shared,
    trouble_of,
    trouble_of_sqlite,
)

log = logging.getLogger(__name__)

BUSY_SECONDS = 5.0
BEGIN_ATTEMPTS = 5
CLOSING_SECONDS = 2.0


class Store:
    """One SQLite file.

    Safe to share between threads and, through the file, between processes on one machine. Threads
    of one process that write queue for it here: SQLite's own waiting is by naps, and not in turn.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        self._opened: dict[Database, threading.RLock] = {}
        self._lock = threading.Lock()
        self._writing = threading.RLock()

    @contextmanager
    def write(self) -> Iterator[Database]:
        """Open one transaction that holds the write lock from its start.

        Everything inside is committed together or not at all. No network call and no waiting
        belongs inside.

        Raises:
            StoreError: the database stayed locked through every attempt, is full, cannot be
                written, is damaged or not ours; nothing was written. It is tried anew by the next
                one: once somebody has mended it, it works again by itself.
        """
        with self._writing, self._sound() as db:
            _begin(db)
            try:
                yield db
                db.commit()
            except BaseException:
                _roll_back(db)
                raise

    @contextmanager
    def read(self) -> Iterator[Database]:
        """Give this thread's connection for queries that change nothing.

        Raises:
            StoreError: the database cannot be read; see ``write``.
        """
        with self._sound() as db:
            yield db

    def close(self) -> None:
        """Close every connection this store opened, in any thread, once its query has ended.

        A connection that is in use for longer than two seconds is left open: SQLite ends the whole
        process when a connection is closed under a running query.
        """
        with self._lock:
            opened, self._opened = self._opened, {}
        self._local = threading.local()
        for db, in_use in opened.items():
            if in_use.acquire(timeout=CLOSING_SECONDS):
                db.close()
                in_use.release()
            else:
                log.warning("a connection is still in use and is left open")

    @contextmanager
    def _sound(self) -> Iterator[Database]:
        """Give this thread's connection; one on which the database failed is not used again."""
        db, in_use = self._database()
        try:
            with in_use:
                yield db
        except sqlite3.DatabaseError as error:
            why = trouble_of(error, self.path)
            if why is None:
                raise
            self._discard(db)
            raise StoreError(why) from error

    def _database(self) -> tuple[Database, threading.RLock]:
        own: tuple[Database, threading.RLock] | None = getattr(self._local, "own", None)
        if own is None:
            refuse_shared(self.path)
            own = open_database(self.path), threading.RLock()
            self._local.own = own
            with self._lock:
                self._opened.update([own])
        return own

    def _discard(self, db: Database) -> None:
        """A connection that was opened on a sick file stays sick after it is mended."""
        self._local.own = None
        with self._lock:
            self._opened.pop(db, None)
        db.close()


def open_database(path: Path) -> Database:
    """Open ``path`` with the pragmas every connection needs; the file is readable by its owner
    only.

    Raises:
        StoreError: the folder is missing, the file cannot be opened, or SQLite is unsafe.
    """
    unsafe = trouble_of_sqlite(sqlite3.sqlite_version_info)
    if unsafe:
        raise StoreError(f"{unsafe}.")
    if not path.parent.is_dir():
        raise StoreError(f"There is no folder {path.parent}. Make it, or set ADVICEBOT_DATABASE.")
    try:
        make_private(path)
    except OSError as error:
        raise StoreError(f"{path} cannot be made: {error.strerror}.") from error
    try:
        connection = sqlite3.connect(
            str(path), timeout=BUSY_SECONDS, check_same_thread=False, cached_statements=256
        )
        db = Database(connection, execute_plugins=False, strict=True)
        for pragma in ("foreign_keys=ON", "synchronous=FULL", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}")
    except sqlite3.Error as error:
        raise StoreError(
            f"{path} cannot be opened as a database: {error}. {advice_on(error)}".strip()
        ) from error
    return db


def _begin(db: Database) -> None:
    """Take the write lock, trying again when other writers starve us past the busy timeout."""
    for attempt in range(1, BEGIN_ATTEMPTS + 1):
        try:
            db.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if not is_busy(error):
                raise
            if attempt == BEGIN_ATTEMPTS:
                raise StoreError(
                    "The database stayed locked. Is another program holding it open?"
                ) from error
            time.sleep(0.01 * attempt)
        else:
            return


def _roll_back(db: Database) -> None:
    """Undo a transaction; SQLite has done so itself where the disk failed."""
    try:
        db.rollback()
    except sqlite3.DatabaseError:
        log.warning("the transaction was undone by SQLite itself")
