"""What the clock process does: find what is due and do it. Safe to run twice or by two at once."""

import logging
from datetime import datetime, timedelta

from advicebot.domain.request import ASK_WITHIN_MINUTES, AskAnswer, Request
from advicebot.service import handoff
from advicebot.service.desk import Desk
from advicebot.service.intake import ASK_TIMER

log = logging.getLogger(__name__)


def run_due(desk: Desk) -> int:
    """Do everything that is due now, each in a transaction of its own.

    One that fails is logged, stays due, and does not hold up the others.

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
    return done


def _run_one(desk: Desk, timer: dict[str, str]) -> bool:
    with desk.work.write() as unit:
        if not unit.timers.finish(timer["key"], desk.clock.now()):
            return False
        request = unit.requests.find(timer["ref"])
        if timer["kind"] == ASK_TIMER and request and _waited_long(request, desk.clock.now()):
            handoff.settle_ask(desk, unit, request, AskAnswer.SILENCE)
    return True


def _waited_long(request: Request, now: datetime) -> bool:
    """True when the question stands unanswered; one that was asked anew has a timer of its own."""
    if not request.awaits_answer or request.asked_at is None:
        return False
    return now - request.asked_at >= timedelta(minutes=ASK_WITHIN_MINUTES)
