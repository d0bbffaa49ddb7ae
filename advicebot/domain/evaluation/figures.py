"""Figures with what they rest on: how many, of how many, and how far chance could have moved them.

The intervals themselves are computed outside and handed in, so that nothing here draws lots.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

Bounds = tuple[float | None, float | None]
"""Lower and upper end; None where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A share or a mean over ``n`` messages; ``value`` is None when there were none.

    ``right`` is the count behind a share, None for a mean. ``low`` and ``high`` bound the value
    with 95 % confidence; a bound that was not asked for is None.
    """

    n: int
    value: float | None
    right: int | None = None
    low: float | None = None
    high: float | None = None


class Intervals(Protocol):
    """How sure a figure is. Every function is only called with at least one value."""

    def resampled(self, values: Sequence[float]) -> Bounds:
        """Return the 95 % bootstrap interval of the mean, from both sides."""

    def at_least(self, right: int, n: int) -> Bounds:
        """Return the exact one-sided 95 % lower bound of a share."""

    def at_most(self, right: int, n: int) -> Bounds:
        """Return the exact one-sided 95 % upper bound of a share."""


def share(values: Iterable[bool], bounds: Bounds = (None, None)) -> Figure:
    """Return the share that is true, with the bounds as given."""
    found = list(values)
    right = sum(found)
    value = right / len(found) if found else None
    return Figure(n=len(found), value=value, right=right, low=bounds[0], high=bounds[1])


def resampled_share(values: Iterable[bool], intervals: Intervals) -> Figure:
    """Return the share that is true, with its bootstrap interval."""
    found = list(values)
    return share(found, intervals.resampled(found) if found else (None, None))


def share_at_least(values: Iterable[bool], intervals: Intervals) -> Figure:
    """Return the share that is true and what it is at least; for what must not be missed."""
    found = list(values)
    return share(found, intervals.at_least(sum(found), len(found)) if found else (None, None))


def share_at_most(values: Iterable[bool], intervals: Intervals) -> Figure:
    """Return the share that is true and what it is at most; for what should not happen."""
    found = list(values)
    return share(found, intervals.at_most(sum(found), len(found)) if found else (None, None))


def resampled_mean(values: Iterable[float], intervals: Intervals) -> Figure:
    """Return the mean with its bootstrap interval."""
    found = list(values)
    if not found:
        return Figure(n=0, value=None)
    low, high = intervals.resampled(found)
    return Figure(n=len(found), value=sum(found) / len(found), low=low, high=high)


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the smallest value with at least ``percent`` of the values at or below it.

    ``values`` must not be empty; this is the nearest-rank definition.
    """
    ordered = sorted(values)
    place = -(-len(ordered) * percent // 100)
    return ordered[max(1, int(place)) - 1]
