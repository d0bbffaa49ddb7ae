"""The curated knowledge as the screens look things up in it."""

from dataclasses import dataclass

from advicebot.domain.knowledge import Knowledge, Offer, Source, Strategy


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The curated knowledge, by id."""

    strategies: dict[str, Strategy]
    offers: dict[str, Offer]
    sources: dict[str, Source]
    safeguarding_contact: str

    @classmethod
    def of(cls, knowledge: Knowledge) -> "Shelf":
        """Return the shelf of a knowledge folder."""
        return cls(
            strategies={each.id: each for each in knowledge.strategies},
            offers={each.id: each for each in knowledge.offers},
            sources={each.id: each for each in knowledge.sources},
            safeguarding_contact=knowledge.line.safeguarding_contact,
        )
