"""What the pages and lists of the knowledge folder may hold: keys, words, sizes.

What they mean is checked in ``lint``; offers are in ``schema_offers``, the line in ``schema_line``,
what the models read in ``schema_models``.
"""

import re
from collections.abc import Sequence
from datetime import date
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
from pydantic.fields import FieldInfo

from advicebot.domain.vocabulary import Evidence, Flag, Need, PageKind, Phase, Topic, When

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


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
Id = Annotated[str, BeforeValidator(_number_as_id), AfterValidator(_is_id)]
Once = AfterValidator(_no_repeats)
Phases = Annotated[
    tuple[Phase, ...],
    Field(min_length=1),
    BeforeValidator(_all_phases),
    AfterValidator(_no_unknown),
    Once,
]


class CuratedFile(BaseModel):
    """A mapping in a curated file: unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class StrategyHeader(CuratedFile):
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


class SourceItem(CuratedFile):
    """One item of ``sources.yaml``."""

    id: Id
    title: Text
    publisher: Text
    year: Annotated[int, Field(ge=1900, le=2100)] | None
    url: Annotated[str, Field(pattern=r"^https?://\S+$")] | None
    checked: bool


class SignpostItem(CuratedFile):
    """One item of ``signposts.yaml``."""

    id: Id
    name: Text
    what: Text
    contact: Text
    hours: Text
    flags: Annotated[tuple[Flag, ...], Once]
    verified: date | None


class FirstPageItem(CuratedFile):
    """One item of ``first_pages.yaml``."""

    flag: Flag
    pages: Annotated[tuple[Id, ...], Field(min_length=1), Once]
    phases: Annotated[tuple[Phase, ...], Once] = ()
    rules: Annotated[tuple[Text, ...], Once] = ()


FirstLine = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=110)]
FewLines = Annotated[tuple[FirstLine, ...], Field(min_length=2, max_length=4), Once]


class FirstLinesItem(CuratedFile):
    """One item of ``first_lines.yaml``."""

    flag: Flag
    emergency: FewLines
    urgent: FewLines
    ring: Annotated[tuple[Id, ...], Field(max_length=3), Once] = ()
    rules: Annotated[tuple[Text, ...], Once] = ()


class LexiconItem(CuratedFile):
    """One item of ``lexicon.yaml``."""

    phrases: Annotated[tuple[Text, ...], Field(min_length=1), Once]
    means: Annotated[tuple[Text, ...], Field(min_length=1), Once]
    topics: Annotated[tuple[Topic, ...], Field(max_length=3), Once]
    matches: Text
    not_matches: Text


def keys_at(model: type[BaseModel], path: Sequence[str | int]) -> tuple[str, ...]:
    """Return the keys that may stand in the mapping at ``path`` of a file of this model."""
    for part in path:
        field = _field_of(model, part) if isinstance(part, str) else None
        inner = _model_in(field.annotation) if field else model
        if inner is None:
            return ()
        model = inner
    return tuple(field.alias or name for name, field in model.model_fields.items())


def _field_of(model: type[BaseModel], key: str) -> FieldInfo | None:
    found = (each for name, each in model.model_fields.items() if key == (each.alias or name))
    return next(found, None)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_model_in(argument) for argument in getattr(annotation, "__args__", ()))
    return next((model for model in found if model), None)
