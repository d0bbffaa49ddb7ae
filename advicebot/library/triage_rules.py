"""Reads and checks the curated triage rules: ``knowledge/triage/*.yaml``.

Every mistake is collected with its file and line and raised together, so that a curator can put
all of them right in one go. What the words mean is said at the top of ``common.yaml``.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from advicebot.domain.advice.triage import Calm, Frame, Rule, Strength, TriageRules
from advicebot.domain.advice.triage.context import NEEDED_LISTS
from advicebot.domain.advice.triage.outcome import OUTCOME_LISTS
from advicebot.domain.advice.triage.phrases import (
    PhraseError,
    literal_words,
    parse_phrases,
    references,
)
from advicebot.domain.advice.triage.reading import in_order
from advicebot.domain.vocabulary import Flag, Urgency
from advicebot.errors import KnowledgeError, Problem

EXAMPLES = "examples.yaml"
DOUBT = "doubt.yaml"
"""The files beside the rules that hold none: examples, and what settles doubt."""
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C one is ten times as fast
Path_ = tuple[str | int, ...]
Lines = dict[Path_, int]


def _split(value: object) -> object:
    """A text with commas becomes a list of its trimmed parts; anything else is left as it is."""
    if isinstance(value, str):
        return [part for part in (p.strip() for p in value.split(",")) if part]
    return value


def _split_pair(value: object) -> object:
    if isinstance(value, str):
        return [part.strip() for part in value.split("+")]
    return value


Phrases = Annotated[tuple[str, ...], BeforeValidator(_split)]
Pair = Annotated[tuple[str, ...], BeforeValidator(_split_pair), Field(min_length=2, max_length=4)]
Examples = Annotated[tuple[str, ...], Field(default=())]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class _RuleEntry(_Strict):
    id: str = Field(pattern=r"^[a-z0-9-]+\.[a-z0-9-]+$")
    flag: Flag
    urgency: Urgency
    strength: Strength
    why: str = Field(min_length=3, max_length=90)
    says: Phrases = ()
    pairs: tuple[Pair, ...] = ()
    reach: int = Field(default=10, ge=1, le=40)
    next_sentence: bool = False
    unless: Phrases = ()
    not_after: Phrases = ()
    holds_against: frozenset[Calm] = frozenset()
    pages: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    leaves_alone: tuple[str, ...] = ()


class _FrameEntry(_Strict):
    id: str = Field(pattern=r"^[a-z0-9-]+$")
    words: Phrases
    quiets: frozenset[Flag]
    softens: frozenset[Flag] = frozenset()
    around: bool = False


class _File(_Strict):
    words: dict[str, Phrases] = Field(default_factory=dict)
    rules: tuple[_RuleEntry, ...] = ()
    idioms: Phrases = ()
    frames: tuple[_FrameEntry, ...] = ()
    shorthand: dict[str, str] = Field(default_factory=dict)
    critical: Phrases = ()
    not_misspelt: Phrases = ()


class _Read:
    """One file that could be read: its content and the line of each of its parts."""

    def __init__(self, name: str, content: _File, lines: Lines) -> None:
        self.name, self.content, self.lines = name, content, lines

    def problem(self, path: Path_, message: str) -> Problem:
        return Problem(file=self.name, line=_line_of(self.lines, path), message=message)


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
        if (read := _read(path, problems)) is not None
    ]
    if not files and not problems:
        message = "no *.yaml files here; triage cannot work without its rules"
        problems.append(Problem(file=str(folder), line=1, message=message))
    problems += _check(files) if not problems else []
    if problems:
        raise KnowledgeError(sorted(problems, key=lambda p: (p.file, p.line)))
    return _build(files)


def _read(path: Path, problems: list[Problem]) -> _Read | None:
    name = f"triage/{path.name}"
    try:
        text = path.read_text(encoding="utf-8")
        lines: Lines = {}
        loader = _Loader(text)
        node = loader.get_single_node()
        _mark(node, (), lines, name, problems)
        content = loader.construct_document(node) if node else None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        why = getattr(error, "problem", None) or str(error)
        problems.append(Problem(file=name, line=line, message=f"not readable as YAML: {why}"))
        return None
    try:
        return _Read(name, _File.model_validate(content or {}), lines)
    except ValidationError as error:
        problems += [_schema_problem(name, lines, item) for item in error.errors()]
        return None


def _mark(
    node: yaml.Node | None, path: Path_, lines: Lines, name: str, problems: list[Problem]
) -> None:
    """Note the line of every part; a key given twice is a problem (YAML would keep the last)."""
    if node is None:
        return
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            line, place = key.start_mark.line + 1, (*path, str(key.value))
            if place in lines:
                message = f"'{key.value}' is given twice here; keep one"
                problems.append(Problem(file=name, line=line, message=message))
            lines[place] = line
            _mark(value, place, lines, name, problems)
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            _mark(item, (*path, index), lines, name, problems)


def _line_of(lines: Lines, path: Path_) -> int:
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


def _schema_problem(name: str, lines: Lines, item: Any) -> Problem:
    path = tuple(item["loc"])
    where = ".".join(str(part) for part in path) or "the file"
    found = "" if isinstance(item["input"], dict | list) else f" (found {item['input']!r})"
    message = f"{where}: {item['msg']}{found}"
    return Problem(file=name, line=_line_of(lines, path), message=message)


def _check(files: list[_Read]) -> list[Problem]:
    words = _words(files)
    shorthand = {k: v for read in files for k, v in read.content.shorthand.items()}
    problems: list[Problem] = []
    for read in files:
        problems += _check_phrases(read, words, shorthand)
        problems += _check_rules(read, words)
    if not problems:
        problems += _circles(files, words)
    return problems + _check_whole(files, words)


def _words(files: list[_Read]) -> dict[str, tuple[str, ...]]:
    return {name: phrases for read in files for name, phrases in read.content.words.items()}


def _phrases(read: _Read) -> Iterator[tuple[Path_, str]]:
    content = read.content
    for name, phrases in content.words.items():
        yield from ((("words", name, i), p) for i, p in enumerate(phrases))
    for n, rule in enumerate(content.rules):
        yield from ((("rules", n, "says", i), p) for i, p in enumerate(rule.says))
    for n, frame in enumerate(content.frames):
        yield from ((("frames", n, "words", i), p) for i, p in enumerate(frame.words))
    yield from ((("idioms", i), p) for i, p in enumerate(content.idioms))


def _check_phrases(
    read: _Read, words: dict[str, tuple[str, ...]], shorthand: dict[str, str]
) -> list[Problem]:
    problems = []
    for path, text in _phrases(read):
        try:
            phrases = parse_phrases(text)
        except PhraseError as error:
            problems.append(read.problem(path, str(error)))
            continue
        used = set().union(*map(references, phrases))
        for name in sorted(used - words.keys()):
            problems.append(read.problem(path, f"there is no word list '{name}' ('{text}')"))
        for word in sorted(set().union(*map(literal_words, phrases)) & shorthand.keys()):
            if shorthand[word] != word:
                message = (
                    f"'{word}' is shorthand and never met; write '{shorthand[word]}' ('{text}')"
                )
                problems.append(read.problem(path, message))
        if path[0] == "idioms" and used:
            problems.append(read.problem(path, f"idiom '{text}' may not use a word list"))
    return problems


def _circles(files: list[_Read], words: dict[str, tuple[str, ...]]) -> list[Problem]:
    lists = {n: [p for text in texts for p in parse_phrases(text)] for n, texts in words.items()}
    placed = {name for layer in in_order(lists) for name in layer}
    return [
        read.problem(("words", name), f"word list '{name}' uses itself by way of other lists")
        for read in files
        for name in read.content.words
        if name not in placed
    ]


def _check_rules(read: _Read, words: dict[str, tuple[str, ...]]) -> list[Problem]:
    problems = []
    for index, rule in enumerate(read.content.rules):
        path: Path_ = ("rules", index)
        named = {n for pair in rule.pairs for n in pair} | {*rule.unless, *rule.not_after}
        problems += [
            read.problem(path, f"rule {rule.id}: there is no word list '{name}'")
            for name in sorted(named - words.keys())
        ]
        problems += [read.problem(path, f"rule {rule.id}: {m}") for m in _rule_faults(rule)]
    return problems


def _rule_faults(rule: _RuleEntry) -> Iterator[str]:
    if not rule.says and not rule.pairs:
        yield "says nothing to look for; give it 'says' or 'pairs'"
    if rule.urgency not in (Urgency.EMERGENCY, Urgency.URGENT):
        yield f"urgency '{rule.urgency}' cannot page; use emergency or urgent"
    if rule.strength is Strength.PAGE and not rule.pages:
        yield "needs at least one example under 'pages'"
    if rule.strength is Strength.ASK and not (rule.asks or rule.pages):
        yield "needs at least one example under 'asks'"
    if len(rule.leaves_alone) < 2:
        yield "needs two harmless examples under 'leaves_alone'"


def _check_whole(files: list[_Read], words: dict[str, tuple[str, ...]]) -> list[Problem]:
    problems = []
    ids = Counter(rule.id for read in files for rule in read.content.rules)
    lists = Counter(name for read in files for name in read.content.words)
    for read in files:
        for index, rule in enumerate(read.content.rules):
            if ids[rule.id] > 1:
                problems.append(
                    read.problem(("rules", index), f"rule id '{rule.id}' is used twice")
                )
        problems += [
            read.problem(("words", name), f"word list '{name}' is defined twice")
            for name in read.content.words
            if lists[name] > 1
        ]
    missing = [name for name in (*NEEDED_LISTS, *OUTCOME_LISTS) if name not in words]
    flags = {rule.flag for read in files for rule in read.content.rules}
    where = files[0]
    problems += [where.problem((), f"the word list '{n}' is needed and missing") for n in missing]
    problems += [where.problem((), f"no rule for the flag '{f}'") for f in Flag if f not in flags]
    return problems


def _build(files: list[_Read]) -> TriageRules:
    contents = [read.content for read in files]
    shorthand = {k: tuple(v.split()) for c in contents for k, v in c.shorthand.items()}
    return TriageRules(
        rules=tuple(Rule(**dict(rule)) for c in contents for rule in c.rules),
        words=_words(files),
        idioms=tuple(p for c in contents for p in c.idioms),
        frames=tuple(Frame(**dict(frame)) for c in contents for frame in c.frames),
        shorthand=shorthand,
        critical=frozenset(w for c in contents for w in c.critical),
        not_misspelt=frozenset(w for c in contents for w in c.not_misspelt),
    )
