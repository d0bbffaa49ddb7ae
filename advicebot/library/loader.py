"""Reads the knowledge folder: every file into the domain's values, every mistake into a list."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from advicebot.domain.knowledge import (
    FirstLines,
    FirstPage,
    Knowledge,
    LexiconEntry,
    Line,
    Offer,
    OffTopic,
    Signpost,
    Source,
    Strategy,
)
from advicebot.errors import KnowledgeError, Problem
from advicebot.library.first_lines import broken_first_lines
from advicebot.library.left_out import named
from advicebot.library.line import line_of
from advicebot.library.models import Models, read_models
from advicebot.library.offers import offers_of
from advicebot.library.pages import SECTIONS, Page, read_page
from advicebot.library.places import YamlText, read_yaml
from advicebot.library.problems import explain, unknown_word
from advicebot.library.reasons import read_reasons
from advicebot.library.schema import (
    FirstLinesItem,
    FirstPageItem,
    LexiconItem,
    SignpostItem,
    SourceItem,
    StrategyHeader,
)
from advicebot.library.schema_line import LineFile
from advicebot.library.schema_models import (
    OffTopicFile,
)

_TAKEN = "the id “{}” is taken; give this one another"
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What a line runs with, and what is wrong with the offers that it does not make.

    ``named`` is the same as ``left_out``, each with the ids of the offers that it costs in front.
    """

    knowledge: Knowledge
    left_out: tuple[Problem, ...]
    named: tuple[Problem, ...]


def load_knowledge(folder: Path) -> Knowledge:
    """Return everything curated in ``folder``.

    Raises:
        KnowledgeError: any file is missing or breaks the format; holds every problem.
    """
    read = read_folder(folder)
    if read.left_out:
        raise KnowledgeError(_in_order([*read.problems, *read.left_out]))
    return _knowledge(read)


def load_for_running(folder: Path, *, on: date) -> Loaded:
    """Return everything curated in ``folder`` but the offers with a mistake.

    A pupil must not wait for help because an outreach provider misspelt a word. Offers whose
    quality assurance has run out by the day ``on`` stay among the offers, so that pupils who are
    there already keep their card; ``domain.support.offers.availability`` says that they are not
    made. Whoever calls this has to say ``left_out`` out loud: in the log, in ``check``, to the
    leads.

    Raises:
        KnowledgeError: anything else is missing or breaks the format; holds every such problem.
    """
    read = read_folder(folder, on=on)
    left_out = tuple(_in_order(read.left_out))
    return Loaded(knowledge=_knowledge(read), left_out=left_out, named=named(left_out, read.files))


def _knowledge(read: Folder) -> Knowledge:
    if read.problems or read.line is None or read.off_topic is None or read.models is None:
        raise KnowledgeError(read.problems)
    return Knowledge(
        strategies=tuple(item.strategy for item in read.strategies),
        offers=tuple(offer for offer, _, _ in read.offers),
        signposts=read.signposts,
        sources=read.sources,
        lexicon=read.lexicon,
        off_topic=read.off_topic,
        line=read.line,
        situation=read.models.situation,
        examples=read.models.examples,
        confidence=read.models.confidence,
        doubt=read.models.doubt,
        first_pages=read.first_pages,
        first_lines=read.first_lines,
        reasons=read_reasons(read.path / "triage"),
    )


