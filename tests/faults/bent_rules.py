"""Guards of the rules and the store that can be switched off in this process, and on again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tests.faults.bending import put
from tests.faults.bent_wire import no_read_back


def no_versions() -> None:
    """What is saved overwrites whatever somebody else saved since it was read."""
    from advicebot.store.handoffs import Handoffs
    from advicebot.store.referrals import Referrals

    for table, name in ((Handoffs, "handoffs"), (Referrals, "referrals")):
        put(table, "save", _saving(table.save, name))


def _saving(real: Callable[..., Any], table: str) -> Callable[..., Any]:
    def save(self: Any, row: Any) -> Any:
        sql = f"UPDATE {table} SET version = :version WHERE id = :id"
        self._db.execute(sql, {"version": row.version, "id": row.id})
        return real(self, row)

    return save


def no_lock() -> None:
    """The lock is taken with the first change, after everything was looked at."""
    from advicebot.store.connection import Store

    @contextmanager
    def write(self: Store) -> Iterator[Any]:
        with self._sound() as db:
            try:
                yield db
                db.commit()
            except BaseException:
                db.rollback()
                raise

    put(Store, "write", write)


def not_settled_once() -> None:
    """Both: two who look at the same moment may both have their way."""
    no_versions()
    no_lock()


def no_transaction() -> None:
    """Every statement is committed at once: there is no taking back."""
    from advicebot.store.connection import Store

    @contextmanager
    def write(self: Store) -> Iterator[Any]:
        with self._sound() as db:
            db.conn.isolation_level = None
            yield db

    put(Store, "write", write)


def no_escape() -> None:
    """What people type is drawn as they typed it."""
    import sys

    from advicebot.slack import mrkdwn

    real = mrkdwn.escape
    for name, module in list(sys.modules.items()):
        if name.startswith("advicebot.") and vars(module).get("escape") is real:
            put(module, "escape", str)


def talkative_log() -> None:
    """A line of log says what was written."""
    import logging

    from advicebot.service import intake

    real = intake.receive

    def receive(desk: Any, message: Any, **more: Any) -> None:
        logging.getLogger("advicebot.service.intake").debug("read %s", message.text)
        real(desk, message, **more)

    put(intake, "receive", receive)


def not_crash_safe() -> None:
    """Every statement is committed at once, and nobody looks for what was posted before."""
    no_transaction()
    no_read_back()


GUARDS: dict[str, Callable[[], None]] = {
    "settle-once": not_settled_once,
    "escape": no_escape,
    "quiet-log": talkative_log,
    "transaction-and-read-back": not_crash_safe,
}
