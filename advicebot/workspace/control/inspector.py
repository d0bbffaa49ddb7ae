"""The page that shows what goes to and fro, and its live feed."""

import asyncio
import json
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.templating import Jinja2Templates
from starlette.websockets import WebSocket

from advicebot.workspace.control.summary import row_of
from advicebot.workspace.live import write_to_page
from advicebot.workspace.traffic import Entry
from advicebot.workspace.workspace import Workspace

TEMPLATES = Path(__file__).parent.parent / "page" / "templates"
GATHER = 0.05
BATCH = 500


def inspector_routes(ws: Workspace) -> list[BaseRoute]:
    """Return the routes of the inspector."""
    templates = Jinja2Templates(directory=TEMPLATES)

    async def index(request: Request) -> Response:
        title = f"Inspector | {ws.config.team_name}"
        return templates.TemplateResponse(request, "inspector.html", {"title": title})

    async def live(websocket: WebSocket) -> None:
        await _live(ws, websocket)

    return [Route("/inspector", index), WebSocketRoute("/inspector/live", live)]


async def _live(ws: Workspace, websocket: WebSocket) -> None:
    """Send what there is after ``after``, then each new entry, until the page goes away."""
    given = websocket.query_params.get("after", "")
    after = int(given) if given.isdigit() else 0
    await websocket.accept()
    queue: asyncio.Queue[Entry] = asyncio.Queue()
    for entry in ws.traffic.after(min(after, ws.traffic.last())):
        queue.put_nowait(entry)
    ws.traffic.watchers.append(queue.put_nowait)
    try:
        await write_to_page(websocket, lambda: _write(ws, websocket, queue))
    finally:
        ws.traffic.watchers.remove(queue.put_nowait)


async def _write(ws: Workspace, websocket: WebSocket, queue: asyncio.Queue[Entry]) -> None:
    """Send entries together that come together, so that a burst does not swamp the page."""
    apps = [{"id": app.config.id, "name": app.config.name} for app in ws.apps]
    greeting = {"apps": apps, "url": ws.url, "last": ws.traffic.last()}
    await websocket.send_text(json.dumps(greeting))
    while True:
        batch = [await queue.get()]
        while len(batch) < BATCH and not queue.empty():
            batch.append(queue.get_nowait())
        rows = [row_of(ws.state, entry) for entry in batch]
        await websocket.send_text(json.dumps({"entries": rows}, separators=(",", ":")))
        await asyncio.sleep(GATHER)
