"""Reads and checks the curated triage rules: ``knowledge/triage/*.yaml``.

Every mistake is collected with its file and line and raised together, so that a curator can put
all of them right in one go. What the words mean is said at the top of ``common.yaml``.
"""

from pathlib import Path

from advicebot.domain.advice.triage import Frame, Rule, TriageRules
from advicebot.errors import KnowledgeError, Problem
from advicebot.library.triage_checks import check_triage, words_of
from advicebot.library.triage_file import TriageFile, read_triage_file

EXAMPLES = "examples.yaml"
DOUBT = "doubt.yaml"
"""The files beside the rules that hold none: examples, and what settles doubt."""


def load_triage_rules(folder: Path) -> TriageRules:
    """The triage rules of the folder, checked.

    Raises:
        KnowledgeError: with every mistake found, each with file and line.
    """
    problems: list[Problem] = []
    files = [
        read
        for path in sorted(folder.glob("*.yaml"))
        if path.name not in (EXAMPLES, DOUBT)
        if (read := read_triage_file(path, problems)) is not None
    ]
    if not files and not problems:
        message = "no *.yaml files here; triage cannot work without its rules"
        problems.append(Problem(file=str(folder), line=1, message=message))
    problems += check_triage(files) if not problems else []
    if problems:
        raise KnowledgeError(sorted(problems, key=lambda p: (p.file, p.line)))
    return _build(files)


def _build(files: list[TriageFile]) -> TriageRules:
    contents = [read.content for read in files]
    shorthand = {k: tuple(v.split()) for c in contents for k, v in c.shorthand.items()}
    return TriageRules(
        rules=tuple(Rule(**dict(rule)) for c in contents for rule in c.rules),
        words=words_of(files),
        idioms=tuple(p for c in contents for p in c.idioms),
        frames=tuple(Frame(**dict(frame)) for c in contents for frame in c.frames),
        shorthand=shorthand,
        critical=frozenset(w for c in contents for w in c.critical),
        not_misspelt=frozenset(w for c in contents for w in c.not_misspelt),
    )
