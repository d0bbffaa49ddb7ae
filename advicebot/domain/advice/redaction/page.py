"""One message being read for names: its tokens, their sorts, and which of them are names."""

from collections.abc import Iterable, Sequence

from advicebot.domain.advice.redaction import grammar
from advicebot.domain.advice.redaction.cues import is_name_mask
from advicebot.domain.advice.redaction.lookup import Lookup, Sort
from advicebot.domain.advice.redaction.model import Found
from advicebot.domain.advice.redaction.publicity import Fiction, PublicNames
from advicebot.domain.advice.redaction.tokens import Shape, Token

# "Nana" and the like are names too.
_PLAIN_TITLES = grammar.TITLES - grammar.FAMILY_TITLES


class Page:
    """What is known about each token; ``named`` is filled in by the rules.

    Attributes:
        tokens: the message's words, numbers and masks.
        sorts: what the lists say about each.
        named: True where a token is a name, or stands for one already taken out.
        cuts: how many letters at the end of a token are not its name ("kaydens mum": 1).
        fiction: how strongly the talk near a token is about a book or a lesson.
    """

    def __init__(
        self,
        tokens: Sequence[Token],
        *,
        lookup: Lookup,
        public: PublicNames,
        taken: Sequence[Found],
    ) -> None:
        self.tokens = tokens
        self.lookup = lookup
        self.cuts: dict[int, int] = {}
        self._is_loud = _is_loud(tokens)
        self.sorts = [self._sort_at(at) for at in range(len(tokens))]
        self._join_hyphened()
        people = public.block(tokens, self.sorts)
        _block_taken(tokens, self.sorts, taken)
        self.fiction: dict[int, Fiction] = public.fiction(tokens, people=people)
        self._public = public
        self.named = [is_name_mask(token) for token in tokens]

    def is_lower(self, at: int) -> bool:
        """Whether the word's capitals say nothing: it has none, or caps lock was on."""
        return self._is_loud or self.tokens[at].shape == Shape.LOWER

    def is_in_a_book(self, at: int) -> bool:
        """Whether some book, play or topic of the lists has a person of this name."""
        return self._public.is_in_a_book(self.tokens[at].key)

    def is_loud(self) -> bool:
        """Whether the writer left caps lock on."""
        return self._is_loud

    def _sort_at(self, at: int) -> Sort:
        """The sort of a token; "kaydens mum" counts as kayden, and the cut is remembered."""
        token = self.tokens[at]
        if token.key in _PLAIN_TITLES:
            return Sort.COMMON
        sort = self.lookup.sort(token)
        if sort != Sort.UNKNOWN or len(token.key) < 4 or not token.key.endswith("s"):
            return sort
        base = self.lookup.sort_of(token.key[:-1])
        if base == Sort.FIRST and (self._acts(at) or self._is_plural(at)):
            return sort
        if base == Sort.FIRST or (base == Sort.WORD_NAME and self._owns(at)):
            self.cuts[at] = 1
            return base
        return sort

    def _acts(self, at: int) -> bool:
        """Whether a verb follows that nobody's belonging is: "Petras said", not "petras bag"."""
        after = self.tokens[at + 1] if at + 1 < len(self.tokens) else None
        if after is None or after.gap != " " or after.key.endswith("ing"):
            return False
        is_verb = after.key in grammar.PERSON_VERBS or after.key in grammar.FINITE
        return is_verb and after.key not in grammar.BELONGINGS

    def _is_plural(self, at: int) -> bool:
        """Whether this is an everyday word and nobody's: "carries on", "bodies"."""
        return self.lookup.is_english(self.tokens[at].key) and not self._owns(at)

    def _owns(self, at: int) -> bool:
        after = self.tokens[at + 1] if at + 1 < len(self.tokens) else None
        if after is None or after.gap != " ":
            return False
        is_rare = not self.lookup.is_common(self.tokens[at].key[:-1])
        return after.key in grammar.KIN or (is_rare and after.key in grammar.BELONGINGS)

    def _join_hyphened(self) -> None:
        """Marks both halves of a listed name such as Ka-Ho."""
        for at in range(1, len(self.tokens)):
            if self.tokens[at].gap == "-":
                whole = f"{self.tokens[at - 1].key}-{self.tokens[at].key}"
                if self.lookup.sort_of(whole) == Sort.FIRST:
                    self.sorts[at - 1] = self.sorts[at] = Sort.FIRST


def _is_loud(tokens: Sequence[Token]) -> bool:
    words = [token for token in tokens if token.shape < Shape.NUMBER and len(token.key) > 1]
    loud = sum(word.shape == Shape.UPPER for word in words)
    return len(words) >= 3 and loud > 0.7 * len(words)


def _block_taken(tokens: Sequence[Token], sorts: list[Sort], taken: Iterable[Found]) -> None:
    spans = sorted((span.start, span.end) for span in taken)
    at = 0
    for index, token in enumerate(tokens if spans else ()):
        while at < len(spans) and spans[at][1] <= token.start:
            at += 1
        if at < len(spans) and spans[at][0] < token.end:
            sorts[index] = Sort.BLOCKED
