"""Figures for redaction: is personal data taken out whole, and is everything else left in?"""

from collections.abc import Sequence
from dataclasses import dataclass

from advicebot.domain.evaluation.figures import (
    Figure,
    Intervals,
    share,
    share_at_least,
    share_at_most,
)
from advicebot.domain.evaluation.judging import Outcome, false_touches, is_caught
from advicebot.domain.vocabulary import RedactionKind


@dataclass(frozen=True, slots=True, kw_only=True)
class KindLine:
    """The pieces of personal data of one kind; a piece is caught when all of it is taken out."""

    kind: RedactionKind
    caught: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class RedactionFigures:
    """All figures for redaction.

    ``caught`` is over labelled pieces, ``clean_touched`` over messages without any, and
    ``false_touches`` over everything that was taken out: the share that overlaps no labelled piece.
    """

    n: int
    caught: Figure
    clean_touched: Figure
    false_touches: Figure
    kinds: tuple[KindLine, ...]


def redaction_figures(outcomes: Sequence[Outcome], intervals: Intervals) -> RedactionFigures | None:
    """Return the figures over the cases with marked spans, None when there are none."""
    marked = [(o.case.spans, o.advice) for o in outcomes if o.case.spans is not None]
    if not marked:
        return None
    pieces = [(span.kind, is_caught(span, advice)) for spans, advice in marked for span in spans]
    false = sum(false_touches(spans, advice) for spans, advice in marked)
    made = sum(len(advice.redactions) for _, advice in marked)
    return RedactionFigures(
        n=len(marked),
        caught=share_at_least((is_out for _, is_out in pieces), intervals),
        clean_touched=share_at_most(
            (bool(advice.redactions) for spans, advice in marked if not spans), intervals
        ),
        false_touches=share([True] * false + [False] * (made - false)),
        kinds=tuple(
            KindLine(
                kind=kind,
                caught=share_at_least((is_out for of, is_out in pieces if of is kind), intervals),
            )
            for kind in RedactionKind
            if any(of is kind for of, _ in pieces)
        ),
    )
