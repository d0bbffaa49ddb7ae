"""Guards of the way to and from Slack that can be switched off in this process, and on again."""

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.faults.bending import put

STORED_LATE = 0.05
"""Seconds after which a delivery is stored that was let through first."""


def not_stored_first() -> None:
    """What Slack delivers is acknowledged at once, and stored a moment later."""
    from advicebot.domain.delivery import Delivery
    from advicebot.service.deliveries import Deliveries

    store = Deliveries.accept

    def accept(self: Deliveries, delivery: Delivery) -> bool:
        threading.Timer(STORED_LATE, store, (self, delivery)).start()
        return True

    put(Deliveries, "accept", accept)


def no_read_back() -> None:
    """What may have been sent already is sent again without a look."""
    from advicebot.slack.hands import Hands

    put(Hands, "_find", lambda self, *about: None)


def no_watchdog() -> None:
    """Whatever becomes of a connection, it is taken for one that works."""
    from advicebot.slack.socket import slot

    put(slot, "trouble", lambda seen, now: None)


def no_sweep() -> None:
    """The history is read once, at the start: what is not delivered afterwards stays unknown."""
    from advicebot.slack.sweep import Sweep

    begin, begun = Sweep.run, set()

    def run(self: Sweep) -> int:
        if self in begun:
            return 0
        begun.add(self)
        return begin(self)

    put(Sweep, "run", run)


def no_pacing() -> None:
    """Messages leave as fast as they can; only what Slack asks for is honoured."""
    from advicebot.slack.sender import Sender

    made = Sender.__init__

    def make(self: Sender, *given: Any, **named: Any) -> None:
        made(self, *given, **(named | {"paces": {}}))

    put(Sender, "__init__", make)


def no_patience() -> None:
    """A wait that Slack asks for with ``Retry-After`` is cut to a tenth."""
    from advicebot.slack.sender import Sender

    put_off = Sender._put_off

    def hurried(self: Sender, claimed: Any, error: Any, *, may_be_there: bool) -> None:
        error.retry_after = error.retry_after and error.retry_after / 10
        put_off(self, claimed, error, may_be_there=may_be_there)

    put(Sender, "_put_off", hurried)


def no_priority() -> None:
    """Everything that is to be sent is as urgent as everything else."""
    from advicebot.domain.delivery import Effect, Priority
    from advicebot.store.outbox import Outbox

    add = Outbox.add

    def alike(self: Outbox, effect: Effect, at: Any) -> None:
        add(self, replace(effect, priority=Priority.NORMAL), at)

    put(Outbox, "add", alike)


GUARDS: dict[str, Callable[[], None]] = {
    "stored-first": not_stored_first,
    "read-back": no_read_back,
    "watchdog": no_watchdog,
    "sweep": no_sweep,
    "pacing": no_pacing,
    "patience": no_patience,
    "priority": no_priority,
}
