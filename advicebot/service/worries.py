"""Danger in words that were typed into a form: it is dealt with as if it had been a message.

A form goes to people who read it in days. What is passed in here was read by the adviser outside
of any transaction.
"""

from dataclasses import replace

from advicebot.domain.advice.answer import Advice
from advicebot.domain.delivery import ON_CALL, Effect, EffectKind, Priority
from advicebot.domain.handoff import Handoff, Side, Words
from advicebot.domain.request import Incoming, Origin, Request
from advicebot.domain.vocabulary import BY_ACTION, BY_URGENCY, Action
from advicebot.service import carrying
from advicebot.service.deciding import ask, follow_up, open_request, raised_by, with_advice
from advicebot.service.desk import Desk, reply_effect
from advicebot.service.ports import Unit

ALARMING = (Action.PAGE, Action.ASK)
ON_CALL_LINE = "typed-danger"


def read(desk: Desk, words: str) -> Advice | None:
    """Return what the adviser makes of typed words that must be paged or asked about, else None.

    Takes as long as reading a message does: call it outside of a transaction.
    """
    if not words.strip():
        return None
    advice = desk.adviser.advise(words, on=desk.today())
    return advice if advice.verdict.action in ALARMING else None


def raise_in(desk: Desk, unit: Unit, request: Request, advice: Advice | None) -> Request:
    """Page or ask because of words typed about a request, inside an open transaction.

    The request gets a new revision with what is higher of both; nothing that was raised before is
    lowered. A request without words of its own takes on those that were typed; of another one they
    go to whoever is called now. Doubt about a request that nobody has in hand any more is settled
    by the question, whatever it was paged for before. None: nothing was alarming.
    """
    if advice is None:
        return request
    had_words = bool(request.text)
    talk = _talk(unit, request)
    raised = _raised(desk, request, advice)
    unit.requests.save(raised)
    unit.audit.add(
        raised.updated_at,
        raised.team_id,
        actor=raised.requester,
        action="request.raise",
        object_id=raised.id,
        decided=advice.verdict.action,
    )
    if talk is None and advice.verdict.action is Action.ASK:
        raised = ask(desk, unit, raised)
        desk.send(unit, reply_effect(raised))
        return raised
    raised = follow_up(desk, unit, raised)
    if had_words:
        _carry(desk, unit, raised, advice)
    return raised


def open_own(desk: Desk, delivery: str | None, team_id: str, user_id: str, advice: Advice) -> None:
    """Take alarming words of a form that was refused as a message of whoever typed them."""
    with desk.handle(delivery) as unit:
        open_in(desk, unit, team_id, user_id, advice)


def open_in(desk: Desk, unit: Unit, team_id: str, user_id: str, advice: Advice) -> None:
    """Do the same inside an open transaction, for words about what has no request any more."""
    message = Incoming(
        key=desk.ids.new(),
        team_id=team_id,
        user_id=user_id,
        origin=Origin.FORM,
        text=advice.redacted,
    )
    follow_up(desk, unit, open_request(desk, unit, message, advice))


def tell_on_call(
    desk: Desk, delivery: str, team_id: str, user_id: str, advice: Advice, *, about: str
) -> None:
    """Ask the on-call channel to contact somebody who typed alarming words as part of their work.

    For providers and practitioners, who have no request of their own to raise; ``about`` is the
    reference of what they wrote about, "" for none. Twice for one delivery is the same as once;
    doubt alone is left to the page that the person is shown.
    """
    if advice.verdict.action is not Action.PAGE:
        return
    effect = Effect(
        key=f"line:{delivery}:{ON_CALL_LINE}",
        team_id=team_id,
        kind=EffectKind.LINE,
        recipient=ON_CALL,
        ref=user_id,
        priority=Priority.URGENT,
        data={"name": ON_CALL_LINE, "about": about},
    )
    with desk.work.write() as unit:
        said = unit.outbox.list_effects(user_id, EffectKind.LINE)
        if any(each.key == effect.key for each in said):
            return
        desk.send(unit, effect)
        unit.audit.add(
            desk.clock.now(),
            team_id,
            actor=user_id,
            action="form.danger",
            object_id=delivery,
            about=about,
        )


def _talk(unit: Unit, request: Request) -> Handoff | None:
    """Return the active handoff that a page about this request would join."""
    own = unit.handoffs.find_by_request(request.id)
    if own and own.is_active:
        return own
    return unit.handoffs.find_active_of(request.team_id, request.requester)


def _raised(desk: Desk, request: Request, advice: Advice) -> Request:
    verdict, now = advice.verdict, desk.clock.now()
    if not request.text:
        request = replace(with_advice(request, advice), phase=request.phase)
    found = raised_by(advice)
    known = {each.flag for each in found}
    return replace(
        request,
        action=min(request.action, verdict.action, key=BY_ACTION.index),
        urgency=min(request.urgency, verdict.urgency, key=BY_URGENCY.index),
        flags=(*found, *(each for each in request.flags if each.flag not in known)),
        signposts=tuple(dict.fromkeys((*advice.signposts, *request.signposts))),
        revision=request.revision + 1,
        updated_at=now,
    )


def _carry(desk: Desk, unit: Unit, request: Request, advice: Advice) -> None:
    """Whoever is called reads what was typed under the card: "More" has the message alone."""
    talk = _talk(unit, request)
    if talk is None:
        return
    now = desk.clock.now()
    words = Words(
        id=carrying.form_words_id(request),
        team_id=request.team_id,
        handoff_id=talk.id,
        side=Side.TEACHER,
        author=request.requester,
        text=advice.redacted,
        removed=0,
        channel_id=None,
        message_ts=None,
        created_at=now,
        updated_at=now,
    )
    also = carrying.remarks(talk, advice.verdict.action, request.flags)
    carrying.carry(desk, unit, talk, words, also=also)
