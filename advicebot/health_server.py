"""``/livez`` and ``/readyz`` on this machine, for hosts that ask by HTTP whether a process is well.

What "well" means is decided by the two questions that are handed in. An answer holds true or false
and short names of reasons, nothing else.
"""

import json
import logging
import re
import socketserver
from collections.abc import Callable, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from advicebot.errors import ConfigurationError

HERE = "127.0.0.1"
PATIENCE = 5.0
"""Seconds that a caller may take over its request."""
REASON = re.compile(r"[a-z][a-z0-9-]{0,39}")

Question = Callable[[], tuple[bool, Sequence[str]]]
"""Returns whether all is well, and the names of what is not, such as ``no-socket``."""

log = logging.getLogger(__name__)


class HealthServer:
    """Answers on ``127.0.0.1`` until it is closed or the process ends."""

    def __init__(self, port: int, *, live: Question, ready: Question) -> None:
        """Listen on ``port``; 0 takes any that is free, see ``port``.

        Raises:
            ConfigurationError: the port cannot be had.
        """
        questions = {"/livez": live, "/readyz": ready}

        class Handler(_Handler):
            ask = questions

        try:
            self._server = _Server((HERE, port), Handler)
        except OSError as error:
            raise ConfigurationError(
                [
                    f"ADVICEBOT_HEALTH_PORT: port {port} of {HERE} cannot be used "
                    f"({error.strerror}). Choose one that nobody listens on."
                ]
            ) from None
        self.port: int = self._server.server_address[1]
        self._thread = Thread(
            target=self._server.serve_forever,
            kwargs={"poll_interval": 0.1},
            name="health",
            daemon=True,
        )
        self._thread.start()

    def close(self) -> None:
        """The port is free again."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def server_bind(self) -> None:
        """Bind without asking the name service who this machine is, which may take long."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = HERE, self.server_address[1]

    def handle_error(self, request: object, client_address: object) -> None:
        """A caller that hangs up early is nobody's trouble."""
        log.debug("a health check broke off")


class _Handler(BaseHTTPRequestHandler):
    ask: dict[str, Question] = {}  # noqa: RUF012 (each server has its own subclass)
    timeout = PATIENCE
    server_version, sys_version = "advicebot", ""

    def do_GET(self) -> None:
        question = self.ask.get(self.path.partition("?")[0])
        if question is None:
            self._answer(404, {"ok": False, "reasons": ["no-such-page"]})
            return
        ok, reasons = _put(question)
        self._answer(200 if ok else 503, {"ok": ok, "reasons": reasons})

    def do_HEAD(self) -> None:
        self.do_GET()

    def _answer(self, status: int, answer: dict[str, object]) -> None:
        body = json.dumps(answer).encode() + b"\n"
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Hosts ask every few seconds: nothing is logged."""


def _put(question: Question) -> tuple[bool, list[str]]:
    """Return the answer; a question that fails is an answer too, and it is no."""
    try:
        ok, reasons = question()
    except Exception:
        log.exception("a health check failed")
        return False, ["check-failed"]
    return ok, [each if REASON.fullmatch(each) else "other" for each in reasons]
