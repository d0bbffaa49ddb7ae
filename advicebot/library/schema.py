"""What each knowledge file may hold: keys, words, sizes. What it means is checked in ``lint``."""

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from advicebot.domain.advice.confidence import FEATURES
from advicebot.domain.advice.offtopic import SmallTalk
from advicebot.domain.advice.situation import Cue
from advicebot.domain.advice.triage.phrases import parse_phrases
from advicebot.domain.vocabulary import (
    Evidence,
    Flag,
    Need,
    OfferKind,
    PageKind,
    Phase,
    ProvisionCategory,
    Topic,
    When,
)

FEWEST_EXAMPLES = 20
ALL_PHASES = tuple(phase for phase in Phase if phase is not Phase.UNKNOWN)
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
Item = TypeVar("Item")


def _number_as_id(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _is_id(value: str) -> str:
    if not _ID.fullmatch(value):
        raise ValueError("an id has lower-case letters, digits and single hyphens only")
    return value


def _all_phases(value: Any) -> Any:
    return list(ALL_PHASES) if value == ["all"] else value


def _no_unknown(value: tuple[Phase, ...]) -> tuple[Phase, ...]:
    if Phase.UNKNOWN in value:
        raise ValueError("“unknown” is for messages only; write the phases, or [all]")
    return value


def _no_repeats(value: tuple[Item, ...]) -> tuple[Item, ...]:
    repeated = [str(item) for n, item in enumerate(value) if item in value[:n]]
    if repeated:
        raise ValueError(f"“{repeated[0]}” stands here twice; keep one of them")
    return value


def _is_hour(value: str) -> str:
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
        raise ValueError('a time is written "HH:MM" in quotes, such as "08:00"')
    return value


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
Hour = Annotated[str, AfterValidator(_is_hour)]
Id = Annotated[str, BeforeValidator(_number_as_id), AfterValidator(_is_id)]
Once = AfterValidator(_no_repeats)
Phases = Annotated[
    tuple[Phase, ...],
    Field(min_length=1),
    BeforeValidator(_all_phases),
    AfterValidator(_no_unknown),
    Once,
]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class StrategyHeader(_File):
    """The front matter of ``strategies/<id>.md``."""

    id: Id
    title: Title
    topics: Annotated[tuple[Topic, ...], Field(min_length=1, max_length=4), Once]
    needs: Annotated[tuple[Need, ...], Field(min_length=1, max_length=4), Once]
    phases: Phases
    when: Annotated[tuple[When, ...], Field(min_length=1, max_length=3), Once]
    kind: PageKind = PageKind.STRATEGY
    evidence: Evidence | None = None
    strength: Text | None = None
    version: Text | None = None
    as_of: date | None = None
    sources: Annotated[tuple[Id, ...], Field(min_length=1, max_length=5), Once]
    says: Annotated[tuple[Text, ...], Field(min_length=5, max_length=8), Once]
    not_when: Annotated[tuple[Text, ...], Field(min_length=1, max_length=4), Once]
    get_help_when: Annotated[tuple[Text, ...], Field(min_length=1, max_length=4), Once]
    reviewed: date
    review_by: date
    owner: Text
    looks_beneath: bool = False

    @model_validator(mode="after")
    def _has_what_its_kind_needs(self) -> "StrategyHeader":
        wanted, foreign = ("evidence", "strength"), ("version", "as_of")
        if self.kind is PageKind.FACT:
            wanted, foreign = foreign, wanted
        for key in wanted:
            if getattr(self, key) is None:
                raise ValueError(f"a {self.kind} needs “{key}”; add it")
        for key in foreign:
            if getattr(self, key) is not None:
                raise ValueError(f"a {self.kind} has no “{key}”; take it out")
        return self


class SourceItem(_File):
    """One item of ``sources.yaml``."""

    id: Id
    title: Text
    publisher: Text
    year: Annotated[int, Field(ge=1900, le=2100)] | None
    url: Annotated[str, Field(pattern=r"^https?://\S+$")] | None
    checked: bool


class SignpostItem(_File):
    """One item of ``signposts.yaml``."""

    id: Id
    name: Text
    what: Text
    contact: Text
    hours: Text
    flags: Annotated[tuple[Flag, ...], Once]
    verified: date | None


class FirstPageItem(_File):
    """One item of ``first_pages.yaml``."""

    flag: Flag
    pages: Annotated[tuple[Id, ...], Field(min_length=1), Once]
    phases: Annotated[tuple[Phase, ...], Once] = ()


FirstLine = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=110)]
FewLines = Annotated[tuple[FirstLine, ...], Field(min_length=2, max_length=4), Once]


class FirstLinesItem(_File):
    """One item of ``first_lines.yaml``."""

    flag: Flag
    emergency: FewLines
    urgent: FewLines
    ring: Annotated[tuple[Id, ...], Field(max_length=3), Once] = ()


