"""A message comes in. What happens to it afterwards is in ``changes``."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from advicebot.domain.advice.answer import Advice
from advicebot.domain.delivery import Effect, EffectKind
from advicebot.domain.handoff import Handoff
from advicebot.domain.request import Incoming, Origin, Request
from advicebot.domain.vocabulary import PRESSING, Action, Phase
from advicebot.service import carrying, closing, follow_ups, offers
from advicebot.service.deciding import follow_up, open_request, raised_by
from advicebot.service.desk import Desk, line, notice
from advicebot.service.forgetting import withdraw_in
from advicebot.service.ports import Unit

LATER = carrying.LATER
WORRIED_FOR = timedelta(hours=1)
"""How long after a worrying message the next one is read warily."""


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
        follow_ups.plan_for_stated_risk(desk, unit, request)
        offer_to_reopen(desk, unit, reading.earlier)
        _note_in_channel(desk, unit, message, request)
        _welcome(desk, unit, request)
        forget_if_deleted(desk, unit, request)


def _read(desk: Desk, message: Incoming) -> _Reading:
    with desk.work.read() as unit:
        earlier = _earlier(unit, message)
        is_again = _is_again(unit, message, earlier, now=desk.clock.now())
        taken = offers.taken(unit, message.team_id)
    before = carrying.behind(earlier.text) if earlier else ""
    phase = message.phase or (earlier.phase if earlier else None)
    advice = desk.adviser.advise(
        f"{before}{message.text}",
        on=desk.today(),
        phase=None if phase is Phase.UNKNOWN else phase,
        topics=message.topics,
        again=message.text if is_again else "",
        taken=taken,
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
        earlier = unit.requests.find_last_written(message.team_id, message.user_id)
    if earlier is None or earlier.action not in (Action.PAGE, Action.ASK):
        return False
    return now - earlier.created_at <= WORRIED_FOR


def _earlier(unit: Unit, message: Incoming) -> Request | None:
    """Return the request whose thread this message continues."""
    if not (message.thread_ts and message.channel_id):
        return None
    found = unit.requests.find_in_thread(message.team_id, message.channel_id, message.thread_ts)
    return found if found and found.is_open and found.requester == message.user_id else None


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
