"""Who a named person is, told from the words right beside the name and from nothing else.

A wrong label would put words in the teacher's mouth, so a role is taken only from a noun that is
plainly the person's own ("my TA Jo", "Jo, his mum, rang"). A title alone shows an adult and no
more: the same "Mr" teaches and fathers. A bare name is taken for a pupil's, since pupils are whom
the line is asked about, unless it is greeted, written to or rings from elsewhere: then it is a
person's.
"""

from collections.abc import Sequence, Set

from advicebot.domain.advice.redaction import grammar
from advicebot.domain.advice.redaction.cues import is_age, is_in_class, is_signature, is_year_group
from advicebot.domain.advice.redaction.model import Label
from advicebot.domain.advice.redaction.tokens import Token
from advicebot.domain.advice.redaction.wordset import word_set

_NOUNS: dict[str, Label] = {
    **dict.fromkeys(
        word_set(
            "ta lsa hlta eta teacher tutor headteacher deputy senco sendco dsl ddsl colleague "
            "caretaker technician ect nqt librarian receptionist supply slt"
        ),
        Label.STAFF,
    ),
    **dict.fromkeys(
        word_set(
            "mum mam mom mummy mother dad daddy father stepdad stepmum stepmother stepfather "
            "parent carer guardian"
        ),
        Label.PARENT,
    ),
    **dict.fromkeys(
        word_set(
            "brother sister sibling cousin twin stepbrother stepsister nan nana nanny gran grandma "
            "grandmother grandad grandfather uncle aunt auntie aunty nephew niece"
        ),
        Label.RELATIVE,
    ),
    **dict.fromkeys(
        word_set(
            "man woman bloke guy lady fella nurse officer doctor psychologist therapist paramedic "
            "counsellor governor principal worker mentor"
        ),
        Label.ADULT,
    ),
    **dict.fromkeys(
        word_set(
            "friend mate bestie boyfriend girlfriend partner husband wife neighbour person "
            "individual ex"
        ),
        Label.PERSON,
    ),
    **dict.fromkeys(
        word_set("pupil student boy girl lad lass child kid learner youngster classmate"),
        Label.PUPIL,
    ),
}
_HEADS = word_set("the our my deputy assistant executive")
_BEFORE_BODY_PART = word_set("on in to at over across round around into off hit hurt banged")
_OWNERS = word_set("my our the his her their a your whose")
_NAMING = word_set("is was called named")
_WRITTEN_TO = word_set(
    "emailed phoned rang messaged texted contacted cc cc'd thanked email message"
)
_SPOKEN_TO = word_set("spoke spoken speak speaking liaised liaising liaise met meeting")
_FROM_OUTSIDE = word_set(
    "advised suggested recommended emailed rang phoned reckons reckoned advises suggests visited"
)
_AGENCIES = word_set(
    "la council camhs social police nhs ep mash health authority trust early services agency "
    "hospital charity youth inclusion outreach virtual it finance admin hr payroll catering"
)
_TAUGHT = word_set("class classes lesson lessons room group set form tutor office maths science")
_TEACHES = word_set("teaches teaching taught")
_SELF = word_set("i'm im i am")
_ADDED = (",", "&", "+", "/")
_NEAR_THE_START = 6
_Role = Label | None


def settle(roles: Set[Label]) -> Label:
    """One label for a person from every role the message gives them; a pupil without any."""
    if Label.STAFF in roles and roles & {Label.PARENT, Label.RELATIVE}:
        return Label.ADULT
    if Label.RELATIVE in roles and Label.PUPIL in roles:
        return Label.PUPIL
    order = (
        Label.STAFF, Label.PARENT, Label.RELATIVE, Label.ADULT, Label.PUPIL, Label.PERSON
    )  # fmt: skip
    return next((label for label in order if label in roles), Label.PUPIL)


def role_of(
    tokens: Sequence[Token], first: int, last: int, *, inherited: _Role
) -> tuple[_Role, _Role]:
    """The role of the name at ``tokens[first : last + 1]``, and what a name listed after it takes.

    ``inherited`` is the second value for the name before: "TAs Jo and Kim" are both staff.
    None means that the words beside the name say nothing.
    """
    if inherited and _is_listed(tokens, first):
        return inherited, inherited
    is_titled = first > 0 and tokens[first - 1].key in grammar.TITLES
    role, is_shared = _role_before(tokens, first - is_titled, last)
    role = role or _role_after(tokens, last)
    if is_titled and role not in (Label.STAFF, Label.PARENT, Label.RELATIVE):
        role = _titled_role(tokens, first, last)
    elif role is None:
        role = _pupil_or_person(tokens, first, last)
    return role, role if is_shared else None


