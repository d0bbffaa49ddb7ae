"""The demo as a process: whatever ends it, nothing of it lives on, and it can be looked at."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from advicebot.demo import children
from tests.running import until

STARTED = 60


@dataclass(frozen=True, slots=True)
class Started:
    """A demo that runs as a process of its own; ``said`` is the file it writes into."""

    popen: subprocess.Popen[bytes]
    home: Path
    said: Path

    def words(self) -> str:
        return self.said.read_text()

    def asks(self, *numbers: signal.Signals) -> None:
        for number in numbers:
            self.popen.send_signal(number)


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Started]:
    home, said = tmp_path / "home", tmp_path / "said"
    with said.open("wb") as output:
        popen = subprocess.Popen(
            [sys.executable, "-m", "advicebot", "demo", "--port", "0", "--folder", str(home)],
            stdout=output,
            stderr=subprocess.STDOUT,
            env=dict(os.environ) | {"PYTHONUNBUFFERED": "1"},
        )
    started = Started(popen, home, said)
    yield started
    popen.kill()
    popen.wait(10)


def children_of(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(each) for each in found.split()]


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def ready(demo: Started) -> list[int]:
    """Wait until the demo is ready and return its processes."""
    until(lambda: "Stop with Ctrl+C" in demo.words(), within=STARTED, what="the demo is ready")
    found = children_of(demo.popen.pid)
    assert len(found) == 2
    return found


@pytest.mark.parametrize(
    "numbers",
    [
        (signal.SIGTERM,),
        (signal.SIGTERM, signal.SIGTERM),
        (signal.SIGINT, signal.SIGTERM, signal.SIGINT),
        (signal.SIGHUP, signal.SIGTERM),
    ],
    ids=lambda numbers: " ".join(each.name for each in numbers),
)
def test_whoever_asks_a_demo_to_end_twice_leaves_no_process_behind(
    demo: Started, numbers: tuple[signal.Signals, ...]
) -> None:
    processes = ready(demo)
    demo.asks(*numbers)
    until(lambda: "Stopped." in demo.words(), within=30, what="it says that it stopped")
    assert not any(map(is_alive, processes))
    assert demo.popen.wait(10) == 0
    assert not (demo.home / children.SETTINGS_FILE).exists()


def test_signals_that_go_on_coming_while_it_stops_change_nothing(demo: Started) -> None:
    processes = ready(demo)

    def asks_again() -> bool:
        demo.asks(signal.SIGTERM, signal.SIGINT)
        return "Stopped." in demo.words()

    until(asks_again, within=30, what="it says that it stopped", every=0.001)
    assert not any(map(is_alive, processes))


def test_the_processes_of_a_demo_that_was_killed_end_by_themselves(demo: Started) -> None:
    processes = ready(demo)
    demo.popen.kill()
    demo.popen.wait(10)
    until(lambda: not any(map(is_alive, processes)), within=5, what="both have ended")


def test_the_processes_end_with_a_demo_that_is_killed_while_they_start(demo: Started) -> None:
    processes = until(lambda: children_of(demo.popen.pid), within=STARTED, what="one starts")
    demo.popen.kill()
    demo.popen.wait(10)
    until(lambda: not any(map(is_alive, processes)), within=15, what="all have ended")


def test_a_process_that_does_not_end_when_asked_is_killed() -> None:
    deaf = "import signal, time; signal.signal(15, signal.SIG_IGN); print(1, flush=True); "
    command = [sys.executable, "-c", f"{deaf}time.sleep(60)"]
    popen = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert popen.stdout is not None
    assert popen.stdout.readline() == b"1\n"
    children.stop([popen], within=0.2)
    assert popen.returncode == -signal.SIGKILL
    popen.stdout.close()


def test_what_the_demo_prints_for_a_second_terminal_says_that_all_is_well(demo: Started) -> None:
    ready(demo)
    assert (demo.home / children.SETTINGS_FILE).stat().st_mode & 0o777 == 0o600
    found = re.search(r"second terminal: (\(.*\))$", demo.words(), re.M)
    assert found
    command = (
        found[1].replace("uv run ", "").replace("advicebot check", "python -m advicebot check")
    )
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"

    def check() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["/bin/sh", "-c", command],
            env=dict(os.environ) | {"PATH": path},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    until(lambda: check().returncode == 0, within=60, what="nothing is amiss", every=2)
    shown = check()
    assert "signed in to Northvale schools" in shown.stdout
    assert "FAIL" not in shown.stdout
