"""Endings of a request that are no answer."""

import asyncio

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from advicebot.workspace.delivery.wire import wire_of
from advicebot.workspace.faults.board import Faults
from advicebot.workspace.faults.plan import Ending, Fault


class Reset(Response):
    """The connection is reset where an answer was due."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Reset the connection."""
        wire_of(scope).reset()
        await _gone(receive)


class Silence(Response):
    """Nothing comes until the rule is ended; the client may give up before."""

    def __init__(self, fault: Fault, faults: Faults, truth: Response) -> None:
        """While it lasts, the connection is in ``faults.silent``: who stops the server ends it."""
        super().__init__()
        self._fault = fault
        self._faults = faults
        self._truth = truth

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Wait until the client is gone, or answer late."""
        wire = wire_of(scope)
        self._faults.silent.add(wire)
        gone = asyncio.ensure_future(_gone(receive))
        ended = asyncio.ensure_future(self._faults.pauses.wait(self._fault.rule))
        try:
            await asyncio.wait({gone, ended}, return_when=asyncio.FIRST_COMPLETED)
            is_gone = gone.done()
        finally:
            self._faults.silent.discard(wire)
            gone.cancel()
            ended.cancel()
        if not is_gone:
            await self._truth(scope, receive, send)


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def ending(fault: Fault, faults: Faults, truth: Response) -> Response:
    """Return how a request ends that a fault struck."""
    if fault.ending is Ending.RESET:
        return Reset()
    if fault.ending is Ending.SILENCE:
        return Silence(fault, faults, truth)
    return truth if fault.ending is Ending.TRUTH else fault.answer()
