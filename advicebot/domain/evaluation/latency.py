"""How long answers take, and how much memory answering them needs."""

from collections.abc import Sequence
from dataclasses import dataclass

from advicebot.domain.evaluation.figures import percentile

WARM_UP = 5
"""Messages at the start that are not timed: caches fill while they are answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Latency:
    """Times for one message in milliseconds, over ``n`` messages after ``warm_up`` others.

    ``memory_mb`` is the most memory the process has held, in megabytes, None where the system does
    not tell.
    """

    n: int
    warm_up: int
    p50_ms: float
    p95_ms: float
    max_ms: float
    memory_mb: float | None


def latency(seconds: Sequence[float], *, memory_mb: float | None) -> Latency | None:
    """Return the times without those of the warm-up, None when nothing is left of ``seconds``."""
    timed = [each * 1000 for each in seconds[WARM_UP:]]
    if not timed:
        return None
    return Latency(
        n=len(timed),
        warm_up=WARM_UP,
        p50_ms=round(percentile(timed, 50), 3),
        p95_ms=round(percentile(timed, 95), 3),
        max_ms=round(max(timed), 3),
        memory_mb=memory_mb,
    )
