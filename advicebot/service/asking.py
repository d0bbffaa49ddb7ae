"""Follow-ups as time passes: asked, reminded, given up; and what becomes of a message that did not
leave.

A timer only says that it is time to look: the state of the follow-up, the hour and the calendar
decide what is done.
"""

from dataclasses import replace
from datetime import datetime, time

from advicebot.domain.delivery import Effect, EffectKind
from advicebot.domain.oncall.calendar import (
    first_instant,
    is_staffed,
    next_opening,
    next_school_day,
)
from advicebot.domain.outcomes.followup import FollowUp, Step, next_reminder
from advicebot.service import follow_up_effects as effects
from advicebot.service.desk import Desk
from advicebot.service.follow_ups import DUE, give_up, next_due, wake, watch
from advicebot.service.ports import Unit

AGAIN = "follow-up.again"
NOT_WANTED = "no_longer_asked"
OUT_OF_HOURS = "out_of_hours"
NOT_OUR_TURN = frozenset({OUT_OF_HOURS, "account_inactive"})
"""Reasons for which a message waits for the next opening: they say nothing of the teacher."""
GONE = frozenset(
    {
        *("cannot_dm_bot", "channel_not_found", "is_archived"),
        *("user_disabled", "user_is_bot", "user_not_found", "user_not_in_channel"),
    }
)
"""What Slack says of somebody who cannot be written to any more."""


def due(desk: Desk, unit: Unit, kind: str, ref: str) -> None:
    """Do what a timer of this kind stands for, inside its transaction; once too often is harmless.

    Whatever else that person is to be asked now is asked with it, the oldest first.
    """
    found = unit.follow_ups.find(ref)
    if found is None or found.is_done:
        return
    if kind == AGAIN:
        _ask_again(desk, unit, found)
        return
    for each in unit.follow_ups.list_unanswered_of(found.team_id, found.requester):
        _look_at(desk, unit, each)


def _look_at(desk: Desk, unit: Unit, followup: FollowUp) -> None:
    now, line = desk.clock.now(), desk.knowledge.line
    others = unit.follow_ups.list_of_request(followup.request_id)
    step = next_reminder(followup, now, line, next_due=next_due(followup, others))
    if step is None:
        return
    if step.at > now:
        wake(unit, followup, DUE, step.at)
    elif (later := _next_morning(desk)) and _is_in_hands(unit, followup):
        wake(unit, followup, DUE, later)
    else:
        _take(desk, unit, followup, step.step)


def _is_in_hands(unit: Unit, followup: FollowUp) -> bool:
    """True while somebody waits for a person about this pupil, or has one: no time to count."""
    handoff = unit.handoffs.find_by_request(followup.request_id)
    return handoff is not None and handoff.is_active


def _next_morning(desk: Desk) -> datetime | None:
    line = desk.knowledge.line
    day = next_school_day(desk.today(), line)
    return first_instant(day, time.fromisoformat(line.opens)) if day else None


def _take(desk: Desk, unit: Unit, followup: FollowUp, step: Step) -> None:
    now = desk.clock.now()
    if step is Step.CLOSE_AS_UNKNOWN:
        give_up(desk, unit, followup, stopped=followup.stopped)
    else:
        is_first = step is Step.ASK
        asked = (
            replace(followup, asked_at=now)
            if is_first
            else replace(followup, reminded=followup.reminded + 1, reminded_at=now)
        )
        unit.follow_ups.save(asked)
        effects.question(desk, unit, asked)
        watch(desk, unit, asked)
    _write_down(desk, unit, followup, f"follow-up.{step}")


def _ask_again(desk: Desk, unit: Unit, followup: FollowUp) -> None:
    """Send what could not leave: time counts from now on."""
    now = desk.clock.now()
    asked = (
        replace(followup, reminded_at=now) if followup.reminded else replace(followup, asked_at=now)
    )
    unit.follow_ups.save(asked)
    effects.question(desk, unit, asked, again=now.isoformat())
    watch(desk, unit, asked)


def _at_next_opening(desk: Desk, unit: Unit, followup: FollowUp) -> None:
    now, line = desk.clock.now(), desk.knowledge.line
    opens = _next_morning(desk) if is_staffed(now, line) else next_opening(now, line)
    if opens is None:
        give_up(desk, unit, followup)
    else:
        wake(unit, followup, AGAIN, opens)


def why_not_now(desk: Desk, effect: Effect) -> str | None:
    """Return why a question must not be posted at this moment, None when it may be.

    A message may have waited long for Slack: by then it may be evening, nobody's question any more,
    or a reminder waits behind it that asks the same.
    """
    with desk.work.read() as unit:
        followup = unit.follow_ups.find(effect.ref)
        request = unit.requests.find(followup.request_id) if followup else None
        newest = unit.outbox.list_effects(effect.ref, EffectKind.FOLLOW_UP)[-1:]
    if followup is None or followup.is_done or request is None or not request.is_open:
        return NOT_WANTED
    if newest and newest[0].key != effect.key:
        return NOT_WANTED
    return None if is_staffed(desk.clock.now(), desk.knowledge.line) else OUT_OF_HOURS


def undelivered(desk: Desk, unit: Unit, effect: Effect, reason: str) -> None:
    """A question was given up: it leaves later, or there is nobody to ask.

    Who cannot be asked is not asked again about this pupil, who counts as unknown.
    """
    followup = unit.follow_ups.find(effect.ref)
    if followup is None or followup.is_done or reason == NOT_WANTED:
        return
    if reason in NOT_OUR_TURN:
        _at_next_opening(desk, unit, followup)
        return
    give_up(desk, unit, followup, stopped=reason in GONE)
    _write_down(desk, unit, followup, "follow-up.undelivered", why=reason)


def _write_down(desk: Desk, unit: Unit, followup: FollowUp, action: str, **detail: str) -> None:
    unit.audit.add(
        desk.clock.now(),
        followup.team_id,
        actor="clock",
        action=action,
        object_id=followup.request_id,
        kind=followup.kind,
        **detail,
    )
