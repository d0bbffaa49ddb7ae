"""Reads knowledge/names: the lists by which people's names are told from other words."""

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

from advicebot.domain.advice.redaction import NameLists
from advicebot.domain.advice.redaction.tokens import keys, normalise
from advicebot.errors import KnowledgeError, Problem
from advicebot.library.problems import nearest

# In these files a line holds phrases parted by commas; in the others, words parted by spaces.
_PHRASE_FILES = frozenset({"public_names", "not_names"})
_ENTRY = re.compile(r"[^\W_]+(?:[ .'’&/+\-]+[^\W_]+)*[.'’!]?")


def load_names(folder: Path) -> NameLists:
    """Return the lists of ``folder``, each from the text file of its name.

    A ``#`` starts a comment. Case, accents and repeats do not matter.

    Raises:
        KnowledgeError: a file is missing, unknown, unreadable or empty, or holds an entry that is
            not made of letters and digits; with every such mistake.
    """
    problems: list[Problem] = []
    names = [field.name for field in fields(NameLists)]
    lists = {name: _read(folder / f"{name}.txt", problems) for name in names}
    problems.extend(_strangers(folder, names))
    if problems:
        raise KnowledgeError(problems)
    return NameLists(**lists)


def _read(path: Path, problems: list[Problem]) -> frozenset[str]:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError:
        message = "this list is missing; restore it from the package"
        problems.append(Problem(file=str(path), line=1, message=message))
        return frozenset()
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        message = "this line is not UTF-8 text; save the file as UTF-8"
        problems.append(Problem(file=str(path), line=line, message=message))
        return frozenset()
    entries = frozenset(_entries(path, text, problems))
    if not entries:
        message = "this list is empty; it needs at least one entry"
        problems.append(Problem(file=str(path), line=1, message=message))
    return entries


def _entries(path: Path, text: str, problems: list[Problem]) -> Iterator[str]:
    are_phrases = path.stem in _PHRASE_FILES
    for number, line in enumerate(text.splitlines(), start=1):
        content = line.partition("#")[0]
        for written in content.split(",") if are_phrases else content.split():
            entry = written.strip()
            if not entry:
                continue
            if not _ENTRY.fullmatch(entry) or not keys(entry):
                message = f"“{entry}” is not a name; use letters, digits, hyphens and apostrophes"
                problems.append(Problem(file=str(path), line=number, message=message))
            elif are_phrases:
                yield entry.lower()
            else:
                yield normalise(entry)


def _strangers(folder: Path, names: list[str]) -> Iterator[Problem]:
    for path in sorted(folder.glob("*")):
        if path.is_file() and (path.suffix != ".txt" or path.stem not in names):
            near = nearest(path.stem, names)
            hint = f"did you mean “{near}.txt”?" if near else f"the lists are: {', '.join(names)}"
            yield Problem(file=str(path), line=1, message=f"“{path.name}” is not a list; {hint}")
