"""A logistic model whose weights are few enough to be read and reviewed."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

_FURTHEST = 50.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Logistic:
    """Weights by the names of features, and the bias."""

    weights: Mapping[str, float]
    bias: float

    def of(self, values: Mapping[str, float]) -> float:
        """Return the probability, 0 to 1, for these values by name; every weight needs its
        value.
        """
        total = self.bias + sum(weight * values[name] for name, weight in self.weights.items())
        return 1.0 / (1.0 + math.exp(-max(-_FURTHEST, min(_FURTHEST, total))))
