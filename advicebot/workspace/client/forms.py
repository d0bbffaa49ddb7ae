"""Sending and closing modals."""

import asyncio
import contextlib

from advicebot.workspace.blocks.problems import problem_with
from advicebot.workspace.blocks.values import merge, state_values
from advicebot.workspace.blocks.walk import all_elements, every_block
from advicebot.workspace.client.act import Act, Doer
from advicebot.workspace.errors import ActError, ApiError, FormError, NoAnswerError
from advicebot.workspace.service import views
from advicebot.workspace.service.entered import Filler
from advicebot.workspace.shapes.events import interaction
from advicebot.workspace.state import Json
from advicebot.workspace.state.view_store import View


async def submit(act: Act) -> Json:
    """Send a modal and do with it what the app answers."""
    view = _open_modal(act)
    filler = Filler(ws=act.ws, user=act.user, app=view.app)
    merge(view.entered, filler.taken(view.blocks, act.given.get("values")))
    _refuse_incomplete(view)
    payload = interaction(act.state, view.app, act.user, "view_submission") | {
        "trigger_id": act.ws.triggers.new(view.app, act.user, view_id=view.id),
        "view": views.view_json(act.ws, view),
        "response_urls": _response_urls(act, view),
    }
    said = await act.ws.apps.by_id(view.app.id).delivery.ask("interactive", payload)
    try:
        _do(act, view, said)
    except ApiError as refusal:
        message = f"The app answered with something Slack would refuse: {refusal}"
        raise ActError("invalid_response", message) from None
    return {}


def _response_urls(act: Act, view: View) -> list[Json]:
    """Return where the app may answer: a URL for each menu that asked for one, and is chosen in."""
    values = state_values(view.blocks, view.entered)
    made = []
    for block, element in all_elements(view.blocks):
        value = values.get(block["block_id"], {}).get(element.get("action_id", ""), {})
        chosen = value.get("selected_conversation") or value.get("selected_channel")
        channel = act.state.channels.get(chosen or "")
        if element.get("response_url_enabled") and channel and channel.is_visible_to(act.user):
            handle = act.ws.response_urls.new(view.app, act.user, channel.id)
            made.append(
                {
                    "block_id": block["block_id"],
                    "action_id": element["action_id"],
                    "channel_id": channel.id,
                    "response_url": f"{act.ws.url}/hooks/response/{handle}",
                }
            )
    return made


def _open_modal(act: Act) -> View:
    view = act.ws.views.of_user(act.user, act.given.get("view_id"))
    if view is None or view not in act.ws.views.stack(act.user):
        raise ActError("view_not_found", "That window is no longer open.")
    return view


def _refuse_incomplete(view: View) -> None:
    values = state_values(view.blocks, view.entered)
    errors = {}
    for block, element in all_elements(view.blocks):
        if block["type"] == "input":
            value = values.get(block["block_id"], {}).get(element["action_id"])
            problem = problem_with(block, element, value)
            if problem:
                errors[block["block_id"]] = problem
    if errors:
        raise FormError(errors)


def _do(act: Act, view: View, said: Json) -> None:
    action = said.get("response_action")
    if action is None:
        views.close_top(act.ws, view)
    elif action == "clear":
        views.close_all(act.ws, view)
    elif action == "update":
        views.update_view(act.ws, view, said.get("view"))
    elif action == "push":
        views.push_view(act.ws, view.app, act.user, said.get("view"))
    elif action == "errors":
        raise FormError(_known_errors(view, said.get("errors")))
    else:
        raise ApiError("invalid_arguments", [f"[ERROR] no such response_action: {action}"])


def _known_errors(view: View, errors: object) -> dict[str, str]:
    inputs = {block["block_id"] for block in every_block(view.blocks) if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors:
        raise ApiError("invalid_arguments", ["[ERROR] errors is missing or empty"])
    if strangers := sorted(set(errors) - inputs):
        names = ", ".join(strangers)
        raise ApiError("invalid_arguments", [f"[ERROR] errors names no input block: {names}"])
    return {str(block_id): str(text) for block_id, text in errors.items()}


async def close_view(act: Act) -> Json:
    """Close a modal, or all of them; the app is told when it asked to be."""
    view = _open_modal(act)
    stack = act.ws.views.stack(act.user)
    is_all = bool(act.given.get("clear")) or bool(view.body.get("clear_on_close"))
    closed = list(stack) if is_all else [view]
    if is_all:
        views.close_all(act.ws, view)
    else:
        views.close_top(act.ws, view)
    told = [_tell_closed(act, one, is_all) for one in closed if one.notifies]
    await asyncio.gather(*told)
    return {}


async def _tell_closed(act: Act, view: View, is_cleared: bool) -> None:
    payload = interaction(act.state, view.app, act.user, "view_closed") | {
        "view": views.view_json(act.ws, view),
        "is_cleared": is_cleared,
    }
    with contextlib.suppress(NoAnswerError):  # the window is gone for the person either way
        await act.ws.apps.by_id(view.app.id).delivery.ask("interactive", payload)


ACTS: dict[str, Doer] = {"submit": submit, "close_view": close_view}
