"""The figures of a period as people read them on a terminal."""

from collections.abc import Iterable, Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from advicebot.cli.evaluate_tables import print_table, wide_console
from advicebot.domain.outcomes.digest import Digest
from advicebot.domain.outcomes.equity import Group
from advicebot.domain.outcomes.outcome import Told
from advicebot.domain.outcomes.places import PLACE_WORDS
from advicebot.domain.outcomes.report import Figure, Report
from advicebot.domain.outcomes.report_terms import TermView
from advicebot.domain.outcomes.wording import NOT_SHOWN

SAID = {Told.YES: "yes", Told.NO: "no", Told.UNKNOWN: "not said"}


def print_report(found: Report, digest: Digest, *, equity: bool) -> None:
    """Print the figures of a period; of a single week, what its digest says first."""
    console = wide_console()
    console.print(Text(f"{found.period.words}", style="bold"))
    if found.period.is_week:
        console.print(Text(digest.headline))
    console.print()
    _print_figures(console, "What came in", found.numbers)
    _print_figures(console, "What became of requests", found.outcomes)
    helped = found.strategies or ()
    if helped:
        _print_figures(console, "Strategies that helped", helped)
    else:
        _print_lines(console, "Strategies that helped", (f"{NOT_SHOWN}: too few answers yet",))
    for view in found.terms:
        _print_term(console, view, equity=equity)
    _print_weeks(console, found)
    topics = [topic.value for topic in found.topics]
    _print_lines(console, "What the line could not answer", topics or ("nothing to show",))
    if found.period.is_week:
        _print_lines(console, "Offers running out", digest.offers or ("none",))
        _print_lines(console, "On call", digest.rota)
    _print_lines(console, "To read with it", found.notes)
    console.print(Text("What each figure counts: advicebot report --how", style="dim"))


def _print_figures(console: Console, title: str, figures: Iterable[Figure]) -> None:
    made = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, show_header=False)
    made.add_column(ratio=2)
    made.add_column(ratio=3)
    for figure in figures:
        made.add_row(Text(figure.label), Text(figure.value.words))
    console.print(Text(title, style="bold"))
    console.print(made)
    console.print()


def _print_lines(console: Console, title: str, lines: Sequence[str]) -> None:
    console.print(Text(title, style="bold"))
    for line in lines:
        console.print(Text(f"  {line}"))
    console.print()


def _print_term(console: Console, view: TermView, *, equity: bool) -> None:
    rows = [(PLACE_WORDS[state], _count(count)) for state, count in view.displaced]
    print_table(console, f"{view.name}: displaced instead", ("where to", "pupils"), rows)
    if equity:
        title = f"{view.name}: no exclusion within six school weeks, by what is on record"
        groups = [(each.field, SAID[each.told], _share(each)) for each in view.groups]
        print_table(
            console, title, ("on record", "", "share (95 % interval), n, not known"), groups
        )


def _print_weeks(console: Console, found: Report) -> None:
    rows = [
        (f"{each.monday.day} {each.monday:%b %Y}", _count(each.calls), _count(each.urgent))
        for each in found.weeks
    ]
    print_table(console, "By school week", ("week from", "calls", "urgent"), rows)


def _count(value: int | None) -> str:
    return NOT_SHOWN if value is None else str(value)


def _share(group: Group) -> str:
    rate = group.rate
    if rate is None or rate.share is None or rate.interval is None:
        return NOT_SHOWN
    low, high = rate.interval
    return f"{rate.share:.0%} ({low:.0%} to {high:.0%}), n {rate.n}, {rate.unknown} not known"
