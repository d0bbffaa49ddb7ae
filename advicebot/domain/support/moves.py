"""The moves of a referral: each returns it as it is afterwards, or refuses in a plain sentence.

A day is a day in London. The version of what is returned is that of what came in: whoever stores
it counts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from advicebot.domain.knowledge import Offer
from advicebot.domain.line import Line
from advicebot.domain.oncall.calendar import is_school_day, london_day, long_date, next_school_day
from advicebot.domain.support.conditions import (
    check_assured,
    check_conditions,
    check_room,
    check_school_day,
)
from advicebot.domain.support.offers import availability
from advicebot.domain.support.referral import (
    FirstSupport,
    Move,
    Referral,
    ReferralError,
    ReferralState,
    Reintegration,
    has_words,
    may,
    places_taken,
)

_STANDS: Mapping[ReferralState, str] = {
    ReferralState.ASKED: "has been asked for",
    ReferralState.WAITING: "is on the waiting list",
    ReferralState.ACCEPTED: "has been accepted but has not started",
    ReferralState.STARTED: "is running",
    ReferralState.REVIEW_DUE: "is due for review",
    ReferralState.ENDED: "has ended",
    ReferralState.DECLINED: "was declined",
    ReferralState.WITHDRAWN: "was withdrawn",
}
_DONE: Mapping[Move, str] = {
    Move.ACCEPT: "accepted",
    Move.WAIT: "put on the waiting list",
    Move.DECLINE: "declined",
    Move.WITHDRAW: "withdrawn",
    Move.AMEND: "changed",
    Move.START: "started",
    Move.FALL_DUE: "due for review",
    Move.REVIEW: "reviewed",
    Move.END: "ended",
}


def ask(referral: Referral, offer: Offer, *, others: Iterable[Referral], now: datetime) -> Referral:
    """Return a new referral as asked for, when its offer can be asked for at all.

    What is still ``missing`` may be added with ``amend`` until the provider accepts.

    Raises:
        ReferralError: quality assurance has lapsed, or it is full without a waiting list, or the
            referral names another offer.
    """
    _same_offer(referral, offer)
    stands = availability(offer, on=london_day(now), taken=places_taken(offer, others))
    if not stands.is_offered:
        raise ReferralError(f"“{offer.title}” cannot be asked for: {stands.words}.")
    return replace(referral, state=ReferralState.ASKED, moved_at=now, updated_at=now)


def amend(
    referral: Referral,
    offer: Offer,
    *,
    now: datetime,
    consent: bool | None = None,
    pupil_view: str | None = None,
    family_view: str | None = None,
    first_support: FirstSupport | None = None,
    plan: Reintegration | None = None,
) -> Referral:
    """Return the referral with what was added to it; None leaves a thing as it is.

    Raises:
        ReferralError: it has started or is over; or it is accepted and would not be acceptable so.
    """
    _allowed(referral, Move.AMEND)
    _same_offer(referral, offer)
    given = {
        "consent": consent,
        "pupil_view": pupil_view,
        "family_view": family_view,
        "first_support": first_support,
        "plan": plan,
    }
    changes = {name: value for name, value in given.items() if value is not None}
    changed = replace(referral, **changes, updated_at=now)  # type: ignore[arg-type]
    if changed.state is ReferralState.ACCEPTED and changed.start_on is not None:
        check_conditions(changed, offer, changed.start_on)
    return changed


def accept(
    referral: Referral,
    offer: Offer,
    *,
    start_on: date,
    by: str,
    others: Iterable[Referral],
    now: datetime,
    line: Line,
) -> Referral:
    """Return the referral accepted, to start on a day; accepting again moves that day.

    ``others`` are the offer's referrals, this one among them or not. Read them in the transaction
    that writes the result, or two acceptances may take the last place.

    Raises:
        ReferralError: the day has passed or is no school day, no place is free, quality assurance
            has lapsed by then, or something is ``missing``.
    """
    _allowed(referral, Move.ACCEPT)
    _same_offer(referral, offer)
    if start_on < london_day(now):
        raise ReferralError(f"{long_date(start_on)} has passed; choose today or a later day.")
    check_school_day(start_on, line)
    check_room(offer, [each for each in others if each.id != referral.id])
    check_assured(offer, start_on)
    check_conditions(referral, offer, start_on)
    return _moved(
        referral, ReferralState.ACCEPTED, now=now, decided_by=by, start_on=start_on, reason=""
    )


def wait(referral: Referral, *, by: str, now: datetime) -> Referral:
    """Return the referral on the provider's waiting list.

    Raises:
        ReferralError: the provider has answered already.
    """
    _allowed(referral, Move.WAIT)
    return _moved(referral, ReferralState.WAITING, now=now, decided_by=by)


def decline(referral: Referral, reason: str, *, by: str, now: datetime) -> Referral:
    """Return the referral declined; it gives its place back if it had one.

    Raises:
        ReferralError: there is no reason, or it has started or is over.
    """
    _allowed(referral, Move.DECLINE)
    if not has_words(reason):
        raise ReferralError("Say in a few words why it is declined; the school is told.")
    return _moved(
        referral, ReferralState.DECLINED, now=now, decided_by=by, reason=reason, start_on=None
    )


def withdraw(referral: Referral, *, now: datetime, reason: str = "") -> Referral:
    """Return the referral withdrawn by the school; it gives its place back if it had one.

    Raises:
        ReferralError: it has started (end it instead) or is over.
    """
    _allowed(referral, Move.WITHDRAW)
    return _moved(referral, ReferralState.WITHDRAWN, now=now, reason=reason, start_on=None)


def start(referral: Referral, offer: Offer, *, on: date, now: datetime, line: Line) -> Referral:
    """Return the referral running since the day ``on``, with the day of its first review.

    That is the offer's weeks later, moved on to a school day, and for a place no later than the
    review in its plan.

    Raises:
        ReferralError: the day is to come, before it was asked for, or no school day; or something
            is ``missing``, or the plan's days are over by then.
    """
    _allowed(referral, Move.START)
    _same_offer(referral, offer)
    if on > london_day(now):
        raise ReferralError(f"{long_date(on)} is still to come; say that it started once it has.")
    if on < london_day(referral.created_at):
        raise ReferralError(f"{long_date(on)} is before it was asked for; check the day.")
    check_school_day(on, line)
    check_assured(offer, on)
    check_conditions(referral, offer, on)
    review_on = _review_day(on, offer, referral.plan, line)
    return _moved(referral, ReferralState.STARTED, now=now, start_on=on, review_on=review_on)


def is_review_due(referral: Referral, now: datetime) -> bool:
    """Return True when it is running and its day of review has come."""
    is_running = referral.state is ReferralState.STARTED
    return is_running and referral.review_on is not None and referral.review_on <= london_day(now)


def fall_due(referral: Referral, *, now: datetime) -> Referral:
    """Return the referral as due for review.

    Raises:
        ReferralError: it is not running, or its day of review is still to come.
    """
    _allowed(referral, Move.FALL_DUE)
    if not is_review_due(referral, now):
        when = long_date(referral.review_on) if referral.review_on else "no day yet"
        raise ReferralError(f"It is not due for review yet: {when}.")
    return _moved(referral, ReferralState.REVIEW_DUE, now=now)


def review(referral: Referral, *, next_on: date, now: datetime, line: Line) -> Referral:
    """Return the referral reviewed and going on, to be reviewed again on a day.

    Raises:
        ReferralError: the next day is not after today or is no school day, or it is not running.
    """
    _allowed(referral, Move.REVIEW)
    if next_on <= london_day(now):
        raise ReferralError(f"{long_date(next_on)} is not after today; choose a later day.")
    check_school_day(next_on, line)
    return _moved(referral, ReferralState.STARTED, now=now, review_on=next_on)


def end(referral: Referral, what_changed: str, *, on: date, now: datetime) -> Referral:
    """Return the referral ended on a day, with what changed; its place is free again.

    Raises:
        ReferralError: nothing is said of what changed (“nothing” is an answer), the day is to come
            or before the start, or it is not running.
    """
    _allowed(referral, Move.END)
    if not has_words(what_changed):
        raise ReferralError("Say in a few words what changed; “nothing changed” is an answer too.")
    if on > london_day(now):
        raise ReferralError(f"{long_date(on)} is still to come; end it on that day.")
    if referral.start_on is not None and on < referral.start_on:
        raise ReferralError(f"It started on {long_date(referral.start_on)}; it cannot end before.")
    return _moved(
        referral, ReferralState.ENDED, now=now, ended_on=on, outcome=what_changed, review_on=None
    )


def _moved(referral: Referral, to: ReferralState, *, now: datetime, **changes: Any) -> Referral:
    """Return the referral in another state; reminders belong to a state and start anew."""
    return replace(
        referral, state=to, moved_at=now, updated_at=now, nudges=0, nudged_at=None, **changes
    )


def _allowed(referral: Referral, move: Move) -> None:
    if not may(referral, move):
        stands = _STANDS[referral.state]
        raise ReferralError(f"This referral {stands}; it cannot be {_DONE[move]} now.")


def _same_offer(referral: Referral, offer: Offer) -> None:
    if referral.offer_id != offer.id:
        raise ReferralError(f"This referral is not about “{offer.title}”; open it again.")


def _review_day(start_on: date, offer: Offer, plan: Reintegration | None, line: Line) -> date:
    day = start_on + timedelta(weeks=offer.review_weeks)
    if plan is not None and offer.is_placement:
        day = min(day, plan.review_on)
    return day if is_school_day(day, line) else next_school_day(day, line) or day
