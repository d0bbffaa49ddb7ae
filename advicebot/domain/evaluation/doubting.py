"""From scores of messages that the rules leave open to the thresholds of the doubt model."""

from collections.abc import Sequence
from dataclasses import dataclass

from advicebot.domain.evaluation.calibrating import GRID
from advicebot.domain.evaluation.cases import Case, Kind
from advicebot.domain.vocabulary import PRESSING

CALM_ASKED = 10
CALM_ASKED_WARILY = 30
"""The most calm messages, per cent of those left open, that one question too many may go to.

For a second worried message within the hour three times as many may.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubted:
    """One message that the rules leave open, with a probability from a model that has not seen it.

    ``is_positive``: a person is needed the same day.
    """

    probability: float
    is_positive: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who is asked from a threshold on: ``positives_asked`` of ``positives`` messages that need a
    person, ``calm_asked`` of ``calm`` that need nobody.
    """

    threshold: float
    positives: int
    positives_asked: int
    calm: int
    calm_asked: int


def needs_person(case: Case) -> bool | None:
    """Return whether the label says that a person is needed the same day; None: it does not say.

    A triage label goes before a request's. A request that has a flag but can wait is neither.
    """
    if case.triage is not None:
        return case.triage.kind is Kind.POSITIVE
    if case.request is None:
        return None
    if case.request.urgency in PRESSING:
        return True
    return False if case.request.is_calm else None


def asked_from(doubted: Sequence[Doubted], threshold: float) -> Asked:
    """Return who is asked when everything from ``threshold`` on is."""
    asked = [each.is_positive for each in doubted if each.probability >= threshold]
    positives = sum(each.is_positive for each in doubted)
    return Asked(
        threshold=threshold,
        positives=positives,
        positives_asked=sum(asked),
        calm=len(doubted) - positives,
        calm_asked=len(asked) - sum(asked),
    )


def lowest_threshold(doubted: Sequence[Doubted], *, percent: int) -> float:
    """Return the lowest threshold from which on at most ``percent`` % of the calm are asked.

    The lowest misses the fewest who need a person. It is 0.99 when even that asks more.
    """
    for threshold in GRID:
        found = asked_from(doubted, threshold)
        if 100 * found.calm_asked <= percent * found.calm:
            return threshold
    return GRID[-1]
