"""Set turns of phrase that hold a person, whoever stands in them: "can't find X", "X being rude".

Most are weighed for words that are no month, place or subject: "can't find Reading" says nothing.
"""

from collections.abc import Sequence

from advicebot.domain.advice.redaction import grammar
from advicebot.domain.advice.redaction.cues import Cue, right_cue
from advicebot.domain.advice.redaction.tokens import Shape, Token
from advicebot.domain.advice.redaction.wordset import word_set

_TWO_BEFORE = frozenset(
    f"{first} {second}"
    for firsts, second in (
        ("worried concerned anxious do", "about"),
        ("do friends mates row fight fights fighting fought argument arguing", "with"),
        ("argued alone lives living incident sits sitting plays playing played stuck fed", "with"),
        ("scared afraid frightened terrified parent parents mum dad mother father friend", "of"),
        ("picks picking picked grassed snitched crush spits spat jumped ganged", "on"),
        ("laid", "into"),
        ("go off lunged lunges looks glares", "at"),
        ("friends behalf safety behaviour sick tired", "of"),
        ("next", "to"),
        ("out up", "with"),
    )
    for first in firsts.split()
)  # fmt: skip
_HANDLING = word_set("find control remove settle lose collect")
_JUDGED = word_set("hard easy difficult boring tricky tough useful helpful fun confusing dull")
_SENDING = word_set("sent send sending moved moving kept brought bring took take walked had sat")
_WHITHER = word_set("out home back away outside off downstairs upstairs aside inside")
_LETTING = word_set("let lets letting make makes made making")
_LET = grammar.AFTER_A_SUBJECT | word_set(
    "do be sit eat wear keep leave apologise cry laugh sleep play stand hide bring feel write"
)
_WHEN = word_set("today tomorrow again tonight next")
_IT = word_set("its it's")
_AFTER_IT = word_set("again who that")
_STATES = word_set("upset crying missing absent gone hungry tired angry fuming sobbing unwell")
_DONE_TO = word_set(
    "bullied picked rude silly mean aggressive violent defiant horrible naughty difficult kept "
    "excluded suspended targeted teased sick disruptive unkind left followed filmed assessed"
)
_VERY = word_set("so very really too quite extremely clearly visibly obviously still")
_FEELS = _STATES | word_set(
    "anxious withdrawn worried scared frightened quiet low distressed dysregulated excited cross "
    "rude aggressive violent emotional tearful unhappy unsettled struggling behind nervous"
)
_ON_SURFACE = word_set("table tables desk desks roof floor stairs bench chair chairs")
_NEEDS = word_set(
    "asd asc adhd sen send eal lac cla plac pp fsm semh ehcp odd pda he she they him her them "
    "autistic adopted fostered male female boy girl m f senco sendco ta dsl lsa hoy"
)
_IN_CLASS = grammar.PARTICIPLES | grammar.CLASSROOM_VERBS
_OWNERS = word_set("the his her my our their a")
_COMPANY = grammar.SIBLINGS | grammar.PERSON_NOUNS | word_set("mates pals gang crew lot buddies")
_ASKED = grammar.AFTER_A_SUBJECT | word_set("ring call phone email text can could help advise")


def holds_a_person(tokens: Sequence[Token], at: int) -> bool:
    """Whether ``tokens[at]`` stands where these turns of phrase have a person."""
    if tokens[at].suffix:
        return False
    return _is_led_to(tokens, at) or _leads_on(tokens, at) or is_noted(tokens, at)


def is_noted(tokens: Sequence[Token], at: int) -> bool:
    """Whether a note on a pupil follows: "X (ASD)", "X (his real name)", "X, dob", "X UPN"."""
    if at + 1 >= len(tokens) or tokens[at].suffix:
        return False
    after = tokens[at + 1]
    gap = after.gap.strip()
    if gap in ("", ",", "(", "-") and _is_record(tokens, at + 1):
        return True
    if gap != "(":
        return False
    following = _key(tokens, at + 2)
    is_about_names = following in ("real", "actual", "preferred", "nickname", "name", "as")
    return after.key in _NEEDS or (after.key in ("his", "her", "known", "not") and is_about_names)


def does_what_pupils_do(tokens: Sequence[Token], at: int) -> bool:
    """Whether what pupils do in a lesson follows: "X shouted", "X has walked", "X just threw"."""
    following = [token.key for token in tokens[at + 1 : at + 3]]
    if not following or tokens[at].suffix or tokens[at + 1].gap != " ":
        return False
    if following[0] in ("is", "was", "has", "had", "just"):
        return len(following) > 1 and following[1] in _IN_CLASS
    return following[0] in grammar.CLASSROOM_VERBS


def has_kin_at_home(tokens: Sequence[Token], at: int) -> bool:
    """Whether one of the two words after ``tokens[at]`` is somebody at home."""
    return any(token.key in grammar.HOME_KIN for token in tokens[at + 1 : at + 3])


