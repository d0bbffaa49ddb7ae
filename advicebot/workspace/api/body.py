"""Reading the arguments of a Web API call, in every form that Slack's libraries send."""

from typing import Any
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request

from advicebot.workspace import strict_json
from advicebot.workspace.errors import ApiError

COMPLEX = ("blocks", "attachments", "metadata", "view", "chunks", "prompts", "message", "unfurls")
JSON_KIND = "application/json"
FORM_KINDS = ("application/x-www-form-urlencoded", "multipart/form-data")
PLAIN_KIND = "text/plain"
LARGEST_PART = 64 * 1024 * 1024
"""A field of a form may be longer than any argument: the rule for that argument says so better."""


async def arguments(request: Request) -> dict[str, Any]:
    """Return the query and the body merged; the body wins.

    Raises:
        ApiError: ``invalid_json``, ``invalid_form_data`` or the like when the body cannot be read.
    """
    args: dict[str, Any] = dict(request.query_params)
    kind = _kind(request)
    if kind in FORM_KINDS:
        args |= await _fields(request)
    else:
        args |= _read(kind, await request.body())
    return {key: _opened(key, value) for key, value in args.items()}


async def _fields(request: Request) -> dict[str, str]:
    """Return the fields of a form; files among them are left out."""
    try:
        async with request.form(max_part_size=LARGEST_PART) as form:
            fields = {key: value for key, value in form.items() if isinstance(value, str)}
    except HTTPException as error:
        raise ApiError("invalid_form_data", [f"[ERROR] {error.detail}"]) from None
    except ValueError as error:  # a charset that cannot be read
        raise ApiError("invalid_form_data", [f"[ERROR] {error}"]) from None
    return {strict_json.whole(key): strict_json.whole(value) for key, value in fields.items()}


def _read(kind: str, raw: bytes) -> dict[str, Any]:
    if not raw.strip():
        return {}  # the SDK labels empty bodies as JSON
    if kind == JSON_KIND:
        return _json_object(raw)
    if kind == PLAIN_KIND:
        return dict(parse_qsl(raw.decode("utf-8", "replace")))
    raise ApiError("invalid_post_type" if kind else "missing_post_type")


def _kind(request: Request) -> str:
    return request.headers.get("content-type", "").split(";")[0].strip().lower()


def warning_of(request: Request) -> str | None:
    """Return what Slack finds odd in how a call was sent, None for nothing."""
    has_charset = "charset=" in request.headers.get("content-type", "").lower()
    kind = _kind(request)
    if kind == JSON_KIND and not has_charset:
        return "missing_charset"
    return "superfluous_charset" if kind == FORM_KINDS[0] and has_charset else None


def _json_object(raw: bytes) -> dict[str, Any]:
    try:
        value = strict_json.loads(raw)
    except strict_json.JsonError as error:
        raise ApiError("invalid_json", [f"[ERROR] {error}"]) from None
    if not isinstance(value, dict):
        raise ApiError("json_not_object")
    return value


def _opened(key: str, value: Any) -> Any:
    """Return a value with JSON inside text undone, for the arguments that may have it."""
    if key not in COMPLEX or not isinstance(value, str) or not value.strip():
        return value
    try:
        return strict_json.loads(value)
    except strict_json.JsonError as error:
        name = "invalid_blocks_format" if key == "blocks" else "invalid_arguments"
        raise ApiError(name, [f"[ERROR] {key} is not valid JSON: {error}"]) from None
