"""Makes a text fit to be read by people from other schools: short, and without a hint whose it is.

It comes in redacted already. It is redacted once more, and what redaction lets stand on purpose,
because an adviser needs it, is taken out too: year groups and ages, dates, links, mentions and
numbers. Slack's own marks are never let through; escaping them is for whoever draws the text.
"""

import re
import unicodedata
from collections.abc import Callable

Redact = Callable[[str], str]
"""Takes personal data out of a text and puts placeholders such as “[pupil A]” in."""

MOST_CHARACTERS = 280
_NUMBER = (
    r"(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen"
    r"|fifteen|sixteen|seventeen|eighteen)"
)
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_NO_COUNT = r"(?! (?:of|times?|minutes?|mins?|hours?|days?|weeks?|months?|lessons?|out)\b)"
_TAKEN_OUT: tuple[tuple[str, str], ...] = (
    (r"<[@!#][^>]*>?", "[name]"),
    (r"<(?:https?|mailto|tel):[^>]*>", "[link]"),
    (r"<?\b(?:https?|mailto|tel|ftp)\S*|\bwww\.\S+", "[link]"),
    (r"[^\s@]+@[^\s@]+\.[^\s@]+", "[email]"),
    (r"(?<!\w)@\w[\w.-]*", "[name]"),
    (r"(?<!\w)#\w[\w.-]*", "[link]"),
    # A school that redaction does not know by name.
    (
        r"\b(?-i:(?:St\.? )?[A-Z][\w’'-]+(?: [A-Z][\w’'-]+){0,3}) "
        r"(?:school|academy|pru|college|(?-i:Primary|Secondary|High|Grammar|Infants?|Juniors?))\b",
        "[school]",
    ),
    # Dates, before ages: “on 12/11”, “3rd of November 2026”, “November 3”, “2026-11-03”.
    (r"\b\d{4}-\d{1,2}-\d{1,2}\b", "[date]"),
    (r"\b\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?\b", "[date]"),
    (rf"\b\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}\b(?:,? \d{{4}})?", "[date]"),
    (rf"\b{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?\b(?:,? \d{{4}})?", "[date]"),
    # Year groups, key stages, ages, forms.
    (rf"\b(?:year|yr|y)s?[ -]{{0,2}}{_NUMBER}(?:['’]?s)?(?:[a-z])?\b(?!\s*old)", "[age]"),
    (r"\b(?:ks|key ?stage)[ -]{0,2}[1-5]\b", "[age]"),
    (rf"\b{_NUMBER}[ -]?(?:(?:years?|yrs?|yr)[ -]olds?|y/?o)\b", "[age]"),
    (rf"\b(?:aged?|turn(?:ed|s|ing)?) {_NUMBER}\b", "[age]"),
    (
        rf"\b(?:he|she|they)(?: is| are|['’]?s|['’]?re) (?:only |just )?{_NUMBER}\b{_NO_COUNT}",
        "[age]",
    ),
    (r"\((?:1[0-9]|[2-9])\)", "[age]"),
    (r"\b(?-i:1[0-3]|[1-9])(?-i:[A-Z])\d?\b", "[age]"),
    (
        r"\b(?:reception|nursery|eyfs|early years|pre-?school|infants?|juniors?|(?:sixth|6th) form"
        r"|post-?16|gcses?|sats|a-?levels?|college|year group)\b",
        "[age]",
    ),
    (r"(?<!\w)\+?\d[\d \-]{4,}\d", "[number]"),
)
_STAGES = (r"\b(?:primary|secondary|middle)\b(?! (?:need|concern|to\b))", "[age]")
_RULES = tuple((re.compile(rule, re.IGNORECASE), put) for rule, put in _TAKEN_OUT)
_STAGE_RULE = (re.compile(_STAGES[0], re.IGNORECASE), _STAGES[1])
_CUT = " ..."
_CUT_PLACEHOLDER = re.compile(r"\[[^\]]*$")


def anonymous(text: str, *, redact: Redact, with_stages: bool) -> str:
    """Return a text for people who must not learn whose it is; "" when nothing is left to read.

    On one line, at most ``MOST_CHARACTERS`` long. Without ``with_stages`` words such as “primary”
    go as well. What it returns comes out the same when it is put in again.
    """
    plain = redact(_plain(text))
    rules = (*_RULES, *(() if with_stages else (_STAGE_RULE,)))
    before = ""
    while plain != before:  # what one rule takes out may lay open what stood right beside it
        before = plain
        for pattern, put in rules:
            plain = pattern.sub(put, plain)
    return _short(" ".join(plain.split()))


def _plain(text: str) -> str:
    """Return the text in ordinary letters on one line; look-alikes would slip past every rule."""
    usual = unicodedata.normalize("NFKC", text)
    seen = (" " if char.isspace() else char for char in usual if not _is_hidden(char))
    return " ".join("".join(seen).split())


def _is_hidden(char: str) -> bool:
    return not char.isspace() and unicodedata.category(char) in ("Cc", "Cf", "Co", "Cs", "Cn")


def _short(text: str) -> str:
    if len(text) <= MOST_CHARACTERS:
        return text
    cut = text[: MOST_CHARACTERS - len(_CUT)]
    whole = cut.rsplit(" ", 1)[0] if " " in cut else cut
    return _CUT_PLACEHOLDER.sub("", whole).rstrip(" ,;:") + _CUT
