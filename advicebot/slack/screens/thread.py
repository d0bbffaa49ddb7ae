"""Messages under the card, in the on-call channel: what has happened and what to do about it."""

from collections.abc import Callable, Mapping
from typing import Any

from advicebot.domain.handoff import Handoff, HandoffState, Reopening
from advicebot.domain.request import Request
from advicebot.ids import reference
from advicebot.slack.ids import ActionId
from advicebot.slack.mrkdwn import clock_time, mention
from advicebot.slack.screens import blocks as b
from advicebot.slack.screens.blocks import Block, Message
from advicebot.slack.screens.card import NOTES_STAY, holder_buttons, open_buttons
from advicebot.slack.screens.labels import URGENCIES

BROADCAST = frozenset({"everyone", "not-written", "raised", "remind"})
"""What is shown in the channel too, because somebody has to come."""

WHY_OPEN = {
    Reopening.PASSED: "was passed on",
    Reopening.SILENT: "is open again: the teacher has heard nothing for some time",
    Reopening.LEFT: "is open again: whoever had it has left or cannot be reached",
    Reopening.TEACHER: "is open again: the teacher needs somebody",
    Reopening.PRACTITIONER: "is open again",
}

Data = Mapping[str, Any]
Drawer = Callable[[Request, Handoff, Data], tuple[str, list[Block]]]


def thread(request: Request, handoff: Handoff, data: Data) -> Message:
    """Return the message of this name under the card of a handoff."""
    text, more = DRAWERS[data["name"]](request, handoff, data)
    return Message(text=text.replace("*", ""), blocks=[b.section(text), *more])


def _everyone(request: Request, handoff: Handoff, data: Data) -> tuple[str, list[Block]]:
    head = f"{URGENCIES[handoff.urgency]}: {reference(request.number)}"
    if not handoff.is_open:
        return f"{head} needed a practitioner. {_since(handoff)}", []
    text = f"<!channel> *{head} needs a practitioner.* Nobody has taken it yet. Who can?"
    return text, [open_buttons(handoff)]


def _since(handoff: Handoff) -> str:
    """What became of a call: who came, or that nobody is needed any more."""
    if handoff.state is HandoffState.CLAIMED and handoff.claimed_by:
        return f"{mention(handoff.claimed_by)} has it."
    return "It is closed."


def _raised(request: Request, handoff: Handoff, data: Data) -> tuple[str, list[Block]]:
    who = f"{mention(handoff.claimed_by)}: " if handoff.claimed_by else ""
    level = URGENCIES[handoff.urgency].lower()
    text = f"{who}*{reference(request.number)} is more pressing now: {level}.*"
    return f"{text} Please write to the teacher at once.", []


def _not_written(request: Request, handoff: Handoff, data: Data) -> tuple[str, list[Block]]:
    who = f"{mention(handoff.claimed_by)} has" if handoff.claimed_by else "Somebody had"
    number = reference(request.number)
    text = f"*{who} {number}, but the teacher has had no word yet.* Who can see what is wrong?"
    return text, []


def _remind(request: Request, handoff: Handoff, data: Data) -> tuple[str, list[Block]]:
    by = f", to be taken by {clock_time(handoff.answer_by)}" if handoff.answer_by else ""
    text = f"*{reference(request.number)} is still in the queue*{by}. Who can?"
    return text, [open_buttons(handoff)] if handoff.is_open else []


def _parked(request: Request, handoff: Handoff, data: Data) -> tuple[str, list[Block]]:
    at = clock_time(handoff.parked_until) if handoff.parked_until else "the next opening"
    return f"Outside hours: nobody is paged for this before {at}. It can be taken at any time.", []


def _claimed(request: Request, handoff: Handoff, data: Data) -> tuple[str, list[Block]]:
    talk = "What practitioners write in this thread reaches the teacher."
    text = f"*{mention(data['by'])} has it.* {talk} {NOTES_STAY}"
    is_theirs = handoff.state is HandoffState.CLAIMED and handoff.claimed_by == data["by"]
    if not is_theirs:
        return f"{mention(data['by'])} took it.", []
    return text, [holder_buttons(handoff)]


def _declined(request: Request, handoff: Handoff, data: Data) -> tuple[str, list[Block]]:
    return f"{mention(data['by'])} cannot take it.", []


def _passed(request: Request, handoff: Handoff, data: Data) -> tuple[str, list[Block]]:
    to, by = mention(data["to"]), mention(data["by"])
    return f"{by} passes it to {to}, who is paged now. Anybody may take it meanwhile.", []


def _reopened(request: Request, handoff: Handoff, data: Data) -> tuple[str, list[Block]]:
    why = WHY_OPEN[Reopening(data["why"])]
    text = f"*{reference(request.number)} {why}.*"
    return text, [open_buttons(handoff)] if handoff.is_open else []


def _closed(request: Request, handoff: Handoff, data: Data) -> tuple[str, list[Block]]:
    text = f"*{mention(data['by'])} has closed it.* What is written here now stays here."
    return text, [b.actions(b.button("Reopen", ActionId.REOPEN, handoff.id))]


def _withdrawn(request: Request, handoff: Handoff, data: Data) -> tuple[str, list[Block]]:
    return "The teacher needs nobody any more. Nobody is paged for it from now on.", []


def _taken_back(request: Request, handoff: Handoff, data: Data) -> tuple[str, list[Block]]:
    return (
        "*The teacher says that they need nobody any more.* Something in it was worrying, so "
        "please still check with them that all is well.",
        [],
    )


def _undelivered(request: Request, handoff: Handoff, data: Data) -> tuple[str, list[Block]]:
    return (
        f"*What was written here could not be delivered to {mention(handoff.requester)}.* Please "
        "reach them another way, by telephone through the school.",
        [],
    )


DRAWERS: dict[str, Drawer] = {
    "everyone": _everyone,
    "raised": _raised,
    "not-written": _not_written,
    "remind": _remind,
    "parked": _parked,
    "claimed": _claimed,
    "declined": _declined,
    "passed": _passed,
    "reopened": _reopened,
    "closed": _closed,
    "withdrawn": _withdrawn,
    "taken-back": _taken_back,
    "undelivered": _undelivered,
}
