"""Threads that do one thing over and over until they are told to stop."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from advicebot.errors import SlackDeliveryError

CUT_SECONDS = 1.0
"""How long a process that stops waits for work that may be cut."""
AGAIN_SECONDS = 5.0
"""How soon work is tried again that Slack did not let happen."""

log = logging.getLogger(__name__)


class Wake:
    """Wakes the sender threads when something was put into the outbox."""

    def __init__(self) -> None:
        self._there_is_work = threading.Event()

    def __call__(self) -> None:
        """Something may be due: look now."""
        self._there_is_work.set()

    def wait(self, seconds: float) -> None:
        """Return when woken, or after ``seconds``."""
        self._there_is_work.wait(seconds)
        self._there_is_work.clear()


@dataclass(frozen=True, slots=True, kw_only=True)
class Loop:
    """``work`` every ``pause`` seconds, sooner when ``wake`` says so.

    Attributes:
        rest: seconds after the work in which ``wake`` is not heard yet.
        may_be_cut: True for work that a process that stops need not wait for: the next one does it
            again from the start.
    """

    name: str
    work: Callable[[], object]
    pause: float
    wake: Wake | None = None
    rest: float = 0.0
    may_be_cut: bool = False


def _soon(loop: Loop, asked: float) -> float:
    """Return how long to wait after Slack has failed: it may be back at once."""
    return max(asked, min(loop.pause, AGAIN_SECONDS))


class Loops:
    """Runs each loop in a thread of its own; one that fails is logged and goes on."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._threads: list[tuple[Loop, threading.Thread]] = []
        self._wakes: set[Wake] = set()

    @property
    def is_stopping(self) -> bool:
        """True once the loops were told to stop: whatever can wait should."""
        return self._stopping.is_set()

    def start(self, *loops: Loop) -> None:
        """Start a thread for each loop."""
        for loop in loops:
            if loop.wake:
                self._wakes.add(loop.wake)
            thread = threading.Thread(target=self._run, args=(loop,), name=loop.name, daemon=True)
            thread.start()
            self._threads.append((loop, thread))

    def stop(self, deadline: float) -> bool:
        """Tell every loop to stop and wait for them, until ``deadline`` on the monotonic clock.

        Returns:
            True when every one of them has ended.
        """
        self._stopping.set()
        for wake in self._wakes:
            wake()
        soon = min(deadline, time.monotonic() + CUT_SECONDS)
        for loop, thread in sorted(self._threads, key=lambda each: each[0].may_be_cut):
            until = max(soon, time.monotonic()) if loop.may_be_cut else deadline
            thread.join(max(0.0, until - time.monotonic()))
        return not any(thread.is_alive() for _, thread in self._threads)

    def _run(self, loop: Loop) -> None:
        while not self._stopping.is_set():
            try:
                loop.work()
            except SlackDeliveryError as error:
                log.warning("the loop %s failed and goes on: %s", loop.name, error)
                self._stopping.wait(_soon(loop, error.retry_after or 0.0))
                continue
            except Exception:
                log.exception("the loop %s failed and goes on", loop.name)
            if loop.wake:
                self._stopping.wait(loop.rest)
                loop.wake.wait(loop.pause)
            else:
                self._stopping.wait(loop.pause)
