"""Checks of options: menus, radio buttons, checkboxes."""

from collections.abc import Sequence
from typing import Any

from advicebot.workspace.blocks.report import EITHER, PLAIN, Report
from advicebot.workspace.blocks.values import options_of
from advicebot.workspace.state import Json

OPTION_KEYS = frozenset({"text", "value", "description", "url"})
OPTION_LIMIT = 100
GROUP_LIMIT = 100
LABEL_LIMIT = 75
VALUE_LIMIT = 150


def check_options(
    report: Report,
    at: str,
    element: Json,
    *,
    limit: int = OPTION_LIMIT,
    kinds: Sequence[str] = PLAIN,
) -> None:
    """Check the options of an element, plain or in groups, and those it starts with."""
    if "option_groups" in element and "options" in element:
        report.add(at, "only one of options and option_groups allowed")
    if "option_groups" in element:
        _check_groups(report, at, element)
    else:
        given = report.items(at, element, "options", limit=limit)
        _check_each(report, f"{at}/options", given, kinds=kinds)
    _check_initial(report, at, element)


def _check_groups(report: Report, at: str, element: Json) -> None:
    groups = report.items(at, element, "option_groups", limit=GROUP_LIMIT)
    for index, group in enumerate(groups):
        place = f"{at}/option_groups/{index}"
        if not isinstance(group, dict):
            report.add(place, "must be an object")
            continue
        report.text(place, group, "label", limit=LABEL_LIMIT, kinds=PLAIN, is_needed=True)
        given = report.items(place, group, "options", limit=OPTION_LIMIT)
        _check_each(report, f"{place}/options", given, kinds=PLAIN)


def _check_each(report: Report, at: str, options: Sequence[Any], *, kinds: Sequence[str]) -> None:
    for index, option in enumerate(options):
        check_option(report, f"{at}/{index}", option, kinds=kinds)


def check_option(report: Report, at: str, option: Any, *, kinds: Sequence[str] = PLAIN) -> None:
    """Check one option."""
    if not isinstance(option, dict):
        report.add(at, "must be an object")
        return
    for extra in sorted(set(option) - OPTION_KEYS):
        report.add(at, f"invalid additional property: {extra}")
    report.text(at, option, "text", limit=LABEL_LIMIT, kinds=kinds, is_needed=True)
    report.string(at, option, "value", limit=VALUE_LIMIT, is_needed=True)
    about = EITHER if kinds == EITHER else PLAIN
    report.text(at, option, "description", limit=LABEL_LIMIT, kinds=about)
    report.url(at, option, "url")


def _check_initial(report: Report, at: str, element: Json) -> None:
    if report.problems:
        return  # options that are wrong themselves are told first
    known = options_of(element)
    if "initial_option" in element and element["initial_option"] not in known:
        report.add(f"{at}/initial_option", "must match one of the options exactly")
    if "initial_options" in element:
        chosen = report.items(at, element, "initial_options", limit=OPTION_LIMIT)
        for index, option in enumerate(chosen):
            if option not in known:
                place = f"{at}/initial_options/{index}"
                report.add(place, "must match one of the options exactly")
