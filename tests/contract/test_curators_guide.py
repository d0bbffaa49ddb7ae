"""The curators' guide: its examples are applied to a copy of the folder, and do what it says."""

import json
import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from advicebot.cli import cli
from advicebot.domain.advice.triage import Triage
from advicebot.domain.vocabulary import Action
from advicebot.library.lint import lint
from advicebot.library.triage_rules import load_triage_rules
from tests.running import KNOWLEDGE

GUIDE = (KNOWLEDGE / "README.md").read_text(encoding="utf-8")
FILES = re.findall(r"^```\w+ (file|append)=(\S+)\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
TRIALS = re.findall(
    r"^```console try\nadvicebot (.*?)\n```\n```text shows\n(.*?)\n```$", GUIDE, re.MULTILINE
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the shipped folder with everything the guide adds."""
    made = tmp_path_factory.mktemp("guide") / "knowledge"
    shutil.copytree(KNOWLEDGE, made)
    for how, name, text in FILES:
        with (made / name).open("w" if how == "file" else "a", encoding="utf-8") as file:
            file.write(text)
    return made


def test_the_traps_of_the_guide_do_not_page(folder: Path) -> None:
    triage = Triage(load_triage_rules(folder / "triage"))
    traps = [
        json.loads(row)
        for _, name, text in FILES
        if "traps" in name
        for row in text.split("\n")
        if row
    ]
    assert [triage.assess(trap["text"]).action for trap in traps] == [Action.ANSWER] * 2


def words_of(command: str) -> list[str]:
    return [quoted or plain for quoted, plain in re.findall(r'"([^"]*)"|(\S+)', command)]


def test_the_guide_adds_a_strategy_a_word_and_a_rule_with_its_traps() -> None:
    assert [Path(name).suffix for _, name, _ in FILES] == [".md", ".yaml", ".yaml", ".jsonl"]
    assert len(TRIALS) == 3


def test_what_the_guide_adds_passes_the_checker(folder: Path) -> None:
    assert [str(found) for found in lint(folder, on=date(2026, 11, 22))] == []


@pytest.mark.parametrize(("command", "shown"), TRIALS)
def test_each_example_has_the_effect_that_the_guide_shows(
    folder: Path, command: str, shown: str
) -> None:
    arguments = [*words_of(command), "--knowledge"]
    after = CliRunner().invoke(cli, [*arguments, str(folder)])
    before = CliRunner().invoke(cli, [*arguments, str(KNOWLEDGE)])
    assert (after.exit_code, before.exit_code) == (0, 0)
    assert shown in after.stdout
    assert after.stdout != before.stdout
