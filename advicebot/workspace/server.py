"""Running a workspace: on a port of this machine, in a thread of its own."""

import asyncio
import socket
import threading
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import uvicorn

from advicebot.workspace.app import build_app
from advicebot.workspace.config import WorkspaceConfig
from advicebot.workspace.delivery.wire import HttpProtocol, WebSocketProtocol
from advicebot.workspace.workspace import Workspace

T = TypeVar("T")

HOST = "127.0.0.1"
MAX_FRAME = 64 * 1024 * 1024
START_SECONDS = 15.0
CALL_SECONDS = 30.0


class _Uvicorn(uvicorn.Server):
    """Says when it listens, and which loop it runs on."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.is_listening = threading.Event()
        self.loop: asyncio.AbstractEventLoop | None = None
        self._is_over = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then let the starter go on."""
        await super().startup(sockets)
        self.loop = asyncio.get_running_loop()
        self.is_listening.set()

    async def main_loop(self) -> None:
        """Serve until told to stop, at once and not at the next tenth of a second."""
        await self._is_over.wait()

    def finish(self) -> None:
        """Stop serving. Call it on the loop."""
        self._is_over.set()


class Server:
    """A workspace that listens on the loopback address. ``port`` 0 takes any free one."""

    def __init__(self, config: WorkspaceConfig, port: int = 0) -> None:
        self.workspace = Workspace(config)
        self._port = port
        self._uvicorn: _Uvicorn | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """Return the address of the page, without a slash at the end."""
        return self.workspace.url

    @property
    def api_url(self) -> str:
        """Return the base address of the Web API, with a slash at the end."""
        return f"{self.url}/api/"

    def start(self) -> None:
        """Start serving; the server listens when this returns."""
        listener = socket.create_server((HOST, self._port))
        self.workspace.state.url = f"http://{HOST}:{listener.getsockname()[1]}"
        server = _Uvicorn(_settings(self.workspace))
        self._uvicorn = server
        self._thread = threading.Thread(
            target=_run, args=(server, listener), name="workspace", daemon=True
        )
        self._thread.start()
        if not server.is_listening.wait(START_SECONDS):
            raise RuntimeError(f"The workspace did not start within {START_SECONDS:.0f} s.")
        self.run(_begin(self.workspace))

    def stop(self) -> None:
        """Close every connection with a close frame and stop serving. Safe to call twice."""
        server, thread = self._uvicorn, self._thread
        if server is None or thread is None:
            return
        self._uvicorn = self._thread = None
        loop = server.loop
        assert loop is not None
        asyncio.run_coroutine_threadsafe(_close(self.workspace), loop).result(CALL_SECONDS)
        loop.call_soon_threadsafe(server.finish)
        thread.join(CALL_SECONDS)

    def read(self, look: Callable[[], T]) -> T:
        """Return what ``look`` returns on the server's loop."""

        async def work() -> T:
            return look()

        return self.run(work())

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run work on the server's loop, where state may be touched, and return its result."""
        loop = self._uvicorn.loop if self._uvicorn else None
        if loop is None:
            work.close()
            raise RuntimeError("The workspace is not running: call start() first.")
        return asyncio.run_coroutine_threadsafe(work, loop).result(CALL_SECONDS)


def _settings(workspace: Workspace) -> uvicorn.Config:
    return uvicorn.Config(
        build_app(workspace),
        log_config=None,
        log_level="warning",
        access_log=False,
        lifespan="off",
        loop="asyncio",
        http=HttpProtocol,
        ws=WebSocketProtocol,
        ws_max_size=MAX_FRAME,
        ws_per_message_deflate=False,
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=1,
    )


def _run(server: _Uvicorn, listener: socket.socket) -> None:
    with listener:
        server.run(sockets=[listener])


async def _begin(workspace: Workspace) -> None:
    for app in workspace.apps:
        if app.http is not None:
            app.http.begin()


async def _close(workspace: Workspace) -> None:
    workspace.live.close()
    workspace.faults.let_go()
    for app in workspace.apps:
        app.delivery.stop()
        await app.socket.close_all()
        if app.http is not None:
            await app.http.close()
