"""Single messages of an evaluation: what was missed and why, and what changed."""

from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from advicebot.domain.evaluation.comparing import Change, Comparison
from advicebot.domain.evaluation.misses import Miss


def print_misses(misses: Sequence[Miss], console: Console) -> None:
    """Print every miss: the message, what was expected, what was said, what decided it."""
    console.print()
    console.print(Text(f"Misses: {len(misses)}", style="bold"))
    for miss in misses:
        console.print()
        console.print(Text(f"{miss.case.id}  {', '.join(miss.missed)}", style="bold"))
        _line(console, f"“{_printable(miss.case.text)}”")
        _line(console, f"expected: {miss.expected}")
        for said in _said(miss):
            _line(console, said)


def print_comparison(comparison: Comparison, console: Console) -> None:
    """Print what changed, one message after the other, and how much did not."""
    changes = comparison.changes
    better = sum(bool(change.newly_right) for change in changes)
    worse = sum(bool(change.newly_wrong) for change in changes)
    console.print()
    console.print(
        Text(
            f"Changed: {len(changes)} ({better} with something newly right, {worse} with "
            f"something newly wrong); the same: {comparison.same}",
            style="bold",
        )
    )
    for change in sorted(changes, key=lambda each: not each.newly_wrong):
        _print_change(change, console)
    for ids, where in ((comparison.only_before, "before"), (comparison.only_now, "now")):
        if ids:
            _line(console, f"only {where}: {', '.join(ids)}")


def _print_change(change: Change, console: Console) -> None:
    parts = [f"{change.id} ({change.part})"]
    if change.newly_wrong:
        parts.append(f"newly wrong: {', '.join(change.newly_wrong)}")
    if change.newly_right:
        parts.append(f"newly right: {', '.join(change.newly_right)}")
    if change.action is not change.action_before:
        parts.append(f"{change.action_before} -> {change.action}")
    _line(console, "; ".join(parts))
    if change.top != change.top_before:
        was, is_now = (", ".join(ids) or "nothing" for ids in (change.top_before, change.top))
        _line(console, f"  top 3 was {was}", style="dim")
        _line(console, f"  now       {is_now}", style="dim")


def _said(miss: Miss) -> list[str]:
    text, advice, verdict = miss.case.text, miss.advice, miss.advice.verdict
    said = [
        f"said: {verdict.action}, {verdict.urgency}; phase {advice.phase}; {advice.band}",
        *(f"flag: {hit.flag} by {hit.rule} on “{_printable(hit.quote)}”" for hit in verdict.flags),
    ]
    if miss.doubt:
        said.append(f"doubt: {miss.doubt}")
    gone = [
        f"{found.kind} “{_printable(text[found.start : found.end])}”" for found in advice.redactions
    ]
    if gone:
        said.append(f"taken out: {', '.join(gone)}")
    for place, item in enumerate(advice.suggestions[:3], 1):
        topics = ", ".join(item.topics)
        said.append(
            f"{place}. {item.strategy_id} {item.score:.2f} ({topics}): {_printable(item.because)}"
        )
    return said


def _line(console: Console, text: str, *, style: str = "") -> None:
    console.print(Padding(Text(text, style=style), (0, 0, 0, 2), expand=False))


def _printable(text: str) -> str:
    """Return the text with half characters, which no terminal takes, as question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")
