"""A message comes in, is changed, or is taken back."""

from dataclasses import dataclass, replace
from datetime import timedelta

from advicebot.domain.advice.answer import Advice
from advicebot.domain.calendar import LONDON
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
    RequestState,
)
from advicebot.domain.vocabulary import Action, Phase, Urgency
from advicebot.service import handoff
from advicebot.service.desk import (
    PRESSING,
    Desk,
    card_update,
    line,
    reply_effect,
    reply_update,
)
from advicebot.service.ports import Unit

ASK_TIMER = "ask.unanswered"


def receive(desk: Desk, message: Incoming) -> None:
    """Take a message in: store it, decide, answer, and page if that is needed, in one transaction.

    A reply in the thread of an earlier request is read together with that request's text. Small talk
    gets a short line and is not stored.
    """
    with desk.work.read() as unit:
        earlier = _earlier(unit, message)
    text = f"{earlier.text}\n{message.text}" if earlier else message.text
    phase = message.phase or (earlier.phase if earlier else None)
    advice = _advise(desk, text, phase=phase, message=message)
    with desk.handle(message.key) as unit:
        if advice.small_talk:
            desk.send(unit, line(message.key, message.team_id, message.user_id, advice.small_talk))
            return
        request = _open(desk, unit, message, advice)
        _follow_up(desk, unit, request, message.at_risk)
        _note_in_channel(desk, unit, message, request)
        _welcome(desk, unit, request)


def _advise(desk: Desk, text: str, *, phase: Phase | None, message: Incoming) -> Advice:
    known = None if phase is Phase.UNKNOWN else phase
    on = desk.clock.now().astimezone(LONDON).date()
    return desk.adviser.advise(text, on=on, phase=known, topics=message.topics)


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
        action=Action.ANSWER,
        urgency=Urgency.NONE,
        band=advice.band,
        flags=(),
        suggestions=(),
        topics=(),
        offers=(),
        signposts=(),
        asked_at=None,
        ask_answer=None,
        feedback=None,
        state=RequestState.OPEN,
        revision=1,
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
        suggestions=tuple(
            Chosen(strategy_id=each.strategy_id, because=each.because)
            for each in advice.suggestions
        ),
        topics=advice.topics,
        offers=advice.offers,
        signposts=advice.signposts,
    )


def _follow_up(
    desk: Desk, unit: Unit, request: Request, at_risk: AskAnswer | None = None
) -> Request:
    """Answer, and page or ask where the decision or the form says so."""
    if at_risk in (AskAnswer.NOW, AskAnswer.WORRIED):
        request = _raised_by_form(request, at_risk)
        unit.requests.save(request)
    if request.action is Action.PAGE:
        desk.send(unit, reply_effect(request))
        handoff.page(desk, unit, request, reason=HandoffReason.TRIAGE)
    elif request.action is Action.ASK:
        request = replace(request, asked_at=desk.clock.now(), ask_answer=None)
        unit.requests.save(request)
        due = desk.clock.now() + timedelta(minutes=ASK_WITHIN_MINUTES)
        unit.timers.set(f"ask:{request.id}:{request.revision}", ASK_TIMER, request.id, due)
        desk.send(unit, reply_effect(request))
    else:
        desk.send(unit, reply_effect(request))
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
        desk.send(unit, line("once", request.team_id, request.requester, "welcome"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A teacher's message that was edited (``text``) or deleted (``text`` None)."""

    key: str
    team_id: str
    user_id: str
    channel_id: str
    message_ts: str
    text: str | None
    removed: int = 0


def amend(desk: Desk, change: Change) -> bool:
    """Read an edited message again: the answer is replaced, and a newly urgent one is paged.

    What was raised before is never lowered by an edit: a page stays a page.

    Returns:
        False when no request was made of that message, so that the caller can take it in as new.
    """
    with desk.work.read() as unit:
        request = unit.requests.find_by_message(
            change.team_id, change.channel_id, change.message_ts
        )
    if request is None or request.requester != change.user_id:
        return False
    on = desk.clock.now().astimezone(LONDON).date()
    advice = desk.adviser.advise(change.text or "", on=on)
    with desk.handle(change.key) as unit:
        current = unit.requests.find(request.id)
        if current is None or not current.is_open or current.text == advice.redacted:
            return True
        _replace_text(desk, unit, current, advice, removed=change.removed)
    return True


def _replace_text(
    desk: Desk, unit: Unit, current: Request, advice: Advice, *, removed: int
) -> None:
    changed = replace(
        with_advice(current, advice),
        removed=removed,
        revision=current.revision + 1,
        updated_at=desk.clock.now(),
    )
    changed = _never_lower(current, changed)
    unit.requests.save(changed)
    unit.audit.add(
        changed.updated_at,
        changed.team_id,
        actor=changed.requester,
        action="request.amend",
        object_id=changed.id,
        decided=changed.action,
    )
    if changed.action is current.action is Action.ANSWER:
        desk.send(unit, reply_update(changed, f"r{changed.revision}"))
    else:
        _follow_up(desk, unit, changed)


def _never_lower(before: Request, after: Request) -> Request:
    order = (Action.PAGE, Action.ASK, Action.ANSWER, Action.DECLINE)
    if order.index(after.action) <= order.index(before.action):
        return after
    return replace(after, action=before.action, urgency=before.urgency, flags=before.flags)


def retract(desk: Desk, change: Change) -> None:
    """A teacher deleted a message: its text goes here too. A page that is out stays out."""
    with desk.handle(change.key) as unit:
        request = unit.requests.find_by_message(
            change.team_id, change.channel_id, change.message_ts
        )
        if request and request.is_open:
            withdraw_in(desk, unit, request)


def withdraw(desk: Desk, delivery: str, request_id: str, user_id: str) -> None:
    """The teacher deletes a request: its text is gone at once, its reference stays used."""
    with desk.handle(delivery) as unit:
        withdraw_in(desk, unit, desk.own_request(unit, request_id, user_id))


def withdraw_in(desk: Desk, unit: Unit, request: Request) -> None:
    """Blank a request inside an open transaction; see ``withdraw``.

    A handoff is not cancelled: somebody was worried a moment ago, so the card asks the practitioner to check.
    """
    gone = replace(
        request,
        state=RequestState.WITHDRAWN,
        text="",
        tried="",
        flags=tuple(replace(each, quote="") for each in request.flags),
        suggestions=tuple(replace(each, because="") for each in request.suggestions),
        updated_at=desk.clock.now(),
    )
    unit.requests.save(gone)
    unit.audit.add(
        gone.updated_at,
        gone.team_id,
        actor=gone.requester,
        action="request.withdraw",
        object_id=gone.id,
    )
    desk.send(unit, reply_update(gone, "withdrawn"))
    paged = unit.handoffs.find_by_request(gone.id)
    if paged:
        desk.send(unit, card_update(paged, "withdrawn"))
