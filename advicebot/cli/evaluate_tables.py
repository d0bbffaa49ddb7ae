"""The figures of an evaluation as tables, 100 columns wide at most."""

import shutil
from collections.abc import Iterable, Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from advicebot.domain.evaluation.figures import Figure
from advicebot.domain.evaluation.latency import Latency
from advicebot.domain.evaluation.redaction import RedactionFigures
from advicebot.domain.evaluation.requests import Hits, RequestFigures
from advicebot.domain.evaluation.triage import Alarms, FalseAlarms, TriageFigures
from advicebot.evaluation.report import Report

_WIDEST = 100


def wide_console() -> Console:
    """Return a console that is styled on a terminal and writes plain lines elsewhere."""
    width = min(shutil.get_terminal_size((_WIDEST, 24)).columns, _WIDEST)
    return Console(width=width, highlight=False)


def print_report(report: Report, console: Console) -> None:
    """Print every figure there is; parts without labelled messages are left out."""
    if report.requests:
        _print_requests(report.requests, console)
    if report.triage:
        _print_triage(report.triage, console)
    if report.redaction:
        _print_redaction(report.redaction, console)
    if report.latency:
        _print_latency(report.latency, console)
    console.print(
        "[lo to hi]: 95 % bootstrap interval. (>= x), (<= x): exact one-sided 95 % bound.",
        style="dim",
        markup=False,
    )


def print_table(
    console: Console, title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]
) -> None:
    """Print a heading and a table; the first column is words, the others are numbers."""
    made = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for place, column in enumerate(columns):
        made.add_column(column, justify="right" if place else "left", no_wrap=True)
    for row in rows:
        made.add_row(*(Text(cell) for cell in row))
    console.print(Text(title, style="bold"))
    console.print(made)
    console.print()


def _print_requests(figures: RequestFigures, console: Console) -> None:
    print_table(
        console,
        f"Requests: {figures.n} messages, {figures.any.hit_1.n} for this line",
        ("first strategy with the right topic", "any of its topics", "main topic"),
        [
            (name, say(any_), say(main))
            for (name, any_), (_, main) in zip(
                _hit_rows(figures.any), _hit_rows(figures.main), strict=True
            )
        ],
    )
    print_table(
        console,
        "What else was said to requests",
        ("", "share"),
        [
            ("off-topic: declined or given nothing", say(figures.turned_away)),
            ("off-topic: declined", say(figures.declined)),
            ("phase right", say(figures.phase)),
            ("phase right where the label knows it", say(figures.phase_known)),
            ("not urgent: paged", say(figures.calm_paged)),
            ("not urgent: paged or asked", say(figures.calm_raised)),
            ("urgent: paged or asked", say(figures.pressing_noticed)),
        ],
    )
    _print_bands_and_topics(figures, console)


def _hit_rows(hits: Hits) -> list[tuple[str, Figure]]:
    return [("hit@1", hits.hit_1), ("hit@3", hits.hit_3), ("MRR@5", hits.mrr_5)]


def _print_bands_and_topics(figures: RequestFigures, console: Console) -> None:
    print_table(
        console,
        "By confidence",
        ("band", "of our requests", "hit@3 any", "hit@3 main", "of off-topic"),
        [
            (line.band, say(line.share), say(line.any_3), say(line.main_3), say(line.off_topic))
            for line in figures.bands
        ],
    )
    print_table(
        console,
        "By main topic",
        ("topic", "n", "hit@3 any", "hit@3 main"),
        [(line.topic, str(line.n), say(line.any_3), say(line.main_3)) for line in figures.topics],
    )


def _print_triage(figures: TriageFigures, console: Console) -> None:
    print_table(
        console,
        f"Triage: {figures.n} messages",
        ("labelled", "n", "page", "ask", "answer", "decline"),
        [
            (line.kind, *map(str, (line.n, line.page, line.ask, line.answer, line.decline)))
            for line in figures.kinds
        ],
    )
    _print_alarms(figures, console)
    _print_flags(figures, console)


def _print_alarms(figures: TriageFigures, console: Console) -> None:
    """Print what was missed and what was false; a table without messages is left out."""
    if figures.positives.noticed.n:
        print_table(
            console,
            "A person is needed",
            ("", "paged or asked", "paged", "urgency right"),
            [
                _alarm_row("all positives", figures.positives),
                _alarm_row("emergencies", figures.emergencies),
            ],
        )
    if figures.hard_negatives.paged.n or figures.plain_negatives.paged.n:
        print_table(
            console,
            "Nobody is needed",
            ("", "paged", "paged or asked"),
            [
                _false_row("hard negatives", figures.hard_negatives),
                _false_row("plain negatives", figures.plain_negatives),
            ],
        )


def _alarm_row(name: str, alarms: Alarms) -> tuple[str, ...]:
    return name, say(alarms.noticed), say(alarms.paged), say(alarms.urgency)


def _false_row(name: str, alarms: FalseAlarms) -> tuple[str, ...]:
    return name, say(alarms.paged), say(alarms.raised)


def _print_flags(figures: TriageFigures, console: Console) -> None:
    print_table(
        console,
        "By flag",
        ("flag", "n", "paged or asked", "paged", "flag named", "given", "precision"),
        [
            (
                line.flag,
                str(line.noticed.n),
                *map(brief, (line.noticed, line.paged, line.named)),
                str(line.precision.n),
                brief(line.precision),
            )
            for line in figures.flags
        ],
    )


def _print_redaction(figures: RedactionFigures, console: Console) -> None:
    print_table(
        console,
        f"Redaction: {figures.n} messages",
        ("", "share"),
        [
            ("personal data caught", say(figures.caught)),
            *((f"  {line.kind}", say(line.caught)) for line in figures.kinds),
            ("messages without any that were touched", say(figures.clean_touched)),
            ("redactions of something else", say(figures.false_touches)),
        ],
    )


def _print_latency(found: Latency, console: Console) -> None:
    memory = "" if found.memory_mb is None else f"; most memory held {found.memory_mb:.0f} MB"
    console.print(Text("Time for one message", style="bold"))
    console.print(
        f"p50 {found.p50_ms:.1f} ms, p95 {found.p95_ms:.1f} ms, longest {found.max_ms:.1f} ms, "
        f"over {found.n} after {found.warm_up} to warm up{memory}",
        markup=False,
    )
    console.print()


def say(figure: Figure) -> str:
    """Return a figure with what it rests on and its bounds, such as ``7/9  77.8 % (>= 45.0)``."""
    if figure.value is None:
        return "none"
    if figure.right is None:
        return f"{figure.value:.3f}{_bounds(figure, factor=1, places=3)}"
    bounds = _bounds(figure, factor=100, places=1)
    return f"{figure.right}/{figure.n}  {100 * figure.value:.1f} %{bounds}"


def brief(figure: Figure) -> str:
    """Return a share for a narrow column, such as ``78 % (>= 45)``."""
    if figure.value is None:
        return "none"
    return f"{100 * figure.value:.0f} %{_bounds(figure, factor=100, places=0)}"


def _bounds(figure: Figure, *, factor: int, places: int) -> str:
    low, high = (
        None if bound is None else f"{factor * bound:.{places}f}"
        for bound in (figure.low, figure.high)
    )
    if low and high:
        return f" [{low} to {high}]"
    return f" (>= {low})" if low else f" (<= {high})" if high else ""
