"""People: added, changed, deactivated."""

from dataclasses import fields
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from advicebot.workspace.config import UserConfig
from advicebot.workspace.control.asked import Asked, ControlError, ControlRoute, shortened
from advicebot.workspace.errors import ActError
from advicebot.workspace.ids import new_id
from advicebot.workspace.named import user_named
from advicebot.workspace.service import people
from advicebot.workspace.shapes.page import page_user
from advicebot.workspace.state import Json

KINDS = {field.name: field.type for field in fields(UserConfig)}
SWITCHES = frozenset(name for name, kind in KINDS.items() if kind in (bool, "bool"))
OPTIONAL = frozenset({"time_zone", "other_team_id"})
CHANGEABLE = sorted(set(KINDS) - {"id"})


def listed(asked: Asked) -> Json:
    """Return everybody."""
    return {"people": [page_user(user) for user in asked.ws.state.users.values()]}


def add(asked: Asked) -> Json:
    """Add a person, and tell the apps and the pages."""
    name = asked.needed("name")
    user_id = asked.text("id") or new_id("U")
    made = UserConfig(id=user_id, **(_changes(asked) | {"name": name}))
    try:
        people.add_user(asked.ws, made)
    except ActError as taken:
        advice = "Each person has an id and a name of their own."
        raise ControlError(taken.name, taken.message, advice) from None
    return {"user": page_user(made)}


def change(asked: Asked) -> Json:
    """Change what is known of a person."""
    changed = _changes(asked)
    if not changed:
        raise ControlError("missing", "Nothing is changed.", f"Give any of {_known()}.")
    user = user_named(asked.ws.state, asked.needed("user"))
    return {"user": page_user(people.change_user(asked.ws, user.id, **changed))}


def deactivate(asked: Asked) -> Json:
    """End a person's account."""
    user = user_named(asked.ws.state, asked.needed("user"))
    return {"user": page_user(people.change_user(asked.ws, user.id, deleted=True))}


def _changes(asked: Asked) -> dict[str, Any]:
    return {name: _value(asked, name) for name in CHANGEABLE if name in asked.given}


def _value(asked: Asked, name: str) -> Any:
    """Return what a field of a person becomes; raises ControlError."""
    if name in SWITCHES:
        return asked.flag(name)
    if asked.given[name] is None and name in OPTIONAL:
        return None
    if asked.given[name] is None:
        raise ControlError("wrong_value", f"{name} is null.", f"{name} is a text, or empty.")
    value = asked.needed(name) if name == "name" else asked.text(name)
    return _zone(value) if name == "time_zone" else value


def _zone(named: str) -> str | None:
    try:
        return ZoneInfo(named).key if named else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        what = f"There is no time zone {shortened(named)}."
        raise ControlError("wrong_value", what, "Give one such as Europe/London.") from None


def _known() -> str:
    return ", ".join(CHANGEABLE)


ROUTES = (
    ControlRoute(method="GET", path="/control/people", about="Everybody.", does=listed),
    ControlRoute(
        method="POST",
        path="/control/people",
        about="Add a person.",
        takes='{"name": ..., "id": optional, and any of ' + _known() + "}",
        keys=("id", *CHANGEABLE),
        does=add,
    ),
    ControlRoute(
        method="PATCH",
        path="/control/people/{user}",
        about="Change a person; deleted: true deactivates, deleted: false gives the account back.",
        takes="any of " + _known(),
        keys=tuple(CHANGEABLE),
        does=change,
    ),
    ControlRoute(
        method="DELETE",
        path="/control/people/{user}",
        about="Deactivate a person, as an administrator does.",
        does=deactivate,
    ),
)
