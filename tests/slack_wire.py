"""A server of the tests' own that opens Socket Mode connections and then misbehaves on the wire.

It speaks just enough HTTP and WebSocket (RFC 6455) to be taken for Slack, byte by byte, so that it
can do what no well-made server does: fall silent, hang up without a word, reset.
"""

import base64
import hashlib
import json
import socket
import struct
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Any

GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10

Json = dict[str, Any]


class Peer:
    """The far end of one connection."""

    def __init__(self, sock: socket.socket, wire: "Wire") -> None:
        self.answers_pings = wire.answers_pings
        self.acknowledged: list[str] = []
        self.pings = 0
        self.was_closed_politely = False
        self.is_open = True
        self.is_silent = False
        self._sock = sock
        self._sending = threading.Lock()

    def say(self, frame: Json) -> None:
        """Send a frame of JSON; nothing happens when the connection is gone."""
        self.send(TEXT, json.dumps(frame).encode())

    def send(self, opcode: int, data: bytes) -> None:
        """Send a frame."""
        if self.is_silent:
            return
        length = len(data)
        size = bytes([length]) if length < 126 else b"\x7e" + struct.pack("!H", length)
        with suppress(OSError), self._sending:
            self._sock.sendall(bytes([0x80 | opcode]) + size + data)

    def end(self) -> None:
        """Hang up without a word: FIN, and no close frame."""
        with suppress(OSError):
            self._sock.shutdown(socket.SHUT_WR)

    def reset(self) -> None:
        """Break the connection: RST. One that has ended already stays as it is."""
        with suppress(OSError):
            self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._sock.close()
        self.is_open = False

    def close(self) -> None:
        """Send a close frame, as RFC 6455 wants."""
        self.send(CLOSE, struct.pack("!H", 1001))

    def fall_silent(self) -> None:
        """Say nothing from now on, not even that the connection is gone."""
        self.is_silent = True

    def serve(self) -> None:
        """Read frames until the other side has hung up."""
        try:
            while frame := self._next_frame():
                self._take(*frame)
        except OSError:
            pass
        finally:
            self.is_open = False
            self._sock.close()

    def _take(self, opcode: int, data: bytes) -> None:
        if opcode == PING:
            self.pings += 1
            if self.answers_pings:
                self.send(PONG, data)
        elif opcode == TEXT:
            self.acknowledged.append(json.loads(data)["envelope_id"])
        elif opcode == CLOSE:
            self.was_closed_politely = True

    def _next_frame(self) -> tuple[int, bytes] | None:
        head = self._exactly(2)
        if head is None:
            return None
        length = head[1] & 0x7F
        if length == 126:
            length = struct.unpack("!H", self._exactly(2) or b"\0\0")[0]
        mask, data = self._exactly(4) or b"\0" * 4, self._exactly(length) or b""
        return head[0] & 0x0F, bytes(each ^ mask[n % 4] for n, each in enumerate(data))

    def _exactly(self, count: int) -> bytes | None:
        read = b""
        while len(read) < count:
            more = self._sock.recv(count - len(read))
            if not more:
                return None
            read += more
        return read


class Wire:
    """Slack's side door. ``peers`` are all connections that were ever opened, oldest first.

    Attributes:
        refusal: (status, body) with which ``apps.connections.open`` answers, None to open.
        says_hello, answers_pings: what new connections do.
        headers: what every answer carries besides.
        extra: connections that ``hello`` counts besides the true ones.
        opened_at: when each address was asked for.
        most: how many connections were open at once at the most.
    """

    def __init__(self) -> None:
        self.refusal: tuple[int, Json] | None = None
        self.says_hello, self.answers_pings = True, True
        self.extra = 0
        self.headers: dict[str, str] = {}
        self.peers: list[Peer] = []
        self.opened_at: list[float] = []
        self.most = 0
        self._turn = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.api_url = f"http://127.0.0.1:{self.port}/api/"

    def __enter__(self) -> "Wire":
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.vanish()
        for peer in self.open_peers():
            peer.reset()

    def vanish(self) -> None:
        """Listen no more: whoever tries is refused by the machine itself."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def come_back(self) -> None:
        """Listen again at the same address."""
        self._listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._accept, daemon=True).start()

    def open_peers(self) -> list[Peer]:
        """Return the connections that neither side has closed."""
        return [each for each in self.peers if each.is_open]

    def delivers(self, *, within: float) -> float:
        """Send events to one connection after the other until one is acknowledged.

        Returns:
            The seconds that took.
        """
        began = time.monotonic()
        while time.monotonic() - began < within:
            for peer in self.open_peers():
                self._turn += 1
                peer.say(an_envelope(f"e{self._turn}"))
                if _soon(lambda p=peer, n=self._turn: f"e{n}" in p.acknowledged):
                    return time.monotonic() - began
            time.sleep(0.02)
        raise AssertionError(f"nothing was acknowledged within {within} s")

    def _accept(self) -> None:
        listener = self._listener
        with suppress(OSError):
            while True:
                sock, _ = listener.accept()
                threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _serve(self, sock: socket.socket) -> None:
        sock.settimeout(60)
        head = b""
        with suppress(OSError):
            while b"\r\n\r\n" not in head:
                more = sock.recv(4096)
                if not more:
                    return
                head += more
            if b"sec-websocket-key" in head.lower():
                self._shake_hands(sock, head)
            else:
                self._answer(sock, head.split()[1].decode().rpartition("/")[2])

    def _answer(self, sock: socket.socket, method: str) -> None:
        status, answer = 200, {"ok": False, "error": "unknown_method"}
        if method == "apps.connections.open":
            self.opened_at.append(time.monotonic())
            url = {"ok": True, "url": f"ws://127.0.0.1:{self.port}/link/?ticket=1"}
            status, answer = self.refusal or (200, url)
        elif method == "auth.test":
            answer = {"ok": True, "team": "Wire", "team_id": "T1", "user_id": "U1", "bot_id": "B1"}
        body = json.dumps(answer).encode()
        more = "".join(f"{name}: {value}\r\n" for name, value in self.headers.items())
        size = f"Content-Length: {len(body)}\r\nConnection: close\r\n"
        head = f"HTTP/1.1 {status} X\r\n{more}{size}\r\n"
        sock.sendall(head.encode() + body)
        sock.close()

    def _shake_hands(self, sock: socket.socket, head: bytes) -> None:
        lines = head.decode().split("\r\n")
        key = next(e.split(": ")[1] for e in lines if e.lower().startswith("sec-websocket-key"))
        proof = base64.b64encode(hashlib.sha1((key + GUID).encode()).digest()).decode()
        sock.sendall(
            f"HTTP/1.1 101 Y\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Accept: {proof}\r\n\r\n".encode()
        )
        peer = Peer(sock, self)
        self.peers.append(peer)
        count = len(self.open_peers())
        self.most = max(self.most, count)
        if self.says_hello:
            peer.say({"type": "hello", "num_connections": count + self.extra})
        peer.serve()


def an_envelope(number: str) -> Json:
    """Return a message event on its way, as Socket Mode delivers it."""
    event = {"type": "message", "channel": "D1", "user": "U1", "text": number, "ts": "1.0"}
    payload = {"type": "event_callback", "team_id": "T1", "event_id": number, "event": event}
    return {"envelope_id": number, "type": "events_api", "payload": payload}


def _soon(is_so: Callable[[], bool]) -> bool:
    for _ in range(50):
        if is_so():
            return True
        time.sleep(0.01)
    return False
