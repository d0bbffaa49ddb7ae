"""Texts that somebody might type to make Slack do what they want, and how to see that it did."""

import random
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

MARK = "EVIL"
"""Stands in every control of ours, so that it can be told from the line's own."""
CONTROLS = (
    f"<!channel> {MARK}",
    "<!here|here>",
    "<!everyone>",
    f"<!subteam^S{MARK}|@{MARK}>",
    f"<@U0{MARK}001>",
    f"<@U0{MARK}001|somebody>",
    f"<#C0{MARK}001|general>",
    f"<https://{MARK.lower()}.example.org/login|your bank>",
    f"<mailto:{MARK.lower()}@example.org|write>",
    f"<!date^1392734382^{MARK} {{date}}|{MARK}>",
    f"&lt;!channel&gt; {MARK}",
    f"&amp;lt;@U0{MARK}001&amp;gt;",
    f"<!chan<!channel>nel> {MARK}",
    "&lt",
    "&",
    "<",
    ">",
    "<!",
    "<@",
    "|",
    f"```{MARK}```",
    f"`{MARK}`",
    f"*{MARK}* _{MARK}_ ~{MARK}~",
    f"\n>{MARK}\n>>> {MARK}",
    f"\n• {MARK}",
    f"\n# {MARK}\n- {MARK}",
    f"**{MARK}**",
)
BIDI = tuple(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C)))
HIDDEN = ("\x00", "\x07", "\x1b[31m", "\x7f", "\u200b", "\u200d", "\ufeff", "\u00ad", "\u2028")
ODD = (
    "🙂",
    "👩‍👩‍👧‍👦",
    ":rotating_light:",
    "مرحبا بالعالم",
    "שלום",
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤a̷l̸g̶o̴",
    "\U000e0041\U000e007f",
    "𝕏",
    "\ud83d".encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
    '{"type":"section","text":{"type":"mrkdwn","text":"<!channel>"}}',
    '"}]}',
    "'; DROP TABLE requests; --",
    "{name} %s {0} {{date}}",
    "\\n\\u003c!channel\\u003e",
    "\r\n\t",
)
PLAIN = ("kicking off", "in class", "again and again", "Year 8", "a", " ", "\n", "9")
TOKEN = re.compile(r"<([^<>]*)>")
OURS = re.compile(
    r"@[UW][A-Z0-9]{2,}|#C[A-Z0-9]+|!date\^\d+\^\{date_short_pretty\} at \{time\}\|\d\d:\d\d UTC"
    r"|(?:https?|mailto|tel|slack):[^|]*(?:\|[^|]*)?"
)
ENTITY = re.compile(r"&(?!amp;|lt;|gt;)")
LONG = 40_000


def a_text(chance: random.Random) -> str:
    """Return a text out of ordinary words and of everything else, at times very long."""
    kinds = (CONTROLS, CONTROLS, BIDI, HIDDEN, ODD, PLAIN, PLAIN)
    parts = [chance.choice(chance.choice(kinds)) for _ in range(chance.randint(1, 12))]
    text = chance.choice(("", " ")).join(parts)
    roll = chance.random()
    if roll < 0.04:
        return (text + " ") * (LONG // (len(text) + 1) + 1)
    if roll < 0.06:
        return chance.choice(("<", "&", "x", "🙂", "\n")) * LONG
    return text


def troubles(kind: str, text: str, body: Any) -> Iterator[str]:
    """Yield every control in a payload that is not the line's own, and every hidden character."""
    if kind == "message":
        yield from _in_markup(text)
        yield from _hidden(text)
    for each, is_markup in _texts(body):
        if is_markup:
            yield from _in_markup(each)
        yield from _hidden(each)


def _texts(value: Any, name: str = "") -> Iterator[tuple[str, bool]]:
    """Yield every string that Slack shows, and whether it reads markup in it."""
    if isinstance(value, list):
        for each in value:
            yield from _texts(each, name)
    elif isinstance(value, dict):
        if value.get("type") in ("mrkdwn", "plain_text") and isinstance(value.get("text"), str):
            yield value["text"], value["type"] == "mrkdwn"
            return
        for key, each in value.items():
            yield from _texts(each, key)
    elif isinstance(value, str) and name in ("alt_text", "initial_value", "title", "text"):
        yield value, False


def _in_markup(text: str) -> Iterator[str]:
    for match in TOKEN.finditer(text):
        inner = match.group(1)
        if MARK.lower() in inner.lower() or not OURS.fullmatch(inner):
            yield f"a control: {match.group()[:60]!r}"
    rest = TOKEN.sub("", text).removeprefix(">").replace("\n>", "\n")  # first in a line it quotes
    if match := re.search(r"[<>]", rest):
        yield f"a bare bracket: {rest[max(0, match.start() - 20) : match.start() + 20]!r}"
    if match := ENTITY.search(text):
        yield f"a bare ampersand: {text[match.start() : match.start() + 20]!r}"


def _hidden(text: str) -> Iterator[str]:
    for each in text:
        if each not in "\n\t" and unicodedata.category(each) in ("Cc", "Cf", "Zl", "Zp", "Cs"):
            yield f"a hidden character: U+{ord(each):04X}"
            return
