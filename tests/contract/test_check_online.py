"""``advicebot check --online``: what is healthy and what is not, said from outside."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from advicebot.cli import cli
from advicebot.clock import FixedClock, SystemClock
from advicebot.domain.delivery import Effect, EffectKind, Priority
from advicebot.service import vitals
from advicebot.service.vitals import Sign
from advicebot.slack.sweep import PULSE
from advicebot.store.work import SqliteWork
from advicebot.workspace.faults import Fault
from tests.running import Scene, scene, until
from tests.slack_wire import Wire

Findings = dict[str, list[tuple[bool, str]]]


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Scene]:
    with scene(tmp_path) as made:
        yield made


@pytest.fixture
def work(stage: Scene) -> Iterator[SqliteWork]:
    made = SqliteWork(stage.database)
    yield made
    made.close()


@pytest.fixture
def running(work: SqliteWork) -> None:
    """Signs of life as of a bot and a clock that run."""
    machine = SystemClock()
    for sign in Sign:
        vitals.mark(work, sign, machine)
    vitals.mark(work, Sign.SOCKET, machine, "2 of 2, Slack counts 2")
    with work.write() as unit:
        unit.pulses.mark(PULSE, machine.now(), "0")


def check(environ: Mapping[str, str]) -> tuple[int, Findings]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("ADVICEBOT_", "SLACK_"))}
    missing = {k: None for k in os.environ if k not in kept}
    shown = CliRunner().invoke(cli, ["check", "--online", "--json"], env={**missing, **environ})
    found: Findings = {}
    for each in json.loads(shown.output)["findings"]:
        found.setdefault(each["part"], []).append((each["ok"], each["message"]))
    return shown.exit_code, found


def broken(found: Findings) -> dict[str, str]:
    return {part: said for part, each in found.items() for ok, said in each if not ok}


def test_a_line_that_is_well_says_so_part_by_part(stage: Scene, running: None) -> None:
    code, found = check(stage.environ)
    assert broken(found) == {}
    assert code == 0
    assert found["socket mode"] == [
        (True, "Slack said hello; it counts 0 other connections of the app")
    ]
    assert "2 of 2, Slack counts 2" in found["connections"][0][1]
    assert found["outbox"] == [(True, "0 waiting")]
    for part in ("clock process", "canary", "sweep"):
        assert found[part][0][1].startswith("seen ")
    stage.workspace.wait_until(lambda now: now.connections == 0)


def test_a_line_that_was_never_started_says_that_once_and_nothing_else_is_broken(
    stage: Scene,
) -> None:
    code, found = check(stage.environ)
    assert code == 1
    said = broken(found)
    assert set(said) == {"processes"}
    for words in ("not started yet", "Procfile", "advicebot run bot", "advicebot run clock"):
        assert words in said["processes"]


def test_what_was_not_seen_to_run_is_broken_and_what_to_do_is_said(
    stage: Scene, work: SqliteWork
) -> None:
    vitals.mark(work, Sign.CLOCK, FixedClock(SystemClock().now() - timedelta(hours=3)))
    code, found = check(stage.environ)
    assert code == 1
    said = broken(found)
    assert "advicebot run clock" in said["clock process"]
    assert "advicebot run bot" in said["connections"]
    assert set(said) == {"clock process", "connections", "canary", "sweep"}
    for part in ("canary", "sweep"):
        assert "never seen. It needs the bot's connections" in said[part]


@pytest.mark.parametrize("sign", Sign)
def test_an_old_sign_of_life_counts_as_none(
    stage: Scene, running: None, work: SqliteWork, sign: Sign
) -> None:
    vitals.mark(work, sign, FixedClock(SystemClock().now() - timedelta(hours=3)))
    code, found = check(stage.environ)
    assert code == 1
    (said,) = broken(found).values()
    assert "seen 3 h ago" in said


@pytest.mark.parametrize(
    ("priority", "is_broken"), [(Priority.URGENT, True), (Priority.NORMAL, False)]
)
def test_a_page_that_reached_nobody_is_broken_and_a_lesser_message_is_to_be_looked_at(
    stage: Scene, running: None, work: SqliteWork, priority: Priority, is_broken: bool
) -> None:
    give_up(work, priority)
    code, found = check(stage.environ)
    assert code == int(is_broken)
    ((ok, said),) = found["dead letters"]
    assert ok is not is_broken
    assert "Read “given up”" in said


def give_up(work: SqliteWork, priority: Priority) -> None:
    now = SystemClock().now()
    effect = Effect(
        key="line:1:x",
        team_id="T1",
        kind=EffectKind.LINE,
        recipient="U1",
        ref="U1",
        priority=priority,
        data={},
    )
    with work.write() as unit:
        unit.outbox.add(effect, now)
        claimed = unit.outbox.claim(now=now, by="w", lease=timedelta(seconds=9))
        assert claimed
        unit.outbox.mark_failed(claimed, by="w", at=now, error="user_not_found")


FAILS: dict[str, tuple[Callable[[str], bool], str, str]] = {
    "no socket": (lambda m: m == "apps.connections.open", "socket mode", "Socket Mode is on"),
    "no sign-in": (lambda m: m == "auth.test", "scopes", "SLACK_BOT_TOKEN"),
}


@pytest.mark.parametrize("fails", FAILS)
def test_what_slack_refuses_is_said_with_what_to_do(
    stage: Scene, running: None, fails: str
) -> None:
    hits, part, advice = FAILS[fails]
    stage.workspace.fail(lambda method, _: Fault(error="not_allowed") if hits(method) else None)
    code, found = check(stage.environ)
    assert code == 1
    assert advice in broken(found)[part]


@pytest.mark.parametrize(
    ("token", "part"), [("SLACK_BOT_TOKEN", "scopes"), ("SLACK_APP_TOKEN", "socket mode")]
)
def test_a_token_that_slack_refuses_is_named_with_where_to_copy_it(
    stage: Scene, running: None, token: str, part: str
) -> None:
    wrong = {"SLACK_BOT_TOKEN": "xoxb-wrong", "SLACK_APP_TOKEN": "xapp-wrong"}[token]
    code, found = check({**stage.environ, token: wrong})
    assert code == 1
    said = broken(found)
    assert f"Slack refuses {token} (invalid_auth). Copy it again: The " in said[part]
    assert not any("the message" in each or "Check SLACK" in each for each in said.values())
    if token == "SLACK_BOT_TOKEN":
        assert said["slack"].startswith(f"Slack refuses {token}")


def test_a_slack_that_cannot_be_reached_is_not_blamed_on_a_token(
    stage: Scene, running: None
) -> None:
    address = "http://127.0.0.1:9/api/"
    code, found = check({**stage.environ, "SLACK_API_URL": address})
    assert code == 1
    said = broken(found)
    assert set(said) == {"slack", "scopes"}
    for each in said.values():
        assert f"Slack could not be reached at {address}" in each
        assert "TOKEN" not in each


def test_nothing_but_the_report_is_printed(stage: Scene) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "advicebot", "check", "--online"],
        env={**stage.environ, "SLACK_API_URL": "http://127.0.0.1:9/api/"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stderr == ""
    assert "FAIL  slack: Slack could not be reached" in done.stdout


def test_a_slack_that_does_not_say_hello_is_not_waited_for_long(stage: Scene) -> None:
    with Wire() as wire:
        wire.says_hello = False
        began = time.monotonic()
        code, found = check({**stage.environ, "SLACK_API_URL": wire.api_url})
        assert time.monotonic() - began < 15
        assert code == 1
        assert "no_hello" in broken(found)["socket mode"]
        until(lambda: not wire.open_peers(), within=5, what="nothing stays open")


def test_ghosts_that_slack_still_counts_are_to_be_looked_at(stage: Scene) -> None:
    with Wire() as wire:
        wire.extra = 8
        _, found = check({**stage.environ, "SLACK_API_URL": wire.api_url})
    ((ok, said),) = found["socket mode"]
    assert ok
    assert "counts 8 other connections" in said
    assert "lost ones are still counted" in said


def test_scopes_that_are_missing_are_named(stage: Scene) -> None:
    with Wire() as wire:
        wire.headers = {"X-OAuth-Scopes": "chat:write,commands"}
        _, found = check({**stage.environ, "SLACK_API_URL": wire.api_url})
    ((ok, said),) = found["scopes"]
    assert not ok
    assert "im:history" in said
    assert "chat:write" not in said
