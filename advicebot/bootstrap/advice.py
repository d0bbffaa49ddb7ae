"""Joins what answers a message: knowledge, redaction, triage and ranking."""

from collections.abc import Callable, Sequence
from pathlib import Path

from advicebot.bootstrap.meaning import Progress, build_meaning
from advicebot.clock import SystemClock
from advicebot.domain.advice.lexicon import Lexicon
from advicebot.domain.advice.phase import phase_of
from advicebot.domain.advice.query import read_query
from advicebot.domain.advice.ranking import Ranked, ranker_over
from advicebot.domain.advice.redaction import Redactor
from advicebot.domain.advice.situation import SituationReader
from advicebot.domain.advice.triage import Triage
from advicebot.domain.knowledge import Knowledge
from advicebot.domain.line import Line
from advicebot.library import load_knowledge
from advicebot.library.names import load_names
from advicebot.library.triage_rules import load_triage_rules
from advicebot.service.advice import Advisor
from advicebot.store.documents import StrategyIndex


def build_line(
    folder: Path,
    *,
    cache: Path | None,
    schools: Sequence[str] = (),
    progress: Progress | None = None,
) -> tuple[Knowledge, Advisor]:
    """Return the knowledge of ``folder`` and an advisor over one reading of it.

    ``cache`` is the folder for the sentence model's vectors; with None the model is left out.
    ``schools`` are school names to take out of messages besides those in ``line.yaml``.
    ``progress`` hears how many vectors of those to compute are done.

    Raises:
        KnowledgeError: a file is missing or breaks its format.
    """
    knowledge = load_knowledge(folder)
    redactor = build_redactor(folder, knowledge, schools=schools)
    return knowledge, advisor_over(folder, knowledge, redactor, cache=cache, progress=progress)


def build_redactor(folder: Path, knowledge: Knowledge, *, schools: Sequence[str] = ()) -> Redactor:
    """Return what takes personal data out, knowing the line's schools and these."""
    return Redactor(
        load_names(folder / "names"),
        schools=(*_school_names(knowledge.line), *schools),
        on=SystemClock().now().date(),
    )


def advisor_over(
    folder: Path,
    knowledge: Knowledge,
    redactor: Redactor,
    *,
    cache: Path | None,
    progress: Progress | None = None,
) -> Advisor:
    """Return an advisor over knowledge and a redactor that are made already; see above."""
    meaning = build_meaning(knowledge, cache=cache, progress=progress)
    return Advisor(
        knowledge=knowledge,
        redactor=redactor,
        triage=Triage(load_triage_rules(folder / "triage")),
        index=StrategyIndex(knowledge.strategies),
        meaning=meaning.strategies,
        closeness=meaning.examples,
    )


def build_ranking(
    folder: Path, *, cache: Path | None, progress: Progress | None = None
) -> Callable[..., tuple[Ranked, ...]]:
    """Return a search over ``folder``: takes a text and ``most``, gives that many strategies.

    Raises:
        KnowledgeError: a file is missing or breaks its format.
    """
    knowledge = load_knowledge(folder)
    meaning = build_meaning(knowledge, cache=cache, progress=progress)
    rank = ranker_over(
        knowledge.strategies,
        index=StrategyIndex(knowledge.strategies),
        meaning=meaning.strategies,
    ).rank
    lexicon, situations = Lexicon(knowledge.lexicon), SituationReader(knowledge.situation)

    def search(text: str, *, most: int) -> tuple[Ranked, ...]:
        query = read_query(text, lexicon=lexicon, situations=situations, phase=phase_of(text))
        return rank(query, most=most)

    return search


def _school_names(line: Line) -> tuple[str, ...]:
    return tuple(name for school in line.schools for name in (school.name, *school.also))
