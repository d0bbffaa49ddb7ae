"""Phrases as curators write them, compiled and found in a row of words.

A phrase is words with spaces between them, read in order. In place of a word may stand:

* ``stab*``            any word that begins so
* ``said|says|told``   any one of these
* ``word?``            this word or nothing
* ``~`` or ``~5``      up to three (or five) words of any kind
* ``{blade}``          anything in the word list of that name; also ``{blade}|pole``
* ``(no one|nobody)``  any one of these, each of one word or several

Small words (a, the, his, just, really ...) between two words are passed over, so "pulled a knife" need
only be written "pulled knife". A phrase never reaches over the end of a sentence.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

from advicebot.domain.advice.text import bare, fold

PASSED_OVER = frozenset(
    "a an the his her their my our your its some this that just really actually literally basically"
    " honestly quite very so kinda proper bloody fucking fuckin effing also even of now then like own"
    " genuinely totally absolutely completely well being".split()
)
_MOST_PASSED_OVER = 3
_MOST_VARIANTS = 200
_NOWHERE: dict[int, int] = {}
_GAP = re.compile(r"~(\d*)$")
_REFERENCE = re.compile(r"\{([a-z0-9:-]+)\}")
_GROUP = re.compile(r"\(([^()]*)\)")
_WORD = re.compile(r"\[?£?[a-z0-9]*\]?")


T = TypeVar("T")


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
                for choice in match[1].split("|")
            ]
        variants = spread
        if len(variants) > _MOST_VARIANTS:
            raise PhraseError(f"'{text}' stands for over {_MOST_VARIANTS} phrases; split it")
    return variants


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

    ``ends[name][i]`` is where the longest find of that list beginning at word ``i`` ends (exclusive).
    """

    __slots__ = ("ends", "limits", "words")

    def __init__(self, words: Sequence[str], limits: Sequence[int]) -> None:
        self.words = words
        self.limits = limits
        self.ends: dict[str, dict[int, int]] = {}


def match_at(phrase: Phrase, row: Row, at: int) -> int:
    """Where the phrase ends (exclusive) when it begins at word ``at``; -1 when it is not there."""
    return _match(phrase, 0, row, at, row.limits[at], 0)


def _match(phrase: Phrase, place: int, row: Row, at: int, limit: int, passed: int) -> int:
    if place == len(phrase):
        return at
    element = phrase[place]
    if element.gap:
        for stop in range(at, min(at + element.gap, limit) + 1):
            end = _match(phrase, place + 1, row, stop, limit, _MOST_PASSED_OVER)
            if end >= 0:
                return end
        return -1
    if at < limit:
        end = _match_word(phrase, place, row, at, limit)
        if end >= 0:
            return end
        if place and passed < _MOST_PASSED_OVER and row.words[at] in PASSED_OVER:
            end = _match(phrase, place, row, at + 1, limit, passed + 1)
            if end >= 0:
                return end
    if element.optional:
        return _match(phrase, place + 1, row, at, limit, passed)
    return -1


def _match_word(phrase: Phrase, place: int, row: Row, at: int, limit: int) -> int:
    element = phrase[place]
    word = row.words[at]
    if word in element.exact or (element.starts and word.startswith(element.starts)):
        end = _match(phrase, place + 1, row, at + 1, limit, 0)
        if end >= 0:
            return end
    for name in element.references:
        after = row.ends.get(name, _NOWHERE).get(at, -1)
        if after >= 0:
            end = _match(phrase, place + 1, row, after, limit, 0)
            if end >= 0:
                return end
    return -1


class PhraseBook(Generic[T]):
    """Many phrases, each with a label, looked up by their first word."""

    def __init__(self, entries: Iterable[tuple[Phrase, T]]) -> None:
        self._by_word: dict[str, list[tuple[Phrase, T]]] = {}
        self._by_start: dict[str, list[tuple[Phrase, T]]] = {}
        self._by_list: dict[str, list[tuple[Phrase, T]]] = {}
        for entry in entries:
            self._add(entry)
        self._lengths = sorted({len(start) for start in self._by_start})

    def _add(self, entry: tuple[Phrase, T]) -> None:
        first = entry[0][0]
        for name in first.references:
            self._by_list.setdefault(name, []).append(entry)
        for word in first.exact:
            self._by_word.setdefault(word, []).append(entry)
        for start in first.starts:
            self._by_start.setdefault(start, []).append(entry)

    def _beginning_with(self, word: str) -> list[tuple[Phrase, T]]:
        found = list(self._by_word.get(word, ()))
        for length in self._lengths:
            if length > len(word):
                break
            found += self._by_start.get(word[:length], ())
        return found

    def find(self, row: Row) -> Iterable[tuple[int, int, T]]:
        """Every find as (first word, word after the last, label), in no set order."""
        seen: dict[str, list[tuple[Phrase, T]]] = {}
        for at, word in enumerate(row.words):
            entries = seen.get(word)
            if entries is None:
                entries = seen[word] = self._beginning_with(word)
            for phrase, label in entries:
                end = match_at(phrase, row, at)
                if end >= 0:
                    yield at, end, label
        yield from self._find_from_lists(row)

    def _find_from_lists(self, row: Row) -> Iterable[tuple[int, int, T]]:
        for name, entries in self._by_list.items():
            for at in tuple(row.ends.get(name, ())):
                for phrase, label in entries:
                    end = match_at(phrase, row, at)
                    if end >= 0:
                        yield at, end, label
