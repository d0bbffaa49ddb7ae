"""Reads knowledge/names: the lists by which people's names are told from other words."""

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

from advicebot.domain.advice.redaction import Lesson, NameLists
from advicebot.domain.advice.redaction.tokens import keys, normalise
from advicebot.errors import KnowledgeError, Problem
from advicebot.library.problems import nearest

# In two files a line holds phrases parted by commas; in the others, words parted by spaces.
_PHRASE_FILES = frozenset({"public_names", "not_names"})
# Here a line holds titles, a colon, and the people of the book or topic.
_LESSONS = "lessons"
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
    lists = {
        name: frozenset(_entries(folder / f"{name}.txt", problems))
        for name in names
        if name != _LESSONS
    }
    lessons = tuple(_lessons(folder / f"{_LESSONS}.txt", problems))
    problems.extend(_strangers(folder, names))
    if problems:
        raise KnowledgeError(problems)
    return NameLists(**lists, lessons=lessons)


def _lines(path: Path, problems: list[Problem]) -> list[tuple[int, str]]:
    """The numbered lines that hold something, without comments; none when there is a problem."""
    lines = [
        (number, content)
        for number, line in enumerate(_text(path, problems).splitlines(), start=1)
        if (content := line.partition("#")[0].strip())
    ]
    if not lines and not any(problem.file == str(path) for problem in problems):
        message = "this list is empty; it needs at least one entry"
        problems.append(Problem(file=str(path), line=1, message=message))
    return lines


def _text(path: Path, problems: list[Problem]) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        message = "this list is missing; restore it from the package"
        problems.append(Problem(file=str(path), line=1, message=message))
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        message = "this line is not UTF-8 text; save the file as UTF-8"
        problems.append(Problem(file=str(path), line=line, message=message))
    return ""


def _entries(path: Path, problems: list[Problem]) -> Iterator[str]:
    are_phrases = path.stem in _PHRASE_FILES
    for number, content in _lines(path, problems):
        for entry in _split(content, are_phrases=are_phrases):
            if _is_sound(entry, path=path, line=number, problems=problems):
                yield entry.lower() if are_phrases else normalise(entry)


def _split(content: str, *, are_phrases: bool) -> list[str]:
    parts = content.split(",") if are_phrases else content.split()
    return [part.strip() for part in parts if part.strip()]


def _is_sound(entry: str, *, path: Path, line: int, problems: list[Problem]) -> bool:
    if entry.isalpha() or (_ENTRY.fullmatch(entry) and keys(entry)):
        return True
    message = f"“{entry}” is not a name; use letters, digits, hyphens and apostrophes"
    problems.append(Problem(file=str(path), line=line, message=message))
    return False


def _lessons(path: Path, problems: list[Problem]) -> Iterator[Lesson]:
    for number, content in _lines(path, problems):
        written_titles, colon, written_people = content.partition(":")
        titles = _split(written_titles, are_phrases=True)
        people = _split(written_people, are_phrases=False)
        if not (titles and colon and people):
            message = "write the titles, a colon, then the people: “Treasure Island: Jim Silver”"
            problems.append(Problem(file=str(path), line=number, message=message))
        elif all(
            _is_sound(entry, path=path, line=number, problems=problems)
            for entry in (*titles, *people)
        ):
            yield Lesson(
                titles=tuple(title.lower() for title in titles),
                people=frozenset(normalise(person) for person in people),
            )


def _strangers(folder: Path, names: list[str]) -> Iterator[Problem]:
    for path in sorted(folder.glob("*")):
        if path.is_file() and (path.suffix != ".txt" or path.stem not in names):
            near = nearest(path.stem, names)
            hint = f"did you mean “{near}.txt”?" if near else f"the lists are: {', '.join(names)}"
            yield Problem(file=str(path), line=1, message=f"“{path.name}” is not a list; {hint}")
