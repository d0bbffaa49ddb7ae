"""The store on real files: transactions, rows there and back, who may read the file."""

import stat
import threading
import time
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pysqlite3 import dbapi2 as sqlite3

from advicebot.clock import FixedClock
from advicebot.domain.request import (
    AskAnswer,
    Chosen,
    Feedback,
    Origin,
    Raised,
    Request,
    RequestState,
)
from advicebot.domain.vocabulary import Action, Band, Flag, Phase, Topic, Urgency
from advicebot.errors import StoreError
from advicebot.store.connection import Store, open_database
from advicebot.store.rows import to_instant, to_text
from advicebot.store.work import SqliteWork
from tests.fakes import TEAM, TESSA, TESSA_DM, Looking

instants = st.datetimes(
    min_value=datetime(2000, 1, 1),
    max_value=datetime(2100, 1, 1),
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=1)), timezone(timedelta(hours=-9))]),
)
words = st.text(st.characters(exclude_categories=("Cs",)), max_size=60)
requests = st.builds(
    Request,
    id=st.uuids().map(str),
    team_id=st.just(TEAM),
    number=st.integers(1001, 9**15),
    requester=st.just(TESSA),
    origin=st.sampled_from(Origin),
    channel_id=st.none() | st.just(TESSA_DM),
    message_ts=st.none() | st.uuids().map(str),
    thread_ts=st.none() | words,
    text=words,
    removed=st.integers(0, 99),
    tried=words,
    risk=st.none() | st.integers(0, 10),
    phase=st.sampled_from(Phase),
    action=st.sampled_from(Action),
    urgency=st.sampled_from(Urgency),
    band=st.sampled_from(Band),
    flags=st.lists(
        st.builds(Raised, flag=st.sampled_from(Flag), quote=words, rule=words), max_size=3
    ).map(tuple),
    suggestions=st.lists(st.builds(Chosen, strategy_id=words, because=words), max_size=3).map(
        tuple
    ),
    topics=st.lists(st.sampled_from(Topic), max_size=4).map(tuple),
    offers=st.lists(words, max_size=3).map(tuple),
    signposts=st.lists(words, max_size=3).map(tuple),
    asked_at=st.none() | instants,
    ask_answer=st.none() | st.sampled_from(AskAnswer),
    feedback=st.none() | st.sampled_from(Feedback),
    state=st.sampled_from(RequestState),
    revision=st.integers(1, 99),
    created_at=instants,
    updated_at=instants,
)
A_REQUEST = Request(
    id="r1",
    team_id=TEAM,
    number=1001,
    requester=TESSA,
    origin=Origin.DM,
    channel_id=TESSA_DM,
    message_ts="1.1",
    thread_ts=None,
    text="words",
    removed=0,
    tried="",
    risk=None,
    phase=Phase.KS3,
    action=Action.PAGE,
    urgency=Urgency.EMERGENCY,
    band=Band.CONFIDENT,
    flags=(),
    suggestions=(),
    topics=(),
    offers=(),
    signposts=(),
    asked_at=None,
    ask_answer=None,
    feedback=None,
    state=RequestState.OPEN,
    revision=1,
    created_at=datetime(2026, 11, 24, 9, tzinfo=UTC),
    updated_at=datetime(2026, 11, 24, 9, tzinfo=UTC),
)


class StopHereError(Exception):
    """Something that goes wrong inside a transaction."""


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(requests)
def test_a_request_comes_back_as_it_went_in(work: SqliteWork, request_: Request):
    with work.write() as unit:
        unit.requests._db.execute("DELETE FROM requests")
        unit.requests.add(request_)
        found = unit.requests.find(request_.id)
    assert found == request_
    for field in fields(request_):
        assert type(getattr(found, field.name)) is type(getattr(request_, field.name))


@given(instants, instants)
def test_instants_come_back_and_sort_as_time_does(one: datetime, other: datetime):
    assert to_instant(to_text(one)) == one
    assert (to_text(one) < to_text(other)) == (one < other)
    assert len(to_text(one)) == 27


def test_a_naive_instant_is_refused():
    with pytest.raises(ValueError, match="no time zone"):
        to_text(datetime(2026, 11, 24, 9))


