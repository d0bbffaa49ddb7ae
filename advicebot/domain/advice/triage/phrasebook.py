"""Looking up many phrases at once in a row of words, by the word each begins with."""

from collections.abc import Iterable
from typing import Generic, NamedTuple, TypeVar

from advicebot.domain.advice.triage.phrases import (
    MOST_PASSED_OVER,
    Element,
    Phrase,
    Row,
    match_on,
)

T = TypeVar("T")
_NOWHERE: dict[int, int] = {}


def _is_plain(element: Element) -> bool:
    return bool(element.exact) and not (element.starts or element.references or element.optional)


class _Entry(NamedTuple, Generic[T]):
    """A phrase with what rules it out quickly; an empty set rules nothing out.

    ``second`` are the words one of which must come next, ``telling`` those one of which must come
    later.
    """

    phrase: Phrase
    label: T
    second: frozenset[str]
    telling: frozenset[str]


def _entry(phrase: Phrase, label: T) -> _Entry[T]:
    later = [element.exact for element in phrase[1:] if _is_plain(element)]
    second = phrase[1].exact if len(phrase) > 1 and _is_plain(phrase[1]) else frozenset()
    return _Entry(phrase, label, second, min(later, key=len, default=frozenset()))


class PhraseBook(Generic[T]):
    """Many phrases, each with a label, looked up by their first word."""

    def __init__(self, entries: Iterable[tuple[Phrase, T]]) -> None:
        self._by_word: dict[str, list[_Entry[T]]] = {}
        self._by_start: dict[str, list[_Entry[T]]] = {}
        self._by_list: dict[str, list[_Entry[T]]] = {}
        for phrase, label in entries:
            self._add(_entry(phrase, label))
        self._lengths = sorted({len(start) for start in self._by_start})

    def _add(self, entry: _Entry[T]) -> None:
        first = entry.phrase[0]
        for name in first.references:
            self._by_list.setdefault(name, []).append(entry)
        for word in first.exact:
            self._by_word.setdefault(word, []).append(entry)
        for start in first.starts:
            self._by_start.setdefault(start, []).append(entry)

    def _beginning_with(self, word: str) -> tuple[list[T], list[_Entry[T]]]:
        """Labels of phrases that are this one word, and the longer phrases it begins."""
        found = list(self._by_word.get(word, ()))
        for length in self._lengths:
            if length > len(word):
                break
            found += self._by_start.get(word[:length], ())
        whole = [entry.label for entry in found if len(entry.phrase) == 1]
        return whole, [entry for entry in found if len(entry.phrase) > 1]

    def find(self, row: Row) -> Iterable[tuple[int, int, T]]:
        """Every find as (first word, word after the last, label), in no set order."""
        seen: dict[str, tuple[list[T], list[_Entry[T]]]] = {}
        hopeful: dict[tuple[str, int], list[_Entry[T]]] = {}
        for at, word in enumerate(row.words):
            if word not in seen:
                seen[word] = self._beginning_with(word)
            whole, entries = seen[word]
            for label in whole:
                yield at, at + 1, label
            if not entries:
                continue
            key = word, row.block(at)
            if key not in hopeful:
                hopeful[key] = _hopeful(entries, row, at)
            if hopeful[key]:
                yield from _goes_on(hopeful[key], row, at, at + 1)
        for name, listed in self._by_list.items():
            for at, after in tuple(row.ends.get(name, _NOWHERE).items()):
                key = name, -1 - row.block(after - 1)
                if key not in hopeful:
                    hopeful[key] = _hopeful(listed, row, after - 1)
                yield from _goes_on(hopeful[key], row, at, after)


def _hopeful(entries: Iterable[_Entry[T]], row: Row, at: int) -> list[_Entry[T]]:
    """The phrases whose telling words stand near enough after the word ``at``."""
    ahead = row.ahead(at)
    return [e for e in entries if not e.telling or not e.telling.isdisjoint(ahead)]


def _goes_on(
    entries: Iterable[_Entry[T]], row: Row, at: int, after: int
) -> Iterable[tuple[int, int, T]]:
    """The finds among phrases whose first place stands from ``at`` up to ``after``."""
    soon = row.words[after : after + 1 + MOST_PASSED_OVER]
    limit = row.limits[at]
    for phrase, label, second, _ in entries:
        if second and second.isdisjoint(soon):
            continue
        end = match_on(phrase, 1, row, after, limit, 0)
        if end >= 0:
            yield at, end, label
