"""What the files about offers may hold: keys, words, sizes. ``offers`` checks what they mean."""

import re
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from advicebot.domain.knowledge import Consent, OfferHours
from advicebot.domain.vocabulary import Need, OfferKind, ProvisionCategory, Topic
from advicebot.library.schema import CuratedFile, Id, Once, Phases, Text, Title

_EMAIL = re.compile(r"[^@\s<>,;:]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_CHANNEL = re.compile(r"#[a-z0-9_-]{1,80}")
_CONSENT_WORDS = "true, false, verbal or written"


def _is_contact(value: str) -> str:
    if not (_EMAIL.fullmatch(value) or _CHANNEL.fullmatch(value)):
        raise ValueError(
            "a contact is an e-mail address, or a Slack channel in quotes such as "
            '"#outreach-bridge"; without one nobody hears of a request'
        )
    return value


def _consent(value: Any) -> Consent:
    if isinstance(value, bool):
        return Consent.ANY if value else Consent.NONE
    if value in (Consent.VERBAL.value, Consent.WRITTEN.value):
        return Consent(value)
    raise ValueError(f"consent is one of {_CONSENT_WORDS}")


Count = Annotated[int, Field(ge=0, strict=True)]
Weeks = Annotated[int, Field(ge=1, le=52, strict=True)]
Contact = Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(_is_contact)]


class ProviderItem(CuratedFile):
    """The provider at the head of ``offers/<id>.yaml``."""

    id: Id
    name: Text
    registered: bool
    ofsted: Text
    qa_until: date | None
    areas: Annotated[tuple[Text, ...], Field(min_length=1), Once]
    contact: Contact
    example: bool


class OfferItem(CuratedFile):
    """One offer of a provider."""

    id: Id
    title: Title
    tier: Annotated[int, Field(ge=1, le=3, strict=True)]
    kind: OfferKind
    category: ProvisionCategory
    summary: Text
    phases: Phases
    topics: Annotated[tuple[Topic, ...], Field(min_length=1, max_length=8), Once]
    needs: Annotated[tuple[Need, ...], Field(min_length=1, max_length=6), Once]
    not_needs: Annotated[tuple[Need, ...], Once] = ()
    not_for: Annotated[tuple[Text, ...], Field(max_length=5), Once]
    consent: Annotated[Consent, BeforeValidator(_consent)]
    baseline: Text | None = None
    prerequisites: Annotated[tuple[Text, ...], Field(max_length=6), Once]
    hours: OfferHours
    dose: Text
    review_after: Text
    review_weeks: Weeks
    exit_plan: Text | None = None
    response_days: Count
    capacity_total: Count
    capacity_now: Count
    max_at_once: Annotated[int, Field(ge=1, strict=True)] | None = None
    waiting_list: Annotated[bool, Field(strict=True)] = False
    waiting_weeks: Weeks | None = None
    cost: Text
    verified: date


class OffersFile(CuratedFile):
    """``offers/<provider-id>.yaml``."""

    provider: ProviderItem
    offers: Annotated[tuple[OfferItem, ...], Field(min_length=1)]
