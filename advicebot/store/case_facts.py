"""Rows of one call to the fact that is counted of it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from advicebot.domain.handoff import Intention
from advicebot.domain.line import Line
from advicebot.domain.oncall.calendar import add_school_days
from advicebot.domain.outcomes.followup import COLLAPSE_WITHIN, Whereabouts, school_weeks_after
from advicebot.domain.outcomes.measures import WEEKS
from advicebot.domain.outcomes.outcome import CaseFact, Placement, Sighting, Told, days_after
from advicebot.domain.request import Feedback
from advicebot.domain.vocabulary import PRESSING, Band, PlacementResult, Topic
from advicebot.store.rows import Row, to_instant

PLACES = (2, 3)
"""The tiers of offers that are a place away from the pupil's own lessons."""
ON_RECORD = ("sen_support", "ehcp", "looked_after", "free_meals")
ByRequest = Mapping[str, list[Row]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """All rows of a span; lists by the id of the request. ``claims`` has the first claim of each
    handoff, ``answers`` the answer of each follow-up that stood at ``known_at``.
    """

    requests: list[Row]
    handoffs: Mapping[str, Row]
    claims: Mapping[str, str]
    follow_ups: ByRequest
    answers: Mapping[int | str, Row]
    pupils: ByRequest
    places: ByRequest
    inserted: ByRequest
    known_at: str


def to_fact(
    members: Sequence[Row], rows: Rows, *, line: Line, tiers: Mapping[str, int]
) -> CaseFact:
    """Return the fact of a call, whose requests are ``members``, oldest first.

    School, beginning, topics and whether it was answered are those of the first. What the school
    meant and the risk are those of the closing; without one the risk is what the teacher stated
    first. The days of suspension are unknown while the six school weeks are not over, and where
    several of the requests were asked about: the same days would be said to each.
    """
    first = members[0]
    ids = [each["id"] for each in members]
    followed = [each for each in ids if rows.follow_ups.get(each)]
    handoffs = _handoffs(members, rows)
    closed = _closed(handoffs, rows)
    closing = json.loads(closed["closing"]) if closed else None
    counted_from = to_instant(closed["closed_at"] if closed else first["created_at"])
    sightings = tuple(_sighting(each, rows) for each in _all(rows.follow_ups, ids))
    facts = _all(rows.pupils, ids)
    return CaseFact(
        school_id=first["school"] or None,
        started_at=to_instant(first["created_at"]),
        counted_from=counted_from,
        is_urgent=any(each["urgency"] in PRESSING for each in (*members, *handoffs)),
        intention=Intention(closing["intention"]) if closing else None,
        risk=closing["risk"] if closing else _first(each["risk"] for each in members),
        topics=tuple(Topic(each) for each in json.loads(first["topics"])),
        is_answered=first["band"] != Band.NOTHING and first["feedback"] != Feedback.NOT_QUITE,
        wanted_person=bool(handoffs),
        reached_at=_reached(handoffs, rows),
        sightings=sightings,
        days_before=_first(each["days_before"] for each in facts),
        days_after=_days_after(sightings, counted_from, line) if len(followed) == 1 else None,
        suggested=_suggested(members, _all(rows.inserted, [each["id"] for each in handoffs])),
        placements=tuple(_placements(_all(rows.places, ids), tiers)),
        **{name: _told(each[name] for each in facts) for name in ON_RECORD},
    )


def _handoffs(members: Sequence[Row], rows: Rows) -> list[Row]:
    """Each once, oldest first; those that began later than is known are left out."""
    ids = dict.fromkeys(each["handoff_id"] for each in members if each["handoff_id"])
    found = [rows.handoffs[each] for each in ids if each in rows.handoffs]
    known = [each for each in found if each["created_at"] <= rows.known_at]
    return sorted(known, key=lambda each: each["created_at"])


def _closed(handoffs: Sequence[Row], rows: Rows) -> Row | None:
    """The first that was closed with what was agreed; one that was taken back says nothing."""
    known = (each for each in handoffs if (each["closed_at"] or "~") <= rows.known_at)
    return next((each for each in known if each["closing"]), None)


def _reached(handoffs: Sequence[Row], rows: Rows) -> datetime | None:
    """From the record of who did what: a handoff that was passed on forgets its first claim."""
    for each in handoffs[:1]:
        at = rows.claims.get(each["id"]) or each["claimed_at"]
        if at and at <= rows.known_at:
            return to_instant(at)
    return None


def _sighting(row: Row, rows: Rows) -> Sighting:
    answer = rows.answers.get(row["id"])
    if answer is None and row["answered_at"] and row["answered_at"] <= rows.known_at:
        answer = {**row, "given_at": row["answered_at"], "told_at": row["answered_at"]}
    asked = Sighting(asked_at=to_instant(row["asked_at"]), due_at=to_instant(row["due_at"]))
    if answer is None:
        return asked
    did = answer["did_next_step"]
    return replace(
        asked,
        at=to_instant(answer["given_at"]),
        told_at=to_instant(answer["told_at"]),
        whereabouts=Whereabouts(answer["whereabouts"] or Whereabouts.UNKNOWN),
        days_suspended=answer["days_suspended"],
        risk=answer["risk"],
        did_next_step=None if did is None else bool(did),
        helped=tuple(json.loads(answer["helped"])),
    )


def _days_after(sightings: Sequence[Sighting], start: datetime, line: Line) -> float | None:
    """Over the six school weeks only: fewer weeks would be set against the six before."""
    if not sightings:
        return None
    end, stands_until = _window(start, line)
    if end is None or stands_until is None:
        return None
    within = [each for each in sightings if each.due_at <= stands_until]
    is_over = any(each.reaches is not None and each.reaches >= end for each in within)
    return days_after(within) if is_over else None


def _window(start: datetime, line: Line) -> tuple[datetime | None, datetime | None]:
    end = school_weeks_after(start, WEEKS, line)
    return end, end and add_school_days(end, COLLAPSE_WITHIN, line)


def _suggested(members: Sequence[Row], inserted: Sequence[Row]) -> tuple[str, ...]:
    shown = [each["strategy_id"] for row in members for each in json.loads(row["suggestions"])]
    return tuple(dict.fromkeys([*shown, *(each["strategy_id"] for each in inserted)]))


def _placements(rows: Iterable[Row], tiers: Mapping[str, int]) -> Iterable[Placement]:
    for row in rows:
        tier = tiers.get(row["offer_id"])
        if tier in PLACES:
            is_over = row["state"] == "ended"
            told = row["result"] or PlacementResult.UNKNOWN
            result = PlacementResult(told) if is_over else PlacementResult.STILL_PLACED
            yield Placement(tier=tier, result=result)


def _told(said: Iterable[str]) -> Told:
    return next((Told(each) for each in said if each != Told.UNKNOWN), Told.UNKNOWN)


def _first(values: Iterable[Any]) -> Any:
    return next((each for each in values if each is not None), None)


def _all(by_request: ByRequest, ids: Iterable[str]) -> list[Row]:
    return [row for each in ids for row in by_request.get(each, ())]
