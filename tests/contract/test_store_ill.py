"""A database that is full, read-only, damaged, emptied or locked: nothing is taken in that is not
stored, the error says what to do, and it goes on by itself once it is mended.
"""

import os
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from pysqlite3 import dbapi2 as sqlite3

from advicebot.clock import FixedClock
from advicebot.domain.delivery import Delivery
from advicebot.errors import StoreError
from advicebot.service.deliveries import Deliveries
from advicebot.store.connection import Store
from advicebot.store.soundness import refuse_shared
from advicebot.store.work import SqliteWork
from tests.fakes import TEAM, Looking, a_delivery

LEASE = timedelta(seconds=20)
TOO_MUCH = 400


@pytest.fixture
def deliveries(work: SqliteWork, clock: FixedClock) -> Deliveries:
    return Deliveries(work, worker="one", lease=LEASE, machine=clock)


def big(number: int) -> Delivery:
    return a_delivery(f"d{number}", body={"event": {"text": "x" * 40_000}})


def fill(deliveries: Deliveries) -> int:
    """Take in deliveries until one is refused; return how many were taken in."""
    for number in range(TOO_MUCH):
        try:
            assert deliveries.accept(big(number))
        except StoreError:
            return number
    raise AssertionError("nothing was refused")


def stored(look: Looking) -> int:
    return int(look.rows("SELECT count(*) AS n FROM inbox")[0]["n"])


def on_this_thread(work: SqliteWork, pragma: str) -> None:
    with work.read() as unit:
        unit.inbox._db.execute(f"PRAGMA {pragma}")


def test_a_full_disk_takes_nothing_in_that_it_does_not_keep_and_works_again_with_space(
    work: SqliteWork, deliveries: Deliveries, look: Looking
):
    deliveries.accept(a_delivery("first"))
    pages = look.rows("PRAGMA page_count")[0]["page_count"]
    on_this_thread(work, f"max_page_count = {pages + 60}")
    taken = fill(deliveries)
    assert 0 < taken < TOO_MUCH
    assert stored(look) == taken + 1
    on_this_thread(work, f"max_page_count = {pages + 60}")
    with pytest.raises(StoreError, match=r"the disk is full\. Nothing was stored.*Make space"):
        deliveries.accept(big(999))
    assert deliveries.accept(big(999)), "the limit went with the connection that had it"
    assert stored(look) == taken + 2


LIMITED = """
import resource, signal, sys
from pathlib import Path
from datetime import timedelta
from advicebot.clock import SystemClock
from advicebot.errors import StoreError
from advicebot.service.deliveries import Deliveries
from advicebot.store.work import SqliteWork
from tests.fakes import a_delivery
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
path = Path(sys.argv[1])
work = SqliteWork(path)
made = Deliveries(work, worker="w", lease=timedelta(seconds=20), machine=SystemClock())
made.accept(a_delivery("first"))
resource.setrlimit(resource.RLIMIT_FSIZE, (900_000, resource.RLIM_INFINITY))
taken = 0
try:
    while True:
        made.accept(a_delivery(f"d{taken}", body={"text": "x" * 40_000}))
        taken += 1
except StoreError as error:
    print(taken, error, sep="|")
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
print(made.accept(a_delivery("after", body={"text": "x" * 40_000})))
"""


@pytest.fixture
def damaged(database: Path) -> Callable[[], None]:
    """Return what overwrites every page but the first, with a copy kept beside it."""
    whole = database.with_name("whole.db")
    shutil.copy(database, whole)

    def damage() -> None:
        size = database.stat().st_size
        with database.open("r+b") as file:
            file.seek(4096)
            file.write(os.urandom(size - 4096))

    return damage


def test_a_damaged_page_is_told_with_what_to_do_and_a_backup_put_back_works_at_once(
    work: SqliteWork,
    deliveries: Deliveries,
    database: Path,
    damaged: Callable[[], None],
    look: Looking,
):
    damaged()
    for _ in range(2):
        with pytest.raises(
            StoreError, match=r"malformed.*Nothing was stored.*advicebot db restore"
        ):
            deliveries.accept(a_delivery("first"))
    for side in ("-wal", "-shm"):
        database.with_name(database.name + side).unlink(missing_ok=True)
    shutil.copy(database.with_name("whole.db"), database)
    assert deliveries.accept(a_delivery("first"))
    assert stored(look) == 1


def test_a_table_that_is_not_there_is_told_with_what_to_do(deliveries: Deliveries, database: Path):
    connection = sqlite3.connect(str(database))
    connection.execute("ALTER TABLE inbox RENAME TO elsewhere")
    connection.commit()
    with pytest.raises(StoreError, match=r"no such table: inbox.*Run: advicebot db migrate"):
        deliveries.accept(a_delivery("first"))
    connection.execute("ALTER TABLE elsewhere RENAME TO inbox")
    connection.commit()
    connection.close()
    assert deliveries.accept(a_delivery("first"))


def test_a_database_that_was_taken_away_is_not_taken_for_an_empty_one(
    work: SqliteWork, deliveries: Deliveries, database: Path
):
    away = database.with_name("away.db")
    work.close()
    database.rename(away)
    with pytest.raises(StoreError, match="no such table"):
        deliveries.accept(a_delivery("first"))
    work.close()
    for side in ("", "-wal", "-shm"):
        database.with_name(database.name + side).unlink(missing_ok=True)
    away.rename(database)
    assert deliveries.accept(a_delivery("first"))


def test_threads_of_one_process_wait_for_their_turn_to_write_and_a_transaction_inside_is_refused(
    database: Path,
):
    store = Store(database)
    with (
        store.write(),
        pytest.raises(sqlite3.OperationalError, match="within a transaction"),
        store.write(),
    ):
        raise AssertionError("never here")
    with store.write() as db:
        db.execute("SELECT 1")
    store.close()


# Who may read the files


@pytest.mark.parametrize("side", ["", "-wal", "-shm"])
def test_a_file_that_others_can_read_is_refused_with_what_to_do(database: Path, side: str):
    file = database.with_name(database.name + side)
    file.touch()
    file.chmod(0o640)
    store = Store(database)
    with pytest.raises(StoreError, match=rf"{file} can be read by others .mode 640.. Run: chmod"):
        store.write().__enter__()
    file.chmod(0o600)
    store.close()


def test_a_folder_in_which_others_could_replace_the_files_is_refused(database: Path):
    database.parent.chmod(0o777)
    try:
        with pytest.raises(StoreError, match="Others can write into"):
            refuse_shared(database)
    finally:
        database.parent.chmod(0o700)
    refuse_shared(database)


def test_a_folder_that_others_can_look_into_is_warned_of_once(
    database: Path, caplog: pytest.LogCaptureFixture
):
    database.parent.chmod(0o755)
    for _ in range(3):
        refuse_shared(database)
    assert caplog.text.count("others can look into") == 1
    assert TEAM not in caplog.text
