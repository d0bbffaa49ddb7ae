"""Every flow there is, by its family and name, with the line on which it happens."""

from dataclasses import dataclass

from tests.flows import follow_ups, handoffs, lines, panels, questions, referrals, rights, rota
from tests.flows.flow import Flow, Opened


@dataclass(frozen=True, slots=True)
class Family:
    """Flows that happen on the same kind of line."""

    opened: Opened
    flows: dict[str, Flow]


FAMILIES: dict[str, Family] = {
    "questions": Family(lines.whole, questions.FLOWS),
    "handoffs": Family(lines.at_work, handoffs.FLOWS),
    "referrals": Family(lines.arranging, referrals.FLOWS),
    "panel": Family(lines.whole, panels.FLOWS),
    "follow-ups": Family(lines.following, follow_ups.FLOWS),
    "rights": Family(lines.whole, rights.FLOWS),
    "rota": Family(lines.whole, rota.FLOWS),
}


def every_flow() -> list[tuple[str, Opened, Flow]]:
    """Return each flow with its full name and what opens its line."""
    return [
        (f"{name}: {each}", family.opened, flow)
        for name, family in FAMILIES.items()
        for each, flow in family.flows.items()
    ]