class LexiconItem(_File):
    """One item of ``lexicon.yaml``."""

    phrases: Annotated[tuple[Text, ...], Field(min_length=1), Once]
    means: Annotated[tuple[Text, ...], Field(min_length=1), Once]
    topics: Annotated[tuple[Topic, ...], Field(max_length=3), Once]
    matches: Text
    not_matches: Text


class ProviderItem(_File):
    """The provider at the head of ``offers/<id>.yaml``."""

    id: Id
    name: Text
    registered: bool
    qa_until: date | None
    areas: Annotated[tuple[Text, ...], Field(min_length=1), Once]
    contact: Text
    example: bool


class OfferItem(_File):
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


class OffersFile(_File):
    """``offers/<provider-id>.yaml``."""

    provider: ProviderItem
    offers: Annotated[tuple[OfferItem, ...], Field(min_length=1)]


class _Hours(_File):
    opens: Hour
    closes: Hour

    @model_validator(mode="after")
    def _in_order(self) -> "_Hours":
        if self.opens >= self.closes:
            raise ValueError(f"the line opens at {self.opens} but closes at {self.closes}")
        return self


class TermItem(_File):
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


class SchoolItem(_File):
    """One school the line serves."""

    id: Id
    name: Text
    also: Annotated[tuple[Text, ...], Once]


def _terms_in_order(terms: tuple[TermItem, ...]) -> tuple[TermItem, ...]:
    for before, after in pairwise(terms):
        if before.last >= after.first:
            raise ValueError(f"“{after.name}” starts before “{before.name}” has ended")
    return terms


class LineFile(_File):
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


def _split(value: Any) -> Any:
    """A text with commas becomes a list of its trimmed parts; anything else is left as it is."""
    if isinstance(value, str):
        return [" ".join(part.split()) for part in value.split(",") if part.strip()]
    return value


def _is_phrase(value: str) -> str:
    parse_phrases(value)
    return value


def _all_cues(value: dict[Cue, tuple[str, ...]]) -> dict[Cue, tuple[str, ...]]:
    missing = [cue for cue in Cue if cue not in value]
    if missing:
        raise ValueError(f"the list “{missing[0]}” is missing; add it")
    return value


Cues = Annotated[
    tuple[Annotated[str, AfterValidator(_is_phrase)], ...],
    BeforeValidator(_split),
    Field(min_length=1),
]


class SituationFile(_File):
    """``situation.yaml``: the phrases that show how a message is meant, a list for each cue."""

    words: Annotated[dict[Cue, Cues], AfterValidator(_all_cues)]


def _every_flag(value: dict[Flag, tuple[str, ...]]) -> dict[Flag, tuple[str, ...]]:
    for flag in Flag:
        if len(value.get(flag, ())) < FEWEST_EXAMPLES:
            found = len(value.get(flag, ()))
            raise ValueError(
                f"“{flag}” has {found} examples; the rule is at least {FEWEST_EXAMPLES}"
            )
    return value


class ExamplesFile(_File):
    """``triage/examples.yaml``: messages that the sentence model compares with."""

    floor: Annotated[float, Field(gt=0, lt=1)]
    margin: Annotated[float, Field(ge=0, lt=1)]
    wary_margin: Annotated[float, Field(ge=0, lt=1)]
    calm: Annotated[tuple[Text, ...], Field(min_length=FEWEST_EXAMPLES), Once]
    flags: Annotated[dict[Flag, tuple[Text, ...]], AfterValidator(_every_flag)]


class CalibrationItem(_File):
    """One model of ``confidence.yaml``."""

    weights: dict[str, float]
    bias: float
    confident_at: Annotated[float, Field(gt=0, lt=1)]
    unsure_at: Annotated[float, Field(gt=0, lt=1)]

    @model_validator(mode="after")
    def _is_in_order(self) -> "CalibrationItem":
        unknown = [name for name in self.weights if name not in FEATURES]
        if unknown:
            raise ValueError(f"weights: there is no feature “{unknown[0]}”; known: {FEATURES}")
        if self.unsure_at > self.confident_at:
            raise ValueError("unsure_at must not be above confident_at")
        return self


class ConfidenceFile(_File):
    """``confidence.yaml``: how sure the line may sound, without and with the sentence model."""

    words: CalibrationItem
    meaning: CalibrationItem


Phrases = Annotated[tuple[Text, ...], Field(min_length=1), Once]


class OffTopicFile(_File):
    """``off_topic.yaml``: what this line is not for, and the words that bring a message back."""

    small_talk: dict[SmallTalk, Phrases]
    subjects: dict[Id, Phrases]
    ours: Phrases
    people: Phrases
    examples: Phrases


def keys_at(model: type[BaseModel], path: Sequence[str | int]) -> tuple[str, ...]:
    """Return the keys that may stand in the mapping at ``path`` of a file of this model."""
    for part in path:
        field = model.model_fields.get(str(part)) if isinstance(part, str) else None
        inner = _model_in(field.annotation) if field else model
        if inner is None:
            return ()
        model = inner
    return tuple(model.model_fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_model_in(argument) for argument in getattr(annotation, "__args__", ()))
    return next((model for model in found if model), None)
