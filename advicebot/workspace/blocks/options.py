"""Options of menus, radio buttons and checkboxes."""

from advicebot.workspace.blocks.kinds import Check
from advicebot.workspace.blocks.report import EITHER, PLAIN, Report
from advicebot.workspace.blocks.rules import (
    Fields,
    Item,
    Rule,
    each,
    needed,
    text,
    thing,
    url,
    words,
)
from advicebot.workspace.blocks.values import options_of
from advicebot.workspace.state import Json

LABEL_LIMIT = 75
VALUE_LIMIT = 150
MANY = 100
FEW = 10


def option(kinds: tuple[str, ...] = PLAIN, *, has_url: bool = False) -> Item:
    """Return the check of an option; only those of an overflow menu may lead to an address."""
    fields: dict[str, Rule] = {
        "text": needed(text(LABEL_LIMIT, kinds)),
        "value": needed(words(VALUE_LIMIT)),
        "description": text(LABEL_LIMIT, kinds),
    }
    return thing(fields | {"url": url()} if has_url else fields)


_GROUP = thing(
    {"label": needed(text(LABEL_LIMIT, PLAIN)), "options": needed(each(option(), limit=MANY))}
)
LISTS: Fields = {"options": each(option(), limit=MANY), "option_groups": each(_GROUP, limit=MANY)}
FEW_OPTIONS: Fields = {"options": needed(each(option(EITHER), limit=FEW))}


def one_list(report: Report, at: str, element: Json) -> None:
    """Check that a menu has its options in one way."""
    if "options" in element and "option_groups" in element:
        report.add(at, "only one of options and option_groups allowed")
    elif "options" not in element and "option_groups" not in element:
        report.add(at, "missing required field: options")


def starts_with_its_own(key: str) -> Check:
    """Return a check that a menu starts with options that are among its own."""

    def check(report: Report, at: str, element: Json) -> None:
        if report.problems or not element.get(key):
            return  # options that are wrong themselves are told first
        known = options_of(element)
        given = element[key]
        places = [(f"{at}/{key}", given)] if isinstance(given, dict) else _numbered(at, key, given)
        for place, one in places:
            if one not in known:
                report.add(place, "must match one of the options exactly")

    return check


def _numbered(at: str, key: str, given: list[Json]) -> list[tuple[str, Json]]:
    return [(f"{at}/{key}/{index}", one) for index, one in enumerate(given)]
