"""The whole line on labelled messages: floors below which a change must not bring it.

A floor is what was reached, less a message or two; it is no claim of being good enough. Rules and
phrases were written with ``requests``, ``redaction`` and ``triage`` in view, so the held-out sets
are the honest ones. Raise a floor when the line gets better; lower one only with a reason.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from operator import attrgetter

import pytest

from advicebot.bootstrap import build_line
from advicebot.domain.evaluation.figures import Bounds, Figure
from advicebot.evaluation.report import Report, report_on
from advicebot.evaluation.running import run
from advicebot.library.labelled import load_labelled
from advicebot.service.advice import Advisor
from advicebot.settings import cache_folder
from tests.running import KNOWLEDGE

DAY = date(2026, 11, 23)
FEWEST = 8
"""A share of fewer messages than this says nothing, so it is no floor."""
pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

Reports = Callable[..., Report]


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """What must hold for one figure of one set; ``words_only``: without the sentence model."""

    set: str
    measure: str
    at_least: float = 0.0
    at_most: float = 1.0
    words_only: bool = False

    def __str__(self) -> str:
        return f"{self.set}-{self.measure}{'-words-only' if self.words_only else ''}"


FLOORS = (
    Floor(set="requests", measure="requests.any.hit_3", at_least=0.95),
    Floor(set="requests", measure="requests.main.hit_3", at_least=0.88),
    Floor(set="requests", measure="requests.main.mrr_5", at_least=0.83),
    Floor(set="requests", measure="requests.turned_away", at_least=0.87),
    Floor(set="requests", measure="requests.pressing_noticed", at_least=0.95),
    Floor(set="requests", measure="requests.calm_raised", at_most=0.14),
    Floor(set="requests", measure="requests.phase", at_least=0.95),
    Floor(set="requests", measure="requests.any.hit_3", at_least=0.86, words_only=True),
    Floor(set="requests_held_out", measure="requests.any.hit_3", at_least=0.88),
    Floor(set="requests_held_out", measure="requests.main.hit_3", at_least=0.82),
    Floor(set="requests_held_out", measure="requests.main.mrr_5", at_least=0.73),
    Floor(set="requests_held_out", measure="requests.turned_away", at_least=0.76),
    Floor(set="requests_held_out", measure="requests.pressing_noticed", at_least=0.93),
    Floor(set="requests_held_out", measure="requests.calm_raised", at_most=0.20),
    Floor(set="requests_held_out", measure="requests.phase", at_least=0.88),
    Floor(set="requests_held_out", measure="requests.any.hit_3", at_least=0.77, words_only=True),
    Floor(set="redaction", measure="redaction.caught", at_least=0.98),
    Floor(set="redaction", measure="redaction.clean_touched", at_most=0.04),
    Floor(set="redaction", measure="redaction.false_touches", at_most=0.01),
    Floor(set="redaction_held_out", measure="redaction.caught", at_least=0.91),
    Floor(set="redaction_held_out", measure="redaction.clean_touched", at_most=0.11),
    Floor(set="redaction_held_out", measure="redaction.false_touches", at_most=0.04),
    Floor(set="triage", measure="triage.positives.noticed", at_least=0.97),
    Floor(set="triage", measure="triage.positives.urgency", at_least=0.78),
    Floor(set="triage", measure="triage.emergencies.noticed", at_least=1.0),
    Floor(set="triage", measure="triage.emergencies.paged", at_least=0.86),
    Floor(set="triage", measure="triage.hard_negatives.paged", at_most=0.02),
    Floor(set="triage", measure="triage.hard_negatives.raised", at_most=0.16),
    Floor(set="triage", measure="triage.plain_negatives.raised", at_most=0.05),
    Floor(set="triage_traps", measure="triage.hard_negatives.paged", at_most=0.05),
    Floor(set="triage_traps", measure="triage.hard_negatives.raised", at_most=0.21),
    Floor(set="triage_held_out", measure="triage.positives.noticed", at_least=0.86),
    Floor(set="triage_held_out", measure="triage.positives.urgency", at_least=0.59),
    Floor(set="triage_held_out", measure="triage.emergencies.noticed", at_least=0.95),
    Floor(set="triage_held_out", measure="triage.emergencies.paged", at_least=0.60),
    Floor(set="triage_held_out", measure="triage.hard_negatives.paged", at_most=0.17),
    Floor(set="triage_held_out", measure="triage.hard_negatives.raised", at_most=0.30),
    Floor(set="triage_held_out", measure="triage.plain_negatives.raised", at_most=0.23),
)


class NoIntervals:
    """Floors are held against the figures themselves, so nothing is resampled."""

    def resampled(self, values: Sequence[float]) -> Bounds:
        return None, None

    def at_least(self, right: int, n: int) -> Bounds:
        return None, None

    def at_most(self, right: int, n: int) -> Bounds:
        return None, None


@pytest.fixture(scope="session")
def reports() -> Reports:
    """What the line reaches on a set; each advisor is made once, each set put to it once."""

    @cache
    def advisor(*, words_only: bool) -> Advisor:
        kept = None if words_only else cache_folder(os.environ)
        return build_line(KNOWLEDGE, cache=kept)[1]

    @cache
    def report(name: str, *, words_only: bool) -> Report:
        cases = load_labelled([KNOWLEDGE / "evaluation" / f"{name}.jsonl"])
        outcomes = run(advisor(words_only=words_only), cases, on=DAY, progress=lambda done: None)
        has_meaning = any(
            each.advice.evidence and each.advice.evidence.meaning for each in outcomes
        )
        assert has_meaning is not words_only, "the floors are for the line with its sentence model"
        return report_on(outcomes, NoIntervals(), memory_mb=None)

    return report


@pytest.mark.parametrize("floor", FLOORS, ids=str)
def test_the_line_stays_above_its_floors(reports: Reports, floor: Floor) -> None:
    report = reports(floor.set, words_only=floor.words_only)
    figure: Figure = attrgetter(floor.measure)(report)
    assert figure.value is not None
    assert figure.n >= FEWEST
    assert floor.at_least <= figure.value <= floor.at_most, f"{figure.right} of {figure.n}"


def test_every_shipped_set_has_a_floor() -> None:
    shipped = {file.stem for file in (KNOWLEDGE / "evaluation").glob("*.jsonl")}
    assert shipped == {floor.set for floor in FLOORS}
