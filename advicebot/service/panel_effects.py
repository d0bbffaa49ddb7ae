"""What the panel sends: its agenda, and short lines to people. No effect holds a text."""

from enum import StrEnum

from advicebot.domain.delivery import CHANNEL_SIGN, Effect, EffectKind
from advicebot.domain.line import PanelPlan
from advicebot.domain.support.panel import Case, Decision
from advicebot.service.desk import Desk
from advicebot.service.ports import Unit


class PanelLine(StrEnum):
    """The short lines, by name.

    All have the case's id as ``ref``, so that they are found with it; those about a decision carry
    its id under ``decision``.
    """

    PUT = "panel.put"
    TAKEN_BACK = "panel.taken-back"
    SCHOOL_DELETED = "panel.school-deleted"
    DECIDED = "panel.decided"
    DECIDED_IN_YOURS = "panel.decided-in-yours"
    YOURS_TO_DO = "panel.yours-to-do"
    DECISION_DUE = "panel.decision-due"
    DONE = "panel.done"


def panel_channel(plan: PanelPlan) -> str:
    """Return the channel of a panel as a recipient."""
    return f"{CHANNEL_SIGN}{plan.channel.removeprefix(CHANNEL_SIGN)}"


def agenda(team_id: str, meeting_id: str, channel: str) -> Effect:
    """The agenda of a meeting in the panel's channel; one for each meeting."""
    return Effect(
        key=f"agenda:{team_id}:{meeting_id}",
        team_id=team_id,
        kind=EffectKind.AGENDA,
        recipient=f"{CHANNEL_SIGN}{channel.removeprefix(CHANNEL_SIGN)}",
        ref=meeting_id,
    )


def redraw(desk: Desk, unit: Unit, team_id: str, meeting_id: str, *, why: str) -> None:
    """Draw the agenda of a meeting again where it stands; before it is posted nothing is sent.

    ``why`` tells one change from the next.
    """
    for posted in unit.outbox.list_effects(meeting_id, EffectKind.AGENDA):
        if posted.team_id == team_id:
            desk.send(
                unit,
                Effect(
                    key=f"agenda.update:{team_id}:{meeting_id}:{why}",
                    team_id=team_id,
                    kind=EffectKind.AGENDA_UPDATE,
                    recipient=posted.recipient,
                    ref=meeting_id,
                ),
            )


def about_case(name: PanelLine, case: Case, recipient: str, *, by: str = "") -> Effect:
    """A line to somebody about a case; ``by`` is who did it, a Slack user id."""
    return Effect(
        key=f"line:{case.id}:{name}:{recipient}",
        team_id=case.team_id,
        kind=EffectKind.LINE,
        recipient=recipient,
        ref=case.id,
        data={"name": name.value, "by": by},
    )


def about_decision(
    name: PanelLine, decision: Decision, recipient: str, *, once: str = "", step: str = ""
) -> Effect:
    """A line to somebody about a decision; ``once`` tells repeats apart."""
    return Effect(
        key=":".join(filter(None, ("line", decision.id, name, once, recipient))),
        team_id=decision.team_id,
        kind=EffectKind.LINE,
        recipient=recipient,
        ref=decision.case_id,
        data={"name": name.value, "decision": decision.id, "step": step},
    )
