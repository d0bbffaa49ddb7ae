"""The curators' guide: its examples are applied to a copy of the folder, and do what it says."""

import json
import re
import shutil
from datetime import date
from itertools import groupby
from pathlib import Path

import pytest
from click.testing import CliRunner

from advicebot.cli import cli
from advicebot.domain.advice.triage import Triage
from advicebot.domain.outcomes.retention_rules import USUAL
from advicebot.domain.vocabulary import Action
from advicebot.library.lint import lint
from advicebot.library.loader import load_for_running, read_folder
from advicebot.library.triage_rules import load_triage_rules
from tests.running import KNOWLEDGE

GUIDE = (KNOWLEDGE / "README.md").read_text(encoding="utf-8")
FILES = re.findall(r"^```\w+ (file|append)=(\S+)\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
TRIALS = re.findall(
    r"^```console try\nadvicebot (.*?)\n```\n```text shows\n(.*?)\n```$", GUIDE, re.MULTILINE
)
TODAY = date(2026, 11, 22)


def block(info: str) -> str:
    """Return the one fenced block of the guide that is opened so."""
    found = re.findall(rf"^```{re.escape(info)}\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
    assert len(found) == 1, info
    return str(found[0])


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the shipped folder, named as people who keep it see it."""
    shutil.copytree(KNOWLEDGE, tmp_path / "knowledge")
    monkeypatch.chdir(tmp_path)
    return Path("knowledge")


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


def test_the_offer_that_is_shown_in_full_passes_the_checker(copied: Path) -> None:
    offer = block("yaml offers=harbour-lane-outreach.yaml")
    (copied / "offers" / "harbour-lane-outreach.yaml").write_text(offer, encoding="utf-8")
    assert [str(found) for found in lint(copied, on=TODAY)] == []
    offers = load_for_running(copied, on=TODAY).knowledge.offers
    assert "harbour-boat-days" in {each.id for each in offers}


def test_the_mistakes_that_are_shown_are_refused_in_the_words_that_are_shown(copied: Path) -> None:
    file = copied / "offers" / "fellside-forge.yaml"
    text = file.read_text(encoding="utf-8")
    rows = block(f"diff refused={file.relative_to(copied)}").splitlines(keepends=True)
    for sign, group in groupby(rows, key=lambda row: row[0]):
        words = "".join(row[1:] for row in group)
        if sign == "-":
            assert words in text
            before = words
        else:
            text = text.replace(before, words, 1)
    file.write_text(text, encoding="utf-8")
    said = "".join(f"{found}\n" for found in lint(copied, on=TODAY))
    assert said == block("text refused")


def test_the_panel_and_the_periods_that_are_shown_are_read(copied: Path) -> None:
    file = copied / "line.yaml"
    shown = "".join(re.findall(r"^```yaml line\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL))
    parts = re.split(r"^(?=\w)", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    kept = [each for each in parts if each.partition(":")[0] not in ("panel", "retention")]
    read = []
    for more in ("", shown):
        file.write_text("".join(kept) + more, encoding="utf-8")
        read.append(read_folder(copied).line)
    without, with_both = read
    assert without
    assert with_both
    assert without.panel is None
    assert without.retention == with_both.retention == USUAL
    assert with_both.panel
    assert (with_both.panel.channel, with_both.panel.rule.every_weeks) == ("inclusion-panel", 2)
    assert with_both.panel.rule.cut_off_school_days == 2
