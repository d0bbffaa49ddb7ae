"""Handoffs and their words on a real file: there and back, one winner, found again where needed."""

import threading
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pysqlite3 import dbapi2 as sqlite3

from advicebot.clock import FixedClock
from advicebot.domain.delivery import ON_CALL, Effect, EffectKind, Posted
from advicebot.domain.handoff import (
    Closing,
    Handoff,
    HandoffReason,
    HandoffState,
    Helped,
    Intention,
    Reopening,
    Side,
    Words,
    WordsState,
)
from advicebot.domain.oncall.escalation import Policy, Position, Step, Target
from advicebot.domain.vocabulary import Urgency
from advicebot.errors import StoreError
from advicebot.store.work import SqliteWork
from tests.contract.test_store import A_REQUEST
from tests.fakes import DAN, PRIYA, TEAM, TESSA, TESSA_DM

instants = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
maybe = st.none() | instants
text = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)
people = st.lists(st.sampled_from((PRIYA, DAN, ON_CALL)), max_size=3).map(tuple)
person = st.none() | st.sampled_from((PRIYA, DAN))
waits = st.timedeltas(timedelta(seconds=1), timedelta(days=2)).map(
    lambda each: timedelta(seconds=int(each.total_seconds()))
)
targets = st.lists(st.sampled_from(Target), min_size=1, max_size=4, unique=True).map(tuple)
steps = st.builds(Step, page=targets, wait=waits)
policies = st.builds(Policy, steps=st.lists(steps, min_size=1, max_size=4).map(tuple))
closings = st.builds(
    Closing,
    agreed=text,
    next_step=text,
    next_by=text,
    risk=st.integers(0, 10),
    intention=st.sampled_from(Intention),
    review_on=st.none() | st.dates(),
)
handoffs = st.builds(
    Handoff,
    id=st.uuids().map(str),
    team_id=st.just(TEAM),
    request_id=st.just(A_REQUEST.id),
    requester=st.just(TESSA),
    reason=st.sampled_from(HandoffReason),
    urgency=st.sampled_from(Urgency),
    state=st.sampled_from(HandoffState),
    policy=st.none() | policies,
    position=st.builds(Position, step=st.integers(0, 9), round=st.integers(0, 999)),
    rung=st.integers(0, 9999),
    paged=people,
    reached=people,
    declined=people,
    next_at=maybe,
    parked_until=maybe,
    answer_by=maybe,
    claimed_by=person,
    claimed_at=maybe,
    passed_by=person,
    passed_to=person,
    reopened=st.none() | st.sampled_from(Reopening),
    seen_by=person,
    seen_at=maybe,
    last_word_at=maybe,
    still_asked_at=maybe,
    paged_at=maybe,
    page_failed_at=maybe,
    closed_by=person,
    closed_at=maybe,
    closing=st.none() | closings,
    helped=st.none() | st.sampled_from(Helped),
    in_time=st.none() | st.booleans(),
    version=st.integers(1, 10**6),
    created_at=instants,
)
sayings = st.builds(
    Words,
    id=st.uuids().map(str),
    team_id=st.just(TEAM),
    handoff_id=st.just("h1"),
    side=st.sampled_from(Side),
    author=st.sampled_from((TESSA, PRIYA)),
    text=text,
    removed=st.integers(0, 99),
    channel_id=st.none() | st.just(TESSA_DM),
    message_ts=st.none() | st.uuids().map(str),
    strategy_id=st.none() | text,
    state=st.sampled_from(WordsState),
    created_at=instants,
    updated_at=instants,
)
few = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def a_handoff(**changed: Any) -> Handoff:
    """Return an open handoff of the one request; ``changed`` replaces fields."""
    values: dict[str, Any] = {
        "id": "h1",
        "team_id": TEAM,
        "request_id": A_REQUEST.id,
        "requester": TESSA,
        "reason": HandoffReason.TRIAGE,
        "urgency": Urgency.URGENT,
        "created_at": A_REQUEST.created_at,
    }
    return Handoff(**(values | changed))


@pytest.fixture
def stored(work: SqliteWork) -> Handoff:
    """An open handoff in the database."""
    with work.write() as unit:
        unit.requests.add(A_REQUEST)
        unit.handoffs.add(a_handoff())
    return a_handoff()


