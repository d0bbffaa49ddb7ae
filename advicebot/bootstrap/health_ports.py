"""Joins a process to the port on which hosts ask whether it is well."""

from collections.abc import Callable, Sequence

from advicebot.health_server import HealthServer
from advicebot.settings import Settings


def open_health(
    settings: Settings, ailments: Callable[[], Sequence[str]], *, port_after: int = 0
) -> HealthServer | None:
    """Answer hosts that ask whether this process is well; None where no port is set.

    The bot and the clock share their settings, so the clock answers ``port_after`` ports later.
    Live is a process that answers at all; ready is a line of which nothing is amiss.

    Raises:
        ConfigurationError: the port cannot be had.
    """
    if settings.health_port is None:
        return None

    def ready() -> tuple[bool, Sequence[str]]:
        amiss = ailments()
        return not amiss, amiss

    return HealthServer(settings.health_port + port_after, live=lambda: (True, ()), ready=ready)
