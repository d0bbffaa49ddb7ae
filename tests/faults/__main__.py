"""``python -m tests.faults``: measure every figure and print them as a table.

Each row has its control beside it: the same measurement with one guard switched off, which must
miss the target.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
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
    chosen = [each for each in FIGURES if not asked.only or each.id in asked.only]
    console, rows = Console(stderr=True, markup=False, highlight=False), []
    for figure in chosen:
        console.print(f"{figure.id} {figure.title} …")
        with tempfile.TemporaryDirectory(prefix=f"faults-{figure.id}-") as folder:
            run = Run(folder=Path(folder), seed=asked.seed, is_short=asked.short)
            rows.append(measured(figure, run, with_control=not asked.no_control))
        _tell(console, rows[-1])
        if asked.json:
            sys.stdout.write(json.dumps(_cells(rows[-1], asked.seed)) + "\n")
            sys.stdout.flush()
    if not asked.json:
        _show(rows, seed=asked.seed)
    return 0 if all(row.is_right for row in rows) else 1


def _ids(given: str) -> list[str]:
    known, ids = [each.id for each in FIGURES], given.split(",")
    for unknown in (each for each in ids if each not in known):
        raise argparse.ArgumentTypeError(f"{unknown!r} is no figure; there are {', '.join(known)}")
    return ids


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--short", action="store_true", help="the short form, as in CI")
    parser.add_argument("--only", metavar="IDS", type=_ids, help="figures, with commas: A1,A6")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--no-control", action="store_true", help="leave the controls out")
    parser.add_argument("--json", action="store_true", help="one JSON object for each figure")
    return parser


def _tell(console: Console, row: Row) -> None:
    """Say what was seen at once: the whole table takes more than an hour."""
    console.print(f"   {row.measured.seen} ({row.measured.n}), after {row.seconds:.0f} s")
    for line in row.measured.details:
        console.print(f"   {line}", style="red")


def _show(rows: Sequence[Row], *, seed: int) -> None:
    cells = [_cells(row, seed) for row in rows]
    table = Table(*cells[0], show_lines=True)
    for each in cells:
        table.add_row(*each.values())
    Console(width=200).print(table)


def _cells(row: Row, seed: int) -> dict[str, str]:
    figure, controls = row.figure, row.controls.items()
    bent = [f"without {guard}: {control.seen}" for guard, control in controls]
    return {
        "figure": f"{figure.id} {figure.title}",
        "target": figure.target,
        "measured": row.measured.seen,
        "n": row.measured.n,
        "seed": str(seed),
        "control (guard off)": "; ".join(bent)
        or ("not measured" if figure.control else "in itself"),
        "held": "yes" if row.is_right else "NO",
        "seconds": f"{row.seconds:.0f}",
    }


if __name__ == "__main__":
    sys.exit(main())
