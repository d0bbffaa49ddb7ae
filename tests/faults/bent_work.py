"""Guards of processes that work at once, or end: what switches each off."""

import os
import signal
from collections.abc import Callable
from datetime import timedelta
from typing import Any

NOTHING = timedelta(0)


def _no_lease() -> None:
    """Whatever one thread or process has taken up, the next one may take up as well."""
    from advicebot.store.inbox import Inbox
    from advicebot.store.outbox import Outbox

    claim, add, abandoned = Outbox.claim, Inbox.add, Inbox.claim_abandoned

    def claim_briefly(self: Outbox, *, lease: timedelta, **about: Any) -> Any:
        return claim(self, lease=NOTHING, **about)

    def add_briefly(self: Inbox, *about: Any, lease: timedelta, **more: Any) -> bool:
        return add(self, *about, lease=NOTHING, **more)

    def take_over_briefly(self: Inbox, *, lease: timedelta, **about: Any) -> Any:
        return abandoned(self, lease=NOTHING, **about)

    Outbox.claim = claim_briefly  # type: ignore[method-assign]
    Inbox.add = add_briefly  # type: ignore[method-assign]
    Inbox.claim_abandoned = take_over_briefly  # type: ignore[method-assign]


def _no_drain() -> None:
    """Whoever is asked to end does so at once, and nobody takes up what it had in hand."""
    from advicebot.service.deliveries import Deliveries
    from advicebot.signals import SIGNALS
    from advicebot.slack.run import Stop

    def listen(self: Stop) -> None:
        signal.sigwait(SIGNALS)
        os._exit(0)

    def claim_abandoned(self: Deliveries) -> list[Any]:
        return []

    Stop._listen = listen  # type: ignore[method-assign]
    Deliveries.claim_abandoned = claim_abandoned  # type: ignore[method-assign]


GUARDS: dict[str, Callable[[], None]] = {"lease": _no_lease, "drain": _no_drain}
"""What switches each guard off in this process."""
