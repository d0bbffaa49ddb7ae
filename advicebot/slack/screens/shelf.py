"""The curated knowledge as the screens look things up in it."""

from collections.abc import Mapping
from dataclasses import dataclass

from advicebot.domain.knowledge import FirstLines, Knowledge, Offer, Signpost, Source, Strategy
from advicebot.domain.line import Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The curated knowledge, by id; ``reasons`` by the id of a triage rule."""

    strategies: dict[str, Strategy]
    offers: dict[str, Offer]
    sources: dict[str, Source]
    signposts: dict[str, Signpost]
    line: Line
    first_lines: tuple[FirstLines, ...]
    reasons: Mapping[str, str]

    @classmethod
    def of(cls, knowledge: Knowledge) -> "Shelf":
        """Return the shelf of a knowledge folder."""
        return cls(
            strategies={each.id: each for each in knowledge.strategies},
            offers={each.id: each for each in knowledge.offers},
            sources={each.id: each for each in knowledge.sources},
            signposts={each.id: each for each in knowledge.signposts},
            line=knowledge.line,
            first_lines=knowledge.first_lines,
            reasons=knowledge.reasons,
        )
