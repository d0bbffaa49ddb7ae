"""The whole line as real processes: a local workspace, the bot, the clock, one database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.running import Scene, prepare_once, scene, until


@pytest.fixture(scope="session", autouse=True)
def vectors() -> None:
    """The sentence model has read the shipped knowledge before any process starts."""
    prepare_once()


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Scene]:
    """An invented workspace with nobody working in it yet."""
    with scene(tmp_path) as made:
        yield made


@pytest.fixture
def line(stage: Scene) -> Iterator[Scene]:
    """The same with one bot process at work."""
    bot = stage.process("bot")
    bot.start()
    until(lambda: stage.workspace.connections, within=20, what="the bot connects")
    yield stage
    assert bot.stop() == 0


@pytest.fixture
def night(stage: Scene) -> Iterator[Scene]:
    """The same with both processes at work, so that what is due is done."""
    bot, clock = stage.process("bot"), stage.process("clock")
    bot.start()
    clock.start()
    until(lambda: stage.workspace.connections, within=20, what="the bot connects")
    yield stage
    assert (bot.stop(), clock.stop()) == (0, 0)
