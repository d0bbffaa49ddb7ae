"""The door's promise: what was stored is worked on until it is done, or given up loudly."""

import logging
from datetime import timedelta

import pytest

from advicebot.clock import FixedClock
from advicebot.service.deliveries import MOST_ATTEMPTS, MOST_DEATHS, Deliveries
from advicebot.store.work import SqliteWork
from tests.fakes import TESSA, Looking, a_delivery

LEASE = timedelta(seconds=20)


@pytest.fixture
def deliveries(work: SqliteWork, clock: FixedClock) -> Deliveries:
    return Deliveries(work, worker="one", lease=LEASE, machine=clock)


@pytest.fixture
def other(work: SqliteWork, clock: FixedClock) -> Deliveries:
    return Deliveries(work, worker="two", lease=LEASE, machine=clock)


def test_a_delivery_is_let_in_once(deliveries: Deliveries, other: Deliveries):
    assert deliveries.accept(a_delivery("message:1"))
    assert not deliveries.accept(a_delivery("message:1"))
    assert not other.accept(a_delivery("message:1"))
    assert deliveries.is_known("message:1")
    assert not deliveries.is_known("message:2")


def test_work_in_hand_is_not_taken_over(
    deliveries: Deliveries, other: Deliveries, clock: FixedClock
):
    deliveries.accept(a_delivery("message:1"))
    clock.advance(LEASE)
    assert other.claim_abandoned() == []


def test_what_a_dead_process_left_is_taken_over_by_one_other(
    deliveries: Deliveries, other: Deliveries, clock: FixedClock
):
    deliveries.accept(a_delivery("message:1", body={"event": {"text": "Grüße ’"}}))
    clock.advance(LEASE + timedelta(seconds=1))
    (taken,) = other.claim_abandoned()
    assert (taken.key, taken.attempts) == ("message:1", 2)
    assert taken.body == {"event": {"text": "Grüße ’"}}
    assert deliveries.claim_abandoned() == []


def test_what_is_done_is_not_taken_over_and_its_body_is_gone(
    deliveries: Deliveries, clock: FixedClock, look: Looking
):
    deliveries.accept(a_delivery("message:1", body={"event": {"text": "secret words"}}))
    deliveries.finish("message:1")
    clock.advance(timedelta(days=1))
    assert deliveries.claim_abandoned() == []
    assert "secret words" not in look.everything()
    assert not deliveries.accept(a_delivery("message:1"))


def test_a_failed_delivery_is_tried_again_soon(
    deliveries: Deliveries, clock: FixedClock, look: Looking
):
    delivery = a_delivery("message:1")
    deliveries.accept(delivery)
    deliveries.retry_later(delivery, user_id=TESSA, trouble="X")
    clock.advance(timedelta(seconds=2))
    (again,) = deliveries.claim_abandoned()
    assert again.attempts == 2
    assert look.effects() == []


def test_after_the_last_try_the_sender_and_the_on_call_team_are_told_once(
    deliveries: Deliveries, clock: FixedClock, look: Looking, caplog: pytest.LogCaptureFixture
):
    delivery = a_delivery(
        "message:1", failures=MOST_ATTEMPTS - 1, body={"event": {"text": "words"}}
    )
    deliveries.accept(delivery)
    with caplog.at_level(logging.ERROR):
        for _ in range(2):
            deliveries.retry_later(delivery, user_id=TESSA, trouble="X ref=ab12")
    assert look.sent_to(TESSA) == ["line:unreadable"]
    assert look.sent_to("@on-call") == ["line:unreadable-on-call"]
    assert {row["priority"] for row in look.effects()} == {0}
    assert "message:1" in caplog.text
    assert "words" not in caplog.text
    clock.advance(timedelta(days=1))
    assert deliveries.claim_abandoned() == []
    (kept,) = look.rows("SELECT body FROM inbox")
    assert "words" in kept["body"], "the operator may still need it"


def test_tries_whose_process_died_are_no_failures(
    deliveries: Deliveries, clock: FixedClock, look: Looking
):
    deliveries.accept(a_delivery("message:1"))
    for _ in range(MOST_ATTEMPTS):
        clock.advance(timedelta(minutes=1))
        (taken_up,) = deliveries.claim_abandoned()
    assert (taken_up.attempts, taken_up.failures) == (MOST_ATTEMPTS + 1, 0)
    deliveries.retry_later(taken_up, user_id=TESSA, trouble="X")
    assert look.effects() == []
    clock.advance(timedelta(seconds=2))
    (again,) = deliveries.claim_abandoned()
    assert again.failures == 1


def test_what_kills_every_process_is_given_up(deliveries: Deliveries, look: Looking):
    delivery = a_delivery("message:1", attempts=MOST_DEATHS + 1)
    deliveries.accept(delivery)
    deliveries.retry_later(delivery, user_id=TESSA, trouble="abandoned")
    assert look.sent_to(TESSA) == ["line:unreadable"]


def test_a_failure_after_the_work_was_committed_changes_nothing(
    deliveries: Deliveries, look: Looking
):
    delivery = a_delivery("message:1", failures=MOST_ATTEMPTS - 1)
    deliveries.accept(delivery)
    deliveries.finish("message:1")
    deliveries.retry_later(delivery, user_id=TESSA, trouble="X")
    assert look.effects() == []
    assert look.rows("SELECT failed_at FROM inbox") == [{"failed_at": None}]
