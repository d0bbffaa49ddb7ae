"""What redaction takes in and gives back: the name lists, the spans, the readable result."""

import re
from dataclasses import dataclass
from enum import StrEnum

from advicebot.domain.vocabulary import RedactionKind


class Label(StrEnum):
    """Who somebody is, as far as the message says; ``PERSON`` may be anybody."""

    PUPIL = "pupil"
    STAFF = "staff"
    PARENT = "parent"
    RELATIVE = "relative"
    ADULT = "adult"
    PERSON = "person"


# A name whose owner cannot be told apart keeps the plain "[name]"; other names get a label and a
# letter, as in "[pupil A]".
PLACEHOLDERS: dict[RedactionKind, str] = {
    RedactionKind.NAME: "[name]",
    RedactionKind.DOB: "[date of birth]",
    RedactionKind.UPN: "[UPN]",
    RedactionKind.PHONE: "[phone]",
    RedactionKind.ADDRESS: "[address]",
    RedactionKind.EMAIL: "[email]",
    RedactionKind.NHS: "[NHS number]",
    RedactionKind.SCHOOL: "[school]",
}
PERSON_PLACEHOLDER = re.compile(rf"\[(?:name|(?:{'|'.join(Label)}) (?P<letter>[A-Z]{{1,3}}))\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Redaction:
    """One piece of personal data: ``text[start:end]`` of the message as it was given."""

    start: int
    end: int
    kind: RedactionKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Redacted:
    """A message that may be stored.

    Attributes:
        text: the message with a placeholder for each redaction: ``[pupil A]`` for a person, who
            keeps the letter throughout, ``[phone]`` and the like for the rest.
        redactions: in order of ``start``, never overlapping, as offsets into the original.
    """

    text: str
    redactions: tuple[Redaction, ...]

    @property
    def placeholders(self) -> tuple[str, ...]:
        """What stands in ``text`` for each redaction, in the same order."""
        found: list[str] = []
        shift = 0
        for redaction in self.redactions:
            start = redaction.start + shift
            end = self.text.index("]", start) + 1
            found.append(self.text[start:end])
            shift += end - start - (redaction.end - redaction.start)
        return tuple(found)

    def clean(self, quote: str, *, given: str) -> str:
        """``quote`` with the words that were taken out of ``given``, whole or in part, replaced.

        ``given`` is the message as it was before redaction. A piece taken out is also looked for
        word by word, so that a quote that starts amid a full name leaks no half of it.
        """
        stands_for: dict[str, str] = {}
        for redaction, placeholder in zip(self.redactions, self.placeholders, strict=True):
            taken = given[redaction.start : redaction.end]
            for piece in (taken, *re.findall(r"\w+", taken)):
                stands_for.setdefault(piece.lower(), placeholder)
        if not stands_for:
            return quote
        longest_first = sorted(stands_for, key=len, reverse=True)
        pattern = rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)"
        return re.sub(
            pattern, lambda found: stands_for[found[0].lower()], quote, flags=re.IGNORECASE
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """A book, play or topic: unmistakable phrases, and its people by first or only name."""

    titles: tuple[str, ...]
    people: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class NameLists:
    """The curated lists that name rules lean on. Every entry is in its normalised form.

    A word may stand in several lists; the more careful list wins, so a first name that is also
    a month belongs to ``guarded_names`` whatever else holds it.

    Attributes:
        first_names: taken for a person wherever they stand, in any case.
        word_names: first names that are everyday words (grace, mark); need a hint of a person.
        guarded_names: first names that are also months, places, subjects or makes (april,
            paris); need a clear hint even with a capital.
        surnames: taken for a person when written with a capital.
        word_surnames: surnames that are everyday words (green); only after a name or title.
        lessons: books, plays and topics with the people in them; left alone in talk of lessons.
        public_names: phrases for people and things everyone knows; always left alone.
        not_names: places, schemes, makes and other capitalised words that are never a pupil.
        common_words: everyday English, so that an unknown word stands out.
    """

    first_names: frozenset[str] = frozenset()
    word_names: frozenset[str] = frozenset()
    guarded_names: frozenset[str] = frozenset()
    surnames: frozenset[str] = frozenset()
    word_surnames: frozenset[str] = frozenset()
    lessons: tuple[Lesson, ...] = ()
    public_names: frozenset[str] = frozenset()
    not_names: frozenset[str] = frozenset()
    common_words: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A candidate span inside one pass. Identifiers outrank names where spans overlap."""

    start: int
    end: int
    kind: RedactionKind
