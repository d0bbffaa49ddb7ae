"""The panel's agenda as its members read it, and what a practitioner sees of it behind "More"."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from advicebot.domain.support.panel import AgendaItem, PhaseBand
from advicebot.domain.support.panel_calendar import Meeting
from advicebot.service.panel import Standing
from advicebot.service.panel_view import AgendaView, ShownDecision
from advicebot.slack import limits
from advicebot.slack.ids import ActionId
from advicebot.slack.mrkdwn import escape, mention, shorten
from advicebot.slack.screens import blocks as b
from advicebot.slack.screens.blocks import Block, Button, Message
from advicebot.slack.screens.when import day_words, moment_words

BANDS: dict[PhaseBand, str] = {
    PhaseBand.PRIMARY: "Primary",
    PhaseBand.SECONDARY: "Secondary",
    PhaseBand.POST_16: "Post-16",
}
WHAT_IT_IS = (
    "No names and no schools stand here. Please do not ask whose pupil it is, and do not guess "
    "aloud. A safeguarding concern goes to the DSL, not to this channel."
)
LATE = (
    "*This agenda comes after its meeting has begun*, because the line was not running. If the "
    "panel has not seen these cases, put them to the next meeting."
)
BLANK = "_The words of this case have been taken out._"

BLANK_DECISION = "_The words of a decision have been taken out._"


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """How much of each case is shown: characters of a text, and decisions in full."""

    words: int
    decisions: int


ROOMS = (
    Room(words=600, decisions=4),
    Room(words=300, decisions=2),
    Room(words=280, decisions=0),
    Room(words=130, decisions=0),
)
"""From all to the least; the first that fits into a message is taken."""


def agenda_message(view: AgendaView, *, is_late: bool = False) -> Message:
    """Return the agenda of a meeting, with what was decided so far and a button under each case.

    ``is_late``: it is posted only after the meeting has begun.
    """
    drawn = (_blocks(view, room) for room in ROOMS)
    blocks = next((each for each in drawn if _size(each) <= limits.MESSAGE_BUDGET), [])
    blocks = blocks or _blocks(view, ROOMS[-1])
    return Message(text=_spoken(view), blocks=[b.section(LATE), *blocks] if is_late else blocks)


def _spoken(view: AgendaView) -> str:
    meeting = view.agenda.meeting
    questions = " ".join(
        f"{each.reference}: {each.question or 'words taken out'}." for each in view.agenda.items
    )
    told = f"The panel on {day_words(meeting.on)}: {_count(view)}. {escape(questions)}"
    return shorten(told, limits.FALLBACK_TEXT)


def _count(view: AgendaView) -> str:
    count = len(view.agenda.items)
    return "1 case" if count == 1 else f"{count or 'no'} cases"


def _blocks(view: AgendaView, room: Room) -> list[Block]:
    meeting = view.agenda.meeting
    parts = [
        b.header(f"The panel on {moment_words(meeting.at)}"),
        b.section(f"*{_count(view).capitalize()}.* {WHAT_IT_IS}"),
    ]
    for item in view.agenda.items:
        decided = view.decisions.get(item.reference, ())
        parts.append(b.section(_case(item, decided, room)))
        parts.append(b.actions(_record(item.reference, view.case_ids[item.reference])))
    if not view.agenda.shows_bands and view.agenda.items:
        parts.append(b.context("With fewer than three cases no age is shown."))
    return parts


def _case(item: AgendaItem, decided: Sequence[ShownDecision], room: Room) -> str:
    head = f"*{item.reference}*" + (f" · {BANDS[item.band]}" if item.band else "")
    question = _words(item.question, room)
    rows = [head, f"*Question:* {question}" if question else BLANK]
    if item.needs:
        rows.append(f"*Needs:* {shorten(', '.join(item.needs), 200)}")
    if item.tried:
        rows.append(f"*Tried:* {_words(item.tried, room)}")
    rows += [_decided(each) for each in decided[: room.decisions]]
    more = len(decided) - room.decisions
    if more > 0:
        rows.append(f"_{more} {'more ' if room.decisions else ''}written down, not shown here._")
    return "\n".join(rows)


def _words(text: str, room: Room) -> str:
    return shorten(escape(text), room.words)


def _decided(decision: ShownDecision) -> str:
    if not decision.what:
        return BLANK_DECISION
    by = day_words(decision.by_when)
    told = (
        f"*Decided:* {shorten(escape(decision.what), 200)} · *Who:* {who(decision)}, by {by} · "
        f"*The school:* {shorten(escape(decision.school_does), 160)}"
    )
    if decision.came_of_it is None:
        return told
    return f"{told} · *Done:* {shorten(escape(decision.came_of_it), 160)}"


def who(decision: ShownDecision) -> str:
    """Return who does it: a mention, or a service's name."""
    return mention(decision.who) if decision.is_person else shorten(escape(decision.who), 100)


def _record(reference: str, case_id: str) -> Button:
    spoken = f"Record a decision in {reference}"
    return b.button("Record decision", ActionId.PANEL_DECIDE, case_id, spoken=spoken)


def _size(value: Any) -> int:
    """Return the characters of every text in some blocks."""
    if isinstance(value, list):
        return sum(map(_size, value))
    if not isinstance(value, dict):
        return 0
    own = value.get("text")
    return sum(map(_size, value.values())) + (len(own) if isinstance(own, str) else 0)


def until_words(meeting: Meeting) -> str:
    """Return which meeting it is, and until when cases for it are taken."""
    return (
        f"the panel on *{moment_words(meeting.at)}*; cases are taken until "
        f"{moment_words(meeting.cut_off)}"
    )


def panel_part(standing: Standing | None) -> list[Block]:
    """Return how a request stands with the panel and what can be done; [] where nothing can."""
    if standing is None:
        return []
    if standing.case is None:
        put = b.button("Put to the panel", ActionId.PANEL_PUT, standing.about)
        return [b.section(f"*Stuck?* Next is {until_words(standing.meeting)}.", button=put)]
    case = standing.case
    text = (
        f"*{case.reference}:* {mention(case.put_by)} has put this to the panel on "
        f"{moment_words(standing.meeting.at)}."
    )
    return [b.section(text, button=take_back_button(case.reference, case.id))]


def take_back_button(reference: str, case_id: str) -> Button:
    """Return the button that takes a case off the agenda."""
    spoken = f"Take {reference} off the agenda"
    return b.button("Take it back", ActionId.PANEL_TAKE_BACK, case_id, spoken=spoken)
