"""A teacher writes while people have their request, or might: to whom the words go. What is
written under the card is in ``hearing``; how words are stored and copied, in ``carrying``.
"""

import re
from dataclasses import replace
from datetime import datetime

from advicebot.domain.advice.answer import Advice
from advicebot.domain.delivery import ON_CALL, Effect
from advicebot.domain.handoff import Handoff, HandoffState, Side, Words, WordsState
from advicebot.domain.request import Incoming, Origin
from advicebot.domain.vocabulary import Action
from advicebot.errors import AdvicebotError, Refused
from advicebot.service import carrying, changes, deciding, effects, holding, intake, offers
from advicebot.service.changes import Change
from advicebot.service.desk import Desk, notice
from advicebot.service.ports import Unit

ALARMS = (Action.PAGE, Action.ASK)
_REST = (
    r"(?:(?!\b(?:but|and|though|so|because|he|she|they|there|now|someone|somebody|need|help)\b)"
    r"[^.,;:!?\n])*"
)
_CASE = r"(?:one|case|call|request|boy|girl|lad|child|kid|pupil|student|young person|year \d+)"
ON_THE_WAY = re.compile(
    r"(?:^|[.,;:!?\n]|\b(?:and|okay|ok|yes|hi|sorry|thanks)\b)\s*"
    r"(?:(?:(?:i['’]?m|i am|we['’]?re|we are) )?(?:just |now )?"
    r"(?:on (?:my|our|the) way|omw|en route|coming (?:now|over|up|down)|on it)\b"
    rf"(?: (?:to|over|up|down|with|for)\b{_REST})?"
    r"|(?:i['’]?ve |we['’]?ve |i have )?got (?:it|this|that)(?= *(?:[.,;:!?\n]|$))"
    r"|(?:i|we)(?:['’]ll| will| can| could| shall)(?: just| now)? (?:(?:come|head|go)"
    rf" (?:to|over|up|down|in|now|there)\b{_REST}|take (?:it|this|that|him|her|them)\b(?! no\b)"
    rf"|take (?:the|this|that|your) {_CASE}\b{_REST}|be there\b))",
    re.IGNORECASE,
)
"""What somebody says of the call that they answer, whatever it is about: it is no new alarm."""


class _NobodyHasItError(AdvicebotError):
    """The handoff changed hands between reading a message and storing it."""


def receive(
    desk: Desk, message: Incoming, *, has_files: bool = False, edited_at: datetime | None = None
) -> None:
    """Take in a direct message: it goes to whoever has the teacher's handoff, or else to the line.

    What goes to a person gets no advice, unless triage finds that somebody must be paged for it:
    then the first lines come at once all the same, and the handoff is raised. A practitioner who
    was called for somebody is told first of all that their words did not reach them.
    """
    with desk.work.read() as unit:
        paged = _page_answered(unit, message)
        talk = carrying.talk_of(unit, message)
        duty = None if talk else _duty_of(unit, message)
    if paged:
        _point_to_the_card(desk, message, paged)
        return
    if duty:
        _from_duty(desk, message, duty, has_files=has_files, edited_at=edited_at)
        return
    if talk and not talk.is_open and message.text:
        try:
            _to_the_holder(desk, message, has_files=has_files, edited_at=edited_at)
            return
        except _NobodyHasItError:
            pass
    intake.receive(desk, message, has_files=has_files, edited_at=edited_at)


def _page_answered(unit: Unit, message: Incoming) -> Handoff | None:
    """Return the handoff of the page that somebody answers in its own thread, in their messages."""
    if not (message.channel_id and message.thread_ts):
        return None
    return unit.handoffs.find_by_card(message.channel_id, message.thread_ts)


def _duty_of(unit: Unit, message: Incoming) -> Handoff | None:
    """Return somebody else's handoff that this person has or was paged for, the held one first.

    None for what continues a request of their own.
    """
    if message.origin is not Origin.DM:
        return None
    if message.thread_ts and message.channel_id:
        thread = message.team_id, message.channel_id, message.thread_ts
        if unit.requests.find_in_thread(*thread):
            return None
    return unit.handoffs.find_duty_of(message.team_id, message.user_id)


def _from_duty(
    desk: Desk, message: Incoming, duty: Handoff, *, has_files: bool, edited_at: datetime | None
) -> None:
    """What is about the call that they answer goes no further; an alarm of their own does."""
    own = ON_THE_WAY.sub(" ", message.text).strip(" \t\n.,;:!?")
    alarm = own and desk.adviser.advise(own, on=desk.today()).verdict.action in ALARMS
    if not alarm:
        _point_to_the_card(desk, message, duty)
        return
    first = _pointer(message, duty)
    own_words = replace(message, text=own)
    intake.receive(desk, own_words, has_files=has_files, edited_at=edited_at, first=first)


def _point_to_the_card(desk: Desk, message: Incoming, paged: Handoff) -> None:
    with desk.handle(message.key) as unit:
        desk.send(unit, _pointer(message, paged))


def _pointer(message: Incoming, paged: Handoff) -> Effect:
    once = message.message_ts or message.key
    return effects.to_practitioner(paged, message.user_id, "page-thread", once=once)


