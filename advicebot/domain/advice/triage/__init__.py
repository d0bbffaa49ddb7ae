"""Noticing when a person must be paged: page, ask, answer or decline, by rules a curator can
read."""

from advicebot.domain.advice.triage.closeness import (
    CALM,
    ELSEWHERE,
    Closeness,
    Nearness,
    TriageExamples,
    nearness,
)
from advicebot.domain.advice.triage.doubt import DOUBT, NO_SIGNS, DoubtModel, Signs, settled
from advicebot.domain.advice.triage.engine import Triage
from advicebot.domain.advice.triage.model import (
    TRACE,
    Calm,
    FlagHit,
    Frame,
    Rule,
    Strength,
    TriageRules,
    Verdict,
)

__all__ = [
    "CALM",
    "DOUBT",
    "ELSEWHERE",
    "NO_SIGNS",
    "TRACE",
    "Calm",
    "Closeness",
    "DoubtModel",
    "FlagHit",
    "Frame",
    "Nearness",
    "Rule",
    "Signs",
    "Strength",
    "Triage",
    "TriageExamples",
    "TriageRules",
    "Verdict",
    "nearness",
    "settled",
]
