"""How strongly the words around a token say that it names a person."""

from collections.abc import Sequence
from enum import IntEnum

from advicebot.domain.advice.redaction import grammar
from advicebot.domain.advice.redaction.tokens import NAME_MASK, Shape, Token

# "it's X from the office": the writer says who writes.
_INTRODUCING = frozenset({"its", "it", "im", "i'm"})
_EARLY = 3
_STANDING = frozenset({"from", "at", "here", "in"})


class Cue(IntEnum):
    """What the words around a token say about it."""

    NONE = 0
    HINT = 1  # "with X", "X is": could be a person
    CLEAR = 2  # "told X", "X kicked": a person or something spoken of as one
    CERTAIN = 3  # "X in Y9", "X, who is 9": a person, unless X is an everyday word
    NAMED = 4  # "called X", "X's mum": a person, however X is written


def cue_at(tokens: Sequence[Token], at: int) -> Cue:
    """The strongest cue on either side of ``tokens[at]``."""
    right = right_cue(tokens, at)
    return right if right >= Cue.CERTAIN else max(right, left_cue(tokens, at))


def left_cue(tokens: Sequence[Token], at: int) -> Cue:
    """What the words before say."""
    token = tokens[at]
    if at == 0:
        return Cue.NONE
    before = tokens[at - 1]
    if token.is_initial:
        is_label = before.key in grammar.LABELS and token.gap.strip() in (":", ": -")
        return Cue.CLEAR if is_label or is_signature(tokens, at) else Cue.NONE
    gap = token.gap.strip(" \t\"'“‘(")
    if before.key in grammar.CALLED and gap in ("", ":"):
        return _called(tokens, at)
    if gap not in ("", ",", "-", "–", "—"):
        return Cue.NONE
    if (before.key == "name" and before.suffix) or _name_is(tokens, at):
        return Cue.NAMED
    if before.key in grammar.PERSON_NOUNS or before.key in grammar.GREETINGS:
        return Cue.CLEAR
    if gap:
        return Cue.NONE
    return _plain_left(tokens, at - 1)


def _plain_left(tokens: Sequence[Token], at: int) -> Cue:
    before = tokens[at]
    if before.key in grammar.HITTING or _is_met(tokens, at) or _is_introduced(tokens, at):
        return Cue.CLEAR
    if before.key in ("from", "to") and at and tokens[at - 1].key in grammar.MOVED:
        return Cue.NONE
    return Cue.HINT if before.key in grammar.SOFT_BEFORE else Cue.NONE


def _is_met(tokens: Sequence[Token], at: int) -> bool:
    """Whether the word at ``at`` ends "spoke to", "shouted at", "bitten by" or "pls can"."""
    word = tokens[at].key
    earlier = tokens[at - 1].key if at else ""
    if word in ("to", "with", "for") and earlier in grammar.SPEAKING:
        return True
    if word == "at" and earlier in grammar.SHOUTING:
        return True
    if word == "by":
        near = {token.key for token in tokens[max(0, at - 3) : at]}
        return bool(near & grammar.HITTING or near & grammar.HARM)
    after = tokens[at + 2] if at + 2 < len(tokens) else None
    if after is None or word not in grammar.OPENING_QUESTIONS or after.gap != " ":
        return False
    return after.key in grammar.AFTER_A_SUBJECT


def _is_introduced(tokens: Sequence[Token], at: int) -> bool:
    """Whether the word at ``at`` ends "his mum is", "I'm", "its", or is "young" and the like."""
    word = tokens[at]
    if word.key in ("is", "was") and at and tokens[at - 1].key in grammar.PERSON_NOUNS:
        return True
    if word.key in ("young", "little", "poor", "big") and word.shape == Shape.LOWER:
        return True
    if word.key in ("i'm", "im") and at < _EARLY:
        return True
    stands = at + 2 < len(tokens) and tokens[at + 2].key in _STANDING
    return stands and word.key in _INTRODUCING


def _called(tokens: Sequence[Token], at: int) -> Cue:
    """What "called" says: "a boy called X" more than "he called X", "a book called X" nothing."""
    who = tokens[at - 2].key if at > 1 else ""
    if who in grammar.THINGS:
        return Cue.NONE
    is_naming = who in grammar.PERSON_NOUNS or who in ("is", "was", "hes", "shes", "he's", "she's")
    if tokens[at].shape == Shape.LOWER and not is_naming and tokens[at - 1].key == "called":
        return Cue.CLEAR
    return Cue.NAMED


def is_signature(tokens: Sequence[Token], at: int) -> bool:
    """Whether the writer signs off here: "Thanks", a new line, and at most three words more."""
    if tokens[at - 1].key not in grammar.SIGN_OFFS or "\n" not in tokens[at].gap:
        return False
    rest = tokens[at + 1 : at + 4]
    return len(rest) < 3 or any("\n" in token.gap for token in rest)


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
    if is_year_group(tokens, at + 1) or is_in_class(tokens, at + 1):
        return Cue.CERTAIN
    is_role = after.gap.strip() == "(" and after.key in grammar.PERSON_NOUNS
    if is_role or is_age(tokens, at + 1) or after.key in ("who", "whose", "aged"):
        return Cue.CLEAR
    if after.gap != " ":
        return Cue.NONE
    return _verb_cue(tokens, at + 1)


def _possessive_cue(tokens: Sequence[Token], at: int) -> Cue:
    for next_at in (at + 1, at + 2):
        if next_at >= len(tokens) or tokens[next_at].gap not in (" ", "-", "  "):
            break
        key = tokens[next_at].key
        if key in grammar.KIN:
            return Cue.NAMED
        if key in grammar.BELONGINGS or key in grammar.PARTICIPLES:
            return Cue.CLEAR
    return Cue.HINT if tokens[at].shape == Shape.CAPITAL else Cue.NONE


