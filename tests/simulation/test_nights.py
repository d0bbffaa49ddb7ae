"""Ten thousand nights in which nothing may break, and broken builds that must not get through."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.simulation.broken import BUILDS
from tests.simulation.nights import live, live_one

ROOT = Path(__file__).parents[2]
NIGHTS, AT_ONCE = 10_000, 1_000
FIRST_NIGHTS = range(1, NIGHTS + 1, AT_ONCE)
CAUGHT_WITHIN = 1_000
"""Nights; most broken builds do not get through ten, none got through two hundred."""
BROKEN = sorted(set(BUILDS) - {"whole"})


def simulate(*arguments: str, hash_seed: str = "0") -> subprocess.CompletedProcess[str]:
    """Run the command and return what it said."""
    return subprocess.run(
        [sys.executable, "-m", "tests.simulation", *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("first", FIRST_NIGHTS)
def test_ten_thousand_nights_break_nothing(first: int):
    done = simulate("--nights", str(AT_ONCE), "--seed", str(first))
    assert done.returncode == 0, done.stdout + done.stderr
    figures = {line[:33].strip(): line[33:].strip() for line in done.stdout.splitlines()}
    assert figures["nights"] == f"{AT_ONCE:,}"
    assert figures["broken"] == "0"
    for often in ("outages", "last resort reached", "nights in which nobody answers"):
        assert int(figures[often].replace(",", "")) > AT_ONCE / 100, often


def test_every_night_of_the_ten_thousand_is_lived_through_once():
    lived = [night for first in FIRST_NIGHTS for night in range(first, first + AT_ONCE)]
    assert lived == list(range(1, 10_001))


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_build_is_caught_soon(name: str):
    part = live(1, CAUGHT_WITHIN, name, enough=1)
    assert part.troubles, f"{name} got through {CAUGHT_WITHIN} nights"


@pytest.mark.parametrize("broken", ["whole", "no-read-back"])
def test_a_night_is_told_again_to_the_letter(broken: str):
    seed = live(1, CAUGHT_WITHIN, broken, enough=1).troubles[0][0] if broken != "whole" else 8
    asked = ("--replay", str(seed), "--broken", broken)
    first, second = (simulate(*asked, hash_seed=each) for each in ("1", "2"))
    assert first.stdout == second.stdout
    assert first.returncode == (broken != "whole")
    assert first.stdout.count("\n") > 10
    assert ("BROKEN: I4" in first.stdout) is (broken != "whole")


def test_the_same_seed_is_the_same_night_whatever_was_simulated_before():
    part = live(20, 6)
    assert not part.troubles
    alone = [live_one(seed) for seed in range(20, 26)]
    for name in ("steps", "pages", "calls to Slack"):
        assert part.figures[name] == sum(each.figures[name] for each in alone)
