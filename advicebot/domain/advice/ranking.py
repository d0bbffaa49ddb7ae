"""Puts strategies in order for one message: scores joined, the situation weighed, variety kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from advicebot.domain.advice.fusion import fused
from advicebot.domain.advice.query import Match, Query, Scorer
from advicebot.domain.advice.situation import Moment, Scope, Situation
from advicebot.domain.advice.words import quotes
from advicebot.domain.knowledge import Strategy
from advicebot.domain.vocabulary import Phase, Topic, When

_MEANING_WEIGHT = 2.0
# How much a strategy counts that is written for a phase so many steps away.
_PHASES_AWAY = (1.0, 0.95, 0.85, 0.6)
_PHASE_ORDER = tuple(phase for phase in Phase if phase is not Phase.UNKNOWN)
_FOR_A_CLASS = 1.25
_FOR_ANOTHER_SCOPE = 0.8
_FOR_NOW = 1.05
_FOR_ANOTHER_MOMENT = 0.92
_FOR_THE_ADULT = 1.25
_BORROWED = 0.3
_NEIGHBOURS = 2
_NEAR = 0.85
_SEEN_TOPICS = 0.9
_BENEATH_AT_LEAST = 0.5
_NO_MATCH = Match(score=0.0)
FIRST_SHOWN = 3
"""How many of a ranking are seen at once; the rest are for asking."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A strategy in its place. ``score`` is comparable within one ranking only.

    ``points`` and ``matched`` are the first scorer's: its score, and how many words did it.
    ``meaning`` is the second scorer's score, 0 when there is none.
    """

    strategy: Strategy
    score: float
    because: str
    points: float
    matched: int
    meaning: float = 0.0


class Ranker:
    """Ranks the strategies with one or more scorers, each with its weight."""

    def __init__(
        self, strategies: Sequence[Strategy], scorers: Sequence[tuple[Scorer, float]]
    ) -> None:
        self._strategies = {strategy.id: strategy for strategy in strategies}
        self._scorers = tuple(scorers)

    def rank(self, query: Query, *, most: int = 5) -> tuple[Ranked, ...]:
        """Return the best strategies, best first; the same query always gives the same order.

        Chosen topics filter. The further a strategy's phases are away, the less it counts; whole
        class or one pupil, now or planning and the adult's own state move a little. Where scores
        lie near each other, one that brings a new topic goes before one that repeats the topics
        above it. For behaviour that keeps coming, one of the first three looks for the need
        beneath.
        """
        found = [scorer.matches(query) for scorer, _ in self._scorers]
        joined = self._with_neighbours(fused(found, [weight for _, weight in self._scorers]))
        scores = {
            id_: score * self._fit(id_, query)
            for id_, score in joined.items()
            if self._is_wanted(id_, query.chosen)
        }
        for id_, strategy in self._strategies.items():
            if query.chosen and self._is_wanted(strategy.id, query.chosen):
                scores.setdefault(id_, 0.0)
        order = self._varied(scores, most=most)
        if query.situation.is_repeated and query.situation.scope is not Scope.CLASS:
            order = self._with_one_beneath(order, scores)
        return tuple(
            _ranked(
                query,
                self._strategies[id_],
                score=scores[id_],
                matches=[matches.get(id_, _NO_MATCH) for matches in found],
            )
            for id_ in order
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

    def _fit(self, id_: str, query: Query) -> float:
        """Return what to multiply a score by, given the phase and the situation."""
        strategy = self._strategies[id_]
        return _phase_fit(strategy, query.phase) * _situation_fit(strategy, query.situation)

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

    def _with_one_beneath(self, order: list[str], scores: Mapping[str, float]) -> list[str]:
        """Put the best page that looks beneath third, when none of the first three does."""
        first = order[:FIRST_SHOWN]
        if len(first) < FIRST_SHOWN or any(self._strategies[i].looks_beneath for i in first):
            return order
        shared = {topic for id_ in first[:1] for topic in self._strategies[id_].topics}
        fitting = [
            id_
            for id_, score in scores.items()
            if self._strategies[id_].looks_beneath
            and score >= scores[first[0]] * _BENEATH_AT_LEAST
            and shared.intersection(self._strategies[id_].topics)
        ]
        if not fitting:
            return order
        best = min(fitting, key=lambda id_: (-scores[id_], id_))
        others = [id_ for id_ in order if id_ != best]
        return [*others[: FIRST_SHOWN - 1], best, *others[FIRST_SHOWN - 1 :]][: len(order)]


def ranker_over(strategies: Sequence[Strategy], *, index: Scorer, meaning: Scorer | None) -> Ranker:
    """Return the ranker of the line: words, and meaning with twice their weight.

    Weights of 2 to 4 do about equally well; equal ranks joined without scores do worse.
    """
    beside = [] if meaning is None else [(meaning, _MEANING_WEIGHT)]
    return Ranker(strategies, [(index, 1.0), *beside])


def _phase_fit(strategy: Strategy, phase: Phase) -> float:
    if phase is Phase.UNKNOWN:
        return 1.0
    place = _PHASE_ORDER.index(phase)
    away = min(abs(place - _PHASE_ORDER.index(each)) for each in strategy.phases)
    return _PHASES_AWAY[min(away, len(_PHASES_AWAY) - 1)]


def _situation_fit(strategy: Strategy, situation: Situation) -> float:
    is_for_class = Topic.WHOLE_CLASS in strategy.topics
    weight = 1.0
    if is_for_class and situation.scope is Scope.CLASS:
        weight *= _FOR_A_CLASS
    elif is_for_class and situation.scope is Scope.ONE:
        weight *= _FOR_ANOTHER_SCOPE
    if situation.moment is Moment.NOW:
        is_for_now = When.NOW in strategy.when or When.TODAY in strategy.when
        weight *= _FOR_NOW if is_for_now else _FOR_ANOTHER_MOMENT
    elif situation.moment is Moment.PLANNING and strategy.when == (When.NOW,):
        weight *= _FOR_ANOTHER_MOMENT
    if situation.is_about_me and Topic.STAFF_WELLBEING in strategy.topics:
        weight *= _FOR_THE_ADULT
    return weight


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
        meaning=matches[1].score if len(matches) > 1 else 0.0,
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
    like = next((match.like for match in matches if match.like), "")
    return f"it is close to “{like}”" if like else "it is the nearest to your message"


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
