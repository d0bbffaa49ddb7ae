"""An answer of the Web API as it goes over the wire: status, headers, warnings."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from advicebot.workspace.api.body import warning_of
from advicebot.workspace.api.scopes import accepted, every_scope
from advicebot.workspace.errors import ApiError, RateLimitedError
from advicebot.workspace.state import Json
from advicebot.workspace.workspace import Workspace

TOO_MANY_REQUESTS = 429


def refused(refusal: ApiError) -> Json:
    """Return a refusal as Slack words it."""
    answer: Json = {"ok": False, "error": refusal.name, **refusal.extra}
    if refusal.details:
        answer["response_metadata"] = {"messages": list(refusal.details)}
    return answer


def reply(
    ws: Workspace,
    request: Request,
    *,
    method: str,
    token: str,
    answer: Json,
    refusal: ApiError | None = None,
) -> Response:
    """Return the response of a call. ``refusal`` is why it was not done, None when it was."""
    if isinstance(refusal, RateLimitedError):
        headers = {"Retry-After": str(refusal.retry_after)}
        return JSONResponse(answer, status_code=TOO_MANY_REQUESTS, headers=headers)
    if warning := warning_of(request):
        metadata = {**answer.get("response_metadata", {}), "warnings": [warning]}
        answer = answer | {"warning": warning, "response_metadata": metadata}
    return JSONResponse(answer, headers=_scopes(ws, method, token))


def _scopes(ws: Workspace, method: str, token: str) -> dict[str, str]:
    """Return which scopes the app has, and which of them the method asks for."""
    app = ws.apps.by_token(token)
    if app is None or token != app.config.bot_token:
        return {}
    given = app.config.bot_scopes
    return {
        "x-oauth-scopes": ",".join(every_scope() if given is None else given),
        "x-accepted-oauth-scopes": ",".join(accepted(method)),
    }
