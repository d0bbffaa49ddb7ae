"""What could be read of a knowledge folder, and how one of its files is read and checked."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from advicebot.domain.knowledge import (
    FirstLines,
    FirstPage,
    LexiconEntry,
    Offer,
    OffTopic,
    Signpost,
    Source,
    Strategy,
)
from advicebot.domain.line import Line
from advicebot.errors import Problem
from advicebot.library.models import Models
from advicebot.library.pages import Page
from advicebot.library.places import YamlText, read_yaml
from advicebot.library.problems import explain

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, slots=True, kw_only=True)
class StrategyPage:
    """A strategy with the page and header it was read from."""

    strategy: Strategy
    page: Page
    header: YamlText


@dataclass(slots=True, kw_only=True)
class Folder:
    """What could be read of a knowledge folder, and what could not. ``line`` None: unreadable.

    ``problems`` are those that nothing can run with, ``left_out`` those of offers, which a running
    line goes on without.
    """

    path: Path
    strategies: list[StrategyPage] = field(default_factory=list)
    offers: list[tuple[Offer, YamlText, int]] = field(default_factory=list)
    signposts: tuple[Signpost, ...] = ()
    sources: tuple[Source, ...] = ()
    lexicon: tuple[LexiconEntry, ...] = ()
    first_pages: tuple[FirstPage, ...] = ()
    first_lines: tuple[FirstLines, ...] = ()
    off_topic: OffTopic | None = None
    line: Line | None = None
    models: Models | None = None
    files: dict[str, YamlText] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    left_out: list[Problem] = field(default_factory=list)


def in_order(problems: Sequence[Problem]) -> list[Problem]:
    """Return problems by file and line."""
    return sorted(problems, key=lambda problem: (problem.file, problem.line))


def read_items(folder: Folder, name: str, model: type[Model]) -> tuple[Model, ...]:
    """Return the items of a list in the folder, none when it cannot be used."""
    yaml = read_file(folder, folder.path / name)
    if yaml is None:
        return ()
    return checked(folder, yaml, _items_of(model), model) or ()


def read_one(folder: Folder, file: Path, model: type[Model]) -> Model | None:
    """Return what a file holds, None when it cannot be used."""
    yaml = read_file(folder, file)
    return None if yaml is None else checked(folder, yaml, adapter_of(model), model)


def read_file(folder: Folder, file: Path, *, into: list[Problem] | None = None) -> YamlText | None:
    """Return a file as YAML; what is wrong with it goes ``into`` a list, the folder's problems."""
    into = folder.problems if into is None else into
    text = text_of(file, into)
    if text is None:
        return None
    yaml, problems = read_yaml(text, file=str(file))
    folder.files[file.name] = yaml
    into.extend(problems)
    if yaml.data is None and not problems:
        into.append(yaml.problem((), "the file is empty; fill it or write [] in it"))
    return None if yaml.data is None else yaml


def text_of(file: Path, into: list[Problem]) -> str | None:
    """Return the text of a file, None when it cannot be read; the reason goes ``into`` a list."""
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        message = "the file is missing; add it"
    except UnicodeDecodeError as error:
        message = f"the file is not UTF-8 at byte {error.start}; save it as UTF-8"
    except OSError as error:
        message = f"the file cannot be read: {error.strerror}"
    into.append(Problem(file=str(file), line=1, message=message))
    return None


def checked(
    folder: Folder, yaml: YamlText, adapter: TypeAdapter[Any], model: type[BaseModel]
) -> Any:
    """Return what the YAML holds as the adapter makes it, None when it breaks a rule."""
    try:
        return adapter.validate_python(yaml.data)
    except ValidationError as error:
        folder.problems.extend(explain(error, yaml, model))
        return None


@cache
def adapter_of(model: type[BaseModel]) -> TypeAdapter[Any]:
    """Return what checks a value against a model; made once."""
    return TypeAdapter(model)


@cache
def _items_of(model: type[BaseModel]) -> TypeAdapter[Any]:
    return TypeAdapter(tuple[model, ...])  # type: ignore[valid-type]
