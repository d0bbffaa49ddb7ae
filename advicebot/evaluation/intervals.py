"""Confidence intervals: exact for counts, bootstrap for means. 95 % throughout."""

from collections.abc import Sequence

import numpy as np
from scipy import stats

from advicebot.domain.evaluation.figures import Bounds

_LEVEL = 0.95
_RESAMPLES = 9999
_BATCH = 1000
"""Resamples held in memory at once."""
_SEED = 20261122


class ScipyIntervals:
    """Intervals that are the same on every run: the seed is fixed."""

    def resampled(self, values: Sequence[float]) -> Bounds:
        """Return the percentile bootstrap interval of the mean; none for a single value.

        Efron and Tibshirani, An Introduction to the Bootstrap (1993), chapter 13.
        """
        if len(values) < 2:
            return None, None
        found = stats.bootstrap(
            (np.asarray(values, dtype=float),),
            np.mean,
            n_resamples=_RESAMPLES,
            batch=_BATCH,
            confidence_level=_LEVEL,
            method="percentile",
            rng=_SEED,
        ).confidence_interval
        return float(found.low), float(found.high)

    def at_least(self, right: int, n: int) -> Bounds:
        """Return the one-sided lower bound of Clopper and Pearson (Biometrika 26, 1934)."""
        found = stats.binomtest(right, n, alternative="greater").proportion_ci(_LEVEL, "exact")
        return float(found.low), None

    def at_most(self, right: int, n: int) -> Bounds:
        """Return the one-sided upper bound of Clopper and Pearson."""
        found = stats.binomtest(right, n, alternative="less").proportion_ci(_LEVEL, "exact")
        return None, float(found.high)
