"""Puts labelled messages to an advisor and keeps what it said and how long it took."""

import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from typing import Protocol

from advicebot.domain.advice.answer import Advice
from advicebot.domain.evaluation.cases import Case
from advicebot.domain.evaluation.judging import Outcome

Progress = Callable[[int], None]
"""Told after each message how many are done."""


class Advises(Protocol):
    """What answers a message."""

    def advise(self, text: str, *, on: date) -> Advice:
        """Return what the line has to say to ``text``."""


def run(
    advisor: Advises,
    cases: Sequence[Case],
    *,
    on: date,
    progress: Progress,
    timer: Callable[[], float] = time.perf_counter,
) -> tuple[Outcome, ...]:
    """Return what ``advisor`` said to each case, in order; each message is put to it once."""
    outcomes = []
    for number, case in enumerate(cases, 1):
        start = timer()
        advice = advisor.advise(case.text, on=on)
        outcomes.append(Outcome(case=case, advice=advice, seconds=timer() - start))
        progress(number)
    return tuple(outcomes)


def memory_high_water_mb() -> float | None:
    """Return the most memory this process has held, in megabytes; None where nobody tells."""
    try:
        import resource
    except ImportError:  # Windows
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    in_bytes = peak if sys.platform == "darwin" else peak * 1024
    return round(in_bytes / 1_000_000, 1)
