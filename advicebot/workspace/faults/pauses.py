"""Requests that wait because a rule says so, and go on when it is ended."""

import asyncio
from collections import defaultdict


class Pauses:
    """Everything that waits, by the rule that holds it."""

    def __init__(self) -> None:
        self._waiting: dict[str, set[asyncio.Event]] = defaultdict(set)

    async def wait(self, rule_id: str, seconds: float | None = None) -> None:
        """Wait so many seconds, without end for None, or until the rule is ended."""
        ended = asyncio.Event()
        self._waiting[rule_id].add(ended)
        try:
            await asyncio.wait_for(ended.wait(), seconds)
        except TimeoutError:
            return
        finally:
            self._forget(rule_id, ended)

    def _forget(self, rule_id: str, ended: asyncio.Event) -> None:
        waiting = self._waiting.get(rule_id, set())
        waiting.discard(ended)
        if not waiting:
            self._waiting.pop(rule_id, None)

    def end(self, rule_id: str) -> None:
        """Let everything go on that a rule holds."""
        for ended in self._waiting.pop(rule_id, ()):
            ended.set()

    def end_all(self) -> None:
        """Let everything go on."""
        for rule_id in list(self._waiting):
            self.end(rule_id)
