"""Fits the confidence model on labelled requests: a logistic over a few named features."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import expit

from advicebot.domain.advice.confidence import Calibration, Variant, features
from advicebot.domain.evaluation.calibrating import (
    GRID,
    Coverage,
    Group,
    Scored,
    confident_at,
    coverage,
    reliability,
    unsure_at,
)
from advicebot.domain.evaluation.judging import Outcome, rank_of
from advicebot.errors import Refused

Array = npt.NDArray[np.float64]
FEWEST_OURS = 100
FEWEST_OFF_TOPIC = 40
"""Thresholds from fewer messages wander by more than the bands are apart."""
SHOWN = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
"""Thresholds at which coverage is told besides the two that are taken."""
_FOLDS = 10
_PENALTY = 1.0
"""Weight of the squared standardised coefficients, against the summed log loss."""
_PLACES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """The features of one request and what it turned out to be; see ``calibrating.Scored``."""

    values: Mapping[str, float]
    is_right: bool
    is_ours: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """A fitted model with what speaks for it, all on cross-validated probabilities.

    ``at_unsure`` and ``at_confident`` are what is answered from the two thresholds on, ``others``
    the same for thresholds that were not taken. ``reaches_the_bar`` is False when no threshold makes
    95 % of the confident answers right. ``passed_over`` counts requests that the model is never
    asked about.
    """

    variant: Variant
    calibration: Calibration
    reaches_the_bar: bool
    ours: int
    off_topic: int
    passed_over: int
    reliability: tuple[Group, ...]
    at_unsure: Coverage
    at_confident: Coverage
    others: tuple[Coverage, ...]


def fit_confidence(outcomes: Sequence[Outcome]) -> Fit:
    """Return the model fitted on every labelled request of ``outcomes``; the same every time.

    The outcomes must hold their suggestions whatever the present model makes of them. Messages
    answered as small talk, or that nothing matches at all, never reach the model.

    Raises:
        Refused: fewer than 100 requests for this line or 40 others are left.
    """
    requests = [each for each in outcomes if each.case.request is not None]
    samples = [sample for sample in map(_sample, requests) if sample is not None]
    ours = sum(sample.is_ours for sample in samples)
    others = len(samples) - ours
    _check_enough(ours, others, passed_over=len(requests) - len(samples))
    scored = _cross_validated(samples)
    sure = confident_at(scored)
    low = unsure_at(scored)
    high = max(sure or GRID[-1], low)
    weights, bias = _logistic(samples)
    calibration = Calibration(
        weights={name: round(weight, _PLACES) for name, weight in weights.items()},
        bias=round(bias, _PLACES),
        confident_at=high,
        unsure_at=low,
    )
    has_meaning = any(each.advice.evidence and each.advice.evidence.meaning for each in requests)
    return Fit(
        variant=Variant.MEANING if has_meaning else Variant.WORDS,
        calibration=calibration,
        reaches_the_bar=sure is not None,
        ours=ours,
        off_topic=others,
        passed_over=len(requests) - len(samples),
        reliability=reliability(scored),
        at_unsure=coverage(scored, low),
        at_confident=coverage(scored, high),
        others=tuple(coverage(scored, at) for at in SHOWN),
    )


def _sample(outcome: Outcome) -> Sample | None:
    label, advice = outcome.case.request, outcome.advice
    if label is None or advice.evidence is None or advice.small_talk is not None:
        return None
    place = rank_of(label.main, advice.suggestions)
    return Sample(
        values=features(advice.evidence),
        is_right=place is not None and place <= 3,
        is_ours=not label.is_off_topic,
    )


def _check_enough(ours: int, others: int, *, passed_over: int) -> None:
    if ours >= FEWEST_OURS and others >= FEWEST_OFF_TOPIC:
        return
    raise Refused(
        f"There are {ours} requests for this line and {others} that are not (topics: []), without "
        f"{passed_over} that never reach the model; the rule is at least {FEWEST_OURS} and "
        f"{FEWEST_OFF_TOPIC}. Label more messages, or name more files."
    )


def _cross_validated(samples: Sequence[Sample]) -> list[Scored]:
    """Return every sample with the probability of a model fitted on the other nine tenths.

    Each fold has its share of the right, the wrong and the off-topic.
    """
    ordered = sorted(samples, key=lambda sample: (sample.is_ours, sample.is_right))
    scored = []
    for fold in range(_FOLDS):
        kept = [sample for at, sample in enumerate(ordered) if at % _FOLDS != fold]
        weights, bias = _logistic(kept)
        for sample in ordered[fold::_FOLDS]:
            total = bias + sum(weight * sample.values[name] for name, weight in weights.items())
            scored.append(
                Scored(
                    probability=float(expit(total)),
                    is_right=sample.is_right,
                    is_ours=sample.is_ours,
                )
            )
    return scored


def _logistic(samples: Sequence[Sample]) -> tuple[dict[str, float], float]:
    """Return weights by feature, and the bias; a feature that is the same everywhere is left out.

    The penalty falls on standardised features, the weights returned are for raw ones.
    """
    names = list(samples[0].values)
    raw = np.array([[sample.values[name] for name in names] for sample in samples])
    is_right = np.array([float(sample.is_right) for sample in samples])
    varies = raw.std(axis=0) > 0
    names = [name for name, is_kept in zip(names, varies, strict=True) if is_kept]
    middle, spread = raw[:, varies].mean(axis=0), raw[:, varies].std(axis=0)
    found = _minimum((raw[:, varies] - middle) / spread, is_right)
    weights = found[1:] / spread
    bias = float(found[0] - weights @ middle)
    return dict(zip(names, map(float, weights), strict=True)), bias


def _minimum(standard: Array, is_right: Array) -> Array:
    """Return bias and weights of least penalised log loss; the problem has one minimum."""
    columns = np.column_stack([np.ones(len(standard)), standard])

    def loss(at: Array) -> tuple[float, Array]:
        total = columns @ at
        value = np.logaddexp(0.0, total).sum() - is_right @ total + _PENALTY / 2 * at[1:] @ at[1:]
        slope = columns.T @ (expit(total) - is_right)
        slope[1:] += _PENALTY * at[1:]
        return float(value), slope

    found = minimize(loss, np.zeros(columns.shape[1]), jac=True, method="L-BFGS-B")
    return np.asarray(found.x, dtype=np.float64)