def _is_listed(tokens: Sequence[Token], first: int) -> bool:
    return tokens[first - 1].key == "and" or tokens[first].gap.strip() in _ADDED


def _titled_role(tokens: Sequence[Token], first: int, last: int) -> Label:
    if tokens[first - 1].key in grammar.FAMILY_TITLES:
        return Label.RELATIVE
    after = tokens[last + 1].key if last + 1 < len(tokens) else ""
    if after in _TEACHES or (tokens[last].suffix and after in _TAUGHT):
        return Label.STAFF
    return Label.ADULT


def _role_before(tokens: Sequence[Token], first: int, last: int) -> tuple[_Role, bool]:
    """The role the noun before gives, and whether it is a plural, as in "TAs Jo and Kim"."""
    noun = first - 1
    if first < 1:
        return None, False
    gap = tokens[first].gap.strip(" \"'“‘(")
    if is_signature(tokens, first) or (gap == "" and _names_the_writer(tokens, first)):
        return Label.STAFF, False
    if gap == "," and not (_follows_owner(tokens, noun) and _is_closed(tokens, last)):
        return _doubt(tokens, noun, last), False
    if gap not in ("", ",", ":"):
        return None, False
    while noun > 0 and tokens[noun].key in _NAMING:
        noun -= 1
        if tokens[noun].key == "name" and noun > 0:
            noun -= 1
    role, is_plural = _noun_role(tokens, noun)
    if role and gap == "" and noun == first - 1 and _may_start_a_clause(tokens, noun, last):
        return Label.PERSON, False
    return role, is_plural


def _doubt(tokens: Sequence[Token], noun: int, last: int) -> _Role:
    """A person where "mum, Karolina, and" may name mum or somebody else; else nothing."""
    is_adult = _NOUNS.get(tokens[noun].key) in (Label.STAFF, Label.PARENT, Label.ADULT)
    after = tokens[last + 1].gap.strip() if last + 1 < len(tokens) else ""
    return Label.PERSON if is_adult and after == "," else None


def _noun_role(tokens: Sequence[Token], at: int) -> tuple[_Role, bool]:
    token = tokens[at]
    if token.key == "head" or (token.key == "year" and _keys_before(tokens, at, "head", "of")):
        return (Label.STAFF if token.key == "year" or _is_the_head(tokens, at) else None), False
    role = _NOUNS.get(token.key)
    if role or token.suffix:
        return role, False
    role = _NOUNS.get(token.key.removesuffix("s"))
    return role, role is not None


def _is_the_head(tokens: Sequence[Token], at: int) -> bool:
    """Whether "head" leads a school here and is not what somebody was hit on."""
    if at < 1 or tokens[at - 1].key not in _HEADS:
        return False
    return at < 2 or tokens[at - 2].key not in _BEFORE_BODY_PART


def _keys_before(tokens: Sequence[Token], at: int, *words: str) -> bool:
    return tuple(token.key for token in tokens[max(0, at - len(words)) : at]) == words


def _names_the_writer(tokens: Sequence[Token], first: int) -> bool:
    if first > _NEAR_THE_START:
        return False
    after = tokens[first + 1].key if first + 1 < len(tokens) else ""
    if tokens[first - 1].key in ("its", "it") and after in ("from", "here"):
        return True
    return tokens[first - 1].key in _SELF or _keys_before(tokens, first, "my", "name", "is")


def _follows_owner(tokens: Sequence[Token], noun: int) -> bool:
    if noun < 1:
        return False
    return tokens[noun - 1].key in _OWNERS or bool(tokens[noun - 1].suffix)


def _is_closed(tokens: Sequence[Token], last: int) -> bool:
    """Whether a comma and a verb follow: "my TA, Jo, saw it" and not "my TA, Jo, Kim"."""
    if last + 1 >= len(tokens) or tokens[last + 1].gap.strip() != ",":
        return False
    return _is_verb(tokens[last + 1].key)


def _is_verb(key: str) -> bool:
    return key in grammar.PERSON_VERBS or (key in grammar.AUXILIARIES and key != "and")


