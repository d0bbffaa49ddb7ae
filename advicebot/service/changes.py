"""A message that came in is edited, or taken back."""

from dataclasses import dataclass, replace

from advicebot.domain.advice.answer import Advice
from advicebot.domain.request import AskAnswer, Request, RequestState
from advicebot.domain.vocabulary import BY_ACTION, BY_URGENCY, Action
from advicebot.service.desk import Desk, card_update, reply_update
from advicebot.service.intake import follow_up, with_advice
from advicebot.service.ports import Unit

MOST_FOLLOW_UPS = 100


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

    What was raised before is never lowered by an edit: a page stays a page. A withdrawn request is
    opened again when its message is edited into one that a person must see.

    Returns:
        False when no request was made of that message, so that the caller can take it in as new.
    """
    with desk.work.read() as unit:
        request = unit.requests.find_by_message(
            change.team_id, change.channel_id, change.message_ts
        )
    if request is None or request.requester != change.user_id:
        return False
    advice = desk.adviser.advise(change.text or "", on=desk.today())
    with desk.handle(change.key) as unit:
        current = unit.requests.find(request.id)
        alarming = advice.verdict.action in (Action.PAGE, Action.ASK)
        if current is None or current.text == advice.redacted:
            return True
        if not current.is_open and not alarming:
            return True
        _replace_text(desk, unit, current, advice, removed=change.removed)
    return True


def _replace_text(
    desk: Desk, unit: Unit, current: Request, advice: Advice, *, removed: int
) -> None:
    changed = replace(
        with_advice(current, advice),
        state=RequestState.OPEN,
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
    settled = current.ask_answer is AskAnswer.NO and advice.verdict.action is Action.ANSWER
    if settled or changed.action is current.action is Action.ANSWER:
        desk.send(unit, reply_update(changed, f"r{changed.revision}"))
    else:
        follow_up(desk, unit, changed)


def _never_lower(before: Request, after: Request) -> Request:
    action = min(before.action, after.action, key=BY_ACTION.index)
    urgency = min(before.urgency, after.urgency, key=BY_URGENCY.index)
    if (action, urgency) == (after.action, after.urgency):
        return after
    known = {each.flag for each in after.flags}
    kept = (each for each in before.flags if each.flag not in known)
    return replace(after, action=action, urgency=urgency, flags=(*after.flags, *kept))


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

    A handoff is not cancelled: somebody was worried a moment ago, so the card asks the practitioner
    to check.
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
    _forget_in_thread(unit, request)
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


def _forget_in_thread(unit: Unit, gone: Request) -> None:
    """Later messages of the thread were read behind these words: take them out of those too."""
    start = f"{gone.text}\n"
    for each in unit.requests.list_open_of(gone.team_id, gone.requester, limit=MOST_FOLLOW_UPS):
        if each.thread_ts and each.text.startswith(start):
            flags = (replace(f, quote="") if f.quote in gone.text else f for f in each.flags)
            chosen = (replace(c, because="") for c in each.suggestions)
            own = each.text.removeprefix(start)
            unit.requests.save(
                replace(each, text=own, flags=tuple(flags), suggestions=tuple(chosen))
            )
