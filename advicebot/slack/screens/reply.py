"""The answer to a request: one message that is drawn from the state, and drawn again when the state
changes.
"""

from collections.abc import Mapping
from types import MappingProxyType

from advicebot.domain.handoff import Handoff, HandoffReason, HandoffState
from advicebot.domain.knowledge import Strategy
from advicebot.domain.request import Feedback, Request
from advicebot.domain.support.offers import Availability, Standing, answers_within
from advicebot.domain.vocabulary import PRESSING, Action, Band, Urgency
from advicebot.ids import reference
from advicebot.slack import limits
from advicebot.slack.ids import NARROW, SHOW_STRATEGY, ActionId
from advicebot.slack.mrkdwn import (
    escape,
    from_markdown,
    mention,
    sentences,
    shorten,
    shorten_lines,
)
from advicebot.slack.screens import blocks as b
from advicebot.slack.screens.alarm import (
    DANGER,
    alarm,
    danger_first,
    is_called,
    is_pressing,
    numbers,
    person_comes,
    question,
    signposts,
)
from advicebot.slack.screens.blocks import Block, Button, Message
from advicebot.slack.screens.labels import TOPICS, standing
from advicebot.slack.screens.offers import NOT_FULL_TIME
from advicebot.slack.screens.shelf import Shelf
from advicebot.slack.screens.status import status_line
from advicebot.slack.screens.when import moment_words

NOT_SAID: Mapping[str, Availability] = MappingProxyType({})
FULL = "Full at present, with a waiting list."
OTHERS_SHOWN = 2
TOPIC_BUTTONS = 4
TELLING_TEXT = 220


def reply(
    request: Request,
    handoff: Handoff | None,
    shelf: Shelf,
    stand: Mapping[str, Availability] = NOT_SAID,
) -> Message:
    """Return the answer to a request as it stands now.

    ``stand`` is how its offers stand today, by id: what cannot be asked for any more is not shown.
    One that is not in it has not changed since it was chosen.
    """
    if not request.is_open:
        return _withdrawn(request, handoff)
    parts = [
        *danger_first(request, handoff, shelf),
        *question(request),
        *_late(request),
        *_body(request, handoff, shelf),
        *signposts(request, handoff, shelf),
        *_offer(request, handoff, shelf, stand),
        *_buttons(request, handoff, shelf),
        _small_print(request, handoff, shelf),
    ]
    return Message(text=_spoken(request, handoff, shelf), blocks=parts)


def _late(request: Request) -> list[Block]:
    if not request.written_late:
        return []
    when = moment_words(request.written_late)
    return [b.section(f"_You wrote this on {when}. It reached me only now._")]


def _withdrawn(request: Request, handoff: Handoff | None) -> Message:
    told = f" {_checker(handoff)} to check with you." if handoff and handoff.is_active else ""
    text = (
        f"{reference(request.number)} is deleted. Its words are gone from the line.{told} If "
        "anyone is still in danger, call 999 and tell your DSL. A worry about a child belongs in "
        "your school’s own record."
    )
    return Message(text=text, blocks=[b.context(text)])


def _checker(handoff: Handoff) -> str:
    if handoff.claimed_by:
        return f"{mention(handoff.claimed_by)} has been asked"
    return "The practitioners have been asked"


def _chosen(request: Request, shelf: Shelf) -> list[tuple[Strategy, str]]:
    """Return what was suggested and why, without strategies that were taken out since."""
    return [
        (shelf.strategies[each.strategy_id], each.because)
        for each in request.suggestions
        if each.strategy_id in shelf.strategies
    ]


