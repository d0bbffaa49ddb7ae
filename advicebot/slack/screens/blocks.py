"""Small pieces that every screen is made of, built with Slack's own models, which check lengths."""

from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import (
    ActionsBlock,
    ButtonElement,
    ConfirmObject,
    ContextBlock,
    DividerBlock,
    HeaderBlock,
    MarkdownTextObject,
    PlainTextObject,
    SectionBlock,
)

from advicebot.slack import limits
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
