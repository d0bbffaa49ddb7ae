"""Checks that each rule that pages has benign traps: messages with its words that need nobody."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from advicebot.domain.advice.triage import Strength, TriageRules
from advicebot.errors import Problem
from advicebot.library.problems import unknown_word

TRAPS = Path("evaluation") / "triage_traps.jsonl"
FEWEST = 2


def trap_problems(folder: Path, rules: TriageRules) -> Iterator[Problem]:
    """Yield each rule that pages and has fewer than two traps, and each trap of no known rule.

    A phrase that was never tried on harmless messages with the same words is how keyword alarms
    wear people out; see ``knowledge/evaluation/README.md``. A folder without traps is let be:
    whoever has their own rules may keep their labelled messages elsewhere.
    """
    file = folder / TRAPS
    if not file.is_file():
        return
    lines = file.read_text(encoding="utf-8").splitlines()
    found = [(number, _rule_of(line)) for number, line in enumerate(lines, 1) if line.strip()]
    known = [rule.id for rule in rules.rules]
    for number, rule in found:
        if rule not in known:
            message = unknown_word(rule, known, what="rule: the triage rule")
            yield Problem(file=str(file), line=number, message=message)
    counts = Counter(rule for _, rule in found)
    for each in rules.rules:
        if each.strength is Strength.PAGE and counts[each.id] < FEWEST:
            message = (
                f"{counts[each.id]} traps name the rule “{each.id}”; at least {FEWEST} are "
                "needed: add messages with its words that need nobody today"
            )
            yield Problem(file=str(file), line=1, message=message)


def _rule_of(line: str) -> str:
    try:
        row = json.loads(line)
    except json.JSONDecodeError:
        return ""
    return str(row.get("rule", "")) if isinstance(row, dict) else ""
