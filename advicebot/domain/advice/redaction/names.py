"""Decides which words name a person who must not be stored."""

from collections.abc import Iterable, Iterator, Sequence
from enum import IntEnum

from advicebot.domain.advice.redaction import grammar
from advicebot.domain.advice.redaction.cues import Cue, cue_at, is_name_mask, left_cue, right_cue
from advicebot.domain.advice.redaction.model import Found, NameLists
from advicebot.domain.advice.redaction.publicity import PublicNames
from advicebot.domain.advice.redaction.tokens import Shape, Token
from advicebot.domain.vocabulary import RedactionKind

_ENGLISH_ENDINGS = (
    "ing", "ed", "tion", "tions", "ness", "ment", "ments", "ly", "ance", "ence", "ity", "ism",
    "ship", "able", "ible", "ful", "less", "ous", "ive", "ically", "ise", "ised", "ize", "ology",
    "ation", "work", "book", "books", "time", "times", "room", "rooms", "ers", "ists",
)  # fmt: skip
_INFLECTIONS = ("s", "es", "ed", "d", "ing", "er", "ers", "ly", "y", "n't", "nt", "r")


class Sort(IntEnum):
    """What the lists say about a word."""

    UNKNOWN = 0
    COMMON = 1
    FIRST = 2
    WORD_NAME = 3
    GUARDED = 4
    SURNAME = 5
    BLOCKED = 6
    OTHER = 7  # numbers and masks


class NameFinder:
    """Finds people's names. Holds only lists: safe to share between threads."""

    def __init__(self, lists: NameLists) -> None:
        self._lists = lists
        self._public = PublicNames(lists)
        self._sorts: dict[str, Sort] = {}
        for sort, words in (
            (Sort.COMMON, lists.common_words),
            (Sort.SURNAME, lists.surnames),
            (Sort.FIRST, lists.first_names),
            (Sort.WORD_NAME, lists.word_names),
            (Sort.GUARDED, lists.guarded_names),
        ):
            self._sorts.update(dict.fromkeys(words, sort))

    def find(self, tokens: Sequence[Token], *, taken: Sequence[Found] = ()) -> Iterator[Found]:
        """Every name in ``tokens``. Words inside ``taken`` spans are already dealt with."""
        if not tokens:
            return
        page = Page(self, tokens, taken=taken)
        page.decide()
        page.spread()
        yield from page.spans()

    def public(self) -> PublicNames:
        """The names everyone knows."""
        return self._public

    def sort(self, token: Token) -> Sort:
        """What the lists say about ``token`` by itself."""
        if token.shape >= Shape.NUMBER:
            return Sort.OTHER
        return self._sorts.get(token.key, Sort.UNKNOWN)

    def is_english(self, key: str) -> bool:
        """Whether ``key`` is an everyday word, one of its forms, or at least ends like one."""
        if key in self._lists.common_words or len(key) < 3:
            return True
        if key.endswith(_ENGLISH_ENDINGS) and len(key) > 5:
            return True
        words = self._lists.common_words
        for ending in _INFLECTIONS:
            if key.endswith(ending) and len(key) - len(ending) >= 3:
                stem = key[: -len(ending)]
                if stem in words or stem + "e" in words or stem[:-1] in words:
                    return True
        return key.endswith("ies") and key[:-3] + "y" in words

    def is_surname(self, key: str) -> bool:
        """Whether ``key`` is listed as a surname of either sort."""
        return key in self._lists.surnames or key in self._lists.word_surnames

    def is_first(self, key: str) -> bool:
        """Whether ``key`` is listed as a first name of any sort."""
        return self._sorts.get(key, Sort.UNKNOWN) in (Sort.FIRST, Sort.WORD_NAME, Sort.GUARDED)


