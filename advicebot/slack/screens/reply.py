"""The answer to a request: one message that is drawn from the state, and drawn again when the state changes."""

from dataclasses import dataclass

from advicebot.domain.knowledge import Knowledge, Offer, Source, Strategy
from advicebot.domain.request import Feedback, Handoff, Request
from advicebot.domain.vocabulary import Action, Band, Urgency
from advicebot.ids import reference
from advicebot.slack import limits
from advicebot.slack.ids import NARROW, SHOW_STRATEGY, ActionId
from advicebot.slack.mrkdwn import escape, from_markdown, shorten, shorten_lines
from advicebot.slack.screens import blocks as b
from advicebot.slack.screens.blocks import Block, Message
from advicebot.slack.screens.labels import EVIDENCE, TOPICS
from advicebot.slack.screens.status import status_line

DANGER = "If anyone is in danger now, call 999 and tell your DSL."
EMERGENCY = "*Call 999 now if anyone is in danger. Tell your DSL now.* Do not wait for this line."
OTHERS_SHOWN = 2
TOPIC_BUTTONS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The curated knowledge, by id."""

    strategies: dict[str, Strategy]
    offers: dict[str, Offer]
    sources: dict[str, Source]
    safeguarding_contact: str

    @classmethod
    def of(cls, knowledge: Knowledge) -> "Shelf":
        """Return the shelf of a knowledge folder."""
        return cls(
            strategies={each.id: each for each in knowledge.strategies},
            offers={each.id: each for each in knowledge.offers},
            sources={each.id: each for each in knowledge.sources},
            safeguarding_contact=knowledge.line.safeguarding_contact,
        )


def reply(request: Request, handoff: Handoff | None, shelf: Shelf) -> Message:
    """Return the answer to a request as it stands now."""
    if not request.is_open:
        return _withdrawn(request, handoff)
    parts = [
        *_danger_first(request, handoff),
        *_question(request),
        *_body(request, shelf),
        *_offer(request, shelf),
        *_buttons(request, handoff),
        _small_print(request, handoff),
    ]
    return Message(text=_spoken(request, handoff, shelf), blocks=parts)


def _withdrawn(request: Request, handoff: Handoff | None) -> Message:
    told = " The practitioner who was paged has been asked to check with you." if handoff else ""
    text = f"{reference(request.number)} is deleted. Its words are gone from the line.{told}"
    return Message(text=text, blocks=[b.context(text)])


def _danger_first(request: Request, handoff: Handoff | None) -> list[Block]:
    """Danger comes before everything else, in the same message."""
    if handoff is None and request.action is not Action.PAGE:
        return []
    if request.urgency is Urgency.EMERGENCY:
        return [b.section(f"{EMERGENCY}\n{_person_comes(handoff)}")]
    if request.urgency is Urgency.URGENT:
        return [b.section(f"*{DANGER}*\n{_person_comes(handoff)}")]
    return []


def _person_comes(handoff: Handoff | None) -> str:
    if handoff and handoff.claimed_by:
        return f"<@{handoff.claimed_by}> has your message and will contact you here."
    if handoff and handoff.page_failed_at:
        return "I could not reach the on-call team. Ring your DSL or headteacher now."
    return "I am getting a practitioner for you. Stay near your phone. Meanwhile:"


def _question(request: Request) -> list[Block]:
    """The one direct question, while it stands."""
    if not request.awaits_answer:
        return []
    said = escape(shorten(request.flags[0].quote, 120)) if request.flags else ""
    because = f" You wrote “{said}”." if said else ""
    return [
        b.section(
            f"*First: is anyone at risk of harm today?*{because} "
            "If you do not answer in five minutes I will get a practitioner to be safe."
        ),
        b.actions(
            b.button("Yes, now", ActionId.AT_RISK_NOW, request.id, style="danger"),
            b.button("I’m worried", ActionId.AT_RISK_WORRIED, request.id),
            b.button("No", ActionId.AT_RISK_NO, request.id, spoken="No, nobody is at risk"),
        ),
        b.divider(),
    ]


def _body(request: Request, shelf: Shelf) -> list[Block]:
    chosen = [
        (shelf.strategies[each.strategy_id], each.because)
        for each in request.suggestions
        if each.strategy_id in shelf.strategies
    ]
    if request.action is Action.DECLINE:
        return [b.section(OUTSIDE)]
    if request.band is Band.NOTHING or not chosen:
        return [b.section(_nothing(request, shelf))]
    unsure = request.band is Band.UNSURE
    first, because = chosen[0]
    lead = [b.section("I am not sure I have understood. *The closest I have:*")] if unsure else []
    body = [*lead, *_first(first, because, shelf, brief=unsure)]
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
            "Keep yourself and the children near you safe. Stay calm, give space, get another adult. "
            "Write down the words and times as soon as you can."
        )
    return (
        "I have nothing good for this, and I will not guess. A person can help: press *Talk to a "
        "practitioner* below. For a worry about a child’s safety, go to your DSL today; "
        f"out of school: {escape(shelf.safeguarding_contact)}"
    )


def _first(strategy: Strategy, because: str, shelf: Shelf, *, brief: bool) -> list[Block]:
    """The best strategy: what to do in the next ten minutes comes first."""
    parts = [
        b.section(
            f"*{escape(strategy.title)}: next ten minutes*\n{from_markdown(strategy.right_now)}"
        )
    ]
    if not brief:
        telling = escape(shorten(strategy.telling_you, 240))
        following = shorten_lines(from_markdown(strategy.next_steps), 2)
        help_when = "; ".join(escape(each) for each in strategy.get_help_when)
        parts.append(
            b.section(
                f"*It may be telling you:* {telling}\n*Next:*\n{following}\n"
                f"*Get help if:* {help_when}."
            )
        )
    return [*parts, b.context(_why(strategy, because, shelf))]


def _why(strategy: Strategy, because: str, shelf: Shelf) -> str:
    names = []
    for source_id in strategy.sources[:2]:
        source = shelf.sources[source_id]
        year = f" {source.year}" if source.year else ""
        names.append(f"{source.publisher}{year}" + ("" if source.checked else " (verify)"))
    reason = f"{because[:1].upper()}{because[1:]}. " if because else ""
    return f"{escape(reason)}Evidence: {EVIDENCE[strategy.evidence]}. {escape('; '.join(names))}."


def _card(strategy: Strategy) -> Block:
    return b.section(
        f"*{escape(strategy.title)}*",
        button=b.button(
            "Show",
            f"{SHOW_STRATEGY}{strategy.id}",
            strategy.id,
            spoken=shorten(f"Show {strategy.title}", limits.BUTTON_TEXT),
        ),
    )


def _narrowing(request: Request) -> list[Block]:
    buttons = [
        b.button(TOPICS[topic], f"{NARROW}{topic}", request.id)
        for topic in request.topics[:TOPIC_BUTTONS]
    ]
    return [b.section("Is it about one of these?"), b.actions(*buttons)] if buttons else []


def _offer(request: Request, shelf: Shelf) -> list[Block]:
    offers = [shelf.offers[each] for each in request.offers if each in shelf.offers]
    if not offers or request.action is Action.DECLINE:
        return []
    offer = offers[0]
    days = (
        "the same or next school day"
        if offer.response_days <= 1
        else (f"within {offer.response_days} school days")
    )
    return [
        b.context(
            f"*Outreach that fits:* {escape(offer.title)}, {escape(offer.provider.name)}. "
            f"Answers {days}; {escape(offer.cost)}. Ask a practitioner to arrange it."
        )
    ]


def _buttons(request: Request, handoff: Handoff | None) -> list[Block]:
    row = []
    answered = request.suggestions and request.action is not Action.DECLINE
    if answered and request.feedback is None:
        row.append(b.button("This helps", ActionId.HELPS, request.id))
    if answered and request.feedback is not Feedback.HELPS:
        row.append(b.button("Not quite", ActionId.NOT_QUITE, request.id))
    if answered:
        first = request.suggestions[0].strategy_id
        row.append(b.button("Show whole strategy", f"{SHOW_STRATEGY}{first}", first))
    if handoff is None:
        row.append(b.button("Talk to a practitioner", ActionId.TALK, request.id, style="primary"))
    row.append(
        b.button(
            "Delete my request",
            ActionId.DELETE,
            request.id,
            confirm=b.confirm(
                "Delete this request?",
                "Its words are removed from the line for good. Your own Slack message stays until you "
                "delete it yourself.",
                yes="Delete",
                no="Keep",
            ),
        )
    )
    return [b.actions(*row)]


def _small_print(request: Request, handoff: Handoff | None) -> Block:
    texts = [status_line(request, handoff)]
    if request.removed:
        texts.append(
            "I took out names or other personal details before keeping this. "
            "“A Year 9 pupil” is all I need."
        )
    if request.action is not Action.PAGE and handoff is None:
        texts.append(f"*{DANGER}*")
    return b.context(*texts)


def _spoken(request: Request, handoff: Handoff | None, shelf: Shelf) -> str:
    """The message as plain text: first what to do, then where it stands."""
    lines = []
    if request.urgency in (Urgency.EMERGENCY, Urgency.URGENT) and (
        handoff or request.action is Action.PAGE
    ):
        lines.append(f"{DANGER} {_person_comes(handoff)}")
    if request.awaits_answer:
        lines.append("Is anyone at risk of harm today? Answer with the buttons.")
    if request.action is Action.DECLINE:
        lines.append(OUTSIDE)
    elif request.suggestions and request.suggestions[0].strategy_id in shelf.strategies:
        strategy = shelf.strategies[request.suggestions[0].strategy_id]
        lines.append(f"{escape(strategy.title)}. {from_markdown(strategy.right_now)}")
    else:
        lines.append(_nothing(request, shelf))
    if DANGER not in lines[0]:
        lines.append(DANGER)
    return shorten("\n".join(lines), limits.FALLBACK_TEXT)
