"""Round trips of this bot and of a plain Bolt echo bot through the same local workspace, in one
run.

Run it with ``uv run python -m tests.benchmarks.round_trip``. Times are taken from the workspace's
own message timestamps: from the moment a teacher's message stands in Slack to the moment the reply
does.

Slack takes about one post a second to each channel, so the messages come from 120 invented teachers
in turn besides the demo's four: at 30 messages a second each of them writes every 4.1 s, and is
written to no more often than Slack allows. The same teachers write to the echo bot.
"""

import argparse
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

from advicebot.bootstrap import build_line
from advicebot.domain.vocabulary import Action
from advicebot.settings import cache_folder
from advicebot.workspace.driver.person import Person
from tests.running import KNOWLEDGE, Scene, scene, until

ECHO_BOT = Path(__file__).with_name("echo_bot.py")
DAY = date(2026, 11, 24)
CROWD = 120
LOOK_EVERY = 0.25
"""Seconds between looks at the database that is measured: each look takes it time."""
OWN_REPLIES = """
SELECT requests.channel_id, message_ts, outbox.ts FROM requests
JOIN outbox ON outbox.ref = requests.id AND outbox.kind = 'reply' WHERE outbox.ts IS NOT NULL
"""


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which ``share`` of the sorted values lie (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def show(label: str, values: Sequence[float], unit: str = "ms") -> None:
    """Print p50, p95 and n of some times."""
    print(
        f"{label:<34} p50 {statistics.median(values):7.2f} {unit}   "
        f"p95 {percentile(values, 0.95):7.2f} {unit}   n={len(values)}"
    )


def messages_to_send(most: int) -> tuple[list[str], list[str]]:
    """Return ordinary messages, made of the phrases the strategies were written for, and all.

    About one in eight of all calls people. It is not ordinary: whatever its teacher writes after
    it is carried to them as well, and their answers are drawn again.
    """
    knowledge, advisor = build_line(KNOWLEDGE, cache=None)
    phrases = [phrase for each in knowledge.strategies for phrase in each.says]
    everything = [f"year 8, {phrases[n * 7 % len(phrases)]}, what can I do" for n in range(most)]
    ordinary = [
        text for text in everything if advisor.advise(text, on=DAY).verdict.action is Action.ANSWER
    ]
    return [ordinary[n % len(ordinary)] for n in range(most)], everything


def answer_times(texts: Sequence[str], *, cache: Path | None) -> list[float]:
    """Return milliseconds for each answer, without Slack or a database; see ``build_line``."""
    _, advisor = build_line(KNOWLEDGE, cache=cache)
    advisor.advise(texts[0], on=DAY)
    times = []
    for text in texts:
        began = time.perf_counter()
        advisor.advise(text, on=DAY)
        times.append((time.perf_counter() - began) * 1000)
    return times


def round_trips(stage: Scene, texts: Sequence[str]) -> list[float]:
    """Send messages one after the other, each from another teacher, and return milliseconds from
    each to its first reply.
    """
    teachers = _teachers(stage)
    times = []
    for number, text in enumerate(texts):
        teacher = teachers[number % len(teachers)]
        sent = teacher.says(text)
        is_reply = lambda m, sent=sent: bool(m.get("bot_id")) and float(m["ts"]) > float(sent)  # noqa: E731
        reply = teacher.waits_for_message(is_reply, within=10)
        times.append((float(reply["ts"]) - float(sent)) * 1000)
        time.sleep(0.01)
    return times


def _teachers(stage: Scene) -> list[Person]:
    return [stage.workspace.as_user(user) for user in stage.teachers]


def resident_megabytes(pid: int) -> float:
    """Return the memory a process holds, from Linux's own accounting."""
    for row in Path(f"/proc/{pid}/status").read_text().splitlines():
        if row.startswith("VmRSS"):
            return int(row.split()[1]) / 1024
    raise AssertionError("no VmRSS")


def sustained(stage: Scene, texts: Sequence[str], *, rate: int, seconds: int) -> list[float]:
    """Send ``rate`` messages a second and return milliseconds from each to its own reply.

    Replies are told apart by the request they belong to, so none can stand in for another.
    """
    teachers = _teachers(stage)
    sent: dict[tuple[str, str], float] = {}
    began = time.monotonic()
    for number in range(rate * seconds):
        teacher = teachers[number % len(teachers)]
        ts = teacher.says(texts[number % len(texts)])
        sent[(teacher.dm, ts)] = float(ts)
        time.sleep(max(0.0, began + (number + 1) / rate - time.monotonic()))
    return _own_replies(stage, sent)


def _own_replies(stage: Scene, sent: dict[tuple[str, str], float]) -> list[float]:
    def find() -> list[float]:
        time.sleep(LOOK_EVERY)
        with closing(sqlite3.connect(stage.database)) as db:
            rows = db.execute(OWN_REPLIES).fetchall()
        times = [
            (float(reply) - sent[channel, ts]) * 1000
            for channel, ts, reply in rows
            if (channel, ts) in sent
        ]
        return times if len(times) == len(sent) else []

    return until(find, within=60, what="every message has its reply")


def _with_echo_bot(folder: Path, work: Callable[[Scene], list[float]]) -> list[float]:
    with scene(folder, crowd=CROWD) as stage:
        echo = subprocess.Popen([sys.executable, str(ECHO_BOT)], env=dict(stage.environ))
        until(lambda: stage.workspace.connections, within=20, what="the echo bot connects")
        try:
            return work(stage)
        finally:
            echo.kill()
            echo.wait()


def main() -> None:
    """Print every figure of one run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", type=int, default=300, help="messages of each kind")
    parser.add_argument("--rate", type=int, default=30, help="messages a second, sustained")
    parser.add_argument("--seconds", type=int, default=20, help="how long to sustain it")
    given = parser.parse_args()
    texts, everything = messages_to_send(given.n)
    show("answer alone, words only", answer_times(texts, cache=None))
    answers = answer_times(texts, cache=cache_folder(os.environ))
    show("answer alone, with meaning", answers)
    with tempfile.TemporaryDirectory() as folder:
        echo = _with_echo_bot(Path(folder), lambda stage: round_trips(stage, texts))
    show("plain Bolt echo bot, round trip", echo)
    with tempfile.TemporaryDirectory() as folder, scene(Path(folder), crowd=CROWD) as stage:
        bot = stage.process("bot")
        began = time.perf_counter()
        bot.start()
        until(lambda: stage.workspace.connections, within=30, what="the bot connects")
        ready = time.perf_counter() - began
        ours = round_trips(stage, texts)
        show("this bot, round trip", ours)
        busy = sustained(stage, texts, rate=given.rate, seconds=given.seconds)
        show(f"this bot, {given.rate}/s for {given.seconds} s", busy)
        assert bot.popen is not None
        memory = resident_megabytes(bot.popen.pid)
        bot.stop()
    with tempfile.TemporaryDirectory() as folder, scene(Path(folder), crowd=CROWD) as stage:
        bot = stage.process("bot")
        bot.start()
        until(lambda: stage.workspace.connections, within=30, what="the bot connects")
        mixed = sustained(stage, everything, rate=given.rate, seconds=given.seconds)
        show("the same, 1 in 8 calls people", mixed)
        bot.stop()
    own = statistics.median(ours) - statistics.median(answers)
    print(f"cold start to connected            {ready:.2f} s")
    print(f"memory of the bot process          {memory:.0f} MB")
    print(f"round trip less answer, to echo    {own / statistics.median(echo):.1f} x")


if __name__ == "__main__":
    main()
