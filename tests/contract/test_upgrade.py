"""A database of the first schema with a school day in it is brought up to date, and works."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pysqlite3 import dbapi2 as sqlite3
from sqlite_utils import Migrations

from advicebot.clock import FixedClock
from advicebot.domain.delivery import ON_CALL
from advicebot.domain.handoff import HandoffState
from advicebot.domain.oncall.escalation import URGENT_POLICY
from advicebot.service import handoff, tick
from advicebot.service.desk import Desk
from advicebot.slack.draw import Artist
from advicebot.slack.sender import Sender
from advicebot.store.connection import open_database
from advicebot.store.migrations import first_schema, migrate, refuse_outdated
from advicebot.store.rows import to_text
from advicebot.store.work import SqliteWork
from tests.conftest import A_TUESDAY
from tests.fakes import DAN, OMAR, PRIYA, TEAM, TESSA, FakeSlack, Looking

MERCY = "U0MERCY001"
BEFORE = A_TUESDAY - timedelta(minutes=20)
PLACE = {"channel_id": "C0ONCALL01", "sent_at": to_text(BEFORE)}
TAKEN = json.dumps({"name": "claimed", "by": PRIYA})
first = Migrations("advicebot")


first(name="0001_first_schema")(first_schema)


def a_request(number: int, requester: str, **changed: Any) -> dict[str, Any]:
    """Return a row of ``requests`` as the first schema has it."""
    plain = {
        "id": f"r{number}",
        "team_id": TEAM,
        "number": number,
        "requester": requester,
        "origin": "dm",
        "channel_id": f"D{requester[1:]}",
        "message_ts": f"{number}.1",
        "text": "she is missing",
        "removed": 0,
        "tried": "",
        "phase": "ks3",
        "action": "page",
        "urgency": "urgent",
        "band": "confident",
        "flags": json.dumps([{"flag": "missing", "quote": "missing", "rule": "missing.x"}]),
        "suggestions": "[]",
        "topics": "[]",
        "offers": "[]",
        "signposts": "[]",
        "state": "open",
        "revision": 1,
        "created_at": to_text(BEFORE),
        "updated_at": to_text(BEFORE),
    }
    return plain | changed


def a_handoff(number: int, **changed: Any) -> dict[str, Any]:
    """Return a row of ``handoffs`` as the first schema has it."""
    plain = {
        "id": f"h{number}",
        "team_id": TEAM,
        "request_id": f"r{number}",
        "reason": "triage",
        "urgency": "urgent",
        "state": "open",
        "paged_at": to_text(BEFORE),
        "created_at": to_text(BEFORE),
    }
    return plain | changed


def an_effect(key: str, recipient: str, ref: str, **changed: Any) -> dict[str, Any]:
    """Return a row of ``outbox`` as the first schema has it."""
    plain = {
        "key": key,
        "team_id": TEAM,
        "kind": key.split(":")[0],
        "recipient": recipient,
        "ref": ref,
        "data": "{}",
        "priority": 0,
        "created_at": to_text(BEFORE),
        "next_at": "",
    }
    return plain | changed


ROWS: dict[str, list[dict[str, Any]]] = {
    "requests": [
        a_request(1001, TESSA),
        a_request(1002, OMAR),
        a_request(1003, MERCY, action="ask", asked_at=to_text(BEFORE)),
        a_request(1004, TESSA, state="withdrawn", text="", flags="[]"),
    ],
    "handoffs": [
        a_handoff(1001),
        a_handoff(1002, state="claimed", claimed_by=PRIYA, claimed_at=to_text(BEFORE)),
        a_handoff(1004, urgency="emergency", paged_at=None),
    ],
    "outbox": [
        an_effect("reply:r1001:1", TESSA, "r1001", **PLACE | {"channel_id": "D1"}, ts="1.1"),
        an_effect("card:h1001", ON_CALL, "h1001", **PLACE, ts="2.1"),
        an_effect("card:h1002", ON_CALL, "h1002", **PLACE, ts="2.2"),
        an_effect("card:h1002:emergency", ON_CALL, "h1002", **PLACE, ts="2.3"),
        an_effect("card:h1004", ON_CALL, "h1004", attempts=3, last_error="http_503"),
        an_effect("card.update:h1002:claimed", ON_CALL, "h1002"),
        an_effect(
            "notice:r1002:claimed", OMAR, "r1002", data=f'{{"name":"claimed","by":"{PRIYA}"}}'
        ),
        an_effect("line:k:help", DAN, DAN, data='{"name":"help"}', failed_at=to_text(BEFORE)),
    ],
    "timers": [
        {"key": "ask:r1003:1", "kind": "ask.unanswered", "ref": "r1003", "due_at": to_text(BEFORE)}
    ],
    "inbox": [
        {
            "key": "message:1",
            "team_id": TEAM,
            "kind": "message",
            "body": "",
            "received_at": to_text(BEFORE),
            "done_at": to_text(BEFORE),
        }
    ],
    "people": [{"team_id": TEAM, "user_id": TESSA, "school": "kestrel", "dm_channel": "D1"}],
    "sweeps": [{"team_id": TEAM, "swept_to": "1790000000.000000"}],
    "audit": [
        {
            "at": to_text(BEFORE),
            "team_id": TEAM,
            "actor": TESSA,
            "action": "handoff.open",
            "object": "h1001",
            "detail": "{}",
        }
    ],
}


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A database of the first schema with calls for help in it, brought up to date."""
    path = tmp_path / "old.db"
    db = open_database(path)
    first.apply(db)
    for table, rows in ROWS.items():
        for row in rows:
            names = ", ".join(row)
            marks = ", ".join("?" for _ in row)
            db.conn.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(row.values()))
    db.conn.commit()
    db.close()
    assert migrate(path)[:2] == ["0002_hand_off", "0003_rota"]
    return path


