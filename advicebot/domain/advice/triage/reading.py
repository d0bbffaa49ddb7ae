"""One message read for triage: its words put right, idioms taken out, and word lists found."""

from collections.abc import Iterable, Mapping, Sequence

from advicebot.domain.advice.text import Token, tokenise
from advicebot.domain.advice.triage.phrasebook import PhraseBook
from advicebot.domain.advice.triage.phrases import (
    Phrase,
    Row,
    literal_words,
    parse_phrases,
    references,
)
from advicebot.domain.advice.triage.spelling import Speller

REMOVED = "·"


def sentence_limits(tokens: Sequence[Token]) -> list[int]:
    """For each word the place after the last word of its sentence."""
    limits = [0] * len(tokens)
    limit = len(tokens)
    for at in range(len(tokens) - 1, -1, -1):
        if at + 1 < len(tokens) and tokens[at + 1].sentence != tokens[at].sentence:
            limit = at + 1
        limits[at] = limit
    return limits


class Reading:
    """A message as a row of words. ``tokens[i]`` is where word ``i`` stood in the text as given."""

    __slots__ = ("_sentences", "_text", "row", "tokens")

    def __init__(self, text: str, tokens: list[Token], words: list[str]) -> None:
        self._text = text
        self.tokens = tokens
        self.row = Row(words, sentence_limits(tokens))
        self._sentences: dict[str, dict[int, list[int]]] = {}

    def quote(self, first: int, after: int) -> str:
        """The words from ``first`` up to ``after`` as the teacher wrote them."""
        return self._text[self.tokens[first].start : self.tokens[after - 1].end]

    @property
    def has_idioms(self) -> bool:
        """True when an idiom was taken out."""
        return REMOVED in self.row.words

    @property
    def asks_a_question(self) -> bool:
        """True when the teacher typed a question mark."""
        return "?" in self._text or "？" in self._text

    def spans(self, name: str) -> Mapping[int, int]:
        """Where the word list was found: first word to the word after the last."""
        return self.row.ends.get(name, {})

    def in_sentence(self, name: str, sentence: int) -> list[int]:
        """The first words of the finds of that list in one sentence."""
        if name not in self._sentences:
            places: dict[int, list[int]] = {}
            for at in sorted(self.spans(name)):
                places.setdefault(self.tokens[at].sentence, []).append(at)
            self._sentences[name] = places
        return self._sentences[name].get(sentence, [])


class Reader:
    """Turns text into a ``Reading``. Compiled once from the word lists."""

    def __init__(
        self,
        *,
        words: Mapping[str, tuple[str, ...]],
        idioms: Iterable[str],
        known: Iterable[str],
        critical: Iterable[str],
        not_misspelt: Iterable[str],
        shorthand: dict[str, tuple[str, ...]],
    ) -> None:
        lists = {
            name: [(phrase, name) for p in ps for phrase in parse_phrases(p)]
            for name, ps in words.items()
        }
        negators = Negators(words)
        idiom_phrases = [(phrase, "idiom") for p in idioms for phrase in parse_phrases(p)]
        self._idioms = PhraseBook(idiom_phrases)
        self._books = [
            PhraseBook([(p, (name, negators.are_in(p))) for name in layer for p, _ in lists[name]])
            for layer in in_order(
                {name: [phrase for phrase, _ in entries] for name, entries in lists.items()}
            )
        ]
        phrases = [p for entries in lists.values() for p, _ in entries]
        phrases += [p for p, _ in idiom_phrases]
        self._speller = Speller(
            known=set(known).union(*map(literal_words, phrases)),
            critical=critical,
            not_misspelt=not_misspelt,
            shorthand=shorthand,
        )

    def read(self, text: str) -> Reading:
        """The message with every word list found in it."""
        tokens, words = self._spell(tokenise(text))
        reading = Reading(text, tokens, words)
        self._remove_idioms(reading.row, words)
        for book in self._books:
            _note(reading.row, book)
        return reading

    def _spell(self, tokens: tuple[Token, ...]) -> tuple[list[Token], list[str]]:
        placed: list[Token] = []
        words: list[str] = []
        read: dict[str, tuple[str, ...]] = {}
        for token in tokens:
            spelt = read.get(token.text)
            if spelt is None:
                spelt = read[token.text] = self._speller.read(token.text)
            for word in spelt:
                placed.append(token)
                words.append(word)
        return placed, words

    def _remove_idioms(self, row: Row, words: list[str]) -> None:
        for first, after, _ in list(self._idioms.find(row)):
            for at in range(first, after):
                words[at] = REMOVED


def _note(row: Row, book: PhraseBook[tuple[str, bool]]) -> None:
    found = list(book.find(row))
    for first, after, (name, denies) in found:
        ends = row.ends.setdefault(name, {})
        ends[first] = max(after, ends.get(first, 0))
        if denies:
            row.denying.setdefault(name, set()).add(first)


class Negators:
    """Tells whether a phrase has a negator of its own, straight or through its word lists."""

    def __init__(self, words: Mapping[str, tuple[str, ...]]) -> None:
        self._words = words
        plain = (literal_words(p) for text in words["not"] for p in parse_phrases(text))
        self._plain: set[str] = set().union(*plain)
        self._known: dict[str, bool] = {}

    def are_in(self, phrase: Phrase) -> bool:
        """True when the phrase is met only, or also, with a negator."""
        return bool(literal_words(phrase) & self._plain) or any(
            map(self._list_denies, references(phrase))
        )

    def _list_denies(self, name: str) -> bool:
        if name not in self._known:
            self._known[name] = name == "not" or any(
                self.are_in(p) for text in self._words[name] for p in parse_phrases(text)
            )
        return self._known[name]


def in_order(lists: Mapping[str, Sequence[Phrase]]) -> list[list[str]]:
    """The names of word lists in layers: a list comes after every list its phrases use.

    Lists that use each other in a circle are left out, and so is what depends on them.
    """
    uses: dict[str, set[str]] = {
        name: set().union(*map(references, phrases)) for name, phrases in lists.items()
    }
    layers: list[list[str]] = []
    placed: set[str] = set()
    while layer := sorted(n for n, used in uses.items() if n not in placed and used <= placed):
        layers.append(layer)
        placed |= set(layer)
    return layers
