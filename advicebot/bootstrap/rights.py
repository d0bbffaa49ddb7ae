"""Joins what commands about people's rights need: the database and the line, no Slack."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from advicebot.bootstrap.rota import RotaDesk, open_rota
from advicebot.clock import SystemClock
from advicebot.errors import StoreError
from advicebot.ids import FIRST_NUMBER
from advicebot.service import erasing, vitals
from advicebot.service.desk import Desk
from advicebot.settings import Settings
from advicebot.store.restoring import draft_of, put_in_place, scrub
from advicebot.store.tombstones import keep_tombstones, latest, read_tombstones
from advicebot.store.work import SqliteWork

RUNNING = (vitals.Sign.CLOCK, vitals.Sign.SOCKET)


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What a restore did. ``erased`` counts what the backup still had though it was erased since.

    ``waiting`` are handoffs that are open in the copy: their people are paged again.
    """

    kept: Path | None
    erased: int
    waiting: int


@contextmanager
def erasing_from(settings: Settings) -> Iterator[RotaDesk]:
    """Open the desk; afterwards what was erased is gone from the disk and cannot come back.

    Raises:
        StoreError: rows are gone, but old pages could not be overwritten because the line is busy.
    """
    opened = open_rota(settings)
    try:
        yield opened
    finally:
        with opened.work.read() as unit:
            stones = unit.rights.list_tombstones()
        opened.work.close()
        keep_tombstones(settings.database, stones)
    if not scrub(settings.database):
        raise StoreError(
            "The rows are gone, but SQLite's log could not be emptied while the line is so busy. "
            "Run the same command again in a quiet minute."
        )


def request_id_of(desk: Desk, team_id: str, reference: str) -> str:
    """Return the id of the request that people call ``A-1042``.

    Raises:
        StoreError: it is no such reference, or nothing has that number.
    """
    number = reference.upper().removeprefix("A-")
    if not number.isdecimal() or int(number) < FIRST_NUMBER:
        raise StoreError(f"“{reference}” is no reference of a request; they look like A-1042.")
    with desk.work.read() as unit:
        found = unit.rights.find_number(team_id, int(number))
    if found is None:
        raise StoreError(f"There is no request A-{number} in this workspace.")
    return found


def restore(settings: Settings, backup: Path) -> Restored:
    """Put a backup in the place of the database, without what has been erased since it was made.

    Raises:
        StoreError: the line runs, or the backup is missing, damaged or none of ours. Nothing is
            changed then.
    """
    database = settings.database
    buried = read_tombstones(database)
    if database.exists():
        buried = latest(buried, _refuse_running(settings))
    draft = draft_of(database, backup)
    desk, work = _desk_over(settings, draft)
    try:
        erased = erasing.erase_again(desk, buried)
        with work.read() as unit:
            buried = latest(buried, unit.rights.list_tombstones())
            waiting = len(unit.handoffs.list_active())
    finally:
        work.close()
    scrub(draft)
    keep_tombstones(database, buried)
    return Restored(kept=put_in_place(database, draft), erased=erased, waiting=waiting)


def _refuse_running(settings: Settings) -> Mapping[str, datetime]:
    work = SqliteWork(settings.database)
    try:
        if any(vitals.is_fresh(work, sign, SystemClock()) for sign in RUNNING):
            raise StoreError(
                "The bot or the clock was at work within the last minute. Stop both first; "
                "nothing was changed."
            )
        with work.read() as unit:
            return unit.rights.list_tombstones()
    finally:
        work.close()


def _desk_over(settings: Settings, database: Path) -> tuple[Desk, SqliteWork]:
    opened = open_rota(replace(settings, database=database))
    return opened.desk, opened.work
