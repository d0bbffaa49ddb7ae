"""YAML read together with its line numbers, so that a mistake can be shown where it stands."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from advicebot.errors import Problem

try:
    from yaml import CSafeLoader as _SafeLoader
except ImportError:  # PyYAML built without libyaml: slower, same result
    from yaml import SafeLoader as _SafeLoader  # type: ignore[assignment]

Path = Sequence[str | int]


class _Loader(_SafeLoader):
    """Reads a day that does not exist, such as 30 February, as the text that stands there.

    PyYAML gives up on the whole file over it, without a line; so the check of the one key refuses.
    """


def _day_or_text(loader: _Loader, node: yaml.ScalarNode) -> Any:
    try:
        return loader.construct_yaml_timestamp(node)
    except ValueError:
        return loader.construct_scalar(node)


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _day_or_text)


@dataclass(frozen=True, slots=True, kw_only=True)
class YamlText:
    """Parsed YAML. ``data`` is None for an empty or unreadable text; lines count from 1."""

    file: str
    data: Any
    node: yaml.Node | None
    first_line: int

    def line_of(self, path: Path) -> int:
        """Return the line in the file of the deepest part of ``path`` that exists, from 1."""
        node, line = self.node, 0
        for part in path:
            node, found = _child(node, part)
            if node is None:
                break
            line = found
        return line + self.first_line

    def problem(self, path: Path, message: str) -> Problem:
        """Return a problem placed at ``path``."""
        return Problem(file=self.file, line=self.line_of(path), message=message)


def read_yaml(text: str, *, file: str, first_line: int = 1) -> tuple[YamlText, list[Problem]]:
    """Return the parsed text and what is wrong with it as YAML: syntax and repeated keys."""
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        data = None if node is None else loader.construct_document(node)
    except (yaml.YAMLError, ValueError) as error:
        empty = YamlText(file=file, data=None, node=None, first_line=first_line)
        return empty, [_syntax_problem(error, file=file, first_line=first_line)]
    finally:
        loader.dispose()
    read = YamlText(file=file, data=data, node=node, first_line=first_line)
    return read, [
        Problem(
            file=file,
            line=key.start_mark.line + first_line,
            message=f"the key “{key.value}” stands here twice; keep one of them",
        )
        for key in _repeated_keys(node)
    ]


def _child(node: yaml.Node | None, part: str | int) -> tuple[yaml.Node | None, int]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(part):
                return value, key.start_mark.line
    elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part], node.value[part].start_mark.line
    return None, 0


def _repeated_keys(node: yaml.Node | None) -> Iterator[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if str(key.value) in seen:
                yield key
            seen.add(str(key.value))
            yield from _repeated_keys(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _repeated_keys(item)


def _syntax_problem(error: Exception, *, file: str, first_line: int) -> Problem:
    mark = getattr(error, "problem_mark", None)
    reason = getattr(error, "problem", None) or str(error)
    return Problem(
        file=file,
        line=first_line + (mark.line if mark else 0),
        message=f"this is not YAML: {reason}. Check quotes, colons and indentation",
    )
