"""How strongly the words around a token say that it names a person."""

from collections.abc import Sequence
from enum import IntEnum

from advicebot.domain.advice.redaction import grammar
from advicebot.domain.advice.redaction.tokens import NAME_MASK, Shape, Token


class Cue(IntEnum):
    """What the words around a token say about it."""

    NONE = 0
    HINT = 1  # "with X", "X is": could be a person
    CLEAR = 2  # "told X", "X kicked": a person or something spoken of as one
    CERTAIN = 3  # "called X", "X's mum", "X in Y9": a person, however X is written


def cue_at(tokens: Sequence[Token], at: int) -> Cue:
    """The strongest cue on either side of ``tokens[at]``."""
    right = right_cue(tokens, at)
    return right if right == Cue.CERTAIN else max(right, left_cue(tokens, at))


def left_cue(tokens: Sequence[Token], at: int) -> Cue:
    """What the words before say."""
    token = tokens[at]
    if at == 0:
        return Cue.NONE
    before = tokens[at - 1]
    if token.is_initial:
        is_label = before.key in grammar.LABELS and token.gap.strip() in (":", ": -")
        return Cue.CLEAR if is_label else Cue.NONE
    gap = token.gap.strip(" \t\"'“‘(")
    if before.key in grammar.CALLED and gap in ("", ":"):
        of_thing = at > 1 and tokens[at - 2].key in grammar.THINGS
        return Cue.NONE if of_thing else Cue.CERTAIN
    if gap not in ("", ",", "-", "–", "—"):
        return Cue.NONE
    if before.key == "name" and before.suffix or _name_is(tokens, at):
        return Cue.CERTAIN
    if before.key in grammar.PERSON_NOUNS or before.key in grammar.GREETINGS:
        return Cue.CLEAR
    if gap:
        return Cue.NONE
    return _plain_left(before)


def _plain_left(before: Token) -> Cue:
    if before.key in grammar.HITTING:
        return Cue.CLEAR
    return Cue.HINT if before.key in grammar.SOFT_BEFORE else Cue.NONE


def _name_is(tokens: Sequence[Token], at: int) -> bool:
    return at > 1 and tokens[at - 1].key in ("is", "was") and tokens[at - 2].key == "name"


def right_cue(tokens: Sequence[Token], at: int) -> Cue:
    """What the words after say."""
    token = tokens[at]
    if at + 1 >= len(tokens):
        return Cue.NONE
    after = tokens[at + 1]
    if after.gap.strip(" (,-–—[") or "\n" in after.gap:
        return Cue.NONE
    if token.suffix and token.suffix[1:].lower() == "s":
        return _possessive_cue(tokens, at)
    if token.suffix:
        return Cue.CLEAR
    if is_year_group(tokens, at + 1) or _is_in_class(tokens, at + 1):
        return Cue.CERTAIN
    if _is_age(tokens, at + 1) or after.key in ("who", "whose", "aged"):
        return Cue.CLEAR
    if after.gap != " ":
        return Cue.NONE
    return _verb_cue(tokens, at + 1)


def _possessive_cue(tokens: Sequence[Token], at: int) -> Cue:
    for next_at in (at + 1, at + 2):
        if next_at >= len(tokens) or tokens[next_at].gap not in (" ", "-", "  "):
            return Cue.NONE
        key = tokens[next_at].key
        if key in grammar.KIN:
            return Cue.CERTAIN
        if key in grammar.BELONGINGS or key in grammar.PARTICIPLES:
            return Cue.CLEAR
    return Cue.NONE


def _verb_cue(tokens: Sequence[Token], at: int) -> Cue:
    key = tokens[at].key
    if key in grammar.PERSON_VERBS:
        return Cue.CLEAR
    if key not in grammar.AUXILIARIES:
        return Cue.NONE
    if at + 1 < len(tokens) and tokens[at + 1].gap == " ":
        following = tokens[at + 1].key
        if key in ("is", "was", "has", "had", "just", "also", "always", "never", "still"):
            told = following in grammar.PARTICIPLES or following in grammar.PERSON_VERBS
            return Cue.CLEAR if told else Cue.HINT
    return Cue.HINT


def is_year_group(tokens: Sequence[Token], at: int) -> bool:
    """Whether ``tokens[at]`` starts "in Y9", "(year 4)", "from 7R" or "Reception"."""
    if tokens[at].key in ("in", "from", "of", "a", "is", "my", "our", "another", "currently"):
        if tokens[at].key in ("is", "currently") and at + 1 < len(tokens):
            at += tokens[at + 1].key in ("in", "a", "currently")
        at += 1
    if at >= len(tokens):
        return False
    token = tokens[at]
    if token.key in grammar.YEAR_WORDS:
        return at + 1 < len(tokens) and tokens[at + 1].shape == Shape.NUMBER
    if token.key in grammar.YEAR_GROUPS:
        return True
    letters = token.key.rstrip("0123456789")
    if letters in ("y", "yr", "year") and letters != token.key:
        return True
    return token.shape == Shape.NUMBER and _is_form(token.key, after=tokens[at - 1].key)


def _is_form(key: str, *, after: str) -> bool:
    """Whether ``key`` is a form such as 7R or 10b; a bare number is not."""
    digits = key.rstrip("abcdefghijklmnopqrstuvwxyz")
    return after in ("in", "from") and digits != key and len(key) <= 4 and int(digits[:2]) <= 13


def _is_in_class(tokens: Sequence[Token], at: int) -> bool:
    """Whether ``tokens[at]`` starts "in my class" or "from the nurture group"."""
    if tokens[at].key not in ("in", "from") or at + 2 >= len(tokens):
        return False
    if tokens[at + 1].key not in ("my", "our", "your", "the", "her", "his"):
        return False
    return any(
        word.key in grammar.CLASS_WORDS or is_year_group(tokens, at + 2)
        for word in tokens[at + 2 : at + 4]
    )


def _is_age(tokens: Sequence[Token], at: int) -> bool:
    token = tokens[at]
    if token.key == "age" and at + 1 < len(tokens):
        return tokens[at + 1].shape == Shape.NUMBER
    is_number = token.shape == Shape.NUMBER and token.key.isascii() and token.key.isdigit()
    if not is_number or len(token.key) > 2 or not 2 <= int(token.key) <= 19:
        return False
    return token.gap.strip() in ("(", ",")


def is_name_mask(token: Token) -> bool:
    """Whether the token stands for a name already taken out."""
    return token.key == NAME_MASK
