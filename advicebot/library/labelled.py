"""Reads labelled messages: JSON lines, each with what a person says the line should make of it.

The keys tell what a line has labels for: ``topics`` a request, ``kind`` triage, ``spans`` what to
redact.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from advicebot.domain.evaluation.cases import Case, Kind, RequestLabel, Span, TriageLabel
from advicebot.domain.vocabulary import PRESSING, Flag, Phase, RedactionKind, Topic, Urgency
from advicebot.errors import KnowledgeError, Problem
from advicebot.library.problems import nearest, unknown_word

_LABELS = ("topics", "kind", "spans")
_READ = (*("id", "text", "main", "any", "urgency", "flags", "phase"), *_LABELS)
_REMARKS = ("note", "disputed", "names", "exclusion_risk")
"""Keys for people, which no measure looks at; others are passed over unless they look misspelt."""
Word = TypeVar("Word", bound=StrEnum)


@dataclass(slots=True)
class _Row:
    """One line being read: its values, and what is wrong with them."""

    values: Mapping[str, Any]
    wrong: list[str] = field(default_factory=list)

    def word(self, key: str, words: type[Word]) -> Word | None:
        """Return the word under ``key``; None when it is absent or not one of ``words``."""
        return self._known(self.values[key], words, key=key) if key in self.values else None

    def needed_word(self, key: str, words: type[Word]) -> Word | None:
        """Return the word under ``key``, which must be there."""
        if key not in self.values:
            self.wrong.append(f"the key “{key}” is missing; add it")
        return self.word(key, words)

    def words(self, key: str, words: type[Word]) -> tuple[Word, ...]:
        """Return the known words of the list under ``key``; none when it is absent."""
        value = self.values.get(key, [])
        if not isinstance(value, list):
            self.wrong.append(f"{key} is {value!r}; write a list, [] for none")
            return ()
        found = (self._known(each, words, key=key) for each in value)
        return tuple(word for word in found if word is not None)

    def _known(self, value: object, words: type[Word], *, key: str) -> Word | None:
        known = [word.value for word in words]
        if value in known:
            return words(value)
        self.wrong.append(unknown_word(str(value), known, what=f"{key}: the word"))
        return None


def load_labelled(files: Sequence[Path]) -> tuple[Case, ...]:
    """Return every labelled message of ``files`` in order; empty lines are passed over.

    Raises:
        KnowledgeError: lines that break the format, all of them, each with file, line and rule.
    """
    cases: list[Case] = []
    problems: list[Problem] = []
    taken: dict[str, str] = {}
    for file in files:
        for number, raw in _lines(file, problems):
            found = _read(raw)
            for sentence in found if isinstance(found, list) else _once(found, taken, file, number):
                problems.append(Problem(file=str(file), line=number, message=sentence))
            if isinstance(found, Case):
                cases.append(found)
    if problems:
        raise KnowledgeError(problems)
    return tuple(cases)


def _lines(file: Path, problems: list[Problem]) -> Iterator[tuple[int, bytes]]:
    try:
        content = file.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        problems.append(Problem(file=str(file), line=0, message=f"cannot be read: {reason}"))
        return
    lines = [(number, raw) for number, raw in enumerate(content.split(b"\n"), 1) if raw.strip()]
    if not lines:
        problems.append(Problem(file=str(file), line=0, message="holds no labelled message"))
    yield from lines


def _once(case: Case, taken: dict[str, str], file: Path, number: int) -> list[str]:
    where = taken.setdefault(case.id, f"{file}:{number}")
    if where == f"{file}:{number}":
        return []
    return [f"the id “{case.id}” is taken by {where}; give this message another"]


def _read(raw: bytes) -> Case | list[str]:
    """Return the case, or every sentence about what is wrong with the line."""
    try:
        values = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return ["the line is not UTF-8; save the file as UTF-8"]
    except (json.JSONDecodeError, RecursionError) as error:
        return [f"the line is not JSON ({error}); write one object a line"]
    if not isinstance(values, dict):
        return ["the line is not an object; write {...} with id, text and a label"]
    row = _Row(values)
    for check in (_check_id_and_text, _check_keys):
        check(row)
    case = _case(row)
    return row.wrong if row.wrong else case


def _check_id_and_text(row: _Row) -> None:
    for key, kinds in (("id", (str, int)), ("text", (str,))):
        value = row.values.get(key)
        if key not in row.values:
            row.wrong.append(f"the key “{key}” is missing; add it")
        elif not isinstance(value, kinds) or isinstance(value, bool):
            row.wrong.append(f"{key} is {value!r}; write it as text in quotes")


def _check_keys(row: _Row) -> None:
    for key in row.values:
        near = None if key in (*_READ, *_REMARKS) else nearest(key, _READ)
        if near is not None:
            row.wrong.append(f"the key “{key}” is not known; did you mean “{near}”?")
    if not any(key in row.values for key in _LABELS):
        row.wrong.append("there is no label; add topics (a request), kind (triage) or spans")


def _case(row: _Row) -> Case:
    values = row.values
    return Case(
        id=str(values.get("id", "")),
        text=str(values.get("text", "")),
        request=_request(row) if "topics" in values else None,
        triage=_triage(row) if "kind" in values else None,
        spans=_spans(row) if "spans" in values else None,
    )


def _request(row: _Row) -> RequestLabel:
    topics = row.words("topics", Topic)
    main = frozenset(row.words("main", Topic)) or frozenset(topics[:1])
    useful = frozenset(row.words("any", Topic)) or frozenset(topics)
    if not topics and (main or useful):
        row.wrong.append(
            "main or any has topics but “topics” is empty; name them there, best first"
        )
    elif not main <= useful:
        row.wrong.append("main has a topic that is not in any; what is right is also useful")
    return RequestLabel(
        topics=topics,
        main=main,
        any=useful,
        urgency=row.word("urgency", Urgency),
        flags=frozenset(row.words("flags", Flag)),
        phase=row.word("phase", Phase),
    )


def _triage(row: _Row) -> TriageLabel | None:
    kind, urgency = row.needed_word("kind", Kind), row.needed_word("urgency", Urgency)
    flags = frozenset(row.words("flags", Flag))
    if kind is None or urgency is None:
        return None
    needs_person = kind is Kind.POSITIVE
    if needs_person is not (urgency in PRESSING):
        rule = "positive means urgency emergency or urgent, a negative soon, routine or none"
        row.wrong.append(f"kind is {kind} but urgency is {urgency}; {rule}")
    if needs_person is not bool(flags):
        rule = "positive has at least one flag, a negative has none"
        row.wrong.append(f"kind is {kind} and flags {sorted(flags)}; {rule}")
    return TriageLabel(kind=kind, urgency=urgency, flags=flags)


def _spans(row: _Row) -> tuple[Span, ...]:
    value = row.values["spans"]
    if not isinstance(value, list):
        row.wrong.append(f"spans is {value!r}; write a list, [] for a message without any")
        return ()
    spans = (_span(each, row, place=place) for place, each in enumerate(value, 1))
    return tuple(span for span in spans if span is not None)


def _span(value: object, row: _Row, *, place: int) -> Span | None:
    if not isinstance(value, dict):
        row.wrong.append(f"span {place} is {value!r}; write an object with start, end and kind")
        return None
    inner = _Row(value)
    kind = inner.needed_word("kind", RedactionKind)
    row.wrong.extend(f"span {place}: {sentence}" for sentence in inner.wrong)
    start, end = value.get("start"), value.get("end")
    length = len(str(row.values.get("text", "")))
    if type(start) is not int or type(end) is not int or not 0 <= start < end <= length:
        rule = f"characters count from 0, start before end, end at most {length}"
        row.wrong.append(f"span {place} is {start!r} to {end!r}; {rule}")
        return None
    return None if kind is None else Span(start=start, end=end, kind=kind)
