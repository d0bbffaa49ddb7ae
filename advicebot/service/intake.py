"""A message comes in. What happens to it afterwards is in ``changes``."""

from dataclasses import replace
from datetime import datetime, timedelta

from advicebot.domain.advice.answer import Advice
from advicebot.domain.delivery import Effect, EffectKind
from advicebot.domain.request import (
    ASK_WITHIN_MINUTES,
    AskAnswer,
    Chosen,
    HandoffReason,
    Incoming,
    Origin,
    Raised,
    Request,
)
from advicebot.domain.vocabulary import PRESSING, Action, Phase, Urgency
from advicebot.service import handoff
from advicebot.service.desk import (
    Desk,
    line,
    reply_effect,
)
from advicebot.service.ports import Unit

LATER = "[later]"
"""Stands before what was added in a thread: the letters of people start again after it."""
WORRIED_FOR = timedelta(hours=1)
"""How long after a worrying message the next one is read warily."""
ASK_TIMER = "ask.unanswered"
CLOSE_ENOUGH = 0.7
"""A further suggestion is shown when its score is this share of the best one's."""


def receive(desk: Desk, message: Incoming) -> None:
    """Take a message in: store it, decide, answer, and page if that is needed, in one transaction.

    A reply in the thread of an earlier request is read together with that request's text. Small
    talk gets a short line and is not stored.
    """
    with desk.work.read() as unit:
        earlier = _earlier(unit, message)
        is_again = _is_again(unit, message, earlier, now=desk.clock.now())
    text = f"{earlier.text}\n{LATER} {message.text}" if earlier else message.text
    phase = message.phase or (earlier.phase if earlier else None)
    advice = desk.adviser.advise(
        text,
        on=desk.today(),
        phase=None if phase is Phase.UNKNOWN else phase,
        topics=message.topics,
        again=message.text if is_again else "",
    )
    with desk.handle(message.key) as unit:
        if _came_after_its_edit(unit, message):
            return
        if advice.small_talk:
            desk.send(unit, line(message.key, message.team_id, message.user_id, advice.small_talk))
            return
        request = _open(desk, unit, message, advice)
        follow_up(desk, unit, request, message.at_risk)
        _note_in_channel(desk, unit, message, request)
        _welcome(desk, unit, request)


def _is_again(unit: Unit, message: Incoming, earlier: Request | None, *, now: datetime) -> bool:
    """True within the hour of a worrying message: of the same thread, or the person's last one."""
    if earlier is None:
        before = unit.requests.list_open_of(message.team_id, message.user_id, limit=1)
        earlier = before[0] if before else None
    if earlier is None or earlier.action not in (Action.PAGE, Action.ASK):
        return False
    return now - earlier.created_at <= WORRIED_FOR


def _came_after_its_edit(unit: Unit, message: Incoming) -> bool:
    """Slack promises no order: what was made of the edited message holds the newer words."""
    if not (message.channel_id and message.message_ts):
        return False
    found = unit.requests.find_by_message(message.team_id, message.channel_id, message.message_ts)
    return found is not None


def _earlier(unit: Unit, message: Incoming) -> Request | None:
    """Return the request whose thread this message continues."""
    if not (message.thread_ts and message.channel_id):
        return None
    found = unit.requests.find_in_thread(message.team_id, message.channel_id, message.thread_ts)
    return found if found and found.is_open and found.requester == message.user_id else None


def _open(desk: Desk, unit: Unit, message: Incoming, advice: Advice) -> Request:
    """Store a new request with what was decided about it."""
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
        flags=tuple(
            Raised(flag=hit.flag, quote=hit.quote, rule=hit.rule) for hit in advice.verdict.flags
        ),
        suggestions=_worth_showing(advice),
        topics=advice.topics,
        offers=advice.offers,
        signposts=advice.signposts,
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
        request = _ask(desk, unit, request)
    desk.send(unit, reply_effect(request))
    if request.action is Action.PAGE or confirmed:
        told = at_risk in (AskAnswer.NOW, AskAnswer.WORRIED)
        reason = HandoffReason.TEACHER_CONFIRMED if told else HandoffReason.TRIAGE
        handoff.page(desk, unit, request, reason=reason)
    return request


def _ask(desk: Desk, unit: Unit, request: Request) -> Request:
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


def _note_in_channel(desk: Desk, unit: Unit, message: Incoming, request: Request) -> None:
    """A mention in a channel is answered privately; a note only the asker sees says so."""
    if message.origin is Origin.MENTION and message.channel_id:
        desk.send(
            unit,
            Effect(
                key=f"ephemeral:{request.id}",
                team_id=request.team_id,
                kind=EffectKind.EPHEMERAL,
                recipient=message.user_id,
                ref=message.channel_id,
                data={"name": "mention"},
            ),
        )


def _welcome(desk: Desk, unit: Unit, request: Request) -> None:
    """Ask a newcomer once for school and role, but never beside an urgent answer."""
    if request.urgency in PRESSING or request.action in (Action.PAGE, Action.ASK):
        return
    if unit.people.mark_asked(request.team_id, request.requester, desk.clock.now()):
        once = f"once:{request.team_id}:{request.requester}"
        desk.send(unit, line(once, request.team_id, request.requester, "welcome"))
