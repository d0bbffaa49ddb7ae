"""What in the knowledge folder is due for review: pages, offers, providers and unconfirmed
facts.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from advicebot.domain.knowledge import Knowledge, Signpost
from advicebot.library.loader import load_knowledge

_OFFERS_HOLD_FOR = timedelta(days=183)
_CONTACTS_HOLD_FOR = timedelta(days=365)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Due:
    """One thing to look at again. ``due`` is the first day on which it should not be relied on."""

    due: date
    kind: str
    id: str
    why: str


def due_for_review(folder: Path, *, on: date) -> tuple[Due, ...]:
    """Return what falls due by the day ``on``, the longest overdue first.

    Pages carry their own date. Offers are confirmed every half year, the contacts of signposts
    every year; a contact that nobody has confirmed is due at once, and so is a provider whose
    quality assurance has run out.

    Raises:
        KnowledgeError: a file is missing or breaks its format.
    """
    knowledge = load_knowledge(folder)
    found = (*_pages(knowledge), *_offers(knowledge), *_signposts(knowledge, on=on))
    return tuple(sorted(due for due in found if due.due <= on))


def _pages(knowledge: Knowledge) -> Iterator[Due]:
    for page in knowledge.strategies:
        why = f"reviewed {page.reviewed} by {page.owner}"
        if page.as_of is not None:
            why = f"rules checked {page.as_of} against: {page.version}"
        yield Due(due=page.review_by, kind="page", id=page.id, why=why)


def _offers(knowledge: Knowledge) -> Iterator[Due]:
    providers = {offer.provider.id: offer.provider for offer in knowledge.offers}
    for offer in knowledge.offers:
        why = f"last confirmed {offer.verified} with {offer.provider.name}"
        yield Due(due=offer.verified + _OFFERS_HOLD_FOR, kind="offer", id=offer.id, why=why)
    for provider in providers.values():
        if provider.qa_until is not None:
            why = f"quality assurance ends {provider.qa_until}; then its offers are not shown"
            yield Due(due=provider.qa_until, kind="provider", id=provider.id, why=why)


def _signposts(knowledge: Knowledge, *, on: date) -> Iterator[Due]:
    for signpost in knowledge.signposts:
        yield Due(
            due=on if signpost.verified is None else signpost.verified + _CONTACTS_HOLD_FOR,
            kind="signpost",
            id=signpost.id,
            why=_why(signpost),
        )


def _why(signpost: Signpost) -> str:
    if signpost.verified is None:
        return f"nobody has confirmed {signpost.contact}"
    return f"contact confirmed {signpost.verified}"
