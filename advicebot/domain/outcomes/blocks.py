"""Weeks put together until there is enough in them to be shown, for figures that no digest has.

Every period is made of whole blocks, and every block may be shown for itself: five or more of a
whole line, from two schools or more. So nobody can come nearer to a single case by subtracting one
period from another, however many are asked for. What is left over at the end of a term, and
a block of which a period has only a part, is left out of that period.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from advicebot.domain.outcomes.tables import FEWEST_SCHOOLS, SMALLEST

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block(Generic[T]):
    """Weeks one after the other, and what is counted in them. ``mondays`` are those with any."""

    mondays: tuple[date, ...]
    items: tuple[T, ...]


def blocks(
    items: Iterable[T],
    mondays: Sequence[date],
    *,
    week_of: Callable[[T], date],
    school_of: Callable[[T], str | None],
) -> list[Block[T]]:
    """Return the blocks of the weeks from ``mondays``, in order, each no longer than it must be.

    ``mondays`` begin with the first week of a term, so that every period of it has the same blocks.
    """
    by_week: dict[date, list[T]] = {}
    for item in items:
        by_week.setdefault(week_of(item), []).append(item)
    found: list[Block[T]] = []
    waiting: list[T] = []
    days: list[date] = []
    for monday in mondays:
        if monday in by_week:
            days.append(monday)
            waiting += by_week[monday]
        schools = {school_of(item) for item in waiting} - {None}
        if len(waiting) >= SMALLEST and len(schools) >= FEWEST_SCHOOLS:
            found.append(Block(mondays=tuple(days), items=tuple(waiting)))
            waiting, days = [], []
    return found


def inside(found: Iterable[Block[T]], mondays: Iterable[date]) -> list[T]:
    """Return what is in the blocks that lie in these weeks as a whole."""
    period = set(mondays)
    return [item for block in found if set(block.mondays) <= period for item in block.items]
