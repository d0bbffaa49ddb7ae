"""A logistic model over a few named features, fitted and tried on what it has not seen."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import expit

from advicebot.domain.advice.logistic import Logistic

Array = npt.NDArray[np.float64]
_FOLDS = 10
_PLACES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """The features of one message by name, and whether the model should say yes to it."""

    values: Mapping[str, float]
    is_true: bool


def fitted(
    samples: Sequence[Sample], *, penalty: float, weights: Sequence[float] | None = None
) -> Logistic:
    """Return the model of least penalised log loss; a feature that never varies is left out.

    ``weights`` says how much each sample counts, None that each counts as one. ``penalty`` is the
    weight of half the sum of the squared coefficients against the summed loss. It falls on
    standardised features, the bias excepted; the weights returned are for raw ones.
    """
    names = list(samples[0].values)
    raw = np.array([[sample.values[name] for name in names] for sample in samples])
    varies = raw.std(axis=0) > 0
    middle, spread = raw[:, varies].mean(axis=0), raw[:, varies].std(axis=0)
    found = _minimum(
        (raw[:, varies] - middle) / spread,
        np.array([float(sample.is_true) for sample in samples]),
        counts=np.ones(len(samples)) if weights is None else np.array(weights),
        penalty=penalty,
    )
    scaled = found[1:] / spread
    kept = [name for name, is_kept in zip(names, varies, strict=True) if is_kept]
    return Logistic(
        weights=dict(zip(kept, map(float, scaled), strict=True)),
        bias=float(found[0] - scaled @ middle),
    )


def balanced(samples: Sequence[Sample]) -> list[float]:
    """Return weights that give either class half of the total, which is the number of samples.

    Both classes must be there.
    """
    true = sum(sample.is_true for sample in samples)
    of_class = {True: len(samples) / (2 * true), False: len(samples) / (2 * (len(samples) - true))}
    return [of_class[sample.is_true] for sample in samples]


def cross_validated(
    samples: Sequence[Sample], fit: Callable[[Sequence[Sample]], Logistic]
) -> list[float]:
    """Return the probability of each sample, in order, by a model fitted on the other nine tenths.

    Every tenth sample is of one fold, so each has its share of what lies together in ``samples``:
    sort them by class. The same samples always give the same probabilities.
    """
    found = [0.0] * len(samples)
    for fold in range(_FOLDS):
        model = fit([sample for at, sample in enumerate(samples) if at % _FOLDS != fold])
        for at in range(fold, len(samples), _FOLDS):
            found[at] = model.of(samples[at].values)
    return found


def rounded(model: Logistic) -> Logistic:
    """Return the model with the three decimals that a reviewer can take in."""
    return Logistic(
        weights={name: round(weight, _PLACES) for name, weight in model.weights.items()},
        bias=round(model.bias, _PLACES),
    )


def _minimum(standard: Array, is_true: Array, *, counts: Array, penalty: float) -> Array:
    """Return bias and weights of least penalised log loss; the problem has one minimum."""
    columns = np.column_stack([np.ones(len(standard)), standard])

    def loss(at: Array) -> tuple[float, Array]:
        total = columns @ at
        each = np.logaddexp(0.0, total) - is_true * total
        slope = columns.T @ (counts * (expit(total) - is_true))
        slope[1:] += penalty * at[1:]
        return float(counts @ each + penalty / 2 * at[1:] @ at[1:]), slope

    found = minimize(loss, np.zeros(columns.shape[1]), jac=True, method="L-BFGS-B")
    return np.asarray(found.x, dtype=np.float64)
