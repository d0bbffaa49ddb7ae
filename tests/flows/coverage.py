"""Which use cases write, and which of them were entered: none may be in no flow."""

import ast
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import advicebot.service

FOLDER = Path(advicebot.service.__path__[0])
OPENS = frozenset({"write", "handle"})
"""What opens a transaction: ``desk.work.write()`` and ``desk.handle(delivery)``."""


def use_cases() -> frozenset[str]:
    """Return every function of the services that opens a transaction, such as ``closing.close``."""
    found = set[str]()
    for path in sorted(FOLDER.glob("*.py")):
        _collect(ast.parse(path.read_text(encoding="utf-8")), path.stem, found)
    return frozenset(found)


def _collect(node: ast.AST, name: str, found: set[str]) -> None:
    for each in ast.iter_child_nodes(node):
        if isinstance(each, ast.ClassDef):
            _collect(each, f"{name}.{each.name}", found)
        elif isinstance(each, ast.FunctionDef) and any(map(_opens, ast.walk(each))):
            found.add(f"{name}.{each.name}")


def _opens(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    of = ast.unparse(node.func.value).rpartition(".")[2].lstrip("_")
    return node.func.attr in OPENS and of in ("work", "desk")


class Traced:
    """Notes what is entered while it is used as a context; ``entered`` has the same names."""

    def __init__(self) -> None:
        self.entered: set[str] = set()

    def __enter__(self) -> None:
        sys.setprofile(self._note)

    def __exit__(self, *raised: Any) -> None:
        sys.setprofile(None)

    def _note(self, frame: FrameType, event: str, argument: Any) -> None:
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(str(FOLDER)):
            self.entered.add(f"{Path(code.co_filename).stem}.{code.co_qualname}")