def _in_order(problems: Sequence[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda problem: (problem.file, problem.line))


def read_folder(path: Path, *, on: date | None = None) -> Folder:
    """Return what can be read of a folder together with every problem, in file order.

    With ``on`` an offer whose quality assurance has run out by that day is a problem too.
    """
    folder = Folder(path=path)
    if not path.is_dir():
        message = "there is no such folder; give the folder that holds strategies/ and sources.yaml"
        folder.problems.append(Problem(file=str(path), line=1, message=message))
        return folder
    _read_lists(folder)
    for file in sorted((path / "strategies").glob("*.md")):
        _read_strategy(folder, file)
    for file in sorted((path / "offers").glob("*.yaml")):
        _read_offers(folder, file, on=on)
    if not folder.strategies and not folder.problems:
        message = "there is no readable strategy; add at least one strategies/<id>.md"
        folder.problems.append(Problem(file=str(path / "strategies"), line=1, message=message))
    _leave_out_repeated_offers(folder)
    folder.problems = _in_order([*folder.problems, *_broken_links(folder)])
    folder.left_out = _in_order(folder.left_out)
    return folder


def _read_lists(folder: Folder) -> None:
    folder.sources = tuple(
        Source(**vars(item)) for item in _read_items(folder, "sources.yaml", SourceItem)
    )
    folder.signposts = tuple(
        Signpost(**vars(item)) for item in _read_items(folder, "signposts.yaml", SignpostItem)
    )
    folder.lexicon = tuple(
        LexiconEntry(**vars(item)) for item in _read_items(folder, "lexicon.yaml", LexiconItem)
    )
    folder.first_pages = tuple(
        FirstPage(**vars(item)) for item in _read_items(folder, "first_pages.yaml", FirstPageItem)
    )
    folder.first_lines = tuple(
        FirstLines(**vars(item)) for item in _read_items(folder, "first_lines.yaml", FirstLinesItem)
    )
    off_topic = _read_one(folder, folder.path / "off_topic.yaml", OffTopicFile)
    folder.off_topic = OffTopic(**vars(off_topic)) if off_topic else None
    line = _read_one(folder, folder.path / "line.yaml", LineFile)
    folder.line = line_of(line) if line else None
    folder.models = read_models(lambda name, model: _read_one(folder, folder.path / name, model))


def _read_items(folder: Folder, name: str, model: type[Model]) -> tuple[Model, ...]:
    yaml = _read_file(folder, folder.path / name)
    if yaml is None:
        return ()
    return _checked(folder, yaml, _items_of(model), model) or ()


def _read_one(folder: Folder, file: Path, model: type[Model]) -> Model | None:
    yaml = _read_file(folder, file)
    return None if yaml is None else _checked(folder, yaml, _one(model), model)


def _read_file(folder: Folder, file: Path, *, into: list[Problem] | None = None) -> YamlText | None:
    """Return a file as YAML; what is wrong with it goes ``into`` a list, the folder's problems."""
    into = folder.problems if into is None else into
    text = _text_of(file, into)
    if text is None:
        return None
    yaml, problems = read_yaml(text, file=str(file))
    folder.files[file.name] = yaml
    into.extend(problems)
    if yaml.data is None and not problems:
        into.append(yaml.problem((), "the file is empty; fill it or write [] in it"))
    return None if yaml.data is None else yaml


def _text_of(file: Path, into: list[Problem]) -> str | None:
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


def _checked(
    folder: Folder, yaml: YamlText, adapter: TypeAdapter[Any], model: type[BaseModel]
) -> Any:
    try:
        return adapter.validate_python(yaml.data)
    except ValidationError as error:
        folder.problems.extend(explain(error, yaml, model))
        return None


@cache
def _one(model: type[BaseModel]) -> TypeAdapter[Any]:
    return TypeAdapter(model)


@cache
def _items_of(model: type[BaseModel]) -> TypeAdapter[Any]:
    return TypeAdapter(tuple[model, ...])  # type: ignore[valid-type]


def _read_strategy(folder: Folder, file: Path) -> None:
    text = _text_of(file, folder.problems)
    if text is None:
        return
    page, problems = read_page(text, file=str(file))
    folder.problems.extend(problems)
    if problems and not page.header:
        return
    yaml, problems = read_yaml(page.header, file=str(file), first_line=page.header_line)
    folder.problems.extend(problems)
    header = None if problems else _checked(folder, yaml, _one(StrategyHeader), StrategyHeader)
    if header is None:
        return
    if header.id != file.stem:
        message = f"id “{header.id}” differs from the file name “{file.stem}”; make them equal"
        folder.problems.append(yaml.problem(("id",), message))
    if header.kind is not page.kind:
        third = SECTIONS[header.kind][2]
        message = f"kind “{header.kind}” has the section “## {third}”; make kind and heading agree"
        folder.problems.append(yaml.problem(("kind",), message))
    strategy = _strategy(header, page)
    folder.strategies.append(StrategyPage(strategy=strategy, page=page, header=yaml))


def _strategy(header: StrategyHeader, page: Page) -> Strategy:
    right_now, next_steps, telling_you, watch_for = page.texts()
    values = vars(header) | {
        "strength": header.strength or "",
        "version": header.version or "",
    }
    return Strategy(
        **values,
        right_now=right_now,
        next_steps=next_steps,
        telling_you=telling_you,
        watch_for=watch_for,
    )


def _read_offers(folder: Folder, file: Path, *, on: date | None) -> None:
    syntax: list[Problem] = []
    yaml = _read_file(folder, file, into=syntax)
    if yaml is None:
        folder.left_out.extend(syntax)
        return
    read = offers_of(yaml, tuple(syntax), on=on)
    folder.left_out.extend(read.problems)
    folder.offers.extend((offer, yaml, place) for offer, place in read.offers)


def _leave_out_repeated_offers(folder: Folder) -> None:
    """Keep the first offer of an id: a request must mean one offer only."""
    kept: dict[str, tuple[Offer, YamlText, int]] = {}
    for offer, yaml, place in folder.offers:
        if kept.setdefault(offer.id, (offer, yaml, place))[0] is not offer:
            message = _TAKEN.format(offer.id)
            folder.left_out.append(yaml.problem(("offers", place, "id"), message))
    folder.offers = list(kept.values())


def _broken_links(folder: Folder) -> Iterator[Problem]:
    known = [source.id for source in folder.sources]
    for item in folder.strategies if folder.sources else ():
        for place, source in enumerate(item.strategy.sources):
            if source not in known:
                message = unknown_word(source, known, what="sources: the source")
                yield item.header.problem(("sources", place), f"{message} (see sources.yaml)")
    yield from _repeated(_ids_in(folder, "sources.yaml", (), known))
    signposts = [signpost.id for signpost in folder.signposts]
    yield from _repeated(_ids_in(folder, "signposts.yaml", (), signposts))
    yield from _unknown_pages(folder)
    if folder.first_lines:
        yaml = folder.files["first_lines.yaml"]
        yield from broken_first_lines(folder.first_lines, yaml, signposts=folder.signposts)
    schools = [school.id for school in folder.line.schools] if folder.line else []
    yield from _repeated(_ids_in(folder, "line.yaml", ("schools",), schools))


def _unknown_pages(folder: Folder) -> Iterator[Problem]:
    known = [item.strategy.id for item in folder.strategies]
    for place, first in enumerate(folder.first_pages):
        for n, page in enumerate(first.pages):
            if page not in known:
                message = unknown_word(page, known, what="pages: the strategy")
                yield folder.files["first_pages.yaml"].problem((place, "pages", n), message)


def _ids_in(
    folder: Folder, name: str, path: tuple[str, ...], ids: Sequence[str]
) -> list[tuple[str, Problem]]:
    return [
        (id_, folder.files[name].problem((*path, place, "id"), _TAKEN.format(id_)))
        for place, id_ in enumerate(ids)
    ]


def _repeated(placed: Sequence[tuple[str, Problem]]) -> Iterator[Problem]:
    seen: set[str] = set()
    for id_, problem in placed:
        if id_ in seen:
            yield problem
        seen.add(id_)
