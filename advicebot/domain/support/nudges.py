"""When somebody who owes a referral an answer is reminded, and when the lead hears of it.

Reminders go out within the line's hours on school days, never in holidays.
"""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import StrEnum

from advicebot.domain.knowledge import Offer
from advicebot.domain.line import Line
from advicebot.domain.oncall.calendar import add_school_days, first_instant, next_opening
from advicebot.domain.support.referral import Referral, ReferralState

AGAIN_AFTER_SCHOOL_DAYS = 3
"""School days from one reminder to the next, and from the last of them to the lead."""
_WAITING_WEEKS = 6
"""How long a waiting list may be silent where its offer does not say how long it is."""


class Nudge(StrEnum):
    """Who hears of a silence, in this order; after the lead nobody is reminded of it again."""

    PROVIDER = "provider"
    PROVIDER_AGAIN = "provider-again"
    LEAD = "lead"


_ORDER = tuple(Nudge)


@dataclass(frozen=True, slots=True, kw_only=True)
class NextNudge:
    """The next reminder of a referral, and when it falls due."""

    nudge: Nudge
    at: datetime


def next_nudge(referral: Referral, offer: Offer, line: Line) -> NextNudge | None:
    """Return the next reminder, None when nobody owes an answer or the lead has been told.

    An answer is owed within the offer's school days of being asked, once its day of start or
    review has passed, and when a waiting list has been silent for longer than it takes.
    """
    owed = _owed_at(referral, offer, line)
    if owed is None or referral.nudges >= len(_ORDER):
        return None
    due = owed
    if referral.nudged_at is not None:
        due = add_school_days(referral.nudged_at, AGAIN_AFTER_SCHOOL_DAYS, line)
    return NextNudge(nudge=_ORDER[referral.nudges], at=next_opening(due, line) or due)


def nudge_due(referral: Referral, offer: Offer, *, now: datetime, line: Line) -> Nudge | None:
    """Return who is to be reminded now, None when nobody is, or not within these hours.

    Past the last of the line's terms, where the hours are not known, a reminder still goes out.
    """
    upcoming = next_nudge(referral, offer, line)
    if upcoming is None or upcoming.at > now:
        return None
    opening = next_opening(now, line)
    return upcoming.nudge if opening is None or opening <= now else None


def nudged(referral: Referral, *, now: datetime) -> Referral:
    """Return the referral with one more reminder noted."""
    return replace(referral, nudges=referral.nudges + 1, nudged_at=now, updated_at=now)


def _owed_at(referral: Referral, offer: Offer, line: Line) -> datetime | None:
    """Return when silence begins to be too long, None when the next word is not the provider's."""
    if referral.state is ReferralState.ASKED:
        asked = next_opening(referral.moved_at, line) or referral.moved_at
        return add_school_days(asked, max(1, offer.response_days), line)
    if referral.state is ReferralState.WAITING:
        weeks = offer.waiting_weeks or _WAITING_WEEKS
        return referral.moved_at + timedelta(weeks=weeks)
    opens = time.fromisoformat(line.opens)
    if referral.state is ReferralState.ACCEPTED and referral.start_on is not None:
        return add_school_days(first_instant(referral.start_on, opens), 1, line)
    if referral.state is ReferralState.REVIEW_DUE and referral.review_on is not None:
        return add_school_days(first_instant(referral.review_on, opens), 1, line)
    return None
