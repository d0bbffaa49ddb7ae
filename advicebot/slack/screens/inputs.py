"""Fields of forms. The block and the input in it have the same id, see ``ids.Field``."""

from collections.abc import Sequence
from datetime import date

from slack_sdk.models.blocks import (
    CheckboxesElement,
    DatePickerElement,
    InputBlock,
    InputInteractiveElement,
    Option,
    OptionGroup,
    PlainTextInputElement,
    RadioButtonsElement,
    StaticMultiSelectElement,
    StaticSelectElement,
)

from advicebot.slack import limits
from advicebot.slack.ids import Field
from advicebot.slack.mrkdwn import shorten, visible
from advicebot.slack.screens.blocks import Block

Pairs = Sequence[tuple[str, str]]
"""(value, label) of each option."""


def words(
    field: Field,
    label: str,
    *,
    most: int,
    hint: str | None = None,
    is_long: bool = False,
    optional: bool = False,
    initial: str = "",
) -> Block:
    """A field for words: one line, or several where ``is_long``."""
    element = PlainTextInputElement(
        action_id=field.value,
        multiline=is_long,
        max_length=most,
        initial_value=shorten(visible(initial), most) or None,
    )
    return labelled(field, label, element, hint=hint, optional=optional)


def menu(
    field: Field,
    label: str,
    pairs: Pairs,
    *,
    hint: str | None = None,
    optional: bool = False,
    initial: str | None = None,
) -> Block:
    """A menu of which one is chosen; more options than Slack's hundred are put into groups."""
    made = _options(pairs)
    groups = [
        OptionGroup(label=shorten(f"From {part[0].label}", limits.OPTION_TEXT), options=part)
        for part in (
            made[start : start + limits.OPTIONS] for start in range(0, len(made), limits.OPTIONS)
        )
    ]
    element = StaticSelectElement(
        action_id=field.value,
        placeholder="Choose",
        options=made if len(groups) <= 1 else None,
        option_groups=groups if len(groups) > 1 else None,
        initial_option=_the_one(made, initial),
    )
    return labelled(field, label, element, hint=hint, optional=optional)


def several(
    field: Field,
    label: str,
    pairs: Pairs,
    *,
    hint: str | None = None,
    optional: bool = True,
    initial: Sequence[str] = (),
    most: int | None = None,
) -> Block:
    """A menu of which several may be chosen."""
    made = _options(pairs)
    element = StaticMultiSelectElement(
        action_id=field.value,
        placeholder="Choose",
        options=made,
        initial_options=_those(made, initial),
        max_selected_items=most,
    )
    return labelled(field, label, element, hint=hint, optional=optional)


def round_buttons(
    field: Field,
    label: str,
    pairs: Pairs,
    *,
    hint: str | None = None,
    optional: bool = False,
    initial: str | None = None,
) -> Block:
    """Round buttons, ten at the most."""
    made = _options(pairs)
    element = RadioButtonsElement(
        action_id=field.value, options=made, initial_option=_the_one(made, initial)
    )
    return labelled(field, label, element, hint=hint, optional=optional)


def ticks(
    field: Field,
    label: str,
    pairs: Pairs,
    *,
    hint: str | None = None,
    optional: bool = True,
    initial: Sequence[str] = (),
) -> Block:
    """Boxes to tick, ten at the most."""
    made = _options(pairs)
    element = CheckboxesElement(
        action_id=field.value, options=made, initial_options=_those(made, initial)
    )
    return labelled(field, label, element, hint=hint, optional=optional)


def day(
    field: Field,
    label: str,
    *,
    initial: date | None = None,
    hint: str | None = None,
    optional: bool = False,
) -> Block:
    """A day from the calendar."""
    element = DatePickerElement(
        action_id=field.value, initial_date=initial.isoformat() if initial else None
    )
    return labelled(field, label, element, hint=hint, optional=optional)


def _options(pairs: Pairs) -> list[Option]:
    return [
        Option(value=value, label=shorten(visible(label).strip() or value, limits.OPTION_TEXT))
        for value, label in pairs
    ]


def _the_one(made: Sequence[Option], initial: str | None) -> Option | None:
    return next((each for each in made if each.value == initial), None)


def _those(made: Sequence[Option], initial: Sequence[str]) -> list[Option] | None:
    return [each for each in made if each.value in initial] or None


def labelled(
    field: Field,
    label: str,
    element: InputInteractiveElement,
    *,
    hint: str | None = None,
    optional: bool = False,
) -> Block:
    """A field around any element."""
    element.action_id = field.value
    return InputBlock(
        block_id=field.value, label=label, element=element, hint=hint, optional=optional
    ).to_dict()
