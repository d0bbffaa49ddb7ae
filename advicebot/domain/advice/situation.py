"""How a message is meant: a class or one pupil, now or planning, the adult's own state.

The words that show it are curated in ``knowledge/situation.yaml``, in the language of triage
phrases; a long message is read by the same words for what matters most in it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from advicebot.domain.advice.text import Token
from advicebot.domain.advice.triage.phrasebook import PhraseBook
from advicebot.domain.advice.triage.phrases import Row, parse_phrases
from advicebot.domain.advice.triage.reading import sentence_limits

LONG_MESSAGE = 75
"""Words above which a message is read in parts."""

_WORDS_IN_FOCUS = 45
_MOST_HURTS = 2


class Cue(StrEnum):
    """The lists of ``situation.yaml``."""

    CLASS = "class"
    ONE = "one"
    NOW = "now"
    PLANNING = "planning"
    REPEATED = "repeated"
    ABOUT_ME = "about-me"
    ASKS = "asks"
    HURTS = "hurts"
    FRESH = "fresh"
    HISTORY = "history"


_WORTH: Mapping[Cue, float] = {Cue.ASKS: 2.0, Cue.FRESH: 0.7, Cue.HISTORY: -1.0}


class Scope(StrEnum):
    """Whom a message is about."""

    CLASS = "class"
    ONE = "one"
    UNKNOWN = "unknown"


class Moment(StrEnum):
    """When help is wanted."""

    NOW = "now"
    PLANNING = "planning"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Focus:
    """The part of a long message that counts in full.

    ``sentences`` are numbers of sentences as the tokens have them; ``text`` is those sentences.
    """

    sentences: frozenset[int]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """How a message is meant.

    ``is_repeated``: the behaviour comes again and again. ``is_about_me``: the member of staff
    speaks of their own state. ``focus`` is None for a short message, which counts as a whole.
    """

    scope: Scope = Scope.UNKNOWN
    moment: Moment = Moment.UNKNOWN
    is_repeated: bool = False
    is_about_me: bool = False
    focus: Focus | None = None


class SituationReader:
    """Reads how messages are meant. Built once, then a pure function of the message."""

    def __init__(self, lists: Mapping[Cue, Sequence[str]]) -> None:
        self._book = PhraseBook(
            (phrase, cue)
            for cue, texts in lists.items()
            for t in texts
            for phrase in parse_phrases(t)
        )

    def read(self, text: str, tokens: Sequence[Token]) -> Situation:
        """Return how ``text`` is meant, as far as its words show; ``tokens`` are its words."""
        row = Row([token.text for token in tokens], sentence_limits(tokens))
        found: dict[Cue, list[int]] = {}
        for first, _, cue in self._book.find(row):
            found.setdefault(cue, []).append(first)
        return Situation(
            scope=_scope(found),
            moment=_moment(found),
            is_repeated=Cue.REPEATED in found,
            is_about_me=Cue.ABOUT_ME in found,
            focus=_focus(text, tokens, found),
        )


def _scope(found: Mapping[Cue, Sequence[int]]) -> Scope:
    if (Cue.CLASS in found) is (Cue.ONE in found):
        return Scope.UNKNOWN
    return Scope.CLASS if Cue.CLASS in found else Scope.ONE


def _moment(found: Mapping[Cue, Sequence[int]]) -> Moment:
    if (Cue.NOW in found) is (Cue.PLANNING in found):
        return Moment.UNKNOWN
    return Moment.NOW if Cue.NOW in found else Moment.PLANNING


def _focus(text: str, tokens: Sequence[Token], found: Mapping[Cue, Sequence[int]]) -> Focus | None:
    """Return the sentences of a long message that ask, hurt or are of now, up to about 45 words.

    Telling the history counts against a sentence; of two that are worth the same the later counts.
    """
    if len(tokens) <= LONG_MESSAGE:
        return None
    lengths: dict[int, int] = {}
    for token in tokens:
        lengths[token.sentence] = lengths.get(token.sentence, 0) + 1
    worth = _worths(text, tokens, found)
    chosen: set[int] = set()
    taken = 0
    for number in sorted(lengths, key=lambda number: (-worth.get(number, 0.0), -number)):
        has_room = worth.get(number, 0.0) > 0 and taken + lengths[number] <= _WORDS_IN_FOCUS
        if has_room or not chosen:
            chosen.add(number)
            taken += lengths[number]
    if len(chosen) == len(lengths):
        return None
    return Focus(sentences=frozenset(chosen), text=_cut(text, tokens, chosen))


def _worths(
    text: str, tokens: Sequence[Token], found: Mapping[Cue, Sequence[int]]
) -> dict[int, float]:
    """Return what each sentence is worth: asking 2, hurting up to 2, of now 0.7, history -1."""
    worth: dict[int, float] = {}
    for cue, value in _WORTH.items():
        for number in {tokens[at].sentence for at in found.get(cue, ())}:
            worth[number] = worth.get(number, 0.0) + value
    for number in _ending_in_question(text, tokens):
        worth[number] = worth.get(number, 0.0) + _WORTH[Cue.ASKS]
    hurts = [tokens[at].sentence for at in set(found.get(Cue.HURTS, ()))]
    for number in set(hurts):
        worth[number] = worth.get(number, 0.0) + min(_MOST_HURTS, hurts.count(number))
    return worth


def _ending_in_question(text: str, tokens: Sequence[Token]) -> set[int]:
    """Return the sentences after whose last word a question mark stands."""
    lasts = {token.sentence: token.end for token in tokens}
    return {number for number, end in lasts.items() if "?" in text[end : end + 3]}


def _cut(text: str, tokens: Sequence[Token], chosen: set[int]) -> str:
    spans: dict[int, tuple[int, int]] = {}
    for token in tokens:
        start, _ = spans.get(token.sentence, (token.start, token.end))
        spans[token.sentence] = (start, token.end)
    return ". ".join(text[spans[number][0] : spans[number][1]] for number in sorted(chosen))
