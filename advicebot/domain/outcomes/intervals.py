"""How far chance could have moved a share, and the middle and the tail of a list of times."""

from collections.abc import Sequence
from math import ceil, sqrt

Z_95 = 1.959963984540054
"""The normal deviate that leaves 2.5 % on either side."""


def wilson(right: int, n: int, *, z: float = Z_95) -> tuple[float, float] | None:
    """Return the score interval of a share of ``right`` in ``n``, None when ``n`` is 0.

    It stays within 0 and 1 and holds its level at small n, where the textbook interval does not.
    Source: E. B. Wilson, “Probable Inference, the Law of Succession, and Statistical Inference”,
    Journal of the American Statistical Association 22 (158), 1927, pages 209-212,
    https://doi.org/10.1080/01621459.1927.10502953

    Raises:
        ValueError: ``right`` is not between 0 and ``n``.
    """
    if not 0 <= right <= n:
        raise ValueError(f"{right} of {n} is no share: the first must be between 0 and the second.")
    if n == 0:
        return None
    share, square = right / n, z * z
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = z * sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n)
    low = 0.0 if right == 0 else max(0.0, middle - half)
    high = 1.0 if right == n else min(1.0, middle + half)
    return low, high


def nearest_rank(values: Sequence[float], percent: int) -> float:
    """Return the smallest of ``values`` with at least ``percent`` % of them at or below it.

    ``values`` must not be empty. It is always one of them, so nothing is invented between two.
    """
    ordered = sorted(values)
    return ordered[max(1, ceil(len(ordered) * percent / 100)) - 1]
