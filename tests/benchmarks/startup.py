"""How long the bot, the clock and the demo take from the start of their process to ready.

Run it with ``uv run python -m tests.benchmarks.startup``. The vectors of the knowledge base are
computed before anything is measured: the very first start on a machine takes half a minute more.
Seconds depend on the machine and on what else it does; the ratio is to importing slack_bolt in the
same run, which is what a bot of two lines would need before it could do anything. CPU seconds are
those of the processes themselves, and hardly change with what else runs.
"""

import argparse
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.running import KNOWLEDGE, prepare_once, scene, until

TICKS = os.sysconf("SC_CLK_TCK")
WITHIN = 120.0


@dataclass(frozen=True, slots=True)
class Start:
    """What one start took, in seconds; ``cpu`` is of all its processes until it was ready."""

    wall: float
    cpu: float


def importing_bolt() -> Start:
    """Import slack_bolt in a process of its own."""
    began, used = time.perf_counter(), os.times()
    subprocess.run([sys.executable, "-c", "import slack_bolt"], check=True)
    now = os.times()
    cpu = now.children_user + now.children_system - used.children_user - used.children_system
    return Start(time.perf_counter() - began, cpu)


def starting(name: str) -> Start:
    """Start the bot or the clock of a new line until its log says that it is ready."""
    with tempfile.TemporaryDirectory() as folder, scene(Path(folder)) as stage:
        process = stage.process(name)
        began = time.perf_counter()
        process.start()
        until(lambda: _is_ready(process.log), within=WITHIN, what=f"the {name} is ready")
        wall = time.perf_counter() - began
        assert process.popen is not None
        start = Start(wall, cpu_seconds(process.popen.pid))
        process.stop()
        return start


def starting_demo() -> Start:
    """Start the demo until it says so."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "advicebot", "demo", "--port", "0", "--folder", folder]
        command += ["--knowledge", str(KNOWLEDGE)]
        began = time.perf_counter()
        demo = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        assert demo.stdout is not None
        is_ready = any(line.startswith(b"Ready") for line in demo.stdout)
        wall = time.perf_counter() - began
        assert is_ready, "the demo ended before it was ready; run it by hand"
        start = Start(wall, sum(cpu_seconds(pid) for pid in (demo.pid, *_children(demo.pid))))
        demo.send_signal(signal.SIGINT)
        demo.wait(60)
        return start


def cpu_seconds(pid: int) -> float:
    """Return how much computing a process has done so far, from Linux's own accounting."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def _children(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _is_ready(log: Path) -> bool:
    return "ready" in log.read_text(errors="replace").split()


def show(label: str, starts: Sequence[Start], unit: float) -> None:
    """Print the median, the slowest, the ratio to ``unit`` seconds, and n."""
    walls = [each.wall for each in starts]
    middle, cpu = statistics.median(walls), statistics.median(each.cpu for each in starts)
    print(
        f"{label:<28} p50 {middle:5.2f} s   most {max(walls):5.2f} s   CPU {cpu:5.2f} s   "
        f"{middle / unit:5.1f} x slack_bolt   n={len(starts)}",
        flush=True,
    )


def main() -> None:
    """Print every figure of one run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", type=int, default=5, help="starts of each kind")
    most = parser.parse_args().n
    prepare_once()
    kinds: Mapping[str, Callable[[], Start]] = {
        "import slack_bolt": importing_bolt,
        "bot until it is connected": lambda: starting("bot"),
        "clock until it knocks": lambda: starting("clock"),
        "demo until it says “Ready”": starting_demo,
    }
    taken: dict[str, list[Start]] = {label: [] for label in kinds}
    for _ in range(most):  # in turn, so that a busy moment of the machine falls on all of them
        for label, start in kinds.items():
            taken[label].append(start())
    unit = statistics.median(each.wall for each in taken["import slack_bolt"])
    for label, starts in taken.items():
        show(label, starts, unit)


if __name__ == "__main__":
    main()
