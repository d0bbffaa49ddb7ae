"""Joins the finders: one pass finds spans, passes repeat until nothing more is found."""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from advicebot.domain.advice.redaction.addresses import find_addresses
from advicebot.domain.advice.redaction.dates import find_birth_dates
from advicebot.domain.advice.redaction.identifiers import find_identifiers
from advicebot.domain.advice.redaction.model import (
    PERSON_PLACEHOLDER,
    PLACEHOLDERS,
    Found,
    NameLists,
    Redacted,
    Redaction,
)
from advicebot.domain.advice.redaction.names import NameFinder
from advicebot.domain.advice.redaction.people import placeholders_for
from advicebot.domain.advice.redaction.placements import find_placements
from advicebot.domain.advice.redaction.schools import SchoolFinder
from advicebot.domain.advice.redaction.tokens import tokenise
from advicebot.domain.vocabulary import RedactionKind

# Where spans of several kinds overlap, the joined span takes the kind that stands first here.
_RANK = {
    kind: rank
    for rank, kind in enumerate(
        (
            RedactionKind.EMAIL,
            RedactionKind.UPN,
            RedactionKind.NHS,
            RedactionKind.DOB,
            RedactionKind.PHONE,
            RedactionKind.ADDRESS,
            RedactionKind.SCHOOL,
            RedactionKind.NAME,
        )
    )
}
# A placeholder is read as one private-use character repeated, so no rule sees its letters.
_MASKS = {kind: chr(0xE000 + number) for number, kind in enumerate(PLACEHOLDERS)}
# People a teacher has lettered already: "pupil A", "Students B and C".
_LETTERED = re.compile(
    r"\b(?i:pupil|student|child|kid|boy|girl|learner|person|parent|teacher|staff|adult|member)s? "
    r"(?P<letters>[A-Z]\b(?:(?:,| and| &| or) ?[A-Z]\b)*)"
)


class Redactor:
    """Takes personal data out of messages. Holds only lists: safe to share between threads."""

    def __init__(
        self, names: NameLists, *, schools: Sequence[str] = (), on: date | None = None
    ) -> None:
        """Takes the lists, and what else is known.

        Args:
            schools: the known local schools, by full and by short name.
            on: about when the messages are read, to tell a birthday from last week; a year more
                or less does not matter. None lets any full date beside a child be a birthday.
        """
        self._on = on
        self._names = NameFinder(names)
        self._schools = SchoolFinder(
            schools, common=names.common_words | names.not_names, people=names.first_names
        )

    def redact(self, text: str) -> Redacted:
        """The message with placeholders, and where they were put.

        The same text always gives the same result, and redacting the result changes nothing:
        what a placeholder reveals about its neighbours is looked at again until nothing is left.
        """
        spans: list[Redaction] = []
        written: list[str] = []
        current = text
        while found := self._find(current):
            spans = _merge([*spans, *(_in_original(span, spans, written) for span in found)])
            written = placeholders_for(_mask(text), spans, reserved=_letters_in(text))
            current = _apply(text, spans, written)
        return Redacted(text=current, redactions=tuple(spans))

    def _find(self, text: str) -> list[Redaction]:
        masked = _mask(text)
        tokens = tokenise(masked)
        found = [
            *find_identifiers(masked),
            *find_birth_dates(masked, on=self._on),
            *find_addresses(masked),
            *self._schools.find(tokens),
            *find_placements(masked, is_new=self._names.is_new_word),
        ]
        found.extend(self._names.find(tokens, taken=found))
        return [span for span in _merge(_plain(found)) if not _touches_mask(masked, span)]


def _plain(found: Iterable[Found]) -> list[Redaction]:
    return [Redaction(start=span.start, end=span.end, kind=span.kind) for span in found]


def _touches_mask(masked: str, span: Redaction) -> bool:
    return any(character in masked[span.start : span.end] for character in _MASKS.values())


def _mask(text: str) -> str:
    """``text`` with each placeholder replaced by as many private-use characters."""
    if "[" not in text:
        return text
    name_mask = _MASKS[RedactionKind.NAME]
    text = PERSON_PLACEHOLDER.sub(lambda found: name_mask * len(found[0]), text)
    for kind, placeholder in PLACEHOLDERS.items():
        text = text.replace(placeholder, _MASKS[kind] * len(placeholder))
    return text


def _merge(spans: Iterable[Redaction]) -> list[Redaction]:
    """The spans in order, overlapping ones joined under the kind of higher rank."""
    merged: list[Redaction] = []
    for span in sorted(spans, key=lambda each: (each.start, each.end)):
        if merged and span.start < merged[-1].end:
            last = merged.pop()
            kind = min(last.kind, span.kind, key=_RANK.__getitem__)
            span = Redaction(start=last.start, end=max(last.end, span.end), kind=kind)
        if span.end > span.start:
            merged.append(span)
    return merged


def _letters_in(text: str) -> frozenset[str]:
    """The letters that people in ``text`` have already: "[pupil A]", or "pupil A" as written."""
    taken = {found["letter"] for found in PERSON_PLACEHOLDER.finditer(text) if found["letter"]}
    for found in _LETTERED.finditer(text):
        taken.update(re.findall(r"\b[A-Z]\b", found["letters"]))
    return frozenset(taken)


def _apply(text: str, spans: Sequence[Redaction], written: Sequence[str]) -> str:
    parts: list[str] = []
    last = 0
    for span, placeholder in zip(spans, written, strict=True):
        parts += (text[last : span.start], placeholder)
        last = span.end
    return "".join((*parts, text[last:]))


def _in_original(
    span: Redaction, applied: Sequence[Redaction], written: Sequence[str]
) -> Redaction:
    """``span``, found in the text with ``applied`` replaced, as offsets into the original."""
    shift = 0
    for done, placeholder in zip(applied, written, strict=True):
        if done.start + shift >= span.end:
            break
        shift += len(placeholder) - (done.end - done.start)
    return Redaction(start=span.start - shift, end=span.end - shift, kind=span.kind)
