"""Decides of each word by itself, and of the words beside it, whether it names a person."""

from advicebot.domain.advice.redaction import grammar
from advicebot.domain.advice.redaction.cues import (
    Cue,
    cue_at,
    does_bodily,
    is_initial_letter,
    is_surname_initial,
    left_cue,
    right_cue,
)
from advicebot.domain.advice.redaction.frames import (
    does_what_pupils_do,
    has_kin_at_home,
    holds_a_person,
    is_before_a_finite_verb,
    is_gone_on_about,
    is_noted,
)
from advicebot.domain.advice.redaction.lookup import Sort
from advicebot.domain.advice.redaction.page import Page
from advicebot.domain.advice.redaction.publicity import Fiction
from advicebot.domain.advice.redaction.things import (
    is_dressed_up,
    is_in_heading,
    is_of_a_season_or_club,
    is_of_a_thing,
    is_spoken_of,
    starts_anew,
)
from advicebot.domain.advice.redaction.tokens import Shape
from advicebot.domain.advice.redaction.wordset import word_set

_PRONOUNS = word_set("i they we you to will he she ll did would really not also")
# At the start of a sentence these are far more often a verb than a pupil.
_OPENERS = word_set("will may mark hope chase can bill art grant sue pat rob don")
# Of these, the ones that are no noun either: before "is" or "won't" they can only be a name.
_ONLY_VERBS = word_set("will sue pat rob don")
# After these "miss" is a teacher and no verb.
_BEFORE_A_TEACHER = word_set("at by with from told asked and for hit kicked pushed called of")
# Whoever follows these in lower case is a person, even with an everyday word for a name.
_TOLD = word_set("told asked kicked punched slapped tell ask")
_LONG_ENOUGH = 4


