"""Modals and home tabs: opening, updating, stacking, publishing, closing."""

import json

from advicebot.workspace.blocks.check import check_view
from advicebot.workspace.blocks.values import state_values
from advicebot.workspace.blocks.walk import with_ids
from advicebot.workspace.config import AppConfig
from advicebot.workspace.errors import ApiError
from advicebot.workspace.ids import new_id
from advicebot.workspace.service.content import picture_problems
from advicebot.workspace.state import Json
from advicebot.workspace.state.view_store import STACK_LIMIT, View
from advicebot.workspace.workspace import Workspace

SIZE_LIMIT = 250_000  # views.open: "view_too_large", greater than 250 kB


def view_json(ws: Workspace, view: View) -> Json:
    """Return a view as Slack does."""
    return view.as_json(team_id=ws.config.team_id)


def open_view(ws: Workspace, app: AppConfig, user: str, body: object) -> View:
    """Open a modal for a person; one that was open gives way to it."""
    view = _new_view(ws, app, user, body, kind="modal")
    stack = ws.views.stack(user)
    if stack:
        _tell_closed(ws, view, closed=stack[0].id, all_of_them=True)
        stack.clear()
    stack.append(view)
    _tell(ws, view, "view_opened")
    return view


def push_view(ws: Workspace, app: AppConfig, user: str, body: object) -> View:
    """Put a modal on top of those a person has open, at most three."""
    stack = ws.views.stack(user)
    if not stack:
        raise ApiError("not_found")
    if len(stack) >= STACK_LIMIT:
        raise ApiError("push_limit_reached")
    view = _new_view(ws, app, user, body, kind="modal")
    view.root_id, view.previous_id = stack[0].id, stack[-1].id
    stack.append(view)
    _tell(ws, view, "view_pushed")
    return view


def update_view(ws: Workspace, view: View, body: object, *, expected_hash: object = None) -> View:
    """Replace what a view shows. Inputs that are still there keep what was entered in them."""
    if expected_hash and expected_hash != view.hash:
        raise ApiError("hash_conflict")
    checked = _checked(ws, view.app, body, kind=view.body["type"], instead_of=view)
    before = state_values(view.blocks, view.entered)
    view.older.appendleft(view.blocks)
    view.body = checked
    ws.state.files.reveal(view.blocks, view.user)
    view.entered = before
    view.hash = new_hash(ws)
    _tell(ws, view, "home" if checked["type"] == "home" else "view_updated")
    return view


def publish(
    ws: Workspace, app: AppConfig, user: str, body: object, *, expected_hash: object = None
) -> View:
    """Set a person's home tab of an app."""
    old = ws.views.home(user, app)
    if old is not None:
        return update_view(ws, old, body, expected_hash=expected_hash)
    view = _new_view(ws, app, user, body, kind="home")
    ws.views.set_home(view)
    _tell(ws, view, "home")
    return view


def close_top(ws: Workspace, view: View) -> None:
    """Close one modal; the one below it shows again."""
    stack = ws.views.stack(view.user)
    if view in stack:
        del stack[stack.index(view) :]
    _tell_closed(ws, view, closed=view.id, all_of_them=not stack)


def close_all(ws: Workspace, view: View) -> None:
    """Close every modal of the person."""
    ws.views.stack(view.user).clear()
    _tell_closed(ws, view, closed=view.id, all_of_them=True)


def new_hash(ws: Workspace) -> str:
    """Return a new version mark of a view."""
    return f"{ws.state.seconds()}.{new_id('')}"


def _new_view(ws: Workspace, app: AppConfig, user: str, body: object, *, kind: str) -> View:
    checked = _checked(ws, app, body, kind=kind)
    ws.state.files.reveal(checked["blocks"], user)
    view_id = new_id("V")
    return View(id=view_id, user=user, app=app, body=checked, hash=new_hash(ws), root_id=view_id)


def _checked(
    ws: Workspace, app: AppConfig, body: object, *, kind: str, instead_of: View | None = None
) -> Json:
    """Return a view's body with ids in its blocks; raises ApiError when Slack would refuse it."""
    if not isinstance(body, dict):
        raise ApiError("invalid_arguments", ["[ERROR] missing required field: view"])
    if len(json.dumps(body)) > SIZE_LIMIT:
        raise ApiError("view_too_large")
    problems = check_view(body, kind=kind)
    problems = problems or picture_problems(ws.state, body["blocks"], app.bot_user_id, "/view")
    if problems:
        raise ApiError("invalid_arguments", problems)
    external_id = body.get("external_id")
    if external_id and ws.views.find(external_id=external_id) not in (None, instead_of):
        raise ApiError("duplicate_external_id")
    before = instead_of.blocks if instead_of is not None else None
    return body | {"blocks": with_ids(body["blocks"], before)}


def _tell(ws: Workspace, view: View, kind: str) -> None:
    frame: Json = {"type": kind, "view": view_json(ws, view)}
    if kind == "view_opened":
        frame["stack"] = [one.id for one in ws.views.stack(view.user)]
    ws.live.send(view.user, frame)


def _tell_closed(ws: Workspace, view: View, *, closed: str, all_of_them: bool) -> None:
    frame = {"type": "view_closed", "view_id": closed, "all": all_of_them}
    ws.live.send(view.user, frame)
