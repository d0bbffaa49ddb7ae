"""Reading the arguments of a Web API call, in every form that Slack's libraries send."""

import json
from typing import Any

from starlette.requests import Request

from advicebot.workspace.errors import ApiError

COMPLEX = ("blocks", "attachments", "metadata", "view")


async def arguments(request: Request) -> dict[str, Any]:
    """Return the query and the body merged; the body wins.

    Raises:
        ApiError: ``invalid_json`` or the like when the body cannot be read.
    """
    args: dict[str, Any] = dict(request.query_params)
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind == "application/json":
        args |= _json_object(await request.body())
    elif kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
        async with request.form() as form:
            args |= {key: value for key, value in form.items() if isinstance(value, str)}
    return {key: _opened(key, value) for key, value in args.items()}


def _json_object(raw: bytes) -> dict[str, Any]:
    if not raw.strip():
        return {}  # the SDK labels empty bodies as JSON
    try:
        value = json.loads(raw)
    except ValueError:
        raise ApiError("invalid_json") from None
    if not isinstance(value, dict):
        raise ApiError("json_not_object")
    return value


def _opened(key: str, value: Any) -> Any:
    """Return a value with JSON inside text undone, for the arguments that may have it."""
    if key not in COMPLEX or not isinstance(value, str) or not value.strip():
        return value
    try:
        return json.loads(value)
    except ValueError:
        name = "invalid_blocks_format" if key == "blocks" else "invalid_arguments"
        raise ApiError(name, [f"[ERROR] {key} is not valid JSON"]) from None
