"""Whom and what legal holds and tombstones are about."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A legal hold: nothing of what it names is blanked, removed or erased until it is lifted.

    ``object`` is ``person:`` with a Slack user id, or ``request:`` with the id of a request.
    """

    id: str
    team_id: str
    object: str
    why: str
    made_by: str
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Everybody:
    """(team, Slack user id) of every person, and (team, id) of every request, that is kept."""

    people: list[tuple[str, str]]
    requests: list[tuple[str, str]]


def of_person(user_id: str) -> str:
    """Return how a hold or a tombstone names a person."""
    return f"person:{user_id}"


def of_request(request_id: str) -> str:
    """Return how a hold or a tombstone names a request."""
    return f"request:{request_id}"
