"""A web server of this machine for tests: records what it is sent and answers as it is told."""

import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One request as it came."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(slots=True)
class WebSink:
    """Listens on a free port until the block ends.

    ``drip`` seconds pass before each byte of the answer, so that no single read times out.
    """

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    drip: float = 0.0
    tls: ssl.SSLContext | None = None
    received: list[Received] = field(default_factory=list)
    ended: Event = field(default_factory=Event)
    _server: ThreadingHTTPServer | None = None

    @property
    def port(self) -> int:
        assert self._server
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        return f"{'https' if self.tls else 'http'}://localhost:{self.port}/page?token=CANARY-PATH"

    def __enter__(self) -> "WebSink":
        class Handler(_Handler):
            sink = self

        self._server = _Server(("127.0.0.1", 0), Handler)
        if self.tls:
            self._server.socket = self.tls.wrap_socket(self._server.socket, server_side=True)
        Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        assert self._server
        self.ended.set()
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """A caller that hangs up is part of many tests."""


class _Handler(BaseHTTPRequestHandler):
    sink: WebSink

    def do_GET(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        self.sink.received.append(
            Received(
                method=self.command,
                path=self.path,
                headers=dict(self.headers),
                body=self.rfile.read(length),
            )
        )
        self.sink.ended.wait(self.sink.delay)
        if self.sink.drip:
            for byte in b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 100:
                self.wfile.write(bytes([byte]))
                time.sleep(self.sink.drip)
        self.send_response(self.sink.status)
        for name, value in self.sink.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(b"CANARY-ANSWER")

    do_POST = do_GET  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is printed."""
