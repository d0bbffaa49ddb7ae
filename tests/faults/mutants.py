"""Mutants: the line without one of its guards, each with a test that must then fail."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.faults import bent_rules, bent_wire, bent_work
from tests.faults.bending import put


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """``bend`` removes the guard in this process before anything else is imported; ``test`` is the
    test that dies of it.
    """

    bend: Callable[[], None]
    test: str


def _nothing_is_stored() -> None:
    from advicebot.store.inbox import Inbox

    put(Inbox, "add", lambda self, delivery, **more: True)


def _no_unique_index() -> None:
    from pysqlite3 import dbapi2 as sqlite3

    from advicebot.store import migrations

    real = migrations.migrate

    def migrate(path: Path, *about: Any, **more: Any) -> Any:
        done = real(path, *about, **more)
        with sqlite3.connect(str(path)) as db:
            db.execute("DROP INDEX requests_by_message")
        db.close()
        return done

    put(migrations, "migrate", migrate)


def _no_timer() -> None:
    from advicebot.store.ledger import Timers

    put(Timers, "set", lambda self, key, kind, ref, due_at: None)


def _no_role_check() -> None:
    from advicebot.slack import guards

    put(guards, "_why_not", lambda guard, roles, user_id: None)


def _no_pace() -> None:
    from advicebot.store.lanes import Lanes

    put(Lanes, "take", lambda self, lane, now, pace: None)


def _audit_apart() -> None:
    """A line of the audit is committed by itself, with whatever was written before it."""
    from advicebot.store.ledger import Audit

    real = Audit.add

    def add(self: Audit, *about: Any, **more: Any) -> None:
        real(self, *about, **more)
        self._db.conn.commit()
        self._db.conn.execute("BEGIN IMMEDIATE")

    put(Audit, "add", add)


def _no_tombstones() -> None:
    from advicebot.store.rights import Rights

    put(Rights, "add_tombstone", lambda self, stone, team_id, at: None)


def _done_twice() -> None:
    from advicebot.store.inbox import Inbox

    put(Inbox, "is_done", lambda self, key: False)


def _halves_stay() -> None:
    """What a transaction wrote before it failed is kept."""
    from advicebot.store.connection import Store

    @contextmanager
    def write(self: Store) -> Iterator[Any]:
        with self._sound() as db:
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
            finally:
                db.conn.commit()

    put(Store, "write", write)


def _logs_quote() -> None:
    from advicebot import logs

    put(logs, "_quotes_nobody", lambda error: True)


MUTANTS: dict[str, Mutant] = {
    "inbox write": Mutant(
        bend=_nothing_is_stored,
        test="tests/unit/test_deliveries.py::test_a_delivery_is_let_in_once",
    ),
    "delivery done once": Mutant(
        bend=_done_twice,
        test="tests/contract/test_store_races.py::"
        "test_a_delivery_whose_worker_is_slow_takes_effect_once_though_another_takes_it_up",
    ),
    "unique index": Mutant(
        bend=_no_unique_index,
        test="tests/contract/test_store.py::test_a_message_or_a_number_makes_one_request",
    ),
    "lease": Mutant(
        bend=bent_work.no_lease,
        test="tests/unit/test_sender.py::test_a_row_in_hand_is_left_alone_until_its_lease_runs_out",
    ),
    "read-back": Mutant(
        bend=bent_wire.no_read_back,
        test="tests/unit/test_sender.py::"
        "test_a_post_whose_answer_was_lost_is_read_back_and_not_doubled",
    ),
    "timer row": Mutant(
        bend=_no_timer,
        test="tests/unit/test_escalation_service.py::"
        "test_an_emergency_pages_primary_and_back_up_at_once_and_again_every_three_minutes",
    ),
    "role check": Mutant(
        bend=_no_role_check,
        test="tests/contract/test_guards.py::"
        "test_a_click_that_is_refused_is_told_to_the_person_alone_and_is_over",
    ),
    "escape": Mutant(
        bend=bent_rules.no_escape,
        test="tests/unit/test_mrkdwn.py::test_escaped_text_has_no_markup_and_nothing_hidden",
    ),
    "pacing": Mutant(
        bend=_no_pace,
        test="tests/contract/test_sending_pace.py::test_threads_count_to_their_channel",
    ),
    "priority of what is urgent": Mutant(
        bend=bent_wire.no_priority,
        test="tests/unit/test_sender.py::test_what_is_urgent_overtakes",
    ),
    "version check": Mutant(
        bend=bent_rules.no_versions,
        test="tests/contract/test_store_handoffs.py::"
        "test_of_two_who_change_the_same_state_one_wins",
    ),
    "one transaction": Mutant(
        bend=_halves_stay,
        test="tests/contract/test_store.py::"
        "test_what_a_failed_transaction_wrote_is_gone_and_the_next_one_works",
    ),
    "audit in the same transaction": Mutant(
        bend=_audit_apart,
        test="tests/unit/test_handoff_crashes.py::"
        "test_a_crash_anywhere_leaves_everything_as_it_was_and_what_follows_goes_on[taking it]",
    ),
    "tombstones after a restore": Mutant(
        bend=_no_tombstones,
        test="tests/unit/test_rights.py::test_a_restored_copy_loses_the_same_again",
    ),
    "log that quotes nobody": Mutant(
        bend=_logs_quote,
        test="tests/unit/test_logs.py::"
        "test_what_an_error_quotes_is_left_out_of_a_traceback_and_its_place_is_not",
    ),
}
"""By the guard that each lacks."""
