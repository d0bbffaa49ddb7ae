"""What the name lists say about a word by itself."""

from enum import IntEnum
from functools import lru_cache

from advicebot.domain.advice.redaction.model import NameLists
from advicebot.domain.advice.redaction.tokens import Shape, Token

_ENGLISH_ENDINGS = (
    "ing", "ed", "tion", "tions", "ness", "ment", "ments", "ly", "ance", "ence", "ity", "ism",
    "ship", "able", "ible", "ful", "less", "ous", "ive", "ically", "ise", "ised", "ize", "ology",
    "work", "book", "books", "time", "times", "room", "rooms", "ists", "ology",
)  # fmt: skip
_INFLECTIONS = ("s", "es", "ed", "d", "ing", "er", "ers", "est", "ly", "y", "n't", "nt", "r")
_PREFIX = 4
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_SHORTEST_SLIP = 4


class Sort(IntEnum):
    """What the lists say about a word."""

    UNKNOWN = 0
    COMMON = 1
    FIRST = 2
    WORD_NAME = 3
    GUARDED = 4
    SURNAME = 5
    PLACE = 6  # a single word that is never a pupil's first name, though it may be a surname
    BLOCKED = 7  # part of a known phrase, or already taken out
    OTHER = 8  # numbers and masks


class Lookup:
    """The lists, ready to be asked. Holds only lists."""

    def __init__(self, lists: NameLists) -> None:
        self._common = lists.common_words
        self._surnames = lists.surnames | lists.word_surnames
        self._first = lists.first_names
        self._starts = frozenset(
            name[:_PREFIX] for name in lists.first_names if len(name) > _PREFIX
        )
        self._sorts: dict[str, Sort] = {}
        for sort, words in (
            (Sort.COMMON, lists.common_words),
            (Sort.SURNAME, lists.surnames),
            (Sort.FIRST, lists.first_names),
            (Sort.WORD_NAME, lists.word_names),
            (Sort.GUARDED, lists.guarded_names),
        ):
            self._sorts.update(dict.fromkeys(words, sort))

    def sort(self, token: Token) -> Sort:
        """What the lists say about ``token`` by itself."""
        return Sort.OTHER if token.shape >= Shape.NUMBER else self.sort_of(token.key)

    def sort_of(self, key: str) -> Sort:
        """What the lists say about the word ``key``."""
        return self._sorts.get(key, Sort.UNKNOWN)

    def is_surname(self, key: str) -> bool:
        """Whether ``key`` is listed as a surname of either sort."""
        return key in self._surnames

    def is_common(self, key: str) -> bool:
        """Whether ``key`` is listed as an everyday word."""
        return key in self._common

    def starts_like_a_name(self, key: str) -> bool:
        """Whether some listed first name starts with the same four letters."""
        return len(key) > _PREFIX and key[:_PREFIX] in self._starts

    def is_slip_of_a_name(self, key: str) -> bool:
        """Whether one wrong, missing, added or swapped letter makes a listed first name of it."""
        return len(key) >= _SHORTEST_SLIP and not self._first.isdisjoint(_one_letter_off(key))

    def is_slip_of_a_word(self, key: str) -> bool:
        """Whether one such slip makes an everyday word of it: "freind", "behavour"."""
        return len(key) < _SHORTEST_SLIP or not self._common.isdisjoint(_one_letter_off(key))

    def is_english(self, key: str) -> bool:
        """Whether ``key`` is an everyday word, one of its forms, or at least ends like one."""
        if key in self._common or len(key) < 3 or not key.replace("'", "").isalpha():
            return True
        if len(key) > 5 and key.endswith(_ENGLISH_ENDINGS):
            return True
        if key.endswith("ies") and key[:-3] + "y" in self._common:
            return True
        return any(
            self._has_stem(key[: -len(ending)])
            for ending in _INFLECTIONS
            if key.endswith(ending) and len(key) - len(ending) >= 3
        )

    def _has_stem(self, stem: str) -> bool:
        return stem in self._common or stem + "e" in self._common or stem[:-1] in self._common


@lru_cache(maxsize=2_000)
def _one_letter_off(word: str) -> frozenset[str]:
    """Every spelling one letter away from ``word``, two letters changing places counted as one."""
    splits = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    shorter = (left + right[1:] for left, right in splits if right)
    swapped = (left + right[1] + right[0] + right[2:] for left, right in splits if len(right) > 1)
    changed = (
        left + letter + rest
        for left, right in splits
        for letter in _LETTERS
        for rest in ((right, right[1:]) if right else (right,))
    )
    return frozenset((*shorter, *swapped, *changed))
