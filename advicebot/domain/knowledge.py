"""What the curated knowledge folder holds, once read and checked. ``library`` builds these."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from advicebot.domain.advice.confidence import Calibration, Variant
from advicebot.domain.advice.situation import Cue
from advicebot.domain.advice.triage.closeness import TriageExamples
from advicebot.domain.advice.triage.doubt import DoubtModel
from advicebot.domain.line import Line
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


class Consent(StrEnum):
    """What an offer needs from a parent or carer. ``any``: consent in whatever form."""

    NONE = "none"
    ANY = "any"
    VERBAL = "verbal"
    WRITTEN = "written"


class OfferHours(StrEnum):
    """How much of a pupil's week an offer takes. ``sessions``: calls, visits, lessons, no place."""

    SESSIONS = "sessions"
    PART_TIME = "part-time"
    FULL_TIME = "full-time"


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """Who runs offers. ``example`` is True for invented providers that ship with the product.

    ``registered`` means as a school. ``qa_until`` is the last day on which its quality assurance
    holds, None when it has none. ``ofsted`` says in words how it is registered or inspected.
    ``contact`` is an e-mail address, or a Slack channel that starts with "#".
    """

    id: str
    name: str
    registered: bool
    qa_until: date | None
    areas: tuple[str, ...]
    contact: str
    example: bool
    ofsted: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Something AP outreach can do for a school.

    Attributes:
        tier: 1 targeted support in school, 2 a time-limited place, 3 a transitional place.
        needs: what it serves; ``not_needs`` is what it cannot serve, ``not_for`` says so in words.
        baseline: what is measured before it starts, "" for nothing.
        dose: how much of it there is, in words; ``review_after`` when it is looked at again, and
            ``review_weeks`` the same in weeks after the start.
        response_days: school days within which the provider answers; 0 is the same day.
        capacity_total: places in all. ``capacity_now`` are those that nobody has taken but through
            this line, whose own are counted from its referrals.
        waiting_list: whether a full offer still takes names; ``waiting_weeks`` None: not known.
        max_at_once: pupils that one community teacher has at a time, None for other kinds.
        exit_plan: how a place ends, in words; "" only where there is no place.
        verified: when the provider last confirmed all of this.
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
    review_after: str = ""
    review_weeks: int = 6
    consent: Consent = Consent.NONE
    baseline: str = ""
    waiting_list: bool = False
    waiting_weeks: int | None = None
    max_at_once: int | None = None
    hours: OfferHours = OfferHours.SESSIONS
    exit_plan: str = ""

    @property
    def is_placement(self) -> bool:
        """True for tiers 2 and 3: a place away from the pupil's own lessons."""
        return self.tier > 1


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

    Empty ``phases`` means every phase; ``rules`` are the ids of the triage rules it is for, empty
    for all that raise the flag.
    """

    flag: Flag
    pages: tuple[str, ...]
    phases: tuple[Phase, ...] = ()
    rules: tuple[str, ...] = ()

    def fits(self, phase: Phase, rule: str) -> bool:
        """True when it is for this phase and for what this rule found."""
        return (not self.phases or phase in self.phases) and (not self.rules or rule in self.rules)


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstLines:
    """What is said before anything else when ``flag`` is raised and a person is called.

    Each line is one action. ``ring`` are ids of signposts whose numbers belong beside the lines.
    ``rules`` are the ids of the triage rules they are for, empty for all that raise the flag.
    """

    flag: Flag
    emergency: tuple[str, ...]
    urgent: tuple[str, ...]
    ring: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()

    def at(self, urgency: Urgency) -> tuple[str, ...]:
        """Return the lines of an emergency, or those of anything less."""
        return self.emergency if urgency is Urgency.EMERGENCY else self.urgent


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
