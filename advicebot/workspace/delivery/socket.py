"""Socket Mode: the WebSocket connections of an app, and what goes to and fro over them."""

import asyncio
import contextlib
import itertools
import json
import logging
from collections.abc import Callable

from starlette.websockets import WebSocket, WebSocketDisconnect

from advicebot.workspace import strict_json
from advicebot.workspace.delivery import Delivery, Record
from advicebot.workspace.delivery.connection import DEBUG_INFO, Connection, disconnect_frame
from advicebot.workspace.delivery.parcels import Parcel
from advicebot.workspace.delivery.tickets import Tickets
from advicebot.workspace.faults import Faults
from advicebot.workspace.state import Json
from advicebot.workspace.traffic import Way

log = logging.getLogger(__name__)

POLICY_VIOLATION = 1008
CONNECTION_LIMIT = 10
CLOSE_SECONDS = 1.0
USUAL_SECONDS = 18060
"""What hello says of a connection's life when none is set: such a connection lives on."""
DEBUG_SECONDS = 360
"""How long a connection lives that was opened with ``debug_reconnects=true``."""


class SocketMode:
    """An app's side door: hands out tickets and runs the connections opened with them.

    An app with a request URL has its door shut: it gets ``link_disabled``.
    """

    late_reason = "timeout"

    def __init__(
        self,
        *,
        delivery: Delivery,
        app_id: str,
        faults: Faults,
        record: Record,
        refresh_every: float | None,
        is_shut: bool = False,
    ) -> None:
        self._delivery = delivery
        self._app_id = app_id
        self._faults = faults
        self._record = record
        self._refresh_every = refresh_every
        self._is_shut = is_shut
        self._tickets = Tickets()
        self._turn = itertools.count()
        self._carried: dict[str, Connection] = {}
        self.open: list[Connection] = []
        self.is_down = False

    @property
    def connections(self) -> int:
        """Return how many connections the app has; those that are ending do not count."""
        return len(self._in_turn())

    def new_ticket(self) -> str:
        """Return a ticket that opens one connection within half a minute."""
        return self._tickets.new()

    def send(self, parcel: Parcel) -> bool:
        """Put a parcel on its way over the connection whose turn it is."""
        links = self._in_turn()
        if not links:
            return False
        link = links[next(self._turn) % len(links)]
        self._carried[parcel.id] = link
        link.carried.add(parcel.id)
        link.send(_envelope(parcel))
        return True

    def forget(self, parcel_id: str) -> None:
        """Do nothing more about a parcel."""
        link = self._carried.pop(parcel_id, None)
        if link is not None:
            link.carried.discard(parcel_id)

    async def serve(self, websocket: WebSocket) -> None:
        """Run one connection until either side closes it."""
        if self.is_down or not self._tickets.use(websocket.query_params.get("ticket", "")):
            await websocket.close(POLICY_VIOLATION)
            return
        await websocket.accept()
        refusal = self._refusal()
        if refusal:
            await self._turn_away(websocket, refusal)
            return
        connection = Connection(websocket, app=self._app_id)
        writer = asyncio.create_task(connection.write())
        try:
            self._take_in(connection, self._life(websocket))
            await self._read(websocket)
        finally:
            self._let_out(connection)
            writer.cancel()

    async def refresh(self) -> None:
        """Ask every connection to be replaced, as Slack does every few hours."""
        await self._end(lambda connection: connection.retire("refresh_requested"))

    async def close_all(self) -> None:
        """Send every connection a close frame; without one the SDK spins for about a minute."""
        await self._end(Connection.close)

    def _in_turn(self) -> list[Connection]:
        return [connection for connection in self.open if not connection.is_retiring]

    def _refusal(self) -> str:
        if self._is_shut:
            return "link_disabled"
        is_full = self.connections >= CONNECTION_LIMIT or self._faults.refuses(self._app_id)
        return "too_many_websockets" if is_full else ""

    async def _turn_away(self, websocket: WebSocket, reason: str) -> None:
        frame = disconnect_frame(reason)
        self._record(way=Way.TO_APP, kind="connection", name="disconnect", body=frame, note=reason)
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):
            await websocket.send_text(json.dumps(frame))
            await websocket.close(POLICY_VIOLATION)

    def _take_in(self, connection: Connection, life: float | None) -> None:
        self.open.append(connection)
        self._faults.opened(connection)
        hello = self._hello(life or USUAL_SECONDS)
        connection.send(hello)
        self._record(way=Way.TO_APP, kind="connection", name="hello", body=hello)
        if life is not None:
            connection.live(life)
        self._delivery.flush()

    def _let_out(self, connection: Connection) -> None:
        connection.is_retiring = True
        self.open.remove(connection)
        self._faults.closed(connection)
        body = {"num_connections": self.connections}
        self._record(way=Way.FROM_APP, kind="connection", name="closed", body=body)
        for parcel_id in list(connection.carried):
            self._delivery.lose(parcel_id)

    async def _end(self, end: Callable[[Connection], None]) -> None:
        ending = list(self.open)
        for connection in ending:
            end(connection)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS):
                for connection in ending:
                    await connection.closed()

    def _life(self, websocket: WebSocket) -> float | None:
        """Return how many seconds a connection lives, None without an end."""
        if websocket.query_params.get("debug_reconnects") != "true":
            return self._refresh_every
        return min(DEBUG_SECONDS, self._refresh_every or DEBUG_SECONDS)

    def _hello(self, life: float) -> Json:
        return {
            "type": "hello",
            "num_connections": self.connections,
            "debug_info": DEBUG_INFO
            | {"build_number": 1, "approximate_connection_time": max(1, round(life))},
            "connection_info": {"app_id": self._app_id},
        }

    async def _read(self, websocket: WebSocket) -> None:
        while (message := await websocket.receive())["type"] != "websocket.disconnect":
            self._receive(message.get("text") or message.get("bytes") or "")

    def _receive(self, sent: str | bytes) -> None:
        try:
            frame = strict_json.loads(sent)
        except strict_json.JsonError as error:
            log.warning("the app sent a frame that cannot be read: %s", error)
            return
        envelope_id = frame.get("envelope_id") if isinstance(frame, dict) else None
        if not isinstance(envelope_id, str):
            log.warning("the app sent a frame that is no acknowledgement: it has no envelope_id")
            return
        payload = frame.get("payload")
        self._delivery.settle(envelope_id, payload if isinstance(payload, dict) else {})


def _envelope(parcel: Parcel) -> Json:
    envelope: Json = {
        "envelope_id": parcel.id,
        "payload": parcel.payload,
        "type": parcel.kind,
        "accepts_response_payload": parcel.event is None,
    }
    if parcel.event is not None:
        envelope["retry_attempt"] = parcel.event.attempt
        envelope["retry_reason"] = parcel.event.reason
    return envelope