def _may_start_a_clause(tokens: Sequence[Token], noun: int, last: int) -> bool:
    """Whether the name may start what was said or done: "told his mum Kai bit me"."""
    if last + 1 >= len(tokens) or not _is_verb(tokens[last + 1].key):
        return False
    return any(token.key in grammar.HITTING for token in tokens[max(0, noun - 3) : noun])


def _role_after(tokens: Sequence[Token], last: int) -> _Role:
    """The role a noun after the name gives: "Jo (TA)", "Jo, his mum, rang", "Jo is my TA"."""
    at = last + 1
    if at >= len(tokens) or tokens[last].suffix:
        return None
    opening = tokens[at].gap.strip()
    if "\n" in tokens[at].gap:
        roles = {_NOUNS.get(token.key) for token in tokens[at : at + 2]}
        return Label.STAFF if Label.STAFF in roles else None
    is_stated = opening == "" and tokens[at].key in ("is", "was", "who")
    while is_stated and at < len(tokens) and tokens[at].key in ("is", "was", "who"):
        at += 1
    noun = at
    if noun < len(tokens) and (tokens[noun].key in _OWNERS or tokens[noun].suffix):
        noun += 1
    if noun >= len(tokens) or (noun == at and not _is_bare_apposition(tokens, noun, opening)):
        return None
    role = _NOUNS.get(tokens[noun].key)
    if tokens[noun].key == "head" and tokens[at].key in ("the", "our"):
        role = Label.STAFF
    if role is None or tokens[noun].suffix:
        return None
    return role if is_stated or _is_set_off(tokens, last, noun, opening, role) else None


def _is_bare_apposition(tokens: Sequence[Token], noun: int, opening: str) -> bool:
    """Whether a noun without "my" or "the" tells who: "Jo (TA)", "Jo, mum of"."""
    after = tokens[noun + 1].key if noun + 1 < len(tokens) else ""
    return opening == "(" or (opening == "," and after in ("of", "at"))


def _is_set_off(tokens: Sequence[Token], last: int, noun: int, opening: str, role: Label) -> bool:
    """Whether the noun belongs to the name and starts no clause ("Kai, his mum says, ...")."""
    closing = tokens[noun + 1].gap.strip() if noun + 1 < len(tokens) else ","
    if noun + 1 < len(tokens) and noun == last + 1 and tokens[noun + 1].key in ("of", "at"):
        return True
    if opening == "(":
        return closing[:1] in (")", ",")
    if opening in (",", "-", "–"):
        return closing[:1] in (",", "-", "–")
    told = any(token.key in grammar.HITTING for token in tokens[max(0, last - 3) : last])
    return opening == "" and role in (Label.STAFF, Label.ADULT) and not told


def _pupil_or_person(tokens: Sequence[Token], first: int, last: int) -> _Role:
    after = last + 1
    if after < len(tokens) and _is_pupils(tokens, last):
        return Label.PUPIL
    if first > 0 and _is_addressed(tokens, first):
        return Label.PERSON
    if after >= len(tokens) or tokens[last].suffix:
        return None
    if tokens[after].key in _FROM_OUTSIDE:
        return Label.PERSON
    is_from = tokens[after].key in ("from", "at")
    near = {token.key for token in tokens[after + 1 : after + 4]}
    return Label.PERSON if is_from and near & _AGENCIES else None


def _is_pupils(tokens: Sequence[Token], last: int) -> bool:
    """Whether a year, a class, an age or parents follow the name."""
    after = last + 1
    if tokens[last].suffix:
        return tokens[after].key in grammar.HOME_KIN
    gap = tokens[after].gap
    if gap.strip(" (,-–—[") or "\n" in gap:
        return False
    return is_year_group(tokens, after) or is_in_class(tokens, after) or is_age(tokens, after)


def _is_addressed(tokens: Sequence[Token], first: int) -> bool:
    """Whether the name is greeted, thanked, written or spoken to."""
    before = tokens[first - 1]
    gap = tokens[first].gap.strip()
    if before.key in grammar.GREETINGS and gap in ("", ",") and not tokens[first].is_initial:
        return True
    if tokens[first].is_initial:
        return first + 1 >= len(tokens) and not tokens[first].suffix
    if gap:
        return False
    if before.key in _WRITTEN_TO or _keys_before(tokens, first, "ask", "for"):
        return True
    is_to = before.key in ("to", "with") and first > 1
    return is_to and tokens[first - 2].key in _SPOKEN_TO
