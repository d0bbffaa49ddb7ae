"""The command line: help with an example everywhere, plain refusals, exit codes."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from advicebot import __version__
from advicebot.cli import cli
from advicebot.store.migrations import migrate


def commands(group: click.Group, path: str = "advicebot") -> Iterator[tuple[str, click.Command]]:
    """Yield every command with the words that call it."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")
        yield f"{path} {name}", command


ALL = dict(commands(cli))
LEAVES = {name: each for name, each in ALL.items() if not isinstance(each, click.Group)}


def run(*words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run the command line as a process of its own, without any settings but these."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("ADVICEBOT_", "SLACK_"))}
    return subprocess.run(
        [sys.executable, "-m", "advicebot", *words],
        env=kept | environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(("ADVICEBOT_", "SLACK_")):
            monkeypatch.delenv(name)


@pytest.mark.parametrize("name", ALL)
def test_every_command_says_what_it_does(name: str):
    text = ALL[name].help or ""
    first = text.strip().splitlines()[0]
    assert first.endswith((".", ":")), "the first line is a sentence"
    shown = CliRunner().invoke(cli, [*name.split()[1:], "--help"])
    assert shown.exit_code == 0
    assert first.split(".")[0].split()[0] in shown.output


@pytest.mark.parametrize("name", [None, *(name for name in ALL if name not in LEAVES)])
def test_no_sentence_of_a_list_of_commands_is_cut(name: str | None):
    words = name.split()[1:] if name else []
    shown = CliRunner(env={"COLUMNS": "80"}).invoke(cli, [*words, "--help"])
    _, _, listed = shown.output.partition("Commands:\n")
    assert listed
    assert [row for row in listed.splitlines() if row.endswith("...")] == []


@pytest.mark.parametrize("name", LEAVES)
def test_every_command_has_an_example_that_can_be_run(name: str):
    text = LEAVES[name].help or ""
    examples = [line.strip() for line in text.splitlines() if "xample" in line or name in line]
    assert any(name in line for line in examples), "the help shows no example"


@pytest.mark.parametrize("name", LEAVES)
def test_every_option_says_what_it_is_for(name: str):
    for parameter in LEAVES[name].params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name


def test_the_version_and_short_help():
    assert __version__ in CliRunner().invoke(cli, ["--version"]).output
    assert CliRunner().invoke(cli, ["-h"]).exit_code == 0


@pytest.mark.parametrize("words", [["nonsense"], ["db", "nonsense"], ["db", "backup"], ["--nope"]])
def test_a_misuse_is_exit_code_two(words: list[str]):
    assert CliRunner().invoke(cli, words).exit_code == 2


def test_a_refusal_is_one_plain_message_and_exit_code_one(tmp_path: Path):
    missing = tmp_path / "none.db"
    done = run("db", "backup", str(tmp_path / "copy.db"), ADVICEBOT_DATABASE=str(missing))
    assert done.returncode == 1
    assert done.stderr.startswith("Error: There is no database at ")
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_wrong_settings_are_named_all_at_once_by_every_process(tmp_path: Path):
    done = run("run", "bot", SLACK_BOT_TOKEN="secret-thing", ADVICEBOT_LOG_LEVEL="LOUD")
    assert done.returncode == 1
    assert "SLACK_BOT_TOKEN" in done.stderr
    assert "ADVICEBOT_LOG_LEVEL" in done.stderr
    assert "secret-thing" not in done.stderr


def test_a_process_without_tokens_or_database_does_not_start(tmp_path: Path):
    database = str(tmp_path / "none.db")
    done = run("run", "clock", ADVICEBOT_DATABASE=database)
    assert done.returncode == 1
    assert "SLACK_BOT_TOKEN is not set. Run: advicebot check" in done.stderr
    done = run(
        "run",
        "bot",
        ADVICEBOT_DATABASE=database,
        SLACK_BOT_TOKEN="xoxb-1",
        SLACK_APP_TOKEN="xapp-1",
    )
    assert done.returncode == 1
    assert "advicebot db migrate" in done.stderr


def test_migrating_twice_and_backing_up(
    tmp_path: Path, clean: None, monkeypatch: pytest.MonkeyPatch
):
    database = tmp_path / "a.db"
    monkeypatch.setenv("ADVICEBOT_DATABASE", str(database))
    first = CliRunner().invoke(cli, ["db", "migrate"])
    again = CliRunner().invoke(cli, ["db", "migrate"])
    assert "0001_first_schema" in first.output
    assert "up to date" in again.output
    copied = CliRunner().invoke(cli, ["db", "backup", str(tmp_path / "copy.db")])
    assert copied.exit_code == 0
    assert "checked" in copied.output
    assert (tmp_path / "copy.db").exists()


def test_the_manifest_is_json_that_can_be_pasted():
    shown = CliRunner().invoke(cli, ["manifest"])
    assert json.loads(shown.output)["display_information"]["name"] == "Advice line"


def test_check_reports_every_part_and_changes_nothing(
    tmp_path: Path, clean: None, monkeypatch: pytest.MonkeyPatch
):
    database = tmp_path / "none.db"
    monkeypatch.setenv("ADVICEBOT_DATABASE", str(database))
    monkeypatch.setenv("ADVICEBOT_KNOWLEDGE", str(tmp_path / "no-such-folder"))
    shown = CliRunner().invoke(cli, ["check"])
    assert shown.exit_code == 1
    for part in ("slack: SLACK_BOT_TOKEN", "slack: SLACK_APP_TOKEN", "knowledge:", "database:"):
        assert f"FAIL  {part}" in shown.output
    assert "SLACK_BOT_TOKEN is not set. Set it to xoxb-…: The bot's token, from OAuth &" in (
        shown.output
    )
    assert list(tmp_path.iterdir()) == []


def test_check_finds_a_database_that_others_can_read(
    tmp_path: Path, clean: None, monkeypatch: pytest.MonkeyPatch
):
    database = tmp_path / "a.db"
    migrate(database)
    database.chmod(0o644)
    monkeypatch.setenv("ADVICEBOT_DATABASE", str(database))
    monkeypatch.setenv("DYNO", "worker.1")
    findings = json.loads(CliRunner().invoke(cli, ["check", "--json"]).output)
    assert findings["ok"] is False
    said = [each["message"] for each in findings["findings"] if not each["ok"]]
    assert any(f"chmod 600 {database}" in each for each in said)
    assert any("wipes its files" in each for each in said)


def test_check_on_a_file_that_is_no_database_says_so(
    tmp_path: Path, clean: None, monkeypatch: pytest.MonkeyPatch
):
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear all, " * 500)
    monkeypatch.setenv("ADVICEBOT_DATABASE", str(letter))
    shown = CliRunner().invoke(cli, ["check"])
    assert "FAIL  database:" in shown.output
    assert shown.exception is None or isinstance(shown.exception, SystemExit)


def test_check_with_settings_that_cannot_be_read_lists_them(
    clean: None, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xapp-wrong")
    monkeypatch.setenv("ADVICEBOT_DATABSE", "x")
    shown = CliRunner().invoke(cli, ["check"])
    assert shown.exit_code == 1
    assert shown.output.count("FAIL  settings:") == 2
    assert "xapp-wrong" not in shown.output
