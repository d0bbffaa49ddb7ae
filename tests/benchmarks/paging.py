"""How soon a page leaves after it was decided, and how late the next step of the ladder comes.

Run: ``uv run python -m tests.benchmarks.paging --rounds 20``. Real processes, a real socket, a
clock that is moved to just before each step is due.
"""

import argparse
import json
import sqlite3
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from advicebot.demo import TEACHERS
from advicebot.workspace.driver.person import Person
from tests.running import Scene, scene, until

JUST_BEFORE = timedelta(seconds=1.5)


def main() -> None:
    """Print one JSON object with both distributions, in seconds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder, scene(Path(folder), timeout="5") as stage:
        processes = [stage.process(name) for name in ("bot", "clock")]
        for process in processes:
            process.start()
        until(lambda: stage.workspace.connections, within=30, what="the bot connects")
        teachers = [stage.workspace.as_user(each) for each in TEACHERS]
        measured = [_round(stage, teachers[n % len(teachers)]) for n in range(rounds)]
        for process in processes:
            process.stop()
    after_commit, after_due = ([each[n] for each in measured] for n in (0, 1))
    print(
        json.dumps(
            {
                "rounds": rounds,
                "page after commit": _spread(after_commit),
                "step after due": _spread(after_due),
            },
            indent=1,
        )
    )


def _round(stage: Scene, teacher: Person) -> tuple[float, float]:
    """One emergency from the message to the second page; then it is taken and closed for good."""
    teacher.says("he has pulled a knife out in my classroom")
    handoff = until(lambda: _open(stage), within=10, what="a handoff")
    person = stage.workspace.as_user(json.loads(handoff["paged"])[0])
    number = handoff["number"]
    first = until(lambda: _pages(person, number)[:1], within=10, what="a page")[0]
    decided = _instant(handoff["created_at"])
    due = _instant(_open(stage)["next_at"])
    now = datetime.fromtimestamp(time.time(), UTC) + stage.ahead()
    stage.workspace.move_clock(due - now - JUST_BEFORE)
    second = until(lambda: _pages(person, number)[1:2], within=15, what="a second page")[0]
    person.clicks("handoff.take", ts=second["ts"])
    until(lambda: _open(stage) is None, within=10, what="it is taken")
    with sqlite3.connect(stage.database) as db:
        db.execute("UPDATE handoffs SET state = 'closed' WHERE state = 'claimed'")
    return float(first["ts"]) - decided.timestamp(), float(second["ts"]) - due.timestamp()


def _open(stage: Scene) -> sqlite3.Row | None:
    with sqlite3.connect(stage.database) as db:
        db.row_factory = sqlite3.Row
        return db.execute(
            "SELECT handoffs.*, number FROM handoffs JOIN requests ON requests.id = request_id "
            "WHERE handoffs.state = 'open' AND handoffs.rung > 0"
        ).fetchone()


def _pages(person: Person, number: int) -> list[dict]:
    return [m for m in person.messages() if f"A-{number}" in m["text"]]


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def _spread(values: list[float]) -> dict[str, float]:
    ordered = sorted(values)
    return {
        "p50": round(ordered[len(ordered) // 2], 3),
        "p95": round(ordered[int(len(ordered) * 0.95)], 3),
        "max": round(ordered[-1], 3),
    }


if __name__ == "__main__":
    main()
