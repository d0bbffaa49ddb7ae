"""People on duty: who they are, the stints that come up for them, and what they ask of others."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from advicebot.domain.oncall.rota import Tier


@dataclass(frozen=True, slots=True, kw_only=True)
class Practitioner:
    """Somebody who answers the line, as Slack said at ``seen_at``.

    Attributes:
        is_member: True while they are in the on-call channel.
        unreachable: why the bot cannot message them, in a few words; None when it can.
        out_of_hours: True when they agreed to be paged for emergencies outside hours.
        away_until: until when they said that they cannot be paged; None when they can.
    """

    team_id: str
    user_id: str
    name: str
    handle: str
    is_member: bool
    unreachable: str | None = None
    out_of_hours: bool = False
    away_until: datetime | None = None
    seen_at: datetime

    def can_be_paged(self, at: datetime) -> bool:
        """True for a member who can be messaged and is not away at this instant."""
        is_away = self.away_until is not None and at < self.away_until
        return self.is_member and self.unreachable is None and not is_away


class SwapState(StrEnum):
    """``open``: asked of everybody; until somebody takes it the asker stays on."""

    OPEN = "open"
    TAKEN = "taken"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Swap:
    """A stint that somebody asked others to take over."""

    id: str
    team_id: str
    tier: Tier
    asked_by: str
    starts_at: datetime
    ends_at: datetime
    state: SwapState = SwapState.OPEN
    taken_by: str | None = None
    taken_at: datetime | None = None
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """One stint of one person as it comes up.

    Attributes:
        reminded_at: when they were reminded the evening before.
        asked_at: when they were asked to confirm that they are on.
        confirmed_at: when they tapped; None while they have not.
        replaced_at: when the back-up was made primary because they had not.
    """

    id: str
    team_id: str
    tier: Tier
    user_id: str
    starts_at: datetime
    ends_at: datetime
    reminded_at: datetime | None = None
    asked_at: datetime | None = None
    confirmed_at: datetime | None = None
    replaced_at: datetime | None = None
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """How the reading of the calendar address goes. ``error`` is None after a good one."""

    team_id: str
    tried_at: datetime
    fetched_at: datetime | None
    error: str | None
