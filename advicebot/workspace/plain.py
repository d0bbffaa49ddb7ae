"""What a message says, as plain text: for tests that read as a conversation."""

import re
from collections.abc import Callable
from typing import Any

from advicebot.workspace.blocks.walk import elements_of
from advicebot.workspace.richtext import unescape
from advicebot.workspace.state import Json, State

TOKEN = re.compile(r"<([@#!]?)([^<>|]+)(?:\|([^<>]*))?>")
Namer = Callable[[str], str]


def words_of(state: State, message: Json) -> str:
    """Return everything a person reads in a message of the page, buttons as ``[Label]``."""
    blocks = message.get("blocks")
    lines = [_block(state, b) for b in blocks] if blocks else [readable(state, message["text"])]
    return "\n".join(line for line in [*lines, *map(_file, message.get("files") or ())] if line)


def _file(file: Json) -> str:
    """Return a file below a message: its alternative text for a picture, else its name."""
    if file.get("is_deleted"):
        return f"{file['title']} was deleted."
    return (
        f"[Picture: {file['alt'] or file['title']}]" if file["is_picture"] else f"[{file['name']}]"
    )


def readable(state: State, text: str) -> str:
    """Return mrkdwn with mentions, links and dates as they read; the marks of style stay."""
    return unescape(TOKEN.sub(lambda found: _token(state, found), text))


def _token(state: State, found: re.Match[str]) -> str:
    sign, target, label = found[1], found[2], found[3]
    if sign == "@":
        return f"@{name_of(state, target)}"
    if sign == "#":
        channel = state.channels.get(target)
        return f"#{label or (channel.name if channel else target)}"
    if sign == "!":
        return label or f"@{target.partition('^')[0]}"
    return label or target


def name_of(state: State, user_id: str) -> str:
    """Return the name that a person is shown by."""
    user = state.users.get(user_id)
    return (user.real_name or user.name) if user else user_id


def _block(state: State, block: Json) -> str:
    parts = [_text(state, part) for part in _texts_of(block)]
    parts += [_element(state, element) for element in elements_of(block)]
    between = " " if block["type"] == "actions" else "\n"
    return between.join(part for part in parts if part)


def _texts_of(block: Json) -> list[Any]:
    kind = block["type"]
    if kind in ("header", "markdown"):
        return [block["text"]]
    if kind == "section":
        return [block.get("text"), *block.get("fields", [])]
    if kind == "context":
        return [e if e["type"] != "image" else e["alt_text"] for e in block["elements"]]
    if kind == "input":
        return [block["label"]]
    if kind == "image":
        return [block.get("title"), block["alt_text"]]
    return block["elements"] if kind == "rich_text" else []


def _text(state: State, part: Any) -> str:
    """Return the words of a text object, a plain string or a part of rich text."""
    if part is None:
        return ""
    if isinstance(part, str):
        return readable(state, part)
    if part["type"] == "mrkdwn":
        return readable(state, part["text"])
    if part["type"].startswith("rich_text"):
        return "".join(_text(state, inner) for inner in part["elements"])
    return _rich(state, part)


def _rich(state: State, part: Json) -> str:
    kind = part["type"]
    if kind == "user":
        return f"@{name_of(state, part['user_id'])}"
    if kind == "broadcast":
        return f"@{part['range']}"
    if kind == "channel":
        channel = state.channels.get(part["channel_id"])
        return f"#{channel.name if channel else part['channel_id']}"
    if kind == "emoji":
        return f":{part['name']}:"
    return unescape(str(part.get("text") or part.get("url") or ""))


def _element(state: State, element: Json) -> str:
    if element["type"] == "overflow":
        return "[...]"
    label = element.get("text") or element.get("placeholder")
    return f"[{_text(state, label) or element['type']}]"


def transcript(state: State, message: Json, *, indent: str = "") -> str:
    """Return a message as ``Name: words``, with what is special about it in brackets."""
    marks = ("ephemeral", "only you see this"), ("edited", "edited")
    notes = "".join(f" ({words})" for key, words in marks if message.get(key))
    lines = words_of(state, message).split("\n")
    inner = f"\n{indent}    ".join(lines)
    return f"{indent}{message['username']}: {inner}{notes}"
