"""Finds named schools: the known local ones, tolerantly, and what is written like a school."""

import re
from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz, process

from advicebot.domain.advice.redaction.model import Found
from advicebot.domain.advice.redaction.tokens import Shape, Token, keys
from advicebot.domain.advice.redaction.wordset import word_set
from advicebot.domain.vocabulary import RedactionKind

_KIND_WORDS = word_set(
    "primary academy infant infants infs junior juniors grammar college nursery pru prep "
    "preparatory comprehensive comp school high secondary middle utc academies"
)
_TAIL = word_set(
    "school academy primary infant infants junior juniors high college sixth form nursery c of "
    "e ce rc catholic church england voluntary aided controlled community and free pru girls "
    "boys special trust secondary grammar first middle comprehensive prep federation campus"
)
_SAINT_NOT = word_set(
    "ambulance day hospital church road street lane hospice cross flag park square centre close "
    "avenue bernard andrews cathedral infirmary eve island hall way cup lucia helens albans "
    "ives austell moritz petersburg louis valentine valentines"
)
_GENERIC = word_set(
    "a an the our my your his her their this that local new old other another same any every "
    "each which what some no one two three all both whole special primary secondary high middle "
    "upper lower first infant junior boarding private public state independent grammar faith "
    "church catholic c of e ce rc cofe maintained mainstream specialist virtual forest sunday "
    "saturday summer winter easter after before back at to in from for and or is as with year y "
    "key stage sixth form feeder partner previous current former next host receiving home "
    "teaching training research hub multi mat trust multi-academy alternative provision ap big "
    "small large rural inner city village town art drama dance music football sports police "
    "cadet royal khan oak national world bank open further fe he good outstanding ofsted "
    "british english medical law business theatre stem community free day night language "
    "harvard oxford cambridge hogwarts trinity guildhall lego tennis rugby cricket boxing semh "
    "send asd sen ebd nurture tier step mr mrs miss ms last when where if but so because how "
    "does can will would should hi hello dear thanks on by via into left joined moved came "
    "works has had was it she they we i monday tuesday wednesday thursday friday outreach "
    "online better inclusive safe healthy great whole-school safer bright ready little eco "
    "rights respecting"
)
_DEDICATIONS = frozenset(
    keys(name)
    for name in (
        "holy cross", "holy family", "holy trinity", "holy rood", "holy name", "holy rosary",
        "holy spirit", "holy ghost", "sacred heart", "our lady", "corpus christi", "all saints",
        "christ the king", "christ church", "english martyrs", "all hallows", "all souls",
    )
)  # fmt: skip
_NOT_AFTER_DEDICATION = word_set("church cathedral road street day lane parish roman bible")
_REMARK = re.compile(r"\([^)]*\)")
_SAINT = frozenset({"st", "saint", "ss"})
# "based", "refusing", "emotionally": no school is called so in lower case.
_INFLECTED = ("ed", "ing", "ly")
_PLACE_CUES = word_set("at from to left joined attends attended near opposite with")


