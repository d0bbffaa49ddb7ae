"""The panel as time passes: agendas go out, decisions are asked about."""

import logging
from collections.abc import Callable, Mapping

from advicebot.domain.delivery import EffectKind
from advicebot.domain.support import panel as rules
from advicebot.service import panel_effects
from advicebot.service.desk import Desk
from advicebot.service.panel import AGENDA, meeting_of, set_timer
from advicebot.service.panel_decisions import DECISION
from advicebot.service.panel_decisions import set_timer as set_decision_timer
from advicebot.service.panel_effects import PanelLine
from advicebot.service.panel_people import asked_by
from advicebot.service.ports import Unit

log = logging.getLogger(__name__)


def due(desk: Desk, unit: Unit, kind: str, ref: str) -> None:
    """Do what a timer of this kind stands for, inside its transaction; once too often is harmless.

    The agenda of a meeting goes out once nobody can put a case to it any more, and not at all
    where none was put. An open decision is asked about, the last time of the lead.
    """
    DUE[kind](desk, unit, ref)


def _agenda_due(desk: Desk, unit: Unit, ref: str) -> None:
    team_id, _, meeting_id = ref.partition(":")
    line, cases = desk.knowledge.line, unit.panel.list_of_meeting(team_id, meeting_id)
    if not cases:
        return
    if line.panel is None:
        log.error("cases=%d for the panel of %s, but the line has none", len(cases), meeting_id)
        return
    meeting = meeting_of(line, meeting_id)
    if desk.clock.now() <= meeting.cut_off:  # the cut-off was moved after the timer was set
        set_timer(unit, team_id, meeting)
        return
    if any(e.team_id == team_id for e in unit.outbox.list_effects(meeting_id, EffectKind.AGENDA)):
        return
    desk.send(unit, panel_effects.agenda(team_id, meeting_id, line.panel.channel))
    unit.audit.add(
        desk.clock.now(),
        team_id,
        actor="clock",
        action="panel.agenda",
        object_id=meeting_id,
        cases=len(cases),
    )


def _decision_due(desk: Desk, unit: Unit, decision_id: str) -> None:
    decision = unit.panel.find_decision(decision_id)
    if decision is None or not decision.what:  # its words are gone: there is nothing to ask about
        return
    line, now = desk.knowledge.line, desk.clock.now()
    step = rules.follow_up_due(decision, now=now, line=line)
    if step is None:
        set_decision_timer(desk, unit, decision)
        return
    recipient = asked_by(unit, line, decision, step)
    about = panel_effects.about_decision(
        PanelLine.DECISION_DUE, decision, recipient, once=str(decision.asked), step=step
    )
    desk.send(unit, about)
    decision = unit.panel.save_decision(rules.followed_up(decision, now=now))
    set_decision_timer(desk, unit, decision)
    unit.audit.add(
        now,
        decision.team_id,
        actor="clock",
        action="panel.ask",
        object_id=decision.id,
        step=step,
    )


DUE: Mapping[str, Callable[[Desk, Unit, str], None]] = {
    AGENDA: _agenda_due,
    DECISION: _decision_due,
}
