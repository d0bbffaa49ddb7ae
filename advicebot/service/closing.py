"""The end of a handoff, and what may follow: closed, taken back, opened again, rated."""

from dataclasses import replace

from advicebot.domain.delivery import EffectKind
from advicebot.domain.handoff import (
    ACTIVE,
    Closing,
    Handoff,
    HandoffReason,
    HandoffState,
    Helped,
    Reopening,
)
from advicebot.domain.oncall.calendar import add_school_days
from advicebot.domain.outcomes.pupil import PupilFacts
from advicebot.domain.request import Request
from advicebot.errors import Refused
from advicebot.service import effects, escalation, follow_ups, holders, holding
from advicebot.service.desk import Desk, notice
from advicebot.service.handoff import ANSWER_WITHIN
from advicebot.service.ports import Unit

REOPEN_WITHIN_SCHOOL_DAYS = 5


def close(
    desk: Desk,
    delivery: str,
    handoff_id: str,
    user_id: str,
    closing: Closing,
    *,
    on_record: PupilFacts | None = None,
) -> None:
    """The holder closes it; the teacher is told what was agreed and may say how it was.

    From then on the pupil is followed up. ``on_record`` is what the holder knows to be on record
    about the pupil, None to leave that as it is.

    Raises:
        Refused: somebody else has it, or nobody.
    """
    with desk.handle(delivery) as unit:
        handoff = holding.held_by(unit, handoff_id, user_id)
        handoff = _end(desk, unit, handoff, HandoffState.CLOSED, by=user_id, closing=closing)
        request = unit.requests.find(handoff.request_id)
        if request:
            desk.send(unit, notice(request, "closed", once=handoff.stamp, by=user_id))
            follow_ups.plan(desk, unit, request, since=desk.clock.now(), handoff_id=handoff.id)
            _record(unit, request, on_record)
        desk.send(unit, effects.thread(handoff, "closed", once=handoff.stamp, by=user_id))
        escalation.tell(desk, unit, handoff, "handoff.close", actor=user_id)


def _record(unit: Unit, request: Request, on_record: PupilFacts | None) -> None:
    """Days of suspension that the teacher told stay: nobody asks the holder for them."""
    if on_record and request.is_open:
        known = unit.pupils.get(request.team_id, request.id)
        unit.pupils.save(
            replace(
                on_record,
                team_id=request.team_id,
                request_id=request.id,
                days_before=known.days_before,
            )
        )


def withdraw(desk: Desk, delivery: str, request_id: str, user_id: str) -> None:
    """The teacher needs nobody any more.

    What the teacher asked for ends. What triage or a worry raised does not: the card says that the
    teacher took it back, and a practitioner still looks, because somebody may be standing beside
    them.

    Raises:
        Refused: it is not theirs, or nobody is being asked.
    """
    with desk.handle(delivery) as unit:
        request = desk.own_request(unit, request_id, user_id)
        handoff = unit.handoffs.find_by_request(request.id)
        if handoff is None or not handoff.is_active:
            raise Refused("Nobody is being asked about this one, so there is nothing to take back.")
        if handoff.reason is HandoffReason.TEACHER_ASKED:
            handoff = _end(desk, unit, handoff, HandoffState.WITHDRAWN, by=user_id)
            name = "withdrawn"
        else:
            handoff = unit.handoffs.save(handoff)
            name = "taken-back"
        once = handoff.stamp
        desk.send(unit, effects.thread(handoff, name, once=once, by=user_id))
        desk.send(unit, notice(request, name, once=once))
        escalation.tell(desk, unit, handoff, "handoff.withdraw", actor=user_id)


def _end(
    desk: Desk,
    unit: Unit,
    handoff: Handoff,
    state: HandoffState,
    *,
    by: str,
    closing: Closing | None = None,
) -> Handoff:
    return unit.handoffs.save(
        replace(
            handoff,
            state=state,
            closed_by=by,
            closed_at=desk.clock.now(),
            closing=closing,
            next_at=None,
            parked_until=None,
            still_asked_at=None,
        )
    )


