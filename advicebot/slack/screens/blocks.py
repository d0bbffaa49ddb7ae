"""Small pieces that every screen is made of, built with Slack's own models, which check lengths."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import (
    ActionsBlock,
    ButtonElement,
    ConfirmObject,
    ContextBlock,
    DividerBlock,
    HeaderBlock,
    InputBlock,
    InputInteractiveElement,
    MarkdownTextObject,
    Option,
    OptionGroup,
    PlainTextInputElement,
    PlainTextObject,
    RadioButtonsElement,
    SectionBlock,
    StaticSelectElement,
)

from advicebot.slack import limits
from advicebot.slack.ids import Field
from advicebot.slack.mrkdwn import shorten, visible

Block = dict[str, Any]
Button = ButtonElement


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is posted. ``text`` says it in plain words, for screen readers and notifications."""

    text: str
    blocks: list[Block]


def section(text: str, *, button: ButtonElement | None = None) -> Block:
    """A paragraph in Slack's markup, with a button beside it if given."""
    content = MarkdownTextObject(text=shorten(text, limits.SECTION_TEXT))
    return SectionBlock(text=content, accessory=button).to_dict()


def header(text: str) -> Block:
    """A heading in plain text."""
    short = shorten(visible(text), limits.HEADER_TEXT)
    return HeaderBlock(text=PlainTextObject(text=short)).to_dict()


def context(*texts: str) -> Block:
    """Small print, one element for each text."""
    elements = [MarkdownTextObject(text=shorten(text, limits.CONTEXT_TEXT)) for text in texts]
    return ContextBlock(elements=elements).to_dict()


def divider() -> Block:
    """A line across."""
    return DividerBlock().to_dict()


def button(
    label: str,
    action_id: str,
    value: str,
    *,
    style: str | None = None,
    confirm: ConfirmObject | None = None,
    spoken: str | None = None,
) -> ButtonElement:
    """A button. ``spoken`` is what a screen reader says where the label alone is vague."""
    return ButtonElement(
        text=shorten(visible(label), limits.BUTTON_TEXT),
        action_id=action_id,
        value=value,
        style=style,
        confirm=confirm,
        accessibility_label=shorten(visible(spoken), limits.BUTTON_TEXT) if spoken else None,
    )


def actions(*buttons: ButtonElement) -> Block:
    """A row of buttons."""
    return ActionsBlock(elements=list(buttons)).to_dict()


def confirm(title: str, text: str, *, yes: str, no: str) -> ConfirmObject:
    """A question before something that cannot be undone."""
    return ConfirmObject(
        title=title, text=PlainTextObject(text=text), confirm=yes, deny=no, style="danger"
    )


def text_input(
    field: Field, label: str, *, hint: str, optional: bool = False, initial: str = ""
) -> Block:
    """A field for several lines of text."""
    shown = shorten(visible(initial), limits.INPUT_TEXT)
    element = PlainTextInputElement(
        action_id=field.value,
        multiline=True,
        max_length=limits.INPUT_TEXT,
        initial_value=shown or None,
    )
    return _input(field, label, element, hint=hint, optional=optional)


def select_input(
    field: Field,
    label: str,
    options: Sequence[tuple[str, str]],
    *,
    optional: bool = True,
    hint: str | None = None,
) -> Block:
    """A menu. ``options`` are (value, label); more than Slack's hundred are put into groups."""
    made = _options(options)
    starts = range(0, len(made), limits.OPTIONS)
    groups = [
        OptionGroup(
            label=shorten(f"From {made[start].label}", limits.OPTION_TEXT),
            options=made[start : start + limits.OPTIONS],
        )
        for start in starts
    ]
    element = StaticSelectElement(
        action_id=field.value,
        placeholder="Choose",
        options=made if len(groups) == 1 else None,
        option_groups=groups if len(groups) > 1 else None,
    )
    return _input(field, label, element, hint=hint, optional=optional)


def radio_input(field: Field, label: str, options: Sequence[tuple[str, str]]) -> Block:
    """Round buttons, none of them chosen, so that an answer is somebody's own."""
    element = RadioButtonsElement(action_id=field.value, options=_options(options))
    return _input(field, label, element, hint=None, optional=False)


def _options(options: Sequence[tuple[str, str]]) -> list[Option]:
    return [
        Option(value=value, label=shorten(visible(label), limits.OPTION_TEXT))
        for value, label in options
    ]


def _input(
    field: Field,
    label: str,
    element: InputInteractiveElement,
    *,
    hint: str | None,
    optional: bool,
) -> Block:
    return InputBlock(
        block_id=field.value, label=label, element=element, hint=hint, optional=optional
    ).to_dict()


def modal(
    title: str,
    blocks: list[Block],
    *,
    callback_id: str | None = None,
    submit: str | None = None,
    close: str = "Close",
    private_metadata: str = "",
) -> Block:
    """A form or a page in a window of its own."""
    view: Block = {
        "type": "modal",
        "title": {"type": "plain_text", "text": shorten(title, limits.VIEW_TITLE)},
        "close": {"type": "plain_text", "text": close},
        "blocks": blocks,
        "private_metadata": private_metadata,
    }
    if callback_id:
        view["callback_id"] = callback_id
    if submit:
        view["submit"] = {"type": "plain_text", "text": submit}
    return view
