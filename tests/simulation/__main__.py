"""``python -m tests.simulation``: live through many nights and say what did not hold."""

import argparse
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat

from tests.simulation.broken import BUILDS
from tests.simulation.nights import live, live_one


def main() -> int:
    """Run the nights that the arguments ask for; 1 when one of them broke an invariant."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--nights", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1, help="of the first night")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--broken", choices=sorted(BUILDS), default="whole", metavar="NAME")
    parser.add_argument("--replay", type=int, metavar="SEED", help="print one night step by step")
    asked = parser.parse_args()
    if asked.replay is not None:
        outcome = live_one(asked.replay, asked.broken)
        print("\n".join(outcome.story))
        return 1 if outcome.trouble else 0
    return _many(asked)


def _many(asked: argparse.Namespace) -> int:
    began = time.perf_counter()
    share = -(-asked.nights // asked.processes)
    firsts = range(asked.seed, asked.seed + asked.nights, share)
    counts = [min(share, asked.seed + asked.nights - first) for first in firsts]
    with ProcessPoolExecutor(asked.processes) as pool:
        parts = list(pool.map(live, firsts, counts, repeat(asked.broken)))
    figures: Counter[str] = sum((Counter(part.figures) for part in parts), Counter())
    troubles = [each for part in parts for each in part.troubles]
    for name, number in figures.items():
        print(f"{name:32} {number:>12,}")
    print(f"{'broken':32} {len(troubles):>12,}")
    print(f"{'seconds':32} {time.perf_counter() - began:>12,.1f}")
    for seed, trouble in troubles[:10]:
        print(f"\nnight {seed}: {trouble}")
        extra = f" --broken {asked.broken}" if asked.broken != "whole" else ""
        print(f"  uv run python -m tests.simulation --replay {seed}{extra}")
    return 1 if troubles else 0


if __name__ == "__main__":
    sys.exit(main())
