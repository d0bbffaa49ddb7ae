"""Follow-ups: when a pupil is asked about, and what ends the asking. Time's part is in ``asking``,
the teacher's in ``answering``.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from advicebot.domain.outcomes.followup import FollowUp, FollowUpKind, next_reminder, schedule
from advicebot.domain.request import Request
from advicebot.domain.vocabulary import Action, Flag
from advicebot.service import follow_up_effects as effects
from advicebot.service.desk import Desk
from advicebot.service.ports import Unit

DUE = "follow-up.due"
NOT_ABOUT_A_PUPIL = (Flag.STAFF_DISTRESS, Flag.ALLEGATION_AGAINST_STAFF)
"""Whoever wrote of themselves, or of an adult, is not asked where the pupil is."""


def plan(
    desk: Desk, unit: Unit, request: Request, *, since: datetime, handoff_id: str | None
) -> None:
    """Set the follow-ups of a request that ended at ``since``; those already asked stay.

    Planned again, what was not asked yet moves, and what the calendar has no room for any more is
    given up. A teacher who wants no questions gets none: theirs are stored as stopped, so that the
    pupil counts as unknown. Nothing is planned for a withdrawn request, nor for one about the
    teacher or another adult unless it states a risk of exclusion. Call it inside a transaction.
    """
    known = {each.kind: each for each in unit.follow_ups.list_of_request(request.id)}
    wanted = dict(schedule(since, desk.knowledge.line)) if _is_asked_about(request) else {}
    stopped = unit.follow_ups.stopped_at(request.team_id, request.requester) is not None
    planned = [
        _planned(desk, unit, request, known.get(kind), kind, due, handoff_id, is_stopped=stopped)
        for kind, due in wanted.items()
    ]
    left_out = [
        each
        for kind, each in known.items()
        if kind not in wanted and each.asked_at is None and not each.is_done
    ]
    for each in left_out:
        give_up(desk, unit, each)
    for each in planned:
        watch(desk, unit, each)
    if planned or left_out:
        _write_down(desk, unit, request, "follow-up.plan", "clock", kinds=sorted(wanted))


def plan_for_stated_risk(desk: Desk, unit: Unit, request: Request) -> None:
    """Follow up a request that was answered and states how high the risk of exclusion is."""
    if request.risk is not None and request.action is not Action.DECLINE:
        plan(desk, unit, request, since=request.created_at, handoff_id=None)


def _is_asked_about(request: Request) -> bool:
    if not request.is_open:
        return False
    return request.risk is not None or not any(map(request.raises, NOT_ABOUT_A_PUPIL))


def _planned(
    desk: Desk,
    unit: Unit,
    request: Request,
    known: FollowUp | None,
    kind: FollowUpKind,
    due: datetime,
    handoff_id: str | None,
    *,
    is_stopped: bool,
) -> FollowUp:
    if known and (known.asked_at or known.answered_at):
        return known
    wanted = FollowUp(
        id=known.id if known else desk.ids.new(),
        team_id=request.team_id,
        request_id=request.id,
        handoff_id=handoff_id,
        requester=request.requester,
        kind=kind,
        due_at=due,
        stopped=is_stopped,
        closed_unknown_at=desk.clock.now() if is_stopped else None,
    )
    if known:
        unit.follow_ups.save(wanted)
    else:
        unit.follow_ups.add(wanted)
    return wanted


def watch(desk: Desk, unit: Unit, followup: FollowUp) -> None:
    """Set the timer for what comes next of a follow-up, if anything does."""
    step = next_reminder(
        followup,
        desk.clock.now(),
        desk.knowledge.line,
        next_due=next_due(followup, unit.follow_ups.list_of_request(followup.request_id)),
    )
    if step:
        wake(unit, followup, DUE, step.at)


def wake(unit: Unit, followup: FollowUp, kind: str, at: datetime) -> None:
    """Look at a follow-up again at ``at``; what is done then, its state decides."""
    unit.timers.set(f"{kind}:{followup.id}:{at.isoformat()}", kind, followup.id, at)


def next_due(followup: FollowUp, of_request: Sequence[FollowUp]) -> datetime | None:
    """Return when the next question about the same pupil is due, None for the last one."""
    later = [each.due_at for each in of_request if each.due_at > followup.due_at]
    return min(later, default=None)


def give_up(desk: Desk, unit: Unit, followup: FollowUp, *, stopped: bool = False) -> FollowUp:
    """Close a follow-up as unknown; ``stopped`` where whoever is asked wants it so, or is gone."""
    closed = replace(followup, stopped=stopped, closed_unknown_at=desk.clock.now())
    version = unit.follow_ups.save(closed)
    effects.redraw(desk, unit, closed, f"v{version}")
    return closed


def forget(desk: Desk, unit: Unit, request: Request) -> None:
    """Stop the follow-ups of a request that was taken back, and say no more about it in them."""
    for each in unit.follow_ups.list_of_request(request.id):
        if each.is_done:
            effects.redraw(desk, unit, each, f"forgotten-r{request.revision}")
        else:
            give_up(desk, unit, each, stopped=True)


def _write_down(
    desk: Desk, unit: Unit, request: Request, action: str, actor: str, **detail: object
) -> None:
    unit.audit.add(
        desk.clock.now(),
        request.team_id,
        actor=actor,
        action=action,
        object_id=request.id,
        **detail,
    )
