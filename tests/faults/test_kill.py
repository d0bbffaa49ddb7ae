"""The bot is killed over and over while teachers write: nothing may be lost, nothing said twice."""

import random
import sqlite3
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

from advicebot.demo import TEACHERS
from advicebot.workspace.faults import Fault
from tests.running import Process, Scene, scene, until

KILLS = 30
MESSAGES = 200
SEED = 20261122
LOST_ANSWERS = 0.05
"""How often Slack takes a message and its answer is lost, so that the bot cannot know."""


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_thirty_kills_during_two_hundred_messages_lose_and_double_nothing(tmp_path: Path) -> None:
    """Kill -9 at random moments; every message has one request, one reply and, if urgent, one
    page.
    """
    chance = random.Random(SEED)
    with scene(tmp_path) as stage:
        stage.workspace.fail(_lossy(random.Random(SEED)))
        bot, clock = stage.process("bot"), stage.process("clock")
        bot.start()
        clock.start()
        until(lambda: stage.workspace.connections, within=20, what="the bot connects")
        sent: list[tuple[str, str]] = []
        killed = threading.Event()
        killer = threading.Thread(target=_kill_at_random, args=(bot, chance, killed, sent))
        killer.start()
        _write(stage, sent, killed)
        killer.join()
        until(lambda: _is_quiet(stage), within=90, what=f"everything is answered: {stage.folder}")
        clock.stop()
        bot.stop()
        _judge(stage, sent)


def _lossy(chance: random.Random):
    def plan(method: str, arguments: dict) -> Fault | None:
        if method == "chat.postMessage" and chance.random() < LOST_ANSWERS:
            return Fault(status=500, is_after=True)
        return None

    return plan


def _kill_at_random(
    bot: Process, chance: random.Random, killed: threading.Event, sent: list[tuple[str, str]]
) -> None:
    """Kill and restart, at moments spread over the whole run."""
    for _ in range(KILLS):
        time.sleep(chance.uniform(0.2, 2.6))
        bot.kill()
        bot.start()
    killed.set()


def _write(stage: Scene, sent: list[tuple[str, str]], killed: threading.Event) -> None:
    """Write in bursts, so that a kill finds work under way, until both are done."""
    teachers = [stage.workspace.as_user(user) for user in TEACHERS]
    for number in range(MESSAGES):
        words = (
            f"a pupil has brought a knife into room {number}"
            if number % 5 == 0
            else f"my set {number} keeps calling out and will not settle after lunch"
        )
        teacher = teachers[number % len(teachers)]
        sent.append((teacher.dm, teacher.says(words)))
        time.sleep(0.0 if number % 10 else 1.6 if not killed.is_set() else 0.2)
    killed.wait(120)


def _is_quiet(stage: Scene) -> bool:
    with sqlite3.connect(stage.database) as db:
        waiting = db.execute(
            "SELECT (SELECT count(*) FROM inbox WHERE done_at IS NULL)"
            " + (SELECT count(*) FROM outbox WHERE sent_at IS NULL AND failed_at IS NULL)"
        ).fetchone()[0]
    return waiting == 0 and stage.workspace.outstanding == 0


def _judge(stage: Scene, sent: list[tuple[str, str]]) -> None:
    with sqlite3.connect(stage.database) as db:
        made = db.execute("SELECT id, channel_id, message_ts, action FROM requests").fetchall()
        handoffs = [row[0] for row in db.execute("SELECT id FROM handoffs")]
        assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert db.execute("SELECT count(*) FROM inbox WHERE body <> ''").fetchone()[0] == 0
    assert sorted((channel, ts) for _, channel, ts, _ in made) == sorted(sent)
    keys = _posted_keys(stage, {channel for channel, _ in sent} | {stage.on_call})
    assert {f"reply:{request}:1" for request, *_ in made} <= set(keys)
    assert {f"card:{handoff}" for handoff in handoffs} <= set(keys)
    assert len(handoffs) == sum(action == "page" for *_, action in made) > 0
    assert [key for key, times in keys.items() if times > 1] == []


def _posted_keys(stage: Scene, channels: set[str]) -> Counter[str]:
    return Counter(
        message["metadata"]["event_payload"]["key"]
        for channel in channels
        for message in stage.workspace.posted(channel)
        if message.get("metadata")
    )
