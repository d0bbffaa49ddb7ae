"""The only way text enters a block: escaped, cut to length, without characters that reorder or hide it."""

import re
from datetime import datetime

_HIDDEN = re.compile(
    "[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\x00-\x08\x0b-\x1f]"
)
_TOKEN = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_BULLET = re.compile(r"^\s*[-*]\s+", re.MULTILINE)


def escape(text: str) -> str:
    """Return ``text`` so that Slack shows it as it is: no mention, link or hidden control survives."""
    clean = _HIDDEN.sub("", text)
    return clean.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def shorten(text: str, limit: int) -> str:
    """Return at most ``limit`` characters, cut at a word where there is one, ending in an ellipsis."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    at_word = cut.rsplit(maxsplit=1)[0] if " " in cut[limit // 2 :] else cut
    return at_word.rstrip(" ,;:") + "…"


def quote(text: str, limit: int) -> str:
    """Return outside text, escaped and short, as a quotation."""
    flat = " ".join(_HIDDEN.sub("", text).split())
    lines = escape(shorten(flat, limit))
    return f">{lines}" if lines else ""


def mention(user_id: str) -> str:
    """Return a mention of a person of this workspace.

    Raises:
        ValueError: ``user_id`` is not a Slack user id, so it could be anything.
    """
    if not re.fullmatch(r"[UW][A-Z0-9]{2,}", user_id):
        raise ValueError(f"{user_id!r} is not a Slack user id")
    return f"<@{user_id}>"


def clock_time(at: datetime) -> str:
    """Return an instant the way each reader's own Slack shows it, such as "Today at 09:14"."""
    fallback = at.strftime("%H:%M UTC")
    return f"<!date^{int(at.timestamp())}^{{date_short_pretty}} at {{time}}|{fallback}>"


def from_markdown(text: str) -> str:
    """Return curated Markdown (lists, bold) in Slack's own markup, escaped."""
    return _BULLET.sub("• ", _BOLD.sub(r"*\1*", escape(text.strip())))


def to_plain(text: str) -> str:
    """Return what a person typed in Slack as plain text.

    Mentions of people become ``[name]``, links their label, ``<!channel>`` its bare word; entities are undone.
    """
    plain = _TOKEN.sub(_plain_token, text)
    return plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _plain_token(match: re.Match[str]) -> str:
    sign, target, label = match.groups()
    if sign == "@":
        return "[name]"
    if sign == "#":
        return f"#{label or 'channel'}"
    if sign == "!":
        return label or f"@{target.split('^')[0]}"
    return label or target


def shorten_lines(text: str, most: int) -> str:
    """Return the first ``most`` lines that hold something."""
    return "\n".join([line for line in text.splitlines() if line.strip()][:most])
