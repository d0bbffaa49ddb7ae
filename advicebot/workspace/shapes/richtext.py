"""What a person typed, as Slack stores it: escaped text and a rich_text block."""

import re

from advicebot.workspace.ids import short_id
from advicebot.workspace.state import Json, State

MENTION = re.compile(r"(?<![\w<])@([\w.\-]+)")
CHANNEL = re.compile(r"(?<![\w<&])#([\w\-]+)")
LINK = re.compile(r"https?://[^\s<>|]+[^\s<>|.,;:!?)'\"]")
EMAIL = re.compile(r"(?<![\w.+\-])[\w.+\-]++@[\w\-]+(?:\.[\w\-]+)+")
TOKEN = re.compile(r"<([@#!]?)([^<>|]++)(?:\|([^<>]*+))?>")  # no "<": each one is read from once
DATE = re.compile(r"date\^([0-9]{1,15})\^([^^]+)(?:\^(.+))?")
BROADCASTS = ("here", "channel", "everyone")


def escape(text: str) -> str:
    """Return text with &, < and > escaped as Slack's clients do."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """Return text with Slack's three escapes undone."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def typed(state: State, text: str) -> str:
    """Return what a person typed as Slack sends it to apps."""
    text = escape(text)
    text = LINK.sub(lambda found: f"<{found[0]}>", text)
    text = EMAIL.sub(lambda found: f"<mailto:{found[0]}|{found[0]}>", text)
    text = MENTION.sub(lambda found: _mention(state, found), text)
    return CHANNEL.sub(lambda found: _channel(state, found), text)


def _mention(state: State, found: re.Match[str]) -> str:
    name = found[1].rstrip(".-")
    rest = found[1][len(name) :]
    if name in BROADCASTS:
        return f"<!{name}>{rest}"
    for user in state.users.values():
        if name.lower() == user.name.lower():
            return f"<@{user.id}>{rest}"
    group = state.groups.by_handle(name)
    return f"<!subteam^{group.id}>{rest}" if group else found[0]


def _channel(state: State, found: re.Match[str]) -> str:
    channel = state.find_channel(found[1])
    return f"<#{channel.id}|{channel.name}>" if channel else found[0]


def as_blocks(text: str) -> list[Json]:
    """Return the rich_text block that a message typed by a person carries."""
    elements: list[Json] = []
    end = 0
    for found in TOKEN.finditer(text):
        if found.start() > end:
            elements.append({"type": "text", "text": unescape(text[end : found.start()])})
        elements.append(element_of(found))
        end = found.end()
    if end < len(text) or not elements:
        elements.append({"type": "text", "text": unescape(text[end:])})
    section = {"type": "rich_text_section", "elements": elements}
    return [{"type": "rich_text", "block_id": short_id(), "elements": [section]}]


def element_of(found: re.Match[str]) -> Json:
    """Return what a token in Slack's text, such as ``<@U1>``, is in rich text."""
    sign, target, label = found[1], found[2], found[3]
    if sign == "@":
        return {"type": "user", "user_id": target}
    if sign == "#":
        return {"type": "channel", "channel_id": target}
    if sign == "!" and target.startswith("subteam^"):
        return {"type": "usergroup", "usergroup_id": target.removeprefix("subteam^")}
    if sign == "!" and (date := DATE.fullmatch(target)):
        made: Json = {"type": "date", "timestamp": int(date[1]), "format": date[2]}
        return made | ({"url": date[3]} if date[3] else {}) | {"fallback": unescape(label or "")}
    if sign == "!" and target.startswith("date^"):
        return {"type": "text", "text": unescape(label or target)}
    if sign == "!":
        return {"type": "broadcast", "range": target}
    link: Json = {"type": "link", "url": unescape(target)}
    return link | {"text": unescape(label)} if label else link
