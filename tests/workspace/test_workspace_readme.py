"""The bot and the test in the workspace's own guide work as they stand there, in processes of
their own.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

import advicebot.workspace
from advicebot.workspace import Person
from advicebot.workspace.api.methods import METHODS
from advicebot.workspace.faults import FaultKind, Strike

GUIDE = Path(advicebot.workspace.__file__).with_name("README.md")
FORTY = 40
PLUGIN = 'pytest_plugins = ["advicebot.workspace.testing"]\n'
OWN = """

def test_the_workspace_is_the_one_that_is_written_here(workspace):
    names = [user.name for user in workspace.config.users]
    assert (names, workspace.config.app.bot_name) == (["ana", "ben"], "helper")
"""


def example(name: str) -> str:
    found = re.search(rf"<!-- {name} -->\n```python\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    assert found, name
    return found[1]


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """Start the workspace and the bot as the guide says, and return the page's address."""
    (tmp_path / "bot.py").write_text(example("bot"))
    workspace = subprocess.Popen(
        [sys.executable, "-m", "advicebot.workspace", "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert workspace.stdout is not None
    printed = []
    for line in workspace.stdout:
        printed.append(line)
        if line.startswith("Stop with"):
            break
    variables = dict(re.findall(r"export (\w+)=(\S+)", "".join(printed)))
    bot = subprocess.Popen(
        [sys.executable, "bot.py"], cwd=tmp_path, env={**os.environ, **variables}
    )
    yield variables["SLACK_API_URL"].removesuffix("/api/")
    for process in (bot, workspace):
        process.terminate()
    assert workspace.wait(20) == 0
    workspace.stdout.close()
    bot.wait(20)


def ask(address: str, **what: object) -> dict[str, object]:
    """Do something as Ana by the control API; return the answer."""
    answer = httpx.post(f"{address}/control/act", json={"as": "ana"} | what, timeout=30)
    found: dict[str, object] = answer.json()
    return found


def seen(address: str, words: str, *, where: str = "") -> str:
    """Return what Ana sees once it has these words."""
    asked = {"as": "ana", "words": words, "timeout": "20"}
    answer = httpx.get(f"{address}/control/sees{where}", params=asked, timeout=60)
    assert answer.is_success, answer.text
    return str(answer.json()["screen"])


def test_the_bot_of_the_guide_is_short() -> None:
    code = [line for line in example("bot").splitlines() if line.strip()]
    assert len(code) <= FORTY


@pytest.mark.timeout(180)
def test_the_test_of_the_guide_passes(tmp_path: Path) -> None:
    (tmp_path / "bot.py").write_text(example("bot"))
    (tmp_path / "test_bot.py").write_text(example("test"))
    (tmp_path / "test_own.py").write_text(PLUGIN + example("config") + OWN)
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", os.devnull, "."],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        check=False,
    )
    assert "4 passed" in ran.stdout, ran.stdout + ran.stderr


@pytest.mark.timeout(180)
def test_bot_and_workspace_work_as_two_programs(address: str) -> None:
    httpx.post(f"{address}/control/wait", json={"connections": 1, "timeout": 30}, timeout=60)
    assert ask(address, act="message", channel="echo", text="Good morning")["ok"]
    assert "You said: Good morning" in seen(address, "You said")
    assert ask(address, act="command", channel="echo", command="/form", text="")["ok"]
    assert "Words" in seen(address, "Words", where="/modal")
    refused = ask(address, act="submit", values={"words": "no"})
    assert refused["errors"] == {"words": "Write at least three letters."}
    assert ask(address, act="submit", values={"words": "yes, please"})["ok"]
    assert "You filled in: yes, please" in seen(address, "You filled in")


def test_everything_that_a_person_does_is_in_the_guide() -> None:
    guide = GUIDE.read_text()
    acts = [name for name in vars(Person) if not name.startswith("_")]
    acts += ["sees", "does_not_see", "screen", "calls", "move_clock"]
    assert [name for name in acts if not re.search(rf"`(workspace\.)?{name}\b", guide)] == []


def test_every_method_is_in_the_guide_and_no_other() -> None:
    part = GUIDE.read_text().partition("## What an app finds here")[2].partition("- **Socket")[0]
    rows = re.findall(r"^\| ((?:`[\w.]+`(?:, )?)+|the rest) \| (.+) \|$", part, re.MULTILINE)
    named = {name for nouns, methods in rows for name in _methods(nouns, methods)}
    assert named == set(METHODS)


def _methods(nouns: str, methods: str) -> Iterator[str]:
    """Yield the methods of one row: lists with semicolons are for the nouns in turn."""
    plain = re.sub(r"\(.*?\)", "", methods)
    if nouns == "the rest":
        yield from (name.strip() for name in plain.split(","))
        return
    each, lists = re.findall(r"`([\w.]+)`", nouns), plain.split(";")
    for noun, listed in zip(each, lists, strict=True):
        yield from (f"{noun}.{name.strip()}" for name in listed.split(","))


def test_every_fault_is_in_the_guide() -> None:
    guide = GUIDE.read_text()
    assert [kind for kind in (*FaultKind, *Strike) if f"`{kind.value}`" not in guide] == []


def test_the_tests_that_the_guide_names_are_there() -> None:
    here = Path(__file__).parent
    table = GUIDE.read_text().partition("## What other local Slacks lack")[2]
    named = set(re.findall(r"`(test_\w+\*?)`", table))
    assert named
    assert [name for name in sorted(named) if not list(here.glob(f"{name}.py"))] == []
