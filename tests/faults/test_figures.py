"""The short form of every figure: the target is met, and missed without its guard."""

from pathlib import Path

import pytest

from tests.faults.__main__ import SEED, measured
from tests.faults.bent import GUARDS
from tests.faults.figure import Figure, Run
from tests.faults.figures import FIGURES


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.id)
def test_the_target_is_met_and_missed_without_its_guard(figure: Figure, tmp_path: Path) -> None:
    run = Run(folder=tmp_path, seed=SEED, is_short=True)
    row = measured(figure, run, with_control=True)
    assert row.measured.holds, (row.measured.seen, row.measured.details)
    for guard, control in row.controls.items():
        assert not control.holds, f"without {guard}: {control.seen}"


def test_every_control_is_a_guard_that_can_be_switched_off() -> None:
    assert {guard for figure in FIGURES for guard in figure.guards} <= set(GUARDS)