def _to_the_holder(
    desk: Desk, message: Incoming, *, has_files: bool, edited_at: datetime | None
) -> None:
    taken = offers.taken_now(desk, message.team_id)
    advice = desk.adviser.advise(message.text, on=desk.today(), taken=taken)
    with desk.handle(message.key) as unit:
        if intake.is_read_already(unit, message):
            return
        talk = carrying.talk_of(unit, message)
        if talk is None or talk.is_open:
            raise _NobodyHasItError
        is_page = advice.verdict.action is Action.PAGE
        request = deciding.open_request(desk, unit, message, advice) if is_page else None
        also = carrying.remarks(talk, advice.verdict.action, deciding.raised_by(advice))
        words = carrying.carry_message(
            desk,
            unit,
            talk,
            message,
            advice.redacted,
            words_id=request.id if request else None,
            edited_at=edited_at,
            also=also,
        )
        if request:
            deciding.follow_up(desk, unit, request)
        _tell_once(desk, unit, talk, words, withheld=bool(also.get("withheld")))
        if has_files:
            carrying.say_files_stay(desk, unit, message)
        if request:
            intake.forget_if_deleted(desk, unit, request)


def _tell_once(desk: Desk, unit: Unit, talk: Handoff, words: Words, *, withheld: bool) -> None:
    """The first words that go to a person are confirmed; what is not shown to them is said too."""
    first = unit.requests.find(talk.request_id)
    if first and words.state is not WordsState.DELETED:
        name = "withheld" if withheld else "carried"
        desk.send(unit, notice(first, name, once=talk.id, by=talk.claimed_by))


def amend(desk: Desk, change: Change, as_new: Incoming) -> None:
    """A teacher edits a direct message: what was made of it is mended, and read by triage again.

    ``as_new`` holds the same words as a message, for when none came before.
    """
    if changes.amend(desk, change) or _amend_words(desk, change, as_new):
        return
    receive(desk, as_new, edited_at=change.edited_at)


def _amend_words(desk: Desk, change: Change, as_new: Incoming) -> bool:
    """Mend words that were only carried; False when there are none."""
    place = change.team_id, change.channel_id, change.message_ts
    with desk.work.read() as unit:
        words = unit.words.find_by_message(*place)
        taken = offers.taken(unit, change.team_id)
    if words is None:
        return False
    if words.author != change.user_id:
        return True
    advice = desk.adviser.advise(change.text or "", on=desk.today(), taken=taken)
    with desk.handle(change.key) as unit:
        mended = changes.mend_words(desk, unit, change, advice)
        talk = unit.handoffs.find(words.handoff_id)
        is_known = unit.requests.find_by_message(*place) is not None
        if talk and not is_known and _needs_the_line(talk, advice):
            _ask_the_line(desk, unit, as_new, advice, words)
        if mended:
            intake.offer_to_reopen(desk, unit, unit.requests.find(mended.request_id))
    return True


def _ask_the_line(desk: Desk, unit: Unit, as_new: Incoming, advice: Advice, words: Words) -> None:
    """Make a request of words that were only carried until an edit made them an alarm."""
    was_raised = carrying.is_withheld(unit, words)
    request = deciding.open_request(desk, unit, as_new, advice)
    flags = changes.with_allegation(request.flags, was_raised=was_raised)
    request = replace(request, flags=flags)
    unit.requests.save(request)
    deciding.follow_up(desk, unit, request)
    intake.forget_if_deleted(desk, unit, request)


def _needs_the_line(talk: Handoff, advice: Advice) -> bool:
    """A robot's question is for nobody who is talking with a person; a page always is."""
    asks = (Action.PAGE,) if talk.state is HandoffState.CLAIMED else ALARMS
    return advice.verdict.action in asks


def insert_strategy(
    desk: Desk, delivery: str, handoff_id: str, user_id: str, strategy_id: str
) -> None:
    """The holder sends the teacher a whole strategy; it counts as words, and the thread shows it.

    Raises:
        Refused: somebody else has it, there is no such strategy, or it was sent a moment ago.
    """
    if strategy_id not in {each.id for each in desk.knowledge.strategies}:
        raise Refused("That strategy has been taken out since. Please choose another one.")
    with desk.handle(delivery) as unit:
        talk = holding.held_by(unit, handoff_id, user_id)
        before = unit.words.list_of(talk.id, limit=1)
        if before and before[0].strategy_id == strategy_id:
            raise Refused("You have just sent that one. The teacher has it.")
        words = _strategy(desk, talk, user_id, strategy_id)
        carrying.carry(desk, unit, talk, words)
        shown = effects.across(talk, words)
        data = {**shown.data, "shown": "thread"}
        desk.send(unit, replace(shown, key=f"{shown.key}:thread", recipient=ON_CALL, data=data))
        holding.heard(desk, unit, talk)


def _strategy(desk: Desk, talk: Handoff, user_id: str, strategy_id: str) -> Words:
    now = desk.clock.now()
    return Words(
        id=desk.ids.new(),
        team_id=talk.team_id,
        handoff_id=talk.id,
        side=Side.PRACTITIONER,
        author=user_id,
        text="",
        strategy_id=strategy_id,
        created_at=now,
        updated_at=now,
    )
