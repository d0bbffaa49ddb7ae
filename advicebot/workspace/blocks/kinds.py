"""A kind of block or element: where it may stand, and what may stand in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from advicebot.workspace.blocks.report import Report
from advicebot.workspace.blocks.rules import Fields, Item, check_fields
from advicebot.workspace.state import Json

Check = Callable[[Report, str, Json], None]

MESSAGE = frozenset({"message"})
MODAL = frozenset({"modal"})
HOME = frozenset({"home"})
ANYWHERE = MESSAGE | MODAL | HOME


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One row of a table.

    Args:
        places: what it may stand in: kinds of block, or ``blocks`` for the top of a surface.
        fields: each key it may have, with the rule for its value.
        surfaces: the surfaces that show it.
        also: what is checked across its keys.
    """

    places: frozenset[str]
    fields: Fields
    surfaces: frozenset[str] = ANYWHERE
    also: tuple[Check, ...] = ()


def check_kind(
    report: Report, at: str, given: Any, *, kinds: Mapping[str, Kind], place: str
) -> None:
    """Check an object by the row of its type."""
    if not isinstance(given, dict):
        report.add(at, "must be an object")
        return
    if given.get("type") is None:
        report.add(at, "missing required field: type")
        return
    kind = kinds.get(str(given["type"]))
    if kind is None or place not in kind.places or report.surface not in kind.surfaces:
        report.add(f"{at}/type", f"unsupported type: {given['type']}")
        return
    before = len(report.problems)
    check_fields(report, at, given, kind.fields)
    if len(report.problems) > before:
        return  # what is checked across keys needs each of them to be right
    for check in kind.also:
        check(report, at, given)


def of_kind(kinds: Callable[[], Mapping[str, Kind]], place: str) -> Item:
    """Return the check of an object that stands in a place, by a table looked up when needed."""

    def check(report: Report, at: str, given: Any) -> None:
        check_kind(report, at, given, kinds=kinds(), place=place)

    return check


def one_needed(*keys: str) -> Check:
    """Return a check that at least one of these keys is there."""

    def check(report: Report, at: str, given: Json) -> None:
        if not any(given.get(key) for key in keys):
            report.add(at, f"missing required field: {keys[0]}")

    return check


def not_both(one: str, other: str) -> Check:
    """Return a check that at most one of two keys is there."""

    def check(report: Report, at: str, given: Json) -> None:
        if given.get(one) and given.get(other):
            report.add(at, f"only one of {one} and {other} allowed")

    return check


def no_twins(key: str, named: str) -> Check:
    """Return a check that no two objects of a list have the same name."""

    def check(report: Report, at: str, given: Json) -> None:
        seen: set[str] = set()
        for one in given.get(key) or ():
            name = one.get(named) if isinstance(one, dict) else None
            if not isinstance(name, str) or not name:
                continue  # that it is no text is told where it stands
            if name in seen:
                report.add(f"{at}/{key}", f"`{named}` {name} already exists")
            seen.add(name)

    return check
