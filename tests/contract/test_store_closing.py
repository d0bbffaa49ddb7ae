"""A store that is closed while threads use it, in a process of its own: what goes wrong ends it."""

import subprocess
import sys
from pathlib import Path

CLOSED_UNDER_A_QUERY = """
import sys, threading
from pathlib import Path
from advicebot.store.connection import Store

LONG = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows})"
store = Store(Path(sys.argv[1]))
rows = int(sys.argv[2])
begun = threading.Event()

def ask():
    with store.read() as db:
        found = db.execute(LONG.format(rows=rows) + " SELECT i FROM n")
        begun.set()
        print(sum(1 for _ in found), flush=True)

asking = threading.Thread(target=ask, daemon=rows > 10_000_000)
asking.start()
begun.wait()
store.close()
print("closed", flush=True)
"""


def _run(path: Path, rows: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", CLOSED_UNDER_A_QUERY, str(path), str(rows)],
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_closing_waits_for_a_query_that_another_thread_runs(tmp_path: Path):
    told = _run(tmp_path / "line.db", rows=1_000_000)

    assert (told.stdout.split(), told.returncode) == (["1000000", "closed"], 0), told.stderr


def test_closing_leaves_alone_what_is_in_use_for_too_long(tmp_path: Path):
    told = _run(tmp_path / "line.db", rows=1_000_000_000)

    assert (told.stdout.split(), told.returncode) == (["closed"], 0), told.stderr
    assert "still in use" in told.stderr