class Judge:
    """Goes through a page once, from left to right."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._tokens = page.tokens
        self._lookup = page.lookup

    def decide(self) -> None:
        """Marks each token that is a name by itself or by the words beside it."""
        for at, sort in enumerate(self._page.sorts):
            if sort in (Sort.BLOCKED, Sort.OTHER):
                continue
            if self._follows_title(at) or (sort != Sort.PLACE and self._is_name(at, sort)):
                self._page.named[at] = True

    def _follows_title(self, at: int) -> bool:
        token = self._tokens[at]
        if at == 0 or len(token.key) < 2 or token.gap not in (" ", ". ", "."):
            return False
        title = self._tokens[at - 1]
        if title.key not in grammar.TITLES or title.suffix or starts_anew(self._page, at):
            return False
        if self._page.is_lower(at) or title.key in grammar.FAMILY_TITLES:
            return self._follows_quiet_title(at)
        is_plain = self._lookup.is_english(token.key) and not self._lookup.is_surname(token.key)
        return not (is_plain and title.key == "miss")

    def _follows_quiet_title(self, at: int) -> bool:
        """A title in lower case ("miss patel"), which may also be a verb ("miss lunch")."""
        token, sort, title = self._tokens[at], self._page.sorts[at], self._tokens[at - 1]
        is_known = sort in (Sort.SURNAME, Sort.FIRST) or self._lookup.is_surname(token.key)
        if title.key == "miss":
            before = self._tokens[at - 2].key if at > 1 else ""
            if before in _BEFORE_A_TEACHER:
                return is_known or not self._lookup.is_english(token.key)
            return is_known and sort != Sort.COMMON and before not in _PRONOUNS
        if title.key in grammar.FAMILY_TITLES:
            return is_known and not self._lookup.is_common(token.key)
        return is_known or not self._lookup.is_english(token.key)

    def _is_name(self, at: int, sort: Sort) -> bool:
        if len(self._tokens[at].key) < 2 or is_of_a_thing(self._page, at) or self._is_fiction(at):
            return False
        if sort == Sort.FIRST:
            is_shouted = self._tokens[at].shape == Shape.UPPER and not self._page.is_loud()
            return not is_shouted or self._is_name_in_capitals(at)
        if self._page.is_lower(at):
            return self._is_lower_name(at, sort)
        if self._tokens[at].shape == Shape.UPPER:
            return self._is_shouted_name(at, sort)
        if self._tokens[at].is_initial:
            return self._is_initial_name(at, sort)
        return self._is_capital_name(at, sort)

    def _is_fiction(self, at: int) -> bool:
        if self._page.is_in_a_book(at) and is_dressed_up(self._page, at):
            return True
        fiction = self._page.fiction.get(at, Fiction.NONE)
        if fiction == Fiction.NONE or self._leads_a_name(at):
            return False
        if left_cue(self._tokens, at) == Cue.NAMED or does_what_pupils_do(self._tokens, at):
            return False
        right = right_cue(self._tokens, at)
        if right == Cue.CERTAIN or (right == Cue.NAMED and has_kin_at_home(self._tokens, at)):
            return False
        if fiction == Fiction.WEAK:
            return cue_at(self._tokens, at) < Cue.CLEAR and not self._page.is_lower(at)
        return True

    def _is_name_in_capitals(self, at: int) -> bool:
        """A word in capitals amid quieter text: a short one may be an acronym."""
        is_long = len(self._tokens[at].key) > _LONG_ENOUGH
        return is_long or cue_at(self._tokens, at) >= Cue.HINT

    def _cue(self, at: int) -> Cue:
        """The strongest cue, a turn of phrase that holds a person counted as a clear one."""
        cue = cue_at(self._tokens, at)
        is_guarded = self._page.sorts[at] == Sort.GUARDED
        holds = is_noted if is_guarded else holds_a_person
        return Cue.CLEAR if cue < Cue.CLEAR and holds(self._tokens, at) else cue

    def _is_lower_name(self, at: int, sort: Sort) -> bool:
        key = self._tokens[at].key
        if sort == Sort.COMMON or (sort == Sort.UNKNOWN and self._lookup.is_english(key)):
            return False
        cue = self._cue(at)
        if cue < Cue.NAMED and is_spoken_of(self._page, at):
            return False
        if sort == Sort.SURNAME:
            return cue >= Cue.CLEAR
        if sort == Sort.UNKNOWN:
            return self._is_quiet_stranger(at, cue)
        if sort not in (Sort.WORD_NAME, Sort.GUARDED):
            return False
        if at in self._page.cuts:
            return True
        is_hard = key in grammar.HARD_WORDS or self._lookup.is_common(key)
        if not is_hard:
            return cue >= (Cue.CLEAR if sort == Sort.WORD_NAME else Cue.CERTAIN)
        return cue >= Cue.NAMED or self._acts_like_a_pupil(at, sort)

    def _is_quiet_stranger(self, at: int, cue: Cue) -> bool:
        """A word in lower case that no list holds: "told zorbix", "alfei keeps hitting"."""
        key = self._tokens[at].key
        if cue < Cue.CLEAR:
            return False
        if cue == Cue.NAMED:
            return True
        if self._lookup.is_slip_of_a_word(key):
            return False
        is_told = at > 0 and self._tokens[at - 1].key in _TOLD and self._tokens[at].gap == " "
        acts = is_told or does_bodily(self._tokens, at)
        return cue >= Cue.CERTAIN or acts or self._lookup.is_slip_of_a_name(key)

    def _acts_like_a_pupil(self, at: int, sort: Sort) -> bool:
        """Whether an everyday word in lower case does, or has done to it, what only people do."""
        if self._tokens[at].key in grammar.MODALS:
            return False
        if does_bodily(self._tokens, at) or is_gone_on_about(self._tokens, at):
            return True
        before = self._tokens[at - 1].key if at else ""
        is_struck = before in _TOLD
        owns = bool(self._tokens[at].suffix) and right_cue(self._tokens, at) >= Cue.CLEAR
        return sort == Sort.WORD_NAME and (is_struck or owns)

    def _is_shouted_name(self, at: int, sort: Sort) -> bool:
        if sort == Sort.SURNAME:
            return self._is_name_in_capitals(at)
        if sort == Sort.COMMON or len(self._tokens[at].key) <= _LONG_ENOUGH:
            return False
        return cue_at(self._tokens, at) >= Cue.CERTAIN

    def _is_capital_name(self, at: int, sort: Sort) -> bool:
        key = self._tokens[at].key
        cue = self._cue(at)
        if sort in (Sort.WORD_NAME, Sort.SURNAME):
            return cue >= Cue.HINT or self._leads_a_name(at) or not is_in_heading(self._page, at)
        if sort == Sort.GUARDED:
            is_meant = cue >= self._needed_after(at) and not is_of_a_season_or_club(self._page, at)
            return is_meant or self._leads_a_name(at)
        if sort == Sort.COMMON:
            return left_cue(self._tokens, at) == Cue.NAMED or self._is_someone_told(at)
        if self._lookup.is_english(key):
            return False
        if is_initial_letter(self._tokens, at - 1):
            return True
        if cue >= Cue.HINT and self._is_slip_of_a_name(at):
            return True
        return cue >= Cue.CLEAR or self._leads_a_name(at) or self._is_hinted(at, cue)

    def _is_someone_told(self, at: int) -> bool:
        """Whether an everyday word with a capital is a person's: "told Sparkle to"."""
        if self._tokens[at].key in grammar.PERSON_NOUNS or at + 1 >= len(self._tokens):
            return False
        return self._tokens[at - 1].key in _TOLD and self._tokens[at + 1].key == "to"

    def _is_slip_of_a_name(self, at: int) -> bool:
        """Whether a long word with a capital is a listed first name but for one letter."""
        key = self._tokens[at].key
        if len(key) <= _LONG_ENOUGH or is_in_heading(self._page, at):
            return False
        return self._lookup.is_slip_of_a_name(key) and not self._lookup.is_slip_of_a_word(key)

    def _is_hinted(self, at: int, cue: Cue) -> bool:
        """Whether a hint is enough for a word no list holds: it does, or looks like a name."""
        if cue < Cue.HINT or len(self._tokens[at].key) < _LONG_ENOUGH - 1:
            return False
        if self._lookup.starts_like_a_name(self._tokens[at].key):
            return True
        return right_cue(self._tokens, at) >= Cue.HINT

    def _needed_after(self, at: int) -> Cue:
        """The cue a guarded name needs: more after "the" or another capital, as in a title."""
        before = self._tokens[at - 1]
        is_titled = before.shape == Shape.CAPITAL and not before.is_initial
        is_titled = is_titled and not self._page.named[at - 1] and not before.suffix
        return Cue.CERTAIN if is_titled or before.key in grammar.DETERMINERS else Cue.CLEAR

    def _is_initial_name(self, at: int, sort: Sort) -> bool:
        key = self._tokens[at].key
        cue = self._cue(at)
        if self._leads_a_name(at) and sort != Sort.COMMON and key not in _OPENERS:
            return sort != Sort.UNKNOWN or not self._lookup.is_english(key)
        if key in _ONLY_VERBS and is_before_a_finite_verb(self._tokens, at):
            return True
        if sort in (Sort.SURNAME, Sort.UNKNOWN) and is_initial_letter(self._tokens, at - 1):
            return sort == Sort.SURNAME or not self._lookup.is_english(key)
        if sort == Sort.WORD_NAME:
            return cue >= (Cue.CLEAR if key in _OPENERS else Cue.HINT) or self._stands_alone(at)
        if sort == Sort.SURNAME:
            return cue >= Cue.HINT
        if sort == Sort.GUARDED:
            return cue >= Cue.CLEAR and not is_of_a_season_or_club(self._page, at)
        if sort != Sort.UNKNOWN or self._lookup.is_english(key):
            return False
        if cue < Cue.CERTAIN and self._is_a_slip(key):
            return False
        return cue >= Cue.CLEAR or self._is_hinted(at, cue)

    def _is_a_slip(self, key: str) -> bool:
        """Whether this is more likely a misspelt word than a name: "Freind said", "Siad he"."""
        return self._lookup.is_slip_of_a_word(key) and not self._lookup.is_slip_of_a_name(key)

    def _stands_alone(self, at: int) -> bool:
        """Whether a name that is no everyday word stands by itself: "- Tia", "Bobby: 7"."""
        if self._lookup.is_common(self._tokens[at].key):
            return False
        after = self._tokens[at + 1] if at + 1 < len(self._tokens) else None
        return after is None or after.is_initial or after.gap[:1] in (",", ":", ".", "!", "?")

    def _leads_a_name(self, at: int) -> bool:
        """Whether a surname or another first name follows at once: "Thi Nguyen"."""
        if at + 1 >= len(self._tokens) or self._tokens[at].suffix:
            return False
        after = self._tokens[at + 1]
        if after.gap not in (" ", "-") or after.shape != Shape.CAPITAL:
            return False
        if is_surname_initial(self._tokens, at + 1):
            if self._page.sorts[at] == Sort.UNKNOWN:
                return not self._lookup.is_english(self._tokens[at].key)
            return self._page.sorts[at] in (Sort.WORD_NAME, Sort.GUARDED)
        if is_of_a_thing(self._page, at + 1):
            return False
        if self._page.sorts[at + 1] in (Sort.SURNAME, Sort.FIRST):
            return True
        if self._page.sorts[at + 1] == Sort.WORD_NAME and not self._lookup.is_common(after.key):
            return True
        if self._lookup.is_surname(after.key) and self._page.sorts[at] != Sort.UNKNOWN:
            return right_cue(self._tokens, at + 1) >= Cue.HINT
        return False