def test_a_saved_request_replaces_only_itself(work: SqliteWork):
    other = replace(A_REQUEST, id="r2", number=1002, message_ts="1.2")
    with work.write() as unit:
        unit.requests.add(A_REQUEST)
        unit.requests.add(other)
        unit.requests.save(replace(A_REQUEST, text="newer"))
        assert unit.requests.find("r1") == replace(A_REQUEST, text="newer")
        assert unit.requests.find("r2") == other
        assert unit.requests.find("r3") is None


def test_a_person_sees_their_own_open_requests_newest_first(work: SqliteWork):
    with work.write() as unit:
        for number in range(1, 5):
            unit.requests.add(
                replace(A_REQUEST, id=f"r{number}", number=number, message_ts=str(number))
            )
        unit.requests.save(replace(A_REQUEST, id="r3", number=3, state=RequestState.WITHDRAWN))
        unit.requests.add(replace(A_REQUEST, id="x", number=9, requester="U2", message_ts="x"))
        unit.requests.add(replace(A_REQUEST, id="y", team_id="T2"))
        assert [each.id for each in unit.requests.list_open_of(TEAM, TESSA, limit=2)] == [
            "r4",
            "r2",
        ]


@pytest.mark.parametrize("double", [{"id": "r2", "number": 2}, {"id": "r2", "message_ts": "2.2"}])
def test_a_message_or_a_number_makes_one_request(work: SqliteWork, double: dict[str, str]):
    def twice() -> None:
        with work.write() as unit:
            unit.requests.add(A_REQUEST)
            unit.requests.add(replace(A_REQUEST, **double))

    with pytest.raises(sqlite3.IntegrityError):
        twice()
    with work.read() as unit:
        assert unit.requests.find("r1") is None


def test_timers_are_set_once_listed_when_due_and_finished_once(work: SqliteWork, clock: FixedClock):
    later = clock.now() + timedelta(minutes=5)
    with work.write() as unit:
        unit.timers.set("b", "k", "r", later)
        unit.timers.set("b", "k", "r", clock.now())
        unit.timers.set("a", "k", "r", later - timedelta(seconds=1))
        assert unit.timers.list_due(clock.now()) == []
        assert [row["key"] for row in unit.timers.list_due(later)] == ["a", "b"]
        assert unit.timers.finish("a", later)
        assert not unit.timers.finish("a", later)
        assert [row["key"] for row in unit.timers.list_due(later)] == ["b"]


def test_a_sweep_never_moves_backwards(work: SqliteWork):
    with work.write() as unit:
        assert unit.sweeps.swept_to(TEAM) is None
        for stamp in ("1790000000.000000", "1790000060.000000", "1790000030.000000"):
            unit.sweeps.save(TEAM, stamp)
        assert unit.sweeps.swept_to(TEAM) == "1790000060.000000"
        assert unit.sweeps.swept_to("T2") is None


def test_audit_rows_are_never_edited_and_deleted_only_after_more_than_a_year(
    work: SqliteWork, clock: FixedClock, look: Looking
):
    with work.write() as unit:
        unit.audit.add(clock.now(), TEAM, actor="U1", action="a", object_id="o", count=1)
    before = look.rows("SELECT * FROM audit")
    assert before[0]["detail"] == '{"count": 1}'
    for statement in (
        "UPDATE audit SET actor = 'U2'",
        "DELETE FROM audit",
        "DELETE FROM audit WHERE id = 1",
    ):
        with (
            pytest.raises(sqlite3.IntegrityError, match=r"audit rows are (never edited|kept)"),
            work.write() as u,
        ):
            u.audit._db.execute(statement)
    assert look.rows("SELECT * FROM audit") == before
    old = clock.now() - timedelta(days=7 * 366)
    with work.write() as unit:
        unit.audit.add(old, TEAM, actor="U1", action="a", object_id="o")
        assert unit.rights.remove_audit(TEAM, before=clock.now() - timedelta(days=6 * 366)) == 1
    assert look.rows("SELECT * FROM audit") == before


def test_what_a_failed_transaction_wrote_is_gone_and_the_next_one_works(work: SqliteWork):
    def fail() -> None:
        with work.write() as unit:
            unit.requests.add(A_REQUEST)
            raise StopHereError

    with pytest.raises(StopHereError):
        fail()
    with work.write() as unit:
        assert unit.requests.find("r1") is None
        unit.requests.add(A_REQUEST)


