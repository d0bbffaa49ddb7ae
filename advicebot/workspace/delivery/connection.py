"""One WebSocket of an app."""

import asyncio
import contextlib
import json
from collections.abc import Callable
from functools import partial

from starlette.websockets import WebSocket, WebSocketDisconnect

from advicebot.workspace.delivery.wire import wire_of
from advicebot.workspace.faults import Strike
from advicebot.workspace.state import Json

GOING_AWAY = 1001
WARNING_SECONDS = 10.0
RETIRED_GRACE = 0.05  # the SDK reads its old connection until that is closed, so do not linger
DEBUG_INFO = {"host": "local-workspace"}


def disconnect_frame(reason: str) -> Json:
    """Return the frame by which Slack says that a connection ends."""
    return {"type": "disconnect", "reason": reason, "debug_info": DEBUG_INFO}


class Connection:
    """A WebSocket of an app. Frames go out whole, in the order they were given.

    ``is_retiring`` is true once nothing new goes over it. ``carried`` are the ids of the parcels
    sent over it and not settled.
    """

    def __init__(self, websocket: WebSocket, *, app: str) -> None:
        self.app = app
        self.wire = wire_of(websocket.scope)
        self.is_retiring = False
        self.carried: set[str] = set()
        self._websocket = websocket
        self._outbox: asyncio.Queue[str | None] = asyncio.Queue()
        self._is_done = asyncio.Event()
        self._timers: list[asyncio.TimerHandle] = []

    def send(self, frame: Json) -> None:
        """Put a frame on its way."""
        self._outbox.put_nowait(json.dumps(frame, separators=(",", ":")))

    def close(self) -> None:
        """Send a close frame after everything given before."""
        self.is_retiring = True
        self._outbox.put_nowait(None)

    def warn(self) -> None:
        """Say that the connection will end soon."""
        self.send(disconnect_frame("warning"))

    def retire(self, reason: str) -> None:
        """Ask for a new connection instead of this one, and close it a moment later."""
        self.is_retiring = True
        self.send(disconnect_frame(reason))
        self._later(RETIRED_GRACE, self.close)

    def live(self, seconds: float) -> None:
        """Retire after so many seconds, with a warning ahead."""
        self._later(seconds - min(WARNING_SECONDS, seconds / 2), self.warn)
        self._later(seconds, partial(self.retire, "refresh_requested"))

    def strike(self, kind: Strike) -> None:
        """Do something to the connection at once."""
        self.is_retiring = self.is_retiring or kind is not Strike.WARNING
        match kind:
            case Strike.FIN:
                self.wire.finish()
            case Strike.RST:
                self.wire.reset()
            case Strike.CLOSE:
                self.close()
            case Strike.REFRESH:
                self.retire("refresh_requested")
            case Strike.WARNING:
                self.warn()
            case Strike.LINK_DISABLED:
                self.retire("link_disabled")

    async def closed(self) -> None:
        """Wait until nothing more is sent."""
        await self._is_done.wait()

    async def write(self) -> None:
        """Send frames until told to close or until the other side is gone."""
        try:
            with contextlib.suppress(WebSocketDisconnect, RuntimeError):
                while (text := await self._outbox.get()) is not None:
                    await self._websocket.send_text(text)
                await self._websocket.close(GOING_AWAY)
        finally:
            self._is_done.set()
            for timer in self._timers:
                timer.cancel()

    def _later(self, seconds: float, do: Callable[[], None]) -> None:
        self._timers.append(asyncio.get_running_loop().call_later(seconds, do))