def is_gone_on_about(tokens: Sequence[Token], at: int) -> bool:
    """Whether "about grace, she" or the like says that a word is somebody."""
    if not at or at + 1 >= len(tokens) or tokens[at].suffix:
        return False
    after = tokens[at + 1]
    is_person = after.gap == ", " and after.key in ("he", "she", "hes", "shes")
    return is_person and tokens[at - 1].key in ("about", "with", "to", "by", "for", "re")


def is_before_a_finite_verb(tokens: Sequence[Token], at: int) -> bool:
    """Whether "will", "has" or the like follows, or "from" with a place."""
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    if after is None or after.gap != " ":
        return False
    if after.key == "from":
        return right_cue(tokens, at) >= Cue.HINT
    return after.key in grammar.FINITE


def _key(tokens: Sequence[Token], at: int) -> str:
    """The word at ``at`` when only a space parts it from the one before; empty otherwise."""
    return tokens[at].key if 0 <= at < len(tokens) and tokens[at].gap == " " else ""


def _is_led_to(tokens: Sequence[Token], at: int) -> bool:
    if at == 0 or tokens[at].is_initial or tokens[at].gap != " ":
        return False
    before, after = tokens[at - 1], _key(tokens, at + 1)
    earlier = tokens[at - 2].key if at > 1 else ""
    if f"{earlier} {before.key}" in _TWO_BEFORE or before.key in ("neither", "nor"):
        return True
    if before.key in _HANDLING:
        return after not in _JUDGED
    if before.key in _SENDING and after in _WHITHER:
        return True
    if before.key in ("got", "have") and after in _WHEN:
        return True
    if before.key in _LETTING and after in _LET:
        return True
    if before.key == "and" and earlier in ("me", "him", "her", "them", "us"):
        return True
    return _is_asked_after(before, earlier=earlier, after=after)


def _is_asked_after(before: Token, *, earlier: str, after: str) -> bool:
    """Whether this is "how is X", "how's X doing", "it's X again" or "it was X who"."""
    is_how = (before.key, earlier) == ("is", "how") or (before.key == "how" and before.suffix)
    if is_how or before.key == "hows":
        return after in ("", "doing", "getting", "today")
    is_it = before.key in _IT or (before.key == "it" and bool(before.suffix))
    is_it = is_it or (before.key in ("is", "was") and earlier == "it")
    return is_it and after in _AFTER_IT


def _leads_on(tokens: Sequence[Token], at: int) -> bool:
    if at + 1 >= len(tokens):
        return False
    after = tokens[at + 1]
    gap, following = after.gap.strip(), _key(tokens, at + 2)
    if after.gap == " ":
        return _goes_on(tokens, at, after.key, following)
    if gap == ",":
        return after.key in _OWNERS and following in grammar.PERSON_NOUNS
    if not tokens[at].is_initial:
        return False
    if gap == ".":
        return after.key in grammar.YEAR_WORDS or _is_year(after)
    return gap == ":" and after.key in grammar.BODILY_VERBS


def _is_record(tokens: Sequence[Token], at: int) -> bool:
    """Whether "dob", "d.o.b." or "UPN" stands at ``at``."""
    key = tokens[at].key
    return key in ("dob", "upn") or (
        key == "d" and [t.key for t in tokens[at + 1 : at + 3]] == ["o", "b"]
    )


def _goes_on(tokens: Sequence[Token], at: int, after: str, following: str) -> bool:
    third = _key(tokens, at + 3)
    if after in _STATES or (after == "being" and following in _DONE_TO):
        return True
    if after in _VERY:
        return following in _FEELS
    if after == "and":
        is_company = following in ("his", "her", "their") and third in _COMPANY
        return is_company or following == "co"
    if after in ("please", "pls", "plz"):
        return tokens[at].is_initial and following in _ASKED
    if after == "having":
        return following in ("a", "another")
    return _is_somewhere(after, following, third)


def _is_somewhere(after: str, following: str, third: str) -> bool:
    """Whether "on his phone", "under the table", "off sick" or "out of control" follows."""
    if after in ("on", "under", "behind", "with", "up", "over"):
        return following in ("his", "her") or (following == "the" and third in _ON_SURFACE)
    if after in ("down", "across", "round", "through", "outside"):
        return following in ("the", "again")
    if after == "off":
        return following in ("sick", "ill", "school")
    if after == "at":
        return following in ("lunch", "break", "lunchtime", "breaktime", "playtime")
    return (after, following) == ("out", "of") and third in ("control", "class", "lessons", "seat")


def _is_year(token: Token) -> bool:
    letters = token.key.rstrip("0123456789")
    return token.shape != Shape.NUMBER and letters != token.key and letters in ("y", "yr", "year")
