"""Starting and stopping the bot process while Slack cannot be reached or refuses it."""

import logging
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from slack_sdk import WebClient
from slack_sdk.socket_mode.builtin.internals import _receive_messages

from advicebot.errors import ConfigurationError, SlackDeliveryError
from advicebot.slack.reaching import connect_patiently, refuse_bad_token
from advicebot.slack.socket.client import Client
from advicebot.store.migrations import migrate
from advicebot.workspace import LocalWorkspace, UserConfig, WorkspaceConfig
from tests.running import KNOWLEDGE, Process, Scene, scene, until


def environ(database: Path, api_url: str, token: str = "xoxb-wrong") -> Mapping[str, str]:
    migrate(database)
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("ADVICEBOT_", "SLACK_"))}
    return kept | {
        "SLACK_BOT_TOKEN": token,
        "SLACK_APP_TOKEN": "xapp-wrong",
        "SLACK_API_URL": api_url,
        "ADVICEBOT_DATABASE": str(database),
        "ADVICEBOT_KNOWLEDGE": str(KNOWLEDGE),
    }


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_bot_that_cannot_reach_slack_stops_when_it_is_told_to(
    tmp_path: Path, number: signal.Signals
) -> None:
    bot = subprocess.Popen(
        [sys.executable, "-m", "advicebot", "run", "bot"],
        env=environ(tmp_path / "a.db", "http://127.0.0.1:9/api/"),
        stderr=subprocess.PIPE,
    )
    assert bot.stderr is not None
    said = next(line for line in bot.stderr if b"not reachable" in line)
    assert said
    began = time.monotonic()
    bot.send_signal(number)
    assert bot.wait(10) == 0
    assert time.monotonic() - began < 5
    bot.stderr.close()


def test_a_refused_token_ends_the_process_and_names_the_variable(tmp_path: Path) -> None:
    config = WorkspaceConfig(users=[UserConfig(id="U0ANA00001", name="ana")])
    with LocalWorkspace(config) as workspace:
        ended = subprocess.run(
            [sys.executable, "-m", "advicebot", "run", "bot"],
            env=environ(tmp_path / "a.db", workspace.api_url),
            capture_output=True,
            timeout=30,
            check=False,
        )
    assert ended.returncode == 1
    assert b"SLACK_BOT_TOKEN" in ended.stderr


def test_only_a_refused_token_is_given_up() -> None:
    refuse_bad_token(SlackDeliveryError("URLError", is_uncertain=True))
    with pytest.raises(ConfigurationError, match="invalid_auth"):
        refuse_bad_token(SlackDeliveryError("invalid_auth"))


def test_a_backlog_of_events_is_read_whole() -> None:
    """Events that piled up while the machine was busy come in one rush."""
    client = Client("xapp-1", WebClient(), app=None)
    ours, theirs = socket.socketpair()
    words = [f"{number} {'x' * 9_000}" for number in range(1_500)]
    frames = [b"\x81\x7e" + struct.pack("!H", len(each)) + each.encode() for each in words]
    sending = threading.Thread(target=lambda: (theirs.sendall(b"".join(frames)), theirs.close()))
    sending.start()
    read = []
    while len(read) < len(words):
        read += _receive_messages(
            sock=ours,  # type: ignore[arg-type]
            sock_receive_lock=threading.Lock(),
            logger=logging.getLogger(),
            receive_buffer_size=client.receive_buffer_size,
        )
    sending.join()
    ours.close()
    client.leave(says_goodbye=False)
    assert [data.decode() for _, data in read] == words


# Whole processes


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Scene]:
    with scene(tmp_path) as made:
        yield made
        for each in STARTED:
            if each.popen:
                each.kill()
        STARTED.clear()


STARTED: list[Process] = []
"""Processes that must not outlive a test, whatever became of it."""


def a_process(stage: Scene, name: str, label: str = "") -> Process:
    """Return a process that is not started yet and ends with the test."""
    STARTED.append(stage.process(name, label))
    return STARTED[-1]


def says(process: Process, words: str, *, within: float = 20) -> None:
    """Wait until the process has logged these words."""
    until(lambda: words in process.log.read_text(), within=within, what=words)


