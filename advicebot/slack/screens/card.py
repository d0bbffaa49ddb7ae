"""The page to the on-call channel: no words of the teacher's and nothing about a pupil."""

from advicebot.domain.request import Handoff, HandoffReason, HandoffState, Raised, Request
from advicebot.domain.vocabulary import Flag, Phase, Urgency
from advicebot.ids import reference
from advicebot.service.intake import LATER
from advicebot.slack.ids import ActionId
from advicebot.slack.mrkdwn import clock_time, escape, mention, quote, shorten
from advicebot.slack.screens import blocks as b
from advicebot.slack.screens.blocks import Block, Message
from advicebot.slack.screens.labels import FLAGS, PHASES, URGENCIES
from advicebot.slack.screens.shelf import Shelf

REASONS = {
    HandoffReason.TRIAGE: "the message itself",
    HandoffReason.TEACHER_ASKED: "the teacher asked for a person",
    HandoffReason.TEACHER_CONFIRMED: "the teacher said somebody is at risk",
    HandoffReason.NO_ANSWER: "no answer to “is anyone at risk?”",
}


def card(request: Request, handoff: Handoff) -> Message:
    """Return the page for a handoff as it stands now."""
    number = reference(request.number)
    level = URGENCIES[handoff.urgency]
    taken = handoff.state is HandoffState.CLAIMED
    head = f"{level}: {number} " + ("is taken" if taken else "needs a practitioner")
    lines = [f"*{head}*", _about(request, handoff), _who(request, handoff)]
    parts: list[Block] = [b.section("\n".join(lines)), *_buttons(handoff)]
    return Message(text=f"{head}. {_plain_state(handoff)}", blocks=parts)


def _about(request: Request, handoff: Handoff) -> str:
    flags = ", ".join(_label(each) for each in request.flags) or "no flag"
    phase = "" if request.phase is Phase.UNKNOWN else f" · {PHASES[request.phase]}"
    risk = "" if request.risk is None else f" · risk of exclusion {request.risk}/10"
    return f"Because of {REASONS[handoff.reason]} · {flags}{phase}{risk}"


def _who(request: Request, handoff: Handoff) -> str:
    asked = f"From {mention(request.requester)}, {clock_time(handoff.created_at)}"
    if handoff.state is HandoffState.CLAIMED and handoff.claimed_by and handoff.claimed_at:
        taken = f"*{mention(handoff.claimed_by)} has it* since {clock_time(handoff.claimed_at)}"
        asked = f"{asked}\n{taken}"
    if not request.is_open:
        asked += "\nThe teacher has deleted the request. Please check with them that all is well."
    return asked


def _plain_state(handoff: Handoff) -> str:
    taken = handoff.state is HandoffState.CLAIMED
    return "Somebody has taken it." if taken else "Press Take it to answer."


def _buttons(handoff: Handoff) -> list[Block]:
    more = b.button("More", ActionId.MORE, handoff.id, spoken="More about this request")
    if handoff.state is HandoffState.CLAIMED:
        return [b.actions(more)]
    style = "danger" if handoff.urgency is Urgency.EMERGENCY else "primary"
    return [b.actions(b.button("Take it", ActionId.TAKE, handoff.id, style=style), more)]


def _label(raised: Raised) -> str:
    if raised.is_guess:
        return f"not understood, so be careful ({FLAGS[raised.flag]})"
    return FLAGS[raised.flag]


def _is_allegation(request: Request) -> bool:
    """An allegation goes to the head and the LADO; nobody on this line hears the story."""
    return request.raises(Flag.ALLEGATION_AGAINST_STAFF)


def _words(request: Request) -> str:
    if _is_allegation(request):
        return (
            "_It may be about an adult in school, so the story is not shown. Check that they have "
            "reached the headteacher (or the chair of governors). Do not ask about it._"
        )
    return quote(request.text, 2500) or "_The teacher has deleted the words._"


def _flagged(request: Request, raised: Raised, shelf: Shelf) -> str:
    """Why it was flagged: what the rule looks for, and the words that decided."""
    if _is_allegation(request) or not request.is_open:
        return _label(raised)
    reason = shelf.reasons.get(raised.rule, "")
    why = f"{_label(raised)}: {escape(shorten(reason, 120))}" if reason else _label(raised)
    words = quote(raised.quote, 200).removeprefix(">")
    return f"{why}. The words: “{words}”" if words else why


def details(request: Request, handoff: Handoff, shelf: Shelf) -> Block:
    """Return the page behind "More": the redacted words, the flags, what was suggested."""
    words = _words(request)
    raised = [f"• {_flagged(request, each, shelf)}" for each in request.flags]
    shown = [
        f"• {escape(shelf.strategies[each.strategy_id].title)}"
        for each in request.suggestions[:3]
        if each.strategy_id in shelf.strategies
    ]
    added = "; after [later] people’s letters start again" if LATER in words else ""
    parts = [
        b.section(
            f"*{mention(request.requester)} wrote* (personal details removed{added})\n{words}"
        ),
        b.section("*Flagged because of*\n" + ("\n".join(raised) or REASONS[handoff.reason])),
        b.section("*Suggested so far*\n" + ("\n".join(shown) or "Nothing fitting was found.")),
    ]
    if request.tried and not _is_allegation(request):
        parts.append(b.section(f"*Tried already*\n{quote(request.tried, 1500)}"))
    parts.append(b.context(_about(request, handoff)))
    return b.modal(reference(request.number), parts)
