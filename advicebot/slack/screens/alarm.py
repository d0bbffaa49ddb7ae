"""What comes before the advice: danger, who is coming, the one direct question, whom to ring."""

from advicebot.domain.advice.opening import Opening, opening
from advicebot.domain.calendar import is_staffed
from advicebot.domain.knowledge import Signpost
from advicebot.domain.request import AskAnswer, Handoff, Request
from advicebot.domain.vocabulary import PRESSING, Action, Flag, Urgency
from advicebot.slack.ids import ActionId
from advicebot.slack.mrkdwn import escape, shorten
from advicebot.slack.screens import blocks as b
from advicebot.slack.screens.blocks import Block
from advicebot.slack.screens.shelf import Shelf

DANGER = "If anyone is in danger now, call 999 and tell your DSL."
EMERGENCY = (
    "Call 999 now if anyone is in danger. Tell your DSL now.",
    "Do not wait for this line.",
)
SAID_ABOVE = ("999", "dsl")
SIGNPOSTS_SHOWN = 3
LINE_TEXT = 160
CONTACT_TEXT = 200


def danger_first(request: Request, handoff: Handoff | None, shelf: Shelf) -> list[Block]:
    """Danger comes before everything else, in the same message; then who is coming."""
    if not is_called(request, handoff):
        return []
    first, *more = alarm(request, shelf) or ("",)
    lines = [f"*{first}*" if first else "", *(f"• {line}" for line in more)]
    rung = [f"• {number}" for number in numbers(request, shelf)]
    parts = [*lines, *rung, person_comes(request, handoff, shelf)]
    return [b.section("\n".join(part for part in parts if part))]


def is_called(request: Request, handoff: Handoff | None) -> bool:
    """True when a person was called, or is about to be."""
    return handoff is not None or request.action is Action.PAGE


def alarm(request: Request, shelf: Shelf) -> tuple[str, ...]:
    """Return the first words of a request that a person was called to, as markup, a line an action.

    They are those of its flags once triage or the teacher was sure, and the general ones before.
    """
    if said := _opening(request, shelf).lines:
        return tuple(escape(shorten(line, LINE_TEXT)) for line in said)
    if request.urgency is Urgency.EMERGENCY:
        return EMERGENCY
    return (DANGER,) if request.urgency is Urgency.URGENT else ()


def _opening(request: Request, shelf: Shelf) -> Opening:
    """An allegation keeps its lines whatever was answered: they ask for no more of the story."""
    is_sure = request.action is Action.PAGE or request.ask_answer not in (None, AskAnswer.NO)
    is_known = is_sure and request.urgency in PRESSING
    if not is_known and not request.raises(Flag.ALLEGATION_AGAINST_STAFF):
        return Opening()
    return opening(shelf.first_lines, request.flags, action=request.action, urgency=request.urgency)


def numbers(request: Request, shelf: Shelf) -> list[str]:
    """The services whose numbers belong right under the first lines."""
    rung = (shelf.signposts.get(id_) for id_ in _opening(request, shelf).ring)
    return [_service(each) for each in rung if each]


def person_comes(request: Request, handoff: Handoff | None, shelf: Shelf) -> str:
    """Return who was called and what to count on: never more than is known, nor out of hours."""
    if handoff and handoff.claimed_by:
        return f"<@{handoff.claimed_by}> has your message and will contact you here."
    if handoff and handoff.page_failed_at:
        return "I could not reach the on-call team. Ring your DSL or headteacher now."
    asked = "I have asked the on-call practitioners to contact you."
    if not is_staffed(request.created_at, shelf.line):
        hours = f"{shelf.line.opens} to {shelf.line.closes} on school days"
        waits = f"{asked} They answer {hours}, so it may not be read before then."
        if _opening(request, shelf).flags == (Flag.STAFF_DISTRESS,):
            return waits
        return f"{waits} If it cannot wait: {escape(shelf.line.safeguarding_contact)}"
    return f"{asked} Nobody has taken it yet, so do not wait for them. Meanwhile:"


def signposts(request: Request, handoff: Handoff | None, shelf: Shelf) -> list[Block]:
    """Whom to ring, with numbers, when somebody may be in trouble. 999 and the DSL stand above."""
    if not request.flags or request.action not in (Action.PAGE, Action.ASK):
        return []
    rung = _opening(request, shelf).ring if is_called(request, handoff) else ()
    said = (*SAID_ABOVE, *rung)
    known = (shelf.signposts[each] for each in request.signposts if each in shelf.signposts)
    shown = [each for each in known if each.id not in said][:SIGNPOSTS_SHOWN]
    lines = [f"• {_service(each)}" for each in shown]
    return [b.section("*Who else to turn to*\n" + "\n".join(lines))] if lines else []


def _service(signpost: Signpost) -> str:
    return f"*{escape(shorten(signpost.name, LINE_TEXT))}:* {contact(signpost)}"


def contact(signpost: Signpost) -> str:
    """Return how to reach a service; one that nobody has confirmed says so."""
    doubt = "" if signpost.verified else " _(verify)_"
    how = shorten(f"{signpost.contact} ({signpost.hours})", CONTACT_TEXT)
    return f"{escape(how)}{doubt}"


def question(request: Request) -> list[Block]:
    """The one direct question, while it stands."""
    if not request.awaits_answer:
        return []
    said = [each.quote for each in request.flags if each.quote and not each.is_guess]
    because = f" You wrote “{escape(shorten(said[0], 120))}”." if said else ""
    return [
        b.section(
            f"*First: is anyone at risk of harm today?*{because} "
            "If it is now, ring 999 first and tell your DSL. "
            "No answer in five minutes, and I ask a practitioner to contact you, to be safe."
        ),
        b.actions(
            b.button("Yes, now", ActionId.AT_RISK_NOW, request.id, style="danger"),
            b.button("I’m worried", ActionId.AT_RISK_WORRIED, request.id),
            b.button("No", ActionId.AT_RISK_NO, request.id, spoken="No, nobody is at risk"),
        ),
        b.divider(),
    ]
