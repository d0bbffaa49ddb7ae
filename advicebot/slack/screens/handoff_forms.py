"""The forms of a handoff: pass it on, close it, send a strategy; and what is kept of a refused one.

Each carries the handoff's id and nothing else: what somebody may do with it is looked up again when
the form comes back.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from slack_sdk.models.blocks import (
    Option,
    OptionGroup,
    PlainTextObject,
    SectionBlock,
    StaticSelectElement,
)

from advicebot.domain.handoff import Handoff, Intention
from advicebot.domain.knowledge import Strategy
from advicebot.domain.outcomes.pupil import PupilFacts
from advicebot.domain.vocabulary import Topic
from advicebot.slack import limits
from advicebot.slack.ids import CallbackId, Field
from advicebot.slack.mrkdwn import mention, shorten, visible
from advicebot.slack.parse_forms import INPUT_LIMITS, RISKS
from advicebot.slack.screens import blocks as b
from advicebot.slack.screens import inputs
from advicebot.slack.screens.blocks import Block
from advicebot.slack.screens.follow_up_forms import on_record
from advicebot.slack.screens.labels import TOPICS

INTENTIONS: dict[Intention, str] = {
    Intention.NONE: "None",
    Intention.SUSPENSION: "Suspension",
    Intention.PERMANENT_EXCLUSION: "Permanent exclusion",
    Intention.PART_TIME_TIMETABLE: "Part-time timetable",
    Intention.EHC_REQUEST: "Request for an EHC needs assessment",
    Intention.OTHER: "Something else",
}
LABELS: dict[Field, str] = {
    Field.TO: "To whom?",
    Field.NOTE: "What do they need to know?",
    Field.AGREED: "What was agreed?",
    Field.NEXT_STEP: "What happens next?",
    Field.NEXT_BY: "Who does that?",
    Field.RISK_NOW: "Risk of exclusion now",
    Field.INTENTION: "What does the school mean to do?",
    Field.REVIEW_ON: "When is it looked at again?",
    Field.STRATEGY: "Which one?",
}
NO_NAMES = "No pupils’ names."
READS = "reads the first three, and the day of the review"
SUGGESTED = "Suggested for this request"


def pass_form(handoff: Handoff, people: Sequence[tuple[str, str]]) -> Block:
    """Return the form behind "Pass to". ``people`` are (user id, name), whoever is on duty first.

    With nobody to pass it to, a page that says so.
    """
    if not people:
        return b.modal(
            "Pass it on",
            [
                b.section(
                    "Nobody else can be paged at the moment. *Can’t take it* asks the next step."
                )
            ],
        )
    note = "What has been said and promised so far. " + NO_NAMES
    return b.modal(
        "Pass it on",
        [
            _select(Field.TO, _groups("On the on-call team", people)),
            _text(Field.NOTE, hint=note, is_long=True),
            b.context(f"They are paged at once. {mention(handoff.requester)} is told who it is."),
        ],
        callback_id=CallbackId.PASS_FORM,
        submit="Pass on",
        close="Cancel",
        private_metadata=handoff.id,
    )


def close_form(
    handoff: Handoff, *, review_on: date | None, facts: PupilFacts | None = None
) -> Block:
    """Return the form behind "Close". ``review_on`` is filled in as the day of the review.

    ``facts`` are what is known to be on record about the pupil, None for nothing.
    """
    risks = [(str(number), str(number)) for number in RISKS]
    intentions = [(each.value, label) for each, label in INTENTIONS.items()]
    return b.modal(
        "Close it",
        [
            b.context(f"{mention(handoff.requester)} {READS}. {NO_NAMES}"),
            _text(Field.AGREED, hint="In a sentence or two.", is_long=True),
            _text(Field.NEXT_STEP, hint="The one thing that comes first.", is_long=True),
            _text(Field.NEXT_BY, hint="A role is enough, such as “SENCO”. And by when?"),
            inputs.menu(
                Field.RISK_NOW,
                LABELS[Field.RISK_NOW],
                risks,
                hint="0 is none, 10 is that it is about to happen. As you see it now.",
            ),
            inputs.menu(Field.INTENTION, LABELS[Field.INTENTION], intentions),
            _date(Field.REVIEW_ON, review_on),
            on_record(facts),
        ],
        callback_id=CallbackId.CLOSE_FORM,
        submit="Close request",
        close="Cancel",
        private_metadata=handoff.id,
    )


def insert_form(
    handoff: Handoff, suggested: Sequence[Strategy], strategies: Sequence[Strategy]
) -> Block:
    """Return the form that sends a strategy to the teacher: those suggested first, then by topic.

    Each strategy is in it once, under the first of its topics.
    """
    first = list({each.id: each for each in suggested}.values())
    shown = {each.id for each in first}
    groups = list(_groups(SUGGESTED, _titles(first)))
    for topic in Topic:
        under = [each for each in strategies if each.topics[0] is topic and each.id not in shown]
        groups += _groups(TOPICS[topic], sorted(_titles(under), key=lambda pair: pair[1]))
    about = f"{mention(handoff.requester)} gets it as a card, in their messages with me."
    return b.modal(
        "Send a strategy",
        [_select(Field.STRATEGY, groups), b.context(about)],
        callback_id=CallbackId.INSERT_FORM,
        submit="Send",
        close="Cancel",
        private_metadata=handoff.id,
    )


def kept(why: str, typed: Sequence[tuple[Field, str]]) -> Block:
    """Return what stands in a refused form's place: why, and what was typed, to be copied.

    ``why`` is a sentence of ours in Slack's markup.
    """
    parts = [b.section(f"*This was not sent.* {why}")]
    shown = [(field, visible(words).strip()) for field, words in typed]
    if any(words for _, words in shown):
        parts.append(b.section("What you wrote, to copy if you need it:"))
    for field, words in filter(lambda each: each[1], shown):
        label = LABELS.get(field, field.value.replace("_", " ").capitalize())
        parts += [b.context(label), _verbatim(words)]
    return b.modal("Not sent", parts)


def _titles(strategies: Sequence[Strategy]) -> list[tuple[str, str]]:
    return [(each.id, each.title) for each in strategies]


def _groups(label: str, options: Sequence[tuple[str, str]]) -> Iterator[OptionGroup]:
    """Yield (value, label) pairs in groups of Slack's hundred at the most; none for no pairs."""
    made = [
        Option(value=value, label=shorten(visible(words).strip() or value, limits.OPTION_TEXT))
        for value, words in options
    ]
    for start in range(0, len(made), limits.OPTIONS):
        number = f" ({start // limits.OPTIONS + 1})" if start else ""
        yield OptionGroup(label=f"{label}{number}", options=made[start : start + limits.OPTIONS])


def _select(field: Field, groups: Iterable[OptionGroup]) -> Block:
    element = StaticSelectElement(placeholder="Choose", option_groups=list(groups))
    return inputs.labelled(field, LABELS[field], element)


def _text(field: Field, *, hint: str, is_long: bool = False) -> Block:
    most = INPUT_LIMITS[field]
    return inputs.words(field, LABELS[field], most=most, hint=hint, is_long=is_long)


def _date(field: Field, initial: date | None) -> Block:
    hint = "Leave it empty if it need not be."
    return inputs.day(field, LABELS[field], initial=initial, hint=hint, optional=True)


def _verbatim(words: str) -> Block:
    """Words as they were typed: plain text, in which Slack reads no markup."""
    text = PlainTextObject(text=shorten(words, limits.SECTION_TEXT), emoji=False)
    return SectionBlock(text=text).to_dict()
