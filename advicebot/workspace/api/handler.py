"""The Web API's front door: reads what was asked, has it done, answers as Slack does."""

import time

from starlette.requests import Request
from starlette.responses import Response

from advicebot.workspace.answering import Asked, Done, answered
from advicebot.workspace.api.body import arguments
from advicebot.workspace.api.methods import run
from advicebot.workspace.api.reply import refused, reply
from advicebot.workspace.errors import ApiError
from advicebot.workspace.state import Json
from advicebot.workspace.workspace import Workspace


async def answer_call(ws: Workspace, request: Request) -> Response:
    """Run one Web API call. Refusals are answered with status 200 and ``ok`` false, as in Slack."""
    name = request.path_params["method"]
    began, args = time.monotonic(), {}
    problem: ApiError | None = None
    try:
        args = await arguments(request)
    except ApiError as refusal:
        problem = refusal
    token = _token(request, args)
    app = ws.apps.by_token(token)

    def do() -> Done:
        answer, refusal = _answer(ws, name, args, token, problem)
        ws.calls.append((name, args, answer))
        given = reply(ws, request, method=name, token=token, answer=answer, refusal=refusal)
        return Done(answer=answer, response=given)

    app_id = app.config.id if app is not None else ""
    asked = Asked(kind="web-api", name=name, args=args, app=app_id, began=began)
    return await answered(ws, asked, do)


def _answer(
    ws: Workspace, name: str, args: Json, token: str, problem: ApiError | None
) -> tuple[Json, ApiError | None]:
    """Return the answer, and why the call was refused; ``problem`` kept it from being read."""
    try:
        if problem is not None:
            raise problem
        return {"ok": True} | run(ws, name, args, token), None
    except ApiError as refusal:
        return refused(refusal), refusal


def _token(request: Request, args: Json) -> str:
    given = args.pop("token", "")
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    return bearer.strip() if scheme.lower() == "bearer" else str(given)
