"""Fitted models as tables: weights, thresholds with their rules, and what would change."""

from rich.console import Console
from rich.text import Text

from advicebot.cli.evaluate_fit import FittedModels
from advicebot.cli.evaluate_tables import print_table
from advicebot.domain.advice.logistic import Logistic
from advicebot.domain.evaluation.calibrating import Coverage
from advicebot.domain.evaluation.doubting import CALM_ASKED, CALM_ASKED_WARILY, Asked
from advicebot.evaluation.fitting_confidence import ConfidenceFit
from advicebot.evaluation.fitting_doubt import DoubtFit
from advicebot.library.model_files import CONFIDENCE_FILE, DOUBT_FILE


def print_fit(found: FittedModels, console: Console) -> None:
    """Print each model, how far to believe it and what it changes, or why it stays as it is."""
    if found.confidence:
        _print_confidence(found.confidence, console)
    _print_change(found, CONFIDENCE_FILE, console)
    if found.doubt:
        _print_doubt(found.doubt, console)
    _print_change(found, DOUBT_FILE, console)


def _print_confidence(fit: ConfidenceFit, console: Console) -> None:
    title = (
        f"Confidence, fitted “{fit.variant}” on {fit.ours} requests for this line and "
        f"{fit.off_topic} others ({fit.passed_over} never reach the model)"
    )
    _print_weights(title, fit.calibration, console)
    _print_coverage(fit, console)
    _print_reliability(fit, console)


def _print_doubt(fit: DoubtFit, console: Console) -> None:
    title = (
        f"Doubt, fitted “{fit.variant}” on {fit.positives} messages that need a person and "
        f"{fit.calm} calm ones (rules decide {fit.decided} of them)"
    )
    _print_weights(title, fit.model, console)
    named = [("wary", fit.at_wary), ("ask", fit.at_ask)]
    print_table(
        console,
        "Cross-validated: who is asked from each threshold on",
        ("", "from", "positives asked", "calm asked"),
        [_asked_row(name, each) for name, each in (*named, *(("", at) for at in fit.others))],
    )
    _print_rules(
        console,
        f"ask: the lowest threshold that asks at most {CALM_ASKED} % of the calm left open",
        f"wary: the same for {CALM_ASKED_WARILY} %, for a second worried message within the hour",
    )


def _print_weights(title: str, model: Logistic, console: Console) -> None:
    weights = [(name, f"{weight:+.3f}") for name, weight in model.weights.items()]
    print_table(console, title, ("feature", "weight"), [*weights, ("bias", f"{model.bias:+.3f}")])


def _print_coverage(fit: ConfidenceFit, console: Console) -> None:
    named = [("unsure", fit.at_unsure), ("confident", fit.at_confident)]
    print_table(
        console,
        "Cross-validated: what is answered from each threshold on",
        ("", "from", "our requests", "hit@3 of these", "off-topic left"),
        [_coverage_row(name, each) for name, each in (*named, *(("", at) for at in fit.others))],
    )
    _print_rules(
        console,
        "unsure: the lowest threshold that leaves at most 10 % of the off-topic",
        "confident: the lowest from which on at least 95 % of our requests answered are right"
        if fit.reaches_the_bar
        else "confident: no threshold makes 95 % of the answers right, so it is as high as can be",
    )


def _print_reliability(fit: ConfidenceFit, console: Console) -> None:
    print_table(
        console,
        "Cross-validated: can the probability be believed?",
        ("fifth of all requests", "n", "predicted", "observed"),
        [
            (str(place), str(group.n), f"{group.predicted:.2f}", f"{group.observed:.2f}")
            for place, group in enumerate(fit.reliability, 1)
        ],
    )


def _print_rules(console: Console, *rules: str) -> None:
    for rule in rules:
        console.print(Text(rule, style="dim"))
    console.print()


def _print_change(found: FittedModels, file: str, console: Console) -> None:
    if file in found.why_not:
        console.print(Text(f"{file} stays as it is", style="bold"))
        console.print(Text(found.why_not[file]))
    else:
        console.print(Text(f"Difference to the present {file}", style="bold"))
        for line in found.differences[file] or ("none",):
            console.print(Text(line))
    console.print()


def _coverage_row(name: str, found: Coverage) -> tuple[str, ...]:
    return (
        name,
        f"{found.threshold:.2f}",
        _share(found.answered, found.ours),
        _share(found.right, found.answered),
        _share(found.off_topic_left, found.off_topic),
    )


def _asked_row(name: str, found: Asked) -> tuple[str, ...]:
    return (
        name,
        f"{found.threshold:.2f}",
        _share(found.positives_asked, found.positives),
        _share(found.calm_asked, found.calm),
    )


def _share(part: int, whole: int) -> str:
    return f"{part}/{whole}  {100 * part / whole:.0f} %" if whole else "none"
