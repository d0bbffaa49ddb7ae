"""Says which offers a mistake in a file costs, so that nobody has to look up a line to know."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath

from advicebot.errors import Problem
from advicebot.library.places import YamlText

EVERY_OFFER = "every offer in this file"


def named(problems: Sequence[Problem], files: Mapping[str, YamlText]) -> tuple[Problem, ...]:
    """Return the problems of offers' files with the ids of the offers that each costs in front.

    ``files`` are those that could be read as text, by their names.
    """
    return tuple(
        replace(
            each, message=f"{_costs(each, files.get(PurePath(each.file).name))}: {each.message}"
        )
        for each in problems
    )


def _costs(problem: Problem, yaml: YamlText | None) -> str:
    items = yaml.data.get("offers") if yaml and isinstance(yaml.data, dict) else None
    if yaml is None or not isinstance(items, list) or not items:
        return EVERY_OFFER
    starts = [yaml.line_of(("offers", place)) for place in range(len(items))]
    place = sum(start <= problem.line for start in starts) - 1
    costs = items if place < 0 else items[place : place + 1]
    ids = [each.get("id") if isinstance(each, dict) else None for each in costs]
    return ", ".join(f"“{id_}”" for id_ in ids) if all(ids) else EVERY_OFFER
