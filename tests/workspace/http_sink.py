"""Apps behind a request URL: Bolt's, and one that answers as it is told."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import uvicorn
from slack_bolt.adapter.starlette import SlackRequestHandler
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from advicebot.workspace import LocalWorkspace
from tests.workspace.conftest import APP


def free_port() -> int:
    """Return a port that is free now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        found: int = listener.getsockname()[1]
        return found


def with_url(url: str) -> dict[str, Any]:
    """Return what a workspace is started with for its app to be told by HTTP."""
    return {"apps": (replace(APP, request_url=url),)}


@contextmanager
def serving(app: Any, port: int, adapter: Any = SlackRequestHandler) -> Iterator[None]:
    """Serve a Bolt app by its Starlette adapter."""
    handler = adapter(app)

    async def events(request: Request) -> Response:
        return await handler.handle(request)

    web = Starlette(routes=[Route("/slack/events", events, methods=["POST"])])
    config = uvicorn.Config(web, port=port, log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield
    server.should_exit = True
    thread.join()


@dataclass
class Sink:
    """An app of plain HTTP. It keeps what came, and answers as its list says, then with 200."""

    url: str
    answers: list[tuple[int, dict[str, str], bytes]] = field(default_factory=list)
    came: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    waits: float = 0.0

    def events(self) -> list[tuple[dict[str, str], bytes]]:
        return [one for one in self.came if b"url_verification" not in one[1]]


@contextmanager
def listening(port: int) -> Iterator[Sink]:
    """Run a Sink on a port."""
    made = Sink(url=f"http://127.0.0.1:{port}/")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            made.came.append(({k.lower(): v for k, v in self.headers.items()}, body))
            is_challenge = b"url_verification" in body
            if is_challenge:
                status, headers, said = 200, {}, json.loads(body)["challenge"].encode()
            else:
                time.sleep(made.waits)
                status, headers, said = made.answers.pop(0) if made.answers else (200, {}, b"")
            self.send_response(status)
            for name, value in {"Content-Length": str(len(said)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said)

        def do_GET(self) -> None:
            self.do_POST()

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield made
    server.shutdown()
    thread.join()
    server.server_close()


def traffic(workspace: LocalWorkspace) -> list[Any]:
    """Return what the workspace noted."""
    found: list[Any] = workspace._server.read(lambda: workspace._server.workspace.traffic.after())
    return found