class SchoolFinder:
    """Finds schools in tokens. Built once from the names this line knows."""

    def __init__(
        self, schools: Sequence[str], *, common: frozenset[str], people: frozenset[str]
    ) -> None:
        self._common = common
        self._people = people
        names = {keys(_REMARK.sub("", name)) for name in schools} - {()}
        self._by_word: dict[str, list[tuple[str, ...]]] = {}
        for name in sorted(names):
            self._by_word.setdefault(_distinctive(name), []).append(name)
        self._words = list(self._by_word)

    def find(self, tokens: Sequence[Token]) -> Iterator[Found]:
        """Every school in ``tokens``; spans may overlap."""
        for first, last in [*self._known(tokens), *self._patterned(tokens)]:
            is_own_ending = tokens[last].key not in _TAIL and tokens[first].key in _SAINT
            end = tokens[last].end + len(tokens[last].suffix) * is_own_ending
            yield Found(start=_start(tokens, first), end=end, kind=RedactionKind.SCHOOL)

    def _known(self, tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
        if not self._words:
            return
        matches: dict[str, str | None] = {}
        for at, token in enumerate(tokens):
            if token.key not in matches:
                matches[token.key] = self._known_word(token.key)
            word = matches[token.key]
            if word is not None:
                yield from self._aligned(tokens, at=at, word=word)

    def _known_word(self, key: str) -> str | None:
        if key in self._by_word:
            return key
        if len(key) < 5 or key in self._common:
            return None
        hit = process.extractOne(key, self._words, scorer=fuzz.ratio, score_cutoff=86)
        return hit[0] if hit else None

    def _aligned(self, tokens: Sequence[Token], *, at: int, word: str) -> Iterator[tuple[int, int]]:
        for name in self._by_word[word]:
            offset = name.index(word)
            first = at - offset
            if first < 0 or first + len(name) > len(tokens):
                if tokens[at].key in self._common or tokens[at].shape == Shape.LOWER:
                    continue
                first = at
            window = tokens[first : first + len(name)]
            same = sum(fuzz.ratio(a.key, b) >= 84 for a, b in zip(window, name, strict=False))
            if same == len(name):
                yield first, _with_tail(tokens, first + len(name) - 1)
            elif _own(name) == [word] and self._is_short_form(tokens[at], word):
                yield at, _with_tail(tokens, at)

    def _is_short_form(self, token: Token, word: str) -> bool:
        """Whether "Hillcrest" alone may stand for Hillcrest Academy."""
        return token.shape != Shape.LOWER and len(word) > 5 and word not in self._common

    def _patterned(self, tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
        for at, token in enumerate(tokens):
            if token.key in _SAINT and at + 1 < len(tokens):
                yield from self._saint(tokens, at)
            elif token.shape == Shape.CAPITAL and _dedication(tokens, at):
                last = at + _dedication(tokens, at) - 1
                if _next_is(tokens, last, "of") and last + 2 < len(tokens):
                    last += 2
                yield at, _with_tail(tokens, last)
            elif token.key in _KIND_WORDS and at:
                first = self._head(tokens, at)
                if first < at and (token.key != "high" or _is_a_high_school(tokens, first, at)):
                    yield first, _with_tail(tokens, at)

    def _saint(self, tokens: Sequence[Token], at: int) -> Iterator[tuple[int, int]]:
        name = tokens[at + 1]
        if name.gap.strip(". ") or name.key in _SAINT_NOT or len(name.key) < 3:
            return
        last = at + 1
        if _next_is(tokens, last, "and") and last + 2 < len(tokens) and tokens[last + 2].suffix:
            last += 2
        after = tokens[last + 1] if last + 1 < len(tokens) else None
        if after is not None and after.key in _SAINT_NOT and after.gap == " ":
            return
        tail = _with_tail(tokens, last)
        cue = at > 0 and tokens[at - 1].key in _PLACE_CUES and not tokens[at].is_initial
        is_written_as_name = name.shape != Shape.LOWER and bool(name.suffix)
        if tail > last or is_written_as_name or (cue and name.key not in self._common):
            yield at, tail

    def _head(self, tokens: Sequence[Token], at: int) -> int:
        """The first word of the school's own name before ``tokens[at]``; ``at`` if none."""
        first = at
        while first > 0 and at - first < 4 and tokens[first].gap in (" ", "-", ", "):
            before = tokens[first - 1]
            if tokens[first].gap == ", " or not self._may_be_named(before):
                break
            if first < at and before.shape == Shape.LOWER != tokens[first].shape:
                break  # "who covers Millbeck Infants"
            first -= 1
        while first < at and tokens[first].key in _GENERIC | _TAIL:
            first += 1
        if at - first > 2 and tokens[first].key in self._people:
            first += 2  # "Sam Nowak Hillcrest Academy": a pupil stands before the school
        if first < at and tokens[first].shape == Shape.LOWER:
            cued = first > 0 and tokens[first - 1].key in _PLACE_CUES
            return first if cued and first == at - 1 else at
        if first < at and tokens[first].is_initial and tokens[first].key in self._common:
            return first + 1 if first + 1 < at else at
        return first

    def _may_be_named(self, token: Token) -> bool:
        if token.shape in (Shape.NUMBER, Shape.MASK):
            return False
        if token.key == "i":
            return False
        if token.shape == Shape.LOWER:
            is_plain = token.key in self._common or token.key in _GENERIC
            return not is_plain and not token.key.endswith(_INFLECTED)
        return True


def _is_a_high_school(tokens: Sequence[Token], first: int, at: int) -> bool:
    """Whether "high" is a school: "Millbeck High", "at millbeck high," and not "too high up"."""
    if tokens[at].shape != Shape.LOWER or _next_is(tokens, at, "school"):
        return True
    is_last = at + 1 >= len(tokens) or tokens[at + 1].gap != " "
    place = tokens[first].key
    is_cued = first > 0 and tokens[first - 1].key in _PLACE_CUES
    return is_last and is_cued and len(place) > 5 and not place.endswith("ly")


def _start(tokens: Sequence[Token], first: int) -> int:
    """Where the name starts, with a "The" of its own."""
    before = tokens[first - 1] if first else None
    is_own = before is not None and before.key == "the" and before.shape == Shape.CAPITAL
    return before.start if before is not None and is_own else tokens[first].start


def _dedication(tokens: Sequence[Token], at: int) -> int:
    """How many words a dedication such as "Holy Cross" has at ``at``; 0 when there is none."""
    for count in (2, 3):
        words = tokens[at : at + count]
        if tuple(word.key for word in words) in _DEDICATIONS and words[-1].shape == Shape.CAPITAL:
            after = tokens[at + count] if at + count < len(tokens) else None
            return 0 if after is not None and after.key in _NOT_AFTER_DEDICATION else count
    return 0


def _next_is(tokens: Sequence[Token], at: int, key: str) -> bool:
    return at + 1 < len(tokens) and tokens[at + 1].key == key and tokens[at + 1].gap == " "


def _with_tail(tokens: Sequence[Token], last: int) -> int:
    """The last token of a school's name, taking in "C of E Primary School" and the like."""
    at = last
    while at + 1 < len(tokens) and tokens[at + 1].gap in (" ", "-") and tokens[at + 1].key in _TAIL:
        at += 1
    while at > last and tokens[at].key in ("and", "of", "c", "first", "form", "church", "special"):
        if tokens[at].key == "form" and tokens[at - 1].key == "sixth":
            break
        at -= 1
    return at


def _own(name: tuple[str, ...]) -> list[str]:
    """The words of a school's name that other schools do not share."""
    shared = _TAIL | _SAINT | {"centre", "the"}
    return [word for word in name if word not in shared and len(word) > 2]


def _distinctive(name: tuple[str, ...]) -> str:
    return max(_own(name) or name, key=len)
