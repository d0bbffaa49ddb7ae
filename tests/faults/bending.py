"""Switching a guard off in this process for a while, and on again."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_FORMER: list[tuple[Any, str, Any]] = []
"""What stood in each place before, oldest first."""


def put(place: Any, name: str, part: Any) -> None:
    """Put something in the place of a part of the product, until ``without`` ends."""
    _FORMER.append((place, name, vars(place)[name]))
    setattr(place, name, part)


@contextmanager
def without(guard: str) -> Iterator[None]:
    """Run with a guard of ``tests.faults.bent`` switched off; with "" nothing is."""
    from tests.faults.bent import GUARDS

    stood = len(_FORMER)
    if guard:
        GUARDS[guard]()
    try:
        yield
    finally:
        while len(_FORMER) > stood:
            setattr(*_FORMER.pop())
