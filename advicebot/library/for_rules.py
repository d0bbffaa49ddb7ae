"""Checks of what is for some triage rules alone: that each is a rule, and raises that flag."""

from collections.abc import Iterator, Mapping

from advicebot.domain.advice.triage import TriageRules
from advicebot.domain.knowledge import FirstLines, FirstPage
from advicebot.domain.vocabulary import Flag
from advicebot.errors import Problem
from advicebot.library.folder import Folder
from advicebot.library.problems import unknown_word


def rule_problems(folder: Folder, rules: TriageRules) -> Iterator[Problem]:
    """Yield each first page and set of first lines that is for a rule that never asks for it."""
    flags = {rule.id: rule.flag for rule in rules.rules}
    lists: dict[str, tuple[FirstLines | FirstPage, ...]] = {
        "first_lines.yaml": folder.first_lines,
        "first_pages.yaml": folder.first_pages,
    }
    for file, items in lists.items():
        for place, each in enumerate(items):
            for n, rule in enumerate(each.rules):
                for message in _faults(rule, each.flag, flags):
                    yield folder.files[file].problem((place, "rules", n), message)


def _faults(rule: str, flag: Flag, flags: Mapping[str, Flag]) -> Iterator[str]:
    if rule not in flags:
        yield unknown_word(rule, list(flags), what="rules: the triage rule")
    elif flags[rule] is not flag:
        yield f"rules: “{rule}” raises “{flags[rule]}”, not “{flag}”; name one that raises it"
