"""Fits the confidence model on labelled requests: does one of the first suggestions fit?"""

from collections.abc import Sequence
from dataclasses import dataclass

from advicebot.domain.advice.confidence import Calibration, Variant, features
from advicebot.domain.advice.logistic import Logistic
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
from advicebot.evaluation.logistic import Sample, cross_validated, fitted, rounded

FEWEST_OURS = 100
FEWEST_OFF_TOPIC = 40
"""Thresholds from fewer messages wander by more than the bands are apart."""
SHOWN = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
"""Thresholds at which coverage is told besides the two that are taken."""
_PENALTY = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestSample(Sample):
    """The features of one request and what it turned out to be; see ``calibrating.Scored``."""

    is_ours: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfidenceFit:
    """A fitted model with what speaks for it, all on cross-validated probabilities.

    ``at_unsure`` and ``at_confident`` are what is answered from the two thresholds on, ``others``
    the same for thresholds that were not taken. ``reaches_the_bar`` is False when no threshold
    makes 95 % of the confident answers right. ``passed_over`` counts requests that the model is
    never asked about.
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


def fit_confidence(outcomes: Sequence[Outcome]) -> ConfidenceFit:
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
    scored = _scored(samples)
    sure = confident_at(scored)
    low = unsure_at(scored)
    high = max(sure or GRID[-1], low)
    model = rounded(_model(samples))
    calibration = Calibration(
        weights=model.weights, bias=model.bias, confident_at=high, unsure_at=low
    )
    has_meaning = any(each.advice.evidence and each.advice.evidence.meaning for each in requests)
    return ConfidenceFit(
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


def _sample(outcome: Outcome) -> RequestSample | None:
    label, advice = outcome.case.request, outcome.advice
    if label is None or advice.evidence is None or advice.small_talk is not None:
        return None
    place = rank_of(label.main, advice.suggestions)
    return RequestSample(
        values=features(advice.evidence),
        is_true=place is not None and place <= 3,
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


def _scored(samples: Sequence[RequestSample]) -> list[Scored]:
    """Return every sample with a cross-validated probability.

    Each fold has its share of the right, the wrong and the off-topic.
    """
    ordered = sorted(samples, key=lambda sample: (sample.is_ours, sample.is_true))
    return [
        Scored(probability=probability, is_right=sample.is_true, is_ours=sample.is_ours)
        for sample, probability in zip(ordered, cross_validated(ordered, _model), strict=True)
    ]


def _model(samples: Sequence[Sample]) -> Logistic:
    return fitted(samples, penalty=_PENALTY)
