"""The values triage works with: what it decides, and the rules a curator wrote."""

from dataclasses import dataclass, field
from enum import StrEnum

from advicebot.domain.vocabulary import Action, Flag, Urgency

TRACE = ".trace-"
"""Rules whose name holds this rest on single words that are hints."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagHit:
    """One reason for needing a person.

    ``quote`` is cut from the text as given; ``rule`` is the id of the rule that fired.
    """

    flag: Flag
    quote: str
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What triage decided about one message.

    ``flags`` holds at most one hit for each flag, strongest first; it is empty for answer and
    decline. For ``ask`` the urgency is the one that holds if the question goes unanswered.
    """

    action: Action
    urgency: Urgency
    flags: tuple[FlagHit, ...]


class Strength(StrEnum):
    """What a rule's hit is worth by itself.

    A hint is worth nothing by itself. Hints of one flag in two places of a message that asks for no
    strategy and is not calm are worth a page; otherwise they are signs for the doubt model.
    """

    PAGE = "page"
    ASK = "ask"
    HINT = "hint"


class Calm(StrEnum):
    """The kinds of context that can quieten a hit."""

    NEGATION = "negation"
    FRAME = "frame"
    HISTORY = "history"
    GENERAL = "general"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule. It fires on any phrase of ``says`` or on any of ``pairs``.

    A pair is a set of word-list names that must all be met within ``reach`` words, in any order,
    in one sentence (or, with ``next_sentence``, in two that follow each other). A word list of
    ``unless`` met in the same sentence silences the rule. ``holds_against`` names contexts that
    do not quieten it.
    """

    id: str
    flag: Flag
    urgency: Urgency
    strength: Strength
    why: str
    says: tuple[str, ...] = ()
    pairs: tuple[tuple[str, ...], ...] = ()
    reach: int = 10
    next_sentence: bool = False
    unless: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()
    holds_against: frozenset[Calm] = frozenset()
    pages: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    leaves_alone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Talk that is not about a real event (a set text, a game, a policy).

    Hits of a flag in ``quiets`` are dropped in the same sentence, those in ``softens`` go down to
    ask; with ``around`` also in the sentence before and after.
    """

    id: str
    words: tuple[str, ...]
    quiets: frozenset[Flag]
    softens: frozenset[Flag]
    around: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TriageRules:
    """Everything curated for triage. ``words`` maps a list's name to its phrases.

    ``shorthand`` maps one written word to the words it stands for; ``critical`` are the words that
    misspellings are drawn towards, ``not_misspelt`` ordinary words that look like one of them.
    """

    rules: tuple[Rule, ...]
    words: dict[str, tuple[str, ...]]
    idioms: tuple[str, ...]
    frames: tuple[Frame, ...]
    shorthand: dict[str, tuple[str, ...]] = field(default_factory=dict)
    critical: frozenset[str] = frozenset()
    not_misspelt: frozenset[str] = frozenset()
