"""Cuts a message into words, numbers and placeholders, each with its place in the text."""

import re
import unicodedata
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

_LETTER = r"[^\W\d_]"
# Combining marks, soft hyphens and zero-width characters belong to the word they stand in.
_MARK = r"[\u0300-\u036f\u00ad\u200b-\u200d\u2060]"
_PART = rf"{_LETTER}(?:{_LETTER}|{_MARK}|\d)*"
_TOKEN = re.compile(
    rf"(?P<mask>[\ue000-\ue007]+)|(?P<word>{_PART}(?:['’‘`´]{_PART})*)|(?P<number>\d[^\W_]*)"
)
_POSSESSIVE = re.compile(r"(?<=.)['’‘`´](?:s|S|d|D|ll|LL|ve|VE|re|RE)$")
_DROPPED = re.compile(rf"{_MARK}")
_SPECIAL = str.maketrans(
    {"ł": "l", "ø": "o", "ı": "i", "ß": "ss", "đ": "d", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"}
    | dict.fromkeys("’‘`´", "'")
)
_SENTENCE_END = re.compile(r"[.!?…:;\n•\u2028]|(?:^|\s)[-–—*]\s")
NAME_MASK = "\ue000"


class Shape(IntEnum):
    """How a word is written."""

    LOWER = 0
    CAPITAL = 1
    UPPER = 2
    NUMBER = 3
    MASK = 4


@dataclass(slots=True, kw_only=True)
class Token:
    """A word without its possessive ending: ``text[start:end]``.

    Attributes:
        key: the word in lower case without accents, for looking up.
        suffix: the ending cut off, such as ``'s``; empty when there was none.
        gap: what stands between the word before (with its ending) and this one.
        is_initial: True when a sentence, line or list item starts here.
    """

    start: int
    end: int
    key: str
    shape: Shape
    suffix: str
    gap: str
    is_initial: bool


@lru_cache(maxsize=20_000)
def normalise(word: str) -> str:
    """``word`` in lower case, without accents, with straight apostrophes."""
    lowered = word.lower()
    if lowered.isascii():
        return lowered.replace("`", "'")
    plain = unicodedata.normalize("NFKD", lowered.translate(_SPECIAL))
    return _DROPPED.sub("", plain)


def _shape(word: str) -> Shape:
    if word.islower():
        return Shape.LOWER
    if word.isupper() and len(word) > 1:
        return Shape.UPPER
    return Shape.CAPITAL if word[0].isupper() else Shape.LOWER


def tokenise(text: str) -> list[Token]:
    """Every word, number and mask of ``text`` in order. Hyphens separate words."""
    tokens: list[Token] = []
    last = 0
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        gap = text[last:start]
        initial = not tokens or (gap != " " and _SENTENCE_END.search(gap) is not None)
        tokens.append(_token(match, gap=gap, is_initial=initial))
        last = end
    return tokens


def _token(match: re.Match[str], *, gap: str, is_initial: bool) -> Token:
    start, end = match.span()
    word = match.group()
    suffix = ""
    if match.lastgroup == "mask":
        shape, key = Shape.MASK, word[0]
    elif match.lastgroup == "number":
        shape, key = Shape.NUMBER, word.lower()
    else:
        if ending := _POSSESSIVE.search(word):
            suffix = ending.group()
            word = word[: ending.start()]
            end -= len(suffix)
        shape, key = _shape(word), normalise(word)
    return Token(
        start=start, end=end, key=key, shape=shape, suffix=suffix, gap=gap, is_initial=is_initial
    )


def keys(phrase: str) -> tuple[str, ...]:
    """The look-up keys of a phrase, word by word, as the tokens of a message would have them."""
    return tuple(token.key for token in tokenise(phrase))
