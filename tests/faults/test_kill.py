"""The bot is killed over and over while teachers write and practitioners answer: nothing may be
lost, nothing said twice.
"""

import json
import random
import sqlite3
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

from advicebot.demo import PRACTITIONERS, TEACHERS
from advicebot.workspace.errors import ActError
from advicebot.workspace.faults import Fault
from advicebot.workspace.person import Person
from tests.running import Process, Scene, scene, until

KILLS = 30
MESSAGES = 200
SEED = 20261122
KILLED_AT_WORK = 0.8
"""How often the bot is left to connect before it is killed; else it may die while it starts."""
ANSWERS = "U0MERCY001"
"""Who writes under the cards."""
CLOSED_WITH = {
    "agreed": "A calm start with the same adult",
    "next_step": "A visit on Thursday",
    "next_by": "Outreach teacher",
    "risk_now": "4",
    "intention": "none",
}
LOST_ANSWERS = 0.05
"""How often Slack takes a message and its answer is lost, so that the bot cannot know."""


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_thirty_kills_during_two_hundred_messages_lose_and_double_nothing(tmp_path: Path) -> None:
    """Kill -9 at random moments, through whole handoffs: every message is answered by the line or
    carried to a person, once; everybody who is paged is paged once a rung; every word written under
    a card reaches its teacher once.
    """
    with scene(tmp_path) as stage:
        stage.workspace.fail(_lossy(random.Random(SEED)))
        bot, clock = stage.process("bot"), stage.process("clock")
        bot.start()
        clock.start()
        try:
            until(lambda: stage.workspace.connections, within=20, what="the bot connects")
            sent, answers = _a_hard_day(stage, bot)
        finally:
            clock.stop()
            bot.stop()
        _judge(stage, sent, answers)


def _a_hard_day(stage: Scene, bot: Process) -> tuple[list[tuple[str, str]], list[str]]:
    """Let people write while the bot is killed; return what they wrote once all is done."""
    sent: list[tuple[str, str]] = []
    answers: list[str] = []
    killed, chance = threading.Event(), random.Random(SEED)
    killer = threading.Thread(target=_kill_at_random, args=(stage, bot, chance, killed))
    answerer = threading.Thread(target=_answer, args=(stage, answers, killed))
    killer.start()
    answerer.start()
    _write(stage, sent, killed)
    killer.join()
    answerer.join()
    until(lambda: _is_quiet(stage), within=90, what=f"everything is answered: {stage.folder}")
    _answer_all(stage, answers)
    until(lambda: _is_quiet(stage), within=30, what=f"every card is taken: {stage.folder}")
    _close_all(stage, bot, chance)
    until(lambda: _is_quiet(stage), within=60, what=f"every teacher is told: {stage.folder}")
    return sent, answers


def _lossy(chance: random.Random):
    def plan(method: str, arguments: dict) -> Fault | None:
        if method == "chat.postMessage" and chance.random() < LOST_ANSWERS:
            return Fault(status=500, is_after=True)
        return None

    return plan


def _kill_at_random(
    stage: Scene, bot: Process, chance: random.Random, killed: threading.Event
) -> None:
    """Kill and restart: most often at work, at moments spread over what it does, sometimes while
    it starts.
    """
    try:
        for _ in range(KILLS):
            if chance.random() < KILLED_AT_WORK:
                until(lambda: stage.workspace.connections, within=30, what="the bot is back")
            time.sleep(chance.uniform(0.0, 1.5))
            bot.kill()
            bot.start()
    finally:
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


def _answer(stage: Scene, answers: list[str], killed: threading.Event) -> None:
    """Write under every card again and again, until the killing is over."""
    while not killed.wait(4):
        _answer_all(stage, answers)


def _answer_all(stage: Scene, answers: list[str]) -> None:
    """Write under every card that is there now, which takes it."""
    somebody = stage.workspace.as_user(ANSWERS)
    for message in stage.workspace.posted(stage.on_call):
        if _key(message).startswith("card:"):
            words = f"answer {len(answers)}"
            answers.append(somebody.replies(message["ts"], words, channel=stage.on_call))


