"""Endings of a request that are no answer."""

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from advicebot.workspace.delivery.wire import Wire, wire_of
from advicebot.workspace.faults.plan import Ending, Fault


class Reset(Response):
    """The connection is reset where an answer was due."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Reset the connection."""
        wire_of(scope).reset()
        await _gone(receive)


class Silence(Response):
    """Nothing comes; the connection stays open until the client gives up."""

    def __init__(self, silent: set[Wire]) -> None:
        """While it lasts, the connection is in ``silent``: whoever stops the server ends it."""
        super().__init__()
        self._silent = silent

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Wait until the client is gone."""
        wire = wire_of(scope)
        self._silent.add(wire)
        try:
            await _gone(receive)
        finally:
            self._silent.discard(wire)


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def ending(fault: Fault, silent: set[Wire], truth: Response) -> Response:
    """Return how a request ends that a fault struck."""
    if fault.ending is Ending.RESET:
        return Reset()
    if fault.ending is Ending.SILENCE:
        return Silence(silent)
    return truth if fault.ending is Ending.TRUTH else fault.answer()
