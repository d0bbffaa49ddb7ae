"""The page: that somebody is needed, never what for. What was written stands behind "More"."""

from advicebot.domain.handoff import Handoff, HandoffReason, HandoffState
from advicebot.domain.request import Request
from advicebot.domain.vocabulary import Urgency
from advicebot.ids import reference
from advicebot.slack.ids import ActionId
from advicebot.slack.mrkdwn import clock_time, mention
from advicebot.slack.screens import blocks as b
from advicebot.slack.screens.blocks import Block, Button, Message
from advicebot.slack.screens.labels import URGENCIES
from advicebot.slack.screens.standing import people
from advicebot.slack.screens.when import moment_words

REASONS = {
    HandoffReason.TRIAGE: "what the message says",
    HandoffReason.TEACHER_ASKED: "the teacher asked for a person",
    HandoffReason.TEACHER_CONFIRMED: "the teacher said somebody is at risk",
    HandoffReason.NO_ANSWER: "no answer to “is anyone at risk?”",
}
HEADS = {
    HandoffState.OPEN: "needs a practitioner",
    HandoffState.CLAIMED: "is taken",
    HandoffState.CLOSED: "is closed",
    HandoffState.WITHDRAWN: "is taken back",
}
NOTES_STAY = "Start with `//` for a note that stays among practitioners."


def card(request: Request, handoff: Handoff, *, viewer: str, place: str = "") -> Message:
    """Return the page for a handoff as it stands now.

    ``viewer`` is the person whose direct messages it stands in, or the on-call channel. ``place``
    is the id of that channel, empty while the card is not there yet.
    """
    head = f"{URGENCIES[handoff.urgency]}: {reference(request.number)} {HEADS[handoff.state]}"
    lines = [f"*{head}*", _about(request, handoff), *_state(request, handoff)]
    if handoff.claimed_by == viewer and handoff.state is HandoffState.CLAIMED:
        where = f" in <#{place}>" if place else ""
        talk = f"Write to the teacher in the thread under the card{where}."
        lines.append(f"*You have it.* {talk} {NOTES_STAY}")
    parts: list[Block] = [b.section("\n".join(lines)), *_buttons(handoff, viewer)]
    return Message(text=f"{head}. {_plain_state(handoff)}", blocks=parts)


def _about(request: Request, handoff: Handoff) -> str:
    at = clock_time(handoff.created_at)
    if request.written_late:
        at += f" (written {moment_words(request.written_late)})"
    return f"From {mention(handoff.requester)}, {at}. Why: {REASONS[handoff.reason]}."


def _state(request: Request, handoff: Handoff) -> list[str]:
    lines = []
    if handoff.state is HandoffState.CLAIMED and handoff.claimed_by and handoff.claimed_at:
        since = clock_time(handoff.claimed_at)
        lines.append(f"*{mention(handoff.claimed_by)} has it* since {since}")
    elif handoff.closed_by and handoff.closed_at:
        lines.append(f"By {mention(handoff.closed_by)}, {clock_time(handoff.closed_at)}")
    elif handoff.is_open:
        lines.append(_ladder(handoff))
    if handoff.declined and handoff.is_open:
        lines.append(f"Cannot take it: {people(handoff.declined)}")
    if not request.is_open:
        lines.append("The teacher has deleted the request. Please check that all is well.")
    return lines


def _ladder(handoff: Handoff) -> str:
    if handoff.parked_until:
        return f"Outside hours: nobody is paged before {clock_time(handoff.parked_until)}"
    if not handoff.paged:
        by = f" Please take it by {clock_time(handoff.answer_by)}." if handoff.answer_by else ""
        return f"In the queue: nobody is paged for it yet.{by}"
    asked = f"Paged: {people(handoff.paged)}."
    return f"{asked} Next page: {clock_time(handoff.next_at)}." if handoff.next_at else asked


def _plain_state(handoff: Handoff) -> str:
    if handoff.is_open:
        return "Press Take it to answer."
    if handoff.state is HandoffState.CLAIMED and handoff.claimed_by:
        return f"{mention(handoff.claimed_by)} has it."
    return "Nothing more to do."


def _buttons(handoff: Handoff, viewer: str) -> list[Block]:
    if handoff.is_open:
        return [open_buttons(handoff)]
    if handoff.state is HandoffState.CLAIMED and viewer == handoff.claimed_by:
        return [holder_buttons(handoff)]
    more = _more(handoff)
    if handoff.state is HandoffState.CLAIMED:
        return [b.actions(more)]
    return [b.actions(b.button("Reopen", ActionId.REOPEN, handoff.id), more)]


def open_buttons(handoff: Handoff) -> Block:
    """The buttons of a page that nobody has answered."""
    style = "danger" if handoff.urgency is Urgency.EMERGENCY else "primary"
    return b.actions(
        b.button("Take it", ActionId.TAKE, handoff.id, style=style),
        b.button("Pass to …", ActionId.PASS, handoff.id, spoken="Pass it to somebody"),
        b.button("Can’t take it", ActionId.DECLINE, handoff.id),
        _more(handoff),
    )


def holder_buttons(handoff: Handoff) -> Block:
    """The buttons of whoever has it."""
    return b.actions(
        b.button("Send a strategy", ActionId.INSERT, handoff.id),
        b.button("Pass to …", ActionId.PASS, handoff.id, spoken="Pass it to somebody"),
        b.button("Close", ActionId.CLOSE, handoff.id, style="primary"),
        _more(handoff),
    )


def _more(handoff: Handoff) -> Button:
    return b.button("More", ActionId.MORE, handoff.id, spoken="More about this request")
