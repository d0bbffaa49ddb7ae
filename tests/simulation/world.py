"""The line that is simulated: its people, its hours, and clocks that do not agree."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from advicebot.domain.knowledge import Knowledge
from advicebot.domain.line import Closure, EscalationRules, Term
from advicebot.domain.oncall.duty import Practitioner
from advicebot.domain.oncall.escalation import Policy, Step, Target
from advicebot.domain.oncall.rota import Tier, WeeklyShift
from tests.fakes import DAN, LINE, OMAR, PRIYA, TEAM, TESSA, a_knowledge

SAM, NED, LENA = "U0SAM00001", "U0NED00001", "U0LENA0001"
TEACHERS = (TESSA, OMAR, "U0RUTH0001")
PRACTITIONERS = (PRIYA, DAN, SAM, NED)
CANARY = "Quillfeather"
"""Stands in every message, and must stand nowhere else."""
OPENS, CLOSES = time(8), time(17)
HALF_TERM = tuple(date(2026, 10, day) for day in range(26, 31))
FEBRUARY = tuple(date(2027, 2, day) for day in range(15, 20))
INSET = (date(2026, 11, 27), date(2027, 1, 4))
FIRST, LAST = date(2026, 9, 2), date(2027, 3, 25)
CHRISTMAS = (date(2026, 12, 19), date(2027, 1, 3))
BANK_HOLIDAYS = (date(2027, 3, 26), date(2027, 3, 29), date(2027, 5, 3), date(2027, 5, 31))
"""Easter and May; Christmas and New Year fall in the holidays."""
SUMMER_ENDS = datetime(2026, 10, 25, 1, tzinfo=UTC)
SUMMER_STARTS = datetime(2027, 3, 28, 1, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class SimClock:
    """The true time of the simulation, and what each machine thinks it is."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


class Skewed:
    """A machine's clock: ahead of the true time, or behind it."""

    def __init__(self, true: SimClock, ahead: timedelta) -> None:
        self._true = true
        self.ahead = ahead

    def now(self) -> datetime:
        return self._true.at + self.ahead


def utc_offset(at: datetime) -> timedelta:
    """How far London is ahead of UTC, told from the two nights themselves."""
    return timedelta(0) if SUMMER_ENDS <= at < SUMMER_STARTS else HOUR


def london(day: date, at: time) -> datetime:
    """Return the instant of a time of day that no clock change touches."""
    naive = datetime.combine(day, at, tzinfo=UTC)
    return naive - utc_offset(naive)


def is_open_day(day: date) -> bool:
    """True on a day the line answers; past the last written term every plain weekday counts."""
    if day.weekday() > 4 or day in BANK_HOLIDAYS:
        return False
    if day > LAST:
        return True
    shut = (*HALF_TERM, *FEBRUARY, *INSET)
    return day >= FIRST and day not in shut and not CHRISTMAS[0] <= day <= CHRISTMAS[1]


def is_open(at: datetime) -> bool:
    """True when the line answers at an instant, by the plain list of its days."""
    local = at + utc_offset(at)
    return is_open_day(local.date()) and OPENS <= local.time() < CLOSES


def next_opening(at: datetime) -> datetime:
    """Return the first instant from ``at`` on at which the line answers."""
    if is_open(at):
        return at
    day = (at + utc_offset(at)).date()
    while not is_open_day(day) or london(day, OPENS) < at:
        day += DAY
    return london(day, OPENS)


def _closures(days: tuple[date, ...], why: str) -> tuple[Closure, ...]:
    return tuple(Closure(day=day, why=why) for day in days)


TERMS = (
    Term(
        name="Autumn 2026",
        first=FIRST,
        last=CHRISTMAS[0] - DAY,
        closed=(*_closures(HALF_TERM, "half-term"), *_closures(INSET[:1], "INSET")),
    ),
    Term(
        name="Spring 2027",
        first=CHRISTMAS[1] + DAY,
        last=LAST,
        closed=(*_closures(FEBRUARY, "half-term"), *_closures(INSET[1:], "INSET")),
    ),
)
BRISK = Policy(
    steps=(
        Step(page=(Target.BACK_UP,), wait=timedelta(minutes=7)),
        Step(page=(Target.PRIMARY, Target.CHANNEL), wait=timedelta(minutes=20)),
    )
)
"""What somebody edits the policy of line.yaml to in the middle of a night."""


def a_line(*, lead: str | None = LENA, edited: bool = False) -> Knowledge:
    """Return what is curated, as it was at first or with the policies edited."""
    rules = EscalationRules(lead=lead)
    if edited:
        rules = replace(rules, emergency=BRISK, urgent=BRISK)
    return a_knowledge(line=replace(LINE, terms=TERMS, escalation=rules))


def a_practitioner(user_id: str, at: datetime) -> Practitioner:
    return Practitioner(
        team_id=TEAM,
        user_id=user_id,
        name=user_id,
        handle=user_id.lower(),
        is_member=True,
        seen_at=at,
    )


def weekly(tier: Tier, user_id: str) -> list[WeeklyShift]:
    """Return somebody's shifts: every weekday in a tier, for the hours of the line."""
    return [
        WeeklyShift(
            id=f"{tier}-{user_id}-{weekday}",
            tier=tier,
            user_id=user_id,
            weekday=weekday,
            starts=OPENS,
            ends=CLOSES,
            first=FIRST,
            last=None,
        )
        for weekday in range(5)
    ]


def minutes(rng: Random, low: float, high: float) -> timedelta:
    """Return a length of time in whole seconds, in minutes between the two."""
    return timedelta(seconds=round(60 * rng.uniform(low, high)))
