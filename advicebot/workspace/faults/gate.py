"""Where events pass on their way to an app: some are lost, doubled, late or out of order."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from advicebot.workspace.faults.rules import FaultKind, FaultRule
from advicebot.workspace.state import Json

Onward = Callable[[Json], None]


class Judge(Protocol):
    """Says what befalls an event."""

    chance: random.Random

    def of_event(self, payload: Json, *, app: str) -> FaultRule | None:
        """Return the rule that befalls an event, None for none."""
        ...


@dataclass(slots=True, kw_only=True, eq=False)
class _Held:
    """Events that are held back together, in the order they came."""

    rule: FaultRule
    waiting: list[tuple[Json, Onward]]
    timer: asyncio.TimerHandle | None = None

    def cancel(self) -> None:
        if self.timer is not None:
            self.timer.cancel()


class Gate:
    """The way of events to one app."""

    def __init__(self, *, app: str, faults: Judge) -> None:
        self._app = app
        self._faults = faults
        self._held: list[_Held] = []

    @property
    def held(self) -> int:
        """Return how many events are held back."""
        return sum(len(one.waiting) for one in self._held)

    def admit(self, payload: Json, onward: Onward) -> bool:
        """Pass an event on, now or later, once or twice; False when it is lost."""
        rule = self._faults.of_event(payload, app=self._app)
        if rule is None:
            onward(payload)
        elif rule.fault is FaultKind.DROP_EVENTS:
            return False
        elif rule.fault is FaultKind.DOUBLE_EVENTS:
            onward(payload)
            onward(payload)
        else:
            self._hold(rule, payload, onward)
        return True

    def open(self, rule_id: str) -> None:
        """Let everything pass that a rule holds back."""
        for held in [one for one in self._held if one.rule.id == rule_id]:
            self._let_pass(held)

    def stop(self) -> None:
        """Forget what is held back."""
        for held in self._held:
            held.cancel()
        self._held.clear()

    def _hold(self, rule: FaultRule, payload: Json, onward: Onward) -> None:
        shuffles = rule.fault is FaultKind.SHUFFLE_EVENTS
        for held in self._held:
            if shuffles and held.rule is rule:
                held.waiting.append((payload, onward))
                return
        loop = asyncio.get_running_loop()
        new = _Held(rule=rule, waiting=[(payload, onward)])
        new.timer = loop.call_later(rule.seconds, self._let_pass, new)
        self._held.append(new)

    def _let_pass(self, held: _Held) -> None:
        held.cancel()
        self._held.remove(held)
        order = list(range(len(held.waiting)))
        if held.rule.fault is FaultKind.SHUFFLE_EVENTS and len(order) > 1:
            while order == sorted(order):
                self._faults.chance.shuffle(order)
        for number in order:
            payload, onward = held.waiting[number]
            onward(payload)
