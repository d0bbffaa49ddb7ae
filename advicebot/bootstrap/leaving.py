"""How a process ends: everything closed, and nothing waited for that hangs."""

import logging
import os

from advicebot.health_server import HealthServer
from advicebot.store.work import SqliteWork

log = logging.getLogger(__name__)


def leave(work: SqliteWork, health: HealthServer | None, *, has_ended: bool) -> None:
    """Close what is open. ``has_ended`` False means that a thread hangs: it is not waited for.

    What it did is not committed, and whoever takes it up again finds it as it was.
    """
    if health:
        health.close()
    if has_ended:
        work.close()
        return
    log.warning("something hangs and is left behind")
    logging.shutdown()
    os._exit(0)
