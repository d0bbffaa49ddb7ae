"""Phrases as curators write them, compiled and found in a row of words.

A phrase is words with spaces between them, read in order. In place of a word may stand:

* ``stab*``            any word that begins so
* ``said|says|told``   any one of these
* ``word?``            this word or nothing
* ``~`` or ``~5``      up to three (or five) words of any kind
* ``{blade}``          anything in the word list of that name; also ``{blade}|pole``
* ``(no one|nobody)``  any one of these, each of one word or several

Small words (a, the, his, just, really ...) between two words are passed over, so "pulled a knife"
need only be written "pulled knife". A phrase never reaches over the end of a sentence.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from advicebot.domain.advice.text import bare, fold

_SMALL_WORDS = (
    "a an the his her their my our your its some this that just really actually literally",
    "basically honestly quite very so kinda proper bloody fucking fuckin effing also even",
    "of now then like own genuinely totally absolutely completely well being",
)
PASSED_OVER = frozenset(word for line in _SMALL_WORDS for word in line.split())
MOST_PASSED_OVER = 3
_MOST_VARIANTS = 200
_FURTHEST = 48  # words; no phrase reaches further, gaps and passed-over words included
_NOWHERE: dict[int, int] = {}
_GAP = re.compile(r"~(\d*)$")
_REFERENCE = re.compile(r"\{([a-z0-9:-]+)\}")
_GROUP = re.compile(r"\(([^()]*)\)")
_WORD = re.compile(r"\[?£?[a-z0-9]*\]?")


class Element(NamedTuple):
    """One place of a phrase: words, beginnings of words, a word list, or a gap of ``gap`` words."""

    exact: frozenset[str]
    starts: tuple[str, ...]
    references: tuple[str, ...]
    gap: int
    optional: bool


Phrase = tuple[Element, ...]


class PhraseError(ValueError):
    """A phrase that cannot be read; the message says why and what to write."""


@lru_cache(maxsize=32768)
def parse_phrases(text: str) -> tuple[Phrase, ...]:
    """The phrase compiled; several when it holds a group such as ``(no one|nobody)``.

    Raises:
        PhraseError: when it cannot be read, is empty, or starts or ends with a gap.
    """
    return tuple(map(_parse_plain, _spread(text)))


def _spread(text: str) -> list[str]:
    """The phrase written out once for every choice of its groups."""
    variants = [text]
    while "(" in variants[0]:
        spread = []
        for variant in variants:
            match = _GROUP.search(variant)
            if not match:
                raise PhraseError(f"'{text}': a bracket is not closed")
            spread += [
                variant[: match.start()] + choice + variant[match.end() :]
                for choice in _choices(match[1])
            ]
        variants = spread
        if len(variants) > _MOST_VARIANTS:
            raise PhraseError(f"'{text}' stands for over {_MOST_VARIANTS} phrases; split it")
    return variants


def _choices(group: str) -> list[str]:
    """The options of a group; those of one word stay together as ``a|b``."""
    options = [option.strip() for option in group.split("|")]
    single = [option for option in options if " " not in option and "-" not in option]
    several = [option for option in options if option not in single]
    return (["|".join(single)] if single else []) + several


def _parse_plain(text: str) -> Phrase:
    elements = tuple(e for item in text.split() for e in _parse_item(item))
    if not elements:
        raise PhraseError("a phrase must hold at least one word")
    for edge in (elements[0], elements[-1]):
        if edge.gap or edge.optional:
            raise PhraseError(f"phrase '{text}' must start and end with a word, not with a gap")
    return elements


def _parse_item(item: str) -> list[Element]:
    if match := _GAP.match(item):
        return [Element(frozenset(), (), (), int(match[1] or 3), False)]
    optional = item.endswith("?")
    item = item.removesuffix("?")
    if "|" in item or "{" in item:
        return [_element(item, optional)]
    return [_element(part, optional) for part in item.split("-") if part]


def _element(item: str, optional: bool) -> Element:
    exact: set[str] = set()
    starts: list[str] = []
    names: list[str] = []
    for raw in item.split("|"):
        if match := _REFERENCE.fullmatch(raw):
            names.append(match[1])
            continue
        word = bare(fold(raw.removesuffix("*")))
        if not word or not _WORD.fullmatch(word):
            raise PhraseError(f"'{raw}' is not a word, a {{word-list}} or a gap such as ~ or ~5")
        if raw.endswith("*"):
            starts.append(word)
        else:
            exact.add(word)
    return Element(frozenset(exact), tuple(starts), tuple(names), 0, optional)


def references(phrase: Phrase) -> set[str]:
    """The names of the word lists the phrase uses."""
    return {name for element in phrase for name in element.references}


def literal_words(phrase: Phrase) -> set[str]:
    """Every whole word written in the phrase."""
    return set().union(*(element.exact for element in phrase))


class Row:
    """The words of a message in order, with the word lists found at each place.

    ``ends[name][i]`` is where the longest find of that list beginning at word ``i`` ends
    (exclusive); ``i`` is in ``denying[name]`` when a negator is part of that find ("not
    breathing").
    """

    __slots__ = ("_blocks", "denying", "ends", "limits", "words")

    def __init__(self, words: Sequence[str], limits: Sequence[int]) -> None:
        self.words = words
        self.limits = limits
        self.ends: dict[str, dict[int, int]] = {}
        self.denying: dict[str, set[int]] = {}
        self._blocks: dict[int, frozenset[str]] = {}

    def block(self, at: int) -> int:
        """The part of the message that word is in; ``ahead`` is the same for all of it."""
        return at // _FURTHEST

    def ahead(self, at: int) -> frozenset[str]:
        """At least the words a phrase beginning at ``at`` can reach, unordered."""
        block = self.block(at)
        if block not in self._blocks:
            start = block * _FURTHEST
            self._blocks[block] = frozenset(self.words[start : start + 2 * _FURTHEST])
        return self._blocks[block]


def match_on(phrase: Phrase, place: int, row: Row, at: int, limit: int, passed: int) -> int:
    """Where the phrase from ``place`` on ends (exclusive) when it goes on at ``at``, else -1."""
    if place == len(phrase):
        return at
    element = phrase[place]
    if element.gap:
        for stop in range(at, min(at + element.gap, limit) + 1):
            end = match_on(phrase, place + 1, row, stop, limit, MOST_PASSED_OVER)
            if end >= 0:
                return end
        return -1
    if at < limit:
        end = _match_word(phrase, place, row, at, limit)
        if end >= 0:
            return end
        if place and passed < MOST_PASSED_OVER and row.words[at] in PASSED_OVER:
            end = match_on(phrase, place, row, at + 1, limit, passed + 1)
            if end >= 0:
                return end
    if element.optional:
        return match_on(phrase, place + 1, row, at, limit, passed)
    return -1


def _match_word(phrase: Phrase, place: int, row: Row, at: int, limit: int) -> int:
    element = phrase[place]
    word = row.words[at]
    if word in element.exact or (element.starts and word.startswith(element.starts)):
        end = match_on(phrase, place + 1, row, at + 1, limit, 0)
        if end >= 0:
            return end
    for name in element.references:
        after = row.ends.get(name, _NOWHERE).get(at, -1)
        if after >= 0:
            end = match_on(phrase, place + 1, row, after, limit, 0)
            if end >= 0:
                return end
    return -1
