"""Reads the knowledge folder: every file into the domain's values, every mistake into a list."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from advicebot.domain.knowledge import (
    FirstLines,
    FirstPage,
    Knowledge,
    LexiconEntry,
    OffTopic,
    Signpost,
    Source,
    Strategy,
)
from advicebot.domain.line import Line
from advicebot.errors import KnowledgeError, Problem
from advicebot.library.folder import (
    Folder,
    StrategyPage,
    adapter_of,
    checked,
    in_order,
    read_file,
    read_items,
    read_one,
    text_of,
)
from advicebot.library.left_out import named
from advicebot.library.line import line_of
from advicebot.library.links import broken_links, leave_out_repeated_offers
from advicebot.library.models import read_models
from advicebot.library.offers import offers_of
from advicebot.library.pages import SECTIONS, Page, read_page
from advicebot.library.places import read_yaml
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
from advicebot.library.schema_models import OffTopicFile


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
        raise KnowledgeError(in_order([*read.problems, *read.left_out]))
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
    left_out = tuple(in_order(read.left_out))
    return Loaded(knowledge=_knowledge(read), left_out=left_out, named=named(left_out, read.files))


def load_line(folder: Path) -> Line:
    """Return the line alone, for what needs no other file; whoever answers checks the others.

    Raises:
        KnowledgeError: ``line.yaml`` is missing or breaks its format.
    """
    read = Folder(path=folder)
    line = _line(read)
    if line is None:
        raise KnowledgeError(read.problems)
    return line


def _line(folder: Folder) -> Line | None:
    read = read_one(folder, folder.path / "line.yaml", LineFile)
    return line_of(read) if read else None


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
    leave_out_repeated_offers(folder)
    folder.problems = in_order([*folder.problems, *broken_links(folder)])
    folder.left_out = in_order(folder.left_out)
    return folder


def _read_lists(folder: Folder) -> None:
    folder.sources = tuple(
        Source(**vars(item)) for item in read_items(folder, "sources.yaml", SourceItem)
    )
    folder.signposts = tuple(
        Signpost(**vars(item)) for item in read_items(folder, "signposts.yaml", SignpostItem)
    )
    folder.lexicon = tuple(
        LexiconEntry(**vars(item)) for item in read_items(folder, "lexicon.yaml", LexiconItem)
    )
    folder.first_pages = tuple(
        FirstPage(**vars(item)) for item in read_items(folder, "first_pages.yaml", FirstPageItem)
    )
    folder.first_lines = tuple(
        FirstLines(**vars(item)) for item in read_items(folder, "first_lines.yaml", FirstLinesItem)
    )
    off_topic = read_one(folder, folder.path / "off_topic.yaml", OffTopicFile)
    folder.off_topic = OffTopic(**vars(off_topic)) if off_topic else None
    folder.line = _line(folder)
    folder.models = read_models(lambda name, model: read_one(folder, folder.path / name, model))


def _read_strategy(folder: Folder, file: Path) -> None:
    text = text_of(file, folder.problems)
    if text is None:
        return
    page, problems = read_page(text, file=str(file))
    folder.problems.extend(problems)
    if problems and not page.header:
        return
    yaml, problems = read_yaml(page.header, file=str(file), first_line=page.header_line)
    folder.problems.extend(problems)
    header = None if problems else checked(folder, yaml, adapter_of(StrategyHeader), StrategyHeader)
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
    yaml = read_file(folder, file, into=syntax)
    if yaml is None:
        folder.left_out.extend(syntax)
        return
    read = offers_of(yaml, tuple(syntax), on=on)
    folder.left_out.extend(read.problems)
    folder.offers.extend((offer, yaml, place) for offer, place in read.offers)
