"""Where the bytes of files come in, and where people and the app get them out again."""

import time
from urllib.parse import quote

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from advicebot.workspace.answering import Asked, Done, answered
from advicebot.workspace.api.methods import let_in
from advicebot.workspace.client import look
from advicebot.workspace.errors import ActError, ApiError
from advicebot.workspace.workspace import Workspace

UPLOAD = "upload"
"""The name by which a fault plan knows the POST of a file's bytes; ``file`` is its argument."""

HARMLESS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "private, no-cache",
}


def file_routes(ws: Workspace) -> list[BaseRoute]:
    """Return the routes of files."""

    async def upload(request: Request) -> Response:
        return await _upload(ws, request)

    async def private(request: Request) -> Response:
        return _served(ws, request)

    return [
        Route("/upload/v1/{token}", upload, methods=["POST"]),
        Route("/files-pri/{named}/{name}", private),
        Route("/files-pri/{named}/download/{name}", private, name="download"),
        Route("/files/{user}/{named}/{name}", private),
    ]


async def _upload(ws: Workspace, request: Request) -> Response:
    began, token = time.monotonic(), request.path_params["token"]
    content = await _content(request)
    file = ws.state.files.awaited(token)
    by = ws.apps.by_user(file.user) if file else None
    asked = Asked(
        kind=UPLOAD,
        name=UPLOAD,
        args={"file": file.id if file else None},
        app=by.config.id if by else "",
        began=began,
        body={"file": file.id if file else None, "bytes": len(content)},
    )
    return await answered(ws, asked, lambda: _received(ws, token, content))


def _received(ws: Workspace, token: str, content: bytes) -> Done:
    file = ws.state.files.awaited(token)
    if file is None:
        return _said("No upload is awaited here.", 404)
    if len(content) != file.size:
        return _said(f"{file.size} bytes were announced and {len(content)} came.", 400)
    ws.state.files.receive(token, content)
    return _said(f"OK - {len(content)}", 200)


def _said(words: str, status: int) -> Done:
    answer = {"ok": status == 200, "text": words}
    return Done(answer=answer, response=PlainTextResponse(words, status_code=status))


async def _content(request: Request) -> bytes:
    """Return the bytes of a file, sent raw or as the first file of a form."""
    kind = request.headers.get("content-type", "")
    if not kind.lower().startswith("multipart/form-data"):
        return await request.body()
    async with request.form() as form:
        sent = next((value for value in form.values() if isinstance(value, UploadFile)), None)
        return await sent.read() if sent is not None else b""


def _served(ws: Workspace, request: Request) -> Response:
    file_id = request.path_params["named"].rpartition("-")[2]
    try:
        content = look.file(ws, _who(ws, request), file_id)
    except ActError as refusal:
        answer = {"ok": False, "error": refusal.name, "message": refusal.message}
        return JSONResponse(answer, status_code=404)
    file = ws.state.files.find(file_id)
    assert file is not None
    is_shown = file.media.is_picture and "/download/" not in request.url.path
    # Only pictures are shown in place: anything else might be a page that acts as its reader.
    kind = "inline" if is_shown else "attachment"
    name = quote(file.name, safe="")
    headers = HARMLESS | {"Content-Disposition": f"{kind}; filename*=UTF-8''{name}"}
    return Response(content, media_type=file.media.mimetype, headers=headers)


def _who(ws: Workspace, request: Request) -> str:
    """Return who asks: an app by its bot's token, else the person the page is; ``""`` is nobody."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        try:
            return let_in(ws, token.strip()).config.bot_user_id
        except ApiError:
            return ""
    given = request.query_params.get("as")
    return look.who(ws, given) if given else ""
