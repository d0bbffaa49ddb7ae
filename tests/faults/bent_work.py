"""Guards of processes that work at once, or end, that can be switched off in this process."""

import os
import signal
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tests.faults.bending import put

NOTHING = timedelta(0)


def no_inbox() -> None:
    """A message is acknowledged before it is stored: stored is only what was handled to its end."""
    from advicebot.service.deliveries import Deliveries

    put(Deliveries, "claim_abandoned", lambda self: [])


def no_lease() -> None:
    """Whatever one thread or process has taken up, the next one may take up as well."""
    from advicebot.store.inbox import Inbox
    from advicebot.store.outbox import Outbox

    for table, name in ((Outbox, "claim"), (Inbox, "add"), (Inbox, "claim_abandoned")):
        put(table, name, _briefly(vars(table)[name]))


def _briefly(real: Callable[..., Any]) -> Callable[..., Any]:
    def take_up(self: Any, *about: Any, lease: timedelta, **more: Any) -> Any:
        return real(self, *about, lease=NOTHING, **more)

    return take_up


def no_drain() -> None:
    """Whoever is asked to end does so at once, and nobody takes up what it had in hand."""
    from advicebot.signals import SIGNALS
    from advicebot.slack.run import Stop

    def listen(self: Stop) -> None:
        signal.sigwait(SIGNALS)
        os._exit(0)

    put(Stop, "_listen", listen)
    no_inbox()


GUARDS: dict[str, Callable[[], None]] = {
    "inbox": no_inbox,
    "lease": no_lease,
    "drain": no_drain,
}
