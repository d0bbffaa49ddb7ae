"""Gives each person in a message one letter, so that a reader can tell who did what to whom."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from advicebot.domain.advice.redaction import grammar
from advicebot.domain.advice.redaction.model import PLACEHOLDERS, Label, Redaction
from advicebot.domain.advice.redaction.roles import role_of, settle
from advicebot.domain.advice.redaction.tokens import Token, keys, tokenise
from advicebot.domain.advice.redaction.wordset import word_set
from advicebot.domain.vocabulary import RedactionKind

_TITLE_GROUPS = {
    **dict.fromkeys(("mrs", "miss", "ms", "missus"), "mrs"),
    **dict.fromkeys(("mr", "mister"), "mr"),
    **dict.fromkeys(("auntie", "aunty"), "auntie"),
    **dict.fromkeys(("prof", "professor"), "prof"),
}
# Two names with only such a word between them belong to two people.
_PARTING = word_set("and & n or + /")
_Words = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mention:
    """One name in the message: its words, its title if it has one, and who the words around say.

    ``is_shared`` is True when several people go by it together: "the Okafor twins".
    """

    words: _Words
    title: str
    role: Label | None
    is_shared: bool


@dataclass(slots=True, kw_only=True)
class _Person:
    """Somebody in the message: every form their name was seen in, and every role."""

    letter: str
    title: str
    forms: list[_Words] = field(default_factory=list)
    roles: set[Label] = field(default_factory=set)

    def may_be(self, mention: _Mention) -> bool:
        """Whether the mention's name can be another form of this person's."""
        return all(
            _is_same(form, mention.words, titles=(self.title, mention.title)) for form in self.forms
        )


def placeholders_for(
    masked: str, spans: Sequence[Redaction], *, reserved: frozenset[str]
) -> list[str]:
    """What should stand for each span: ``[pupil A]`` and the like for names, else the kind's own.

    Letters follow the order of appearance and are shared by all labels; ``reserved`` ones are left
    out. A name that fits two people gets ``[name]``, because a guess could accuse somebody, and so
    does a family's.

    Args:
        masked: the message as given, placeholders in it masked.
        spans: in order, never overlapping.
    """
    names = [span for span in spans if span.kind == RedactionKind.NAME]
    owners = iter(_owners(masked, names, reserved=reserved) if names else ())
    written = []
    for span in spans:
        owner = next(owners) if span.kind == RedactionKind.NAME else None
        written.append(
            f"[{settle(owner.roles)} {owner.letter}]" if owner else PLACEHOLDERS[span.kind]
        )
    return written


def _owners(
    masked: str, names: Sequence[Redaction], *, reserved: frozenset[str]
) -> list[_Person | None]:
    """Whose each name is, None where that cannot be told."""
    people: list[_Person] = []
    owners: list[_Person | None] = []
    letters = (letter for letter in _letters() if letter not in reserved)
    previous_end = -1
    for span, mention in zip(names, _mentions(masked, names), strict=True):
        is_beside = masked[previous_end : span.start].strip().lower() in _PARTING
        beside = owners[-1] if owners and is_beside else None
        able = [each for each in people if each is not beside and each.may_be(mention)]
        owner = _chosen(able, mention)
        if mention.is_shared:
            owner = None
        elif not able:
            owner = _Person(letter=next(letters), title=mention.title)
            people.append(owner)
        if owner:
            _note(owner, mention)
        owners.append(owner)
        previous_end = span.end
    return owners


def _note(person: _Person, mention: _Mention) -> None:
    if mention.words not in person.forms:
        person.forms.append(mention.words)
    person.title = person.title or mention.title
    if mention.role:
        person.roles.add(mention.role)


def _chosen(able: Sequence[_Person], mention: _Mention) -> _Person | None:
    """The only one it can be, or the only one who was called exactly this before."""
    if len(able) > 1:
        able = [each for each in able if mention.words in each.forms]
    return able[0] if len(able) == 1 else None


def _mentions(masked: str, names: Sequence[Redaction]) -> Iterator[_Mention]:
    tokens = tokenise(masked)
    inherited: Label | None = None
    at = 0
    for span in names:
        while tokens[at].end + len(tokens[at].suffix) <= span.start:
            at += 1
        first = at
        while at + 1 < len(tokens) and tokens[at + 1].start < span.end:
            at += 1
        role, inherited = role_of(tokens, first, at, inherited=inherited)
        words = keys(masked[span.start : span.end]) or (masked[span.start : span.end],)
        yield _Mention(
            words=words,
            title=_title(tokens, first),
            role=role,
            is_shared=_is_shared(tokens, first, at),
        )


def _is_shared(tokens: Sequence[Token], first: int, last: int) -> bool:
    if not first or tokens[first - 1].key != "the" or last + 1 >= len(tokens):
        return False
    return tokens[last + 1].key in grammar.KINDRED and not tokens[last].suffix


def _title(tokens: Sequence[Token], first: int) -> str:
    if not first or tokens[first - 1].key not in grammar.TITLES:
        return ""
    key = tokens[first - 1].key
    return _TITLE_GROUPS.get(key, key)


def _is_same(one: _Words, other: _Words, *, titles: tuple[str, str]) -> bool:
    """Whether two forms may be one person's: by surname after a title, else by first name."""
    short, long = sorted((one, other), key=len)
    if all(titles):
        return titles[0] == titles[1] and short[-1] == long[-1]
    if any(titles):
        return one == other or (
            len(long) > 1 and (short == long or (len(short) == 1 and short[0] == long[0]))
        )
    if len(long[0]) == 1 and short == long[1:]:
        return True
    if short[0] != long[0]:
        return len(short) > 1 and set(short) <= set(long)
    return all(any(_stands_for(word, full) for full in long[1:]) for word in short[1:])


def _stands_for(word: str, full: str) -> bool:
    return word == full or (1 in (len(word), len(full)) and word[0] == full[0])


def _letters() -> Iterator[str]:
    """A to Z, then AA, AB and so on."""
    number = 0
    while True:
        letters, rest = "", number
        while rest >= 0:
            letters = chr(ord("A") + rest % 26) + letters
            rest = rest // 26 - 1
        yield letters
        number += 1
