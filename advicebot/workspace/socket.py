"""Socket Mode: one-use tickets and the app's WebSocket connections."""

import asyncio
import contextlib
import json
import logging

from starlette.websockets import WebSocket, WebSocketDisconnect

from advicebot.workspace.delivery import Delivery
from advicebot.workspace.ids import new_secret
from advicebot.workspace.state import Json

log = logging.getLogger(__name__)

GOING_AWAY = 1001
POLICY_VIOLATION = 1008
CONNECTION_LIMIT = 10
CLOSE_SECONDS = 1.0
REFRESH_GRACE = 0.05  # the SDK reads its old connection until that is closed, so do not linger


class Connection:
    """One WebSocket of the app. Frames go out whole, in the order they were given."""

    def __init__(self, websocket: WebSocket) -> None:
        self._websocket = websocket
        self._outbox: asyncio.Queue[str | None] = asyncio.Queue()
        self._is_done = asyncio.Event()

    def send(self, frame: Json) -> None:
        """Put a frame on its way."""
        self._outbox.put_nowait(json.dumps(frame, separators=(",", ":")))

    def close(self) -> None:
        """Send a close frame after everything given before."""
        self._outbox.put_nowait(None)

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


class SocketMode:
    """The app's side door: hands out tickets and runs the connections opened with them."""

    def __init__(self, *, delivery: Delivery, app_id: str) -> None:
        self._delivery = delivery
        self._app_id = app_id
        self._tickets: set[str] = set()
        self._connections: list[Connection] = []
        self.is_down = False

    def new_ticket(self) -> str:
        """Return a ticket that opens one connection."""
        ticket = new_secret()
        self._tickets.add(ticket)
        return ticket

    async def serve(self, websocket: WebSocket) -> None:
        """Run one connection until either side closes it."""
        ticket = websocket.query_params.get("ticket", "")
        is_full = len(self._connections) >= CONNECTION_LIMIT
        if self.is_down or ticket not in self._tickets or is_full:
            await websocket.close(POLICY_VIOLATION)
            return
        self._tickets.remove(ticket)
        await websocket.accept()
        connection = Connection(websocket)
        self._connections.append(connection)
        connection.send(self._hello())
        writer = asyncio.create_task(connection.write())
        self._delivery.add(connection)
        try:
            await self._read(websocket)
        finally:
            if connection in self._connections:
                self._connections.remove(connection)
            self._delivery.remove(connection)
            writer.cancel()

    async def refresh(self) -> None:
        """Ask every connection to be replaced, as Slack does every few hours."""
        old, self._connections = self._connections, []
        for connection in old:
            connection.send(
                {
                    "type": "disconnect",
                    "reason": "refresh_requested",
                    "debug_info": {"host": "local-workspace"},
                }
            )
        await asyncio.sleep(REFRESH_GRACE)
        for connection in old:
            connection.close()

    async def close_all(self) -> None:
        """Send every connection a close frame; without one the SDK spins for about a minute."""
        open_now = list(self._connections)
        for connection in open_now:
            connection.close()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS):
                for connection in open_now:
                    await connection.closed()

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self._connections),
            "debug_info": {
                "host": "local-workspace",
                "build_number": 1,
                "approximate_connection_time": 18060,
            },
            "connection_info": {"app_id": self._app_id},
        }

    async def _read(self, websocket: WebSocket) -> None:
        with contextlib.suppress(WebSocketDisconnect):
            while True:
                self._receive(await websocket.receive_text())

    def _receive(self, text: str) -> None:
        try:
            frame = json.loads(text)
            envelope_id, payload = frame["envelope_id"], frame.get("payload")
        except (ValueError, TypeError, KeyError):
            log.warning("the app sent a frame that is no acknowledgement")
            return
        self._delivery.acknowledge(envelope_id, payload if isinstance(payload, dict) else {})
