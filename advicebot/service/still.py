"""Acknowledging is not helping: a handoff that somebody has does not go quiet unseen."""

from dataclasses import replace
from datetime import datetime, timedelta

from advicebot.domain.handoff import Handoff, HandoffState, Reopening
from advicebot.domain.vocabulary import PRESSING, Urgency
from advicebot.service import effects, escalation, holders, hours
from advicebot.service.desk import Desk, notice
from advicebot.service.ports import Unit

STILL = "handoff.still"
STILL_ASKED = "handoff.still_asked"
NUDGE = "handoff.nudge"


def watch(desk: Desk, unit: Unit, handoff: Handoff) -> None:
    """See to it that a claimed handoff does not go quiet: a nudge first, then "still on it?"."""
    now = desk.clock.now()
    _nudge_later(unit, handoff)
    since = handoff.last_word_at or now
    due = max(now, since + desk.knowledge.line.escalation.still_on_it)
    _ask_later(desk, unit, handoff, due)


def restore(desk: Desk, unit: Unit, handoff: Handoff) -> None:
    """Give a claimed handoff that lost its timer another one, whatever it was waiting for."""
    now, rules = desk.clock.now(), desk.knowledge.line.escalation
    if handoff.still_asked_at:
        kind, due = STILL_ASKED, handoff.still_asked_at + _grace(desk, handoff)
    else:
        quiet_since = handoff.last_word_at or handoff.claimed_at or now
        kind, due = STILL, quiet_since + rules.still_on_it
    key = f"{kind}:{handoff.id}:restored:{now.isoformat()}"
    unit.timers.set(key, kind, handoff.id, max(now, due))


def _ask_later(desk: Desk, unit: Unit, handoff: Handoff, at: datetime) -> None:
    if handoff.urgency is not Urgency.EMERGENCY:
        at = hours.opening_from(desk, at)
    unit.timers.set(f"{STILL}:{handoff.id}:{at.isoformat()}", STILL, handoff.id, at)


def _nudge_later(unit: Unit, handoff: Handoff) -> None:
    if handoff.answer_by:
        key = f"{NUDGE}:{handoff.id}:{handoff.version}"
        unit.timers.set(key, NUDGE, handoff.id, handoff.answer_by)


def nudge(desk: Desk, unit: Unit, handoff: Handoff) -> None:
    """Remind whoever took it that the teacher has not heard from them yet.

    By now the time that the teacher was told is over, so it is not shown any more.
    """
    due, holder = handoff.answer_by, handoff.claimed_by
    if handoff.state is not HandoffState.CLAIMED or holder is None or due is None:
        return
    if desk.clock.now() >= due:
        handoff = unit.handoffs.save(replace(handoff, answer_by=None))
        once = handoff.stamp
        desk.send(unit, effects.to_practitioner(handoff, holder, "not-written", once=once))
        if handoff.urgency in PRESSING and handoff.last_word_at is None:
            _say_that_nobody_wrote(desk, unit, handoff)
        escalation.tell(desk, unit, handoff, "handoff.nudge")


def _say_that_nobody_wrote(desk: Desk, unit: Unit, handoff: Handoff) -> None:
    """The teacher was promised a word and has none: they must not go on waiting for it."""
    request = unit.requests.find(handoff.request_id)
    if request:
        by = handoff.claimed_by
        desk.send(unit, notice(request, "not-written", once=handoff.stamp, by=by))
    desk.send(unit, effects.thread(handoff, "not-written", once=handoff.stamp))


def ask_now(desk: Desk, unit: Unit, handoff: Handoff) -> Handoff:
    """Ask the holder at once whether they are on it; without an answer it is open again soon."""
    handoff = _ask(desk, unit, handoff, "still-now")
    _nudge_later(unit, handoff)
    return handoff


def _ask(desk: Desk, unit: Unit, handoff: Handoff, name: str) -> Handoff:
    """Put the question by the name of its template, and expect an answer within the grace."""
    now, holder = desk.clock.now(), handoff.claimed_by
    assert holder is not None
    handoff = unit.handoffs.save(replace(handoff, still_asked_at=now))
    once = handoff.stamp
    desk.send(unit, effects.to_practitioner(handoff, holder, name, once=once))
    due = now + _grace(desk, handoff)
    unit.timers.set(f"{STILL_ASKED}:{handoff.id}:{due.isoformat()}", STILL_ASKED, handoff.id, due)
    _write_down(desk, unit, handoff, "handoff.ask_still", actor="clock")
    return handoff


def _grace(desk: Desk, handoff: Handoff) -> timedelta:
    """How long the holder has to answer: in an emergency no longer than one wait of the ladder."""
    rules = desk.knowledge.line.escalation
    if handoff.urgency is Urgency.EMERGENCY:
        return min(rules.still_grace, rules.emergency.steps[0].wait)
    return rules.still_grace


def ask_still(desk: Desk, unit: Unit, handoff: Handoff) -> None:
    """Ask the holder whether they are still on it, once an hour has passed without a word."""
    if handoff.state is not HandoffState.CLAIMED or handoff.still_asked_at:
        return
    now, rules = desk.clock.now(), desk.knowledge.line.escalation
    quiet_since = handoff.last_word_at or handoff.claimed_at or now
    if now < quiet_since + rules.still_on_it:
        _ask_later(desk, unit, handoff, quiet_since + rules.still_on_it)
        return
    if hours.must_wait(desk, handoff, now):
        _ask_later(desk, unit, handoff, now)
        return
    _ask(desk, unit, handoff, "still")


def still_unanswered(desk: Desk, unit: Unit, handoff: Handoff) -> None:
    """Open it again when the holder has neither answered nor written since they were asked."""
    asked = handoff.still_asked_at
    if handoff.state is not HandoffState.CLAIMED or asked is None:
        return
    if desk.clock.now() >= asked + _grace(desk, handoff):
        holders.reopen(desk, unit, handoff, Reopening.SILENT)


def still_on_it(desk: Desk, delivery: str, handoff_id: str, user_id: str) -> None:
    """The holder says that they are still on it; they are asked again an hour later."""
    with desk.handle(delivery) as unit:
        handoff = holders.held_by(unit, handoff_id, user_id)
        now = desk.clock.now()
        handoff = unit.handoffs.save(replace(handoff, still_asked_at=None))
        _ask_later(desk, unit, handoff, now + desk.knowledge.line.escalation.still_on_it)
        escalation.tell(desk, unit, handoff, "handoff.still", actor=user_id)


def heard(desk: Desk, unit: Unit, handoff: Handoff) -> Handoff:
    """A practitioner's words went to the teacher: the hour without a word begins anew."""
    now = desk.clock.now()
    handoff = unit.handoffs.save(
        replace(handoff, last_word_at=now, answer_by=None, still_asked_at=None)
    )
    _ask_later(desk, unit, handoff, now + desk.knowledge.line.escalation.still_on_it)
    _write_down(desk, unit, handoff, "handoff.word", actor="relay")
    escalation.redraw_replies(desk, unit, handoff)
    return handoff


def _write_down(desk: Desk, unit: Unit, handoff: Handoff, action: str, *, actor: str) -> None:
    unit.audit.add(
        desk.clock.now(), handoff.team_id, actor=actor, action=action, object_id=handoff.id
    )
