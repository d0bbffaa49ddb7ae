"""views.*: modals and home tabs."""

from advicebot.workspace.api.call import Call, Method
from advicebot.workspace.errors import ApiError
from advicebot.workspace.handles import Trigger
from advicebot.workspace.service import views
from advicebot.workspace.state import Json
from advicebot.workspace.state.view_store import View


def open_modal(call: Call) -> Json:
    """Open a modal for whoever caused the trigger."""
    trigger = _trigger(call)
    view = views.open_view(call.ws, trigger.app, trigger.user, call.args.get("view"))
    return _used(call, trigger, view)


def push(call: Call) -> Json:
    """Put a modal on top of the one that the trigger came from."""
    trigger = _trigger(call)
    view = views.push_view(call.ws, trigger.app, trigger.user, call.args.get("view"))
    return _used(call, trigger, view)


def _trigger(call: Call) -> Trigger:
    trigger_id = call.args.get("trigger_id") or call.args.get("interactivity_pointer")
    if not trigger_id:
        raise ApiError("invalid_arguments", ["[ERROR] missing required field: trigger_id"])
    return call.ws.triggers.look_at(trigger_id, call.app.config)


def _used(call: Call, trigger: Trigger, view: View) -> Json:
    """A view that was refused leaves its trigger unused, so the app may send a better one."""
    trigger.is_used = True
    return {"view": views.view_json(call.ws, view)}


def update(call: Call) -> Json:
    """Replace what an open modal or a home tab shows."""
    view_id, external_id = call.args.get("view_id"), call.args.get("external_id")
    if not view_id and not external_id:
        raise ApiError("invalid_arguments", ["[ERROR] missing required field: view_id"])
    view = call.ws.views.find(view_id, external_id)
    if view is None or view.app != call.app.config:
        raise ApiError("not_found")
    views.update_view(call.ws, view, call.args.get("view"), expected_hash=call.args.get("hash"))
    return {"view": views.view_json(call.ws, view)}


def publish(call: Call) -> Json:
    """Set a person's home tab."""
    if not call.app.config.has_home:
        raise ApiError("not_enabled")
    user = call.state.users.get(call.needed("user_id"))
    if user is None or user.is_bot:
        raise ApiError("invalid_arguments", ["[ERROR] no such user: user_id"])
    view = views.publish(
        call.ws,
        call.app.config,
        user.id,
        call.args.get("view"),
        expected_hash=call.args.get("hash"),
    )
    return {"view": views.view_json(call.ws, view)}


METHODS: dict[str, Method] = {
    "views.open": open_modal,
    "views.push": push,
    "views.update": update,
    "views.publish": publish,
}
