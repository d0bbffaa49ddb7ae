"""Buttons, menus and other elements, and shortcuts."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from advicebot.workspace.apps import Installed
from advicebot.workspace.blocks.values import Values, chosen, merge, state_values
from advicebot.workspace.blocks.walk import find_element
from advicebot.workspace.client.act import Act, Doer
from advicebot.workspace.client.look import channel_of
from advicebot.workspace.config import AppConfig
from advicebot.workspace.errors import ActError
from advicebot.workspace.service.entered import Filler
from advicebot.workspace.service.views import view_json
from advicebot.workspace.shapes import message_json
from advicebot.workspace.shapes.events import action_ts, interaction, named_channel
from advicebot.workspace.state import Channel, Json, Message
from advicebot.workspace.state.view_store import View

NOT_IN_ACTION = frozenset(
    {
        *("options", "option_groups", "confirm", "accessibility_label", "focus_on_load"),
        *("min_length", "max_length", "multiline", "dispatch_action_config", "min_query_length"),
        *("positive_button", "negative_button", "visible_to_user_ids", "filter"),
        *("max_selected_items", "default_to_current_conversation", "response_url_enabled"),
    }
)
"""What Slack leaves out of an element when it says that somebody acted on it."""


async def click(act: Act) -> Json:
    """Act on one element, and wait until the app has acknowledged it."""
    container = _named_container(act)
    if container.get("type") == "view":
        view = _view(act, container.get("view_id"))
        app, payload = view.app, _in_view(act, view)
    else:
        place = _place(act, container)
        app, payload = place.app, _in_message(act, place)
    await act.ws.apps.by_id(app.id).delivery.ask("interactive", payload)
    return {}


def _named_container(act: Act) -> Json:
    """Return the message or view that the element stands in; raises ActError without one."""
    container = act.given.get("container")
    if not isinstance(container, dict):
        raise ActError("invalid_request", f"A click names its container; this is {container!r}.")
    return container


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The message that was clicked in, and the app that wrote it.

    ``attachment`` is the one that was named with it, None when there was no word of any.
    """

    app: AppConfig
    channel: Channel
    message: Message
    is_ephemeral: bool
    attachment: object


def _place(act: Act, container: Json) -> Place:
    channel = channel_of(act.ws, act.user, container.get("channel"))
    ts = str(container.get("ts") or container.get("message_ts") or "")
    seen = channel.ephemerals.get(ts)
    is_ephemeral = seen is not None and seen.shown_to == act.user
    message = seen if is_ephemeral else channel.messages.get(ts)
    if message is None:
        raise ActError("message_not_found", "That message is no longer there.")
    return Place(
        app=_author(act, message),
        channel=channel,
        message=message,
        is_ephemeral=is_ephemeral,
        attachment=container.get("attachment_id"),
    )


def _author(act: Act, message: Message) -> AppConfig:
    app = act.state.app_of(message.user)
    if app is None:
        raise ActError("action_not_found", "Nothing in a message of a person can be clicked.")
    return app


def _view(act: Act, view_id: object) -> View:
    view = act.ws.views.of_user(act.user, view_id)
    if view is None:
        raise ActError("view_not_found", "That window is no longer open.")
    return view


def _find(
    act: Act, drawings: Iterable[tuple[int | None, list[Json]]], *, named: object = None
) -> tuple[int | None, Json | None]:
    """Return the element acted on, None when it is nowhere, and the attachment it stands in.

    It may stand in an older drawing only: somebody clicked before the newest one reached them.
    ``named`` is the attachment that alone is meant; without one it is the first that has it.
    """
    block_id, action_id = act.text("block_id"), act.text("action_id")
    for attachment, blocks in drawings:
        found = find_element(blocks, block_id, action_id)
        if found is not None and named in (None, attachment):
            return attachment, found[1]
    return None, None


def _action(act: Act, app: AppConfig, element: Json | None) -> tuple[Json, Json]:
    """Return the element clicked and the action that Slack makes of it."""
    block_id = act.text("block_id")
    if element is None:
        wanted = act.text("action_id")
        raise ActError("action_not_found", f"There is no {wanted!r} in block {block_id!r}.")
    raw: Any = act.given.get("selected", act.given.get("value"))
    action = {key: value for key, value in element.items() if key not in NOT_IN_ACTION}
    picked = _filler(act, app).settled(element, chosen(element, raw))
    action |= {"block_id": block_id, "action_ts": action_ts()} | picked
    return element, action


def _filler(act: Act, app: AppConfig) -> Filler:
    return Filler(ws=act.ws, user=act.user, app=app)


def _noted(element: Json, action: Json) -> Values:
    """Return what a choice leaves in the state; nothing for a button."""
    picked = {k: v for k, v in action.items() if k.startswith("selected_") or k == "value"}
    if element["type"] in ("button", "overflow"):
        return {}
    return {action["block_id"]: {action["action_id"]: {"type": element["type"], **picked}}}


