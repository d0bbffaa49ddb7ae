"""Waiting for something that the app does in its own time."""

import time
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")

LOOK_EVERY = 0.002


def wait_for(find: Callable[[], T | None], *, within: float, seen: Callable[[], Any]) -> T:
    """Return what ``find`` finds as soon as it finds something.

    Raises:
        TimeoutError: it found nothing within the seconds given; what ``seen`` shows is in it.
    """
    until = time.monotonic() + within
    while True:
        found = find()
        if found is not None:
            return found
        if time.monotonic() > until:
            raise TimeoutError(f"Nothing came within {within} s. There is: {seen()!r}")
        time.sleep(LOOK_EVERY)
