"""Carries a name to its neighbours in a list, and joins first names to surnames."""

from collections.abc import Iterator

from advicebot.domain.advice.redaction import grammar
from advicebot.domain.advice.redaction.cues import (
    Cue,
    cue_at,
    is_initial_letter,
    is_name_mask,
    is_surname_initial,
    right_cue,
)
from advicebot.domain.advice.redaction.lookup import Sort
from advicebot.domain.advice.redaction.model import Found
from advicebot.domain.advice.redaction.page import Page
from advicebot.domain.advice.redaction.tokens import Shape
from advicebot.domain.vocabulary import RedactionKind

_LINKS = frozenset({"and", "n", "or", "with", "vs", "v"})
_SPREADING = (Sort.UNKNOWN, Sort.WORD_NAME, Sort.SURNAME)
_LONGEST_NAME = 5
# Letters that are no word of their own in a hurried message ("n" is "and", "u" is "you").
_LONE_LETTERS = frozenset("bcdefghjklmopstw")
_SHORT_WORD = 4
_NO_SURNAME = (
    grammar.PERSON_NOUNS
    | grammar.KIN
    | grammar.BELONGINGS
    | grammar.PERSON_VERBS
    | grammar.AUXILIARIES
    | grammar.ADVERBS
    | grammar.PARTICIPLES
    | grammar.TITLES
    | grammar.SOFT_BEFORE
    | grammar.YEAR_GROUPS
    | grammar.CLASS_WORDS
    | grammar.YEAR_WORDS
    | grammar.DETERMINERS
    | frozenset({"he", "she", "they", "we", "i", "you", "it", "who", "what", "pe", "my"})
)


def spread(page: Page) -> None:
    """Marks the words listed with a name, and the same word where it stands elsewhere."""
    order = range(1, len(page.tokens))
    for at in (*order, *reversed(order)):
        _spread_between(page, left=at - 1, right=at)
    for at in reversed(order):
        if page.named[at] and not page.named[at - 1] and _may_start_a_name(page, at - 1):
            page.named[at - 1] = True
    seen = {
        token.key
        for at, token in enumerate(page.tokens)
        if page.named[at] and page.sorts[at] in _SPREADING
    }
    for at, token in enumerate(page.tokens):
        if token.key in seen and page.sorts[at] != Sort.BLOCKED and _is_same_name(page, at):
            page.named[at] = True


def _may_start_a_name(page: Page, at: int) -> bool:
    """Whether an unknown word belongs to the name after it: "Jhun" Macaraeg, "T"-Jay."""
    token, name = page.tokens[at], page.tokens[at + 1]
    if token.suffix or token.shape != Shape.CAPITAL or name.shape == Shape.LOWER or page.is_loud():
        return False
    if len(token.key) == 1:
        return name.gap == "-"
    is_unknown = page.sorts[at] == Sort.UNKNOWN and not page.lookup.is_english(token.key)
    return is_unknown and name.gap in (" ", "-") and name.shape == Shape.CAPITAL


def _is_same_name(page: Page, at: int) -> bool:
    token = page.tokens[at]
    if token.shape == Shape.LOWER:
        return page.sorts[at] == Sort.UNKNOWN and not page.lookup.is_english(token.key)
    return not token.is_initial or right_cue(page.tokens, at) > Cue.NONE


def _spread_between(page: Page, *, left: int, right: int) -> None:
    link = page.tokens[right]
    if link.key in _LINKS and right + 1 < len(page.tokens):
        _link(page, left, right + 1)
    elif link.gap.strip() in (",", "&", "+", "/") and not link.is_initial:
        _link(page, left, right)


def _link(page: Page, left: int, right: int) -> None:
    if page.tokens[right].is_initial or page.tokens[left].suffix:
        return
    for known, other in ((left, right), (right, left)):
        if page.named[known] and not page.named[other]:
            page.named[other] = _may_join(page, other) or _opens_a_pair(page, other, known)


def _opens_a_pair(page: Page, at: int, known: int) -> bool:
    """Whether a name spelt as a word opens the sentence: "Will and Liam", not "Hope, Liam"."""
    is_pair = known == at + 2 and page.tokens[at + 1].key in ("and", "n")
    is_capital = page.tokens[known].shape == page.tokens[at].shape == Shape.CAPITAL
    return is_pair and is_capital and page.sorts[at] == Sort.WORD_NAME and at not in page.fiction


def _may_join(page: Page, at: int) -> bool:
    token, sort = page.tokens[at], page.sorts[at]
    if at in page.fiction:
        return False
    if page.is_lower(at):
        return _may_join_quietly(page, at)
    if len(token.key) < 2 or token.shape == Shape.UPPER:
        return False
    if sort in (Sort.WORD_NAME, Sort.SURNAME):
        return not token.is_initial or not page.lookup.is_common(token.key)
    if sort == Sort.GUARDED:
        return cue_at(page.tokens, at) >= Cue.HINT
    return sort == Sort.UNKNOWN and not page.lookup.is_english(token.key)


def _may_join_quietly(page: Page, at: int) -> bool:
    """The same of a word in lower case: "reuben and zorbix", not "reuben and sum others"."""
    key, sort = page.tokens[at].key, page.sorts[at]
    if sort == Sort.WORD_NAME:
        return not page.lookup.is_common(key) and key not in grammar.HARD_WORDS
    if sort != Sort.UNKNOWN or page.lookup.is_english(key):
        return False
    return page.tokens[at].shape == Shape.LOWER and not page.lookup.is_slip_of_a_word(key)


