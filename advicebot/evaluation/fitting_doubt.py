"""Fits the doubt model on labelled messages that the rules leave open: is a person needed?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from advicebot.domain.advice.confidence import Variant
from advicebot.domain.advice.logistic import Logistic
from advicebot.domain.advice.triage import DoubtModel
from advicebot.domain.evaluation.cases import Case
from advicebot.domain.evaluation.doubting import (
    CALM_ASKED,
    CALM_ASKED_WARILY,
    Asked,
    Doubted,
    asked_from,
    lowest_threshold,
    needs_person,
)
from advicebot.domain.evaluation.weighing import Doubts
from advicebot.errors import Refused
from advicebot.evaluation.logistic import Sample, balanced, cross_validated, fitted, rounded

FEWEST_POSITIVES = 15
FEWEST_CALM = 100
"""Open messages. With fewer, one message moves the thresholds and the weights too far."""
SHOWN = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
"""Thresholds that are told besides the two that are taken."""
_PENALTY = 3.0
_BY_MEANING = ("lead", "near")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenMessages:
    """The labelled messages that the rules leave open; ``decided`` counts those that they do not.

    A sample is true when a person is needed the same day.
    """

    samples: tuple[Sample, ...]
    decided: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtFit:
    """A fitted model with what speaks for it, all on cross-validated probabilities.

    ``at_ask`` and ``at_wary`` are who is asked from the two thresholds on, ``others`` the same for
    thresholds that were not taken. ``positives`` and ``calm`` are messages that the rules leave
    open, ``decided`` counts the others.
    """

    variant: Variant
    model: DoubtModel
    positives: int
    calm: int
    decided: int
    at_ask: Asked
    at_wary: Asked
    others: tuple[Asked, ...]


def open_messages(
    doubts: Doubts, cases: Sequence[Case], *, progress: Callable[[int], None]
) -> OpenMessages:
    """Return what the model would weigh of ``cases``; those whose label is silent are passed over.

    A message that is also a triage example is not compared with itself. ``progress`` is told how
    many cases are done.
    """
    samples, decided = [], 0
    for number, case in enumerate(cases, 1):
        is_needed = needs_person(case)
        if is_needed is not None:
            values = doubts.doubt_about(case.text, but=case.text)
            decided += values is None
            if values is not None:
                samples.append(Sample(values=values, is_true=is_needed))
        progress(number)
    return OpenMessages(samples=tuple(samples), decided=decided)


def fit_doubt(found: OpenMessages) -> DoubtFit:
    """Return the model fitted on every open message; the same every time.

    Raises:
        Refused: fewer than 15 open messages need a person, or fewer than 100 are calm.
    """
    positives = sum(sample.is_true for sample in found.samples)
    calm = len(found.samples) - positives
    _check_enough(positives, calm, decided=found.decided)
    doubted = _doubted(found.samples)
    ask_at = lowest_threshold(doubted, percent=CALM_ASKED)
    wary_at = lowest_threshold(doubted, percent=CALM_ASKED_WARILY)
    model = rounded(_model(found.samples))
    has_meaning = any(sample.values[name] for sample in found.samples for name in _BY_MEANING)
    return DoubtFit(
        variant=Variant.MEANING if has_meaning else Variant.WORDS,
        model=DoubtModel(weights=model.weights, bias=model.bias, ask_at=ask_at, wary_at=wary_at),
        positives=positives,
        calm=calm,
        decided=found.decided,
        at_ask=asked_from(doubted, ask_at),
        at_wary=asked_from(doubted, wary_at),
        others=tuple(asked_from(doubted, at) for at in SHOWN),
    )


def _check_enough(positives: int, calm: int, *, decided: int) -> None:
    if positives >= FEWEST_POSITIVES and calm >= FEWEST_CALM:
        return
    raise Refused(
        f"Of the messages that the triage rules leave open, {positives} need a person and {calm} "
        f"are calm (the rules decide {decided} others); the rule is at least {FEWEST_POSITIVES} "
        f"and {FEWEST_CALM}. Label more messages, or name more files."
    )


def _doubted(samples: Sequence[Sample]) -> list[Doubted]:
    """Return every sample with a cross-validated probability; each fold has its share of both."""
    ordered = sorted(samples, key=lambda sample: sample.is_true)
    return [
        Doubted(probability=probability, is_positive=sample.is_true)
        for sample, probability in zip(ordered, cross_validated(ordered, _model), strict=True)
    ]


def _model(samples: Sequence[Sample]) -> Logistic:
    """Positives are few among the open: without the balance the model would hardly see them."""
    return fitted(samples, penalty=_PENALTY, weights=balanced(samples))
