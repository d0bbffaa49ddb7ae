"""Waiting for something that the app does in its own time."""

import time
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")

LOOK_EVERY = 0.002


class NotSeenError(TimeoutError, AssertionError):
    """Something awaited did not come. The message says what was awaited and what was there."""


def wait_for(
    find: Callable[[], T | None],
    *,
    within: float,
    seen: Callable[[], Any],
    awaited: str = "Something",
    hint: Callable[[], str] = str,
) -> T:
    """Return what ``find`` finds as soon as it finds something.

    Raises:
        NotSeenError: it found nothing within the seconds given; ``awaited``, what ``seen`` shows
            and the ``hint``, if there is one, are in it.
    """
    until = time.monotonic() + within
    while True:
        found = find()
        if found is not None:
            return found
        if time.monotonic() > until:
            message = f"{awaited} did not come within {within:g} s. There is:\n{_shown(seen())}"
            raise NotSeenError("\n".join(filter(None, (message, hint()))))
        time.sleep(LOOK_EVERY)


def _shown(seen: object) -> str:
    if seen is None or seen == "":
        return "    nothing"
    lines = seen.split("\n") if isinstance(seen, str) else [repr(seen)]
    return "\n".join(f"    {line}" for line in lines)
