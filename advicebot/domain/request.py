"""A request for advice: what is kept of one call for help, and the moves it may make."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from advicebot.domain.advice.triage import DOUBT
from advicebot.domain.delivery import instant
from advicebot.domain.vocabulary import Action, Band, Flag, Phase, Topic, Urgency

LATE = timedelta(minutes=10)
"""A message that took longer to reach the line than this was held up on its way."""
LONG_AGO = timedelta(days=7)
"""One older than this was not held up: no history is searched that far back."""


class Origin(StrEnum):
    """How a request reached the line; ``offers``: outreach was asked for without a message."""

    DM = "dm"
    MENTION = "mention"
    COMMAND = "command"
    FORM = "form"
    SHORTCUT = "shortcut"
    OFFERS = "offers"


class RequestState(StrEnum):
    """``withdrawn``: the teacher deleted it, and its text is gone."""

    OPEN = "open"
    WITHDRAWN = "withdrawn"


class AskAnswer(StrEnum):
    """What the teacher said to "is anyone at risk?". ``silence`` is counted as worried."""

    NOW = "now"
    WORRIED = "worried"
    NO = "no"
    SILENCE = "silence"


class Feedback(StrEnum):
    """What the teacher said of an answer."""

    HELPS = "helps"
    NOT_QUITE = "not-quite"


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """A flag with the words that raised it, already redacted, and the rule's name."""

    flag: Flag
    quote: str
    rule: str

    @property
    def is_guess(self) -> bool:
        """True when no rule raised it, only doubt: the flag says little then."""
        return self.rule.startswith(DOUBT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A strategy that was suggested, and why, in the teacher's own (redacted) words."""

    strategy_id: str
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request. ``text`` and ``tried`` are redacted, and empty once withdrawn.

    ``number`` is the part after "A-". ``channel_id`` and ``message_ts`` name the teacher's own
    message, None when there was none (a form). ``revision`` counts the answers given: each edit or
    narrowing makes one more. ``risk`` is the stated risk of exclusion, 0 to 10, None when not said.
    ``handoff_id`` is None until people are called. ``blanked_at`` is when its words were taken out
    because their time was over.
    """

    id: str
    team_id: str
    number: int
    requester: str
    origin: Origin
    channel_id: str | None
    message_ts: str | None
    thread_ts: str | None
    text: str
    removed: int
    tried: str
    risk: int | None
    phase: Phase
    action: Action = Action.ANSWER
    urgency: Urgency = Urgency.NONE
    band: Band
    flags: tuple[Raised, ...] = ()
    suggestions: tuple[Chosen, ...] = ()
    topics: tuple[Topic, ...] = ()
    offers: tuple[str, ...] = ()
    signposts: tuple[str, ...] = ()
    asked_at: datetime | None = None
    ask_answer: AskAnswer | None = None
    feedback: Feedback | None = None
    state: RequestState = RequestState.OPEN
    revision: int = 1
    handoff_id: str | None = None
    blanked_at: datetime | None = None
    created_at: datetime
    updated_at: datetime

    @property
    def written_late(self) -> datetime | None:
        """When a direct message or mention was written that the line learned of much later; None
        for one that came in time.
        """
        if not self.message_ts or self.origin not in (Origin.DM, Origin.MENTION):
            return None
        written = instant(self.message_ts)
        return written if LATE < self.created_at - written < LONG_AGO else None

    @property
    def is_open(self) -> bool:
        """True until the teacher withdraws it."""
        return self.state is RequestState.OPEN

    def raises(self, flag: Flag) -> bool:
        """True when triage recognised this flag in it; a guess does not count."""
        return any(each.flag is flag and not each.is_guess for each in self.flags)

    @property
    def awaits_answer(self) -> bool:
        """True while the one direct question stands unanswered."""
        return self.is_open and self.asked_at is not None and self.ask_answer is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Someone who uses the line. ``asked_at`` is when they were asked for school and role."""

    team_id: str
    user_id: str
    school: str | None = None
    role: str | None = None
    asked_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A message as it reached us, already redacted at the door.

    ``key`` is the delivery it came in. ``removed`` is how many pieces of personal data were taken
    out.
    """

    key: str
    team_id: str
    user_id: str
    origin: Origin
    text: str
    removed: int = 0
    channel_id: str | None = None
    message_ts: str | None = None
    thread_ts: str | None = None
    tried: str = ""
    risk: int | None = None
    phase: Phase | None = None
    at_risk: AskAnswer | None = None
    topics: tuple[Topic, ...] = field(default=())


ASK_WITHIN_MINUTES = 5
"""Silence to the direct question counts as worried after this long."""


def urgency_after_answer(answer: AskAnswer, before: Urgency) -> Urgency:
    """Return how urgent a request is once the direct question was answered, or was not."""
    if answer is AskAnswer.NOW:
        return Urgency.EMERGENCY
    if answer in (AskAnswer.WORRIED, AskAnswer.SILENCE):
        return Urgency.EMERGENCY if before is Urgency.EMERGENCY else Urgency.URGENT
    return before
