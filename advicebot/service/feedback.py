"""What the teacher says of an answer, and a better one when it was not quite right."""

from collections.abc import Sequence
from dataclasses import replace

from advicebot.domain.advice.answer import Advice
from advicebot.domain.request import Feedback, Request
from advicebot.domain.vocabulary import Action, Phase, Topic
from advicebot.service import offers
from advicebot.service.deciding import follow_up, with_advice
from advicebot.service.desk import Desk, reply_effect, reply_update
from advicebot.service.ports import Unit

ASKED_ABOUT = {Topic.SELF_HARM, Topic.WEAPONS, Topic.EXPLOITATION}
"""Subjects that nobody chooses without a worry behind them."""


def helps(desk: Desk, delivery: str, request_id: str, user_id: str) -> None:
    """Record that the answer helped; the reply thanks the teacher in place."""
    with desk.handle(delivery) as unit:
        request = desk.own_request(unit, request_id, user_id)
        _record(desk, unit, request, Feedback.HELPS)
        desk.send(unit, reply_update(request, f"helps-r{request.revision}"))


def narrow(
    desk: Desk, delivery: str, request_id: str, user_id: str, *, topics: Sequence[Topic]
) -> None:
    """Answer again within the topics the teacher chose; the new answer is a new message.

    Choosing a topic never lowers what triage found; one that is about safety raises the question
    whether anyone is at risk.
    """
    advice = _look_again(desk, request_id, user_id, topics)
    with desk.handle(delivery) as unit:
        request = desk.own_request(unit, request_id, user_id)
        _answer_again(desk, unit, request, advice, topics)


def not_quite(
    desk: Desk,
    delivery: str,
    request_id: str,
    user_id: str,
    *,
    why: str,
    topics: Sequence[Topic],
) -> None:
    """Record why an answer missed, and answer again when a topic was chosen."""
    advice = _look_again(desk, request_id, user_id, topics) if topics else None
    with desk.handle(delivery) as unit:
        request = desk.own_request(unit, request_id, user_id)
        request = _record(desk, unit, request, Feedback.NOT_QUITE, why=why)
        desk.send(unit, reply_update(request, f"not-quite-r{request.revision}"))
        if advice:
            _answer_again(desk, unit, request, advice, topics)


def _look_again(desk: Desk, request_id: str, user_id: str, topics: Sequence[Topic]) -> Advice:
    with desk.work.read() as unit:
        before = desk.own_request(unit, request_id, user_id)
        taken = offers.taken(unit, before.team_id)
    phase = None if before.phase is Phase.UNKNOWN else before.phase
    return desk.adviser.advise(
        before.text, on=desk.today(), phase=phase, topics=topics, taken=taken
    )


def _answer_again(
    desk: Desk, unit: Unit, request: Request, advice: Advice, topics: Sequence[Topic]
) -> None:
    changed = replace(
        with_advice(request, advice),
        text=request.text,
        action=Action.ANSWER if request.action is Action.DECLINE else request.action,
        urgency=request.urgency,
        flags=request.flags,
        feedback=None,
        revision=request.revision + 1,
        updated_at=desk.clock.now(),
    )
    worried = changed.action is Action.ANSWER and bool(set(topics) & ASKED_ABOUT)
    if worried:
        changed = replace(changed, action=Action.ASK)
    unit.requests.save(changed)
    if worried:
        follow_up(desk, unit, changed)
    else:
        desk.send(unit, reply_effect(changed))


def _record(
    desk: Desk, unit: Unit, request: Request, feedback: Feedback, *, why: str = ""
) -> Request:
    now = desk.clock.now()
    changed = replace(request, feedback=feedback, updated_at=now)
    unit.requests.save(changed)
    unit.audit.add(
        now,
        request.team_id,
        actor=request.requester,
        action="feedback",
        object_id=request.id,
        feedback=feedback,
        why=why,
        strategies=[each.strategy_id for each in request.suggestions[:3]],
    )
    return changed
