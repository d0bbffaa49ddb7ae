"""Reads what each triage rule looks for, in plain words: the ``why`` of ``triage/*.yaml``."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C one is ten times as fast


def read_reasons(folder: Path) -> dict[str, str]:
    """Return the reason of each rule by its id, for the people who are paged.

    What breaks the format is left out here: ``triage_rules`` names it with file and line.
    """
    return {
        rule["id"]: " ".join(str(rule["why"]).split())
        for file in sorted(folder.glob("*.yaml"))
        for rule in _rules(file)
        if isinstance(rule, dict) and isinstance(rule.get("id"), str) and rule.get("why")
    }


def _rules(file: Path) -> Iterator[Any]:
    try:
        data = yaml.load(file.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a safe one
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValueError):
        return
    rules = data.get("rules") if isinstance(data, dict) else None
    yield from rules if isinstance(rules, list) else ()
