"""One file of triage rules: what it may hold, its content, and the line of each of its parts."""

from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from advicebot.domain.advice.triage import Calm, Strength
from advicebot.domain.vocabulary import Flag, Urgency
from advicebot.errors import Problem

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C one is ten times as fast
Place = tuple[str | int, ...]
Lines = dict[Place, int]


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


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class RuleEntry(_Strict):
    """One rule as it is written down."""

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


class FrameEntry(_Strict):
    """One frame as it is written down."""

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    words: Phrases
    quiets: frozenset[Flag]
    softens: frozenset[Flag] = frozenset()
    around: bool = False


class FileContent(_Strict):
    """What a file may hold; every part may be left out."""

    words: dict[str, Phrases] = Field(default_factory=dict)
    rules: tuple[RuleEntry, ...] = ()
    idioms: Phrases = ()
    frames: tuple[FrameEntry, ...] = ()
    shorthand: dict[str, str] = Field(default_factory=dict)
    critical: Phrases = ()
    not_misspelt: Phrases = ()


class TriageFile:
    """One file that could be read: its content and the line of each of its parts."""

    def __init__(self, name: str, content: FileContent, lines: Lines) -> None:
        self.name, self.content, self.lines = name, content, lines

    def problem(self, path: Place, message: str) -> Problem:
        """Return a problem at the line of the part at ``path``, or of the nearest one above it."""
        return Problem(file=self.name, line=_line_of(self.lines, path), message=message)


def read_triage_file(path: Path, problems: list[Problem]) -> TriageFile | None:
    """Return a file, None when it cannot be used; what is wrong is added to ``problems``."""
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
        return TriageFile(name, FileContent.model_validate(content or {}), lines)
    except ValidationError as error:
        problems += [_schema_problem(name, lines, item) for item in error.errors()]
        return None


def _mark(
    node: yaml.Node | None, path: Place, lines: Lines, name: str, problems: list[Problem]
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


def _line_of(lines: Lines, path: Place) -> int:
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


def _schema_problem(name: str, lines: Lines, item: Any) -> Problem:
    path = tuple(item["loc"])
    where = ".".join(str(part) for part in path) or "the file"
    found = "" if isinstance(item["input"], dict | list) else f" (found {item['input']!r})"
    message = f"{where}: {item['msg']}{found}"
    return Problem(file=name, line=_line_of(lines, path), message=message)