def _typed(act: Act, app: AppConfig, blocks: list[Json]) -> Values:
    """Return what stood in the other inputs when the click was made."""
    return _filler(act, app).taken(blocks, act.given.get("values"))


def _in_message(act: Act, place: Place) -> Json:
    message, channel = place.message, place.channel
    attachment, found = _find(act, message.drawings, named=place.attachment)
    element, action = _action(act, place.app, found)
    entered = message.entered.setdefault(act.user, {})
    merge(entered, _typed(act, place.app, message.all_blocks))
    merge(entered, _noted(element, action))
    handle = act.ws.response_urls.new(
        place.app,
        act.user,
        channel.id,
        message_ts=message.ts,
        is_ephemeral=place.is_ephemeral,
        thread_ts=message.thread_ts,
    )
    payload = interaction(act.state, place.app, act.user, "block_actions") | {
        "container": _container(place, attachment),
        "trigger_id": act.ws.triggers.new(place.app, act.user),
        "channel": named_channel(channel),
        "state": {"values": state_values(message.all_blocks, entered)},
        "response_url": f"{act.ws.url}/hooks/response/{handle}",
        "actions": [action],
    }
    if not place.is_ephemeral:
        payload["message"] = message_json(act.state, message)
    return payload


def _container(place: Place, attachment: int | None) -> Json:
    made: Json = {
        "type": "message",
        "message_ts": place.message.ts,
        "channel_id": place.channel.id,
        "is_ephemeral": place.is_ephemeral,
    }
    if attachment is not None:
        made |= {"type": "message_attachment", "attachment_id": attachment, "is_app_unfurl": False}
    return made | {"thread_ts": place.message.thread_ts} if place.message.is_reply else made


def _in_view(act: Act, view: View) -> Json:
    _, found = _find(act, ((None, blocks) for blocks in view.drawings))
    element, action = _action(act, view.app, found)
    merge(view.entered, _typed(act, view.app, view.blocks))
    merge(view.entered, _noted(element, action))
    shown = view_json(act.ws, view)
    return interaction(act.state, view.app, act.user, "block_actions") | {
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": act.ws.triggers.new(view.app, act.user, view_id=view.id),
        "view": shown,
        "actions": [action],
    }


async def options(act: Act) -> Json:
    """Ask the app for the options of an external menu that match what was typed."""
    container = _named_container(act)
    if container.get("type") == "view":
        view = _view(act, container.get("view_id"))
        app, where = view.app, {"container": {"type": "view", "view_id": view.id}}
        where["view"] = view_json(act.ws, view)
    else:
        place = _place(act, container)
        app = place.app
        attachment, _ = _find(act, place.message.drawings, named=place.attachment)
        where = {"container": _container(place, attachment)}
        where["channel"] = named_channel(place.channel)
        where["message"] = message_json(act.state, place.message)
    payload = interaction(act.state, app, act.user, "block_suggestion") | where
    payload |= {key: act.text(key) for key in ("block_id", "action_id", "value")}
    said = await act.ws.apps.by_id(app.id).delivery.ask("interactive", payload)
    return {"options": said.get("options", []), "option_groups": said.get("option_groups", [])}


async def shortcut(act: Act) -> Json:
    """Use a shortcut, on a message when one is named."""
    callback_id = act.text("callback_id")
    is_on_message = bool(act.given.get("ts"))
    app = _app_with(act, callback_id, is_on_message=is_on_message)
    kind = "message_action" if is_on_message else "shortcut"
    payload = interaction(act.state, app.config, act.user, kind) | {
        "callback_id": callback_id,
        "trigger_id": act.ws.triggers.new(app.config, act.user),
        "action_ts": action_ts(),
    }
    if is_on_message:
        payload |= _on_message(act, app.config)
    await app.delivery.ask("interactive", payload)
    return {}


def _app_with(act: Act, callback_id: str, *, is_on_message: bool) -> Installed:
    """Return the app that has this shortcut; ``app`` tells apart what two apps call the same."""
    for app in act.ws.apps if not act.text("app") else [act.app()]:
        both = (app.config.global_shortcuts, app.config.message_shortcuts)
        if callback_id in [one.callback_id for one in both[is_on_message]]:
            return app
    raise ActError("unknown_shortcut", f"There is no shortcut {callback_id!r} here.")


def _on_message(act: Act, app: AppConfig) -> Json:
    channel = act.channel()
    message = channel.messages.get(act.text("ts"))
    if message is None:
        raise ActError("message_not_found", "That message is no longer there.")
    handle = act.ws.response_urls.new(app, act.user, channel.id, message_ts=message.ts)
    return {
        "channel": named_channel(channel),
        "message_ts": message.ts,
        "message": message_json(act.state, message),
        "response_url": f"{act.ws.url}/hooks/response/{handle}",
    }


ACTS: dict[str, Doer] = {"click": click, "options": options, "shortcut": shortcut}
