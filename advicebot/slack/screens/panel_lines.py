"""Short messages about the panel: a case that was put, what was decided, what came of it."""

from collections.abc import Callable, Mapping

from advicebot.domain.support.panel import FollowUp
from advicebot.service.panel_effects import PanelLine
from advicebot.service.panel_view import CaseView, DecisionView
from advicebot.slack import limits
from advicebot.slack.ids import ActionId
from advicebot.slack.mrkdwn import escape, mention, shorten
from advicebot.slack.screens import blocks as b
from advicebot.slack.screens.blocks import Block, Message
from advicebot.slack.screens.panel import BLANK_DECISION, take_back_button, who
from advicebot.slack.screens.when import day_words, moment_words

WORDS = 700


def case_line(name: PanelLine, view: CaseView, *, by: str) -> Message:
    """Return the message about a case; ``by`` is who did it, "" where nobody in particular did."""
    text = CASE_LINES[name](view, by)
    row = [b.section(text)]
    if name is PanelLine.PUT and view.may_take_back:
        row.append(b.actions(take_back_button(view.case.reference, view.case.id)))
    return _message(text, row)


def _put(view: CaseView, by: str) -> str:
    about = f" ({view.reference})" if view.reference else ""
    told = (
        f"*{view.case.reference} is your case{about} for the panel on "
        f"{moment_words(view.meeting.at)}.* The agenda goes to the panel, without names and "
        f"schools, on {moment_words(view.meeting.cut_off)}."
    )
    return f"{told} Until then you can take it back." if view.may_take_back else told


def _taken_back(view: CaseView, by: str) -> str:
    did = "you took it back" if by == view.case.put_by else f"{mention(by)} took it back"
    return f"*{view.case.reference} is off the agenda* for {day_words(view.meeting.on)}: {did}."


def _school_deleted(view: CaseView, by: str) -> str:
    return (
        f"*{view.case.reference} is off the agenda* for {day_words(view.meeting.on)}: the school "
        "has deleted the request it was about."
    )


CASE_LINES: Mapping[PanelLine, Callable[[CaseView, str], str]] = {
    PanelLine.PUT: _put,
    PanelLine.TAKEN_BACK: _taken_back,
    PanelLine.SCHOOL_DELETED: _school_deleted,
}


def decision_line(name: PanelLine, view: DecisionView, *, recipient: str, step: str) -> Message:
    """Return the message about a decision. ``step`` says who is asked, see ``panel.FollowUp``."""
    head = DECISION_HEADS[name](view, recipient, step)
    parts = [b.section(head), b.section(decision_rows(view))]
    if name in ASKS and view.decision.is_open:
        parts.append(done_row(view))
    return _message(f"{head}\n{decision_rows(view)}", parts)


def decision_rows(view: DecisionView) -> str:
    """Return what was decided, who does it, by when, what the school contributes, what came."""
    decision = view.shown
    if not decision.what:
        return BLANK_DECISION
    rows = [
        f"*What:* {_short(decision.what)}",
        f"*Who:* {who(decision)}",
        f"*By:* {day_words(decision.by_when)}",
        f"*The school:* {_short(decision.school_does)}",
    ]
    if decision.came_of_it is not None:
        rows.append(f"*What came of it:* {_short(decision.came_of_it)}")
    return "\n".join(rows)


def done_row(view: DecisionView) -> Block:
    """Return the button that asks what came of a decision."""
    reference = panel_name(view)
    spoken = f"Done: say what came of the decision in {reference}"
    return b.actions(b.button("Done", ActionId.PANEL_DONE, view.decision.id, spoken=spoken))


def panel_name(view: DecisionView) -> str:
    """Return the case of a decision by the panel's reference, with the school's where known."""
    if view.case is None:
        return "a case that is gone"
    return f"{view.case.reference} ({view.reference})" if view.reference else view.case.reference


def _decided(view: DecisionView, recipient: str, step: str) -> str:
    about = view.reference or "your request"
    return (
        f"*The panel has decided about {about}.* It did not know whose pupil it is. For questions "
        "write to me, and press *Talk to a practitioner*."
    )


def _decided_in_yours(view: DecisionView, recipient: str, step: str) -> str:
    return f"*The panel has decided in {panel_name(view)}*, which you put. The school is told."


def _yours_to_do(view: DecisionView, recipient: str, step: str) -> str:
    return (
        f"*The panel names you in {panel_name(view)}.* When it is done, press *Done* and say what "
        "came of it. I ask you on that day."
    )


def _due(view: DecisionView, recipient: str, step: str) -> str:
    if step == FollowUp.LEAD:
        return (
            f"*Nobody has said what came of a decision of the panel* in {panel_name(view)}. I have "
            "asked twice and do not ask again."
        )
    again = "I have asked before. " if step == FollowUp.WHO_AGAIN else ""
    if recipient == view.decision.who:
        return f"*Has this been done?* {again}The panel named you in {panel_name(view)}."
    return f"*Has this been done?* {again}You put {panel_name(view)}; please ask who does it."


def _done(view: DecisionView, recipient: str, step: str) -> str:
    return f"*What came of a decision in {panel_name(view)}*, which you put:"


DECISION_HEADS: Mapping[PanelLine, Callable[[DecisionView, str, str], str]] = {
    PanelLine.DECIDED: _decided,
    PanelLine.DECIDED_IN_YOURS: _decided_in_yours,
    PanelLine.YOURS_TO_DO: _yours_to_do,
    PanelLine.DECISION_DUE: _due,
    PanelLine.DONE: _done,
}
ASKS = (PanelLine.YOURS_TO_DO, PanelLine.DECISION_DUE)


def _short(text: str) -> str:
    return shorten(escape(" ".join(text.split())), WORDS)


def _message(text: str, blocks: list[Block]) -> Message:
    plain = shorten(text.replace("*", ""), limits.FALLBACK_TEXT)
    return Message(text=plain, blocks=blocks)
