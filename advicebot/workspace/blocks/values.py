"""The values of inputs: as they start, as a person chose them, as Slack reports them."""

from collections.abc import Sequence
from typing import Any

from advicebot.workspace.blocks.state_keys import SEVERAL, SINGLE
from advicebot.workspace.blocks.walk import all_elements
from advicebot.workspace.errors import ActError
from advicebot.workspace.shapes.richtext import as_blocks, escape
from advicebot.workspace.state import Json

Values = dict[str, dict[str, Json]]

OPTION_KEYS = ("selected_option", "selected_options")


def initial_value(element: Json) -> Json | None:
    """Return the state of an element nobody has touched; None when it has no state."""
    kind = element["type"]
    if kind in SINGLE:
        key, initial = SINGLE[kind]
        return {"type": kind, key: element.get(initial)}
    if kind in SEVERAL:
        key, initial = SEVERAL[kind]
        return {"type": kind, key: list(element.get(initial, []))}
    return None


def state_values(blocks: Sequence[Json] | None, entered: Values) -> Values:
    """Return ``state.values``: what was entered where it still fits, else what was given."""
    values: Values = {}
    for block, element in all_elements(blocks):
        value = initial_value(element)
        if value is None:
            continue
        block_id, action_id = block["block_id"], element["action_id"]
        typed = entered.get(block_id, {}).get(action_id)
        if typed is not None and typed.get("type") == value["type"]:
            value = typed
        values.setdefault(block_id, {})[action_id] = value
    return values


def merge(entered: Values, values: Values) -> None:
    """Note what a person has filled in or chosen."""
    for block_id, actions in values.items():
        entered.setdefault(block_id, {}).update(actions)


def chosen(element: Json, raw: Any) -> Json:
    """Return what a person chose in an element as Slack puts it into an action.

    Args:
        element: the element as it stands in the block.
        raw: an option's value, a list of them, a plain value such as a date or a user id, or any
            of these below ``value`` or below Slack's own key such as ``selected_date``.
    """
    kind = element["type"]
    if kind == "overflow":
        return {"selected_option": _option(element, _inner(raw, "selected_option"))}
    if kind == "feedback_buttons":
        return _opinion(element, _inner(raw, "value"))
    if kind in SEVERAL:
        key = SEVERAL[kind][0]
        given = _inner(raw, key)
        picked: list[Any] = given if isinstance(given, list) else [given]
        return {key: [_one(element, key, one) for one in picked if one is not None]}
    if kind in SINGLE:
        key = SINGLE[kind][0]
        return {key: _one(element, key, _inner(raw, key))}
    return {}


def _one(element: Json, key: str, value: Any) -> Any:
    """Return one value as Slack reports it: options whole, what was typed as parts."""
    if key in OPTION_KEYS:
        return _option(element, value)
    if isinstance(value, str) and key == "rich_text_value":
        return _rich_text(value) if value else None
    return value


def _rich_text(typed: str) -> Json:
    """Return words as the rich text that they are without any mark."""
    return {"type": "rich_text", "elements": as_blocks(escape(typed))[0]["elements"]}


def _opinion(element: Json, wanted: Any) -> Json:
    """Return which of the two feedback buttons was pressed: its value and its text."""
    for button in (element["positive_button"], element["negative_button"]):
        if button["value"] == wanted:
            return {"value": button["value"], "text": button["text"]}
    raise ActError("no_such_option", f"There is no feedback button with the value {wanted!r}.")


def _inner(raw: Any, key: str) -> Any:
    if isinstance(raw, dict):
        for name in (key, "value", "values"):
            if name in raw and "text" not in raw:
                return raw[name]
    return raw


def _option(element: Json, wanted: Any) -> Json | None:
    if wanted is None or wanted == "":
        return None
    value = wanted.get("value") if isinstance(wanted, dict) else wanted
    for option in options_of(element):
        if option.get("value") == value:
            return option
    if element["type"].endswith("external_select") and isinstance(wanted, dict):
        return wanted
    raise ActError("no_such_option", _no_option(element, value))


def _no_option(element: Json, value: Any) -> str:
    if element["type"].endswith("external_select"):
        return (
            f"{value!r} is the value of an option, but this menu asks its app for them: pass a "
            f"whole option, one of those that looks_up({element['action_id']!r}, ...) returns."
        )
    known = ", ".join(repr(option.get("value")) for option in options_of(element))
    return f"This menu has no option with the value {value!r}; there are {known}."


def options_of(element: Json) -> list[Json]:
    """Return the options of a menu, those in groups too."""
    groups = element.get("option_groups") or []
    return [*element.get("options", []), *(o for group in groups for o in group["options"])]
