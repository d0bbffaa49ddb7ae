"""What the files about offers and about the line itself may hold: keys, words, sizes."""

import re
from datetime import date
from itertools import pairwise
from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from advicebot.domain.vocabulary import Need, OfferKind, ProvisionCategory, Topic
from advicebot.library.schema import CuratedFile, Id, Once, Phases, Text, Title


def _is_hour(value: str) -> str:
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
        raise ValueError('a time is written "HH:MM" in quotes, such as "08:00"')
    return value


Hour = Annotated[str, AfterValidator(_is_hour)]


class ProviderItem(CuratedFile):
    """The provider at the head of ``offers/<id>.yaml``."""

    id: Id
    name: Text
    registered: bool
    qa_until: date | None
    areas: Annotated[tuple[Text, ...], Field(min_length=1), Once]
    contact: Text
    example: bool


class OfferItem(CuratedFile):
    """One offer of a provider."""

    id: Id
    title: Title
    tier: Annotated[int, Field(ge=1, le=3)]
    kind: OfferKind
    category: ProvisionCategory
    summary: Text
    phases: Phases
    topics: Annotated[tuple[Topic, ...], Field(min_length=1, max_length=8), Once]
    needs: Annotated[tuple[Need, ...], Field(min_length=1, max_length=6), Once]
    not_needs: Annotated[tuple[Need, ...], Once] = ()
    not_for: Annotated[tuple[Text, ...], Field(max_length=5), Once]
    prerequisites: Annotated[tuple[Text, ...], Field(max_length=6), Once]
    dose: Text
    response_days: Annotated[int, Field(ge=0)]
    capacity_total: Annotated[int, Field(ge=0)]
    capacity_now: Annotated[int, Field(ge=0)]
    cost: Text
    verified: date

    @model_validator(mode="after")
    def _serves_or_does_not(self) -> "OfferItem":
        both = [str(need) for need in self.not_needs if need in self.needs]
        if both:
            raise ValueError(f"“{both[0]}” stands in needs and in not_needs; keep it in one")
        return self

    @model_validator(mode="after")
    def _free_places_exist(self) -> "OfferItem":
        if self.capacity_now > self.capacity_total:
            raise ValueError(
                f"capacity_now is {self.capacity_now} but capacity_total only {self.capacity_total}"
            )
        return self


class OffersFile(CuratedFile):
    """``offers/<provider-id>.yaml``."""

    provider: ProviderItem
    offers: Annotated[tuple[OfferItem, ...], Field(min_length=1)]


class _Hours(CuratedFile):
    opens: Hour
    closes: Hour

    @model_validator(mode="after")
    def _in_order(self) -> "_Hours":
        if self.opens >= self.closes:
            raise ValueError(f"the line opens at {self.opens} but closes at {self.closes}")
        return self


class TermItem(CuratedFile):
    """One term; both dates are included."""

    name: Text
    first: date
    last: date
    closed: Annotated[tuple[date, ...], Once]

    @model_validator(mode="after")
    def _dates_in_term(self) -> "TermItem":
        if self.first > self.last:
            raise ValueError(f"the term starts on {self.first} but ends on {self.last}")
        outside = [day for day in self.closed if not self.first <= day <= self.last]
        if outside:
            raise ValueError(f"the closed day {outside[0]} is outside the term")
        return self


class SchoolItem(CuratedFile):
    """One school the line serves."""

    id: Id
    name: Text
    also: Annotated[tuple[Text, ...], Once]


def _terms_in_order(terms: tuple[TermItem, ...]) -> tuple[TermItem, ...]:
    for before, after in pairwise(terms):
        if before.last >= after.first:
            raise ValueError(f"“{after.name}” starts before “{before.name}” has ended")
    return terms


class LineFile(CuratedFile):
    """``line.yaml``."""

    name: Text
    area: Text
    example: bool
    hours: _Hours
    terms: Annotated[tuple[TermItem, ...], Field(min_length=1), AfterValidator(_terms_in_order)]
    schools: Annotated[tuple[SchoolItem, ...], Field(min_length=1)]
    on_call_channel: Text
    leads_channel: Text
    safeguarding_contact: Text
    privacy_contact: Text
