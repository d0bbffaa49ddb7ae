"""The agenda of the panel, and short lines about its decisions.

Reads the state as it is now and hands it to the screens.
"""

from advicebot.domain.delivery import Effect, EffectKind
from advicebot.service import panel_view
from advicebot.service.desk import Desk
from advicebot.service.panel_effects import PanelLine
from advicebot.slack.screens import panel, panel_lines
from advicebot.slack.screens.blocks import Message
from advicebot.slack.screens.shelf import Shelf


def agenda(desk: Desk, shelf: Shelf, effect: Effect) -> Message:
    """Return the agenda of the meeting ``effect.ref``."""
    view = panel_view.read_agenda(desk, effect.team_id, effect.ref)
    is_new = effect.kind is EffectKind.AGENDA
    is_late = is_new and desk.clock.now() > view.agenda.meeting.at
    return panel.agenda_message(view, is_late=is_late)


def line(desk: Desk, shelf: Shelf, effect: Effect) -> Message:
    """Return a short message by the name of its template, which stands under ``name``."""
    name = PanelLine(effect.data["name"])
    if name in panel_lines.CASE_LINES:
        case = panel_view.read_case(desk, effect.ref)
        return panel_lines.case_line(name, case, by=str(effect.data["by"]))
    view = panel_view.read_decision(desk, str(effect.data["decision"]))
    step = str(effect.data["step"])
    return panel_lines.decision_line(name, view, recipient=effect.recipient, step=step)
