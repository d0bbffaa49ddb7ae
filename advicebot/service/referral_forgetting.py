"""A request was deleted: what its referrals and profiles said goes with it."""

from dataclasses import replace

from advicebot.domain.request import Request
from advicebot.domain.support import moves
from advicebot.domain.support.referral import Move, Referral, Tried, may
from advicebot.service import nudging, referral_effects
from advicebot.service.desk import Desk
from advicebot.service.ports import Unit
from advicebot.service.referral_moved import withdrawn, write_down


def forget_in(desk: Desk, unit: Unit, request: Request) -> None:
    """Take the words of a deleted request out of its referrals, inside an open transaction.

    Those that have not started are withdrawn with it, and their providers told; those that run go
    on without words.
    """
    now = desk.clock.now()
    for each in unit.referrals.list_of_request(request.id):
        if may(each, Move.WITHDRAW):
            moved = without_words(moves.withdraw(each, now=now))
            withdrawn(desk, unit, moved, actor=request.requester)
        else:
            blank = unit.referrals.save(replace(without_words(each), updated_at=now))
            write_down(desk, unit, blank, "referral.forget", actor=request.requester)
            referral_effects.redraw_card(desk, unit, blank)
            nudging.watch(desk, unit, blank)
    unit.profiles.forget_words(request.id)


def without_words(referral: Referral) -> Referral:
    """Return the referral without anything that a person wrote; days and states stay."""
    plan = referral.plan
    return replace(
        referral,
        strengths="",
        tried=Tried(),
        preferred="",
        pupil_view="",
        family_view="",
        first_support=None,
        plan=replace(plan, named_adult="") if plan else None,
        reason="",
        outcome="",
    )
