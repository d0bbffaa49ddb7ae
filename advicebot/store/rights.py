"""SQL for retention and rights: holds, what is kept of whom, blanking and removing.

Everything that belongs to a request hangs on ids. ``CHILDREN`` names the tables in an order in
which nothing is left behind that points to what is gone.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from advicebot.domain.delivery import Posted
from advicebot.domain.outcomes.holds import Everybody, Hold, of_person, of_request
from advicebot.domain.outcomes.retention import Record, RecordKind
from advicebot.store.rights_sql import (
    ABOUT_PERSON,
    ABOUT_REQUEST,
    AWAITED,
    BLANKS,
    BURY,
    FORGET_PERSON,
    HELD_BY,
    IDS_ABOUT,
    IDS_BLANKED,
    LEFTOVERS,
    OPEN_HOLDS,
    POSTED,
    POSTED_TO,
    RECORDS,
    REMOVES,
)
from advicebot.store.rows import plain_value, to_instant, to_text

MIDNIGHT = "T00:00:00.000000Z"
"""What makes an instant of a day."""


class Rights:
    """What is kept about whom, and its end, in one transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add_hold(self, hold: Hold) -> None:
        """Store a hold."""
        row = {each.name: plain_value(getattr(hold, each.name)) for each in fields(hold)}
        self._db.table("holds").insert(row)

    def lift_hold(self, hold_id: str, *, by: str, at: datetime) -> bool:
        """Lift a hold; False when there is none of this id or it was lifted before."""
        sql = (
            "UPDATE holds SET lifted_by = :by, lifted_at = :at WHERE id = :id AND lifted_at IS NULL"
        )
        cursor = self._db.execute(sql, {"id": hold_id, "by": by, "at": to_text(at)})
        return bool(cursor.rowcount == 1)

    def list_holds(self, team_id: str) -> list[Hold]:
        """Return the holds that stand, oldest first."""
        return [_to_hold(row) for row in self._db.query(OPEN_HOLDS, {"team_id": team_id})]

    def held_by(self, team_id: str, user_id: str | None, request_id: str | None) -> list[Hold]:
        """Return the holds on a person, or on a request and whoever made it."""
        values = {
            "team_id": team_id,
            "person": of_person(user_id or ""),
            "request": of_request(request_id or ""),
            "user_id": user_id,
            "request_id": request_id,
        }
        return [_to_hold(row) for row in self._db.query(HELD_BY, values)]

    def records(self, team_id: str, *, before: datetime) -> list[Record]:
        """Return every request that came before an instant, as retention looks at it.

        One with a referral that runs counts from the day of its next review.
        """
        values = {"team_id": team_id, "before": to_text(before), "midnight": MIDNIGHT}
        rows = self._db.query(RECORDS, values)
        return [_to_record(row) for row in rows]

    def request_ids(self, team_id: str, user_id: str) -> list[str]:
        """Return the ids of everything a person ever asked, withdrawn or not."""
        sql = "SELECT id FROM requests WHERE team_id = :team_id AND requester = :user_id"
        rows = self._db.query(sql, {"team_id": team_id, "user_id": user_id})
        return [row["id"] for row in rows]

    def find_number(self, team_id: str, number: int) -> str | None:
        """Return the id of the request with this number."""
        sql = "SELECT id FROM requests WHERE team_id = :team_id AND number = :number"
        rows = list(self._db.query(sql, {"team_id": team_id, "number": number}))
        return rows[0]["id"] if rows else None

    def ids_about(self, request_id: str) -> list[str]:
        """Return the ids of the request and of what hangs on it; a handoff only with its last."""
        return [row["id"] for row in self._db.query(IDS_ABOUT, {"id": request_id})]

    def ids_blanked(self, request_id: str) -> list[str]:
        """Return the ids of what loses its words with a request; a handoff only with its last."""
        return [row["id"] for row in self._db.query(IDS_BLANKED, {"id": request_id})]

    def posted(self, refs: Sequence[str], *, kinds: Sequence[str] = ()) -> list[Posted]:
        """Return where our messages about these ids stand; ``kinds`` empty means all of them."""
        found = []
        for ref in refs:
            for row in self._db.query(POSTED, {"ref": ref}):
                if not kinds or row["kind"] in kinds:
                    found.append(_posted(row))
        return found

    def posted_to(self, team_id: str, user_id: str) -> list[Posted]:
        """Return where our messages to a person stand."""
        rows = self._db.query(POSTED_TO, {"team_id": team_id, "user_id": user_id})
        return [_posted(row) for row in rows]

    def blank(self, request_id: str) -> None:
        """Take out every text that hangs on a request, but not those in it and in its handoff."""
        for statement in BLANKS:
            self._db.execute(statement, {"id": request_id})

    def remove(self, request_id: str) -> None:
        """Remove a request and everything that hangs on it; a handoff only with its last."""
        for statement in REMOVES:
            self._db.execute(statement, {"id": request_id})

    def remove_person(self, team_id: str, user_id: str) -> None:
        """Remove what is left of a person once their requests are gone; the audit stays."""
        for statement in FORGET_PERSON:
            self._db.execute(statement, {"team_id": team_id, "user_id": user_id})

    def is_awaited(self, team_id: str, user_id: str) -> bool:
        """True while something that names a person has come from Slack and is not done yet."""
        values = {"team_id": team_id, "user_id": user_id}
        return bool(list(self._db.query(AWAITED, values)))

    def remove_audit(self, team_id: str, *, before: datetime) -> int:
        """Remove the audit up to an instant; return how many lines.

        Raises:
            sqlite3.IntegrityError: it is less than a year old; the database itself refuses.
        """
        sql = "DELETE FROM audit WHERE team_id = :team_id AND at < :before"
        cursor = self._db.execute(sql, {"team_id": team_id, "before": to_text(before)})
        return int(cursor.rowcount)

    def sweep_out(self, *, before: datetime) -> int:
        """Remove deliveries, timers and passing messages that were done with before an instant."""
        values = {"before": to_text(before)}
        return sum(int(self._db.execute(each, values).rowcount) for each in LEFTOVERS)

    def all_of_request(self, request_id: str) -> dict[str, list[dict[str, Any]]]:
        """Return every row about a request, by section, with JSON read."""
        return self._sections(ABOUT_REQUEST, {"id": request_id})

    def all_about(self, team_id: str, user_id: str) -> dict[str, list[dict[str, Any]]]:
        """Return what is kept of a person besides their requests, by section."""
        return self._sections(ABOUT_PERSON, {"team_id": team_id, "user_id": user_id})

    def _sections(
        self, statements: Mapping[str, str], values: dict[str, str]
    ) -> dict[str, list[dict[str, Any]]]:
        return {
            name: [_readable(row) for row in self._db.query(sql, values)]
            for name, sql in statements.items()
        }

    def everybody(self) -> Everybody:
        """Return every person and every request that there is, with their teams."""
        people = self._db.query(
            "SELECT team_id, user_id FROM people UNION "
            "SELECT team_id, requester FROM requests UNION SELECT team_id, author FROM words"
        )
        requests = self._db.query("SELECT team_id, id FROM requests")
        return Everybody(
            people=[(row["team_id"], row["user_id"]) for row in people],
            requests=[(row["team_id"], row["id"]) for row in requests],
        )

    def list_tombstones(self) -> dict[str, datetime]:
        """Return the tombstone of everything that was erased, with when that was last."""
        rows = self._db.query("SELECT id, erased_at FROM tombstones")
        return {row["id"]: to_instant(row["erased_at"]) for row in rows}

    def add_tombstone(self, tombstone: str, team_id: str, at: datetime) -> None:
        """Write down that something was erased, so that no restored copy brings it back.

        ``team_id`` "" where only the tombstone is left to tell of it.
        """
        row = {"id": tombstone, "team_id": team_id, "erased_at": to_text(at)}
        self._db.execute(BURY, row)


def _to_hold(row: dict[str, Any]) -> Hold:
    kept = {each.name: row[each.name] for each in fields(Hold)}
    return Hold(**kept | {"made_at": to_instant(row["made_at"])})


def _to_record(row: dict[str, Any]) -> Record:
    return Record(
        id=row["id"],
        kind=RecordKind.REQUEST,
        last_change_at=to_instant(row["last_change_at"]),
        closed_at=to_instant(row["closed_at"]) if row["closed_at"] else None,
        is_blanked=row["blanked_at"] is not None,
        is_held=bool(row["is_held"]),
    )


def _readable(row: dict[str, Any]) -> dict[str, Any]:
    return {name: _read(value) for name, value in row.items()}


def _read(value: Any) -> Any:
    is_json = isinstance(value, str) and value[:1] in "[{"
    if not is_json or not value:
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _posted(row: dict[str, Any]) -> Posted:
    return Posted(channel_id=row["channel_id"], ts=row["ts"])
