"""Taking the files that a person adds to a form."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from advicebot.workspace.client import look
from advicebot.workspace.errors import ActError
from advicebot.workspace.shapes.files import file_json
from advicebot.workspace.state import Json
from advicebot.workspace.workspace import Workspace

SIZE_LIMIT = 10_000_000
NAME_LIMIT = 255


def upload_routes(ws: Workspace) -> list[BaseRoute]:
    """Return the route to which the page sends a file for a form."""

    async def upload(request: Request) -> Response:
        try:
            return JSONResponse({"ok": True, "file": await _taken(ws, request)})
        except ActError as refusal:
            answer = {"ok": False, "error": refusal.name, "message": refusal.message}
            return JSONResponse(answer, status_code=400)

    return [Route("/client/upload", upload, methods=["POST"])]


async def _taken(ws: Workspace, request: Request) -> Json:
    """Return a file as the state of a form holds it.

    Only its owner may open it, until it is in a form that is sent: then the app of the form, too.
    """
    user = look.who(ws, request.query_params.get("as"))
    name = request.query_params.get("name", "").strip()[:NAME_LIMIT]
    content = await request.body()
    if not name or not content:
        raise ActError("no_file_data", "A file has a name and is not empty.")
    if len(content) > SIZE_LIMIT:
        raise ActError("file_too_large", f"A file of a form has at most {SIZE_LIMIT} bytes.")
    return keep_file(ws, user, name, content)


def keep_file(ws: Workspace, user: str, name: str, content: bytes) -> Json:
    """Keep a person's file and return it as the state of a form holds it."""
    files = ws.state.files
    known = {"name": name, "title": name, "size": len(content), "alt_text": ""}
    file, token = files.begin(**known, user=user, created=ws.state.seconds())
    files.receive(token, content)
    files.complete(file)
    return file_json(ws.state, file)
