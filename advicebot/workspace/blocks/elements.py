"""Checks of elements: buttons, menus, pickers, inputs, and the places each may stand in."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from advicebot.workspace.blocks.options import check_option, check_options
from advicebot.workspace.blocks.report import EITHER, ID_LIMIT, PLAIN, Report
from advicebot.workspace.state import Json

Check = Callable[[Report, str, Json], None]

EVERYWHERE = frozenset({"section", "actions", "input"})
SECTION_ACTIONS = frozenset({"section", "actions"})
SECTION_INPUT = frozenset({"section", "input"})
ACTIONS_INPUT = frozenset({"actions", "input"})
INPUT = frozenset({"input"})
CONTEXT_ACTIONS = frozenset({"context_actions"})
PICTURE = frozenset({"section", "context"})

BUTTON_TEXT_LIMIT = 75
BUTTON_VALUE_LIMIT = 2000
LABEL_LIMIT = 75
PLACEHOLDER_LIMIT = 150
ALT_TEXT_LIMIT = 2000
INPUT_LIMIT = 3000
FEW_OPTIONS = 10
OVERFLOW_OPTIONS = 5
FILE_LIMIT = 10

DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
FILE_ID = re.compile(r"^[F][A-Z0-9]{8,}$")
TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


@dataclass(frozen=True, slots=True)
class Element:
    """A kind of element: the blocks it may stand in and what is checked beside the common rules."""

    places: frozenset[str]
    check: Check


def check_element(report: Report, at: str, element: Any, *, place: str, surface: str) -> None:
    """Check an element that stands in this kind of block on this surface."""
    if not isinstance(element, dict):
        report.add(at, "must be an object")
        return
    kind = ELEMENTS.get(str(element.get("type")))
    if kind is None or place not in kind.places:
        report.add(f"{at}/type", f"unsupported type: {element.get('type')}")
        return
    if element["type"] == "file_input" and surface != "modal":
        report.add(f"{at}/type", "unsupported type: file_input")
    report.string(at, element, "action_id", limit=ID_LIMIT, least=1)
    report.text(at, element, "placeholder", limit=PLACEHOLDER_LIMIT, kinds=PLAIN)
    report.confirm(at, element)
    kind.check(report, at, element)


def _button(report: Report, at: str, element: Json) -> None:
    report.text(at, element, "text", limit=BUTTON_TEXT_LIMIT, kinds=PLAIN, is_needed=True)
    report.string(at, element, "value", limit=BUTTON_VALUE_LIMIT)
    report.string(at, element, "accessibility_label", limit=LABEL_LIMIT)
    report.url(at, element, "url")
    if element.get("style") not in (None, "primary", "danger"):
        report.add(f"{at}/style", "value must be primary or danger")


def _icon_button(report: Report, at: str, element: Json) -> None:
    report.text(at, element, "text", limit=BUTTON_TEXT_LIMIT, kinds=PLAIN, is_needed=True)
    report.string(at, element, "icon", limit=LABEL_LIMIT, is_needed=True)
    report.string(at, element, "value", limit=BUTTON_VALUE_LIMIT)


def _feedback(report: Report, at: str, element: Json) -> None:
    for key in ("positive_button", "negative_button"):
        button = element.get(key)
        if not isinstance(button, dict):
            report.add(at, f"missing required field: {key}")
            continue
        report.text(f"{at}/{key}", button, "text", limit=LABEL_LIMIT, kinds=PLAIN, is_needed=True)
        report.string(f"{at}/{key}", button, "value", limit=BUTTON_VALUE_LIMIT)


def _select(report: Report, at: str, element: Json) -> None:
    check_options(report, at, element)
    _several(report, at, element)


def _several(report: Report, at: str, element: Json) -> None:
    most = element.get("max_selected_items")
    if most is not None and (not isinstance(most, int) or most < 1):
        report.add(f"{at}/max_selected_items", "must be 1 or more")


def _external(report: Report, at: str, element: Json) -> None:
    _several(report, at, element)
    if "initial_option" in element:
        check_option(report, f"{at}/initial_option", element["initial_option"])


def _few(report: Report, at: str, element: Json) -> None:
    check_options(report, at, element, limit=FEW_OPTIONS, kinds=EITHER)


def _overflow(report: Report, at: str, element: Json) -> None:
    check_options(report, at, element, limit=OVERFLOW_OPTIONS)


def _matches(key: str, shape: re.Pattern[str], words: str) -> Check:
    def check(report: Report, at: str, element: Json) -> None:
        value = element.get(key)
        if value is not None and not (isinstance(value, str) and shape.fullmatch(value)):
            report.add(f"{at}/{key}", f"must be {words}")

    return check


def _moment(report: Report, at: str, element: Json) -> None:
    value = element.get("initial_date_time")
    if value is not None and not isinstance(value, int):
        report.add(f"{at}/initial_date_time", "must be a Unix timestamp")


def _typed(report: Report, at: str, element: Json) -> None:
    most = element.get("max_length")
    least = element.get("min_length")
    if most is not None and not (isinstance(most, int) and 1 <= most <= INPUT_LIMIT):
        report.add(f"{at}/max_length", f"must be between 1 and {INPUT_LIMIT}")
        most = None
    if least is not None and not (isinstance(least, int) and 0 <= least <= INPUT_LIMIT):
        report.add(f"{at}/min_length", f"must be between 0 and {INPUT_LIMIT}")
        least = None
    if most is not None and least is not None and least > most:
        report.add(f"{at}/min_length", "must not be more than max_length")
    report.string(at, element, "initial_value", limit=most or INPUT_LIMIT)


def _number(report: Report, at: str, element: Json) -> None:
    if not isinstance(element.get("is_decimal_allowed"), bool):
        report.add(at, "missing required field: is_decimal_allowed")
    for key in ("initial_value", "min_value", "max_value"):
        report.string(at, element, key, limit=LABEL_LIMIT)


def _picture(report: Report, at: str, element: Json) -> None:
    report.string(at, element, "alt_text", limit=ALT_TEXT_LIMIT, least=1, is_needed=True)
    report.url(at, element, "image_url")
    file = element.get("slack_file")
    if not element.get("image_url") and not file:
        report.add(at, "missing required field: image_url")
    elif element.get("image_url") and file:
        report.add(at, "only one of image_url and slack_file allowed")
    elif file:
        _slack_file(report, f"{at}/slack_file", file)


def _slack_file(report: Report, at: str, file: Any) -> None:
    """Check that a picture names its file in one way; whether it can be shown is seen later."""
    if not isinstance(file, dict):
        report.add(at, "must be an object")
        return
    for extra in sorted(set(file) - {"id", "url"}):
        report.add(at, f"invalid additional property: {extra}")
    if bool(file.get("id")) == bool(file.get("url")):
        report.add(at, "must provide either id or url")
        return
    report.url(at, file, "url")
    named = file.get("id")
    if named and not (isinstance(named, str) and FILE_ID.fullmatch(named)):
        report.add(f"{at}/id", f"input must match regex pattern: {FILE_ID.pattern}")


def _files(report: Report, at: str, element: Json) -> None:
    most = element.get("max_files", FILE_LIMIT)
    if not isinstance(most, int) or not 1 <= most <= FILE_LIMIT:
        report.add(f"{at}/max_files", f"must be between 1 and {FILE_LIMIT}")


def _nothing_more(report: Report, at: str, element: Json) -> None:
    """Nothing beside the common rules."""


check_picture = _picture

ELEMENTS: dict[str, Element] = {
    "button": Element(SECTION_ACTIONS, _button),
    "icon_button": Element(CONTEXT_ACTIONS, _icon_button),
    "feedback_buttons": Element(CONTEXT_ACTIONS, _feedback),
    "static_select": Element(EVERYWHERE, _select),
    "multi_static_select": Element(SECTION_INPUT, _select),
    "external_select": Element(EVERYWHERE, _external),
    "multi_external_select": Element(SECTION_INPUT, _external),
    "users_select": Element(EVERYWHERE, _nothing_more),
    "multi_users_select": Element(SECTION_INPUT, _several),
    "conversations_select": Element(EVERYWHERE, _nothing_more),
    "multi_conversations_select": Element(SECTION_INPUT, _several),
    "channels_select": Element(EVERYWHERE, _nothing_more),
    "multi_channels_select": Element(SECTION_INPUT, _several),
    "overflow": Element(SECTION_ACTIONS, _overflow),
    "checkboxes": Element(EVERYWHERE, _few),
    "radio_buttons": Element(EVERYWHERE, _few),
    "datepicker": Element(EVERYWHERE, _matches("initial_date", DATE, "a date as YYYY-MM-DD")),
    "timepicker": Element(EVERYWHERE, _matches("initial_time", TIME, "a time as HH:mm")),
    "datetimepicker": Element(ACTIONS_INPUT, _moment),
    "plain_text_input": Element(INPUT, _typed),
    "email_text_input": Element(INPUT, _typed),
    "url_text_input": Element(INPUT, _typed),
    "number_input": Element(INPUT, _number),
    "rich_text_input": Element(INPUT, _nothing_more),
    "file_input": Element(INPUT, _files),
    "image": Element(PICTURE, _picture),
}
