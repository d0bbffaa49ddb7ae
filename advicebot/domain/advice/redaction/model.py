"""What redaction takes in and gives back: the name lists, the spans, the readable result."""

from dataclasses import dataclass

from advicebot.domain.vocabulary import RedactionKind

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
        text: the message with a placeholder such as ``[name]`` for each redaction.
        redactions: in order of ``start``, never overlapping, as offsets into the original.
    """

    text: str
    redactions: tuple[Redaction, ...]


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