def _body(request: Request, handoff: Handoff | None, shelf: Shelf) -> list[Block]:
    chosen = _chosen(request, shelf)
    if request.action is Action.DECLINE:
        return [b.section(OUTSIDE)]
    if request.band is Band.NOTHING or not chosen:
        return [b.section(_nothing(request, shelf))]
    unsure = request.band is Band.UNSURE
    pressing = is_pressing(request, handoff)
    first, because = chosen[0]
    lead = [b.section("I am not sure I have understood. *The closest I have:*")] if unsure else []
    body = [*lead, *_first(first, because, shelf, brief=unsure or pressing)]
    if pressing:
        return body
    body += [_card(strategy) for strategy, _ in chosen[1 : 1 + OTHERS_SHOWN]]
    return body + (_narrowing(request) if unsure else [])


OUTSIDE = (
    "That one is outside what this line is for. I can help when a pupil’s behaviour, safety or "
    "distress, or your own, is the worry. If I have misread you, write it again in other words, or "
    "ask for a practitioner."
)


def _nothing(request: Request, shelf: Shelf) -> str:
    if request.action is Action.PAGE:
        return (
            "Keep yourself and the children near you safe. Stay calm, give space, get another "
            "adult. Write down the words and times as soon as you can."
        )
    return (
        "That sounds hard, and I have not found the right page for it. I will not guess. A person "
        "can help: press *Talk to a practitioner* below, or tell me one "
        "thing that happened. For a worry about a child’s safety, go to your DSL now; "
        f"out of school: {escape(shelf.line.safeguarding_contact)}"
    )


def _first(strategy: Strategy, because: str, shelf: Shelf, *, brief: bool) -> list[Block]:
    """The best strategy: what to do in the next ten minutes comes first.

    ``brief`` leaves out the explanation: it is one press away, and now is not the time to read.
    """
    title = _title(strategy)
    parts = [b.section(f"*Next ten minutes:* _{title}_\n{from_markdown(strategy.right_now)}")]
    if not brief:
        parts.append(b.section(_then(strategy)))
    return [*parts, b.context(_why(strategy, because, shelf))]


def _title(strategy: Strategy) -> str:
    return escape(shorten(strategy.title, limits.TITLE_TEXT))


def _then(strategy: Strategy) -> str:
    telling = escape(sentences(strategy.telling_you, TELLING_TEXT))
    following = shorten_lines(from_markdown(strategy.next_steps), 2)
    help_when = "; ".join(escape(each) for each in strategy.get_help_when)
    says = "The rules" if strategy.is_fact else "It may be telling you"
    return f"*{says}:* {telling}\n*Next:*\n{following}\n*Get help if:* {help_when}."


def _why(strategy: Strategy, because: str, shelf: Shelf) -> str:
    names = []
    for source_id in strategy.sources[:2]:
        source = shelf.sources[source_id]
        year = f" {source.year}" if source.year else ""
        names.append(f"{source.publisher}{year}" + ("" if source.checked else " (verify)"))
    reason = f"{because[:1].upper()}{because[1:]}. " if because else ""
    return f"{escape(reason)}{standing(strategy)}. {escape('; '.join(names))}."


def _card(strategy: Strategy) -> Block:
    return b.section(
        f"*{_title(strategy)}*",
        button=b.button(
            "Show",
            f"{SHOW_STRATEGY}{strategy.id}",
            strategy.id,
            spoken=f"Show {strategy.title}",
        ),
    )


def _narrowing(request: Request) -> list[Block]:
    buttons = [
        b.button(TOPICS[topic], f"{NARROW}{topic}", request.id)
        for topic in request.topics[:TOPIC_BUTTONS]
    ]
    return [b.section("Is it about one of these?"), b.actions(*buttons)] if buttons else []


