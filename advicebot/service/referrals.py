"""The way of a referral after it was asked for: the school's side and the provider's side.

The Slack edge has checked that whoever answers here speaks for the provider.
"""

from dataclasses import replace
from datetime import date

from advicebot.domain.advice.answer import Advice
from advicebot.domain.knowledge import Offer
from advicebot.domain.support import moves
from advicebot.domain.support.referral import FirstSupport, Move, Referral, Reintegration
from advicebot.domain.vocabulary import PlacementResult
from advicebot.errors import Refused
from advicebot.service import offers, referral_asking, referral_moved, worries
from advicebot.service.desk import Desk
from advicebot.service.ports import Unit
from advicebot.service.referral_asking import existing_offer, in_plain_words, refuse_past_plan
from advicebot.service.referral_moved import amended, done, withdrawn

Asked = referral_asking.Asked
ask = referral_asking.ask
existing = referral_moved.existing
own = referral_moved.own


def amend(
    desk: Desk,
    delivery: str | None,
    referral_id: str,
    user_id: str,
    *,
    consent: bool | None = None,
    pupil_view: str | None = None,
    family_view: str | None = None,
    first_support: FirstSupport | None = None,
    plan: Reintegration | None = None,
    worry: Advice | None = None,
) -> Referral:
    """The teacher adds what was missing; None leaves a thing as it is. The provider is told.

    ``worry`` is what ``worries.read`` made of the words that were added: somebody is called, or
    the question is put, in the same transaction.

    Raises:
        Refused: it is not theirs, it has started or is over, the line does not have the offer any
            more, the plan's days have passed, or nothing is new.
    """
    with desk.handle(delivery) as unit, in_plain_words():
        referral = own(unit, referral_id, user_id)
        offer = existing_offer(desk, referral.offer_id)
        refuse_past_plan(desk, plan)
        changed = moves.amend(
            referral,
            offer,
            now=desk.clock.now(),
            consent=consent,
            pupil_view=pupil_view,
            family_view=family_view,
            first_support=first_support,
            plan=plan,
        )
        return _keep_amended(desk, unit, referral, changed, worry=worry)


def _keep_amended(
    desk: Desk, unit: Unit, before: Referral, changed: Referral, *, worry: Advice | None
) -> Referral:
    """Store what its requester added, and tell whom it concerns; refuse what adds nothing."""
    if changed == replace(before, updated_at=changed.updated_at):
        raise Refused("That is there already, so nothing was changed.")
    saved = amended(desk, unit, changed, actor=before.requester)
    _raise(desk, unit, saved, worry)
    return saved


def withdraw(
    desk: Desk, delivery: str | None, referral_id: str, user_id: str, *, reason: str = ""
) -> Referral:
    """The teacher takes it back before it has started; the provider is told.

    Raises:
        Refused: it is not theirs, or it has started or is over.
    """
    with desk.handle(delivery) as unit, in_plain_words():
        referral = own(unit, referral_id, user_id)
        moved = moves.withdraw(referral, now=desk.clock.now(), reason=reason.strip())
        return withdrawn(desk, unit, moved, actor=user_id)


def accept(
    desk: Desk, delivery: str | None, referral_id: str, user_id: str, *, start_on: date
) -> Referral:
    """The provider takes the pupil from a day on; done again, it moves that day.

    The offer's places are counted in the same transaction: of two who take the last one at the
    same instant, one gets it.

    Raises:
        Refused: no place is free, something is missing, the day is not possible, or the line does
            not have the offer any more.
    """
    with desk.handle(delivery) as unit, in_plain_words():
        referral = existing(unit, referral_id)
        offer = existing_offer(desk, referral.offer_id)
        moved = moves.accept(
            referral,
            offer,
            start_on=start_on,
            by=user_id,
            others=unit.referrals.list_of_offer(referral.team_id, offer.id),
            now=desk.clock.now(),
            line=desk.knowledge.line,
        )
        return done(desk, unit, moved, Move.ACCEPT, actor=user_id)


def wait(desk: Desk, delivery: str | None, referral_id: str, user_id: str) -> Referral:
    """The provider puts the pupil on its waiting list.

    Raises:
        Refused: it has been answered already.
    """
    with desk.handle(delivery) as unit, in_plain_words():
        referral = existing(unit, referral_id)
        moved = moves.wait(referral, by=user_id, now=desk.clock.now())
        return done(desk, unit, moved, Move.WAIT, actor=user_id)


def decline(
    desk: Desk, delivery: str | None, referral_id: str, user_id: str, *, reason: str
) -> Referral:
    """The provider says no, and why.

    Raises:
        Refused: no reason is given, or it has started or is over.
    """
    with desk.handle(delivery) as unit, in_plain_words():
        referral = existing(unit, referral_id)
        moved = moves.decline(referral, reason.strip(), by=user_id, now=desk.clock.now())
        return done(desk, unit, moved, Move.DECLINE, actor=user_id)


def start(
    desk: Desk, delivery: str | None, referral_id: str, user_id: str, *, on: date
) -> Referral:
    """The provider says that it runs since a day; the day of its review is set.

    Raises:
        Refused: it was not accepted, the day is not possible, something is missing, or the line
            does not have the offer any more.
    """
    with desk.handle(delivery) as unit, in_plain_words():
        referral = existing(unit, referral_id)
        offer = existing_offer(desk, referral.offer_id)
        now, line = desk.clock.now(), desk.knowledge.line
        moved = moves.start(referral, offer, on=on, now=now, line=line)
        return done(desk, unit, moved, Move.START, actor=user_id)


def review(
    desk: Desk, delivery: str | None, referral_id: str, user_id: str, *, next_on: date
) -> Referral:
    """The provider reviewed it with the school; it goes on until the next review.

    Raises:
        Refused: it is not running, or the day is not possible.
    """
    with desk.handle(delivery) as unit, in_plain_words():
        referral = existing(unit, referral_id)
        now, line = desk.clock.now(), desk.knowledge.line
        moved = moves.review(referral, next_on=next_on, now=now, line=line)
        return done(desk, unit, moved, Move.REVIEW, actor=user_id)


def end(
    desk: Desk,
    delivery: str | None,
    referral_id: str,
    user_id: str,
    *,
    what_changed: str,
    on: date,
    result: PlacementResult | None = None,
) -> Referral:
    """The provider says that it has ended, what changed, and for a place what it led to.

    Raises:
        Refused: it is not running, the day is not possible, nothing is said of what changed, or of
            what a place led to.
    """
    with desk.handle(delivery) as unit, in_plain_words():
        referral = existing(unit, referral_id)
        moved = moves.end(referral, what_changed.strip(), on=on, now=desk.clock.now())
        _check_result(offers.offer_of(desk, referral.offer_id), result)
        return done(desk, unit, replace(moved, result=result), Move.END, actor=user_id)


def _check_result(offer: Offer | None, result: PlacementResult | None) -> None:
    """Of what the line does not have any more nobody knows whether it was a place."""
    if offer is None:
        return
    if offer.is_placement and result is None:
        raise Refused("Say what the place led to; “not known” is an answer too.")
    if not offer.is_placement and result is not None:
        raise Refused(f"“{offer.title}” is no place, so it leads to none; say what changed.")


def _raise(desk: Desk, unit: Unit, referral: Referral, worry: Advice | None) -> None:
    """Of a referral whose request was deleted nothing can be raised: a request of its own is."""
    request = unit.requests.find(referral.request_id or "")
    if worry and request and request.is_open:
        worries.raise_in(desk, unit, request, worry)
    elif worry:
        worries.open_in(desk, unit, referral.team_id, referral.requester, worry)
