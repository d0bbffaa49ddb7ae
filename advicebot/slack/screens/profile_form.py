"""The profile of needs and strengths: its form, and how it is shown and compared.

What comes back is read by ``parse_profile``. The form carries the id of the request.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import InputBlock, Option, RadioButtonsElement

from advicebot.domain.support.needs_profile import (
    INTRO,
    PROTECTIVE_WORDS,
    QUESTIONS,
    Area,
    Change,
    Profile,
    Question,
    profile_lines,
)
from advicebot.slack.ids import CallbackId, Field
from advicebot.slack.mrkdwn import escape, shorten
from advicebot.slack.parse_profile import MOST_WORDS, NOT_KNOWN
from advicebot.slack.screens import blocks as b
from advicebot.slack.screens import inputs
from advicebot.slack.screens.alarm import DANGER
from advicebot.slack.screens.blocks import Block
from advicebot.slack.screens.offer_forms import profile_button

DONT_KNOW = "Don’t know"
NO_NAMES = (
    "No names. The people who answer this line read it, and a provider whom you ask for outreach."
)
LINE_TEXT = 700
CHANGES: Mapping[Change, str] = {
    Change.BETTER: "Going better",
    Change.WORSE: "Harder than before",
    Change.SAME: "The same",
}
"""What was left open at either time is not compared, and not shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of the needs and strengths of a request's pupil; no profile: nothing yet."""

    request_id: str
    profile: Profile | None = None
    changes: Mapping[Area, Change] | None = None


def profile_form(request_id: str, last: Profile | None = None) -> Block:
    """Return the form, filled in with the answers given last."""
    return b.modal(
        "Needs and strengths",
        [
            b.section(INTRO),
            b.context(NO_NAMES, f"*{DANGER}*"),
            *(_question(each, last) for each in QUESTIONS),
            inputs.ticks(
                Field.PROTECTIVE,
                "What holds them up?",
                [(each.value, _capital(words)) for each, words in PROTECTIVE_WORDS.items()],
                initial=last.protective if last else (),
            ),
            _voice(Field.PUPIL_SAYS, "The pupil’s own words", last.pupil_says if last else ""),
            _voice(Field.FAMILY_SAYS, "The family’s own words", last.family_says if last else ""),
        ],
        callback_id=CallbackId.PROFILE_FORM,
        submit="Save",
        close="Cancel",
        private_metadata=request_id,
    )


def saved_page(
    profile: Profile, changes: Mapping[Area, Change] | None, *, first: Sequence[Block] = ()
) -> Block:
    """Return what was recorded, and how it went since the first time where there was one.

    ``first`` is what is said before all else, about danger in the words.
    """
    parts = [*first, b.section("*Saved.* Whoever helps with this request can see it.")]
    parts += profile_blocks(profile, changes)
    again = "Fill it in again in a few weeks, and I show you what has changed."
    return b.modal("Needs and strengths", [*parts, b.context(again, f"*{DANGER}*")])


def profile_part(known: Known | None) -> list[Block]:
    """Return what a practitioner is shown, and the button that fills it in; [] for neither."""
    if known is None:
        return []
    parts = [b.section("*Needs and strengths*")] if known.profile else []
    if known.profile:
        parts += profile_blocks(known.profile, known.changes)
    return [*parts, b.actions(profile_button(known.request_id))]


def profile_blocks(profile: Profile, changes: Mapping[Area, Change] | None) -> list[Block]:
    """Return a profile as it is read: strengths first, then needs, voices, and what changed."""
    said = [f"*{label}:* {_short(text)}" for label, text in profile_lines(profile)]
    steady = "Nothing stands out as a strength or a need: things go mostly fine, or are not known."
    parts = [b.section("\n".join(said) or steady)]
    if told := _compared(changes or {}):
        parts.append(b.section(f"*Since the first time*\n{told}"))
    return parts


def _compared(changes: Mapping[Area, Change]) -> str:
    titles = {question.area: question.title for question in QUESTIONS}
    lines = []
    for change, words in CHANGES.items():
        areas = [titles[area] for area in titles if changes.get(area) is change]
        if areas:
            lines.append(f"• {words}: {', '.join(areas)}")
    return "\n".join(lines)


def _question(question: Question, last: Profile | None) -> Block:
    """One tap. The block and the input in it have the word of the area as their id."""
    texts = [*enumerate(question.options), (NOT_KNOWN, DONT_KNOW)]
    options = [Option(value=str(value), label=label) for value, label in texts]
    said = last.answers.get(question.area) if last else None
    element = RadioButtonsElement(
        action_id=question.area.value,
        options=options,
        initial_option=None if said is None else options[said],
    )
    return InputBlock(
        block_id=question.area.value,
        label=f"{question.title}: {question.asks[:1].lower()}{question.asks[1:]}",
        element=element,
        optional=True,
    ).to_dict()


def _voice(field: Field, label: str, initial: str) -> Block:
    return inputs.words(
        field,
        label,
        most=MOST_WORDS,
        hint="As they said it, if you asked.",
        is_long=True,
        optional=True,
        initial=initial,
    )


def _short(text: str) -> str:
    return escape(shorten(" ".join(text.split()), LINE_TEXT))


def _capital(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"
