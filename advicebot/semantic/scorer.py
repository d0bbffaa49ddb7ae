"""Scores strategies by how near they are in meaning to a message."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from advicebot.domain.advice.query import Match, Query
from advicebot.domain.knowledge import Strategy
from advicebot.domain.vocabulary import Topic
from advicebot.semantic.encoder import SentenceEncoder
from advicebot.semantic.tensors import Floats
from advicebot.semantic.vectors import Progress, vectors_for
from advicebot.semantic.wording import as_read

_LONGEST_READ = 1_200
"""Characters, about as many as make the 256 word pieces that the model reads."""
_PASSAGES_BESIDE_SAYS = 2
_BELOW_ANY = -2.0
"""No cosine is as low."""


class MeaningScorer:
    """Scores every strategy by its nearness to a message. Safe to use from several threads.

    The score is the mean of two cosines, so from -1 to 1: of the message with the whole strategy,
    and with its nearest passage. Passages are the title, the topics and each phrase that teachers
    say; the whole is all of these. The body is left to the words: it speaks of what to do, and
    comparing it too made no measurable difference.
    """

    def __init__(
        self,
        strategies: Sequence[Strategy],
        *,
        encoder: SentenceEncoder,
        folder: Path,
        progress: Progress | None = None,
    ) -> None:
        """Compute the strategies' vectors, or take them from ``folder``; see ``vectors_for``."""
        self._encoder = encoder
        self._strategies = tuple(strategies)
        passages = [_passages(strategy) for strategy in strategies]
        texts = [". ".join(each) for each in passages]
        texts += [passage for each in passages for passage in each]
        vectors = vectors_for(texts, encoder=encoder, folder=folder, progress=progress)
        self._whole, self._passages = vectors[: len(passages)], vectors[len(passages) :]
        self._counts = np.array([len(each) for each in passages], dtype=np.intp)
        self._starts = np.cumsum(self._counts) - self._counts

    def matches(self, query: Query) -> Mapping[str, Match]:
        """Return a match for each strategy, near or far, with the phrase nearest to the message.

        Of a message longer than the model reads, the part that asks or hurts is compared.
        """
        focus = query.situation.focus
        text = focus.text if focus and len(query.text) > _LONGEST_READ else query.text
        vector = self._encoder.encode_one(as_read(text))
        whole, passages = self._whole @ vector, self._passages @ vector
        nearest = np.maximum.reduceat(passages, self._starts) if len(whole) else passages
        scores = (whole.astype(np.float64) + nearest) / 2
        return {
            strategy.id: Match(score=score, like=strategy.says[place] if strategy.says else "")
            for strategy, score, place in zip(
                self._strategies, scores.tolist(), self._nearest_said(passages), strict=True
            )
        }

    def _nearest_said(self, passages: Floats) -> list[int]:
        """Return for each strategy which of its phrases is nearest; any number where it has none.

        All strategies are looked at together, which takes a third of the time.
        """
        if not len(self._starts):
            return []
        said = passages.copy()
        for beside in range(_PASSAGES_BESIDE_SAYS):
            said[self._starts + beside] = _BELOW_ANY
        highest = np.maximum.reduceat(said, self._starts)
        found = np.flatnonzero(said == np.repeat(highest, self._counts))
        first = found[np.searchsorted(found, self._starts)]
        return [int(place) for place in first - self._starts - _PASSAGES_BESIDE_SAYS]


def _passages(strategy: Strategy) -> list[str]:
    return [strategy.title, _words(strategy.topics), *strategy.says]


def _words(topics: Sequence[Topic]) -> str:
    return ", ".join(topic.replace("-", " ") for topic in topics)
