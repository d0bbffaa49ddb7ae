"""Noticing when a person must be paged: page, ask, answer or decline, by rules a curator can
read."""

from advicebot.domain.advice.triage.closeness import LIKE, Closeness, TriageExamples, raised
from advicebot.domain.advice.triage.engine import Triage
from advicebot.domain.advice.triage.model import (
    TRACE,
    UNPLACED,
    Calm,
    FlagHit,
    Frame,
    Rule,
    Strength,
    TriageRules,
    Verdict,
)

__all__ = [
    "LIKE",
    "TRACE",
    "UNPLACED",
    "Calm",
    "Closeness",
    "FlagHit",
    "Frame",
    "Rule",
    "Strength",
    "Triage",
    "TriageExamples",
    "TriageRules",
    "Verdict",
    "raised",
]
