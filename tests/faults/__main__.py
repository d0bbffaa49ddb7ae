"""``python -m tests.faults``: measure every figure and print them as a table.

Each row has its control beside it: the same measurement with one guard switched off, which must
miss the target.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.faults.figure import Figure, Measured, Run
from tests.faults.figures import FIGURES

SEED = 20261122


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A figure with what was measured, and what was measured without each guard of ``controls``,
    of which there are none where they were not asked for.
    """

    figure: Figure
    measured: Measured
    controls: Mapping[str, Measured]
    seconds: float

    @property
    def is_right(self) -> bool:
        """True when the target was met and every control missed it."""
        return self.measured.holds and not any(each.holds for each in self.controls.values())


def measured(figure: Figure, run: Run, *, with_control: bool) -> Row:
    """Measure a figure, and its controls where there are some."""
    began = time.monotonic()
    found, controls = figure.measure(run), {}
    for guard in figure.controls(run) if with_control else ():
        bent = replace(run.below(f"without-{guard}"), is_short=True, without=guard)
        controls[guard] = figure.measure(bent)
    seconds = time.monotonic() - began
    return Row(figure=figure, measured=found, controls=controls, seconds=seconds)


def main() -> int:
    """Measure what the arguments ask for; 1 when a target was missed or a control met it."""
    asked = _parser().parse_args()
    chosen = [each for each in FIGURES if not asked.only or each.id in asked.only.split(",")]
    console, rows = Console(stderr=True), []
    for figure in chosen:
        console.print(f"{figure.id} {figure.title} …")
        with tempfile.TemporaryDirectory(prefix=f"faults-{figure.id}-") as folder:
            run = Run(folder=Path(folder), seed=asked.seed, is_short=asked.short)
            rows.append(measured(figure, run, with_control=not asked.no_control))
        for line in rows[-1].measured.details:
            console.print(f"   {line}", style="red")
    _show(rows, seed=asked.seed, as_json=asked.json)
    return 0 if all(row.is_right for row in rows) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--short", action="store_true", help="the short form, as in CI")
    parser.add_argument("--only", metavar="IDS", help="figures, with commas: A1,A6")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--no-control", action="store_true", help="leave the controls out")
    parser.add_argument("--json", action="store_true", help="one JSON object for each figure")
    return parser


def _show(rows: Sequence[Row], *, seed: int, as_json: bool) -> None:
    if as_json:
        for row in rows:
            sys.stdout.write(json.dumps(dict(zip(COLUMNS, _cells(row, seed), strict=True))) + "\n")
        return
    table = Table(*COLUMNS, show_lines=True)
    for row in rows:
        table.add_row(*_cells(row, seed))
    Console(width=200).print(table)


COLUMNS = ("figure", "target", "measured", "n", "seed", "control (guard off)", "held", "seconds")


def _cells(row: Row, seed: int) -> Iterator[str]:
    figure, controls = row.figure, row.controls.items()
    yield f"{figure.id} {figure.title}"
    yield figure.target
    yield row.measured.seen
    yield row.measured.n
    yield str(seed)
    bent = [f"without {guard}: {control.seen}" for guard, control in controls]
    yield "; ".join(bent) or ("not measured" if figure.control else "in itself")
    yield "yes" if row.is_right else "NO"
    yield f"{row.seconds:.0f}"


if __name__ == "__main__":
    sys.exit(main())
