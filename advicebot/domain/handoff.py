"""A handoff: one call for help in the hands of people, from the first page to the last word."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from advicebot.domain.oncall.escalation import Policy, Position
from advicebot.domain.vocabulary import Urgency


class HandoffState(StrEnum):
    """``open``: nobody has it, and people are being paged. ``claimed``: one practitioner has it."""

    OPEN = "open"
    CLAIMED = "claimed"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


START = Position()
"""The foot of the ladder."""
ACTIVE = (HandoffState.OPEN, HandoffState.CLAIMED)
"""The states in which somebody still waits for a person."""


class HandoffReason(StrEnum):
    """What made a person necessary."""

    TRIAGE = "triage"
    TEACHER_ASKED = "teacher-asked"
    TEACHER_CONFIRMED = "teacher-confirmed"
    NO_ANSWER = "no-answer"


class Reopening(StrEnum):
    """Why a handoff that somebody had is open again."""

    PASSED = "passed"
    SILENT = "silent"
    LEFT = "left"
    TEACHER = "teacher"
    PRACTITIONER = "practitioner"


class Intention(StrEnum):
    """What the school means to do, as said when a handoff is closed."""

    NONE = "none"
    SUSPENSION = "suspension"
    PERMANENT_EXCLUSION = "permanent-exclusion"
    PART_TIME_TIMETABLE = "part-time-timetable"
    EHC_REQUEST = "ehc-request"
    OTHER = "other"


class Helped(StrEnum):
    """What the teacher says of the help, afterwards."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """What a handoff ended with. The texts are redacted; ``risk`` of exclusion is 0 to 10 now."""

    agreed: str
    next_step: str
    next_by: str
    risk: int
    intention: Intention
    review_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Handoff:
    """A request passed to people. One of a teacher's is active at a time; see ``ACTIVE``.

    Attributes:
        request_id: the request that began it; later ones of the same teacher join it.
        policy: who is paged in which order, copied when it started, so that an edit of the rota's
            rules does not derail it. None for a handoff from before there were policies.
        position: the step that runs next.
        rung: how many times people were paged so far; part of the key of every page.
        paged: whom the last rung paged, and ``reached`` whom of them Slack has shown it to.
        declined: who said that they cannot take it.
        next_at: when the next step runs unless somebody takes it.
        parked_until: the next opening, while it waits for one outside hours.
        answer_by: when the teacher was told that they will hear from a person.
        last_word_at: when a practitioner's words last went to the teacher.
        still_asked_at: when the holder was asked whether they are still on it, None once answered.
    """

    id: str
    team_id: str
    request_id: str
    requester: str
    reason: HandoffReason
    urgency: Urgency
    state: HandoffState = HandoffState.OPEN
    policy: Policy | None = None
    position: Position = START
    rung: int = 0
    paged: tuple[str, ...] = ()
    reached: tuple[str, ...] = ()
    declined: tuple[str, ...] = ()
    next_at: datetime | None = None
    parked_until: datetime | None = None
    answer_by: datetime | None = None
    claimed_by: str | None = None
    claimed_at: datetime | None = None
    passed_by: str | None = None
    passed_to: str | None = None
    reopened: Reopening | None = None
    seen_by: str | None = None
    seen_at: datetime | None = None
    last_word_at: datetime | None = None
    still_asked_at: datetime | None = None
    paged_at: datetime | None = None
    page_failed_at: datetime | None = None
    closed_by: str | None = None
    closed_at: datetime | None = None
    closing: Closing | None = None
    helped: Helped | None = None
    in_time: bool | None = None
    version: int = 1
    created_at: datetime

    @property
    def is_active(self) -> bool:
        """True while somebody still waits for a person."""
        return self.state in ACTIVE

    @property
    def stamp(self) -> str:
        """This handoff as it stands now, for keys: no other state of any handoff has the same."""
        return f"{self.id}.v{self.version}"

    @property
    def is_open(self) -> bool:
        """True while nobody has it."""
        return self.state is HandoffState.OPEN


class Side(StrEnum):
    """Who said something in a handoff. A note stays among practitioners."""

    TEACHER = "teacher"
    PRACTITIONER = "practitioner"
    NOTE = "note"


class WordsState(StrEnum):
    """What became of words after they were said."""

    SAID = "said"
    EDITED = "edited"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Something said in a handoff and carried to the other side. ``text`` is redacted.

    ``channel_id`` and ``message_ts`` name the message it was written in, None where there was none
    (a form). ``strategy_id`` names the page that was inserted instead of words.
    """

    id: str
    team_id: str
    handoff_id: str
    side: Side
    author: str
    text: str
    removed: int = 0
    channel_id: str | None = None
    message_ts: str | None = None
    strategy_id: str | None = None
    state: WordsState = WordsState.SAID
    created_at: datetime
    updated_at: datetime
