"""Towards the words that matter: shorthand, masked and misspelt words.

Only the critical words attract misspellings; everything else is left as written. Health-forum
text loses two thirds of its mentions when only correct spelling counts (Sarker and others, 2018),
while drawing words towards all of English would make "stable" a stabbing.
"""

import re
from collections.abc import Iterable

from rapidfuzz.distance import OSA

_LEET = str.maketrans({"1": "i", "3": "e", "0": "o", "4": "a", "5": "s", "@": "a", "$": "s"})
_SHORTEST = 5
_LONG = 8


class Speller:
    """Reads one written word as the words the rules know."""

    def __init__(
        self,
        *,
        known: Iterable[str],
        critical: Iterable[str],
        not_misspelt: Iterable[str],
        shorthand: dict[str, tuple[str, ...]],
    ) -> None:
        self._critical = sorted(critical)
        self._left_alone = frozenset(known) | frozenset(not_misspelt) | frozenset(self._critical)
        self._shorthand = shorthand
        self._by_initial: dict[str, list[str]] = {}
        for word in self._critical:
            if len(word) >= _SHORTEST:
                self._by_initial.setdefault(word[0], []).append(word)

    def read(self, word: str) -> tuple[str, ...]:
        """The words to match instead of ``word``; itself when there is nothing to put right."""
        if word in self._shorthand:
            return self._shorthand[word]
        if word in self._left_alone or word.startswith("["):
            return (word,)
        if "*" in word:
            return (self._unmask(word),)
        if not word.isalpha():
            return (self._unleet(word),)
        return (self._nearest(word) or word,)

    def _unmask(self, word: str) -> str:
        if not re.search(r"[a-z]", word):
            return word
        pattern = re.compile(re.sub(r"\\\*", "[a-z]", re.escape(word)))
        return next((c for c in self._critical if pattern.fullmatch(c)), word.replace("*", ""))

    def _unleet(self, word: str) -> str:
        plain = word.translate(_LEET)
        return plain if plain in self._critical and not word.isdigit() else word

    def _nearest(self, word: str) -> str | None:
        if len(word) < _SHORTEST:
            return None
        single = re.sub(r"([a-z])\1$", r"\1", word)
        if single != word and single in self._critical:
            return single
        best: tuple[int, str] | None = None
        for candidate in self._by_initial.get(word[0], ()):
            most = 2 if len(candidate) >= _LONG else 1
            if abs(len(candidate) - len(word)) > most:
                continue
            distance = OSA.distance(word, candidate, score_cutoff=most)
            if distance <= most and (best is None or distance < best[0]):
                best = distance, candidate
        return best[1] if best else None
