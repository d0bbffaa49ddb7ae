"""The only way text enters a block: escaped, cut to length, without characters that reorder or hide
it.
"""

import re
from datetime import datetime

_HIDDEN = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
    "\x00-\x08\x0b-\x1f\x7f-\x9f\U000e0000-\U000e007f]"
)
_TOKEN = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")
_BROKEN = re.compile(r"(?:&[a-z]{0,3}|<(?:@[A-Z0-9]*|!(?:d|da|dat|date(?:\^[^<>]*)?)?)?)$")
"""What is left of an entity, a mention or a time that was cut in two."""
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_BULLET = re.compile(r"^\s*[-*]\s+", re.MULTILINE)


def visible(text: str) -> str:
    """Return ``text`` without characters that cannot be seen or that turn others around.

    That is enough where Slack reads no markup: labels, titles, fields.
    """
    return _HIDDEN.sub("", text)


def escape(text: str) -> str:
    """Return ``text`` so that Slack shows it as it is, without mentions, links or controls."""
    return visible(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def shorten(text: str, limit: int) -> str:
    """Return at most ``limit`` characters, cut at a word where possible, ending in an ellipsis."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    at_word = cut.rpartition(" ")[0] if " " in cut[limit // 2 :] else cut
    return _BROKEN.sub("", at_word.rstrip(" ,;:")).rstrip(" ,:") + "…"


def quote(text: str, limit: int) -> str:
    """Return outside text, escaped and short, as a quotation."""
    flat = " ".join(visible(text).split())
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

    Mentions of people become ``[name]``, links their label, ``<!channel>`` its bare word; entities
    are undone.
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


def sentences(text: str, limit: int) -> str:
    """Return the whole sentences that fit into ``limit`` characters, the first in any case."""
    kept = ""
    for sentence in re.split(r"(?<=[.!?])\s+", " ".join(text.split())):
        if kept and len(kept) + 1 + len(sentence) > limit:
            break
        kept = f"{kept} {sentence}".strip()
    return shorten(kept, limit * 2)
