"""What may stand under a key: the parts of which the tables of blocks and elements are made.

A rule looks at one key of an object and tells the report what is wrong there. A key that is not
given, or given as null, is wrong only when it is needed.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from advicebot.workspace.blocks.report import EITHER, ID_LIMIT, PLAIN, TEXT_LIMIT, Report
from advicebot.workspace.state import Json

Rule = Callable[[Report, str, Json, str], None]
Item = Callable[[Report, str, Any], None]
Fields = Mapping[str, Rule]


def check_fields(report: Report, at: str, given: Any, fields: Fields) -> None:
    """Check each key of an object; a key that is not in the table is one too many."""
    if not isinstance(given, dict):
        report.add(at, "must be an object")
        return
    for extra in sorted(set(given) - set(fields) - {"type"}):
        report.add(at, f"invalid additional property: {extra}")
    for key, rule in fields.items():
        rule(report, at, given, key)


def needed(rule: Rule) -> Rule:
    """Return the rule for a key that must be there."""

    def check(report: Report, at: str, holder: Json, key: str) -> None:
        if holder.get(key) is None:
            report.add(at, f"missing required field: {key}")
        else:
            rule(report, at, holder, key)

    return check


def where_given(item: Item) -> Rule:
    """Return a rule that has the value under the key checked when there is one."""

    def check(report: Report, at: str, holder: Json, key: str) -> None:
        if holder.get(key) is not None:
            item(report, f"{at}/{key}", holder[key])

    return check


def text(limit: int = TEXT_LIMIT, kinds: tuple[str, ...] = EITHER) -> Rule:
    """Return the rule for a text object."""
    return where_given(text_item(limit, kinds))


def text_item(limit: int = TEXT_LIMIT, kinds: tuple[str, ...] = EITHER) -> Item:
    """Return the check of a text object in a list."""

    def check(report: Report, at: str, given: Any) -> None:
        report.text_object(at, given, limit=limit, kinds=kinds)

    return check


def words(limit: int = TEXT_LIMIT, least: int = 0) -> Rule:
    """Return the rule for a plain string."""

    def check(report: Report, at: str, holder: Json, key: str) -> None:
        report.string(at, holder, key, limit=limit, least=least)

    return check


def url(*, is_https: bool = False) -> Rule:
    """Return the rule for a web address."""

    def check(report: Report, at: str, holder: Json, key: str) -> None:
        report.url(at, holder, key)
        value = holder.get(key)
        if is_https and isinstance(value, str) and not value.startswith("https://"):
            report.add(f"{at}/{key}", "must be an https URL")

    return check


def one_of(*values: str) -> Rule:
    """Return the rule for one of a few words."""
    return where_given(one_of_item(*values))


def one_of_item(*values: str) -> Item:
    """Return the check of one of a few words in a list."""

    def check(report: Report, at: str, given: Any) -> None:
        if given not in values:
            report.add(at, f"value must be {' or '.join(values)}")

    return check


def whole(least: int, most: int | None = None) -> Rule:
    """Return the rule for a whole number."""

    def check(report: Report, at: str, given: Any) -> None:
        if not isinstance(given, int) or isinstance(given, bool):
            report.add(at, "must be an integer")
        elif given < least or (most is not None and given > most):
            between = f"between {least} and {most}" if most is not None else f"{least} or more"
            report.add(at, f"must be {between}")

    return where_given(check)


def like(pattern: str, said: str) -> Rule:
    """Return the rule for a string of a certain shape; ``said`` says which in words."""
    shape = re.compile(pattern)

    def check(report: Report, at: str, given: Any) -> None:
        if not (isinstance(given, str) and shape.fullmatch(given)):
            report.add(at, f"must be {said}")

    return where_given(check)


def day() -> Rule:
    """Return the rule for a day of the calendar."""

    def check(report: Report, at: str, given: Any) -> None:
        try:
            is_right = isinstance(given, str) and date.fromisoformat(given).isoformat() == given
        except ValueError:
            is_right = False
        if not is_right:
            report.add(at, "must be a date as YYYY-MM-DD")

    return where_given(check)


def each(item: Item, *, limit: int, least: int = 1) -> Rule:
    """Return the rule for a list."""

    def check(report: Report, at: str, holder: Json, key: str) -> None:
        if holder.get(key) is None:
            return
        for index, one in enumerate(report.items(at, holder, key, least=least, limit=limit)):
            item(report, f"{at}/{key}/{index}", one)

    return check


def thing(fields: Fields, also: Item | None = None) -> Item:
    """Return the check of an object without a type."""

    def check(report: Report, at: str, given: Any) -> None:
        check_fields(report, at, given, fields)
        if also is not None and isinstance(given, dict):
            also(report, at, given)

    return check


def _boolean(report: Report, at: str, given: Any) -> None:
    if not isinstance(given, bool):
        report.add(at, "must be a boolean")


def _number(report: Report, at: str, given: Any) -> None:
    if not isinstance(given, int | float) or isinstance(given, bool):
        report.add(at, "must be a number")


def _string(report: Report, at: str, given: Any) -> None:
    if not isinstance(given, str) or not given:
        report.add(at, "must be a string")


FLAG = where_given(_boolean)
NUMBER = where_given(_number)
WORD: Item = _string
ID = words(ID_LIMIT, least=1)
COLOUR = one_of("primary", "danger")
CONFIRM = where_given(
    thing(
        {
            "title": needed(text(100, PLAIN)),
            "text": needed(text(300)),
            "confirm": needed(text(30, PLAIN)),
            "deny": needed(text(30, PLAIN)),
            "style": COLOUR,
        }
    )
)
