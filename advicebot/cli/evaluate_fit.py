"""``advicebot evaluate --fit``: a new confidence model, what speaks for it, and how it differs."""

import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from advicebot.bootstrap.advice import advisor_over, build_redactor
from advicebot.cli.evaluate_tables import print_table
from advicebot.clock import SystemClock
from advicebot.domain.advice.confidence import Calibration, Variant
from advicebot.domain.evaluation.calibrating import Coverage
from advicebot.domain.evaluation.cases import Case
from advicebot.domain.knowledge import Knowledge
from advicebot.evaluation.fitting import Fit, fit_confidence
from advicebot.evaluation.running import run
from advicebot.library.confidence_file import confidence_text

_OPEN = Calibration(weights={}, bias=0.0, confident_at=1.0, unsure_at=0.0)
"""Hides no suggestion, so that what the ranking found can be judged whatever the band."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FittedModels:
    """A fit, the models of the folder with the fitted one in its place, and how the file differs.

    ``difference`` holds the lines of a unified diff, none when nothing would change.
    """

    fit: Fit
    models: Mapping[Variant, Calibration]
    difference: tuple[str, ...]


def fit_models(
    cases: Sequence[Case],
    knowledge: Knowledge,
    folder: Path,
    *,
    cache: Path | None,
    progress: Callable[[int], None],
) -> FittedModels:
    """Return the confidence model fitted on what the line would suggest to ``cases``.

    Raises:
        Refused: there are too few labelled requests, or too few that are not for this line.
    """
    opened = replace(knowledge, confidence=dict.fromkeys(Variant, _OPEN))
    redactor = build_redactor(folder, knowledge)
    advisor = advisor_over(folder, opened, redactor, cache=cache)
    fit = fit_confidence(run(advisor, cases, on=SystemClock().now().date(), progress=progress))
    models = {**knowledge.confidence, fit.variant: fit.calibration}
    before, after = map(confidence_text, (knowledge.confidence, models))
    return FittedModels(fit=fit, models=models, difference=_difference(before, after))


def _difference(before: str, after: str) -> tuple[str, ...]:
    lines = before.splitlines(), after.splitlines()
    return tuple(difflib.unified_diff(*lines, "now", "fitted", lineterm="", n=0))


def fit_as_object(fit: Fit) -> dict[str, Any]:
    """Return the fit as the object that programs read."""
    return asdict(fit)


def print_fit(found: FittedModels, console: Console) -> None:
    """Print the model, the thresholds with their rules, how far to believe it, what it changes."""
    fit = found.fit
    _print_weights(fit, console)
    _print_coverage(fit, console)
    _print_reliability(fit, console)
    console.print(Text("Difference to the present file", style="bold"))
    for line in found.difference or ("none",):
        console.print(Text(line))


def _print_weights(fit: Fit, console: Console) -> None:
    calibration = fit.calibration
    print_table(
        console,
        f"Fitted “{fit.variant}” on {fit.ours} requests for this line and {fit.off_topic} others"
        f" ({fit.passed_over} never reach the model)",
        ("feature", "weight"),
        [
            *((name, f"{weight:+.3f}") for name, weight in calibration.weights.items()),
            ("bias", f"{calibration.bias:+.3f}"),
        ],
    )


def _print_coverage(fit: Fit, console: Console) -> None:
    named = [("unsure", fit.at_unsure), ("confident", fit.at_confident)]
    print_table(
        console,
        "Cross-validated: what is answered from each threshold on",
        ("", "from", "our requests", "hit@3 of these", "off-topic left"),
        [_coverage_row(name, each) for name, each in (*named, *(("", at) for at in fit.others))],
    )
    for rule in (
        "unsure: the lowest threshold that leaves at most 10 % of the off-topic",
        "confident: the lowest from which on at least 95 % of our requests answered are right"
        if fit.reaches_the_bar
        else "confident: no threshold makes 95 % of the answers right, so it is as high as can be",
    ):
        console.print(Text(rule, style="dim"))
    console.print()


def _coverage_row(name: str, found: Coverage) -> tuple[str, ...]:
    return (
        name,
        f"{found.threshold:.2f}",
        _share(found.answered, found.ours),
        _share(found.right, found.answered),
        _share(found.off_topic_left, found.off_topic),
    )


def _print_reliability(fit: Fit, console: Console) -> None:
    print_table(
        console,
        "Cross-validated: can the probability be believed?",
        ("fifth of all requests", "n", "predicted", "observed"),
        [
            (str(place), str(group.n), f"{group.predicted:.2f}", f"{group.observed:.2f}")
            for place, group in enumerate(fit.reliability, 1)
        ],
    )


def _share(part: int, whole: int) -> str:
    return f"{part}/{whole}  {100 * part / whole:.0f} %" if whole else "none"
