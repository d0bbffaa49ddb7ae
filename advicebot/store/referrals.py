"""SQL for referrals."""

import json
from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from datetime import date
from typing import Any

from sqlite_utils import Database

from advicebot.domain.support.referral import (
    FirstSupport,
    PlanKind,
    Referral,
    ReferralState,
    Reintegration,
    Tried,
)
from advicebot.domain.vocabulary import Need, Phase, PlacementResult
from advicebot.errors import StoreError
from advicebot.store.numbers import Noun, give, next_number
from advicebot.store.rows import plain_value, to_instant

OF_OFFER = """
SELECT * FROM referrals
WHERE team_id = :team_id AND offer_id = :offer_id
  AND state NOT IN ('ended', 'declined', 'withdrawn')
ORDER BY number
"""
OF_REQUEST = "SELECT * FROM referrals WHERE request_id = :request_id ORDER BY number"
OF_PERSON = """
SELECT * FROM referrals WHERE team_id = :team_id AND requester = :user_id
ORDER BY number DESC LIMIT :limit
"""
RUNNING = """
SELECT * FROM referrals
WHERE team_id = :team_id AND state NOT IN ('ended', 'declined', 'withdrawn')
ORDER BY number
"""
PLACES = """
SELECT offer_id, count(*) AS held FROM referrals
WHERE team_id = :team_id AND state IN ('accepted', 'started', 'review-due')
GROUP BY offer_id
"""
DAYS = ("start_on", "review_on", "ended_on")
INSTANTS = ("created_at", "moved_at", "updated_at")


class Referrals:
    """Referrals in one transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def next_number(self, team_id: str) -> int:
        """Return the next unused number; call inside ``write()``, where nobody else can take it."""
        return next_number(self._db, team_id, Noun.REFERRALS)

    def add(self, referral: Referral) -> None:
        """Store a new referral."""
        self._db.table("referrals").insert(_to_row(referral))
        give(self._db, referral.team_id, Noun.REFERRALS, referral.number)

    def save(self, referral: Referral) -> Referral:
        """Store a changed referral and return it with its next version.

        Raises:
            StoreError: it was changed by somebody else since it was read.
        """
        row = _to_row(referral)
        columns = ", ".join(f"{name} = :{name}" for name in row if name not in ("id", "version"))
        cursor = self._db.execute(
            f"UPDATE referrals SET {columns}, version = version + 1 "  # noqa: S608
            "WHERE id = :id AND version = :version",
            row,
        )
        if cursor.rowcount != 1:
            raise StoreError(f"Referral {referral.id} was changed by somebody else meanwhile.")
        found = self.find(referral.id)
        assert found is not None
        return found

    def find(self, referral_id: str) -> Referral | None:
        """Return the referral with this id."""
        rows = list(self._db.query("SELECT * FROM referrals WHERE id = :id", {"id": referral_id}))
        return to_referral(rows[0]) if rows else None

    def list_of_offer(self, team_id: str, offer_id: str) -> list[Referral]:
        """Return the referrals of an offer that are not over, oldest first."""
        return self._list(OF_OFFER, {"team_id": team_id, "offer_id": offer_id})

    def list_of_request(self, request_id: str) -> list[Referral]:
        """Return every referral of a request, oldest first."""
        return self._list(OF_REQUEST, {"request_id": request_id})

    def list_of_person(self, team_id: str, user_id: str, *, limit: int) -> list[Referral]:
        """Return what somebody asked for, newest first, whatever became of it."""
        return self._list(OF_PERSON, {"team_id": team_id, "user_id": user_id, "limit": limit})

    def list_running(self, team_id: str) -> list[Referral]:
        """Return every referral that is not over, oldest first."""
        return self._list(RUNNING, {"team_id": team_id})

    def places_taken(self, team_id: str) -> dict[str, int]:
        """Return how many places pupils hold, by the id of the offer; none: it is not in it."""
        rows = self._db.query(PLACES, {"team_id": team_id})
        return {row["offer_id"]: int(row["held"]) for row in rows}

    def _list(self, sql: str, values: Mapping[str, str | int]) -> list[Referral]:
        return [to_referral(row) for row in self._db.query(sql, dict(values))]


def _to_row(referral: Referral) -> dict[str, Any]:
    return {each.name: _plain(getattr(referral, each.name)) for each in fields(referral)}


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return json.dumps(asdict(value), default=str)
    if type(value) is date:
        return value.isoformat()
    return int(value) if isinstance(value, bool) else plain_value(value)


def to_referral(row: Mapping[str, Any]) -> Referral:
    """Return the referral a row of ``referrals`` holds."""
    plain = dict(row)
    for name in DAYS:
        plain[name] = date.fromisoformat(plain[name]) if plain[name] else None
    for name in INSTANTS:
        plain[name] = to_instant(plain[name])
    plain |= {
        "phase": Phase(plain["phase"]),
        "needs": tuple(Need(need) for need in json.loads(plain["needs"])),
        "tried": Tried(**json.loads(plain["tried"])),
        "consent": bool(plain["consent"]),
        "first_support": _first_support(plain["first_support"]),
        "plan": _plan(plain["plan"]),
        "state": ReferralState(plain["state"]),
        "result": PlacementResult(plain["result"]) if plain["result"] else None,
        "nudged_at": to_instant(plain["nudged_at"]) if plain["nudged_at"] else None,
    }
    return Referral(**plain)


def _first_support(text: str | None) -> FirstSupport | None:
    return None if text is None else FirstSupport(**json.loads(text))


def _plan(text: str | None) -> Reintegration | None:
    if text is None:
        return None
    said = json.loads(text)
    return Reintegration(
        kind=PlanKind(said["kind"]),
        dates=tuple(date.fromisoformat(day) for day in said["dates"]),
        named_adult=said["named_adult"],
        review_on=date.fromisoformat(said["review_on"]),
    )
