"""A workspace for tests of any bot: ``pytest_plugins = ["advicebot.workspace.testing"]``.

Tests then read as a conversation:

    def test_the_bot_greets(as_user, bot):
        tess = as_user("Tess")
        tess.says("Hello")
        tess.sees("Hello Tess")

``bot`` is a fixture of yours that connects your bot to ``workspace``: it needs no more than
``WebClient(base_url=workspace.api_url)`` and the tokens of ``workspace.config.app``.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from advicebot.workspace.config import WorkspaceConfig
from advicebot.workspace.config.file import SAMPLE, read_config
from advicebot.workspace.driver.local import LocalWorkspace
from advicebot.workspace.driver.person import Person
from advicebot.workspace.faults.handle import FaultHandle

OPTION = "workspace_config"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the ini option that names the workspace's file."""
    about = "YAML file with the people, channels and apps of the workspace fixture"
    parser.addini(OPTION, about, default="")


@pytest.fixture
def workspace_config(request: pytest.FixtureRequest) -> WorkspaceConfig:
    """Return what the workspace is made of. Override this fixture to say it in Python.

    Otherwise it is the file named by the ini option ``workspace_config``, below the directory of
    the ini file, or else a sample of three people, two channels and an app.
    """
    named = _file_named(request.config)
    path = request.config.rootpath / named if named else SAMPLE
    return read_config(Path(path))


def _file_named(config: pytest.Config) -> str:
    try:
        return str(config.getini(OPTION))
    except ValueError:  # a plugin named in a test module comes too late to add options
        return ""


@pytest.fixture
def workspace(workspace_config: WorkspaceConfig) -> Iterator[LocalWorkspace]:
    """Return a workspace that listens, and stop it after the test."""
    with LocalWorkspace(workspace_config) as running:
        yield running


@pytest.fixture
def as_user(workspace: LocalWorkspace) -> Callable[[str], Person]:
    """Return a function that returns a person by name, display name or id, always the same one."""
    known: dict[str, Person] = {}

    def person(name: str) -> Person:
        found = workspace.as_user(name)
        return known.setdefault(found.id, found)

    return person


@pytest.fixture
def faults(workspace: LocalWorkspace) -> Iterator[FaultHandle]:
    """Return a way to make things go wrong; afterwards nothing does any more."""
    yield workspace.faults
    workspace.faults.clear()
