"""The heartbeat: a sign of life to a watcher elsewhere, which rings a person when it stops.

Whether the line is well is decided by the caller: a beat is sent only when everything works.
"""

from advicebot.errors import OutsideError
from advicebot.outside.deadline import run_together
from advicebot.outside.web import call

CHANNEL = "heartbeat"


def beat(url: str, *, timeout: float = 5.0) -> None:
    """The watcher at ``url`` has been told, by one GET, that the line works.

    Everything together takes at most twice ``timeout`` seconds. Sending again is harmless.

    Raises:
        OutsideError: the watcher did not take it; the reason does not hold the address.
    """
    [error] = run_together(
        [lambda: call(url, channel=CHANNEL, timeout=timeout)], within=2 * timeout
    )
    if isinstance(error, TimeoutError):
        raise OutsideError({CHANNEL: f"no answer within {2 * timeout:g} s"})
    if error:
        raise error
