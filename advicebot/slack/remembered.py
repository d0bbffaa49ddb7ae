"""Answers of Slack's that are asked for at every click, kept for a moment."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

Answer = TypeVar("Answer")


class Remembered(Generic[Answer]):
    """The last answers, at most ``most`` of them; the oldest makes room. Any thread may ask.

    A failure is never remembered, and an answer that is too old is never used in its place.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: dict[str, tuple[float, Answer]] = {}
        self._lock = threading.Lock()

    def forget(self, name: str) -> None:
        """The answer about ``name`` is asked for anew the next time."""
        with self._lock:
            self._kept.pop(name, None)

    def get(self, name: str, ask: Callable[[], Answer], *, at: float, seconds: float) -> Answer:
        """Return the answer about ``name``, asked at most ``seconds`` before ``at``."""
        with self._lock:
            known = self._kept.get(name)
        if known is not None and at - known[0] <= seconds:
            return known[1]
        answer = ask()
        with self._lock:
            self._kept.pop(name, None)
            self._kept[name] = (at, answer)
            while len(self._kept) > self._most:
                del self._kept[next(iter(self._kept))]
        return answer
