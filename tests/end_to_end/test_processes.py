"""What must hold of the processes themselves: two at once, stopping, missed deliveries, the moved
clock.
"""

import sqlite3
import threading
import time
from collections import Counter
from datetime import timedelta

from advicebot.demo import running_demo
from tests.running import KNOWLEDGE, Scene, example_line, until

WORDS = "year 8 class keeps calling out and will not settle after lunch"


def keys(stage: Scene, channel: str) -> Counter[str]:
    """How often each effect was posted in a channel."""
    return Counter(
        message["metadata"]["event_payload"]["key"]
        for message in stage.workspace.posted(channel)
        if message.get("metadata")
    )


def count(stage: Scene, sql: str) -> int:
    """A number from the database."""
    with sqlite3.connect(stage.database) as db:
        return int(db.execute(sql).fetchone()[0])


def test_two_bot_processes_on_one_database_answer_each_message_once(stage: Scene) -> None:
    bots = [stage.process("bot", "1"), stage.process("bot", "2")]
    for bot in bots:
        bot.start()
    until(lambda: stage.workspace.connections == 4, within=40, what="both bots connect twice")
    teachers = [stage.workspace.as_user(user) for user in stage.teachers]
    for number in range(40):
        teachers[number % len(teachers)].says(f"{WORDS}, set {number}")
    until(
        lambda: (
            count(stage, "SELECT count(*) FROM outbox WHERE kind='reply' AND ts IS NOT NULL") == 40
        ),
        within=30,
        what="forty replies",
    )
    assert [bot.stop() for bot in bots] == [0, 0]
    posted = sum((keys(stage, teacher.dm) for teacher in teachers), Counter())
    assert max(posted.values()) == 1
    assert sum(key.startswith("reply:") for key in posted) == 40


def test_sigterm_under_load_ends_in_time_and_what_was_not_sent_leaves_after_the_next_start(
    stage: Scene,
) -> None:
    bot = stage.process("bot")
    bot.start()
    until(lambda: stage.workspace.connections, within=20, what="the bot connects")
    teacher = stage.workspace.as_user("U0TESSA001")
    for number in range(8):
        teacher.says(f"{WORDS}, set {number}")
    began = time.monotonic()
    assert bot.stop() == 0
    assert time.monotonic() - began < 25
    assert count(stage, "SELECT count(*) FROM inbox WHERE done_at IS NULL") == 0
    bot.start()
    until(
        lambda: not count(stage, "SELECT count(*) FROM outbox WHERE sent_at IS NULL"),
        within=40,
        what="everything leaves, at one message a second",
    )
    replies = [key for key in keys(stage, teacher.dm).elements() if key.startswith("reply:")]
    assert len(replies) == len(set(replies)) == 8
    assert bot.stop() == 0


def test_messages_that_slack_threw_away_are_found_in_the_history(stage: Scene) -> None:
    bot = stage.process("bot")
    bot.start()
    until(lambda: stage.workspace.connections, within=20, what="the bot connects")
    until(lambda: count(stage, "SELECT count(*) FROM sweeps"), within=10, what="a first sweep")
    bot.stop()
    teacher = stage.workspace.as_user("U0TESSA001")
    stage.workspace.discards_events(True)
    sent = [teacher.says(f"{WORDS}, set {number}") for number in range(3)]
    stage.workspace.discards_events(False)
    bot.start()
    until(
        lambda: (
            count(stage, "SELECT count(*) FROM outbox WHERE kind='reply' AND ts IS NOT NULL") == 3
        ),
        within=30,
        what="three replies to messages that were never delivered",
    )
    with sqlite3.connect(stage.database) as db:
        found = [row[0] for row in db.execute("SELECT message_ts FROM requests ORDER BY number")]
    assert sorted(found) == sent
    assert bot.stop() == 0


def test_silence_to_the_question_counts_as_worried_when_the_clock_has_moved() -> None:
    with running_demo(example_line(), knowledge=KNOWLEDGE) as demo:
        teacher = demo.workspace.as_user("U0OMAR0001")
        practitioner = demo.workspace.as_user("U0DAN00001")
        sent = teacher.says("he had a bruise on his cheek in registration this morning")
        asked = teacher.waits_for_message(
            lambda m: float(m["ts"]) > float(sent) and "at risk" in m["text"], within=10
        )
        assert asked
        demo.workspace.move_clock(timedelta(minutes=15))
        teacher.waits_for_message("I have not heard from you", within=10)
        practitioner.waits_for_message("needs a practitioner", channel="C0ONCALL01", within=10)


def test_a_flood_from_one_person_does_not_hold_up_anothers_emergency(line: Scene) -> None:
    flooding = line.workspace.as_user("U0SAM00001")
    worried = line.workspace.as_user("U0TESSA001")
    flood = threading.Thread(target=lambda: [flooding.says(f"{WORDS} {n}") for n in range(100)])
    flood.start()
    time.sleep(0.3)
    worried.says("a boy has a knife in the corridor")
    line.workspace.as_user("U0PRIYA001").waits_for_message(
        "Emergency", channel=line.on_call, within=15
    )
    flood.join()
