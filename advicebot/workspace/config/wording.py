"""Says in a sentence each what is wrong with a file, and where."""

import reprlib
from collections.abc import Iterator
from difflib import get_close_matches
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from advicebot.workspace.config.reading import Document, Place

LONGEST = 100
NAMES = ("name", "handle", "label", "command", "callback_id")
"""The keys that say which part of a list is meant, the first that it has."""

RULES = {
    "missing": "it must be there",
    "string_type": "it must be a text; a number, yes, no, on and off need quotes",
    "bool_type": "it must be true or false",
    "bool_parsing": "it must be true or false",
    "float_type": "it must be a number",
    "float_parsing": "it must be a number",
    "list_type": "it must be a list",
    "tuple_type": "it must be a list",
    "dict_type": "it must be a part with keys",
    "model_type": "it must be a part with keys",
    "model_attributes_type": "it must be a part with keys",
}
"""What is said of each kind of mistake where pydantic's own words say too little."""

_short = reprlib.Repr()
_short.maxstring = _short.maxother = _short.maxlong = LONGEST
_short.maxlevel = 3


def problems_in(document: Document, error: ValidationError, model: type[BaseModel]) -> list[str]:
    """Return a sentence for each mistake: the file, the line, the place, the rule, the value."""
    return list(_problems(document, error, model))


def _problems(document: Document, error: ValidationError, model: type[BaseModel]) -> Iterator[str]:
    for each in error.errors(include_url=False):
        place = tuple(step for step in each["loc"] if isinstance(step, int | str))
        line = document.line(place)
        where = f"{document.path}: line {line}: " if line else f"{document.path}: "
        named = place_in(document.content, place)
        if each["type"] == "extra_forbidden":
            yield f"{where}{named}: {_unknown(str(place[-1]), _part_at(model, place[:-1]))}"
        else:
            yield f"{where}{named or 'the whole'}: {_rule(each)} (it says {shown(each['input'])})"


def _rule(each: ErrorDetails) -> str:
    return RULES.get(each["type"]) or each["msg"].removeprefix("Value error, ")


def _unknown(key: str, part: type[BaseModel]) -> str:
    known = list(part.model_fields)
    near = get_close_matches(key[:LONGEST], known, n=1)
    hint = f"Did you mean {near[0]}? " if near else ""
    return f"there is no such key here. {hint}There are {', '.join(known)}."


def _part_at(model: type[BaseModel], place: Place) -> type[BaseModel]:
    """Return the part of the schema that a place is of."""
    for step in place:
        field = model.model_fields.get(step) if isinstance(step, str) else None
        inner = list(_models(field.annotation)) if field is not None else []
        model = inner[0] if inner else model
    return model


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) in (list, tuple, Union, UnionType):
        for inner in get_args(annotation):
            yield from _models(inner)


def place_in(content: Any, place: Place) -> str:
    """Return a place as one says it: ``users[0] (ana).role``."""
    said, at = "", content
    for step in place:
        try:
            at = at[step]
        except (KeyError, IndexError, TypeError):
            at = None
        said += f"[{step}]{_called(at)}" if isinstance(step, int) else f".{_cut(str(step))}"
    return said.removeprefix(".")


def _called(part: Any) -> str:
    if not isinstance(part, dict):
        return ""
    names = (part.get(key) for key in NAMES)
    name = next((one for one in names if isinstance(one, str)), None)
    return f" ({_cut(name)})" if name else ""


def shown(value: Any) -> str:
    """Return a value in at most 100 characters."""
    try:
        return _cut(_short.repr(value))
    except ValueError:  # a whole number with more digits than Python writes out
        return "a very large number"


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