def _offer(
    request: Request, handoff: Handoff | None, shelf: Shelf, stand: Mapping[str, Availability]
) -> list[Block]:
    offers = [
        shelf.offers[each]
        for each in request.offers
        if each in shelf.offers and (each not in stand or stand[each].is_offered)
    ]
    if not offers or request.action is Action.DECLINE or is_pressing(request, handoff):
        return []
    offer = offers[0]
    waits = offer.id in stand and stand[offer.id].standing is Standing.WAITING_LIST
    lines = (
        f"*Outreach that fits:* {escape(shorten(offer.title, limits.TITLE_TEXT))}, "
        f"{escape(shorten(offer.provider.name, limits.TITLE_TEXT))}.",
        f"Answers {answers_within(offer)}; {escape(shorten(offer.cost, limits.TITLE_TEXT))}."
        f"{' ' + FULL if waits else ''}"
        f"{'' if offer.provider.registered else f' {NOT_FULL_TIME}'}",
    )
    see = b.button("See outreach", ActionId.OFFERS, request.id)
    return [b.section(shorten("\n".join(lines), limits.CONTEXT_TEXT), button=see)]


def _buttons(request: Request, handoff: Handoff | None, shelf: Shelf) -> list[Block]:
    row = []
    chosen = _chosen(request, shelf)
    answered = chosen and request.action is not Action.DECLINE
    rated = answered and not request.awaits_answer
    if rated and request.feedback is None:
        row.append(b.button("This helps", ActionId.HELPS, request.id))
    if rated and request.feedback is not Feedback.HELPS:
        row.append(b.button("Not quite", ActionId.NOT_QUITE, request.id))
    if answered:
        first = chosen[0][0].id
        row.append(b.button("Show whole strategy", f"{SHOW_STRATEGY}{first}", first))
    row += _person_buttons(request, handoff)
    row.append(
        b.button(
            "Delete my request",
            ActionId.DELETE,
            request.id,
            confirm=b.confirm(
                "Delete this request?",
                "Its words are removed from the line for good. Your own Slack message stays until "
                "you delete it yourself.",
                yes="Delete",
                no="Keep",
            ),
        )
    )
    return [b.actions(*row)]


def _person_buttons(request: Request, handoff: Handoff | None) -> list[Button]:
    """A person is one tap away; whoever asked for one may say that it is not needed any more."""
    if handoff is None or handoff.state is HandoffState.WITHDRAWN:
        return [b.button("Talk to a practitioner", ActionId.TALK, request.id, style="primary")]
    if handoff.state is HandoffState.CLOSED:
        return [b.button("Reopen", ActionId.REOPEN_MINE, request.id)]
    alarming = handoff.is_open and handoff.urgency is Urgency.EMERGENCY
    if handoff.reason is HandoffReason.TEACHER_ASKED or not alarming:
        return [b.button("I need nobody any more", ActionId.WITHDRAW_PERSON, request.id)]
    return []


def _small_print(request: Request, handoff: Handoff | None, shelf: Shelf) -> Block:
    texts = [status_line(request, handoff)]
    if request.removed:
        texts.append(
            "I took out names or other personal details before keeping this. "
            "“A Year 9 pupil” is all I need."
        )
    if not (is_called(request, handoff) and alarm(request, shelf)):
        texts.append(f"*{DANGER}*")
    return b.context(*texts)


def _spoken(request: Request, handoff: Handoff | None, shelf: Shelf) -> str:
    """The message as plain text: first what to do, then where it stands."""
    lines = []
    if request.urgency in PRESSING and is_called(request, handoff):
        said = [*alarm(request, shelf), *numbers(request, shelf)]
        said.append(person_comes(request, handoff, shelf))
        lines.append("\n".join(filter(None, said)).replace("*", ""))
    if request.awaits_answer:
        lines.append("Is anyone at risk of harm today? Answer with the buttons.")
    if request.action is Action.DECLINE:
        lines.append(OUTSIDE)
    elif chosen := _chosen(request, shelf):
        strategy, _ = chosen[0]
        lines.append(f"{_title(strategy)}. {from_markdown(strategy.right_now)}")
    else:
        lines.append(_nothing(request, shelf))
    last = "" if "call 999" in lines[0].lower() else f"\n{DANGER}"
    return shorten("\n".join(lines), limits.FALLBACK_TEXT - len(last)) + last
