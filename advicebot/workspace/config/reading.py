"""Reads YAML and JSON so that whatever is wrong with a file becomes a sentence."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from advicebot.workspace import strict_json
from advicebot.workspace.errors import ConfigError

Place = tuple[int | str, ...]
"""Where something stands in a document: keys and numbers, from the outside in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file's content, and of which lines it is made: ``root`` is None for JSON."""

    path: Path
    content: Any
    root: yaml.Node | None = None

    def line(self, place: Place) -> int | None:
        """Return the line of what stands at a place, or of the nearest thing around it."""
        node, found = self.root, None
        for step in place:
            if isinstance(node, yaml.MappingNode):
                pair = next((each for each in node.value if each[0].value == step), None)
                node, mark = (pair[1], pair[0].start_mark) if pair else (None, None)
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
                node = node.value[step] if step < len(node.value) else None
                mark = node.start_mark if node else None
            else:
                break
            found = mark.line + 1 if mark else found
        return found


def read(path: Path) -> Document:
    """Return what a file says: JSON when it is called so, else YAML.

    Raises:
        ConfigError: it cannot be read, is neither, says a key twice or is too deep.
    """
    kind = "JSON" if path.suffix == ".json" else "YAML"
    try:
        text = path.read_text(encoding="utf-8")
        if kind == "JSON":
            return Document(path=path, content=strict_json.loads(text))
        return _yaml(path, text)
    except OSError as error:
        raise ConfigError([f"{path} cannot be read: {error.strerror}."]) from error
    except RecursionError:
        problem = f"{path} is not {kind} that can be read: its lists or parts stand too deep."
        raise ConfigError([problem]) from None
    except (ValueError, yaml.YAMLError) as error:
        raise ConfigError([f"{path} is not {kind}: {_shortened(error)}"]) from error


def _shortened(error: Exception) -> str:
    said = str(error)
    if "integer string conversion" in said:
        return "it has a whole number of more than 4,300 digits."
    return said if len(said) <= 500 else f"{said[:500]}…"


def _yaml(path: Path, text: str) -> Document:
    loader = _Loader(text)
    try:
        root = loader.get_single_node()
        content = loader.construct_document(root) if root is not None else None
    finally:
        loader.dispose()
    return Document(path=path, content=content, root=root)


class _Loader(yaml.SafeLoader):
    """Refuses a key that stands twice, of which the second would win."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: dict[Any, int] = {}
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.tag == "tag:yaml.org,2002:merge":
                continue
            line = key.start_mark.line + 1
            if key.value in seen:
                first = seen[key.value]
                problem = f"the key {key.value} stands twice, in lines {first} and {line}"
                raise yaml.constructor.ConstructorError(None, None, f"{problem}: keep one")
            seen[key.value] = line
        return super().construct_mapping(node, deep)
