"""``BENT=lease pytest -p tests.faults.bent_plugin``: tests of a line without one of its guards.

``BENT`` is a name of ``tests.faults.mutants.MUTANTS``.
"""

import os

import pytest

from tests.faults.mutants import MUTANTS


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    """Take the guard away before anything of the tests is imported; without ``BENT`` nothing is."""
    if guard := os.environ.get("BENT"):
        MUTANTS[guard].bend()