@pytest.fixture
def work(database: Path) -> Iterator[SqliteWork]:
    made = SqliteWork(database)
    yield made
    made.close()


@pytest.fixture
def look(database: Path) -> Looking:
    return Looking(database)


@pytest.fixture
def slack() -> FakeSlack:
    return FakeSlack()


@pytest.fixture
def sender(desk: Desk, slack: FakeSlack, clock: FixedClock) -> Sender:
    gateway: Any = slack
    lease = timedelta(seconds=20)
    return Sender(desk, gateway, Artist(desk), worker="w", lease=lease, machine=clock, paces={})


def settle(sender: Sender) -> None:
    while sender.send_next():
        pass


def test_nothing_is_lost_and_every_reference_holds(database: Path, look: Looking):
    refuse_outdated(database)
    for table, rows in ROWS.items():
        found = look.rows(f"SELECT * FROM {table} ORDER BY rowid")
        assert len(found) == len(rows)
        for row, now in zip(rows, found, strict=True):
            assert {name: now[name] for name in row} == row
    assert look.rows("PRAGMA foreign_key_check") == []
    assert look.rows("PRAGMA integrity_check") == [{"integrity_check": "ok"}]


def test_a_call_for_help_knows_its_teacher_and_its_requests(work: SqliteWork):
    with work.read() as unit:
        found = unit.handoffs.find_by_request("r1001")
        assert found
        assert (found.id, found.requester, found.policy, found.rung) == ("h1001", TESSA, None, 0)
        assert unit.handoffs.find_by_request("r1003") is None
        assert [each.id for each in unit.handoffs.list_held_by(TEAM, PRIYA)] == ["h1002"]
        assert [each.id for each in unit.requests.list_of_handoff("h1002")] == ["r1002"]


def test_an_open_call_without_a_ladder_is_taken_up_and_pages_people(
    desk: Desk, look: Looking, sender: Sender, slack: FakeSlack, on_duty: None, clock: FixedClock
):
    tick.run_due(desk)
    settle(sender)
    with desk.work.read() as unit:
        found = unit.handoffs.find("h1001")
    assert found
    assert (found.policy, found.rung, found.paged) == (URGENT_POLICY, 1, (PRIYA,))
    assert f"card:h1001:1:{PRIYA}" in slack.posted_keys()
    clock.advance(timedelta(minutes=10))
    tick.run_due(desk)
    settle(sender)
    assert f"card:h1001:2:{DAN}" in slack.posted_keys()
    handoff.claim(desk, None, "h1001", DAN)
    settle(sender)
    assert [each["thread"] for each in slack.posts if "h1001:claimed" in each["key"]] == ["2.1"]


def test_a_page_that_had_not_left_leaves_and_is_answered_for(
    desk: Desk, look: Looking, sender: Sender, slack: FakeSlack, on_duty: None
):
    tick.run_due(desk)
    settle(sender)
    assert "card:h1004" in slack.posted_keys()
    assert {f"card:h1004:1:{PRIYA}", f"card:h1004:1:{DAN}"} <= set(slack.posted_keys())


def test_a_call_that_somebody_has_is_looked_after_and_its_words_go_under_the_first_card(
    desk: Desk, look: Looking, sender: Sender, slack: FakeSlack, on_duty: None, clock: FixedClock
):
    tick.run_due(desk)
    settle(sender)
    assert "notice:r1002:claimed" in slack.posted_keys()
    clock.advance(timedelta(minutes=40))
    tick.run_due(desk)
    clock.advance(timedelta(minutes=10))
    tick.run_due(desk)
    settle(sender)
    assert any(key.startswith("line:h1002:still") for key in slack.posted_keys())
    with desk.work.read() as unit:
        found = unit.handoffs.find("h1002")
    assert found
    assert (found.state, found.reopened) == (HandoffState.OPEN, "silent")
    threads = {each["thread"] for each in slack.posts if each["key"].startswith("thread:h1002")}
    assert threads == {"2.2"}


def test_a_question_that_nobody_answered_is_still_settled(desk: Desk, look: Looking, on_duty: None):
    tick.run_due(desk)
    (row,) = look.rows("SELECT * FROM requests WHERE id = 'r1003'")
    assert row["ask_answer"] == "silence"
    assert row["handoff_id"]
    (opened,) = look.rows("SELECT * FROM handoffs WHERE id = ?", row["handoff_id"])
    assert (opened["requester"], opened["state"]) == (MERCY, "open")
    assert any(each["recipient"] == PRIYA for each in look.effects("card"))


def test_an_upgrade_that_breaks_off_leaves_the_old_database_whole(tmp_path: Path):
    path = tmp_path / "old.db"
    db = open_database(path)
    first.apply(db)
    db.conn.execute("CREATE TABLE practitioners (x)")
    db.conn.commit()
    db.close()
    with pytest.raises(sqlite3.OperationalError, match="practitioners already exists"):
        migrate(path)
    columns = {row["name"] for row in Looking(path).rows("PRAGMA table_info(handoffs)")}
    assert "policy" not in columns
    assert "claimed_by" in columns
