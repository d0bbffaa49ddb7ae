"""What was decided about somebody's words, and what follows: an answer, the question, or a page."""

from dataclasses import replace
from datetime import timedelta

from advicebot.domain.advice.answer import Advice
from advicebot.domain.handoff import HandoffReason
from advicebot.domain.request import (
    ASK_WITHIN_MINUTES,
    AskAnswer,
    Chosen,
    Incoming,
    Raised,
    Request,
)
from advicebot.domain.vocabulary import Action, Urgency
from advicebot.service import carrying, handoff
from advicebot.service.desk import Desk, reply_effect
from advicebot.service.ports import Unit

ASK_TIMER = "ask.unanswered"
CLOSE_ENOUGH = 0.7
"""A further suggestion is shown when its score is this share of the best one's."""


def open_request(desk: Desk, unit: Unit, message: Incoming, advice: Advice) -> Request:
    """Store a new request with what was decided about it, inside an open transaction."""
    now = desk.clock.now()
    blank = Request(
        id=desk.ids.new(),
        team_id=message.team_id,
        number=unit.requests.next_number(message.team_id),
        requester=message.user_id,
        origin=message.origin,
        channel_id=message.channel_id,
        message_ts=message.message_ts,
        thread_ts=message.thread_ts,
        text="",
        removed=message.removed,
        tried=message.tried,
        risk=message.risk,
        phase=advice.phase,
        band=advice.band,
        created_at=now,
        updated_at=now,
    )
    request = with_advice(blank, advice)
    unit.requests.add(request)
    unit.audit.add(
        now,
        request.team_id,
        actor=request.requester,
        action="request.open",
        object_id=request.id,
        origin=request.origin,
        decided=request.action,
    )
    return request


def with_advice(request: Request, advice: Advice) -> Request:
    """Return the request with what was newly decided about its text."""
    return replace(
        request,
        text=advice.redacted,
        phase=advice.phase,
        action=advice.verdict.action,
        urgency=advice.verdict.urgency,
        band=advice.band,
        flags=raised_by(advice),
        suggestions=_worth_showing(advice),
        topics=advice.topics,
        offers=advice.offers,
        signposts=advice.signposts,
    )


def raised_by(advice: Advice) -> tuple[Raised, ...]:
    """Return the flags that were raised, in the form in which they are kept."""
    return tuple(
        Raised(flag=hit.flag, quote=hit.quote, rule=hit.rule) for hit in advice.verdict.flags
    )


def _worth_showing(advice: Advice) -> tuple[Chosen, ...]:
    """The best suggestion and those nearly as good: a far-fetched one costs trust."""
    best = max((each.score for each in advice.suggestions), default=0.0)
    return tuple(
        Chosen(strategy_id=each.strategy_id, because=each.because)
        for each in advice.suggestions
        if each.score >= CLOSE_ENOUGH * best
    )


def follow_up(
    desk: Desk, unit: Unit, request: Request, at_risk: AskAnswer | None = None
) -> Request:
    """Answer inside an open transaction, and page or ask where the decision or the form says so."""
    if at_risk in (AskAnswer.NOW, AskAnswer.WORRIED):
        request = _raised_by_form(request, at_risk)
        unit.requests.save(request)
    confirmed = request.ask_answer not in (None, AskAnswer.NO)
    if request.action is Action.ASK and not confirmed:
        request = ask(desk, unit, request)
    desk.send(unit, reply_effect(request))
    if request.action is Action.PAGE or confirmed:
        told = at_risk in (AskAnswer.NOW, AskAnswer.WORRIED)
        reason = HandoffReason.TEACHER_CONFIRMED if told else HandoffReason.TRIAGE
        paged = handoff.page(desk, unit, request, reason=reason)
        carrying.carry_request(desk, unit, paged, request)
    return request


def ask(desk: Desk, unit: Unit, request: Request) -> Request:
    """Put the direct question. One that stands already keeps its time: no edit puts a page off."""
    asked_at = request.asked_at if request.awaits_answer else None
    request = replace(request, asked_at=asked_at or desk.clock.now(), ask_answer=None)
    unit.requests.save(request)
    due = (request.asked_at or desk.clock.now()) + timedelta(minutes=ASK_WITHIN_MINUTES)
    unit.timers.set(f"ask:{request.id}:{request.revision}", ASK_TIMER, request.id, due)
    return request


def _raised_by_form(request: Request, at_risk: AskAnswer) -> Request:
    """The teacher's own word that somebody is at risk stands above what the rules found."""
    now = at_risk is AskAnswer.NOW
    worst = Urgency.EMERGENCY if now or request.urgency is Urgency.EMERGENCY else Urgency.URGENT
    return replace(request, action=Action.PAGE, urgency=worst)
