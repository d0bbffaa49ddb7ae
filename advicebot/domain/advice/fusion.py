"""Joins what several scorers say of the strategies into one score each."""

from collections.abc import Mapping, Sequence
from math import sqrt
from statistics import fmean

from advicebot.domain.advice.query import Match


def fused(found: Sequence[Mapping[str, Match]], weights: Sequence[float]) -> dict[str, float]:
    """Return one score for each strategy: weighted z-scores, moved so that the least is 0.

    A strategy that a scorer does not know has 0 there. One scorer alone keeps its own scores.
    """
    if len(found) == 1:
        return {id_: match.score for id_, match in found[0].items()}
    ids = sorted({id_ for matches in found for id_ in matches})
    total = dict.fromkeys(ids, 0.0)
    for matches, weight in zip(found, weights, strict=True):
        raw = [matches[id_].score if id_ in matches else 0.0 for id_ in ids]
        middle = fmean(raw) if raw else 0.0
        spread = sqrt(fmean((score - middle) ** 2 for score in raw)) if len(set(raw)) > 1 else 0.0
        for id_, score in zip(ids, raw, strict=True):
            total[id_] += weight * (score - middle) / spread if spread else 0.0
    lowest = min(total.values(), default=0.0)
    return {id_: score - lowest for id_, score in total.items()}