def reopen_by_teacher(desk: Desk, delivery: str, request_id: str, user_id: str) -> None:
    """The teacher needs a person again; people are paged as at the start.

    Raises:
        Refused: it is not theirs, it is open, or more than five school days have passed.
    """
    with desk.handle(delivery) as unit:
        request = desk.own_request(unit, request_id, user_id)
        handoff = unit.handoffs.find_by_request(request.id)
        if handoff is None or handoff.is_active:
            raise Refused("This one is open already: somebody is being asked, or has it.")
        if not may_reopen(desk, handoff):
            raise Refused("That was more than five school days ago. Please write to me anew.")
        _refuse_second(unit, handoff)
        holding.reopen(desk, unit, handoff, Reopening.TEACHER, actor=user_id)


def reopen_by_practitioner(desk: Desk, delivery: str, handoff_id: str, user_id: str) -> None:
    """A practitioner opens a closed one again and has it at once, so that nobody is paged."""
    with desk.handle(delivery) as unit:
        handoff = holding.existing(unit, handoff_id)
        if handoff.state in ACTIVE:
            raise Refused("This one is open already.")
        _refuse_second(unit, handoff)
        reopen_for(desk, unit, handoff, user_id)


def reopen_for(desk: Desk, unit: Unit, handoff: Handoff, user_id: str) -> Handoff:
    """Give a closed handoff to a practitioner inside an open transaction; nobody is paged."""
    holders.refuse_requester(handoff, user_id)
    unit.handoffs.join(handoff.request_id, handoff.id)
    now = desk.clock.now()
    handoff = unit.handoffs.save(
        replace(
            handoff,
            state=HandoffState.CLAIMED,
            claimed_by=user_id,
            claimed_at=now,
            closed_at=None,
            closed_by=None,
            last_word_at=None,
            answer_by=now + ANSWER_WITHIN,
            reopened=Reopening.PRACTITIONER,
        )
    )
    holding.watch(desk, unit, handoff)
    request = unit.requests.find(handoff.request_id)
    once = handoff.stamp
    if request:
        desk.send(unit, notice(request, "reopened-practitioner", once=once, by=user_id))
    desk.send(unit, effects.thread(handoff, "claimed", once=once, by=user_id))
    escalation.tell(desk, unit, handoff, "handoff.reopen", actor=user_id)
    return handoff


def _refuse_second(unit: Unit, handoff: Handoff) -> None:
    other = unit.handoffs.find_active_of(handoff.team_id, handoff.requester)
    if other:
        raise Refused("There is a newer request with people already. Please write there.")


def may_reopen(desk: Desk, handoff: Handoff) -> bool:
    """True for five school days after it was closed or taken back."""
    if handoff.closed_at is None:
        return False
    until = add_school_days(handoff.closed_at, REOPEN_WITHIN_SCHOOL_DAYS, desk.knowledge.line)
    return desk.clock.now() <= until


def rate(
    desk: Desk,
    delivery: str,
    handoff_id: str,
    user_id: str,
    *,
    helped: Helped | None = None,
    in_time: bool | None = None,
) -> None:
    """The teacher says whether the help helped, and whether it came in time. Both may be changed.

    Raises:
        Refused: it is not theirs.
    """
    with desk.handle(delivery) as unit:
        handoff = holding.existing(unit, handoff_id)
        if handoff.requester != user_id:
            raise Refused(holders.NOT_THERE)
        handoff = unit.handoffs.save(
            replace(
                handoff,
                helped=helped or handoff.helped,
                in_time=handoff.in_time if in_time is None else in_time,
            )
        )
        escalation.tell(desk, unit, handoff, "handoff.rate", actor=user_id)
        _redraw_closing(desk, unit, handoff)


def _redraw_closing(desk: Desk, unit: Unit, handoff: Handoff) -> None:
    """What was tapped is not asked again: the message that asked is drawn anew."""
    for asked in unit.outbox.list_effects(handoff.request_id, EffectKind.NOTICE):
        if asked.data["name"] == "closed":
            key = f"notice.update:{asked.key}:v{handoff.version}"
            data = {**asked.data, "of": asked.key}
            desk.send(unit, replace(asked, key=key, kind=EffectKind.NOTICE_UPDATE, data=data))
