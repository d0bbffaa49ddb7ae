"""What a night is like before anybody does anything: when, who is on, and what goes wrong."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from tests.simulation import world
from tests.simulation.world import LENA, PRACTITIONERS, minutes

SPECIAL = (
    (date(2026, 10, 24), time(20)),
    (date(2026, 10, 25), time(0, 20)),
    (date(2026, 10, 23), time(15, 30)),
    (date(2027, 3, 27), time(21)),
    (date(2027, 3, 28), time(0, 10)),
    (date(2027, 3, 25), time(15, 50)),
    (date(2026, 12, 18), time(16, 20)),
    (date(2026, 12, 24), time(23)),
    (date(2026, 12, 25), time(11)),
    (date(2026, 11, 26), time(16, 40)),
    (date(2026, 11, 27), time(9)),
    (date(2026, 10, 28), time(10)),
    (date(2027, 1, 3), time(22)),
    (date(2027, 4, 12), time(16)),
)
"""Nights of their own kind: clock changes, ends of terms, Christmas, INSET, past the last term."""
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One night as it is drawn.

    Attributes:
        on: who is on the rota, primary and back-up; None where a tier is empty.
        agreed: who agreed to be paged outside hours.
        unreachable: whom Slack will never show a message.
        ahead: how far the clock of each clock process is wrong, and ``phase`` when in a second it
            ticks; ``down`` is when each of them is not there.
        trouble: how often a call to Slack fails, and ``deaths`` how often a process dies.
    """

    start: datetime
    is_nobody: bool
    lead: str | None
    on: tuple[str | None, str | None]
    agreed: frozenset[str]
    unreachable: frozenset[str]
    outages: tuple[Span, ...]
    trouble: float
    deaths: float
    ahead: tuple[timedelta, ...]
    phase: tuple[timedelta, ...]
    down: tuple[Span | None, ...]

    def __str__(self) -> str:
        clocks = [each.total_seconds() for each in self.ahead]
        out = "".join(f", outage {start:%d %H:%M} to {end:%d %H:%M}" for start, end in self.outages)
        missed = "".join(
            f", clock {name} stops {each[0]:%H:%M} to {each[1]:%H:%M}"
            for name, each in zip("AB", self.down, strict=True)
            if each
        )
        return (
            f"on {list(self.on)}, agreed {sorted(self.agreed)}, lead {self.lead}, unreachable "
            f"{sorted(self.unreachable)}, clocks ahead {clocks}, trouble {self.trouble}, deaths "
            f"{self.deaths}{out}{missed}"
        )


def drawn(rng: Random) -> Setting:
    """Draw a night."""
    start = _beginning(rng)
    primary, back_up = rng.sample(PRACTITIONERS, 2)
    return Setting(
        start=start,
        is_nobody=rng.random() < 0.08,
        lead=LENA if rng.random() < 0.85 else None,
        on=(_perhaps(rng, 0.85, primary), _perhaps(rng, 0.85, back_up)),
        agreed=frozenset(each for each in PRACTITIONERS if rng.random() < 0.2),
        unreachable=frozenset(rng.sample(PRACTITIONERS, 1) if rng.random() < 0.12 else ()),
        outages=_outages(rng, start),
        trouble=rng.choice((0, 0, 0, 0.02, 0.1, 0.3)),
        deaths=rng.choice((0, 0, 0, 0.02, 0.04)),
        ahead=tuple(timedelta(seconds=rng.choice(CLOCKS)) for _ in range(2)),
        phase=tuple(timedelta(milliseconds=rng.randrange(1000)) for _ in range(2)),
        down=tuple(_span(rng, start, -1, 90, most=180) for _ in range(2)),
    )


CLOCKS = (0, 0, *range(-60, 61, 15))


def _beginning(rng: Random) -> datetime:
    if rng.random() < 0.3:
        day, at = rng.choice(SPECIAL)
        return world.london(day, at) + minutes(rng, 0, 40)
    day = world.FIRST + timedelta(days=rng.randrange(215))
    hour = rng.randrange(8, 17) if rng.random() < 0.7 else rng.randrange(24)
    return world.london(day, time(12)) + timedelta(hours=hour - 12) + minutes(rng, 0, 60)


def _perhaps(rng: Random, likely: float, who: str) -> str | None:
    return who if rng.random() < likely else None


def _outages(rng: Random, start: datetime) -> tuple[Span, ...]:
    if rng.random() > 0.25:
        return ()
    most = 17 * 60 if rng.random() < 0.06 else 40
    begins = start + minutes(rng, -5, 60)
    return ((begins, begins + minutes(rng, 1, most)),)


def _span(rng: Random, start: datetime, low: float, high: float, *, most: float) -> Span | None:
    if rng.random() > 0.2:
        return None
    begins = start + minutes(rng, low, high)
    return begins, begins + minutes(rng, 1, most)
