"""The line that a knowledge folder describes: its terms, its schools, and who is called when."""

from dataclasses import dataclass
from datetime import date, time, timedelta

from advicebot.domain.oncall.escalation import EMERGENCY_POLICY, URGENT_POLICY, Policy
from advicebot.domain.outcomes.retention_rules import USUAL, Rules
from advicebot.domain.support.panel_rule import PanelRule


@dataclass(frozen=True, slots=True, kw_only=True)
class School:
    """A school this line serves. ``also`` holds the short names staff use for it."""

    id: str
    name: str
    also: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Closure:
    """A day inside a term on which schools are shut, and why in a few words, such as “INSET”."""

    day: date
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One term, both dates included, with the closed days inside it."""

    name: str
    first: date
    last: date
    closed: tuple[Closure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationRules:
    """How long people have, and who is called next. What is left out has the value given here.

    ``soon_within_school_days`` is how long a call that is no page may wait to be taken.
    ``still_on_it`` after the last word to the teacher the one who took it is asked, and after
    ``still_grace`` without an answer it is open again. Whoever comes on duty has ``confirm_within``
    to say so, and is reminded at ``remind_at`` (London) the evening before. ``lead`` is the Slack
    user id of the named lead, None when nobody is named.
    """

    emergency: Policy = EMERGENCY_POLICY
    urgent: Policy = URGENT_POLICY
    soon_within_school_days: int = 2
    still_on_it: timedelta = timedelta(minutes=60)
    still_grace: timedelta = timedelta(minutes=10)
    confirm_within: timedelta = timedelta(minutes=10)
    remind_at: time = time(17)
    lead: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelPlan:
    """The local problem-solving panel: when it meets, and the channel that reads its agenda."""

    rule: PanelRule
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """This advice line: who runs it, for whom, when people answer. Hours are London wall-clock.

    ``panel`` None: this line has none. ``retention`` says how long what was written is kept.
    """

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
    escalation: EscalationRules = EscalationRules()
    panel: PanelPlan | None = None
    retention: Rules = USUAL
