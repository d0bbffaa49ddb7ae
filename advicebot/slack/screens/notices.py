"""Messages to the teacher about a request, at the moments when an edited line is not enough."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from advicebot.domain.handoff import Closing, Handoff, Helped
from advicebot.domain.request import Request
from advicebot.ids import reference
from advicebot.slack import limits
from advicebot.slack.ids import HELPED, IN_TIME, ActionId
from advicebot.slack.mrkdwn import clock_time, escape, mention, shorten
from advicebot.slack.screens import blocks as b
from advicebot.slack.screens.alarm import DANGER, if_it_cannot_wait
from advicebot.slack.screens.blocks import Block, Message
from advicebot.slack.screens.shelf import Shelf
from advicebot.slack.screens.whispers import carried, withheld

Data = Mapping[str, Any]
MEANWHILE = "Please do not wait: ring your DSL or headteacher now, and 999 if anyone is in danger."
AGREED_TEXT = 800


def notice(request: Request, handoff: Handoff | None, data: Data, shelf: Shelf) -> Message:
    """Return the notice of this name about a request."""
    drawn = NOTICES[data["name"]](request, handoff, data, shelf)
    text, more = drawn if isinstance(drawn, tuple) else (drawn, [])
    spoken = shorten(text.replace("*", ""), limits.FALLBACK_TEXT)
    return Message(text=spoken, blocks=[b.section(text), *more])


Drawn = str | tuple[str, list[Block]]
Drawer = Callable[[Request, Handoff | None, Data, Shelf], Drawn]


def _claimed(request: Request, handoff: Handoff | None, data: Data, shelf: Shelf) -> Drawn:
    by = f" by {clock_time(handoff.answer_by)}" if handoff and handoff.answer_by else ""
    who = mention(data["by"])
    return (
        f"*{who} has your request {reference(request.number)}* and will write to you here{by}. "
        "You can simply write here too: I carry your words."
    )


def _paged(why: str) -> Drawer:
    def text(request: Request, handoff: Handoff | None, data: Data, shelf: Shelf) -> Drawn:
        if handoff and handoff.parked_until:
            return f"{why} {_nobody_is_on(request, handoff.parked_until, shelf)}"
        number = reference(request.number)
        return f"{why} I am getting a practitioner for {number} now. *{DANGER}*"

    return text


def _nobody_is_on(request: Request, opens: datetime, shelf: Shelf) -> str:
    return (
        f"No practitioner is on now. I ask them about {reference(request.number)} "
        f"{clock_time(opens)}. {if_it_cannot_wait(shelf)}. *{DANGER}*"
    )


def _not_written(request: Request, handoff: Handoff | None, data: Data, shelf: Shelf) -> Drawn:
    who = mention(data["by"])
    return (
        f"*{who} has {reference(request.number)} but has not written to you yet.* I have reminded "
        f"them and told the team. {MEANWHILE}"
    )


def _page_failed(request: Request, handoff: Handoff | None, data: Data, shelf: Shelf) -> Drawn:
    number = reference(request.number)
    return f"*I could not reach the on-call team about {number} yet.* I keep trying. {MEANWHILE}"


def _nobody_yet(request: Request, handoff: Handoff | None, data: Data, shelf: Shelf) -> Drawn:
    return (
        f"*Nobody has been able to take {reference(request.number)} yet.* I keep asking. "
        f"{MEANWHILE}"
    )


def _parked(request: Request, handoff: Handoff | None, data: Data, shelf: Shelf) -> Drawn:
    opens = handoff.parked_until if handoff else None
    at = clock_time(opens) if opens else "when the line opens again"
    number = reference(request.number)
    why = f"Nobody could take {number} before the line closed."
    if handoff and handoff.reopened:
        why = f"{number} is open again, but the line is closed now."
    return f"*{why}* I ask the practitioners {at}. {if_it_cannot_wait(shelf)}. {DANGER}"


def _passed(request: Request, handoff: Handoff | None, data: Data, shelf: Shelf) -> Drawn:
    by, to = mention(data["by"]), mention(data["to"])
    return (
        f"{by} is passing {reference(request.number)} to {to}, who can read all that you wrote, so "
        f"you need not say it again. If {to} cannot take it, I ask the others. {DANGER}"
    )


def _reopened(why: str) -> Drawer:
    def text(request: Request, handoff: Handoff | None, data: Data, shelf: Shelf) -> Drawn:
        number = reference(request.number)
        return f"{why} I am asking for a practitioner for {number} again. *{DANGER}*"

    return text


def _reopened_by(request: Request, handoff: Handoff | None, data: Data, shelf: Shelf) -> Drawn:
    who = mention(data["by"])
    return f"{who} has opened {reference(request.number)} again and will write to you here."


def _withdrawn(request: Request, handoff: Handoff | None, data: Data, shelf: Shelf) -> Drawn:
    return f"Thank you. Nobody is being asked about {reference(request.number)} any more. {DANGER}"


def _taken_back(request: Request, handoff: Handoff | None, data: Data, shelf: Shelf) -> Drawn:
    return (
        f"Thank you, I have told the practitioners. Because something in "
        f"{reference(request.number)} sounded worrying, one of them will still check with you. "
        f"{DANGER}"
    )


def _closed(request: Request, handoff: Handoff | None, data: Data, shelf: Shelf) -> Drawn:
    closing = handoff.closing if handoff else None
    said = [f"*{mention(data['by'])} has closed {reference(request.number)}.*"]
    said += _agreed(closing) if closing else []
    said.append("If you need somebody again within five school days, press *Reopen*.")
    return "\n".join(said), _rating(handoff, request) if handoff else []


def _agreed(closing: Closing) -> list[str]:
    def short(text: str) -> str:
        return escape(shorten(" ".join(text.split()), AGREED_TEXT))

    lines = [f"*Agreed:* {short(closing.agreed)}"]
    lines.append(f"*Next:* {short(closing.next_step)} ({short(closing.next_by)})")
    if closing.review_on:
        day = closing.review_on
        lines.append(f"*To be looked at again:* {day:%A} {day.day} {day:%B}")
    return lines


def _rating(handoff: Handoff, request: Request) -> list[Block]:
    """Two taps, both optional; what was tapped is not asked again."""
    rows = []
    if handoff.helped is None and handoff.in_time is None:
        rows.append(b.context("How was it? Two taps, if you like."))
    if handoff.helped is None:
        words = {Helped.YES: "It helped", Helped.PARTLY: "In part", Helped.NO: "It did not help"}
        taps = [b.button(words[each], f"{HELPED}{each}", handoff.id) for each in Helped]
        rows.append(b.actions(*taps))
    if handoff.in_time is None:
        yes = b.button("In time", f"{IN_TIME}yes", handoff.id, spoken="The help came in time")
        no = b.button("Too late", f"{IN_TIME}no", handoff.id, spoken="The help came too late")
        rows.append(b.actions(yes, no))
    if not rows:
        rows.append(b.context("Thank you for saying how it was."))
    if not handoff.is_active:
        rows.append(b.actions(b.button("Reopen", ActionId.REOPEN_MINE, request.id)))
    return rows


def _reopen_offer(request: Request, handoff: Handoff | None, data: Data, shelf: Shelf) -> Drawn:
    text = (
        f"{reference(request.number)} is closed, so nobody has been sent these words. Do you need "
        "a practitioner again?"
    )
    return text, [b.actions(b.button("Reopen", ActionId.REOPEN_MINE, request.id, style="primary"))]


NOTICES: dict[str, Drawer] = {
    "claimed": _claimed,
    "paged-now": _paged("Thank you for telling me."),
    "paged-worried": _paged("Thank you for telling me."),
    "paged-silence": _paged("I have not heard from you, so I am being careful."),
    "page-failed": _page_failed,
    "not-written": _not_written,
    "nobody-yet": _nobody_yet,
    "parked": _parked,
    "passed": _passed,
    "reopened-silent": _reopened("You have not heard from your practitioner for some time."),
    "reopened-left": _reopened("The practitioner who had it cannot go on."),
    "reopened-teacher": _reopened("Of course."),
    "reopened-practitioner": _reopened_by,
    "withdrawn": _withdrawn,
    "taken-back": _taken_back,
    "closed": _closed,
    "reopen-offer": _reopen_offer,
    "carried": carried,
    "withheld": withheld,
}
