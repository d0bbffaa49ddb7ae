"""Threads that do one thing over and over until they are told to stop."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

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
    """``work`` every ``pause`` seconds, sooner when ``wake`` says so."""

    name: str
    work: Callable[[], object]
    pause: float
    wake: Wake | None = None


class Loops:
    """Runs each loop in a thread of its own; one that fails is logged and goes on."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []
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
            self._threads.append(thread)

    def stop(self, deadline: float) -> None:
        """Tell every loop to stop and wait for them, until ``deadline`` on the monotonic clock."""
        self._stopping.set()
        for wake in self._wakes:
            wake()
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))

    def _run(self, loop: Loop) -> None:
        while not self._stopping.is_set():
            try:
                loop.work()
            except Exception:
                log.exception("the loop %s failed and goes on", loop.name)
            if loop.wake:
                loop.wake.wait(loop.pause)
            else:
                self._stopping.wait(loop.pause)
