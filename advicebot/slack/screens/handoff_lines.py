"""Direct messages to a practitioner about a handoff: a reminder, a question, a nudge."""

from collections.abc import Callable, Mapping
from typing import Any

from advicebot.domain.handoff import Handoff, HandoffState
from advicebot.domain.request import Request
from advicebot.ids import reference
from advicebot.slack.ids import ActionId
from advicebot.slack.mrkdwn import clock_time, mention
from advicebot.slack.screens import blocks as b
from advicebot.slack.screens.blocks import Block, Message
from advicebot.slack.screens.card import open_buttons
from advicebot.slack.screens.whispers import page_thread

Data = Mapping[str, Any]
Drawn = tuple[str, list[Block]]


def handoff_line(request: Request, handoff: Handoff, data: Data) -> Message:
    """Return the message of this name about a handoff."""
    text, more = DRAWERS[data["name"]](request, handoff)
    return Message(text=text.replace("*", ""), blocks=[b.section(text), *more])


def _remind(request: Request, handoff: Handoff) -> Drawn:
    by = f", to be taken by {clock_time(handoff.answer_by)}" if handoff.answer_by else ""
    text = f"*{reference(request.number)} is still in the queue*{by}. Can you take it?"
    return text, [open_buttons(handoff)] if handoff.is_open else []


def _not_written(request: Request, handoff: Handoff) -> Drawn:
    who = mention(handoff.requester)
    return (
        f"*{who} has not heard from you yet* about {reference(request.number)}, and was told that "
        "they would by now. Write in the thread under the card, or pass it on.",
        _holder(handoff, still=False),
    )


def _still(request: Request, handoff: Handoff) -> Drawn:
    return (
        f"*Are you still on {reference(request.number)}?* {mention(handoff.requester)} has heard "
        "nothing for some time. If you do not answer soon, I ask the others.",
        _holder(handoff, still=True),
    )


def _still_now(request: Request, handoff: Handoff) -> Drawn:
    return (
        f"*{reference(request.number)} has become more pressing: are you on it now?* Without an "
        "answer or a word to the teacher in the next few minutes, I ask the others too.",
        _holder(handoff, still=True),
    )


def _holder(handoff: Handoff, *, still: bool) -> list[Block]:
    if handoff.state is not HandoffState.CLAIMED:
        return []
    row = [b.button("Still on it", ActionId.STILL, handoff.id, style="primary")] if still else []
    row.append(b.button("Pass to …", ActionId.PASS, handoff.id, spoken="Pass it to somebody"))
    row.append(b.button("Close", ActionId.CLOSE, handoff.id))
    return [b.actions(*row)]


DRAWERS: dict[str, Callable[[Request, Handoff], Drawn]] = {
    "remind": _remind,
    "not-written": _not_written,
    "still": _still,
    "still-now": _still_now,
    "page-thread": page_thread,
}
