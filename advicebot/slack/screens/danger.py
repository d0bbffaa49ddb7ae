"""What is said at once about danger in words that somebody typed into a form."""

from collections.abc import Mapping
from typing import Any

from advicebot.domain.vocabulary import Action
from advicebot.slack.ids import ActionId
from advicebot.slack.mrkdwn import escape, mention
from advicebot.slack.screens import blocks as b
from advicebot.slack.screens.alarm import DANGER
from advicebot.slack.screens.blocks import Block, Message

ASKED = (
    "*Is anyone at risk of harm today?* Your words made me ask, and this form is read in days, not "
    "now. *Please answer in our messages:* without an answer in five minutes I ask a practitioner "
    "to contact you. If it is now, call 999 and tell your DSL."
)
CALLED = (
    "*Your words sound like danger, so I have called for a practitioner.* Our messages say who has "
    "it and what to do meanwhile. Do not wait for them: if anyone is in danger now, call 999 and "
    "tell your DSL."
)
AT_WORK = (
    "*Is anyone at risk of harm now?* What you wrote made me ask, and nobody reads it at once. If "
    "so, call 999 and tell the school’s DSL yourself, before anything else."
)
TOLD_ON_CALL = "I have asked the practitioners on call to contact you."


def worry(done: Action | None, request_id: str | None) -> list[Block]:
    """Return what was done about words that sound like danger, first thing on a page; [] for none.

    ``done`` is ``worries``' word for it: a person was called, or the question stands.
    """
    if done is None:
        return []
    if done is Action.PAGE:
        return [b.section(CALLED)]
    talk = [b.button("Talk to a practitioner", ActionId.TALK, request_id)] if request_id else []
    return [b.section(ASKED), *([b.actions(*talk)] if talk else [])]


def at_work() -> list[Block]:
    """Return what whoever typed it as part of their work is asked and told to do."""
    return [b.section(AT_WORK)]


def at_work_page(action: Action) -> Block:
    """Return the page for a provider or practitioner who wrote what sounds like danger."""
    told = [b.section(TOLD_ON_CALL)] if action is Action.PAGE else []
    saved = b.section("What you wrote is saved.")
    return b.modal("Saved", [*at_work(), *told, saved, b.context(f"*{DANGER}*")])


def on_call_line(data: Mapping[str, Any], user_id: str) -> Message:
    """Return what the on-call channel is told of it; the words stand where they were typed."""
    about = f" about {escape(str(data['about']))}" if data.get("about") else ""
    text = (
        f"{mention(user_id)} has typed something into a form{about} that sounds like danger now. "
        "They were told to call 999 and the school’s DSL. Please contact them now."
    )
    return Message(text=text, blocks=[b.section(f"*{text}*")])