def spans_of(page: Page) -> Iterator[Found]:
    """The names found, a first name and its surnames as one span."""
    at = 0
    while at < len(page.tokens):
        if not page.named[at] or is_name_mask(page.tokens[at]):
            at += 1
            continue
        last = _last_of_name(page, at)
        end = page.tokens[last].end - page.cuts.get(last, 0)
        first = _first_letter(page, at)
        yield Found(start=page.tokens[first].start, end=end, kind=RedactionKind.NAME)
        at = last + 1


def _first_letter(page: Page, first: int) -> int:
    """Where the name starts, with the letters before a surname: "T. Okafor", "J. R. Okafor"."""
    if page.is_loud() or not is_initial_letter(page.tokens, first - 1):
        return first
    first -= 1
    while first and page.tokens[first].gap.startswith(".") and _is_letter(page, first - 1):
        first -= 1
    return first


def _is_letter(page: Page, at: int) -> bool:
    return len(page.tokens[at].key) == 1 and page.tokens[at].shape == Shape.CAPITAL


def _last_of_name(page: Page, first: int) -> int:
    last = first
    while last + 1 < len(page.tokens) and last - first < _LONGEST_NAME:
        if page.tokens[last].suffix or last in page.cuts:
            break
        step = _surname_step(page, last)
        if not step:
            break
        last += step
    return last + _has_initial(page, first, last)


def _has_initial(page: Page, first: int, last: int) -> bool:
    """Whether a lone first name takes in the first letter of its surname, as in "Beth P"."""
    if last > first or page.tokens[last].suffix or last in page.cuts or page.is_loud():
        return False
    is_titled = first > 0 and page.tokens[first - 1].key in grammar.TITLES
    if is_titled or last + 1 >= len(page.tokens):
        return False
    return is_surname_initial(page.tokens, last + 1) or _is_quiet_initial(page, last + 1)


def _is_quiet_initial(page: Page, at: int) -> bool:
    """Whether a lone letter in lower case starts a surname: "told kayden b to sit"."""
    letter, name = page.tokens[at], page.tokens[at - 1]
    if letter.suffix or letter.gap != " ":
        return False
    after = page.tokens[at + 1] if at + 1 < len(page.tokens) else None
    is_before_number = after is not None and after.shape == Shape.NUMBER
    is_linked = letter.key == "r" and after is not None and after.key in _LINKS
    if letter.key not in _LONE_LETTERS and not is_linked:
        return False
    is_quiet = name.shape == letter.shape == Shape.LOWER
    return is_quiet and page.sorts[at - 1] == Sort.FIRST and not is_before_number


def _surname_step(page: Page, at: int) -> int:
    """How many tokens on the next part of this name lies; 0 when the name ends here."""
    following = page.tokens[at + 1]
    if following.gap not in (" ", "-", "\u00a0", "  "):
        return 0
    if _is_surname_part(page, at + 1, is_joined=following.gap == "-"):
        return 1
    for last in (at + 2, at + 3):
        if last >= len(page.tokens) or page.tokens[last - 1].key not in grammar.PARTICLES:
            return 0
        if page.tokens[last].gap not in (" ", "-"):
            return 0
        if _is_surname_part(page, last, is_joined=False):
            return last - at
    return 0


def _is_surname_part(page: Page, at: int, *, is_joined: bool) -> bool:
    token, sort = page.tokens[at], page.sorts[at]
    if sort in (Sort.BLOCKED, Sort.OTHER) or len(token.key) < 2:
        return False
    is_listed = page.lookup.is_surname(token.key)
    if page.is_lower(at):
        return _is_quiet_surname(page, at)
    if token.shape == Shape.UPPER and page.tokens[at - 1].shape != Shape.UPPER:
        return sort in (Sort.SURNAME, Sort.FIRST)
    if is_listed or sort in (Sort.SURNAME, Sort.FIRST, Sort.WORD_NAME):
        return True
    if sort == Sort.PLACE:
        return False
    if sort == Sort.COMMON:
        return _could_be_anyones(page, at) and _ends_like_a_name(page, at)
    if page.named[at] and token.shape == page.tokens[at - 1].shape:
        return True
    is_new = sort in (Sort.UNKNOWN, Sort.GUARDED) and not page.lookup.is_english(token.key)
    return is_joined or is_new


def _could_be_anyones(page: Page, at: int) -> bool:
    """Whether an everyday word with a capital may be a surname: "Liam Marsh"."""
    key = page.tokens[at].key
    if page.sorts[at - 1] != Sort.FIRST or page.tokens[at].is_initial or key in _NO_SURNAME:
        return False
    return page.tokens[at].gap == " "


def _ends_like_a_name(page: Page, at: int) -> bool:
    """Whether what follows speaks of the person named: "Liam Marsh ran", "Liam Marsh, Y9"."""
    return bool(page.tokens[at].suffix) or right_cue(page.tokens, at) >= Cue.CLEAR


def _is_quiet_surname(page: Page, at: int) -> bool:
    """A surname in lower case: after a first name that is in lower case too."""
    if page.is_loud():
        return page.sorts[at] in (Sort.SURNAME, Sort.FIRST)
    follows_quiet = page.tokens[at - 1].shape == Shape.LOWER
    if page.sorts[at] == Sort.FIRST:
        return follows_quiet
    if page.sorts[at] == Sort.UNKNOWN and page.sorts[at - 1] == Sort.FIRST and follows_quiet:
        is_long = len(page.tokens[at].key) > _SHORT_WORD
        is_word = page.lookup.is_english(page.tokens[at].key)
        return is_long and not is_word and _ends_like_a_name(page, at)
    return page.sorts[at] == Sort.SURNAME and not page.lookup.is_common(page.tokens[at].key)
