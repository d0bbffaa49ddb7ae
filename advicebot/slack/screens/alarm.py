"""What comes before the advice: danger, who is coming, the one direct question, whom to ring."""

from datetime import datetime

from advicebot.domain.advice.opening import Opening, opening
from advicebot.domain.handoff import Handoff, HandoffState
from advicebot.domain.knowledge import Signpost
from advicebot.domain.oncall.calendar import (
    is_school_day,
    is_staffed,
    london_day,
    why_closed,
)
from advicebot.domain.request import AskAnswer, Request
from advicebot.domain.vocabulary import PRESSING, Action, Flag, Urgency
from advicebot.slack.ids import ActionId
from advicebot.slack.mrkdwn import clock_time, escape, mention, shorten
from advicebot.slack.screens import blocks as b
from advicebot.slack.screens.blocks import Block
from advicebot.slack.screens.shelf import Shelf
from advicebot.slack.screens.standing import people
from advicebot.slack.screens.when import day_words

DANGER = "If anyone is in danger now, call 999 and tell your DSL."
EMERGENCY = (
    "Call 999 now if anyone is in danger. Tell your DSL now.",
    "Do not wait for this line.",
)
UNREACHED = (
    "I could not reach the on-call team yet, and I keep trying. Ring your DSL or headteacher now."
)
SAID_ABOVE = ("999", "dsl")
SIGNPOSTS_SHOWN = 3
LINE_TEXT = 160
CONTACT_TEXT = 200

NOT_WAITING = "Do not wait: ring your DSL or headteacher now, and 999 if anyone is in danger."


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


def is_pressing(request: Request, handoff: Handoff | None) -> bool:
    """True while only the next ten minutes matter: a page is out, or a question is waiting.

    Once somebody has what a teacher's answer called them to, there is time to read on.
    """
    is_untaken = handoff is not None and handoff.is_open and handoff.urgency in PRESSING
    return request.action is Action.PAGE or request.awaits_answer or is_untaken


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
    if handoff is None or handoff.state in (HandoffState.CLOSED, HandoffState.WITHDRAWN):
        return ""
    if handoff.claimed_by:
        return _in_hands(request, handoff, shelf)
    is_open = is_staffed(handoff.next_at or handoff.created_at, shelf.line)
    if handoff.page_failed_at and not handoff.reached:
        return f"{UNREACHED}{'' if is_open else _instead(request, shelf)}"
    if handoff.parked_until:
        return _out_of_hours(request, handoff.parked_until, shelf)
    if handoff.reached:
        asked = f"I have paged {people(handoff.reached)}."
    elif handoff.paged:
        asked = "I am paging the practitioners on call."
    else:
        by = f", to be taken by {clock_time(handoff.answer_by)}" if handoff.answer_by else ""
        return f"I have put it in the practitioners’ queue{by}."
    if not is_open:
        return f"{asked} The line is closed or closing, so do not wait.{_instead(request, shelf)}"
    return f"{asked} Nobody has taken it yet, so do not wait for them. Meanwhile:"


def _in_hands(request: Request, handoff: Handoff, shelf: Shelf) -> str:
    """Who has it, and what to do when they have not written though they were to."""
    has = f"{mention(str(handoff.claimed_by))} has your message"
    if handoff.last_word_at:
        return f"{has} and has written to you here."
    if handoff.answer_by:
        instead = "" if is_staffed(handoff.answer_by, shelf.line) else _instead(request, shelf)
        return f"{has} and will write to you here.{instead}"
    return f"{has} but has not written yet. {NOT_WAITING}{_instead(request, shelf)}"


def _out_of_hours(request: Request, opens: datetime, shelf: Shelf) -> str:
    """The honest answer: when a person reads it, and whom to turn to before that."""
    day = london_day(opens)
    why = why_closed(london_day(request.created_at), shelf.line)
    closed = f" ({escape(why)})" if why else ""
    waits = (
        f"No practitioner is on now{closed}. I ask them on {day_words(day)}, when the line "
        f"opens at {shelf.line.opens}."
    )
    if not is_school_day(day, shelf.line):
        waits = f"No practitioner is on now{closed}, and our next hours are not written down yet."
    return f"{waits}{_instead(request, shelf)}"


def _instead(request: Request, shelf: Shelf) -> str:
    """Whom to ring out of hours; not where only the teacher is in distress, and no child."""
    if _opening(request, shelf).flags == (Flag.STAFF_DISTRESS,):
        return ""
    return f" {if_it_cannot_wait(shelf)}"


def if_it_cannot_wait(shelf: Shelf) -> str:
    """Whom to ring about a child before a practitioner is on again."""
    return f"If it cannot wait: {escape(shorten(shelf.line.safeguarding_contact, CONTACT_TEXT))}"


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
