"""The curated knowledge as the screens look things up in it."""

from dataclasses import dataclass

from advicebot.domain.knowledge import Knowledge, Line, Offer, Signpost, Source, Strategy


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The curated knowledge, by id."""

    strategies: dict[str, Strategy]
    offers: dict[str, Offer]
    sources: dict[str, Source]
    signposts: dict[str, Signpost]
    line: Line

    @classmethod
    def of(cls, knowledge: Knowledge) -> "Shelf":
        """Return the shelf of a knowledge folder."""
        return cls(
            strategies={each.id: each for each in knowledge.strategies},
            offers={each.id: each for each in knowledge.offers},
            sources={each.id: each for each in knowledge.sources},
            signposts={each.id: each for each in knowledge.signposts},
            line=knowledge.line,
        )
