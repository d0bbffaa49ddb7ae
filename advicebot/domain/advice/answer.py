"""What the line has to say about one message: the value every screen and command is made from."""

from dataclasses import dataclass

from advicebot.domain.advice.confidence import Evidence
from advicebot.domain.advice.redaction import Redaction
from advicebot.domain.advice.triage import Verdict
from advicebot.domain.vocabulary import Band, Phase, Topic


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """One strategy offered. ``score`` is 0 to 1, comparable within one answer only."""

    strategy_id: str
    title: str
    topics: tuple[Topic, ...]
    score: float
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """Everything decided about one message.

    ``redacted`` is the only form of the text that may be stored. ``redactions`` are character
    offsets into the text as it was given. ``suggestions`` are best first, five at most, empty when
    ``band`` is nothing. ``topics`` are the likeliest subjects, best first, offered as buttons when
    unsure. ``offers`` and ``signposts`` are ids, most fitting first. ``small_talk`` names the
    short line that answers thanks, a greeting, a cry of only "help" or an empty message, None for
    anything else. ``evidence`` is what the band rests on, None when no strategy fits at all.
    """

    redacted: str
    redactions: tuple[Redaction, ...]
    verdict: Verdict
    phase: Phase
    band: Band
    suggestions: tuple[Suggestion, ...]
    topics: tuple[Topic, ...]
    offers: tuple[str, ...]
    signposts: tuple[str, ...]
    small_talk: str | None = None
    evidence: Evidence | None = None