def test_a_commit_that_fails_leaves_no_transaction_behind(database: Path):
    """A deferred constraint is looked at on commit, as a full disk would be found."""
    store = Store(database)
    with store.write() as db:
        db.execute("CREATE TABLE parent (id INTEGER PRIMARY KEY)")
        db.execute(
            "CREATE TABLE child (id INTEGER REFERENCES parent DEFERRABLE INITIALLY DEFERRED)"
        )
    with pytest.raises(sqlite3.IntegrityError), store.write() as db:
        db.execute("INSERT INTO child VALUES (1)")
    with store.write() as db:
        db.execute("INSERT INTO parent VALUES (1)")
    store.close()


def test_readers_see_only_what_is_committed(work: SqliteWork):
    seen: list[object] = []

    def read() -> None:
        with work.read() as unit:
            seen.append(unit.requests.find("r1"))

    with work.write() as unit:
        unit.requests.add(A_REQUEST)
        reader = threading.Thread(target=read)
        reader.start()
        reader.join()
    read()
    assert seen == [None, A_REQUEST]


def test_writers_wait_for_each_other_and_lose_nothing(work: SqliteWork, look: Looking):
    def write(worker: int) -> None:
        for number in range(20):
            with work.write() as unit:
                count = unit.requests.next_number(TEAM)
                unit.requests.add(
                    replace(
                        A_REQUEST,
                        id=f"{worker}-{number}",
                        number=count,
                        message_ts=f"{worker}-{number}",
                    )
                )

    threads = [threading.Thread(target=write, args=(worker,)) for worker in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    numbers = [row["number"] for row in look.requests()]
    assert numbers == list(range(1001, 1101))


def test_a_database_that_stays_locked_is_an_error_that_says_so(
    database: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("advicebot.store.connection.BUSY_SECONDS", 0.01)
    holder = sqlite3.connect(str(database), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    store = Store(database)
    started = time.monotonic()
    with pytest.raises(StoreError, match="stayed locked"), store.write():
        pass
    assert time.monotonic() - started < 2
    holder.execute("ROLLBACK")
    with store.write() as db:
        db.execute("SELECT 1")
    store.close()
    holder.close()


def test_every_connection_is_durable_strict_about_references_and_overwrites_what_it_deletes(
    database: Path,
):
    db = open_database(database)
    pragmas = {
        name: db.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("foreign_keys", "synchronous", "secure_delete", "journal_mode")
    }
    assert pragmas == {
        "foreign_keys": 1,
        "synchronous": 2,
        "secure_delete": 1,
        "journal_mode": "wal",
    }
    db.close()


def test_only_the_owner_can_read_the_files(tmp_path: Path):
    path = tmp_path / "new.db"
    store = Store(path)
    with store.write() as db:
        db.execute("PRAGMA user_version = 1")
        db.execute("CREATE TABLE t (x)")
    modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in tmp_path.glob("new.db*")}
    assert set(modes.values()) == {0o600}
    store.close()


def test_a_folder_that_is_not_there_and_a_file_that_is_no_database_are_named(tmp_path: Path):
    with pytest.raises(StoreError, match=r"There is no folder .*nowhere"):
        open_database(tmp_path / "nowhere" / "a.db")
    other = tmp_path / "letter.txt"
    other.write_text("Dear all, " * 200)
    with pytest.raises(StoreError, match=r"letter.txt cannot be opened as a database"):
        open_database(other)
    with pytest.raises(StoreError, match="cannot be opened"):
        open_database(tmp_path)
    assert other.read_text().startswith("Dear all")


def test_a_closed_store_opens_again(work: SqliteWork):
    with work.write() as unit:
        unit.requests.add(A_REQUEST)
    work.close()
    with work.read() as unit:
        assert unit.requests.find("r1") == A_REQUEST


def test_connections_are_shared_by_nobody(database: Path):
    store = Store(database)
    seen: list[int] = []

    def note() -> None:
        with store.read() as db:
            seen.append(id(db.conn))

    note()
    note()
    other = threading.Thread(target=note)
    other.start()
    other.join()
    assert seen[0] == seen[1] != seen[2]
    store.close()
