"""The open pages: who is looking, and what to tell them."""

import asyncio
import contextlib
import json
from collections import defaultdict
from collections.abc import Awaitable, Callable

from starlette.websockets import WebSocket, WebSocketDisconnect

from advicebot.workspace.state import Json


class Hub:
    """Frames to the pages, by the person each page is."""

    def __init__(self) -> None:
        self._pages: dict[str, set[asyncio.Queue[str | None]]] = defaultdict(set)

    def open(self, user: str) -> asyncio.Queue[str | None]:
        """Register a page and return the queue of its frames; None in it means: close."""
        queue: asyncio.Queue[str | None] = asyncio.Queue()
        self._pages[user].add(queue)
        return queue

    def leave(self, user: str, queue: asyncio.Queue[str | None]) -> None:
        """Forget a page."""
        self._pages[user].discard(queue)

    def watchers(self) -> list[str]:
        """Return the people who have a page open."""
        return [user for user, pages in self._pages.items() if pages]

    def send(self, user: str, frame: Json) -> None:
        """Send a frame to every page of a person."""
        pages = self._pages.get(user)
        if not pages:
            return
        text = json.dumps(frame, separators=(",", ":"))
        for queue in pages:
            queue.put_nowait(text)

    def close(self) -> None:
        """Ask all pages to close."""
        for pages in self._pages.values():
            for queue in pages:
                queue.put_nowait(None)


async def write_to_page(websocket: WebSocket, write: Callable[[], Awaitable[None]]) -> None:
    """Let ``write`` send to a page until the page goes away. What the page says is not read."""
    writer = asyncio.create_task(_quietly(write))
    try:
        while True:
            await websocket.receive_text()
    except WebSocketDisconnect:
        pass
    finally:
        writer.cancel()


async def _quietly(write: Callable[[], Awaitable[None]]) -> None:
    """Write, and stop without a word when the page is gone."""
    with contextlib.suppress(WebSocketDisconnect, RuntimeError):
        await write()
