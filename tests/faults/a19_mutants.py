"""A19: without each guard at least one named test fails, which with it passes."""

import os
import random
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from advicebot.settings import CHECKOUT
from tests.faults.figure import Figure, Measured, Run
from tests.faults.mutants import MUTANTS

SHORT = 4
AT_ONCE = 2
"""Runs of pytest side by side, one for each core."""
WITHIN = 300.0
"""Seconds for one run of pytest."""


def measure(run: Run) -> Measured:
    """Run the named tests with every guard in place, and each again without its guard."""
    names = sorted(MUTANTS)
    if run.is_short:
        names = sorted(random.Random(run.seed).sample(names, SHORT))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        all_of_them = pool.submit(_pytest, [MUTANTS[name].test for name in names])
        runs = dict(zip(names, pool.map(_without, names), strict=True))
    whole = all_of_them.result()
    details = [] if whole.returncode == 0 else [f"with every guard: {_end_of(whole)}"]
    killed = list[str]()
    for name in names:
        test = MUTANTS[name].test
        bent = runs[name]
        if bent.returncode == 1 and f"FAILED {test}" in bent.stdout:
            killed.append(name)
        else:
            details.append(f"{name} lives through {test}: {_end_of(bent)}")
    return Measured(
        holds=not details,
        seen=f"{len(killed)} of {len(names)} mutants killed, each by its named test",
        n=", ".join(f"{name} by {_short(MUTANTS[name].test)}" for name in killed),
        details=tuple(details),
    )


def _without(name: str) -> subprocess.CompletedProcess[str]:
    return _pytest([MUTANTS[name].test], without=name)


def _pytest(tests: Sequence[str], *, without: str = "") -> subprocess.CompletedProcess[str]:
    """Run tests in a process of their own, without a guard where one is named."""
    command = (sys.executable, "-m", "pytest", "-q", "-p", "tests.faults.bent_plugin")
    more = ("-p", "no:cacheprovider", "--no-header", "--tb=line", "-rf")
    return subprocess.run(
        [*command, *more, *tests],
        cwd=CHECKOUT,
        env={**os.environ, "BENT": without},
        capture_output=True,
        text=True,
        check=False,
        timeout=WITHIN,
    )


def _end_of(done: subprocess.CompletedProcess[str]) -> str:
    return f"exit {done.returncode}: {(done.stdout + done.stderr).strip()[-300:]}"


def _short(test: str) -> str:
    return test.rpartition("::")[2]


FIGURE = Figure(
    id="A19",
    title="Without a guard a named test fails",
    target="every mutant is killed by its test, which passes with every guard in place",
    measure=measure,
)
