"""A message comes in. What happens to it afterwards is in ``changes``."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from advicebot.domain.advice.answer import Advice
from advicebot.domain.delivery import Effect, EffectKind
from advicebot.domain.handoff import Handoff, HandoffReason
from advicebot.domain.request import (
    ASK_WITHIN_MINUTES,
    AskAnswer,
    Chosen,
    Incoming,
    Origin,
    Raised,
    Request,
)
from advicebot.domain.vocabulary import PRESSING, Action, Phase, Urgency
from advicebot.service import carrying, closing, handoff
from advicebot.service.desk import Desk, line, notice, reply_effect
from advicebot.service.forgetting import withdraw_in
from advicebot.service.ports import Unit

LATER = carrying.LATER
WORRIED_FOR = timedelta(hours=1)
"""How long after a worrying message the next one is read warily."""
ASK_TIMER = "ask.unanswered"
CLOSE_ENOUGH = 0.7
"""A further suggestion is shown when its score is this share of the best one's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """A message as the adviser read it: behind ``before``, the words of its thread."""

    advice: Advice
    earlier: Request | None
    before: str


def receive(
    desk: Desk,
    message: Incoming,
    *,
    has_files: bool = False,
    edited_at: datetime | None = None,
    first: Effect | None = None,
) -> None:
    """Take a question in: store it, decide, answer, and page if that is needed, in one transaction.

    A reply in the thread of an earlier request is read together with that request's text. Small
    talk gets a short line and is not stored. While the teacher waits for a person, a direct message
    is carried to the card as well. ``edited_at`` is given when only the edit of a message came.
    ``first`` is what the writer is told before anything else.
    """
    reading = _read(desk, message)
    small_talk = reading.advice.small_talk
    with desk.handle(message.key) as unit:
        if is_read_already(unit, message):
            return
        if first:
            desk.send(unit, first)
        talk = carrying.talk_of(unit, message)
        request = None if small_talk else open_request(desk, unit, message, reading.advice)
        if talk and message.text:
            _carry_along(desk, unit, talk, message, reading, request, edited_at=edited_at)
            if has_files:
                carrying.say_files_stay(desk, unit, message)
        if request is None:
            told = line(message.key, message.team_id, message.user_id, small_talk or "")
            desk.send(unit, told)
            return
        follow_up(desk, unit, request, message.at_risk)
        offer_to_reopen(desk, unit, reading.earlier)
        _note_in_channel(desk, unit, message, request)
        _welcome(desk, unit, request)
        forget_if_deleted(desk, unit, request)


def _read(desk: Desk, message: Incoming) -> _Reading:
    with desk.work.read() as unit:
        earlier = _earlier(unit, message)
        is_again = _is_again(unit, message, earlier, now=desk.clock.now())
    before = carrying.behind(earlier.text) if earlier else ""
    phase = message.phase or (earlier.phase if earlier else None)
    advice = desk.adviser.advise(
        f"{before}{message.text}",
        on=desk.today(),
        phase=None if phase is Phase.UNKNOWN else phase,
        topics=message.topics,
        again=message.text if is_again else "",
    )
    return _Reading(advice=advice, earlier=earlier, before=before)


def is_read_already(unit: Unit, message: Incoming) -> bool:
    """True when its edit came first, as Slack promises no order: that held the newer words."""
    if not (message.channel_id and message.message_ts):
        return False
    place = message.team_id, message.channel_id, message.message_ts
    known = unit.requests.find_by_message(*place) or unit.words.find_by_message(*place)
    return known is not None


def _carry_along(
    desk: Desk,
    unit: Unit,
    talk: Handoff,
    message: Incoming,
    reading: _Reading,
    request: Request | None,
    *,
    edited_at: datetime | None,
) -> None:
    """Whoever takes an open handoff reads everything that was said while nobody had it."""
    advice, before = reading.advice, reading.before
    is_whole = advice.redacted.startswith(before)
    carrying.carry_message(
        desk,
        unit,
        talk,
        message,
        advice.redacted.removeprefix(before) if is_whole else message.text,
        words_id=request.id if request else None,
        edited_at=edited_at,
        also=carrying.remarks(talk, advice.verdict.action, raised_by(advice)),
    )


def offer_to_reopen(desk: Desk, unit: Unit, earlier: Request | None) -> None:
    """Nobody who helped before reads what is written in an old thread: offer them again."""
    ended = unit.handoffs.find_by_request(earlier.id) if earlier else None
    if earlier is None or not earlier.is_open or ended is None or ended.is_active:
        return
    waits = unit.handoffs.find_active_of(earlier.team_id, earlier.requester)
    if waits is None and closing.may_reopen(desk, ended):
        desk.send(unit, notice(earlier, "reopen-offer", once=f"v{ended.version}"))


def forget_if_deleted(desk: Desk, unit: Unit, request: Request) -> None:
    """What was deleted before it could be read is acted on, but its words are not kept."""
    if carrying.was_deleted(unit, request.team_id, request.channel_id, request.message_ts):
        withdraw_in(desk, unit, unit.requests.find(request.id) or request)


def _is_again(unit: Unit, message: Incoming, earlier: Request | None, *, now: datetime) -> bool:
    """True within the hour of a worrying message: of the same thread, or the person's last one."""
    if earlier is None:
        before = unit.requests.list_open_of(message.team_id, message.user_id, limit=1)
        earlier = before[0] if before else None
    if earlier is None or earlier.action not in (Action.PAGE, Action.ASK):
        return False
    return now - earlier.created_at <= WORRIED_FOR


def _earlier(unit: Unit, message: Incoming) -> Request | None:
    """Return the request whose thread this message continues."""
    if not (message.thread_ts and message.channel_id):
        return None
    found = unit.requests.find_in_thread(message.team_id, message.channel_id, message.thread_ts)
    return found if found and found.is_open and found.requester == message.user_id else None


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
        request = _ask(desk, unit, request)
    desk.send(unit, reply_effect(request))
    if request.action is Action.PAGE or confirmed:
        told = at_risk in (AskAnswer.NOW, AskAnswer.WORRIED)
        reason = HandoffReason.TEACHER_CONFIRMED if told else HandoffReason.TRIAGE
        paged = handoff.page(desk, unit, request, reason=reason)
        carrying.carry_request(desk, unit, paged, request)
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