@few
@given(handoffs)
def test_a_handoff_comes_back_as_it_went_in(work: SqliteWork, handoff: Handoff):
    with work.write() as unit:
        db: Any = unit.requests
        for clear in ("UPDATE requests SET handoff_id = NULL", "DELETE FROM handoffs"):
            db._db.execute(clear)
        db._db.execute("DELETE FROM requests")
        unit.requests.add(A_REQUEST)
        unit.handoffs.add(handoff)
        found = unit.handoffs.find(handoff.id)
    assert found == handoff
    for field in fields(handoff):
        assert type(getattr(found, field.name)) is type(getattr(handoff, field.name))


def test_a_handoff_belongs_to_a_request_that_is_there(work: SqliteWork):
    with pytest.raises(sqlite3.IntegrityError), work.write() as unit:
        unit.handoffs.add(a_handoff(request_id="nowhere"))
    with work.read() as unit:
        assert unit.handoffs.find("h1") is None


def test_a_request_that_was_called_for_again_is_in_the_newest_handoff(
    work: SqliteWork, stored: Handoff
):
    with work.write() as unit:
        unit.handoffs.save(replace(stored, state=HandoffState.CLOSED))
        unit.handoffs.add(a_handoff(id="h2"))
        found = unit.handoffs.find_by_request(A_REQUEST.id)
        assert found == a_handoff(id="h2")
        assert unit.handoffs.find("h1") is not None


def test_a_saved_request_stays_in_its_handoff(work: SqliteWork, stored: Handoff):
    """Whoever read the request before it was handed off must not take it out again."""
    with work.write() as unit:
        unit.requests.save(replace(A_REQUEST, text="newer"))
        found = unit.requests.find(A_REQUEST.id)
        assert found
        assert (found.text, found.handoff_id) == ("newer", stored.id)


def test_several_requests_may_be_in_one_handoff(work: SqliteWork, stored: Handoff):
    other = replace(A_REQUEST, id="r2", number=1002, message_ts="1.2")
    with work.write() as unit:
        unit.requests.add(other)
        assert unit.handoffs.find_by_request("r2") is None
        unit.handoffs.join("r2", stored.id)
        assert [each.id for each in unit.requests.list_of_handoff(stored.id)] == ["r1", "r2"]
        assert unit.handoffs.find_by_request("r2") == stored


def test_of_two_who_change_the_same_state_one_wins(work: SqliteWork, stored: Handoff):
    mine = replace(stored, state=HandoffState.CLAIMED, claimed_by=PRIYA)
    with work.write() as unit:
        saved = unit.handoffs.save(mine)
        assert saved == replace(mine, version=2)
    with pytest.raises(StoreError, match="changed by somebody else"), work.write() as unit:
        unit.handoffs.save(replace(stored, state=HandoffState.CLAIMED, claimed_by=DAN))
    with work.read() as unit:
        assert unit.handoffs.find(stored.id) == saved


def test_a_handoff_that_is_not_there_cannot_be_saved(work: SqliteWork):
    with pytest.raises(StoreError, match="nowhere"), work.write() as unit:
        unit.handoffs.save(a_handoff(id="nowhere"))


