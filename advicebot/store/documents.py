"""The strategies as a full-text index in memory: SQLite FTS5 with porter stems and column weights.

The index is built from the curated folder at start and never written afterwards.
"""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import pysqlite3 as sqlite3
from sqlite_utils import Database

from advicebot.domain.advice.query import Match, Query
from advicebot.domain.advice.text import tokenise
from advicebot.domain.knowledge import Strategy
from advicebot.domain.vocabulary import Topic

_COLUMNS = ("title", "topics", "says", "body")
_TOKENS = "porter unicode61 remove_diacritics 2"
# What one word adds to each strategy that has it, by the weights of title, topics, says and body;
# and the same without the body.
_SCORES_OF_TERM = """
    select
        rowid,
        -bm25(documents_fts, 3.0, 3.0, 3.0, 1.0),
        -bm25(documents_fts, 3.0, 3.0, 3.0, 0.0)
    from documents_fts where documents_fts match :term
"""
# A word that no title, topic or phrase of any strategy has is hardly ever what a message is about.
_STRAY_WORTH = 0.3
# What a long message says only in its history counts less than what it asks or what hurts.
_BACKGROUND_WORTH = 0.4
_MOST_CACHED_TERMS = 20_000
_NOWHERE = (0, 0)


class _Worth(NamedTuple):
    """What a term adds to a strategy; it tells why only when more than the body has it."""

    points: float
    is_telling: bool


@dataclass(slots=True)
class _Tally:
    """What a query has added up for one strategy: points, and the points of each span."""

    score: float = 0.0
    spans: dict[tuple[int, int], float] = field(default_factory=dict)

    def add(self, points: float, span: tuple[int, int]) -> None:
        self.score += points
        self.spans[span] = self.spans.get(span, 0.0) + points

    def match(self) -> Match:
        words = [span for span in self.spans if span != _NOWHERE]
        spans = sorted(words, key=lambda span: (-self.spans[span], span))
        return Match(score=self.score, spans=tuple(spans))


class StrategyIndex:
    """Scores strategies by the words they share with a message. Safe to use from several threads.

    BM25 is a sum over terms, so each term is asked for once and remembered; a message costs a few
    look-ups. User text reaches MATCH only as letters and digits inside quotes.
    """

    def __init__(self, strategies: Sequence[Strategy]) -> None:
        self._ids = tuple(strategy.id for strategy in strategies)
        self._lock = threading.Lock()
        self._terms: dict[str, dict[str, _Worth]] = {}
        self._connection = sqlite3.connect(":memory:", check_same_thread=False)
        table = Database(self._connection, execute_plugins=False).table("documents")
        table.insert_all(
            (_row(number, strategy) for number, strategy in enumerate(strategies)),
            pk="id",
            columns={"id": int, **dict.fromkeys(_COLUMNS, str)},
        )
        if strategies:
            table.enable_fts(_COLUMNS, tokenize=_TOKENS)

    def matches(self, query: Query) -> Mapping[str, Match]:
        """Return the strategies that share a word, a lexicon meaning, a hinted or flagged topic."""
        tallies: dict[str, _Tally] = {}
        for term, span in _terms_of(query):
            worth = _BACKGROUND_WORTH if query.background.issuperset(term.split()) else 1.0
            for id_, (points, is_telling) in self._worths(term).items():
                tallies.setdefault(id_, _Tally()).add(
                    points * worth, span if is_telling else _NOWHERE
                )
        return {id_: tally.match() for id_, tally in tallies.items()}

    def points(self, term: str) -> Mapping[str, float]:
        """Return what a folded word, or two side by side, adds to each strategy that has it."""
        return {id_: worth.points for id_, worth in self._worths(term).items()}

    def _worths(self, term: str) -> Mapping[str, _Worth]:
        with self._lock:
            known = self._terms.get(term)
            if known is None:
                if len(self._terms) >= _MOST_CACHED_TERMS:
                    self._terms.clear()
                known = self._terms[term] = self._ask(term)
            return known

    def __len__(self) -> int:
        return len(self._ids)

    def _ask(self, term: str) -> dict[str, _Worth]:
        if not self._ids or not term.replace(" ", "").isalnum():
            return {}
        rows = self._connection.execute(_SCORES_OF_TERM, {"term": f'"{term}"'}).fetchall()
        is_of_the_field = any(without_body > 0 for _, _, without_body in rows)
        worth = 1.0 if is_of_the_field else _STRAY_WORTH
        return {
            self._ids[rowid]: _Worth(points * worth, without_body > 0)
            for rowid, points, without_body in rows
        }


def _terms_of(query: Query) -> list[tuple[str, tuple[int, int]]]:
    terms = [(word.text, (word.start, word.end)) for word in query.words]
    for one, other in query.pairs:
        terms.append((f"{one.text} {other.text}", (one.start, other.end)))
    terms.extend((_topic_word(topic), _NOWHERE) for topic in query.flagged)
    seen = {term for term, _ in terms}
    for hit in query.hits:
        span = (hit.start, hit.end)
        meant = [token.text for phrase in hit.entry.means for token in tokenise(phrase)]
        for term in (*meant, *(_topic_word(topic) for topic in hit.entry.topics)):
            if term not in seen:
                seen.add(term)
                terms.append((term, span))
    return terms


def _row(number: int, strategy: Strategy) -> dict[str, int | str]:
    body = (strategy.right_now, strategy.next_steps, strategy.telling_you, strategy.watch_for)
    topics = [_plain(topic) for topic in strategy.topics]
    return {
        "id": number,
        "title": _plain(strategy.title),
        "topics": " ".join([*topics, *(_topic_word(topic) for topic in strategy.topics)]),
        "says": _plain(" . ".join(strategy.says)),
        "body": _plain("\n".join(body)),
    }


def _plain(text: str) -> str:
    return " ".join(token.text for token in tokenise(text))


def _topic_word(topic: Topic) -> str:
    """Return the single made-up word that stands for a topic, so that it counts as one term."""
    return "topic" + topic.replace("-", "")
