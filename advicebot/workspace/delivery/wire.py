"""The TCP connection under a request or a WebSocket, for faults that no HTTP answer can make.

uvicorn gives an application no way to its transport, so these protocols put one into the scope.
"""

import asyncio
import contextlib
import logging
import socket
import struct
from typing import Any

from starlette.types import Scope
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import CloseCode, Opcode
from websockets.protocol import State

log = logging.getLogger(__name__)

KEY = "wire"
OPCODE = 0x0F
NO_LINGER = struct.pack("ii", 1, 0)
"""With it a socket that is closed sends an RST and forgets what it still had to send."""


class Wire:
    """One TCP connection of a client. Only the server's event loop may touch it."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._unread = bytearray()
        self._protocol: WebSocketProtocol | None = None
        self.is_held = False
        self.answers_pings = True

    def carry(self, protocol: "WebSocketProtocol") -> None:
        """Remember the WebSocket that the connection was turned into."""
        self._protocol = protocol

    def reset(self) -> None:
        """Break the connection with an RST: the client sees ConnectionResetError."""
        self._transport.get_extra_info("socket").setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER
        )
        self._transport.abort()

    def finish(self) -> None:
        """End the connection with a FIN after what was written, and without a close frame."""
        if not self._transport.get_write_buffer_size():
            with contextlib.suppress(OSError):  # the client was quicker
                self._transport.get_extra_info("socket").shutdown(socket.SHUT_WR)
        self._transport.close()

    def hold(self) -> None:
        """Read and write nothing from now on; the connection stays open. For WebSockets."""
        self.is_held = True
        self._transport.pause_reading()
        if self._protocol is not None:
            self._protocol.stop_keepalive()

    def release(self) -> None:
        """Go on after a hold: what the client sent comes now, what was for it is lost."""
        if not self.is_held or self._transport.is_closing():
            return
        self.is_held = False
        self._transport.resume_reading()
        unread, self._unread = bytes(self._unread), bytearray()
        if self._protocol is not None:
            self._protocol.start_keepalive()
            if unread:
                self._protocol.data_received(unread)

    def keep(self, data: bytes) -> None:
        """Put aside what came in before reading could stop."""
        self._unread += data
        self._transport.pause_reading()


def wire_of(scope: Scope) -> Wire:
    """Return the connection that a request or a WebSocket came over."""
    found: Wire = scope["state"][KEY]
    return found


class HttpProtocol(H11Protocol):
    """uvicorn's HTTP, with the connection in the scope."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection."""
        super().connection_made(transport)
        _send_at_once(transport)
        self.app_state = self.app_state | {KEY: Wire(transport)}


def _send_at_once(transport: asyncio.Transport) -> None:
    """Let no answer wait for the client's word on the one before: Nagle's rule costs 40 ms each.

    asyncio does this only for sockets whose ``proto`` is TCP, and ``socket.create_server`` leaves
    that at 0.
    """
    transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


class WebSocketProtocol(WebSocketsSansIOProtocol):
    """uvicorn's WebSockets, which can fall silent, and stop while a close is being answered."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take a connection over from HTTP."""
        super().connection_made(transport)
        self._wire: Wire = self.app_state[KEY]
        self._wire.carry(self)

    def data_received(self, data: bytes) -> None:
        """Read, unless the connection is held."""
        if self._wire.is_held:
            self._wire.keep(data)
        else:
            super().data_received(data)

    def send_receive_event_to_app(self) -> None:
        """Pass a message on; one that is no UTF-8 ends the connection with 1007, as it has to."""
        data = b"".join(self.frames)
        if self.curr_msg_data_type == "text" and not self.close_sent and not _is_text(data):
            self.frames = []
            log.warning("a client sent a text frame that is not UTF-8: it is closed with 1007")
            self.conn.send_close(CloseCode.INVALID_DATA)
            self.handle_parser_exception()
        else:
            super().send_receive_event_to_app()

    def handle_ping(self) -> None:
        """Answer a ping with its payload, unless pings are to stay without an answer."""
        if self._wire.answers_pings:
            super().handle_ping()
            return
        output = self.conn.data_to_send()
        kept = [frame for frame in output if not frame or frame[0] & OPCODE != Opcode.PONG]
        self.transport.write(b"".join(kept))

    def shutdown(self) -> None:
        """Close, without a second close frame: websockets refuses one, which ends uvicorn."""
        if self.close_sent or self.conn.state in {State.CONNECTING, State.OPEN}:
            super().shutdown()
        else:
            self.stop_keepalive()
            self.transport.close()

    async def send(self, message: Any) -> None:
        """Write, unless the connection is held: then a close has only its FIN."""
        if not (self._wire.is_held and self.handshake_complete):
            await super().send(message)
        elif message["type"] == "websocket.close":
            self._wire.finish()

    async def receive(self) -> Any:
        """Return what came; uvicorn reads on after it, which a held connection does not."""
        message = await super().receive()
        if self._wire.is_held:
            self.transport.pause_reading()
        return message


def _is_text(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
