"""Joins what answers a message: knowledge, redaction, triage and ranking."""

from collections.abc import Callable, Sequence
from pathlib import Path

from advicebot.domain.advice.lexicon import Lexicon
from advicebot.domain.advice.phase import phase_of
from advicebot.domain.advice.ranking import Ranked, Ranker, read_query
from advicebot.domain.advice.redaction import Redactor
from advicebot.domain.advice.triage import Triage
from advicebot.domain.knowledge import Knowledge, Line
from advicebot.library import load_knowledge
from advicebot.library.names import load_names
from advicebot.library.triage_rules import load_triage_rules
from advicebot.service.advice import Advisor
from advicebot.store.documents import StrategyIndex


def build_advisor(folder: Path, *, schools: Sequence[str] = ()) -> Advisor:
    """Return an advisor over one reading of ``folder``.

    ``schools`` are school names to take out of messages besides those in ``line.yaml``.

    Raises:
        KnowledgeError: a file is missing or breaks its format.
    """
    return build_line(folder, schools=schools)[1]


def build_line(folder: Path, *, schools: Sequence[str] = ()) -> tuple[Knowledge, Advisor]:
    """Return the knowledge of ``folder`` and the advisor over it; for arguments see above."""
    knowledge = load_knowledge(folder)
    redactor = build_redactor(folder, knowledge, schools=schools)
    return knowledge, advisor_over(folder, knowledge, redactor)


def build_redactor(folder: Path, knowledge: Knowledge, *, schools: Sequence[str] = ()) -> Redactor:
    """Return what takes personal data out, knowing the line's schools and these."""
    return Redactor(
        load_names(folder / "names"), schools=(*_school_names(knowledge.line), *schools)
    )


def advisor_over(folder: Path, knowledge: Knowledge, redactor: Redactor) -> Advisor:
    """Return an advisor over knowledge and a redactor that are made already."""
    return Advisor(
        knowledge=knowledge,
        redactor=redactor,
        triage=Triage(load_triage_rules(folder / "triage")),
        index=StrategyIndex(knowledge.strategies),
    )


def build_ranking(folder: Path) -> Callable[..., tuple[Ranked, ...]]:
    """Return a search over ``folder``: takes a text and ``most``, gives that many strategies.

    Raises:
        KnowledgeError: a file is missing or breaks its format.
    """
    knowledge = load_knowledge(folder)
    lexicon = Lexicon(knowledge.lexicon)
    ranker = Ranker(knowledge.strategies, [(StrategyIndex(knowledge.strategies), 1.0)])

    def rank(text: str, *, most: int) -> tuple[Ranked, ...]:
        return ranker.rank(read_query(text, lexicon=lexicon, phase=phase_of(text)), most=most)

    return rank


def _school_names(line: Line) -> tuple[str, ...]:
    return tuple(name for school in line.schools for name in (school.name, *school.also))
