"""Joins the sentence model, when it is installed, to what it compares messages with."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from advicebot.domain.advice.query import Scorer
from advicebot.domain.advice.triage import ELSEWHERE, Closeness
from advicebot.domain.knowledge import Knowledge
from advicebot.errors import WeightsError

if TYPE_CHECKING:
    from advicebot.semantic.encoder import SentenceEncoder

log = logging.getLogger(__name__)

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What the sentence model knows: the strategies, and the examples of triage.

    Both are None on a line without the model.
    """

    strategies: Scorer | None = None
    examples: Closeness | None = None


def build_meaning(
    knowledge: Knowledge, *, cache: Path | None, progress: Progress | None = None
) -> Meaning:
    """Return what the sentence model knows: nothing when it is not there or not the right one.

    Vectors are kept in ``cache``; with None the model is left out. ``progress`` hears how many of
    those to compute are done.
    """
    if cache is None or (encoder := _encoder()) is None:
        return Meaning()
    from advicebot.semantic.examples import Closeness as ExampleCloseness
    from advicebot.semantic.scorer import MeaningScorer

    strategies = MeaningScorer(
        knowledge.strategies, encoder=encoder, folder=cache, progress=progress
    )
    groups = {**knowledge.examples.groups(), ELSEWHERE: knowledge.off_topic.examples}
    examples = ExampleCloseness(groups, encoder=encoder, folder=cache, progress=progress)
    return Meaning(strategies=strategies, examples=examples)


def _encoder() -> "SentenceEncoder | None":
    from advicebot.semantic.weights import find_weights

    try:
        folder = find_weights()
    except WeightsError as error:
        log.warning("the line answers from words alone reason=%s", error)
        return None
    from advicebot.semantic.encoder import SentenceEncoder

    return SentenceEncoder(folder)
