"""What the curated knowledge folder holds, once read and checked. ``library`` builds these."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from advicebot.domain.advice.confidence import Calibration, Variant
from advicebot.domain.advice.situation import Cue
from advicebot.domain.advice.triage.closeness import TriageExamples
from advicebot.domain.advice.triage.doubt import DoubtModel
from advicebot.domain.vocabulary import (
    Evidence,
    Flag,
    Need,
    OfferKind,
    PageKind,
    Phase,
    ProvisionCategory,
    Topic,
    Urgency,
    When,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a claim comes from.

    ``checked`` is True when the text itself was seen; False is shown as "to be verified".
    """

    id: str
    title: str
    publisher: str
    year: int | None
    url: str | None
    checked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Strategy:
    """One page: something a member of staff can do, or a fact about the rules they stand under.

    The four body sections are Markdown lists or text. A strategy has a grade of ``evidence`` and a
    ``strength`` to build on. A fact has neither (None and ""): it has the ``version`` of the rules
    it states and the day ``as_of`` which that was checked; ``telling_you`` holds what they say.
    ``looks_beneath`` marks a page that looks for the need under behaviour that keeps coming.
    """

    id: str
    title: str
    topics: tuple[Topic, ...]
    needs: tuple[Need, ...]
    phases: tuple[Phase, ...]
    when: tuple[When, ...]
    evidence: Evidence | None
    sources: tuple[str, ...]
    says: tuple[str, ...]
    not_when: tuple[str, ...]
    get_help_when: tuple[str, ...]
    reviewed: date
    review_by: date
    owner: str
    right_now: str
    next_steps: str
    telling_you: str
    watch_for: str
    kind: PageKind = PageKind.STRATEGY
    strength: str = ""
    version: str = ""
    as_of: date | None = None
    looks_beneath: bool = False

    @property
    def is_fact(self) -> bool:
        """True for a page about the rules."""
        return self.kind is PageKind.FACT


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """Who runs offers. ``example`` is True for invented providers that ship with the product."""

    id: str
    name: str
    registered: bool
    qa_until: date | None
    areas: tuple[str, ...]
    contact: str
    example: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Something AP outreach can do for a school.

    ``needs`` are what it serves, ``not_needs`` what it cannot serve; ``not_for`` says so in words.
    """

    id: str
    title: str
    provider: Provider
    tier: int
    kind: OfferKind
    category: ProvisionCategory
    summary: str
    phases: tuple[Phase, ...]
    topics: tuple[Topic, ...]
    needs: tuple[Need, ...]
    not_needs: tuple[Need, ...]
    not_for: tuple[str, ...]
    prerequisites: tuple[str, ...]
    dose: str
    response_days: int
    capacity_total: int
    capacity_now: int
    cost: str
    verified: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Signpost:
    """A service or person to turn to. ``verified`` None means the contact is shown as "verify"."""

    id: str
    name: str
    what: str
    contact: str
    hours: str
    flags: tuple[Flag, ...]
    verified: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LexiconEntry:
    """Staffroom language and the plain words it stands for; see ``domain.advice.lexicon``."""

    phrases: tuple[str, ...]
    means: tuple[str, ...]
    topics: tuple[Topic, ...]
    matches: str
    not_matches: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OffTopic:
    """What this line is not for. ``subjects`` maps a plain subject to phrases that give it away.

    ``small_talk`` maps the name of a short reply to phrases that count only where they are all
    there is to a message. ``ours`` are words of behaviour, care and safety: a message with one of
    them is never declined. ``people`` are words that show it is about a pupil or a family.
    ``examples`` are whole messages that are not for this line, for the sentence model.
    """

    small_talk: Mapping[str, tuple[str, ...]]
    subjects: Mapping[str, tuple[str, ...]]
    ours: tuple[str, ...]
    people: tuple[str, ...]
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstPage:
    """The strategies of which one comes first when triage raises ``flag``.

    Empty ``phases`` means every phase.
    """

    flag: Flag
    pages: tuple[str, ...]
    phases: tuple[Phase, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstLines:
    """What is said before anything else when ``flag`` is raised and a person is called.

    Each line is one action. ``ring`` are ids of signposts whose numbers belong beside the lines.
    """

    flag: Flag
    emergency: tuple[str, ...]
    urgent: tuple[str, ...]
    ring: tuple[str, ...] = ()

    def at(self, urgency: Urgency) -> tuple[str, ...]:
        """Return the lines of an emergency, or those of anything less."""
        return self.emergency if urgency is Urgency.EMERGENCY else self.urgent


@dataclass(frozen=True, slots=True, kw_only=True)
class School:
    """A school this line serves. ``also`` holds the short names staff use for it."""

    id: str
    name: str
    also: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One term, both dates included, with the closed days inside it."""

    name: str
    first: date
    last: date
    closed: tuple[date, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """This advice line: who runs it, for whom, when people answer. Hours are London wall-clock."""

    name: str
    area: str
    example: bool
    opens: str
    closes: str
    terms: tuple[Term, ...]
    schools: tuple[School, ...]
    on_call_channel: str
    leads_channel: str
    safeguarding_contact: str
    privacy_contact: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """Everything curated, read once and held for the life of a process.

    ``reasons`` says in plain words, by the id of a triage rule, what that rule looks for.
    """

    strategies: tuple[Strategy, ...]
    offers: tuple[Offer, ...]
    signposts: tuple[Signpost, ...]
    sources: tuple[Source, ...]
    lexicon: tuple[LexiconEntry, ...]
    off_topic: OffTopic
    line: Line
    confidence: Mapping[Variant, Calibration]
    situation: Mapping[Cue, tuple[str, ...]]
    examples: TriageExamples
    doubt: Mapping[Variant, DoubtModel]
    first_pages: tuple[FirstPage, ...] = ()
    first_lines: tuple[FirstLines, ...] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)