def _verb_cue(tokens: Sequence[Token], at: int) -> Cue:
    key = tokens[at].key
    if key in grammar.PERSON_VERBS:
        return Cue.CLEAR
    if _is_kin_after(tokens, at):
        return Cue.CLEAR
    if key == "and":
        return Cue.HINT if _goes_on_with_someone(tokens, at + 1) else Cue.NONE
    if key in grammar.ADVERBS:
        return _adverb_cue(tokens, at)
    if key == "from" and at + 1 < len(tokens) and tokens[at + 1].shape != Shape.LOWER:
        return Cue.HINT
    if key not in grammar.AUXILIARIES:
        return Cue.HINT if key.endswith("ed") and len(key) > 4 else Cue.NONE
    if at + 1 < len(tokens) and tokens[at + 1].gap == " ":
        following = tokens[at + 1].key
        if key in ("is", "was", "has", "had"):
            told = following in grammar.PARTICIPLES or following in grammar.PERSON_VERBS
            return Cue.CLEAR if told else Cue.HINT
    return Cue.HINT


def _is_kin_after(tokens: Sequence[Token], at: int) -> bool:
    """Whether the word at ``at`` starts "the caretaker", "family", "is his cousin", "are twins"."""
    key = tokens[at].key
    after = tokens[at + 1].key if at + 1 < len(tokens) else ""
    if key == "the":
        return after in grammar.PERSON_NOUNS
    if key in grammar.KINDRED:
        return at > 1 and tokens[at - 2].key == "the"
    if key == "are":
        return after in grammar.SIBLINGS
    return key in ("is", "was") and _is_somebodys(tokens, at + 1)


def _is_somebodys(tokens: Sequence[Token], at: int) -> bool:
    """Whether "his cousin", "my TA" or the like stands at ``at``."""
    if at + 1 >= len(tokens) or tokens[at].key not in ("his", "her", "their", "my", "our", "the"):
        return False
    return tokens[at + 1].key in grammar.PERSON_NOUNS


def _adverb_cue(tokens: Sequence[Token], at: int) -> Cue:
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if following is None or following.gap != " ":
        return Cue.HINT
    told = following.key in grammar.PARTICIPLES or following.key in grammar.PERSON_VERBS
    return Cue.CLEAR if told else Cue.HINT


def _goes_on_with_someone(tokens: Sequence[Token], at: int) -> bool:
    """Whether "X and" goes on with a capital or "his mate", unlike "peace and quiet"."""
    if at >= len(tokens):
        return False
    return tokens[at].shape != Shape.LOWER or tokens[at].key in grammar.DETERMINERS


def does_bodily(tokens: Sequence[Token], at: int) -> bool:
    """Whether what follows ``tokens[at]`` is something only a person does: "has bitten"."""
    following = [token.key for token in tokens[at + 1 : at + 3]]
    if not following or tokens[at].suffix or tokens[at + 1].gap != " ":
        return False
    if following[0] in ("is", "was", "has", "had", "just", "keeps") and len(following) > 1:
        return following[1] in grammar.BODILY_VERBS
    return following[0] in grammar.BODILY_VERBS


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


def is_in_class(tokens: Sequence[Token], at: int) -> bool:
    """Whether ``tokens[at]`` starts "in my class" or "from the nurture group"."""
    if tokens[at].key not in ("in", "from") or at + 2 >= len(tokens):
        return False
    if tokens[at + 1].key not in ("my", "our", "your", "the", "her", "his"):
        return False
    return any(
        word.key in grammar.CLASS_WORDS or is_year_group(tokens, at + 2)
        for word in tokens[at + 2 : at + 4]
    )


def is_age(tokens: Sequence[Token], at: int) -> bool:
    """Whether ``tokens[at]`` starts "(9)", ", 14," or "age 7"."""
    token = tokens[at]
    if token.key == "age" and at + 1 < len(tokens):
        return tokens[at + 1].shape == Shape.NUMBER
    is_number = token.shape == Shape.NUMBER and token.key.isascii() and token.key.isdigit()
    if not is_number or len(token.key) > 2 or not 2 <= int(token.key) <= 19:
        return False
    return token.gap.strip() in ("(", ",")


def is_initial_letter(tokens: Sequence[Token], at: int) -> bool:
    """Whether ``tokens[at]`` is the letter in "T. Okafor" or "J Okafor"; not in "Set B" or "I"."""
    if at < 0 or at + 1 >= len(tokens):
        return False
    token, name = tokens[at], tokens[at + 1]
    if len(token.key) != 1 or token.shape != Shape.CAPITAL or token.suffix:
        return False
    if name.gap not in (" ", ". ", ".") or name.shape != Shape.CAPITAL or len(name.key) < 2:
        return False
    if token.key in ("i", "a") and name.gap == " ":
        return False
    before = tokens[at - 1].key if at and token.gap == " " else ""
    return before not in grammar.BEFORE_A_LETTER and not before.isdigit()


def is_surname_initial(tokens: Sequence[Token], at: int) -> bool:
    """Whether ``tokens[at]`` is the letter in "Beth P"; not in "I", "A level" or "C of E"."""
    token = tokens[at]
    if len(token.key) != 1 or token.shape != Shape.CAPITAL or token.gap != " " or token.key == "i":
        return False
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    if after is None:
        return True
    return after.key not in grammar.AFTER_A_LETTER and after.gap[:1] not in ("&", "*", "+", "-")


def is_name_mask(token: Token) -> bool:
    """Whether the token stands for a name already taken out."""
    return token.key == NAME_MASK
