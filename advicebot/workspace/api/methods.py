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
RETIRED = {"files.upload": "files.getUploadURLExternal and files.completeUploadExternal"}
"""What Slack took away, and what to call in its place (docs.slack.dev/changelog, 2024-04)."""
WITHOUT_TOKEN = frozenset({"api.test"})
FOR_APP_TOKEN = frozenset({"apps.connections.open"})


def run(ws: Workspace, name: str, args: dict[str, Any], token: str) -> Json:
    """Run a method for the app whose token it is; raises ApiError."""
    method = METHODS.get(name)
    if name in RETIRED:
        raise ApiError("method_deprecated", [f"[WARN] use {RETIRED[name]} instead of {name}"])
    if method is None:
        raise ApiError("unknown_method")
    if name in WITHOUT_TOKEN:
        app = ws.apps.first
    else:
        app = let_in(ws, token, by_app_token=name in FOR_APP_TOKEN)
    call = Call(ws=ws, app=app, args=args, token=token)
    if ws.config.rate_limits:
        ws.limits.take(app.config.id, name, call.text("channel"))
    check_scope(call, name)
    return method(call)


def let_in(ws: Workspace, token: str, *, by_app_token: bool = False) -> Installed:
    """Return the app that a token opens the workspace to, the bot's unless ``by_app_token``.

    Raises:
        ApiError: there is no token, or it is unknown, revoked, or of the other type.
    """
    if not token:
        raise ApiError("not_authed")
    app = ws.apps.by_token(token)
    if app is None:
        raise ApiError("invalid_auth")
    if token in ws.state.revoked:
        raise ApiError("account_inactive")
    if (token == app.config.app_token) is not by_app_token:
        raise ApiError("not_allowed_token_type")
    return app
