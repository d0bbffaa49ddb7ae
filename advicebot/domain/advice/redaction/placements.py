"""Finds schools named with no word for a school: "excluded from Ashdown", "Ashdown before us"."""

import re
from collections.abc import Callable, Iterator

from advicebot.domain.advice.redaction.model import Found
from advicebot.domain.advice.redaction.tokens import normalise
from advicebot.domain.vocabulary import RedactionKind

_CAPITAL = r"[A-Z][\w'’\-]*[a-z]"
_NAME = rf"(?P<value>(?:[Tt]he )?{_CAPITAL}(?: {_CAPITAL}){{0,2}})"
_QUIET_NAME = r"(?P<quiet>[a-z]{6,})"
_LEFT = (
    r"(?:excluded|expelled|transferr?(?:ed|ing)?|managed moved?|dual[ \-](?:rolled|registered)|"
    r"on roll|off[ \-]?rolled|enrolled|place|placement|taster(?: day)?|trial|respite|turnaround)"
)
_STAFF = (
    r"(?:senco|sendco|dsl|head|headteacher|deputy|teacher|tutor|ta|hoy|staff|pastoral(?: lead)?)"
)
_US = r"(?:us|here|coming|joining|moving|he came|she came|he joined|she joined|they came)"
_LAST = r"last (?:yr|year|term|week|month|half)|in (?:y|yr|year) ?\d{1,2}\b|at (?:easter|christmas)"
_CAME = r"(?:came|come|moved|transferred|joined(?: us)?|arrived|excluded)"
# What stands around the name is told in any case; the name itself is not.
_NAMED = (
    re.compile(rf"(?<!\w)(?i:{_LEFT}(?: \w+)? (?:from|at|to|with)) {_NAME}"),
    re.compile(rf"(?<!\w)(?i:attend(?:s|ed|ing)|{_STAFF} (?:at|from)|over at) {_NAME}"),
    re.compile(
        rf"(?<!\w)(?i:(?:previous|last|old|former|primary|feeder|host|home|receiving|new) school"
        rf"(?: is| was| called)?[,:]?) {_NAME}"
    ),
    re.compile(rf"(?<!\w)(?i:at|from) {_NAME}(?= (?i:before {_US})\b)"),
    re.compile(rf"(?<!\w)(?i:{_CAME}(?: here| to us| over)? from) {_NAME}(?= (?i:{_LAST}))"),
    re.compile(rf"(?<!\w)(?i:{_CAME}(?: here| to us| over)? from) {_QUIET_NAME}(?= (?i:{_LAST}))"),
    re.compile(rf"(?<!\w)(?i:at|from) {_QUIET_NAME}(?= (?i:before {_US})\b)"),
)


def find_placements(text: str, *, is_new: Callable[[str], bool]) -> Iterator[Found]:
    """Every school that only the words around it show.

    ``is_new`` tells of a word, normalised, whether it is no everyday word, place or subject; a
    name of several words needs one such word, or "The" before a capital: "The Willows".
    """
    for pattern in _NAMED:
        for match in pattern.finditer(text):
            group = "value" if "value" in pattern.groupindex else "quiet"
            if _could_be_a_school(match[group], is_new=is_new):
                yield Found(
                    start=match.start(group), end=match.end(group), kind=RedactionKind.SCHOOL
                )


def _could_be_a_school(name: str, *, is_new: Callable[[str], bool]) -> bool:
    first, *rest = re.split(r"[ \-]", re.sub(r"['’]s$", "", name))
    if first in ("The", "the") and rest:
        return first == "The" or all(is_new(normalise(word)) for word in rest)
    return all(is_new(normalise(word)) for word in (first, *rest))
