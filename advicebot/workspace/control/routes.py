"""The routes of the control API and of the inspector."""

import inspect
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from advicebot.workspace import strict_json
from advicebot.workspace.control import (
    acting,
    channels,
    clock,
    faults,
    looking,
    people,
    running,
    traffic,
)
from advicebot.workspace.control.asked import Asked, ControlError, ControlRoute
from advicebot.workspace.control.inspector import inspector_routes
from advicebot.workspace.errors import ActError, ApiError, FormError
from advicebot.workspace.state import Json
from advicebot.workspace.workspace import Workspace

ROUTES: tuple[ControlRoute, ...] = (
    *running.ROUTES,
    *traffic.ROUTES,
    *acting.ROUTES,
    *looking.ROUTES,
    *people.ROUTES,
    *channels.ROUTES,
    *clock.ROUTES,
    *faults.ROUTES,
)
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
NOT_THERE = ("_not_found", "unknown_user")


def control_routes(ws: Workspace) -> list[BaseRoute]:
    """Return the routes under ``/control/`` and ``/inspector``, and the one for files of people.

    Paths with a name in them come last: ``faults/seed`` is not the fault called seed.
    """
    paths = sorted({route.path for route in ROUTES}, key=lambda path: "{" in path)
    return [
        Route("/control/", _index),
        Route("/control", _index),
        *(_route(ws, path) for path in paths),
        Route("/control/{rest:path}", _nowhere, methods=METHODS),
        *inspector_routes(ws),
    ]


async def _index(request: Request) -> Response:
    about = "Answers are JSON with ok; arguments come as a JSON body, or in the query."
    return JSONResponse(
        {"ok": True, "about": about, "routes": [route.as_json() for route in ROUTES]}
    )


async def _nowhere(request: Request) -> Response:
    what = f"There is no {request.method} {request.url.path} here."
    return _refused(ControlError("route_not_found", what, "GET /control/ lists every route."))


def _route(ws: Workspace, path: str) -> Route:
    here: dict[str, ControlRoute] = {route.method: route for route in ROUTES if route.path == path}

    async def answer(request: Request) -> Response:
        method = "GET" if request.method == "HEAD" else request.method
        return await _done(ws, here[method], request) if method in here else await _nowhere(request)

    return Route(path, answer, methods=METHODS)


async def _done(ws: Workspace, route: ControlRoute, request: Request) -> Response:
    try:
        asked = Asked(ws=ws, given=await _given(request))
        route.check(asked.given)
        made = route.does(asked)
        answer: Json = await made if inspect.isawaitable(made) else made
    except (ActError, ApiError) as refusal:
        return _refused(refusal)
    return JSONResponse({"ok": True} | answer)


async def _given(request: Request) -> Mapping[str, Any]:
    """Return what was given: the body says more than the query, the address more than both."""
    raw = await request.body()
    try:
        body = strict_json.loads(raw) if raw.strip() else {}
    except strict_json.JsonError:
        body = None
    if not isinstance(body, dict):
        raise ControlError("invalid_json", "The body is not a JSON object.", "Send { … } or none.")
    return dict(request.query_params) | body | request.path_params


def _refused(refusal: ActError | ApiError) -> JSONResponse:
    is_act = isinstance(refusal, ActError)
    message = refusal.message if isinstance(refusal, ActError) else str(refusal)
    answer: Json = {"ok": False, "error": refusal.name, "message": message}
    answer["rule"] = refusal.rule if isinstance(refusal, ControlError) else ""
    if isinstance(refusal, FormError):
        answer["errors"] = refusal.errors
    status = 404 if is_act and refusal.name.endswith(NOT_THERE) else 400
    return JSONResponse(answer, status_code=status)
