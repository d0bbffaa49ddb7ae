"""One evaluation: every figure, and the judgement on every message that the figures rest on."""

from collections.abc import Sequence
from dataclasses import dataclass

from advicebot.domain.evaluation.figures import Intervals
from advicebot.domain.evaluation.judging import Outcome, Result, judge
from advicebot.domain.evaluation.latency import Latency, latency
from advicebot.domain.evaluation.redaction import RedactionFigures, redaction_figures
from advicebot.domain.evaluation.requests import RequestFigures, request_figures
from advicebot.domain.evaluation.triage import TriageFigures, triage_figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The figures for each part, None for a part without labelled messages."""

    requests: RequestFigures | None
    triage: TriageFigures | None
    redaction: RedactionFigures | None
    latency: Latency | None
    results: tuple[Result, ...]


def report_on(
    outcomes: Sequence[Outcome], intervals: Intervals, *, memory_mb: float | None
) -> Report:
    """Return the figures over ``outcomes``, and one result for each of their labels, in order."""
    return Report(
        requests=request_figures(outcomes, intervals),
        triage=triage_figures(outcomes, intervals),
        redaction=redaction_figures(outcomes, intervals),
        latency=latency([outcome.seconds for outcome in outcomes], memory_mb=memory_mb),
        results=tuple(result for outcome in outcomes for result in judge(outcome)),
    )
