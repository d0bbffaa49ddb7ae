"""Keeps other web pages out: this server answers only itself, on this machine."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

LOCAL_NAMES = frozenset({"127.0.0.1", "localhost"})
POLICY_VIOLATION = 1008


class LoopbackOnly:
    """Refuses requests that name another host or come from a page of another origin.

    A foreign page can reach a loopback port through the visitor's browser, by form, by WebSocket or
    by a name that resolves to 127.0.0.1. The first two carry an ``Origin``, the last a foreign
    ``Host``.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it with 403."""
        if scope["type"] == "lifespan" or _is_ours(Headers(scope=scope), scope):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})
        else:
            answer = PlainTextResponse("This server is for this machine only.", status_code=403)
            await answer(scope, receive, send)


def _is_ours(headers: Headers, scope: Scope) -> bool:
    try:
        return _names_us(headers, scope)
    except ValueError:  # a host or a port that is none, such as "[x" or "localhost:abc"
        return False


def _names_us(headers: Headers, scope: Scope) -> bool:
    host = urlsplit(f"//{headers.get('host', '')}")
    if host.hostname not in LOCAL_NAMES:
        return False
    if headers.get("sec-fetch-site") in ("cross-site", "same-site") and scope["path"] != "/":
        return False
    origin = headers.get("origin")
    return origin is None or _is_same_origin(origin, scope)


def _is_same_origin(origin: str, scope: Scope) -> bool:
    given = urlsplit(origin)
    server = scope.get("server")
    port = server[1] if server else None
    return given.scheme == "http" and given.hostname in LOCAL_NAMES and given.port == port
