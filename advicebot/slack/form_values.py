"""What stands in the fields of a form that was sent, whichever form it is.

A value comes from outside, whatever the form had offered: a menu's answer may be forged, and a text
longer than its input allowed. Whoever reads it checks it.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from advicebot.slack.ids import Field
from advicebot.slack.mrkdwn import visible
from advicebot.slack.payloads import Body

Errors = dict[str, str]
"""What is wrong, in plain words, by field."""

CHOOSE = "Choose one from the list."
SPARE = 100
"""A name that was taken out may be shorter than the words in its place."""


def subject_of(body: Body) -> str:
    """Return the reference a form carries; look it up and check it before use."""
    return str(body["view"].get("private_metadata") or "")


def text_of(body: Body, field: Field) -> str:
    """Return the words in a field, redacted at the door, "" for none."""
    return visible(str(_input(body, field).get("value") or "")).strip()


def chosen(body: Body, field: Field) -> str:
    """Return the value that was chosen from a menu or from round buttons, "" for none."""
    return str((_input(body, field).get("selected_option") or {}).get("value") or "")


def all_chosen(body: Body, field: Field) -> tuple[str, ...]:
    """Return the values that were ticked or chosen, in the order in which Slack names them."""
    found = _input(body, field).get("selected_options") or []
    return tuple(str(each.get("value") or "") for each in found)


def day_of(body: Body, field: Field) -> date | None:
    """Return the day of a calendar field, None for none or for what is no day."""
    try:
        return date.fromisoformat(str(_input(body, field).get("selected_date")))
    except ValueError:
        return None


def has_day(body: Body, field: Field) -> bool:
    """True when something stands in a calendar field, be it a day or not."""
    return bool(_input(body, field).get("selected_date"))


def clock_of(body: Body, field: Field) -> str:
    """Return what stands in a field for a time of day, such as "09:30", "" for nothing."""
    return str(_input(body, field).get("selected_time") or "")


def too_long(words: str, most: int) -> str | None:
    """Return by how much words are too long, None when they are not."""
    over = len(words) - most - SPARE
    return f"That is too long by {len(words) - most} characters." if over > 0 else None


def _input(body: Body, field: Field) -> Mapping[str, Any]:
    values = body["view"]["state"]["values"]
    inputs: Mapping[str, Any] = values.get(field.value, {}).get(field.value) or {}
    return inputs
