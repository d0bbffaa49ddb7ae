"""Words of a handoff: stored once, copied to the other side, mended when edited, blanked when taken
back. Who may say what, and where, is in ``relay``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from advicebot.domain.delivery import EffectKind, Posted
from advicebot.domain.handoff import Handoff, HandoffState, Side, Words, WordsState
from advicebot.domain.request import Incoming, Origin, Raised, Request
from advicebot.domain.vocabulary import PRESSING, Action, Flag
from advicebot.service import effects
from advicebot.service.desk import Desk, line
from advicebot.service.ports import Unit

MOST_WORDS = 1000
"""Words of one handoff that are looked through when all of a teacher's are taken back."""
LATER = "[later]"
"""Stands before what was added in a thread: the letters of people start again after it."""
UNSURE = "unsure"
"""Stands for something that triage noticed without recognising it."""

Remarks = Mapping[str, Any]
"""What the line adds to a copy, by name: flags that it ``noticed``, or that it is ``withheld``."""


def deletion_key(team_id: str, channel_id: str, message_ts: str) -> str:
    """Return the key under which Slack's deletion of a message is stored."""
    return f"delete:{team_id}:{channel_id}:{message_ts}"


def was_deleted(unit: Unit, team_id: str, channel_id: str | None, ts: str | None) -> bool:
    """True when the deletion of this message came in already: Slack promises no order."""
    if channel_id is None or ts is None:
        return False
    return unit.inbox.is_known(deletion_key(team_id, channel_id, ts))


def is_ours(unit: Unit, channel_id: str, thread_ts: str) -> bool:
    """True for a thread under a card, and for any thread while a card is on its way to Slack."""
    is_under_a_card = unit.handoffs.find_by_card(channel_id, thread_ts) is not None
    return is_under_a_card or unit.handoffs.is_card_awaited()


def talk_of(unit: Unit, message: Incoming) -> Handoff | None:
    """Return the active handoff that a teacher's direct message is part of.

    None for a message in the thread of something else, and for whatever was asked of the line by a
    command, a form or a mention. Ask before a request is made of the message: the newest one of a
    thread is looked at first.
    """
    if message.origin is not Origin.DM:
        return None
    handoff = unit.handoffs.find_active_of(message.team_id, message.user_id)
    if handoff is None or not (message.channel_id and message.thread_ts):
        return handoff
    last = unit.requests.find_in_thread(message.team_id, message.channel_id, message.thread_ts)
    thread = Posted(channel_id=message.channel_id, ts=message.thread_ts)
    is_part = last is None or _is_part(unit, last, handoff) or _holds(unit, handoff, thread)
    return handoff if is_part else None


def _is_part(unit: Unit, request: Request, handoff: Handoff) -> bool:
    said = _said_in(unit, request)
    return handoff.id in (request.handoff_id, said.handoff_id if said else None)


def _holds(unit: Unit, handoff: Handoff, thread: Posted) -> bool:
    """True for a thread that starts with anything of this handoff in the teacher's messages."""
    said = unit.words.find_by_message(handoff.team_id, thread.channel_id, thread.ts)
    if said and said.handoff_id == handoff.id:
        return True
    to_teacher = unit.outbox.list_posted(handoff.id, EffectKind.WORDS, recipient=handoff.requester)
    return thread in to_teacher.values() or any(
        thread in _messages_of(unit, each) for each in unit.requests.list_of_handoff(handoff.id)
    )


def _messages_of(unit: Unit, request: Request) -> list[Posted]:
    """Return the messages in whose threads a request stands: its own, its thread's, its answers."""
    own = (request.message_ts, request.thread_ts)
    channel = request.channel_id
    written = [Posted(channel_id=channel, ts=ts) for ts in own if channel and ts]
    return [*written, *unit.outbox.list_posted(request.id, EffectKind.REPLY).values()]


def _said_in(unit: Unit, request: Request) -> Words | None:
    """Return the words that were carried of a request."""
    said = unit.words.find(request.id)
    if said or not (request.channel_id and request.message_ts):
        return said
    place = request.team_id, request.channel_id, request.message_ts
    return unit.words.find_by_message(*place)


def is_withheld(unit: Unit, words: Words) -> bool:
    """True when these words ever told of an adult in school: no edit brings them to the channel."""
    place = words.team_id, words.channel_id or "", words.message_ts or ""
    request = unit.requests.find(words.id) or unit.requests.find_by_message(*place)
    if request and request.raises(Flag.ALLEGATION_AGAINST_STAFF):
        return True
    return any(
        each.data["words"] == words.id and each.data.get("withheld")
        for kind in (EffectKind.WORDS, EffectKind.WORDS_UPDATE)
        for each in unit.outbox.list_effects(words.handoff_id, kind)
    )


def remarks(handoff: Handoff, action: Action, flags: Sequence[Raised]) -> Remarks:
    """Return what the copy of a teacher's words says besides them.

    A doubt that the line would ask about is marked instead while a person talks with the teacher.
    The story of an allegation is for the head and the LADO: it is not shown to the channel.
    """
    known = [each.flag for each in flags if not each.is_guess]
    if Flag.ALLEGATION_AGAINST_STAFF in known:
        return {"withheld": True}
    claimed = handoff.state is HandoffState.CLAIMED
    if claimed and action is Action.ASK and handoff.urgency not in PRESSING:
        return {"noticed": [each.value for each in known] or [UNSURE]}
    return {}


