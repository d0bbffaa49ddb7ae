"""A person's acts: the same ones that the page does."""

from typing import Any

from advicebot.workspace.client import find
from advicebot.workspace.client.acts import ACTS, perform
from advicebot.workspace.control.asked import Asked, ControlError, ControlRoute, shortened
from advicebot.workspace.errors import ActError, FormError
from advicebot.workspace.named import app_named, conversation_named, user_named
from advicebot.workspace.state import Channel, Json
from advicebot.workspace.state.view_store import View

KEYS = (
    *("as", "act", "app", "channel", "text", "thread", "ts", "user", "name", "files", "broadcast"),
    *("command", "callback_id", "in", "action_id", "label", "block_id", "value", "choose"),
    *("selected", "values", "container", "view_id", "clear", "step", "change", "archived", "seen"),
)
"""Everything that any act takes."""
IN_A_CONVERSATION = frozenset(ACTS) - {"open_home", "open_messages", "open_dm", "submit", "clock"}


def person_of(asked: Asked) -> str:
    """Return the id of the person named by ``as``; raises ActError."""
    return user_named(asked.ws.state, asked.needed("as")).id


async def act(asked: Asked) -> Json:
    """Do what a person does and return what the page would get.

    People and conversations may be given by name. A ``click`` may name the element by its label or
    action alone; ``submit`` may give plain values by block.
    """
    name = asked.needed("act")
    if name not in ACTS:
        rule = f"act is one of {', '.join(sorted(ACTS))}."
        raise ControlError("unknown_act", f"There is no act {name!r}.", rule)
    user = person_of(asked)
    answer = await perform(asked.ws, _completed(asked, user, name))
    if answer["ok"]:
        return answer
    if "errors" in answer:
        raise FormError(answer["errors"])
    raise ControlError(answer["error"], answer["message"])


def _completed(asked: Asked, user: str, name: str) -> Json:
    given: dict[str, Any] = {**asked.given, "as": user, "act": name}
    if asked.has("app"):
        given["app"] = app_named(asked.ws, asked.text("app")).config.id
    is_elsewhere = "container" in given or "view_id" in given
    if asked.has("channel") or (name in IN_A_CONVERSATION and not is_elsewhere):
        given["channel"] = conversation_of(asked, user).id
    if name == "click" and "container" not in given:
        return given | _element(asked, user, given)
    if name in ("submit", "close_view"):
        return given | _form(asked, user, given)
    return given | _people(asked, given)


def conversation_of(asked: Asked, user: str) -> Channel:
    """Return the conversation named by ``channel``, without one the DM with the app."""
    if asked.has("channel"):
        return conversation_named(asked.ws, user, asked.given["channel"])
    return asked.ws.state.app_dm(user, app_named(asked.ws, asked.text("app")).config)


def _people(asked: Asked, given: Json) -> Json:
    who = given.get("user")
    if isinstance(who, list):
        return {"user": [user_named(asked.ws.state, one).id for one in who]}
    return {"user": user_named(asked.ws.state, who).id} if who else {}


def _element(asked: Asked, user: str, given: Json) -> Json:
    """Return where the element named by ``action_id`` or ``label`` is."""
    named = asked.text("action_id") or asked.needed("label")
    where, block = asked.text("in", "message"), asked.text("block_id") or None
    value = asked.text("value") or None
    if where == "message":
        found = find.in_messages(
            asked.ws,
            user,
            channel=conversation_of(asked, user).id,
            ts=asked.text("ts") or None,
            action_id=named,
            block_id=block,
            value=value,
        )
    else:
        found = find.in_view(_view(asked, user, where), named, block, value)
    return found | {"selected": given.get("choose", given.get("selected"))}


def _view(asked: Asked, user: str, where: str) -> View:
    if where not in ("modal", "home"):
        rule = "in is message, modal or home."
        raise ControlError("wrong_value", f"in is {where!r}.", rule)
    app = app_named(asked.ws, asked.text("app")).config
    views = asked.ws.views
    view = views.top(user) if where == "modal" else views.home(user, app)
    if view is None:
        raise ActError("view_not_found", f"{user} sees no {where}.")
    return view


def _form(asked: Asked, user: str, given: Json) -> Json:
    view = _view(asked, user, "modal")
    values = given.get("values") or {}
    if not isinstance(values, dict):
        rule = 'values is an object by block_id: {"BLOCK": VALUE}.'
        raise ControlError("wrong_value", f"values is {shortened(values)}.", rule)
    is_plain = not all(isinstance(value, dict) for value in values.values())
    filled = find.filled(view, values) if is_plain else values
    return {"view_id": given.get("view_id") or view.id, "values": filled}


ROUTES = (
    ControlRoute(
        method="POST",
        path="/control/act",
        about="Do something as a person, as in the page. Acts: " + ", ".join(sorted(ACTS)) + ".",
        takes='{"as": NAME, "act": ACT, "channel": NAME, ...}; a click takes action_id or label, '
        "in (message, modal, home) and choose; submit takes values by block_id",
        keys=KEYS,
        does=act,
    ),
)
