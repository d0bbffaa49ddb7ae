"""``advicebot evaluate``: how well the line does on labelled messages."""

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from advicebot.cli.folder import knowledge_option
from advicebot.cli.meaning import cache_for, preparing, words_only_option

if TYPE_CHECKING:
    from advicebot.domain.evaluation.cases import Case
    from advicebot.domain.evaluation.comparing import Comparison
    from advicebot.domain.evaluation.judging import Outcome
    from advicebot.domain.evaluation.misses import Miss
    from advicebot.domain.evaluation.weighing import Weighs
    from advicebot.evaluation.report import Report

_PROGRESS_STEP = 25


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object for programs.")
@click.option(
    "--errors", is_flag=True, help="Also list every miss with its message and what decided it."
)
@click.option(
    "--compare",
    "before",
    type=click.Path(path_type=Path),
    metavar="BEFORE.json",
    help="Also print what changed since an evaluation that was saved with --json.",
)
@words_only_option
@click.option(
    "--fit",
    is_flag=True,
    help="Fit new models of confidence and of doubt on the labels, and show them instead.",
)
@click.option("--write", is_flag=True, help="With --fit: put the models into their files.")
@knowledge_option
def evaluate(
    files: tuple[Path, ...],
    as_json: bool,
    errors: bool,
    before: Path | None,
    words_only: bool,
    fit: bool,
    write: bool,
    folder: Path,
) -> None:
    """Measure matching, triage and redaction on labelled FILES.

    Each line of a file is one JSON object with id, text and a label: topics (a request), kind
    (triage) or spans (redaction).

    Example: advicebot evaluate knowledge/evaluation/triage.jsonl --errors
    """
    if write and not fit:
        raise click.UsageError("--write goes with --fit: it puts fitted models into their files.")
    if fit and (errors or before):
        raise click.UsageError("--fit shows models; take --errors or --compare in another run.")
    cache = cache_for(words_only=words_only)
    if fit:
        _fit(files, folder, cache, as_json=as_json, write=write)
    else:
        _evaluate(files, folder, cache, as_json=as_json, errors=errors, before=before)


def _evaluate(
    files: Sequence[Path],
    folder: Path,
    cache: Path | None,
    *,
    as_json: bool,
    errors: bool,
    before: Path | None,
) -> None:
    from advicebot.domain.evaluation.comparing import compare
    from advicebot.evaluation.saved import read_results
    from advicebot.library.labelled import load_labelled

    earlier = None if before is None else read_results(before)
    advisor, outcomes, report = _measure(load_labelled(files), folder, cache)
    missed = _missed(advisor, outcomes) if errors else None
    comparison = None if earlier is None else compare(earlier, report.results)
    if as_json:
        click.echo(json.dumps(_object(report, missed, comparison)))
    else:
        _print(report, missed, comparison)


def _measure(
    cases: "Sequence[Case]", folder: Path, cache: Path | None
) -> "tuple[Weighs, tuple[Outcome, ...], Report]":
    """Return who answered, what was said to the cases, and the figures.

    scipy is loaded only after the messages are answered, so that it is not in the memory measured.
    """
    from advicebot.bootstrap import build_line
    from advicebot.clock import SystemClock
    from advicebot.evaluation.running import memory_high_water_mb, run

    with preparing() as vectors:
        _, advisor = build_line(folder, cache=cache, progress=vectors)
    today = SystemClock().now().date()
    outcomes = run(advisor, cases, on=today, progress=_progress(len(cases)))
    memory = memory_high_water_mb()
    from advicebot.evaluation.intervals import ScipyIntervals
    from advicebot.evaluation.report import report_on

    return advisor, outcomes, report_on(outcomes, ScipyIntervals(), memory_mb=memory)


def _progress(total: int) -> Callable[[int], None]:
    """Return what counts messages on a terminal and says nothing elsewhere."""
    is_shown = sys.stderr.isatty()

    def show(done: int) -> None:
        if is_shown and (done % _PROGRESS_STEP == 0 or done == total):
            click.echo(f"\r{done} of {total} messages answered", nl=done == total, err=True)

    return show


def _missed(advisor: "Weighs", outcomes: "Sequence[Outcome]") -> "tuple[Miss, ...]":
    from advicebot.domain.evaluation.misses import misses
    from advicebot.domain.evaluation.weighing import weigh

    return misses(outcomes, weigh=lambda text: weigh(text, advisor))


def _object(
    report: "Report", missed: "Sequence[Miss] | None", comparison: "Comparison | None"
) -> dict[str, Any]:
    from advicebot.evaluation.saved import as_object, comparison_as_object, misses_as_objects

    made = as_object(report)
    if missed is not None:
        made["errors"] = misses_as_objects(missed)
    if comparison is not None:
        made["compared"] = comparison_as_object(comparison)
    return made


def _print(
    report: "Report", missed: "Sequence[Miss] | None", comparison: "Comparison | None"
) -> None:
    from advicebot.cli.evaluate_cases import print_comparison, print_misses
    from advicebot.cli.evaluate_tables import print_report, wide_console

    console = wide_console()
    print_report(report, console)
    if missed is not None:
        print_misses(missed, console)
    if comparison is not None:
        print_comparison(comparison, console)


def _fit(
    files: Sequence[Path], folder: Path, cache: Path | None, *, as_json: bool, write: bool
) -> None:
    """Fit the models and show them, with the difference to the present ones."""
    from advicebot.cli.evaluate_fit import fit_as_object, fit_models, readings
    from advicebot.cli.evaluate_fit_tables import print_fit
    from advicebot.cli.evaluate_tables import wide_console
    from advicebot.library import load_knowledge
    from advicebot.library.labelled import load_labelled
    from advicebot.library.model_files import write_files

    cases = load_labelled(files)
    progress = _progress(readings(cases))
    found = fit_models(cases, load_knowledge(folder), folder, cache=cache, progress=progress)
    if as_json:
        click.echo(json.dumps({"fit": fit_as_object(found)}))
    else:
        print_fit(found, wide_console())
    if write:
        for file in write_files(folder, found.texts):
            click.echo(f"Written: {file}", err=True)
    else:
        click.echo("Nothing is written; add --write to put this into the files.", err=True)