def test_of_twenty_who_change_it_at_once_one_wins(work: SqliteWork, stored: Handoff):
    start, won, lost = threading.Barrier(20), [], []

    def change(number: int) -> None:
        start.wait()
        try:
            with work.write() as unit:
                unit.handoffs.save(replace(stored, claimed_by=f"U{number}"))
            won.append(number)
        except StoreError:
            lost.append(number)

    threads = [threading.Thread(target=change, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(won), len(lost)) == (1, 19)
    with work.read() as unit:
        found = unit.handoffs.find(stored.id)
    assert found
    assert found.claimed_by == f"U{won[0]}"


@pytest.mark.parametrize("state", HandoffState)
def test_a_teachers_active_handoff_is_found_while_somebody_waits(
    work: SqliteWork, stored: Handoff, state: HandoffState
):
    with work.write() as unit:
        saved = unit.handoffs.save(replace(stored, state=state))
        active = state in (HandoffState.OPEN, HandoffState.CLAIMED)
        assert unit.handoffs.find_active_of(TEAM, TESSA) == (saved if active else None)
        assert unit.handoffs.list_active() == ([saved] if active else [])
        assert unit.handoffs.find_active_of("T2", TESSA) is None
        assert unit.handoffs.find_active_of(TEAM, PRIYA) is None


def test_what_somebody_has_is_listed_for_them_alone(work: SqliteWork, stored: Handoff):
    with work.write() as unit:
        held = unit.handoffs.save(replace(stored, state=HandoffState.CLAIMED, claimed_by=PRIYA))
        assert unit.handoffs.list_held_by(TEAM, PRIYA) == [held]
        assert unit.handoffs.list_held_by(TEAM, DAN) == []
        assert unit.handoffs.list_held_by("T2", PRIYA) == []
        unit.handoffs.save(replace(held, state=HandoffState.CLOSED))
        assert unit.handoffs.list_held_by(TEAM, PRIYA) == []


def test_a_handoff_is_found_by_where_its_card_stands(
    work: SqliteWork, stored: Handoff, clock: FixedClock
):
    place = Posted(channel_id="C0ONCALL01", ts="1.5")
    for kind, key in ((EffectKind.CARD, "card:h1"), (EffectKind.THREAD, "thread:h1:x:1")):
        effect = Effect(key=key, team_id=TEAM, kind=kind, recipient=ON_CALL, ref=stored.id)
        with work.write() as unit:
            unit.outbox.add(effect, clock.now())
            claimed = unit.outbox.claim(now=clock.now(), by="w", lease=timedelta(seconds=9))
            assert claimed
            assert unit.outbox.mark_sent(claimed, by="w", at=clock.now(), posted=place)
            place = replace(place, ts="1.6")
    with work.read() as unit:
        assert unit.handoffs.find_by_card("C0ONCALL01", "1.5") == stored
        assert unit.handoffs.find_by_card("C0ONCALL01", "1.6") is None, "that is no card"
        assert unit.handoffs.find_by_card("C0OTHER001", "1.5") is None


def test_an_active_handoff_that_no_timer_looks_at_is_listed(
    work: SqliteWork, stored: Handoff, clock: FixedClock
):
    with work.write() as unit:
        assert unit.handoffs.list_untimed() == [stored]
        unit.timers.set("t0", "handoff.remind", stored.id, clock.now())
        assert unit.handoffs.list_untimed() == [stored]
        unit.timers.set("t1", "handoff.escalate", stored.id, clock.now())
        assert unit.handoffs.list_untimed() == []
        assert unit.timers.finish("t1", clock.now())
        assert unit.handoffs.list_untimed() == [stored]
        unit.handoffs.save(replace(stored, state=HandoffState.WITHDRAWN))
        assert unit.handoffs.list_untimed() == []


@few
@given(sayings)
def test_words_come_back_as_they_went_in(work: SqliteWork, said: Words):
    with work.write() as unit:
        db: Any = unit.requests
        db._db.execute("DELETE FROM words")
        if unit.handoffs.find("h1") is None:
            unit.requests.add(A_REQUEST)
            unit.handoffs.add(a_handoff())
        unit.words.add(said)
        assert unit.words.find(said.id) == said
        assert unit.words.list_of("h1", limit=9) == [said]
        blank = replace(said, text="", state=WordsState.DELETED)
        unit.words.change(blank)
        assert unit.words.find(said.id) == blank


def test_one_message_is_carried_once_and_found_by_where_it_stands(
    work: SqliteWork, stored: Handoff
):
    said = Words(
        id="w1",
        team_id=TEAM,
        handoff_id=stored.id,
        side=Side.TEACHER,
        author=TESSA,
        text="he is calmer",
        channel_id=TESSA_DM,
        message_ts="1.9",
        created_at=A_REQUEST.created_at,
        updated_at=A_REQUEST.created_at,
    )
    with work.write() as unit:
        unit.words.add(said)
    with pytest.raises(sqlite3.IntegrityError), work.write() as unit:
        unit.words.add(replace(said, id="w2"))
    with work.write() as unit:
        unit.words.add(replace(said, id="w3", channel_id=None, message_ts=None))
        unit.words.add(replace(said, id="w4", channel_id=None, message_ts=None))
        assert unit.words.find_by_message(TEAM, TESSA_DM, "1.9") == said
        assert unit.words.find_by_message("T2", TESSA_DM, "1.9") is None
        assert len(unit.words.list_of(stored.id, limit=9)) == 3
