"""Every method of the Web API, and running one for whoever holds a token."""

from typing import Any

from advicebot.workspace.api import (
    assistant,
    auth,
    blocks,
    bookmarks,
    channels,
    chat,
    conversations,
    dnd,
    files,
    history,
    membership,
    pins,
    reactions,
    scheduled,
    streams,
    usergroups,
    users,
    views,
)
from advicebot.workspace.api.call import Call, Method
from advicebot.workspace.api.scopes import check_scope
from advicebot.workspace.apps import Installed
from advicebot.workspace.errors import ApiError
from advicebot.workspace.state import Json
from advicebot.workspace.workspace import Workspace

NOUNS = (
    assistant,
    auth,
    blocks,
    bookmarks,
    channels,
    chat,
    conversations,
    dnd,
    files,
    history,
    membership,
    pins,
    reactions,
    scheduled,
    streams,
    usergroups,
    users,
    views,
)
METHODS: dict[str, Method] = {name: do for noun in NOUNS for name, do in noun.METHODS.items()}
WITHOUT_TOKEN = frozenset({"api.test"})
FOR_APP_TOKEN = frozenset({"apps.connections.open"})


def run(ws: Workspace, name: str, args: dict[str, Any], token: str) -> Json:
    """Run a method for the app whose token it is; raises ApiError."""
    method = METHODS.get(name)
    if method is None:
        raise ApiError("unknown_method")
    app = ws.apps.first if name in WITHOUT_TOKEN else _app_of(ws, name, token)
    call = Call(ws=ws, app=app, args=args, token=token)
    if ws.config.rate_limits:
        ws.limits.take(app.config.id, name, call.text("channel"))
    check_scope(call, name)
    return method(call)


def _app_of(ws: Workspace, name: str, token: str) -> Installed:
    if not token:
        raise ApiError("not_authed")
    app = ws.apps.by_token(token)
    if app is None:
        raise ApiError("invalid_auth")
    if token in ws.state.revoked:
        raise ApiError("account_inactive")
    if (token == app.config.app_token) is not (name in FOR_APP_TOKEN):
        raise ApiError("not_allowed_token_type")
    return app
