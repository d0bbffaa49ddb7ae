"""The HTTP and WebSocket routes of a workspace."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.templating import Jinja2Templates
from starlette.websockets import WebSocket

from advicebot.workspace import strict_json
from advicebot.workspace.api.handler import answer_call
from advicebot.workspace.blocks.uploads import upload_routes
from advicebot.workspace.client import look
from advicebot.workspace.client.acts import perform
from advicebot.workspace.config import AppConfig
from advicebot.workspace.control.routes import control_routes
from advicebot.workspace.errors import ActError
from advicebot.workspace.file_routes import file_routes
from advicebot.workspace.guard import LoopbackOnly
from advicebot.workspace.live import write_to_page
from advicebot.workspace.service.answers import respond
from advicebot.workspace.state import Json
from advicebot.workspace.workspace import Workspace

PAGE = Path(__file__).parent / "page"
GOING_AWAY = 1001
POLICY_VIOLATION = 1008


def build_app(ws: Workspace) -> Starlette:
    """Return the ASGI application of a workspace."""
    return Starlette(
        routes=[
            *_for_the_app(ws),
            *file_routes(ws),
            *upload_routes(ws),
            *control_routes(ws),
            *_for_the_page(ws),
        ],
        middleware=[Middleware(LoopbackOnly)],
        exception_handlers={ClientDisconnect: _left},
    )


async def _left(request: Request, error: Exception) -> Response:
    """Answer a client that went away in the middle of its request: nobody reads it."""
    return Response(status_code=400)


def _for_the_app(ws: Workspace) -> list[BaseRoute]:
    async def api(request: Request) -> Response:
        return await answer_call(ws, request)

    async def by_url(request: Request) -> Response:
        return await respond(ws, request)

    async def link(websocket: WebSocket) -> None:
        named = websocket.query_params.get("app_id")
        app = next((one for one in ws.apps if one.config.id == named), ws.apps.first)
        await app.socket.serve(websocket)

    return [
        Route("/api/{method}", api, methods=["GET", "POST"]),
        Route("/hooks/response/{token}", by_url, methods=["POST"]),
        WebSocketRoute("/link/", link),
    ]


def _for_the_page(ws: Workspace) -> list[BaseRoute]:
    async def boot(request: Request) -> Response:
        return _seen(lambda: look.boot(ws, _who(ws, request)))

    async def read(request: Request) -> Response:
        return _seen(lambda: _messages(ws, request))

    async def home(request: Request) -> Response:
        return _seen(lambda: {"view": look.home(ws, _who(ws, request), _which(ws, request))})

    async def act(request: Request) -> Response:
        try:
            asked = strict_json.loads(await request.body())
        except strict_json.JsonError:
            asked = None
        return JSONResponse(await perform(ws, asked))

    async def live(websocket: WebSocket) -> None:
        await _live(ws, websocket)

    return [
        Route("/client/boot", boot),
        Route("/client/messages", read),
        Route("/client/home", home),
        Route("/client/act", act, methods=["POST"]),
        WebSocketRoute("/client/live", live),
        *_page_files(ws),
    ]


def _page_files(ws: Workspace) -> list[BaseRoute]:
    templates = Jinja2Templates(directory=PAGE / "templates")

    async def index(request: Request) -> Response:
        title = ws.config.team_name
        return templates.TemplateResponse(request, "index.html", {"title": title})

    return [
        Route("/", index),
        Route("/archives/{channel}/{message}", index),
        Mount("/static", _FreshFiles(directory=PAGE / "static")),
    ]


class _FreshFiles(StaticFiles):
    """Files a browser asks about each time, so that an upgrade never mixes old and new ones."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "no-cache"
        return response


def _who(ws: Workspace, request: Request) -> str:
    return look.who(ws, request.query_params.get("as"))


def _which(ws: Workspace, request: Request) -> AppConfig:
    named = request.query_params.get("app")
    found = [app for app in ws.config.apps if named in (None, app.id)]
    if not found:
        raise ActError("app_not_found", f"There is no app {named!r}.")
    return found[0]


def _messages(ws: Workspace, request: Request) -> Json:
    user = _who(ws, request)
    channel = look.channel_of(ws, user, request.query_params.get("channel"))
    return {"messages": look.messages(ws, user, channel, request.query_params.get("thread"))}


def _seen(make: Callable[[], Json]) -> Response:
    try:
        return JSONResponse(make())
    except ActError as refusal:
        answer = {"ok": False, "error": refusal.name, "message": refusal.message}
        return JSONResponse(answer, status_code=404)


async def _live(ws: Workspace, websocket: WebSocket) -> None:
    try:
        user = look.who(ws, websocket.query_params.get("as"))
    except ActError:
        await websocket.close(POLICY_VIOLATION)
        return
    await websocket.accept()
    queue = ws.live.open(user)
    try:
        await write_to_page(websocket, lambda: _write(websocket, queue))
    finally:
        ws.live.leave(user, queue)


async def _write(websocket: WebSocket, queue: asyncio.Queue[str | None]) -> None:
    while (text := await queue.get()) is not None:
        await websocket.send_text(text)
    await websocket.close(GOING_AWAY)
