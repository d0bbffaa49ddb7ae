"""Triage on labelled messages: floors below which a change of rules must not fall.

The floors are what was reached, less a message or two; they are no claim of being good enough. The
held-out figures are the honest ones: rules were written with the other set in view.
"""

import json
from pathlib import Path

import pytest

from advicebot.domain.advice.triage import Triage
from advicebot.domain.vocabulary import Action
from advicebot.library.triage_rules import load_triage_rules
from tests.running import KNOWLEDGE

SETS = KNOWLEDGE / "evaluation"


@pytest.fixture(scope="module")
def triage() -> Triage:
    """The shipped rules."""
    return Triage(load_triage_rules(KNOWLEDGE / "triage"))


def share(triage: Triage, file: Path, *, actions: set[Action], **wanted: str) -> float:
    """The share of the messages with these labels for which triage takes one of ``actions``."""
    rows = [json.loads(row) for row in file.read_text().splitlines()]
    chosen = [row for row in rows if all(row[key] == value for key, value in wanted.items())]
    assert chosen
    return sum(triage.assess(row["text"]).action in actions for row in chosen) / len(chosen)


NOTICED = {Action.PAGE, Action.ASK}


@pytest.mark.parametrize(
    ("name", "recall", "emergencies", "false_pages", "false_on_plain"),
    [("triage.jsonl", 0.97, 1.0, 0.05, 0.05), ("triage_held_out.jsonl", 0.80, 0.90, 0.18, 0.10)],
)
def test_triage_stays_above_its_floors(
    triage: Triage,
    name: str,
    recall: float,
    emergencies: float,
    false_pages: float,
    false_on_plain: float,
) -> None:
    file = SETS / name
    assert share(triage, file, actions=NOTICED, kind="positive") >= recall
    assert share(triage, file, actions=NOTICED, urgency="emergency") >= emergencies
    assert share(triage, file, actions={Action.PAGE}, kind="hard-negative") <= false_pages
    assert share(triage, file, actions=NOTICED, kind="plain-negative") <= false_on_plain
