"""Forms, and the whole strategy."""

from collections.abc import Sequence

from advicebot.domain.knowledge import Strategy
from advicebot.domain.line import Line
from advicebot.domain.request import Request
from advicebot.domain.vocabulary import Phase, Topic
from advicebot.slack import limits
from advicebot.slack.ids import CallbackId, Field
from advicebot.slack.mrkdwn import escape, from_markdown
from advicebot.slack.screens import blocks as b
from advicebot.slack.screens import inputs
from advicebot.slack.screens.alarm import DANGER
from advicebot.slack.screens.blocks import Block
from advicebot.slack.screens.labels import (
    MEANING,
    PHASES,
    ROLES,
    TOPICS,
    WHY_NOT,
    standing,
)
from advicebot.slack.screens.shelf import Shelf

AT_RISK = (("now", "Yes, now"), ("worried", "I’m worried"), ("no", "No"))
RISKS = tuple((str(n), str(n)) for n in range(11))


def ask_form(*, text: str = "") -> Block:
    """Return the form behind ``/advice``; ``text`` fills in what is happening."""
    phases = [(each.value, PHASES[each]) for each in Phase if each is not Phase.UNKNOWN]
    return b.modal(
        "Ask the advice line",
        [
            b.context(f"*{DANGER}*"),
            inputs.words(
                Field.WHAT,
                "What is happening?",
                most=limits.INPUT_TEXT,
                is_long=True,
                hint="Your own words. No names: “a Year 9 pupil” is enough.",
                initial=text,
            ),
            inputs.round_buttons(Field.AT_RISK, "Is anyone at risk of harm now?", AT_RISK),
            inputs.menu(Field.PHASE, "Age group", phases, optional=True),
            inputs.words(
                Field.TRIED,
                "What has been tried?",
                most=limits.INPUT_TEXT,
                is_long=True,
                hint="A few words are enough.",
                optional=True,
            ),
            inputs.menu(
                Field.RISK,
                "Risk of exclusion",
                RISKS,
                optional=True,
                hint="0 is none, 10 is that it is about to happen.",
            ),
        ],
        callback_id=CallbackId.ASK_FORM,
        submit="Ask",
        close="Cancel",
    )


def form_sent() -> Block:
    """Return the page that says where the answer is."""
    text = "Thank you. Your answer is in your messages with me, on the *Messages* tab."
    return b.modal("Sent", [b.section(text), b.context(f"*{DANGER}*")])


def not_quite_form(request: Request) -> Block:
    """Return the form behind "Not quite": why, and what it is about instead."""
    others = [topic for topic in Topic if topic not in request.topics]
    topics = [(topic.value, TOPICS[topic]) for topic in (*request.topics, *others)]
    return b.modal(
        "Not quite",
        [
            inputs.round_buttons(Field.WHY, "What was wrong with it?", WHY_NOT),
            inputs.menu(
                Field.TOPIC,
                "What is it about?",
                topics,
                optional=True,
                hint="Choose one and I look again.",
            ),
        ],
        callback_id=CallbackId.NOT_QUITE_FORM,
        submit="Send",
        close="Cancel",
        private_metadata=request.id,
    )


def introduce_form(line: Line) -> Block:
    """Return the form that asks for school and role."""
    schools = [(school.id, school.name) for school in line.schools]
    schools.append(("another-school", "Another school"))
    return b.modal(
        "About you",
        [
            inputs.menu(Field.SCHOOL, "Your school", schools),
            inputs.menu(Field.ROLE, "What you do there", ROLES),
            b.context("Only the people who answer this line see this."),
        ],
        callback_id=CallbackId.INTRODUCE_FORM,
        submit="Save",
        close="Cancel",
    )


def strategy_page(strategy: Strategy, shelf: Shelf) -> Block:
    """Return the whole strategy with its evidence and sources."""
    sources = []
    for source_id in strategy.sources:
        source = shelf.sources[source_id]
        mark = "" if source.checked else " _(verify)_"
        year = f", {source.year}" if source.year else ""
        sources.append(f"• {escape(source.title)}, {escape(source.publisher)}{year}{mark}")
    strength = escape(strategy.strength)
    parts = [
        b.section(f"*{escape(strategy.title)}*"),
        b.section(f"*Right now*\n{from_markdown(strategy.right_now)}"),
        b.section(f"*Next*\n{from_markdown(strategy.next_steps)}"),
        b.section(f"*{MEANING[strategy.kind]}*\n{from_markdown(strategy.telling_you)}"),
        *([b.section(f"*A strength to build on*\n{strength}")] if strength else []),
        b.section(f"*Watch for*\n{from_markdown(strategy.watch_for)}"),
        b.section(f"*Not when*\n{_bullets(strategy.not_when)}"),
        b.section(f"*Get help when*\n{_bullets(strategy.get_help_when)}"),
        b.divider(),
        b.context(f"{standing(strategy)}\n" + "\n".join(sources)),
        b.context(f"Reviewed {strategy.reviewed:%d %B %Y} by {escape(strategy.owner)}. *{DANGER}*"),
    ]
    return b.modal("The rules" if strategy.is_fact else "Strategy", parts)


def _bullets(items: Sequence[str]) -> str:
    return "\n".join(f"• {escape(item)}" for item in items)


def gone(text: str) -> Block:
    """Return a page that says, in one sentence, why there is nothing to show."""
    return b.modal("Advice line", [b.section(text)])
