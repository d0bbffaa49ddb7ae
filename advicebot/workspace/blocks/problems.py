"""What Slack's own client says of an input that cannot be sent as it is."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from advicebot.workspace.blocks.state_keys import SEVERAL, SINGLE
from advicebot.workspace.state import Json

TEXT_LIMIT = 3000
FILE_LIMIT = 10

SHAPES = {
    "number_input": (re.compile(r"-?\d+(\.\d+)?"), "Please enter a number."),
    "email_text_input": (re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+"), "Please enter an email address."),
    "url_text_input": (re.compile(r"https?://\S+\.\S+"), "Please enter a valid URL."),
    "datepicker": (re.compile(r"\d{4}-\d{2}-\d{2}"), "Please choose a date."),
    "timepicker": (re.compile(r"([01]\d|2[0-3]):[0-5]\d"), "Please choose a time."),
}


def problem_with(block: Json, element: Json, value: Json | None) -> str | None:
    """Return what is wrong with the value of an input, None when it can be sent."""
    kind = element["type"]
    row = SINGLE.get(kind) or SEVERAL.get(kind)
    if value is None or row is None:
        return None
    given = value.get(row[0])
    if given is None or given in ("", []):
        return None if block.get("optional") else "Please complete this required field."
    if kind in SHAPES and not (isinstance(given, str) and SHAPES[kind][0].fullmatch(given)):
        return SHAPES[kind][1]
    check = CHECKS.get(kind) or (_too_many if kind in SEVERAL else None)
    return check(element, given) if check else None


def _length(element: Json, given: str) -> str | None:
    least, most = element.get("min_length", 0), element.get("max_length", TEXT_LIMIT)
    if len(given) < least:
        return f"Please enter at least {least} characters."
    return f"Please enter at most {most} characters." if len(given) > most else None


def _amount(element: Json, given: str) -> str | None:
    if "." in given and not element.get("is_decimal_allowed"):
        return "Please enter a whole number."
    least, most = element.get("min_value"), element.get("max_value")
    if least is not None and Decimal(given) < Decimal(least):
        return f"Please enter a number that is at least {least}."
    if most is not None and Decimal(given) > Decimal(most):
        return f"Please enter a number that is at most {most}."
    return None


def _too_many(element: Json, given: list[Any]) -> str | None:
    most = element.get("max_selected_items")
    return f"Please choose at most {most}." if most and len(given) > most else None


def _files(element: Json, given: list[Any]) -> str | None:
    most = element.get("max_files", FILE_LIMIT)
    if len(given) > most:
        return f"Please add at most {most} file{'s' if most > 1 else ''}."
    kinds = [str(kind).lower().lstrip(".") for kind in element.get("filetypes") or ()]
    names = [str(file["name"]) for file in given if isinstance(file, dict) and file.get("name")]
    wrong = [name for name in names if name.rpartition(".")[2].lower() not in kinds]
    if kinds and wrong:
        return f"{', '.join(wrong)} cannot be added here: only {', '.join(kinds)} files can."
    return None


CHECKS: dict[str, Callable[[Json, Any], str | None]] = {
    "plain_text_input": _length,
    "number_input": _amount,
    "file_input": _files,
}
