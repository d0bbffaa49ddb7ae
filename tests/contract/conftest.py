"""Contract tests run the real line: its vectors are computed before any of them is timed."""

import pytest

from tests.running import prepare_once


@pytest.fixture(scope="session", autouse=True)
def vectors() -> None:
    """The sentence model has read the shipped knowledge."""
    prepare_once()
