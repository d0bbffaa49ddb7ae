"""An offer with a mistake in its file: named by the check, told to the leads, asked for by nobody.

What counts as a mistake, and on which line it stands, is in ``test_knowledge_files``.
"""

import json
import shutil
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from advicebot.bootstrap.clock_process import ClockProcess
from advicebot.cli import cli
from advicebot.clock import ShiftedClock, SystemClock
from advicebot.demo import to_a_school_morning
from advicebot.domain.delivery import LEADS
from advicebot.errors import Problem
from advicebot.library.loader import load_for_running
from advicebot.service import left_out
from advicebot.service.desk import Desk
from advicebot.settings import read_settings
from advicebot.store.migrations import migrate
from tests.fakes import TEAM, Looking
from tests.handoffs import a_person
from tests.running import KNOWLEDGE, example_line

TODAY = date(2026, 11, 24)
FORGE = "fellside-forge.yaml"
MISSPELT = ("needs: [sensory", "needs: [senory")
A_MISTAKE = Problem(
    file="/srv/line/knowledge/offers/forge.yaml", line=12, message="“mentor”: tier: 4 is too high"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped folder with one word misspelt."""
    copy = Path(shutil.copytree(KNOWLEDGE, tmp_path / "knowledge"))
    change(copy, *MISSPELT)
    return copy


def change(folder: Path, old: str, new: str) -> None:
    file = folder / "offers" / FORGE
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def named(folder: Path, *, on: date = TODAY) -> list[str]:
    return [each.message for each in load_for_running(folder, on=on).named]


def test_a_mistake_in_one_offer_is_told_with_the_offer_it_costs(folder: Path):
    [told] = named(folder)
    assert told.startswith("“forge-woodland-days”: needs: the word “senory” is not known")


def test_a_mistake_about_the_provider_is_told_with_every_offer_it_costs(folder: Path):
    change(folder, *reversed(MISSPELT))
    change(folder, "registered: false", "registred: false")
    for told in named(folder):
        assert told.startswith("“forge-vocational”, “forge-woodland-days”: ")


def test_quality_assurance_that_has_run_out_is_told_with_its_offers(folder: Path):
    change(folder, *reversed(MISSPELT))
    assert named(folder) == []
    told = named(folder, on=date(2029, 4, 1))
    forge = "“forge-vocational”, “forge-woodland-days”: the quality assurance"
    assert [each for each in told if each.startswith(forge)]


@pytest.mark.parametrize(
    "text", ["", "- 1\n", "offers: 3\n", "provider:\n\t- x\n", "offers: [3]\n"]
)
def test_of_a_file_that_cannot_be_read_every_offer_is_meant(folder: Path, text: str):
    (folder / "offers" / FORGE).write_text(text, encoding="utf-8")
    assert all(each.startswith("every offer in this file: ") for each in named(folder))
    assert named(folder)


def test_the_check_names_each_offer_that_a_running_line_leaves_out(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    database = tmp_path / "a.db"
    migrate(database)
    monkeypatch.setenv("ADVICEBOT_DATABASE", str(database))
    monkeypatch.setenv("ADVICEBOT_KNOWLEDGE", str(folder))
    shown = json.loads(CliRunner().invoke(cli, ["check", "--json"]).output)
    [found] = [each for each in shown["findings"] if each["part"] == "offers"]
    assert f"offers/{FORGE}:" in found["message"]
    assert "left out of a running line" in found["message"]
    assert "“forge-woodland-days”: needs: the word “senory” is not known" in found["message"]


def test_the_leads_are_told_once_a_day_and_read_no_path_of_the_machine(desk: Desk, look: Looking):
    broken = replace(desk, left_out=(A_MISTAKE, replace(A_MISTAKE, line=40)))
    for _ in range(2):
        left_out.tell(broken, TEAM)
    effects = look.effects("line")
    assert [each["recipient"] for each in effects] == [LEADS, LEADS]
    assert effects[0]["data"] == {
        "name": "referral.offer-left-out",
        "file": "offers/forge.yaml",
        "line": 12,
        "reason": "“mentor”: tier: 4 is too high",
    }
    left_out.tell(desk, TEAM)
    assert len(look.effects("line")) == 2


def test_the_clock_process_tells_the_leads_as_soon_as_it_knows_its_workspace(
    folder: Path, tmp_path: Path
):
    database, clock = tmp_path / "advicebot.db", tmp_path / "clock.json"
    migrate(database)
    ShiftedClock(clock).set_shift(to_a_school_morning(example_line(), SystemClock().now()))
    environ = {
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_APP_TOKEN": "xapp-1",
        "SLACK_API_URL": "http://127.0.0.1:9/api/",
        "ADVICEBOT_DATABASE": str(database),
        "ADVICEBOT_KNOWLEDGE": str(folder),
        "ADVICEBOT_CLOCK_FILE": str(clock),
    }
    process, look = ClockProcess(read_settings(environ)), Looking(database)
    job = process.scheduler.get_job("rota")
    assert job
    job.func()
    assert told(look) == []
    with process.desk.work.write() as unit:
        unit.practitioners.save(a_person("U0PRIYA001", seen_at=datetime(2026, 9, 1, tzinfo=UTC)))
    for _ in range(2):
        job.func()
    assert told(look) == [f"offers/{FORGE}"]
    process.desk.work.close()  # type: ignore[attr-defined]


def told(look: Looking) -> list[str]:
    return [
        each["data"]["file"]
        for each in look.effects("line")
        if each["data"]["name"] == left_out.NAME and each["recipient"] == LEADS
    ]
