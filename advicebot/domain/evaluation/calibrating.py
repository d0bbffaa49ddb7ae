"""From scores of labelled requests to two thresholds, and how far the scores can be believed."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

GRID = tuple(hundredth / 100 for hundredth in range(1, 100))
"""Thresholds tried. Finer ones would be fitted to single messages."""
RIGHT_WHEN_CONFIDENT = 0.95
OFF_TOPIC_LEFT = 0.10
_GROUPS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """One labelled request with a probability from a model that has not seen it.

    ``is_right``: one of the first three suggestions has a main topic; never so when the request
    is not for this line (``is_ours`` False).
    """

    probability: float
    is_right: bool
    is_ours: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What is answered from a threshold on: of the requests for this line ``answered`` of ``ours``,
    ``right`` of those, and ``off_topic_left`` of ``off_topic`` others.
    """

    threshold: float
    ours: int
    answered: int
    right: int
    off_topic: int
    off_topic_left: int

    @property
    def hit_3(self) -> float:
        """Return the share of the answered that is right, 0 when nothing is answered."""
        return self.right / self.answered if self.answered else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A fifth of the requests by probability: the mean that was predicted, the share observed."""

    n: int
    predicted: float
    observed: float


def coverage(scored: Sequence[Scored], threshold: float) -> Coverage:
    """Return what is answered when everything below ``threshold`` is not."""
    answered = [each for each in scored if each.probability >= threshold]
    ours = [each for each in answered if each.is_ours]
    return Coverage(
        threshold=threshold,
        ours=sum(each.is_ours for each in scored),
        answered=len(ours),
        right=sum(each.is_right for each in ours),
        off_topic=sum(not each.is_ours for each in scored),
        off_topic_left=len(answered) - len(ours),
    )


def confident_at(scored: Sequence[Scored]) -> float | None:
    """Return the lowest threshold from which on 95 % of the answered are right; None: nowhere."""
    for threshold in GRID:
        found = coverage(scored, threshold)
        if found.answered and found.hit_3 >= RIGHT_WHEN_CONFIDENT:
            return threshold
    return None


def unsure_at(scored: Sequence[Scored]) -> float:
    """Return the lowest threshold that leaves at most 10 % of what is not for this line.

    The lowest loses the fewest requests that are.
    """
    for threshold in GRID:
        found = coverage(scored, threshold)
        if found.off_topic_left <= OFF_TOPIC_LEFT * found.off_topic:
            return threshold
    return GRID[-1]


def reliability(scored: Sequence[Scored]) -> tuple[Group, ...]:
    """Return the fifths of ``scored`` from least to most probable; empty ones are left out."""
    ordered = sorted(scored, key=lambda each: each.probability)
    ends = [len(ordered) * place // _GROUPS for place in range(_GROUPS + 1)]
    groups = [ordered[start:end] for start, end in pairwise(ends)]
    return tuple(
        Group(
            n=len(group),
            predicted=sum(each.probability for each in group) / len(group),
            observed=sum(each.is_right for each in group) / len(group),
        )
        for group in groups
        if group
    )
