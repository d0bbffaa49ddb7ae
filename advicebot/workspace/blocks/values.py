"""The values of inputs: as they start, as a person chose them, as Slack reports them."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from advicebot.workspace.blocks.walk import all_elements
from advicebot.workspace.errors import ActError
from advicebot.workspace.state import Json

Values = dict[str, dict[str, Json]]

# element type: (key of the value in state and action, key of the value it starts with)
SINGLE = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
}
SEVERAL = {
    "checkboxes": ("selected_options", "initial_options"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "file_input": ("files", "initial_files"),
}
OPTION_KEYS = ("selected_option", "selected_options")
SHAPES = {
    "number_input": (re.compile(r"-?\d+(\.\d+)?"), "Please enter a number."),
    "email_text_input": (re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+"), "Please enter an email address."),
    "url_text_input": (re.compile(r"https?://\S+\.\S+"), "Please enter a valid URL."),
    "datepicker": (re.compile(r"\d{4}-\d{2}-\d{2}"), "Please choose a date."),
    "timepicker": (re.compile(r"([01]\d|2[0-3]):[0-5]\d"), "Please choose a time."),
}


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
    if kind in SEVERAL:
        key = SEVERAL[kind][0]
        given = _inner(raw, key)
        picked: list[Any] = given if isinstance(given, list) else [given]
        return {key: [_option(element, one) for one in picked] if key in OPTION_KEYS else picked}
    if kind in SINGLE:
        key = SINGLE[kind][0]
        value = _inner(raw, key)
        return {key: _option(element, value) if key in OPTION_KEYS else value}
    return {}


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
    raise ActError("no_such_option", f"This menu has no option with the value {value!r}.")


def options_of(element: Json) -> list[Json]:
    """Return the options of a menu, those in groups too."""
    groups = element.get("option_groups") or []
    return [*element.get("options", []), *(o for group in groups for o in group["options"])]


def problem_with(block: Json, element: Json, value: Json | None) -> str | None:
    """Return what Slack's own client says when an input cannot be sent like this, else None."""
    if value is None:
        return None
    key = (SINGLE.get(element["type"]) or SEVERAL[element["type"]])[0]
    given = value.get(key)
    if given is None or given in ("", []):
        return None if block.get("optional") else "Please complete this required field."
    if not isinstance(given, str):
        return None
    if element["type"] in SHAPES:
        return _problem_of_shape(element, given)
    if len(given) < element.get("min_length", 0):
        return f"Please enter at least {element['min_length']} characters."
    if len(given) > element.get("max_length", 3000):
        return f"Please enter at most {element.get('max_length', 3000)} characters."
    return None


def _problem_of_shape(element: Json, given: str) -> str | None:
    shape, problem = SHAPES[element["type"]]
    if not shape.fullmatch(given):
        return problem
    if element["type"] != "number_input":
        return None
    if "." in given and not element.get("is_decimal_allowed"):
        return "Please enter a whole number."
    least, most = element.get("min_value"), element.get("max_value")
    if least is not None and Decimal(given) < Decimal(least):
        return f"Please enter a number that is at least {least}."
    if most is not None and Decimal(given) > Decimal(most):
        return f"Please enter a number that is at most {most}."
    return None
