"""The forms of the rota. What comes back is read by ``parse_oncall_forms``."""

from collections.abc import Sequence
from datetime import date, time

from slack_sdk.models.blocks import (
    DatePickerElement,
    InputInteractiveElement,
    Option,
    PlainTextObject,
    SectionBlock,
    StaticMultiSelectElement,
    TimePickerElement,
)

from advicebot.domain.oncall.duty import Practitioner
from advicebot.domain.oncall.rota import Stint, Tier
from advicebot.service.rota_view import stint_reference
from advicebot.slack import limits
from advicebot.slack.ids import CallbackId, Field
from advicebot.slack.mrkdwn import shorten, visible
from advicebot.slack.screens import blocks as b
from advicebot.slack.screens import inputs
from advicebot.slack.screens.blocks import Block
from advicebot.slack.screens.rota_parts import TIERS
from advicebot.slack.screens.when import WEEKDAYS, span_words

LABELS: dict[Field, str] = {
    Field.STINT: "Which shift?",
    Field.TIER: "As what?",
    Field.PERSON: "Who?",
    Field.DAY: "On which day?",
    Field.STARTS: "From",
    Field.ENDS: "To",
    Field.WEEKDAYS: "On which days of the week?",
    Field.FIRST_DAY: "From which day on?",
}
LONDON_TIME = "As the clocks in England show it."
Options = Sequence[tuple[str, str]]


def swap_form(stints: Sequence[Stint]) -> Block:
    """Return the form that asks the others to take a stint; with none ahead, a page says so."""
    if not stints:
        return b.modal("Ask for a swap", [b.section("You have no shift ahead in the next weeks.")])
    options = [
        (
            stint_reference(each.tier, each.starts_at),
            f"{span_words(each.starts_at, each.ends_at)}, {TIERS[each.tier]}",
        )
        for each in stints
    ]
    return b.modal(
        "Ask for a swap",
        [_select(Field.STINT, options), b.context("Until somebody takes it, you are on.")],
        callback_id=CallbackId.SWAP_FORM,
        submit="Ask the others",
        close="Cancel",
    )


def override_form(people: Sequence[Practitioner], *, today: date) -> Block:
    """Return the form that puts one person on for a time, whatever the weekly rota says."""
    if not people:
        return _nobody("Put somebody on")
    return b.modal(
        "Put somebody on",
        [
            _select(Field.TIER, _tiers()),
            _select(Field.PERSON, _people(people)),
            _input(Field.DAY, DatePickerElement(initial_date=today.isoformat())),
            _time(Field.STARTS, None, hint=LONDON_TIME),
            _time(Field.ENDS, None, hint="On the same day; 00:00 is midnight at its end."),
            b.context("They are on instead of whoever the rota names. Both are told."),
        ],
        callback_id=CallbackId.OVERRIDE_FORM,
        submit="Put on",
        close="Cancel",
    )


def add_form(people: Sequence[Practitioner], *, today: date, opens: time, closes: time) -> Block:
    """Return the form for a weekly shift. The line's hours are filled in."""
    if not people:
        return _nobody("Add a shift")
    days = [(str(number), name) for number, name in enumerate(WEEKDAYS)]
    several = StaticMultiSelectElement(placeholder="Choose one or more", options=_options(days))
    return b.modal(
        "Add a shift",
        [
            _select(Field.TIER, _tiers()),
            _select(Field.PERSON, _people(people)),
            _input(Field.WEEKDAYS, several, hint="It comes every week, in term time only."),
            _time(Field.STARTS, opens, hint=LONDON_TIME),
            _time(Field.ENDS, closes, hint="A time before the start is on the next day."),
            _input(Field.FIRST_DAY, DatePickerElement(initial_date=today.isoformat())),
        ],
        callback_id=CallbackId.ADD_SHIFT_FORM,
        submit="Add",
        close="Cancel",
    )


def away_form(*, today: date) -> Block:
    """Return the form that asks until when somebody is away."""
    return b.modal(
        "Away",
        [
            b.section("Until when can you not be paged?"),
            _input(Field.DAY, DatePickerElement(initial_date=today.isoformat())),
            _time(Field.ENDS, None, hint=LONDON_TIME, label="Until"),
            b.context("Shifts of yours before that need somebody else: the channel is told."),
        ],
        callback_id=CallbackId.AWAY_FORM,
        submit="I am away",
        close="Cancel",
    )


def done_page(text: str) -> Block:
    """Return the page that says what was done, in plain text."""
    said = shorten(visible(text), limits.SECTION_TEXT)
    plain = SectionBlock(text=PlainTextObject(text=said, emoji=False)).to_dict()
    return b.modal("Done", [plain])


def _nobody(title: str) -> Block:
    text = (
        "Nobody in the on-call channel can be paged yet. Invite people to the channel first; it "
        "takes half a minute until I have seen them."
    )
    return b.modal(title, [b.section(text)])


def _tiers() -> Options:
    return [(each.value, TIERS[each].capitalize()) for each in Tier]


def _people(people: Sequence[Practitioner]) -> Options:
    ordered = sorted(people, key=lambda each: (each.name.casefold(), each.user_id))
    names = [each.name for each in ordered]
    return [
        (each.user_id, each.name if names.count(each.name) == 1 else f"{each.name} ({each.handle})")
        for each in ordered
    ]


def _options(options: Options) -> list[Option]:
    return [
        Option(value=value, label=shorten(visible(label).strip() or value, limits.OPTION_TEXT))
        for value, label in options
    ]


def _select(field: Field, options: Options) -> Block:
    return inputs.menu(field, LABELS[field], options)


def _time(field: Field, initial: time | None, *, hint: str, label: str = "") -> Block:
    element = TimePickerElement(initial_time=f"{initial:%H:%M}" if initial else None)
    return _input(field, element, hint=hint, label=label)


def _input(
    field: Field, element: InputInteractiveElement, *, hint: str | None = None, label: str = ""
) -> Block:
    return inputs.labelled(field, label or LABELS[field], element, hint=hint)
