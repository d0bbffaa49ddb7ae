"""Everything that a message says to who sees it, and where else words are said."""

from collections.abc import Iterator
from typing import Any

from advicebot.workspace.client import look
from advicebot.workspace.shapes.plain import name_of, readable, words_of, words_of_blocks
from advicebot.workspace.state import Channel, Json, Kind, State
from advicebot.workspace.workspace import Workspace


def said(state: State, message: Json) -> str:
    """Return the words of a message of the page with those of its attachments below."""
    return "\n".join(part for part in (words_of(state, message), attached(state, message)) if part)


def attached(state: State, message: Json) -> str:
    """Return the words of a message's attachments as the page shows them, buttons as [Label]."""
    lines = (line for one in message.get("attachments") or () for line in _lines(state, one))
    return "\n".join(line for line in lines if line)


def _lines(state: State, attachment: Json) -> Iterator[str]:
    yield _text(state, attachment.get("pretext"))
    if attachment.get("blocks"):
        yield words_of_blocks(state, attachment["blocks"])
        return
    parts = [_text(state, attachment.get(key)) for key in ("author_name", "title", "text")]
    fields = attachment.get("fields")
    for field in fields if isinstance(fields, list) else ():
        if isinstance(field, dict):
            parts += [_text(state, field.get(key)) for key in ("title", "value")]
    parts.append(_text(state, attachment.get("footer")))
    yield from parts if any(parts) else [_text(state, attachment.get("fallback"))]


def _text(state: State, given: Any) -> str:
    return readable(state, given) if isinstance(given, str) else ""


def newest(
    ws: Workspace, user: str, channel: Channel, words: str, *, kept: bool = False
) -> Json | None:
    """Return the newest message of a conversation or its threads that shows these words.

    ``kept`` leaves out ephemeral ones.
    """
    for message in reversed(look.everything(ws, user, channel)):
        is_meant = not (kept and message.get("ephemeral"))
        if is_meant and words in said(ws.state, message):
            return message
    return None


def elsewhere(ws: Workspace, user: str, channel: Channel, words: str) -> str:
    """Return in which other conversations a person sees these words, empty for none."""
    found = [
        other
        for other in ws.state.visible_channels(user)
        if words and other is not channel and newest(ws, user, other, words)
    ]
    if not found:
        return ""
    called = {one.id: _called(ws.state, user, one) for one in found}
    shown = ", ".join(f"#{called[one.id]}" if _is_room(one) else called[one.id] for one in found)
    return f"These words stand in {shown}: give channel={called[found[0].id]!r}."


def _called(state: State, user: str, channel: Channel) -> str:
    if channel.kind is not Kind.IM:
        return channel.name if _is_room(channel) else channel.id
    return next((name_of(state, one) for one in channel.members if one != user), channel.id)


def _is_room(channel: Channel) -> bool:
    return channel.kind in (Kind.CHANNEL, Kind.PRIVATE)
