"""Turns what pydantic reports into sentences a curator can act on, with file and line."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from rapidfuzz import process
from rapidfuzz.distance import OSA

from advicebot.errors import Problem
from advicebot.library.places import YamlText
from advicebot.library.schema import keys_at

_NEAR = 0.6
_SHOWN_WORDS = 40


def nearest(word: str, known: Sequence[str]) -> str | None:
    """Return the known word that ``word`` most likely meant, None when none is near."""
    found = process.extractOne(
        word.lower(), known, scorer=OSA.normalized_similarity, score_cutoff=_NEAR
    )
    return None if found is None else found[0]


def unknown_word(word: str, known: Sequence[str], *, what: str) -> str:
    """Return the sentence for a word outside a closed list: the nearest one or the whole list."""
    near = nearest(word, known)
    if near is not None:
        return f"{what} “{word}” is not known; did you mean “{near}”?"
    if len(known) > _SHOWN_WORDS:
        return f"{what} “{word}” is not known"
    return f"{what} “{word}” is not known; use one of: {', '.join(known)}"


def explain(error: ValidationError, yaml: YamlText, model: type[BaseModel]) -> list[Problem]:
    """Return one placed problem for each of pydantic's findings.

    A list is called too short also because pydantic left its wrong items out; only those are named.
    """
    details = error.errors(include_url=False)
    with_wrong_items = {detail["loc"][:-1] for detail in details}
    return [
        yaml.problem(_path(detail), _sentence(detail, model=model))
        for detail in details
        if not (detail["type"] == "too_short" and detail["loc"] in with_wrong_items)
    ]


def _path(detail: ErrorDetails) -> tuple[str | int, ...]:
    location = tuple(part for part in detail["loc"] if part != "[key]")
    return location[:-1] if detail["type"] == "missing" else location


def _sentence(detail: ErrorDetails, *, model: type[BaseModel]) -> str:
    kind, location = detail["type"], detail["loc"]
    name = next((str(part) for part in reversed(location) if isinstance(part, str)), "this file")
    if kind == "extra_forbidden":
        return unknown_word(str(location[-1]), keys_at(model, location[:-1]), what="the key")
    if kind == "missing":
        return f"the key “{name}” is missing; add it"
    context: Mapping[str, Any] = detail.get("ctx", {})
    if kind == "enum":
        known = re.findall(r"'([^']*)'", str(context["expected"]))
        return unknown_word(str(detail["input"]), known, what=f"{name}: the word")
    if kind in {"too_short", "too_long"}:
        return _size_sentence(name, kind=kind, context=context)
    if kind == "string_type":
        return f"{name}: YAML reads this as {detail['input']!r}, not as text; put it in quotes"
    reason = str(context["error"]) if kind == "value_error" else _lowered(detail["msg"])
    if isinstance(detail["input"], BaseModel | Mapping | tuple | list):
        return reason if not location else f"{name}: {reason}"
    return f"{name}: “{str(detail['input'])[:80]}”: {reason}"


def _size_sentence(name: str, *, kind: str, context: Mapping[str, Any]) -> str:
    is_short = kind == "too_short"
    rule = f"at least {context['min_length']}" if is_short else f"at most {context['max_length']}"
    return f"{name}: {context['actual_length']} entries; the rule is {rule}"


def _lowered(message: str) -> str:
    return message[:1].lower() + message[1:]
