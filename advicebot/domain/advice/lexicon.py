"""Staffroom language read as plain words: "kicking off" stands for an outburst."""

from collections.abc import Sequence
from dataclasses import dataclass

from advicebot.domain.advice.text import Token, tokenise
from advicebot.domain.knowledge import LexiconEntry
from advicebot.domain.vocabulary import Topic


@dataclass(frozen=True, slots=True, kw_only=True)
class LexiconHit:
    """A phrase found in a message. ``start`` and ``end`` are offsets into the text as given."""

    entry: LexiconEntry
    start: int
    end: int


class Lexicon:
    """Finds curated phrases in a message: whole words, any case, the longest at each place."""

    def __init__(self, entries: Sequence[LexiconEntry]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], LexiconEntry]]] = {}
        for entry in entries:
            for phrase in entry.phrases:
                words = tuple(token.text for token in tokenise(phrase))
                if words:
                    self._by_first.setdefault(words[0], []).append((words, entry))
        for candidates in self._by_first.values():
            candidates.sort(key=lambda candidate: len(candidate[0]), reverse=True)

    def hits(self, text: str, tokens: Sequence[Token] | None = None) -> tuple[LexiconHit, ...]:
        """Return the phrases in ``text`` in reading order; none of them overlap.

        A phrase never reaches over the end of a sentence. ``tokens`` saves reading ``text`` again.
        """
        tokens = tokenise(text) if tokens is None else tokens
        words = [token.text for token in tokens]
        found: list[LexiconHit] = []
        place = 0
        while place < len(words):
            match = self._longest_at(words, tokens, place)
            if match is None:
                place += 1
                continue
            length, entry = match
            last = tokens[place + length - 1]
            found.append(LexiconHit(entry=entry, start=tokens[place].start, end=last.end))
            place += length
        return tuple(found)

    def _longest_at(
        self, words: Sequence[str], tokens: Sequence[Token], place: int
    ) -> tuple[int, LexiconEntry] | None:
        for phrase, entry in self._by_first.get(words[place], ()):
            last = place + len(phrase) - 1
            if tuple(words[place : last + 1]) != phrase:
                continue
            if tokens[place].sentence == tokens[last].sentence:
                return len(phrase), entry
        return None


def hinted_topics(hits: Sequence[LexiconHit]) -> tuple[Topic, ...]:
    """Return the topics the found phrases hint at, in reading order, each once."""
    return tuple(dict.fromkeys(topic for hit in hits for topic in hit.entry.topics))
