"""One transaction over every table: what the use cases call the unit of work."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

from advicebot.store.alarms import Alarms
from advicebot.store.cases import Cases
from advicebot.store.connection import Store
from advicebot.store.digests import Digests
from advicebot.store.duties import Duties
from advicebot.store.feeds import Feeds
from advicebot.store.follow_ups import FollowUps
from advicebot.store.handoffs import Handoffs
from advicebot.store.inbox import Inbox
from advicebot.store.lanes import Lanes
from advicebot.store.ledger import Audit, Sweeps, Timers
from advicebot.store.outbox import Outbox
from advicebot.store.panel import Panel
from advicebot.store.people import People
from advicebot.store.practitioners import Practitioners
from advicebot.store.profiles import Profiles
from advicebot.store.proofs import Proofs
from advicebot.store.pulses import Pulses
from advicebot.store.pupils import Pupils
from advicebot.store.referrals import Referrals
from advicebot.store.requests import Requests
from advicebot.store.rights import Rights
from advicebot.store.rota import Shifts
from advicebot.store.swaps import Swaps
from advicebot.store.words import AllWords


class SqliteUnit:
    """The tables, all on the connection that holds the transaction."""

    def __init__(self, db: Database) -> None:
        self.requests = Requests(db)
        self.handoffs = Handoffs(db)
        self.words = AllWords(db)
        self.people = People(db)
        self.practitioners = Practitioners(db)
        self.shifts = Shifts(db)
        self.swaps = Swaps(db)
        self.duties = Duties(db)
        self.alarms = Alarms(db)
        self.feeds = Feeds(db)
        self.pulses = Pulses(db)
        self.referrals = Referrals(db)
        self.profiles = Profiles(db)
        self.panel = Panel(db)
        self.follow_ups = FollowUps(db)
        self.pupils = Pupils(db)
        self.cases = Cases(db)
        self.digests = Digests(db)
        self.rights = Rights(db)
        self.timers = Timers(db)
        self.audit = Audit(db)
        self.sweeps = Sweeps(db)
        self.inbox = Inbox(db)
        self.outbox = Outbox(db)
        self.lanes = Lanes(db)
        self.proofs = Proofs(db)


class SqliteWork:
    """Opens transactions on one SQLite file."""

    def __init__(self, path: Path) -> None:
        self._store = Store(path)

    @contextmanager
    def write(self) -> Iterator[SqliteUnit]:
        """Open a transaction that holds the write lock and commits as a whole at the end."""
        with self._store.write() as db:
            yield SqliteUnit(db)

    @contextmanager
    def read(self) -> Iterator[SqliteUnit]:
        """Open the tables for reading."""
        with self._store.read() as db:
            yield SqliteUnit(db)

    def close(self) -> None:
        """Close every connection."""
        self._store.close()
