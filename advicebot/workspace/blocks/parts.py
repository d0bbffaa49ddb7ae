"""The objects that elements are composed of: keys that many share, pictures, filters, workflows."""

import re
from decimal import Decimal
from typing import Any

from advicebot.workspace.blocks.options import MANY
from advicebot.workspace.blocks.report import PLAIN, Report
from advicebot.workspace.blocks.rules import (
    CONFIRM,
    FLAG,
    ID,
    WORD,
    Fields,
    each,
    needed,
    one_of_item,
    text,
    thing,
    url,
    where_given,
    whole,
    words,
)
from advicebot.workspace.state import Json

LABEL_LIMIT = 75
VALUE_LIMIT = 2000
ALT_TEXT_LIMIT = 2000
INPUT_LIMIT = 3000
EARLIEST, LATEST = 1_000_000_000, 9_999_999_999  # Unix seconds of ten digits
FILE_LIMIT = 10
FILE_ID = re.compile(r"^[F][A-Z0-9]{8,}$")
AMOUNT = r"-?\d+(\.\d+)?"
TRIGGERS = ("on_enter_pressed", "on_character_entered")
NUMBER_KEYS = ("initial_value", "min_value", "max_value")


def amounts_fit(report: Report, at: str, element: Json) -> None:
    """Check that numbers are numbers, and that the least is not more than the most."""
    given = {key: element[key] for key in NUMBER_KEYS if isinstance(element.get(key), str)}
    amounts = {k: Decimal(v) for k, v in given.items() if re.fullmatch(AMOUNT, v)}
    for key in sorted(set(given) - set(amounts)):
        report.add(f"{at}/{key}", "must be a number")
    least, most = amounts.get("min_value"), amounts.get("max_value")
    if least is not None and most is not None and least > most:
        report.add(f"{at}/min_value", "must not be more than max_value")


def lengths_fit(report: Report, at: str, element: Json) -> None:
    """Check the lengths of a text against each other."""
    most, least = element.get("max_length"), element.get("min_length")
    if isinstance(most, int) and isinstance(least, int) and least > most:
        report.add(f"{at}/min_length", "must not be more than max_length")
    if isinstance(most, int) and 1 <= most <= INPUT_LIMIT:
        report.string(at, element, "initial_value", limit=most)


def one_picture(report: Report, at: str, element: Json) -> None:
    """Check that a picture is named in one way: by its address or as a file."""
    if not element.get("image_url") and not element.get("slack_file"):
        report.add(at, "missing required field: image_url")


def _one_file(report: Report, at: str, file: Json) -> None:
    """Check that a picture names its file in one way; whether it can be shown is seen later."""
    if file and bool(file.get("id")) == bool(file.get("url")):
        report.add(at, "must provide either id or url")
        return
    named = file.get("id")
    if named and not (isinstance(named, str) and FILE_ID.fullmatch(named)):
        report.add(f"{at}/id", f"input must match regex pattern: {FILE_ID.pattern}")


def _not_empty(report: Report, at: str, filters: Any) -> None:
    if not filters:
        report.add(at, "must provide at least one filter")


ACTION: Fields = {"action_id": ID}
ASKED: Fields = {**ACTION, "confirm": CONFIRM}
CHOICE: Fields = {**ASKED, "focus_on_load": FLAG}
MENU: Fields = {**CHOICE, "placeholder": text(150, PLAIN)}
SEVERAL: Fields = {**MENU, "max_selected_items": whole(1)}
PICTURE_FIELDS: Fields = {
    "alt_text": needed(words(ALT_TEXT_LIMIT, 1)),
    "image_url": url(),
    "slack_file": where_given(thing({"id": words(), "url": url()}, also=_one_file)),
}
DISPATCHED: Fields = {
    "dispatch_action_config": where_given(
        thing({"trigger_actions_on": needed(each(one_of_item(*TRIGGERS), limit=len(TRIGGERS)))})
    )
}
TYPED: Fields = {
    **ACTION,
    **DISPATCHED,
    "focus_on_load": FLAG,
    "placeholder": text(150, PLAIN),
    "initial_value": words(INPUT_LIMIT),
}
BUTTON: Fields = {
    **ASKED,
    "text": needed(text(LABEL_LIMIT, PLAIN)),
    "value": words(VALUE_LIMIT),
    "accessibility_label": words(LABEL_LIMIT),
    "visible_to_user_ids": each(WORD, limit=FILE_LIMIT),
}
FEEDBACK = where_given(
    thing(
        {
            "text": needed(text(LABEL_LIMIT, PLAIN)),
            "value": needed(words(VALUE_LIMIT)),
            "accessibility_label": words(LABEL_LIMIT),
        }
    )
)
FILTER = where_given(
    thing(
        {
            "include": each(one_of_item("im", "mpim", "private", "public"), limit=4),
            "exclude_bot_users": FLAG,
            "exclude_external_shared_channels": FLAG,
        },
        also=_not_empty,
    )
)
WORKFLOW = thing(
    {
        "trigger": needed(
            where_given(
                thing(
                    {
                        "url": needed(url()),
                        "customizable_input_parameters": each(
                            thing({"name": needed(words()), "value": words()}), limit=MANY
                        ),
                    }
                )
            )
        )
    }
)
