"""What must hold for a pupil to go to an offer: a school day, a place, assurance, the conditions.

Each check returns nothing when all is well, and else raises ``ReferralError`` with a sentence that
may be shown as it is.
"""

from collections.abc import Iterable
from datetime import date

from advicebot.domain.knowledge import Offer, OfferHours
from advicebot.domain.line import Line
from advicebot.domain.oncall.calendar import is_school_day, long_date, next_school_day, why_closed
from advicebot.domain.support.offers import (
    COMMUNITY_TEACHER_MOST,
    NOT_A_SCHOOL,
    is_assured,
    taken_in_all,
)
from advicebot.domain.support.referral import Referral, ReferralError, missing, places_taken
from advicebot.domain.vocabulary import OfferKind


def check_school_day(day: date, line: Line) -> None:
    """Refuse a day on which schools are shut, or for which no term is written yet."""
    if is_school_day(day, line):
        return
    later = next_school_day(day, line)
    hint = f"the next school day is {long_date(later)}" if later else "choose a day inside a term"
    raise ReferralError(f"{long_date(day)} is no school day ({why_closed(day, line)}); {hint}.")


def check_room(offer: Offer, others: Iterable[Referral]) -> None:
    """Refuse when these other referrals and the offer's own file leave no free place."""
    held = taken_in_all(offer, places_taken(offer, others))
    if offer.kind is OfferKind.COMMUNITY_TEACHER:
        most = min(COMMUNITY_TEACHER_MOST, offer.max_at_once or COMMUNITY_TEACHER_MOST)
        if held >= most:
            raise ReferralError(
                f"“{offer.title}” has {held} pupils; one community teacher has at most {most} at "
                "once. Put this one on the waiting list, or decline it."
            )
    if held >= offer.capacity_total:
        raise ReferralError(
            f"All {offer.capacity_total} places of “{offer.title}” are taken. Put this one on the "
            "waiting list, or decline it."
        )


def check_assured(offer: Offer, on: date) -> None:
    """Refuse when nobody answers for the quality on a day, or full time without a school."""
    if not is_assured(offer.provider, on=on):
        until = offer.provider.qa_until
        when = f"ends on {long_date(until)}" if until else "is missing"
        raise ReferralError(
            f"The quality assurance of “{offer.provider.name}” {when}, before {long_date(on)}. "
            "It has to be renewed first."
        )
    if offer.hours is OfferHours.FULL_TIME and not offer.provider.registered:
        raise ReferralError(f"“{offer.provider.name}” is {NOT_A_SCHOOL}.")


def check_conditions(referral: Referral, offer: Offer, start_on: date) -> None:
    """Refuse what lacks something, or whose plan is over before it begins."""
    if lacking := missing(referral, offer):
        raise ReferralError(" ".join(lacking))
    plan = referral.plan
    if plan is None or not offer.is_placement:
        return
    if plan.dates[0] <= start_on:
        raise ReferralError(
            f"The plan’s first day is {long_date(plan.dates[0])}, but the place starts on "
            f"{long_date(start_on)}; put later days into the plan."
        )
    if plan.review_on <= start_on:
        raise ReferralError(
            f"The plan is reviewed on {long_date(plan.review_on)}, but the place starts on "
            f"{long_date(start_on)}; choose a later review."
        )