def test_both_connections_are_opened_and_the_line_says_how_it_stands(stage: Scene) -> None:
    bot, clock = a_process(stage, "bot"), a_process(stage, "clock")
    clock.start()
    says(clock, "ready")
    bot.start()
    says(bot, "how the line stands: 0 parts broken")
    until(lambda: stage.workspace.connections == 2, within=5, what="two connections")
    says(bot, "the line stands")
    log = bot.log.read_text()
    for part in (
        *("database: SQLite", "knowledge: ", "sentence model: ", "connections: "),
        *("slack: signed in to", "slack: in #ap-oncall", "on call: now", "rota: no gap"),
        *("second channel: ", "heartbeat: ", "clock process: seen", "outbox: 0 waiting"),
        *("dead letters: none", "sweep: "),
    ):
        assert part in log, part
    assert (bot.stop(), clock.stop()) == (0, 0)


def test_a_line_that_starts_while_slack_is_down_is_ready_soon_after_slack_is(stage: Scene) -> None:
    bot = a_process(stage, "bot")
    stage.workspace.outage(True)
    bot.start()
    says(bot, "not reachable")
    time.sleep(6)
    stage.workspace.outage(False)
    began = time.monotonic()
    says(bot, "ready\n", within=15)
    assert time.monotonic() - began < 10
    assert bot.stop() == 0


def test_a_bot_that_slack_knew_before_works_while_slack_is_down(stage: Scene) -> None:
    """What needs no Slack goes on: it climbs, queues and pages by the second channel."""
    bot = a_process(stage, "bot")
    bot.start()
    says(bot, "ready\n")
    bot.stop()
    stage.workspace.outage(True)
    again = a_process(stage, "bot", "-again")
    again.start()
    says(again, "starting as who we last were")
    says(again, "FAIL  connections: 0 of 2", within=40)
    began = time.monotonic()
    stage.workspace.outage(False)
    says(again, "hearing from Slack", within=15)
    assert time.monotonic() - began < 10
    assert again.stop() == 0


@pytest.mark.parametrize("name", ["bot", "clock"])
def test_a_second_signal_ends_a_process_at_once(stage: Scene, name: str) -> None:
    process = a_process(stage, name)
    process.start()
    says(process, "ready\n")
    assert process.popen
    process.popen.send_signal(signal.SIGSTOP)  # so that both are there when it looks
    process.popen.send_signal(signal.SIGTERM)
    process.popen.send_signal(signal.SIGINT)
    began = time.monotonic()
    process.popen.send_signal(signal.SIGCONT)
    process.popen.wait(5)
    assert time.monotonic() - began < 1


def test_a_process_does_not_start_on_a_database_that_others_can_read(stage: Scene) -> None:
    stage.database.chmod(0o644)
    for name in ("bot", "clock"):
        process = a_process(stage, name)
        process.start()
        assert process.popen
        assert process.popen.wait(20) == 1
        assert f"chmod 600 {stage.database}" in process.log.read_text()


def test_tries_to_reach_slack_are_never_far_apart() -> None:
    waited: list[float] = []

    def attempt() -> str:
        if len(waited) < 9:
            raise SlackDeliveryError("URLError", is_uncertain=True)
        return "there"

    def wait(seconds: float) -> bool:
        if seconds:
            waited.append(seconds)
        return False

    assert connect_patiently(attempt, wait) == "there"
    assert all(1.0 <= each <= 5.0 for each in waited)


def test_what_slack_threw_away_while_its_connections_were_lost_is_found_at_once(
    stage: Scene,
) -> None:
    """Not at the next round two minutes later: messages, edits and deletions."""
    bot = a_process(stage, "bot")
    bot.start()
    says(bot, "ready\n")
    teacher = stage.workspace.as_user("U0TESSA001")
    kept = teacher.says("year 8 keep calling out and will not settle after lunch")
    until(lambda: replies(stage), within=30, what="a reply")
    stage.workspace.discards_events(True)
    stage.workspace.outage(True)
    teacher.edits(kept, "a pupil has brought a knife into room 4")
    time.sleep(2)
    stage.workspace.discards_events(False)
    stage.workspace.outage(False)
    says(bot, "sweep took in 1 events", within=20)
    until(lambda: "card" in effects(stage), within=30, what="people are called")
    assert bot.stop() == 0


def replies(stage: Scene) -> int:
    posted = stage.workspace.posted(stage.workspace.as_user("U0TESSA001").dm)
    return sum(bool(each.get("metadata")) for each in posted)


def effects(stage: Scene) -> set[str]:
    posted = stage.workspace.posted(stage.on_call)
    keys = [m["metadata"]["event_payload"]["key"] for m in posted if m.get("metadata")]
    return {each.partition(":")[0] for each in keys}
