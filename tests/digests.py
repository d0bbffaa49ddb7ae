"""Digests of invented weeks, made by the real rules, for everything that draws or sends them."""

import random
from datetime import UTC, date, datetime, timedelta
from functools import cache

from advicebot.domain.handoff import Intention
from advicebot.domain.outcomes.digest import Bar, Digest, WeekPoint, build
from advicebot.domain.outcomes.followup import Whereabouts, schedule
from advicebot.domain.outcomes.outcome import CaseFact, Sighting
from advicebot.domain.outcomes.wording import OfferLoad, RotaLoad
from advicebot.domain.vocabulary import Topic
from tests.unit.test_followup import YEAR

MONDAY = date(2026, 12, 7)
FIRST = date(2026, 9, 7)
PLACES = (
    *[Whereabouts.FULL_TIME] * 9,
    *[Whereabouts.PART_TIME_TIMETABLE] * 3,
    *[Whereabouts.SUSPENDED] * 2,
    *[Whereabouts.OFF_SITE] * 2,
    Whereabouts.MANAGED_MOVE,
    Whereabouts.UNKNOWN,
    Whereabouts.UNKNOWN,
    None,
)
OFFERS = (
    OfferLoad(title="Community teacher", capacity_now=0, capacity_total=10, is_waited_for=True),
    OfferLoad(title="Nurture group (example)", capacity_now=1, capacity_total=8),
    OfferLoad(title="Advice call", capacity_now=30, capacity_total=40),
)


def _case(monday: date, number: int, rng: random.Random) -> CaseFact:
    start = datetime.combine(monday, datetime.min.time(), tzinfo=UTC)
    start += timedelta(days=rng.randrange(5), hours=9, minutes=number % 60)
    is_urgent = rng.random() < 0.2
    is_near = rng.random() < 0.5
    asked = [due for _, due in schedule(start, YEAR)]
    return CaseFact(
        school_id=f"school-{number % 5}",
        started_at=start,
        counted_from=start,
        is_urgent=is_urgent,
        intention=Intention.SUSPENSION if is_near else None,
        topics=(rng.choice([Topic.DEFIANCE, Topic.SUBSTANCES, Topic.SENSORY]),),
        is_answered=rng.random() < 0.7,
        wanted_person=is_urgent,
        reached_at=start + timedelta(minutes=rng.randrange(2, 40)) if is_urgent else None,
        sightings=tuple(_sighting(due, rng) for due in asked),
    )


def _sighting(due: datetime, rng: random.Random) -> Sighting:
    place = rng.choice(PLACES)
    at = due + timedelta(hours=2) if place else None
    where = place or Whereabouts.UNKNOWN
    return Sighting(asked_at=due, due_at=due, at=at, whereabouts=where)


@cache
def a_full_digest(*, most: int = 40, monday: date = MONDAY) -> Digest:
    """Return the digest of a week late in a term with up to ``most`` calls a week."""
    rng = random.Random(7)
    weeks = [FIRST + timedelta(weeks=n) for n in range((monday - FIRST).days // 7 + 1)]
    cases = [
        _case(week, number, rng) for week in weeks for number in range(rng.randint(most // 2, most))
    ]
    gap = datetime(monday.year, monday.month, monday.day, 15, tzinfo=UTC)
    rota = RotaLoad(pages=9, passed_on=2, gaps=((gap, gap + timedelta(hours=2)),))
    return build(cases, monday=monday, line=YEAR, offers=OFFERS, rota=rota)


@cache
def a_sparse_digest() -> Digest:
    """Return the digest of a week early in a term in which next to nothing may be shown."""
    rng = random.Random(3)
    counts = {FIRST: 2, FIRST + timedelta(weeks=1): 6, FIRST + timedelta(weeks=2): 1}
    cases = [_case(week, number, rng) for week, count in counts.items() for number in range(count)]
    monday = max(counts)
    return build(cases, monday=monday, line=YEAR, offers=(), rota=RotaLoad(pages=0, passed_on=0))


@cache
def an_empty_digest() -> Digest:
    """Return the digest of a first week in which nobody called."""
    rota = RotaLoad(pages=0, passed_on=0)
    return build([], monday=FIRST, line=YEAR, offers=(), rota=rota)


def points(*values: tuple[int | None, int | None], first: date = FIRST) -> tuple[WeekPoint, ...]:
    """Return weeks of a first picture with these calls and urgent ones."""
    return tuple(
        WeekPoint(monday=first + timedelta(weeks=n), calls=calls, urgent=urgent)
        for n, (calls, urgent) in enumerate(values)
    )


def bars(*values: int | None) -> tuple[Bar, ...]:
    """Return bars of a second picture, in the order of the places."""
    return tuple(
        Bar(state=state, value=value) for state, value in zip(Whereabouts, values, strict=True)
    )
