"""Names that are not a pupil's: people everyone knows, people in books, places, schemes."""

from collections.abc import Iterable, Iterator, Sequence
from enum import IntEnum

from advicebot.domain.advice.redaction import grammar
from advicebot.domain.advice.redaction.lookup import Sort
from advicebot.domain.advice.redaction.model import NameLists
from advicebot.domain.advice.redaction.tokens import Shape, Token, tokenise
from advicebot.domain.advice.redaction.wordset import word_set

# How many words from a lesson word a book's name is still taken for the book's.
_REACH = 12
_RULERS = word_set(
    "king queen prince princess lord lady pope emperor empress tsar prophet guru hurricane "
    "storm president general captain duke duchess st saint"
)
_Phrase = tuple[tuple[str, bool], ...]


class Fiction(IntEnum):
    """How strongly the words near a name are about a book, a play or the past."""

    NONE = 0
    WEAK = 1
    STRONG = 2


class PublicNames:
    """Looks up phrases and the people of lessons. Holds only lists."""

    def __init__(self, lists: NameLists) -> None:
        self._pupils_too = lists.first_names | lists.word_names | lists.guarded_names
        self._people_of = [
            lesson.people | self._pupils_too.intersection(lesson.titles) for lesson in lists.lessons
        ]
        self._people: frozenset[str] = frozenset().union(*self._people_of)
        self._phrases: dict[str, list[tuple[_Phrase, int | None]]] = {}
        for number, lesson in enumerate(lists.lessons):
            self._add(lesson.titles, lesson=number)
        self._add(lists.public_names, lesson=None)
        self._add(lists.not_names, lesson=None)

    def _add(self, phrases: Iterable[str], *, lesson: int | None) -> None:
        for phrase in sorted(phrases):
            words = tuple((token.key, bool(token.suffix)) for token in tokenise(phrase))
            if len(words) == 1 and words[0][0] in self._pupils_too:
                continue
            self._phrases.setdefault(words[0][0], []).append((words, lesson))

    def block(self, tokens: Sequence[Token], sorts: list[Sort]) -> frozenset[str]:
        """Marks every token of a known phrase, and of a ruler's or a storm's name.

        Returns:
            the people of the lessons whose titles stand in the message.
        """
        people: set[str] = set()
        for at, token in enumerate(tokens):
            for words, lesson in self._phrases.get(token.key, ()):
                if _stands_at(tokens, at, words):
                    _mark(sorts, at, count=len(words))
                    if lesson is not None:
                        people |= self._people_of[lesson]
            if token.key in _RULERS and token.shape == Shape.CAPITAL:
                _block_ruled(tokens, sorts, at + 1)
        return frozenset(people)

    def is_in_a_book(self, key: str) -> bool:
        """Whether some lesson has a person of this name."""
        return key in self._people

    def fiction(self, tokens: Sequence[Token], *, people: frozenset[str]) -> dict[int, Fiction]:
        """Where a name may be a lesson's, and how plain that is.

        Args:
            people: of the lessons named in the message; when there are any, only they count.
        """
        if people:
            return {at: Fiction.STRONG for at, token in enumerate(tokens) if token.key in people}
        near: dict[int, Fiction] = {}
        for words, level in (
            (grammar.WEAK_LESSON_WORDS, Fiction.WEAK),
            (grammar.LESSON_WORDS, Fiction.STRONG),
        ):
            for at in _near(tokens, words):
                if tokens[at].key in self._people:
                    near[at] = level
        return near


def _near(tokens: Sequence[Token], words: frozenset[str]) -> Iterator[int]:
    """Each place within reach of one of ``words``, once."""
    done = 0
    for at, token in enumerate(tokens):
        if token.key in words and not _is_done_by_someone(tokens, at):
            last = min(len(tokens), at + _REACH + 1)
            yield from range(max(done, at - _REACH), last)
            done = max(done, last)


def _is_done_by_someone(tokens: Sequence[Token], at: int) -> bool:
    """Whether a lesson word is a verb here: "he quotes a footballer"."""
    return at > 0 and tokens[at - 1].key in ("he", "she", "they", "who", "keeps", "i", "we")


def _mark(sorts: list[Sort], at: int, *, count: int) -> None:
    if count > 1:
        sorts[at : at + count] = [Sort.BLOCKED] * count
    elif sorts[at] != Sort.BLOCKED:
        sorts[at] = Sort.PLACE


def _block_ruled(tokens: Sequence[Token], sorts: list[Sort], at: int) -> None:
    if at < len(tokens) and tokens[at].gap == " " and tokens[at].shape == Shape.CAPITAL:
        sorts[at] = Sort.BLOCKED


def _stands_at(tokens: Sequence[Token], at: int, words: _Phrase) -> bool:
    if at + len(words) > len(tokens) or tokens[at + len(words) - 1].key != words[-1][0]:
        return False
    if len(words) == 1:
        return tokens[at].key == words[0][0] and (bool(tokens[at].suffix) or not words[0][1])
    return all(
        tokens[at + offset].key == word
        and (offset == 0 or not tokens[at + offset].gap.strip(" -'’.&"))
        for offset, (word, _) in enumerate(words)
    )
