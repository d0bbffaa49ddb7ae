"""Passing a request to a person: page, take, confirm. The order of paging is a policy apart."""

from dataclasses import replace

from advicebot.domain.request import (
    AskAnswer,
    Handoff,
    HandoffReason,
    HandoffState,
    Request,
    urgency_after_answer,
)
from advicebot.domain.vocabulary import BY_URGENCY, PRESSING, Urgency
from advicebot.errors import Refused
from advicebot.service.desk import (
    Desk,
    card_effect,
    card_update,
    notice,
    reply_update,
)
from advicebot.service.ports import Unit

RISK = {AskAnswer.NO: 0, AskAnswer.SILENCE: 1, AskAnswer.WORRIED: 1, AskAnswer.NOW: 2}


def page(desk: Desk, unit: Unit, request: Request, *, reason: HandoffReason) -> Handoff:
    """Hand a request to a person inside an open transaction; twice is the same as once.

    A request that has become more pressing since then is paged again.
    """
    handoff = unit.handoffs.find_by_request(request.id)
    if handoff:
        return _raise(desk, unit, request, handoff)
    handoff = Handoff(
        id=desk.ids.new(),
        team_id=request.team_id,
        request_id=request.id,
        reason=reason,
        urgency=request.urgency if request.urgency in PRESSING else Urgency.SOON,
        state=HandoffState.OPEN,
        claimed_by=None,
        claimed_at=None,
        paged_at=None,
        page_failed_at=None,
        created_at=desk.clock.now(),
    )
    unit.handoffs.add(handoff)
    unit.audit.add(
        handoff.created_at,
        request.team_id,
        actor=request.requester,
        action="handoff.open",
        object_id=handoff.id,
        reason=reason,
        urgency=handoff.urgency,
    )
    desk.send(unit, card_effect(handoff))
    return handoff


def _raise(desk: Desk, unit: Unit, request: Request, handoff: Handoff) -> Handoff:
    """Tell the on-call channel that something about an existing handoff has changed.

    One that has become more pressing is posted anew: an edited card makes nobody's phone buzz.
    """
    if BY_URGENCY.index(request.urgency) < BY_URGENCY.index(handoff.urgency):
        unit.handoffs.raise_urgency(handoff.id, request.urgency)
        handoff = replace(handoff, urgency=request.urgency)
        desk.send(unit, card_effect(handoff, again=handoff.urgency))
    desk.send(unit, card_update(handoff, f"r{request.revision}-{handoff.urgency}"))
    return handoff


def request_person(desk: Desk, delivery: str, request_id: str, user_id: str) -> None:
    """The teacher asks for a practitioner: one card goes out and the reply says so."""
    with desk.handle(delivery) as unit:
        request = desk.own_request(unit, request_id, user_id)
        page(desk, unit, request, reason=HandoffReason.TEACHER_ASKED)
        desk.send(unit, reply_update(request, "asked-for-person"))


def answer_ask(
    desk: Desk, delivery: str | None, request_id: str, user_id: str, answer: AskAnswer
) -> None:
    """Record the answer to the direct question; anything but a clear no hands the request off.

    A second answer is ignored unless it is more serious than the first, or than silence.
    """
    with desk.handle(delivery) as unit:
        request = desk.own_request(unit, request_id, user_id)
        settle_ask(desk, unit, request, answer)


def settle_ask(desk: Desk, unit: Unit, request: Request, answer: AskAnswer) -> None:
    """Apply an answer inside an open transaction; see ``answer_ask``."""
    if not _may_answer(request, answer):
        return
    now = desk.clock.now()
    changed = replace(
        request,
        ask_answer=answer,
        urgency=urgency_after_answer(answer, request.urgency),
        updated_at=now,
    )
    unit.requests.save(changed)
    unit.audit.add(
        now,
        request.team_id,
        actor="clock" if answer is AskAnswer.SILENCE else request.requester,
        action="ask.answered",
        object_id=request.id,
        answer=answer,
    )
    if answer is not AskAnswer.NO:
        silent = answer is AskAnswer.SILENCE
        reason = HandoffReason.NO_ANSWER if silent else HandoffReason.TEACHER_CONFIRMED
        page(desk, unit, changed, reason=reason)
        desk.send(unit, notice(changed, f"paged-{answer}"))
    desk.send(unit, reply_update(changed, f"ask-{answer}-r{changed.revision}"))


def _may_answer(request: Request, answer: AskAnswer) -> bool:
    if request.asked_at is None:
        return False
    if request.ask_answer is None:
        return True
    return answer is not AskAnswer.SILENCE and RISK[answer] > RISK[request.ask_answer]


def claim(desk: Desk, delivery: str, handoff_id: str, user_id: str) -> None:
    """A practitioner takes a handoff; the teacher is told who has it.

    Raises:
        Refused: there is no such handoff, or somebody else has it already (and the message says
            who).
    """
    with desk.handle(delivery) as unit:
        handoff = unit.handoffs.find(handoff_id)
        request = unit.requests.find(handoff.request_id) if handoff else None
        if handoff is None or request is None:
            raise Refused("That request is not there any more.")
        now = desk.clock.now()
        if not unit.handoffs.claim(handoff_id, user_id, now):
            raise Refused(_taken_by(handoff.claimed_by, user_id))
        unit.audit.add(
            now,
            handoff.team_id,
            actor=user_id,
            action="handoff.claim",
            object_id=handoff_id,
        )
        desk.send(unit, card_update(handoff, "claimed"))
        desk.send(unit, notice(request, "claimed", by=user_id))
        desk.send(unit, reply_update(request, "claimed"))


def _taken_by(holder: str | None, user_id: str) -> str:
    if holder == user_id:
        return "You already have this one."
    return f"<@{holder}> already has this one."


def page_sent(desk: Desk, unit: Unit, handoff_id: str) -> None:
    """Slack took the page: the teacher's status line may say so. Call inside ``write()``."""
    handoff = unit.handoffs.find(handoff_id)
    request = unit.requests.find(handoff.request_id) if handoff else None
    if handoff is None or request is None or handoff.paged_at:
        return
    unit.handoffs.mark_paged(handoff_id, desk.clock.now())
    desk.send(unit, reply_update(request, "paged"))


def page_failed(desk: Desk, handoff_id: str) -> None:
    """Nobody could be paged so far: the teacher is told at once, and told what to do instead."""
    with desk.work.write() as unit:
        handoff = unit.handoffs.find(handoff_id)
        request = unit.requests.find(handoff.request_id) if handoff else None
        if handoff is None or request is None:
            return
        if unit.handoffs.mark_page_failed(handoff_id, desk.clock.now()):
            desk.send(unit, notice(request, "page-failed"))
            desk.send(unit, reply_update(request, "page-failed"))