def carry(
    desk: Desk, unit: Unit, handoff: Handoff, words: Words, *, also: Remarks | None = None
) -> Words:
    """Store words and send their copy. What was deleted meanwhile is kept blank and goes nowhere.

    The caller has made sure that no words of the same message are stored.
    """
    if was_deleted(unit, words.team_id, words.channel_id, words.message_ts):
        words = _blanked(words, desk.clock.now())
        unit.words.add(words)
        return words
    unit.words.add(words)
    effect = effects.across(handoff, words)
    desk.send(unit, replace(effect, data={**effect.data, **(also or {})}))
    return words


def carry_message(
    desk: Desk,
    unit: Unit,
    handoff: Handoff,
    message: Incoming,
    text: str,
    *,
    words_id: str | None = None,
    edited_at: datetime | None = None,
    also: Remarks | None = None,
) -> Words:
    """Carry a teacher's direct message to the card. ``words_id`` is that of its request, if any."""
    now = desk.clock.now()
    words = Words(
        id=words_id or desk.ids.new(),
        team_id=message.team_id,
        handoff_id=handoff.id,
        side=Side.TEACHER,
        author=message.user_id,
        text=text,
        removed=message.removed,
        channel_id=message.channel_id,
        message_ts=message.message_ts,
        state=WordsState.EDITED if edited_at else WordsState.SAID,
        created_at=now,
        updated_at=edited_at or now,
    )
    return carry(desk, unit, handoff, words, also=also)


def carry_request(desk: Desk, unit: Unit, handoff: Handoff, request: Request) -> None:
    """Carry the words of a request that joined a handoff, once however often this is called.

    Those of the request that began it are not repeated: they stand behind the card. Nor is what
    was said before in the thread of a request that people have.
    """
    if handoff.request_id == request.id or not request.text or _said_in(unit, request):
        return
    now = desk.clock.now()
    tried = f"\nTried already: {request.tried}" if request.tried else ""
    words = Words(
        id=request.id,
        team_id=request.team_id,
        handoff_id=handoff.id,
        side=Side.TEACHER,
        author=request.requester,
        text=f"{_new_in(unit, handoff, request)}{tried}",
        removed=request.removed,
        channel_id=request.channel_id,
        message_ts=request.message_ts,
        created_at=now,
        updated_at=now,
    )
    also = remarks(handoff, request.action, request.flags)
    carry(desk, unit, handoff, words, also=also)


def form_words_id(request: Request) -> str:
    """Return the id of words that were typed into a form about a request, at its revision."""
    return f"{request.id}.form.{request.revision}"


def words_of(unit: Unit, request: Request) -> list[Words]:
    """Return what was carried of a request: its own words, and those typed into forms about it."""
    revisions = (replace(request, revision=each) for each in range(1, request.revision + 1))
    ids = [request.id, *map(form_words_id, revisions)]
    return [found for each in ids if (found := unit.words.find(each))]


def behind(text: str) -> str:
    """Return the words of a thread as they stand before what is added to them."""
    return f"{text}\n{LATER} "


def _new_in(unit: Unit, handoff: Handoff, request: Request) -> str:
    """Return what a request says besides the words of its thread that people have already."""
    known = (each.text for each in unit.requests.list_of_handoff(handoff.id) if each.text)
    starts = (behind(each) for each in known if request.text.startswith(behind(each)))
    return request.text.removeprefix(max(starts, key=len, default=""))


def say_files_stay(desk: Desk, unit: Unit, message: Incoming) -> None:
    """Tell a teacher whose words were carried that the files beside them were not."""
    told = line(message.key, message.team_id, message.user_id, "files-left-out")
    desk.send(unit, told)


def mend(
    desk: Desk,
    unit: Unit,
    words: Words,
    text: str,
    *,
    removed: int,
    edited_at: datetime | None,
    also: Remarks | None = None,
) -> bool:
    """Store an edit and draw the copy again, unless a newer edit or a deletion came before.

    ``updated_at`` of edited words is the time of the edit in Slack, so that edits may come in any
    order. ``edited_at`` None is a change that nobody made, such as a link that Slack unfolds.

    Returns:
        True when the words are others than before.
    """
    if words.state is WordsState.DELETED or (edited_at is None and text == words.text):
        return False
    at = edited_at or desk.clock.now()
    if words.state is WordsState.EDITED and at <= words.updated_at:
        return False
    changed = replace(words, text=text, removed=removed, state=WordsState.EDITED, updated_at=at)
    unit.words.change(changed)
    if text != words.text:
        _redraw(desk, unit, changed, f"e{at.isoformat()}", also or {})
    return text != words.text


def blank(desk: Desk, unit: Unit, words: Words) -> None:
    """Take words back: their text is gone at once, here and from the copy."""
    if words.state is not WordsState.DELETED:
        gone = _blanked(words, desk.clock.now())
        unit.words.change(gone)
        _redraw(desk, unit, gone, "deleted", {})


def blank_all_of_teacher(desk: Desk, unit: Unit, handoff_id: str) -> None:
    """Take back everything that the teacher said in a handoff."""
    for words in unit.words.list_of(handoff_id, limit=MOST_WORDS):
        if words.side is Side.TEACHER:
            blank(desk, unit, words)


def _blanked(words: Words, at: datetime) -> Words:
    return replace(words, text="", removed=0, state=WordsState.DELETED, updated_at=at)


def _redraw(desk: Desk, unit: Unit, words: Words, why: str, also: Remarks) -> None:
    """A note that was written under the card has no copy."""
    handoff = unit.handoffs.find(words.handoff_id)
    if handoff and words.side is not Side.NOTE:
        effect = effects.across_again(handoff, words, why)
        desk.send(unit, replace(effect, data={**effect.data, **also}))
