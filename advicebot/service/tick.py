"""What the clock process does: find what is due and do it. Safe to run twice or by two at once."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from advicebot.domain.handoff import Handoff
from advicebot.domain.request import ASK_WITHIN_MINUTES, AskAnswer, Request
from advicebot.service import asking, escalation, handoff, holding, nudging, panel_rounds
from advicebot.service.deciding import ASK_TIMER
from advicebot.service.desk import Desk
from advicebot.service.ports import Unit

log = logging.getLogger(__name__)

OF_HANDOFFS: dict[str, Callable[[Desk, Unit, Handoff], None]] = {
    escalation.REMIND: escalation.remind,
    holding.NUDGE: holding.nudge,
    holding.STILL: holding.ask_still,
    holding.STILL_ASKED: holding.still_unanswered,
}
"""What is done about a handoff when a timer of this kind is due."""

JOURNEYS: dict[str, Callable[[Desk, Unit, str, str], None]] = {
    "referral": nudging.due,
    "panel": panel_rounds.due,
    "follow-up": asking.due,
}
"""Who sees to a timer whose kind begins with this word and a full stop."""


def run_due(desk: Desk) -> int:
    """Do everything that is due now, each in a transaction of its own.

    One that fails is logged, stays due, and does not hold up the others. An active handoff that no
    timer would ever look at again gets a new one, and what somebody has who is gone is opened
    again: there should be none of either.

    Returns:
        How many were done.
    """
    now = desk.clock.now()
    with desk.work.read() as unit:
        due = unit.timers.list_due(now)
    done = 0
    for timer in due:
        try:
            done += _run_one(desk, timer)
        except Exception:
            log.exception("timer failed key=%s", timer["key"])
    _restore_untimed(desk)
    _free_orphaned(desk)
    return done


def _run_one(desk: Desk, timer: dict[str, str]) -> bool:
    with desk.work.write() as unit:
        if not unit.timers.finish(timer["key"], desk.clock.now()):
            return False
        if timer["kind"] == ASK_TIMER:
            _ask_is_due(desk, unit, timer["ref"])
            return True
        journey = timer["kind"].partition(".")[0]
        if journey in JOURNEYS:
            JOURNEYS[journey](desk, unit, timer["kind"], timer["ref"])
            return True
        found = unit.handoffs.find(timer["ref"])
        if found and timer["kind"] == escalation.ESCALATE:
            escalation.advance(desk, unit, found, escalation.rung_of(timer["key"]))
        elif found:
            OF_HANDOFFS[timer["kind"]](desk, unit, found)
    return True


def _ask_is_due(desk: Desk, unit: Unit, request_id: str) -> None:
    request = unit.requests.find(request_id)
    if request and _waited_long(request, desk.clock.now()):
        handoff.settle_ask(desk, unit, request, AskAnswer.SILENCE)


def _waited_long(request: Request, now: datetime) -> bool:
    """True when the question stands unanswered; one that was asked anew has a timer of its own."""
    if not request.awaits_answer or request.asked_at is None:
        return False
    return now - request.asked_at >= timedelta(minutes=ASK_WITHIN_MINUTES)


def _restore_untimed(desk: Desk) -> None:
    with desk.work.read() as unit:
        lost = unit.handoffs.list_untimed()
    for each in lost:
        try:
            _restore_one(desk, each.id)
        except Exception:
            log.exception("a handoff has no timer and got none handoff=%s", each.id)


def _free_orphaned(desk: Desk) -> None:
    """Whoever saw them go may have died before it could open again what they had."""
    with desk.work.read() as unit:
        held = {
            (each.team_id, each.claimed_by)
            for each in unit.handoffs.list_active()
            if each.claimed_by
        }
        known = [unit.practitioners.get(*each) for each in sorted(held)]
    for person in known:
        if person and (not person.is_member or person.unreachable):
            holding.left(desk, person.team_id, person.user_id)


def _restore_one(desk: Desk, handoff_id: str) -> None:
    with desk.work.write() as unit:
        lost = [each for each in unit.handoffs.list_untimed() if each.id == handoff_id]
        for each in lost:
            log.error("a handoff had no timer and gets one handoff=%s", each.id)
            if each.is_open:
                escalation.restore(desk, unit, each)
            else:
                holding.restore(desk, unit, each)
