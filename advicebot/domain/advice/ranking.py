"""Puts strategies in order for one message: scores joined, phase weighed, variety kept."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, pstdev
from typing import Protocol

from advicebot.domain.advice.lexicon import Lexicon, LexiconHit, hinted_topics
from advicebot.domain.advice.text import Token, tokenise
from advicebot.domain.advice.words import content_words, quotes, word_pairs
from advicebot.domain.knowledge import Strategy
from advicebot.domain.vocabulary import Phase, Topic

_PLACEHOLDER = re.compile(r"\[[A-Za-z ]{1,20}\]")
_MOST_WORDS = 400
_OTHER_PHASE = 0.5
_BORROWED = 0.3
_NEIGHBOURS = 2
_NEAR = 0.75
_SEEN_TOPICS = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A message as the scorers see it.

    ``words`` are its content words, ``pairs`` its telling neighbours, each once, in reading order;
    ``chosen`` are topics picked by button, empty when none was. ``text`` is the redacted message;
    offsets point into it. ``flagged`` are topics that triage found, whatever words did it.
    """

    text: str
    words: tuple[Token, ...]
    pairs: tuple[tuple[Token, Token], ...]
    hits: tuple[LexiconHit, ...]
    hinted: tuple[Topic, ...]
    phase: Phase
    chosen: tuple[Topic, ...]
    flagged: tuple[Topic, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """How well one strategy fits. ``spans`` are the words that did it, best first."""

    score: float
    spans: tuple[tuple[int, int], ...] = ()


_NO_MATCH = Match(score=0.0)


class Scorer(Protocol):
    """One way to compare a message with the strategies."""

    def matches(self, query: Query) -> Mapping[str, Match]:
        """Return a match for each strategy id that fits at all; higher scores fit better."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A strategy in its place. ``score`` is comparable within one ranking only.

    ``points`` and ``matched`` are the first scorer's: its score, and how many words did it.
    """

    strategy: Strategy
    score: float
    because: str
    points: float
    matched: int


def read_query(
    text: str,
    *,
    lexicon: Lexicon,
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
    return Query(
        text=text,
        words=tuple(words.values())[:_MOST_WORDS],
        pairs=tuple(pairs.values())[:_MOST_WORDS],
        hits=hits,
        hinted=hinted_topics(hits),
        phase=phase,
        chosen=tuple(chosen),
        flagged=tuple(flagged),
    )


class Ranker:
    """Ranks the strategies with one or more scorers, each with its weight."""

    def __init__(
        self, strategies: Sequence[Strategy], scorers: Sequence[tuple[Scorer, float]]
    ) -> None:
        self._strategies = {strategy.id: strategy for strategy in strategies}
        self._scorers = tuple(scorers)

    def rank(self, query: Query, *, most: int = 5) -> tuple[Ranked, ...]:
        """Return the best strategies, best first; the same query always gives the same order.

        Chosen topics filter. A strategy for another phase counts half. Where scores lie near each
        other, one that brings a new topic goes before one that repeats the topics above it.
        """
        found = [scorer.matches(query) for scorer, _ in self._scorers]
        fused = self._with_neighbours(_fused(found, [weight for _, weight in self._scorers]))
        scores = {
            id_: score * self._phase_weight(id_, query.phase)
            for id_, score in fused.items()
            if self._is_wanted(id_, query.chosen)
        }
        for id_, strategy in self._strategies.items():
            if query.chosen and self._is_wanted(strategy.id, query.chosen):
                scores.setdefault(id_, 0.0)
        return tuple(
            _ranked(
                query,
                self._strategies[id_],
                score=scores[id_],
                matches=[matches.get(id_, _NO_MATCH) for matches in found],
            )
            for id_ in self._varied(scores, most=most)
        )

    def _with_neighbours(self, scores: Mapping[str, float]) -> dict[str, float]:
        """Let each strategy borrow from the best others of its likeliest topic.

        Several strategies of one topic that each fit a little say more than one stray word.
        """
        by_topic: dict[Topic, list[tuple[float, str]]] = {}
        for id_, score in scores.items():
            for topic in self._strategies[id_].topics:
                by_topic.setdefault(topic, []).append((score, id_))
        for placed in by_topic.values():
            placed.sort(reverse=True)
        return {
            id_: score
            + _BORROWED
            * max(_mean_of_best(by_topic[topic], id_) for topic in self._strategies[id_].topics)
            for id_, score in scores.items()
        }

    def _is_wanted(self, id_: str, chosen: Sequence[Topic]) -> bool:
        return not chosen or bool(set(chosen).intersection(self._strategies[id_].topics))

    def _phase_weight(self, id_: str, phase: Phase) -> float:
        fits = phase is Phase.UNKNOWN or phase in self._strategies[id_].phases
        return 1.0 if fits else _OTHER_PHASE

    def _varied(self, scores: Mapping[str, float], *, most: int) -> list[str]:
        waiting = sorted(scores, key=lambda id_: (-scores[id_], id_))
        chosen: list[str] = []
        seen: set[Topic] = set()
        while waiting and len(chosen) < most:
            best = scores[waiting[0]]
            near = [id_ for id_ in waiting if scores[id_] >= best * _NEAR]
            pick = max(near, key=lambda id_: scores[id_] * self._novelty(id_, seen))
            waiting.remove(pick)
            chosen.append(pick)
            seen.update(self._strategies[pick].topics)
        return chosen

    def _novelty(self, id_: str, seen: set[Topic]) -> float:
        return _SEEN_TOPICS if seen.issuperset(self._strategies[id_].topics) else 1.0


def _fused(found: Sequence[Mapping[str, Match]], weights: Sequence[float]) -> dict[str, float]:
    """Join scorers by weighted z-scores, moved so that the least is 0; one alone stays as it is."""
    if len(found) == 1:
        return {id_: match.score for id_, match in found[0].items()}
    ids = sorted({id_ for matches in found for id_ in matches})
    total = dict.fromkeys(ids, 0.0)
    for matches, weight in zip(found, weights, strict=True):
        raw = [matches[id_].score if id_ in matches else 0.0 for id_ in ids]
        spread = pstdev(raw) if len(raw) > 1 else 0.0
        for id_, score in zip(ids, raw, strict=True):
            total[id_] += weight * (score - fmean(raw)) / spread if spread else 0.0
    lowest = min(total.values(), default=0.0)
    return {id_: score - lowest for id_, score in total.items()}


def _mean_of_best(placed: Sequence[tuple[float, str]], without: str) -> float:
    others = [score for score, id_ in placed[: _NEIGHBOURS + 1] if id_ != without]
    return sum(others[:_NEIGHBOURS]) / _NEIGHBOURS


def _ranked(query: Query, strategy: Strategy, *, score: float, matches: Sequence[Match]) -> Ranked:
    return Ranked(
        strategy=strategy,
        score=score,
        because=_because(query, matches),
        points=matches[0].score,
        matched=len(matches[0].spans),
    )


def _because(query: Query, matches: Sequence[Match]) -> str:
    spans = [span for match in matches for span in match.spans]
    words = quotes(query.text, spans)
    if words:
        return f"you wrote {_listed([f'“{word}”' for word in words])}"
    if query.chosen:
        return f"you chose {_listed([topic.replace('-', ' ') for topic in query.chosen])}"
    if query.flagged:
        return "your message raised a worry about safety"
    return "it is the nearest to your message"


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