class Page:
    """One message being read: its tokens and which of them are names."""

    def __init__(
        self, finder: NameFinder, tokens: Sequence[Token], *, taken: Sequence[Found]
    ) -> None:
        self._finder = finder
        self._tokens = tokens
        self._cut: dict[int, int] = {}
        self._is_loud = _is_loud(tokens)
        self._sorts = [self._sort_at(at) for at in range(len(tokens))]
        finder.public().block(tokens, self._sorts, blocked=Sort.BLOCKED)
        _block_taken(tokens, self._sorts, taken)
        self._fictional = finder.public().fictional(tokens)
        self._named = [is_name_mask(token) for token in tokens]

    def _sort_at(self, at: int) -> Sort:
        """The sort of a token; "kaydens mum" counts as kayden, and the cut is remembered."""
        token = self._tokens[at]
        sort = self._finder.sort(token)
        if sort == Sort.UNKNOWN and len(token.key) > 3 and token.key.endswith("s"):
            base = self._finder.sort(_shortened(token))
            if base == Sort.FIRST or (base == Sort.WORD_NAME and self._owns(at)):
                self._cut[at] = 1
                return base
        return sort

    def _owns(self, at: int) -> bool:
        after = self._tokens[at + 1] if at + 1 < len(self._tokens) else None
        return after is not None and after.gap == " " and after.key in grammar.KIN

    def decide(self) -> None:
        """Marks each token that is a name by itself or by the words beside it."""
        for at, sort in enumerate(self._sorts):
            if sort in (Sort.BLOCKED, Sort.OTHER):
                continue
            self._named[at] = self._follows_title(at) or self._is_name(at, sort)

    def _follows_title(self, at: int) -> bool:
        token = self._tokens[at]
        if at == 0 or len(token.key) < 2 or token.gap not in (" ", ". ", "."):
            return False
        title = self._tokens[at - 1]
        if title.key not in grammar.TITLES or title.suffix:
            return False
        sort = self._sorts[at]
        if self._is_lower(token) or title.key in grammar.FAMILY_TITLES:
            known = sort in (Sort.SURNAME, Sort.FIRST) or self._finder.is_surname(token.key)
            if title.key == "miss":
                return known and sort != Sort.COMMON and self._is_address(at - 1)
            return known or (sort == Sort.UNKNOWN and not self._finder.is_english(token.key))
        return not (sort == Sort.COMMON and not self._finder.is_surname(token.key)
                    and title.key in ("miss", "nan", "head"))

    def _is_address(self, at: int) -> bool:
        """Whether "miss" is a title here rather than a verb."""
        before = self._tokens[at - 1].key if at else ""
        return before not in ("i", "they", "we", "you", "to", "will", "he", "she", "ll", "did")

    def _is_lower(self, token: Token) -> bool:
        return self._is_loud or token.shape == Shape.LOWER

    def _is_name(self, at: int, sort: Sort) -> bool:
        token = self._tokens[at]
        if len(token.key) < 2 or self._is_of_a_thing(at):
            return False
        if at in self._fictional and self._is_talk_of_lessons(at):
            return False
        if sort == Sort.FIRST:
            return self._is_loud or token.shape != Shape.UPPER or self._is_name_in_capitals(at)
        if self._is_lower(token):
            return self._is_lower_name(at, sort)
        return self._is_capital_name(at, sort)

    def _is_of_a_thing(self, at: int) -> bool:
        """Whether the next word makes this a place or a thing: "Amber class", "Victoria Road"."""
        if at + 1 >= len(self._tokens) or self._tokens[at].suffix:
            return False
        after = self._tokens[at + 1]
        if after.gap not in (" ", "-") or after.key not in grammar.NOT_PERSON_AFTER:
            return False
        return left_cue(self._tokens, at) < Cue.CLEAR or after.shape == Shape.CAPITAL

    def _is_talk_of_lessons(self, at: int) -> bool:
        return right_cue(self._tokens, at) < Cue.CERTAIN and (
            left_cue(self._tokens, at) < Cue.CERTAIN
        )

    def _is_name_in_capitals(self, at: int) -> bool:
        """A word in capitals amid quieter text: a short one may be an acronym."""
        return len(self._tokens[at].key) > 4 or cue_at(self._tokens, at) >= Cue.HINT

    def _is_lower_name(self, at: int, sort: Sort) -> bool:
        token = self._tokens[at]
        cue = cue_at(self._tokens, at)
        if sort == Sort.WORD_NAME:
            is_hard = token.key in grammar.HARD_WORDS
            return cue >= (Cue.CERTAIN if is_hard else Cue.CLEAR)
        if sort == Sort.GUARDED:
            return cue == Cue.CERTAIN and token.key not in ("may", "will", "reading", "art")
        if sort == Sort.SURNAME:
            return cue >= Cue.CLEAR
        if sort == Sort.UNKNOWN:
            return cue == Cue.CERTAIN and not self._finder.is_english(token.key)
        return False

    def _is_capital_name(self, at: int, sort: Sort) -> bool:
        token = self._tokens[at]
        if token.shape == Shape.UPPER and sort not in (Sort.SURNAME,):
            return sort != Sort.COMMON and len(token.key) > 4 and (
                cue_at(self._tokens, at) == Cue.CERTAIN
            )
        if token.is_initial:
            return self._is_initial_name(at, sort)
        cue = cue_at(self._tokens, at)
        if sort == Sort.WORD_NAME:
            return cue >= Cue.HINT or not self._is_in_heading(at)
        if sort == Sort.SURNAME:
            return cue >= Cue.HINT or not self._is_in_heading(at)
        if sort == Sort.GUARDED:
            return cue >= Cue.CLEAR
        if sort == Sort.COMMON:
            return cue == Cue.CERTAIN and not self._is_in_heading(at)
        return cue >= Cue.CLEAR and not self._finder.is_english(token.key)

    def _is_initial_name(self, at: int, sort: Sort) -> bool:
        token = self._tokens[at]
        cue = max(right_cue(self._tokens, at), left_cue(self._tokens, at))
        if sort == Sort.WORD_NAME:
            is_hard = token.key in ("will", "may", "mark", "hope", "chase", "can", "bill", "art")
            return cue >= (Cue.CLEAR if is_hard else Cue.HINT)
        if sort == Sort.SURNAME:
            return cue >= Cue.HINT
        if sort == Sort.GUARDED:
            return cue >= Cue.CLEAR
        return sort == Sort.UNKNOWN and cue >= Cue.CLEAR and not self._finder.is_english(token.key)

    def _is_in_heading(self, at: int) -> bool:
        """Whether the word stands after "the" or amid other capitals, as in a title."""
        before = self._tokens[at - 1] if at else None
        if before is not None and before.key in grammar.DETERMINERS:
            return True
        near = [*self._tokens[max(0, at - 1) : at], *self._tokens[at + 1 : at + 2]]
        return any(
            word.shape == Shape.CAPITAL and not word.is_initial and word.key != "i"
            and self._finder.sort(word) in (Sort.COMMON, Sort.BLOCKED)
            for word in near
        )

    def spread(self) -> None:
        """Carries a name to its neighbours in a list and to the same word elsewhere."""
        order = range(1, len(self._tokens))
        for at in (*order, *reversed(order)):
            self._spread_between(at - 1, at)
        seen = {
            token.key
            for at, token in enumerate(self._tokens)
            if self._named[at] and self._sorts[at] in (Sort.UNKNOWN, Sort.WORD_NAME, Sort.SURNAME)
        }
        for at, token in enumerate(self._tokens):
            if token.key in seen and token.shape != Shape.LOWER and not token.is_initial:
                self._named[at] = self._named[at] or self._sorts[at] != Sort.BLOCKED

    def _spread_between(self, left: int, right: int) -> None:
        link = self._tokens[right]
        if link.key in ("and", "n", "or", "with", "vs", "v", "hit", "but") and right + 1 < len(
            self._tokens
        ):
            self._link(left, right + 1)
        elif link.gap.strip() in (",", "&", "+", "/") and not link.is_initial:
            self._link(left, right)

    def _link(self, left: int, right: int) -> None:
        if self._tokens[right].is_initial:
            return
        for known, other in ((left, right), (right, left)):
            if self._named[known] and not self._named[other] and self._may_join(other):
                self._named[other] = True

    def _may_join(self, at: int) -> bool:
        token, sort = self._tokens[at], self._sorts[at]
        if self._is_lower(token):
            return sort == Sort.WORD_NAME and token.key not in grammar.HARD_WORDS
        if len(token.key) < 2 or token.shape == Shape.UPPER or self._is_of_a_thing(at):
            return False
        if sort in (Sort.WORD_NAME, Sort.SURNAME):
            return True
        if sort == Sort.GUARDED:
            return not token.is_initial and cue_at(self._tokens, at) >= Cue.HINT
        return sort == Sort.UNKNOWN and not self._finder.is_english(token.key)

    def spans(self) -> Iterator[Found]:
        """The names found, a first name and its surnames as one span."""
        at = 0
        while at < len(self._tokens):
            if not self._named[at] or is_name_mask(self._tokens[at]):
                at += 1
                continue
            last = self._last_of_name(at)
            end = self._tokens[last].end - self._cut.get(last, 0)
            yield Found(start=self._tokens[at].start, end=end, kind=RedactionKind.NAME)
            at = last + 1

    def _last_of_name(self, first: int) -> int:
        last = first
        while last + 1 < len(self._tokens) and last - first < 5:
            if self._tokens[last].suffix or last in self._cut:
                break
            step = self._surname_step(last)
            if not step:
                break
            last += step
        return last

    def _surname_step(self, at: int) -> int:
        """How many tokens on the next part of this name lies; 0 when the name ends here."""
        following = self._tokens[at + 1]
        if following.gap not in (" ", "-", " - ", "\u00a0"):
            return 0
        if self._is_surname_part(at + 1, joined=following.gap == "-"):
            return 1
        is_particle = following.key in grammar.PARTICLES and at + 2 < len(self._tokens)
        if is_particle and self._tokens[at + 2].gap in (" ", "-"):
            return 2 if self._is_surname_part(at + 2, joined=False) else 0
        return 0

    def _is_surname_part(self, at: int, *, joined: bool) -> bool:
        token, sort = self._tokens[at], self._sorts[at]
        if sort in (Sort.BLOCKED, Sort.OTHER) or len(token.key) < 2:
            return False
        if self._is_lower(token):
            return sort in (Sort.SURNAME, Sort.FIRST) and not (
                sort == Sort.FIRST and self._tokens[at - 1].shape != Shape.LOWER
            )
        if token.shape == Shape.UPPER and self._tokens[at - 1].shape != Shape.UPPER:
            return sort in (Sort.SURNAME, Sort.FIRST)
        if sort in (Sort.SURNAME, Sort.FIRST, Sort.WORD_NAME) or self._finder.is_surname(token.key):
            return True
        return joined or (sort in (Sort.UNKNOWN, Sort.GUARDED)
                          and not self._finder.is_english(token.key))


def _shortened(token: Token) -> Token:
    return Token(
        start=token.start, end=token.end, key=token.key[:-1], shape=token.shape,
        suffix=token.suffix, gap=token.gap, is_initial=token.is_initial,
    )  # fmt: skip


def _is_loud(tokens: Sequence[Token]) -> bool:
    """Whether the writer left caps lock on, so that capitals say nothing."""
    words = [token for token in tokens if token.shape < Shape.NUMBER and len(token.key) > 1]
    loud = sum(word.shape == Shape.UPPER for word in words)
    return len(words) >= 3 and loud > 0.7 * len(words)


def _block_taken(tokens: Sequence[Token], sorts: list[Sort], taken: Iterable[Found]) -> None:
    spans = sorted((span.start, span.end) for span in taken)
    if not spans:
        return
    at = 0
    for index, token in enumerate(tokens):
        while at < len(spans) and spans[at][1] <= token.start:
            at += 1
        if at < len(spans) and spans[at][0] < token.end:
            sorts[index] = Sort.BLOCKED
