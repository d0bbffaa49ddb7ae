"""Fits the doubt model on labelled messages: is a person needed?"""

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

FEWEST_POSITIVES = 100
FEWEST_CALM = 100
"""With fewer, one message moves the thresholds and the weights too far."""
SHOWN = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
"""Thresholds that are told besides the two that are taken."""
_PENALTY = 3.0
_BY_MEANING = ("lead", "near")


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """The labelled messages that the rules leave ``open``, and those that they have ``decided``.

    A sample is true when a person is needed the same day. The model learns from both, since rules
    that were written with these messages in view leave hardly one open that needs a person; it is
    judged, and its thresholds chosen, by the open ones alone.
    """

    open: tuple[Sample, ...]
    decided: tuple[Sample, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtFit:
    """A fitted model with what speaks for it, all on cross-validated probabilities.

    ``at_ask`` and ``at_wary`` are who is asked from the two thresholds on, ``others`` the same for
    thresholds that were not taken; all three tell of messages that the rules leave open.
    ``positives`` and ``calm`` are all the messages learnt from, ``decided`` of which rules decide.
    """

    variant: Variant
    model: DoubtModel
    positives: int
    calm: int
    decided: int
    at_ask: Asked
    at_wary: Asked
    others: tuple[Asked, ...]


def labelled(doubts: Doubts, cases: Sequence[Case], *, progress: Callable[[int], None]) -> Labelled:
    """Return what the model would weigh of ``cases``; those whose label is silent are passed over.

    A message that is also a triage example is not compared with itself. ``progress`` is told how
    many cases are done.
    """
    opened: list[Sample] = []
    decided: list[Sample] = []
    for number, case in enumerate(cases, 1):
        is_needed = needs_person(case)
        if is_needed is not None:
            found = doubts.doubt_about(case.text, but=case.text)
            sample = Sample(values=found.values, is_true=is_needed)
            (opened if found.is_open else decided).append(sample)
        progress(number)
    return Labelled(open=tuple(opened), decided=tuple(decided))


def fit_doubt(found: Labelled) -> DoubtFit:
    """Return the model fitted on every labelled message; the same every time.

    Raises:
        Refused: fewer than 100 messages need a person, or fewer than 100 of the open are calm.
    """
    samples = (*found.open, *found.decided)
    positives = sum(sample.is_true for sample in samples)
    _check_enough(positives, sum(not sample.is_true for sample in found.open))
    doubted = _doubted(found)
    ask_at = lowest_threshold(doubted, percent=CALM_ASKED)
    wary_at = lowest_threshold(doubted, percent=CALM_ASKED_WARILY)
    model = rounded(_model(samples))
    has_meaning = any(sample.values[name] for sample in samples for name in _BY_MEANING)
    return DoubtFit(
        variant=Variant.MEANING if has_meaning else Variant.WORDS,
        model=DoubtModel(weights=model.weights, bias=model.bias, ask_at=ask_at, wary_at=wary_at),
        positives=positives,
        calm=len(samples) - positives,
        decided=len(found.decided),
        at_ask=asked_from(doubted, ask_at),
        at_wary=asked_from(doubted, wary_at),
        others=tuple(asked_from(doubted, at) for at in SHOWN),
    )


def _check_enough(positives: int, calm: int) -> None:
    if positives >= FEWEST_POSITIVES and calm >= FEWEST_CALM:
        return
    raise Refused(
        f"{positives} messages need a person, and {calm} that need nobody are left open by the "
        f"triage rules; the rule is at least {FEWEST_POSITIVES} and {FEWEST_CALM}. Label more "
        "messages, or name more files."
    )


def _doubted(found: Labelled) -> list[Doubted]:
    """Return the open messages with cross-validated probabilities; each fold has its share."""
    labels = [(sample, True) for sample in found.open] + [(s, False) for s in found.decided]
    ordered = sorted(labels, key=lambda each: each[0].is_true)
    probabilities = cross_validated([sample for sample, _ in ordered], _model)
    return [
        Doubted(probability=probability, is_positive=sample.is_true)
        for (sample, is_open), probability in zip(ordered, probabilities, strict=True)
        if is_open
    ]


def _model(samples: Sequence[Sample]) -> Logistic:
    """Positives are few: without the balance the model would hardly see them."""
    return fitted(samples, penalty=_PENALTY, weights=balanced(samples))
