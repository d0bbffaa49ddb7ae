"""Labelled messages: what a person who knows the work says the line should make of each."""

from dataclasses import dataclass
from enum import StrEnum

from advicebot.domain.vocabulary import PRESSING, Flag, Phase, RedactionKind, Topic, Urgency


class Part(StrEnum):
    """What a label is about; one message may have labels for several parts."""

    REQUEST = "request"
    TRIAGE = "triage"
    REDACTION = "redaction"


class Kind(StrEnum):
    """What a triage label says of a message: a person is needed, sounds like it, or neither."""

    POSITIVE = "positive"
    HARD_NEGATIVE = "hard-negative"
    PLAIN_NEGATIVE = "plain-negative"


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestLabel:
    """What a request is about.

    ``topics`` are best first and empty when the message is not for this line. A strategy with a
    topic of ``main`` is right, one with a topic of ``any`` is useful; ``main`` is part of ``any``.
    ``urgency`` and ``phase`` are None when the label does not say.
    """

    topics: tuple[Topic, ...]
    main: frozenset[Topic]
    any: frozenset[Topic]
    urgency: Urgency | None = None
    flags: frozenset[Flag] = frozenset()
    phase: Phase | None = None

    @property
    def is_off_topic(self) -> bool:
        """True when the line should have nothing to suggest."""
        return not self.topics

    @property
    def is_pressing(self) -> bool:
        """True when a person is needed the same day."""
        return bool(self.flags) or self.urgency in PRESSING

    @property
    def is_calm(self) -> bool:
        """True when the label says that nobody need be asked or paged."""
        return self.urgency is not None and not self.is_pressing


@dataclass(frozen=True, slots=True, kw_only=True)
class TriageLabel:
    """Whether a person is needed, how soon and why; ``flags`` is empty unless positive."""

    kind: Kind
    urgency: Urgency
    flags: frozenset[Flag]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """One piece of personal data, ``text[start:end]``."""

    start: int
    end: int
    kind: RedactionKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One message with one label or more. ``spans`` is empty for a message without personal data,
    None when nobody marked any.
    """

    id: str
    text: str
    request: RequestLabel | None = None
    triage: TriageLabel | None = None
    spans: tuple[Span, ...] | None = None

    @property
    def parts(self) -> tuple[Part, ...]:
        """Return what the case has labels for."""
        labels = (
            (Part.REQUEST, self.request),
            (Part.TRIAGE, self.triage),
            (Part.REDACTION, self.spans),
        )
        return tuple(part for part, label in labels if label is not None)
