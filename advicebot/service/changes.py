"""A message that came in is edited, or taken back."""

from dataclasses import dataclass, replace
from datetime import datetime

from advicebot.domain.advice.answer import Advice
from advicebot.domain.handoff import Handoff
from advicebot.domain.request import AskAnswer, Raised, Request, RequestState
from advicebot.domain.vocabulary import BY_ACTION, BY_URGENCY, Action, Flag
from advicebot.errors import Refused
from advicebot.service import carrying, offers
from advicebot.service.deciding import follow_up, raised_by, with_advice
from advicebot.service.desk import Desk, reply_update
from advicebot.service.forgetting import withdraw_in
from advicebot.service.intake import offer_to_reopen
from advicebot.service.ports import Unit

ALLEGATION = Flag.ALLEGATION_AGAINST_STAFF
BEFORE_THE_EDIT = "edited"
"""Stands for the rule of a flag that only the words before an edit raised."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A message that was edited (``text``) or deleted (``text`` None).

    ``edited_at`` is when Slack says that it was, None when it does not say.
    """

    key: str
    team_id: str
    user_id: str
    channel_id: str
    message_ts: str
    text: str | None
    removed: int = 0
    edited_at: datetime | None = None


def amend(desk: Desk, change: Change) -> bool:
    """Read an edited message again: the answer is replaced, and a newly urgent one is paged.

    What was raised before is never lowered by an edit: a page stays a page. A withdrawn request is
    opened again when its message is edited into one that a person must see. Words that were carried
    to a practitioner are mended there too; when nobody reads them there any more, that is said.

    Returns:
        False when no request was made of that message, so that the caller can take it in as new.
    """
    with desk.work.read() as unit:
        request = unit.requests.find_by_message(
            change.team_id, change.channel_id, change.message_ts
        )
        taken = offers.taken(unit, change.team_id)
    if request is None or request.requester != change.user_id:
        return False
    advice = desk.adviser.advise(change.text or "", on=desk.today(), taken=taken)
    with desk.handle(change.key) as unit:
        talk = mend_words(desk, unit, change, advice)
        current = unit.requests.find(request.id)
        if current and _is_news(current, advice):
            _replace_text(desk, unit, current, advice, removed=change.removed)
        if talk:
            offer_to_reopen(desk, unit, unit.requests.find(talk.request_id))
    return True


def _is_news(current: Request, advice: Advice) -> bool:
    """True for other words than before; what was withdrawn comes back for an alarm alone."""
    alarming = advice.verdict.action in (Action.PAGE, Action.ASK)
    return current.text != advice.redacted and (current.is_open or alarming)


def mend_words(desk: Desk, unit: Unit, change: Change, advice: Advice) -> Handoff | None:
    """Mend what a teacher's edited message said in a handoff, inside an open transaction.

    Returns:
        The handoff in which other words stand now than before, None where nothing was mended.
    """
    words = unit.words.find_by_message(change.team_id, change.channel_id, change.message_ts)
    handoff = unit.handoffs.find(words.handoff_id) if words else None
    if words is None or handoff is None or words.author != change.user_id:
        return None
    also = carrying.remarks(handoff, advice.verdict.action, raised_by(advice))
    is_mended = carrying.mend(
        desk,
        unit,
        words,
        advice.redacted,
        removed=change.removed,
        edited_at=change.edited_at,
        also={"withheld": True} if carrying.is_withheld(unit, words) else also,
    )
    return handoff if is_mended else None


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
    is_lowered = (action, urgency) != (after.action, after.urgency)
    known = {each.flag for each in after.flags}
    kept = [each for each in before.flags if is_lowered and each.flag not in known]
    flags = with_allegation((*after.flags, *kept), was_raised=before.raises(ALLEGATION))
    return replace(after, action=action, urgency=urgency, flags=flags)


def with_allegation(flags: tuple[Raised, ...], *, was_raised: bool) -> tuple[Raised, ...]:
    """Return flags among which a story that must not be told stays marked as one.

    Leaving the adult out of the words by an edit does not make the rest fit for the channel.
    """
    is_known = any(each.flag is ALLEGATION and not each.is_guess for each in flags)
    if is_known or not was_raised:
        return flags
    return (*flags, Raised(flag=ALLEGATION, quote="", rule=BEFORE_THE_EDIT))


def retract(desk: Desk, change: Change) -> None:
    """Somebody deleted a message: its text goes here too. A page that is out stays out."""
    place = change.team_id, change.channel_id, change.message_ts
    with desk.handle(change.key) as unit:
        words = unit.words.find_by_message(*place)
        if words and not unit.rights.held_by(words.team_id, words.author, None):
            carrying.blank(desk, unit, words)
        request = unit.requests.find_by_message(*place)
        if request and request.is_open and not _is_held(unit, request):
            withdraw_in(desk, unit, request)


def withdraw(desk: Desk, delivery: str, request_id: str, user_id: str) -> None:
    """The teacher deletes a request: its text is gone at once, its reference stays used.

    What they said about it to a practitioner goes too, from the copies as well.

    Raises:
        Refused: it is not theirs, or on legal hold.
    """
    with desk.handle(delivery) as unit:
        request = desk.own_request(unit, request_id, user_id)
        if _is_held(unit, request):
            raise Refused(
                "That request is on legal hold, so it cannot be deleted at present. "
                f"{desk.knowledge.line.privacy_contact} can tell you why."
            )
        withdraw_in(desk, unit, request)
        if request.handoff_id:
            carrying.blank_all_of_teacher(desk, unit, request.handoff_id)


def _is_held(unit: Unit, request: Request) -> bool:
    return bool(unit.rights.held_by(request.team_id, None, request.id))