def _close_all(stage: Scene, bot: Process, chance: random.Random) -> None:
    """Close every handoff, with the bot killed just after each form was sent."""
    somebody = stage.workspace.as_user(ANSWERS)
    cards = [m for m in stage.workspace.posted(stage.on_call) if _key(m).startswith("card:")]
    for number, card in enumerate(cards, 1):
        until(
            lambda card=card: _closes(stage, somebody, card["ts"]),
            within=30,
            what="the form is taken",
        )
        time.sleep(chance.uniform(0.0, 0.2))
        bot.kill()
        bot.start()
        until(lambda n=number: _closed(stage) >= n, within=30, what=f"{number} are closed")


def _closes(stage: Scene, somebody: Person, card: str) -> bool:
    """Send the form under a card; False when the bot was away, so that it is tried again."""
    thread = somebody.messages(stage.on_call, thread=card)
    asked = [m for m in thread if '"handoff.close"' in json.dumps(m.get("blocks", []))]
    try:
        somebody.clicks("handoff.close", channel=stage.on_call, ts=asked[-1]["ts"])
        somebody.waits_for_modal(within=3)
        somebody.submits(CLOSED_WITH)
    except (ActError, IndexError, TimeoutError):
        return False
    return True


def _closed(stage: Scene) -> int:
    with sqlite3.connect(stage.database) as db:
        return db.execute("SELECT count(*) FROM handoffs WHERE state = 'closed'").fetchone()[0]


def _key(message: dict) -> str:
    return str((message.get("metadata") or {}).get("event_payload", {}).get("key", ""))


def _is_quiet(stage: Scene) -> bool:
    with sqlite3.connect(stage.database) as db:
        waiting = db.execute(
            "SELECT (SELECT count(*) FROM inbox WHERE done_at IS NULL)"
            " + (SELECT count(*) FROM outbox WHERE sent_at IS NULL AND failed_at IS NULL)"
        ).fetchone()[0]
    return waiting == 0 and stage.workspace.outstanding == 0


def _judge(stage: Scene, sent: list[tuple[str, str]], answers: list[str]) -> None:
    with sqlite3.connect(stage.database) as db:
        made = db.execute("SELECT id, channel_id, message_ts, action FROM requests").fetchall()
        words = db.execute("SELECT id, channel_id, message_ts, side FROM words").fetchall()
        handoffs = db.execute("SELECT id, state FROM handoffs").fetchall()
        called = db.execute("SELECT count(*) FROM requests WHERE handoff_id IS NOT NULL").fetchone()
        paged = db.execute("SELECT key FROM outbox WHERE kind = 'card'").fetchall()
        assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert db.execute("SELECT count(*) FROM inbox WHERE body <> ''").fetchone()[0] == 0
    asked = [(channel, ts) for _, channel, ts, _ in made]
    talked = [(channel, ts) for _, channel, ts, side in words if side == "teacher"]
    assert set(asked) | set(talked) == set(sent)
    assert len(asked) == len(set(asked))
    assert len(talked) == len(set(talked))
    said = [ts for _, _, ts, side in words if side == "practitioner"]
    assert sorted(said) == sorted(answers)
    keys = _posted_keys(stage)
    assert {f"reply:{request}:1" for request, *_ in made} <= set(keys)
    assert {f"words:{each}" for each, *_ in words} <= set(keys)
    assert {key for (key,) in paged} <= set(keys)
    assert 0 < len(handoffs) <= len(TEACHERS)
    assert {state for _, state in handoffs} == {"closed"}
    told = [key for key in keys if key.startswith("notice:") and ":closed:" in key]
    assert len(told) == len(handoffs)
    assert {f"card:{handoff}" for handoff, _ in handoffs} <= set(keys)
    assert called[0] >= sum(action == "page" for *_, action in made) > 0
    assert [key for key, times in keys.items() if times > 1] == []


def _posted_keys(stage: Scene) -> Counter[str]:
    """How often each effect stands in any conversation."""
    people = [stage.workspace.as_user(user) for user in (*TEACHERS, *PRACTITIONERS)]
    channels = [*(each.dm for each in people), stage.on_call]
    posted = (message for channel in channels for message in stage.workspace.posted(channel))
    return Counter(filter(None, map(_key, posted)))
