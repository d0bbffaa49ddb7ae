"""A message as the scorers see it: its words, what they stand for, and how it is meant."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from advicebot.domain.advice.lexicon import Lexicon, LexiconHit, hinted_topics
from advicebot.domain.advice.situation import Focus, Situation, SituationReader
from advicebot.domain.advice.text import Token, tokenise
from advicebot.domain.advice.words import content_words, word_pairs
from advicebot.domain.vocabulary import Phase, Topic

_PLACEHOLDER = re.compile(r"\[[A-Za-z ]{1,20}\]")
_MOST_WORDS = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A message as the scorers see it.

    ``text`` is the redacted message; offsets point into it. ``words`` are its content words,
    ``pairs`` its telling neighbours, each once, in reading order; ``background`` are the words that
    stand only outside the focus of a long message. ``hinted`` are topics of curated phrases,
    ``flagged`` those that triage found, whatever words did it, ``chosen`` those picked by button,
    empty when none was.
    """

    text: str
    words: tuple[Token, ...]
    pairs: tuple[tuple[Token, Token], ...]
    hits: tuple[LexiconHit, ...]
    hinted: tuple[Topic, ...]
    phase: Phase
    chosen: tuple[Topic, ...]
    flagged: tuple[Topic, ...]
    situation: Situation
    background: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """How well one strategy fits.

    ``spans`` are the words that did it, best first; ``like`` is the phrase of the strategy that is
    nearest to the message, empty when words did it.
    """

    score: float
    spans: tuple[tuple[int, int], ...] = ()
    like: str = ""


class Scorer(Protocol):
    """One way to compare a message with the strategies."""

    def matches(self, query: Query) -> Mapping[str, Match]:
        """Return a match for each strategy id that fits at all; higher scores fit better."""
        ...


def read_query(
    text: str,
    *,
    lexicon: Lexicon,
    situations: SituationReader,
    phase: Phase,
    chosen: Sequence[Topic] = (),
    flagged: Sequence[Topic] = (),
) -> Query:
    """Return the redacted message as a query; words after the 400th are left out."""
    readable = _PLACEHOLDER.sub(lambda found: " " * len(found[0]), text)
    tokens = tokenise(readable)
    hits = lexicon.hits(readable, tokens)
    words: dict[str, Token] = {}
    for token in content_words(tokens):
        words.setdefault(token.text, token)
    pairs: dict[tuple[str, str], tuple[Token, Token]] = {}
    for one, other in word_pairs(tokens):
        pairs.setdefault((one.text, other.text), (one, other))
    situation = situations.read(text, tokens)
    return Query(
        text=text,
        words=tuple(words.values())[:_MOST_WORDS],
        pairs=tuple(pairs.values())[:_MOST_WORDS],
        hits=hits,
        hinted=hinted_topics(hits),
        phase=phase,
        chosen=tuple(chosen),
        flagged=tuple(flagged),
        situation=situation,
        background=_background(tokens, situation.focus),
    )


def _background(tokens: Sequence[Token], focus: Focus | None) -> frozenset[str]:
    if focus is None:
        return frozenset()
    said = {token.text for token in tokens if token.sentence in focus.sentences}
    return frozenset(token.text for token in tokens) - said
