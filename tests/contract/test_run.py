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
from collections.abc import Mapping
from pathlib import Path

import pytest
from slack_bolt import App
from slack_sdk.socket_mode.builtin.internals import _receive_messages

from advicebot.errors import ConfigurationError, SlackDeliveryError
from advicebot.slack.run import build_handler, refuse_bad_token
from advicebot.store.migrations import migrate
from advicebot.workspace import LocalWorkspace, UserConfig, WorkspaceConfig
from tests.running import KNOWLEDGE


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
    app = App(token="xoxb-1", token_verification_enabled=False)
    handler = build_handler(app, "xapp-1")
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
            receive_buffer_size=handler.client.receive_buffer_size,
        )
    sending.join()
    ours.close()
    handler.close()
    assert [data.decode() for _, data in read] == words
