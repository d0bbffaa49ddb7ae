"""Names that are not a pupil's: people everyone knows, people in books, places, schemes."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from advicebot.domain.advice.redaction import grammar
from advicebot.domain.advice.redaction.model import NameLists
from advicebot.domain.advice.redaction.tokens import Shape, Token, keys

S = TypeVar("S")
# How many words from a lesson word a book's name is still taken for the book's.
_REACH = 12
_RULERS = frozenset("king queen prince princess saint st lord lady sir president pope emperor "
                    "empress tsar prophet guru hurricane storm general captain duke".split())


class PublicNames:
    """Looks up phrases and characters. Holds only lists."""

    def __init__(self, lists: NameLists) -> None:
        self._characters = lists.characters
        self._phrases: dict[str, list[tuple[str, ...]]] = {}
        self._add(lists.public_names)
        self._add(lists.not_names)

    def _add(self, phrases: Iterable[str]) -> None:
        for phrase in phrases:
            words = keys(phrase)
            if words:
                self._phrases.setdefault(words[0], []).append(words)

    def block(self, tokens: Sequence[Token], sorts: list[S], *, blocked: S) -> None:
        """Marks every token of a known phrase, and of a ruler's or a storm's name."""
        for at, token in enumerate(tokens):
            for words in self._phrases.get(token.key, ()):
                if _stands_at(tokens, at, words):
                    sorts[at : at + len(words)] = [blocked] * len(words)
            if token.key in _RULERS and at + 1 < len(tokens) and token.shape == Shape.CAPITAL:
                if tokens[at + 1].gap == " " and tokens[at + 1].shape == Shape.CAPITAL:
                    sorts[at + 1] = blocked

    def fictional(self, tokens: Sequence[Token]) -> frozenset[int]:
        """Where a name from a book stands close to talk of a lesson or of another such name."""
        lessons = [
            at for at, token in enumerate(tokens) if token.key in grammar.CURRICULUM
        ]
        if not lessons:
            return frozenset()
        near: set[int] = set()
        for at in lessons:
            near.update(range(max(0, at - _REACH), at + _REACH + 1))
        return frozenset(
            at for at in near if at < len(tokens) and tokens[at].key in self._characters
        )


def _stands_at(tokens: Sequence[Token], at: int, words: tuple[str, ...]) -> bool:
    if at + len(words) > len(tokens):
        return False
    return all(
        tokens[at + offset].key == word
        and (offset == 0 or not tokens[at + offset].gap.strip(" -'’.&"))
        for offset, word in enumerate(words)
    )
