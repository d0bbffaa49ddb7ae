"""Who is asked about a decision of the panel: a person of the line, or whoever put the case."""

from advicebot.domain.delivery import LEADS
from advicebot.domain.line import Line
from advicebot.domain.oncall.duty import Practitioner
from advicebot.domain.support.panel import Decision, FollowUp
from advicebot.service.ports import Unit


def people(unit: Unit, team_id: str) -> list[Practitioner]:
    """Return the practitioners who can be named in a decision, by name."""
    everybody = unit.practitioners.list_all(team_id)
    able = [each for each in everybody if each.is_member and each.unreachable is None]
    return sorted(able, key=lambda each: (each.name.casefold(), each.user_id))


def is_person(unit: Unit, line: Line, team_id: str, who: str) -> bool:
    """True when the words under who does it are the Slack id of somebody this line knows."""
    return bool(who) and (who == lead_of(line) or unit.practitioners.get(team_id, who) is not None)


def lead_of(line: Line) -> str | None:
    """Return the Slack id of the named lead, None when nobody is named."""
    return line.escalation.lead


def asked_by(unit: Unit, line: Line, decision: Decision, step: FollowUp) -> str:
    """Return who is asked about a decision in this step: a user id, or the leads' channel.

    Whoever has left Slack is not asked; then it is whoever put the case, and at last the lead.
    """
    if step is not FollowUp.LEAD:
        case = unit.panel.find(decision.case_id)
        for each in (decision.who, case.put_by if case else ""):
            if _is_reachable(unit, line, decision, each, is_putter=each != decision.who):
                return each
    return lead_of(line) or LEADS


def _is_reachable(
    unit: Unit, line: Line, decision: Decision, user_id: str, *, is_putter: bool
) -> bool:
    known = unit.practitioners.get(decision.team_id, user_id) if user_id else None
    if known:
        return known.unreachable is None
    return bool(user_id) and (is_putter or user_id == lead_of(line))
