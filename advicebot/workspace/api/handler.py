"""The Web API's front door: finds the method, checks the token, answers as Slack does."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from advicebot.workspace.api import auth, chat, conversations, files, users, views
from advicebot.workspace.api.body import arguments
from advicebot.workspace.api.call import Call, Method
from advicebot.workspace.api.scopes import check_scope
from advicebot.workspace.errors import ApiError
from advicebot.workspace.faults import OUTAGE, Fault
from advicebot.workspace.state import Json
from advicebot.workspace.workspace import Workspace

METHODS: dict[str, Method] = {
    **auth.METHODS,
    **chat.METHODS,
    **conversations.METHODS,
    **files.METHODS,
    **users.METHODS,
    **views.METHODS,
}
WITHOUT_TOKEN = frozenset({"api.test"})
FOR_APP_TOKEN = frozenset({"apps.connections.open"})


async def answer_call(ws: Workspace, request: Request) -> Response:
    """Run one Web API call. Refusals are answered with status 200 and ``ok`` false, as in Slack."""
    name = request.path_params["method"]
    args: Json = {}
    fault: Fault | None = None
    try:
        args = await arguments(request)
        token = _token(request, args)
        fault = _fault(ws, name, args)
        if fault is not None and not fault.is_after:
            return fault.answer()
        answer: Json = {"ok": True} | _run(ws, name, args, token)
    except ApiError as refusal:
        answer = refused(refusal)
    ws.calls.append((name, args, answer))
    return fault.answer() if fault is not None else JSONResponse(answer)


def _fault(ws: Workspace, name: str, args: Json) -> Fault | None:
    if ws.is_down:
        return OUTAGE
    return ws.fault_plan(name, args) if ws.fault_plan else None


def _run(ws: Workspace, name: str, args: Json, token: str) -> Json:
    method = METHODS.get(name)
    if method is None:
        raise ApiError("unknown_method")
    if name not in WITHOUT_TOKEN:
        _check_token(ws, name, token)
    call = Call(ws=ws, args=args)
    check_scope(call, name)
    return method(call)


def _token(request: Request, args: Json) -> str:
    given = args.pop("token", "")
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    return bearer.strip() if scheme.lower() == "bearer" else str(given)


def _check_token(ws: Workspace, name: str, token: str) -> None:
    app = ws.config.app
    if not token:
        raise ApiError("not_authed")
    if token not in (app.bot_token, app.app_token):
        raise ApiError("invalid_auth")
    if (token == app.app_token) is not (name in FOR_APP_TOKEN):
        raise ApiError("not_allowed_token_type")


def refused(refusal: ApiError) -> Json:
    """Return a refusal as Slack words it."""
    answer: Json = {"ok": False, "error": refusal.name, **refusal.extra}
    if refusal.details:
        answer["response_metadata"] = {"messages": list(refusal.details)}
    return answer
