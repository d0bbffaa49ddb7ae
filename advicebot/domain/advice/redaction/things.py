"""Tells a thing, a place or a time from a person of the same name: "Amber class", "a bee"."""

from advicebot.domain.advice.redaction import grammar
from advicebot.domain.advice.redaction.cues import Cue, left_cue
from advicebot.domain.advice.redaction.lookup import Sort
from advicebot.domain.advice.redaction.page import Page
from advicebot.domain.advice.redaction.tokens import Shape
from advicebot.domain.advice.redaction.wordset import word_set

# "Dan's Law", "Martin's Hospice": named after somebody everyone knows.
_OWNED_BY_THE_KNOWN = word_set("law hospice wish foundation trust")
# "came as Matilda", "dressed up as Robin Hood": a person in a book, though no book is named.
_DRESSED = word_set("came come comes coming dressed dress dressing went going up")
_ARTICLES = word_set("a an the some any no every each")
# Of a season or feast as much as of somebody: "Autumn is always rough", "Summer has been long".
_SEASONS = word_set("spring summer autumn winter easter christmas may april june august")
_OF_SEASONS = word_set(
    "always so very really still here over coming been getting started come around usually often"
)
# What clubs do: "Chelsea lost", but "Chelsea lost her coat".
_PLAYED = word_set("lost won beat drew played scored play v vs")


def is_of_a_thing(page: Page, at: int) -> bool:
    """Whether the next word makes this a place or a thing: "Amber class", "Victoria Road"."""
    tokens = page.tokens
    after = _after_list(page, at)
    if tokens[at].suffix:
        return after < len(tokens) and tokens[after].key in _OWNED_BY_THE_KNOWN
    if after >= len(tokens) or tokens[after].gap not in (" ", "-"):
        return False
    noun = tokens[after]
    if noun.key not in grammar.NOT_PERSON_AFTER:
        return False
    return left_cue(tokens, at) < Cue.CLEAR or noun.shape == Shape.CAPITAL


def _after_list(page: Page, at: int) -> int:
    """The token after ``at``, past "X and Y" and "X, Y" when more capitals follow."""
    tokens, after = page.tokens, at + 1
    if after + 1 < len(tokens) and tokens[after].key in ("and", "or"):
        return after + 2 if tokens[after + 1].shape == Shape.CAPITAL else after
    return after


def is_dressed_up(page: Page, at: int) -> bool:
    """Whether "came as" or "dressed up as" stands before the word."""
    before = [token.key for token in page.tokens[max(0, at - 2) : at]]
    return len(before) == 2 and before[1] == "as" and before[0] in _DRESSED


def is_spoken_of(page: Page, at: int) -> bool:
    """Whether a word in lower case is a thing: "a bee", "dad's van", not "the okafor twins"."""
    if not at or page.tokens[at].gap != " ":
        return False
    before = page.tokens[at - 1]
    is_owner = before.suffix[1:] == "s" or (before.key == "s" and before.gap in ("'", "’"))
    if before.key not in _ARTICLES and not is_owner:
        return False
    after = page.tokens[at + 1].key if at + 1 < len(page.tokens) else ""
    return after not in grammar.KINDRED


def is_of_a_season_or_club(page: Page, at: int) -> bool:
    """Whether what is said fits a season or a football club at least as well as a pupil."""
    following = [token.key for token in page.tokens[at + 1 : at + 4]]
    if len(following) < 2 or page.tokens[at].suffix:
        return False
    if following[0] in _PLAYED:
        return following[1] not in ("his", "her", "it") and left_cue(page.tokens, at) < Cue.CLEAR
    if page.tokens[at].key not in _SEASONS or following[0] not in ("is", "was", "has"):
        return False
    third = following[2] if len(following) > 2 else ""
    return following[1] in _OF_SEASONS and third not in grammar.PARTICIPLES


def starts_anew(page: Page, at: int) -> bool:
    """Whether a full stop ends a sentence and no title: "mum has MS. It", "no, miss. My"."""
    token = page.tokens[at]
    if token.gap == " ":
        return False
    is_plain = page.sorts[at] == Sort.COMMON and not page.lookup.is_surname(token.key)
    return is_plain or page.tokens[at - 1].key == "miss"


def is_in_heading(page: Page, at: int) -> bool:
    """Whether the word stands after "the" or amid other capitals, as in a title."""
    before = page.tokens[at - 1] if at else None
    after = page.tokens[at + 1] if at + 1 < len(page.tokens) else None
    if before is not None and before.key in grammar.DETERMINERS:
        return after is None or after.key not in grammar.SIBLINGS | {"family", "twins"}
    near = [token for token in (before, after) if token is not None]
    return any(
        token.shape == Shape.CAPITAL
        and not token.is_initial
        and token.key != "i"
        and page.lookup.sort(token) == Sort.COMMON
        for token in near
    )
