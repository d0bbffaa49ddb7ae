"""Finds people's names in the tokens of a message."""

from collections.abc import Iterator, Sequence

from advicebot.domain.advice.redaction.joining import spans_of, spread
from advicebot.domain.advice.redaction.judging import Judge
from advicebot.domain.advice.redaction.lookup import Lookup, Sort
from advicebot.domain.advice.redaction.model import Found, NameLists
from advicebot.domain.advice.redaction.page import Page
from advicebot.domain.advice.redaction.publicity import PublicNames
from advicebot.domain.advice.redaction.tokens import Token


class NameFinder:
    """Finds people's names. Holds only lists: safe to share between threads."""

    def __init__(self, lists: NameLists) -> None:
        self._lookup = Lookup(lists)
        self._public = PublicNames(lists)
        self._places = lists.not_names | lists.public_names

    def is_new_word(self, key: str) -> bool:
        """Whether ``key`` is no everyday word, nor the slip of one, place, scheme or first name."""
        if self._lookup.sort_of(key) not in (Sort.UNKNOWN, Sort.SURNAME):
            return False
        if key in self._places or self._lookup.is_english(key):
            return False
        return not self._lookup.is_slip_of_a_word(key)

    def find(self, tokens: Sequence[Token], *, taken: Sequence[Found] = ()) -> Iterator[Found]:
        """Every name in ``tokens``. Words inside ``taken`` spans are already dealt with."""
        if not tokens:
            return
        page = Page(tokens, lookup=self._lookup, public=self._public, taken=taken)
        Judge(page).decide()
        spread(page)
        yield from spans_of(page)
