"""The product as it is simulated: the real store with an eye on every transaction, and places where
a deliberately broken build comes in.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from advicebot.domain.delivery import Effect, EffectKind
from advicebot.domain.handoff import Handoff
from advicebot.domain.request import Request
from advicebot.service import closing, handoff, holding
from advicebot.slack.draw import Artist
from advicebot.slack.screens.alarm import person_comes
from advicebot.slack.screens.blocks import Message
from advicebot.slack.screens.standing import standing
from advicebot.store.handoffs import Handoffs
from advicebot.store.ledger import Audit
from advicebot.store.work import SqliteUnit, SqliteWork
from tests.simulation.slack import Died

TABLES = (
    *("inbox", "outbox", "words", "timers", "sweeps", "audit", "people", "practitioners"),
    *("weekly_shifts", "dated_shifts", "overrides", "swaps", "duties", "gap_alarms"),
    *("follow_ups", "handoffs", "requests", "lanes"),
)
PRAGMAS = (
    *("locking_mode=EXCLUSIVE", "journal_mode=MEMORY", "synchronous=OFF"),
    *("secure_delete=OFF", "temp_store=MEMORY"),
)


@dataclass(slots=True)
class Record:
    """What one transaction did to handoffs, and what it wrote down about it."""

    saved: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    audits: list[tuple[str, str]] = field(default_factory=list)

    def begin(self) -> None:
        """Forget the transaction before."""
        for each in (self.saved, self.added, self.audits):
            each.clear()

    def actions(self, object_id: str) -> list[str]:
        """Return what was written down about an object, oldest first."""
        return [action for action, of in self.audits if of == object_id]


class WatchedHandoffs(Handoffs):
    """Handoffs of a transaction that says which of them it changed."""

    def __init__(self, db: Database, record: Record) -> None:
        super().__init__(db)
        self._record = record

    def add(self, handoff: Handoff) -> None:
        super().add(handoff)
        self._record.added.append(handoff.id)

    def save(self, handoff: Handoff) -> Handoff:
        saved = super().save(handoff)
        self._record.saved.append(handoff.id)
        return saved


class WatchedAudit(Audit):
    """An audit trail that says what was written into it."""

    def __init__(self, db: Database, record: Record) -> None:
        super().__init__(db)
        self._record = record

    def add(
        self, at: datetime, team_id: str, *, actor: str, action: str, object_id: str, **detail: Any
    ) -> None:
        super().add(at, team_id, actor=actor, action=action, object_id=object_id, **detail)
        self._record.audits.append((action, object_id))


@dataclass(slots=True, kw_only=True)
class Build:
    """The product, whole. A broken build replaces one of these."""

    name: str = "whole"
    wrap_unit: Callable[[Any], None] = lambda unit: None
    wrap_slack: Callable[[Any], Any] = lambda slack: slack
    claim: Callable[..., None] = handoff.claim
    decline: Callable[..., None] = holding.decline
    close: Callable[..., None] = closing.close
    around: Callable[[], AbstractContextManager[None]] = nullcontext


class LeanDatabase(Database):
    """The same database with a shorter way to read rows: no savepoint around every query."""

    def query(self, sql: str, params: Any = None) -> Iterator[dict[str, Any]]:
        """Return the rows of a statement as dictionaries."""
        cursor = self.conn.execute(sql, params or {})
        names = [column[0] for column in cursor.description]
        return iter([dict(zip(names, row, strict=True)) for row in cursor.fetchall()])


class SimWork(SqliteWork):
    """Opens the same transactions, lets a process die before a commit, and reports after it.

    Nobody else opens the file, so nothing is locked and no tables are made anew for each of them.
    """

    def __init__(self, path: Path, build: Build) -> None:
        super().__init__(path)
        self.watch: Callable[[Record], None] = lambda record: None
        self.dies = lambda: False
        self._record = Record()
        with self._store.read() as db:
            db.__class__ = LeanDatabase
            for pragma in PRAGMAS:
                db.execute(f"PRAGMA {pragma}")
            db.execute("DROP TRIGGER IF EXISTS audit_is_kept")
            self._writing, self._reading = SqliteUnit(db), SqliteUnit(db)
            self._writing.handoffs = WatchedHandoffs(db, self._record)
            self._writing.audit = WatchedAudit(db, self._record)
        for unit in (self._writing, self._reading):
            build.wrap_unit(unit)

    @contextmanager
    def write(self) -> Iterator[SqliteUnit]:
        record = self._record
        with self._store.write():
            record.begin()
            yield self._writing
            if self.dies():
                raise Died
        if record.saved or record.added:
            self.watch(record)

    @contextmanager
    def read(self) -> Iterator[SqliteUnit]:
        yield self._reading

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Return the rows of a query, read with the connection itself."""
        with self._store.read() as db:
            return list(db.conn.execute(sql, values))

    def empty(self) -> None:
        """Forget everything, so that one file serves many nights."""
        with self._store.write() as db:
            db.execute("PRAGMA defer_foreign_keys = ON")
            for table in TABLES:
                db.execute(f"DELETE FROM {table}")


class PlainArtist(Artist):
    """Draws what a teacher is told about people, word for word, and leaves the rest out."""

    def message(self, effect: Effect) -> Message:
        if effect.kind in (EffectKind.REPLY, EffectKind.REPLY_UPDATE):
            return Message(text=self.told(effect.ref), blocks=[])
        return Message(text=f"{effect.kind} {effect.data.get('name', '')}", blocks=[])

    def told(self, request_id: str) -> str:
        """Return the status clause and the promise at the top of an answer, as they are drawn."""
        request, handed = self.request(request_id)
        return self.said(request, handed) if handed else ""

    def said(self, request: Request, handed: Handoff) -> str:
        """Return the same for a request and its handoff."""
        return f"{standing(handed)} | {person_comes(request, handed, self.shelf)}"
