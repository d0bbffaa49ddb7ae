"""Failures on purpose, to see what an app does when Slack is unwell.

A rule stands until it is removed; a strike falls at once. What people do, such as archiving a
channel or ending an account, is not here.
"""

from advicebot.workspace.faults.board import Faults, Strike
from advicebot.workspace.faults.plan import (
    OUTAGE,
    Ending,
    Fault,
    FaultPlan,
    named_in,
    only_to,
    rate_limit,
)
from advicebot.workspace.faults.rules import FaultKind, FaultRule

__all__ = [
    "OUTAGE",
    "Ending",
    "Fault",
    "FaultKind",
    "FaultPlan",
    "FaultRule",
    "Faults",
    "Strike",
    "named_in",
    "only_to",
    "rate_limit",
]
