"""What is written in the thread under a card: by whom, whether it goes to the teacher, and what the
writer is told when it does not.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from advicebot.domain.delivery import Effect, EffectKind, Priority
from advicebot.domain.handoff import Handoff, Side, Words, WordsState
from advicebot.service import carrying, handoff, holding
from advicebot.service.desk import Desk
from advicebot.service.ports import Unit

NOTE = re.compile(r"\s*(?://|note:)\s*", re.IGNORECASE)
"""What starts a note among practitioners, which is not carried."""
LIKE_A_NOTE = re.compile(r"[/\uff0f\u2044\u2215\u29f8]\s?[/\uff0f\u2044\u2215\u29f8]|\u2afd")
"""Two slashes as other keyboards and fonts have them."""
NOTE_WORD = re.compile(r"note[^\w\n]{0,6}[:\uff1a]", re.IGNORECASE)
NO_WORDS = re.compile(
    r"\[[^\[\]\n]{1,40}\]|<[^<>\n]*>|@\S+|:[a-z0-9_+'-]+:|^\s*\d{1,2}[.)]|\W|_", re.IGNORECASE
)
"""What may stand before the sign of a note: people, emoji, quote marks, bullets, bold."""
HIDDEN = ("Cc", "Cf", "Zl", "Zp")
FILLERS = re.compile("[\u034f\u115f\u1160\u3164\uffa0\ufe00-\ufe0f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A message in a thread of a channel, already redacted at the door.

    ``edited_at`` is when it was edited in Slack, None for a message as it was first written.
    """

    key: str
    team_id: str
    user_id: str
    channel_id: str
    message_ts: str
    thread_ts: str
    text: str
    removed: int = 0
    has_files: bool = False
    edited_at: datetime | None = None


def is_under_a_card(desk: Desk, said: Said) -> bool:
    """True when a message stands in the thread of a handoff."""
    with desk.work.read() as unit:
        return unit.handoffs.find_by_card(said.channel_id, said.thread_ts) is not None


def is_card_awaited(desk: Desk) -> bool:
    """True while Slack may show a card of which we do not know yet where it stands."""
    with desk.work.read() as unit:
        return unit.handoffs.is_card_awaited()


def was_practitioner(desk: Desk, said: Said) -> bool:
    """True when Slack said last that whoever wrote this answers the line."""
    with desk.work.read() as unit:
        person = unit.practitioners.get(said.team_id, said.user_id)
    return person is not None and person.is_member and person.unreachable is None


def hear(desk: Desk, said: Said, *, is_practitioner: bool) -> None:
    """Take in what somebody wrote or edited under a card.

    A practitioner's words go to the teacher, a note stays. Writing under a card that nobody has
    takes it. Whatever is not carried is said to the writer, and to nobody else.
    """
    with desk.handle(said.key) as unit:
        talk = unit.handoffs.find_by_card(said.channel_id, said.thread_ts)
        if talk is None:
            return
        known = unit.words.find_by_message(said.team_id, said.channel_id, said.message_ts)
        if known:
            _reword(desk, unit, known, said)
        elif not is_practitioner:
            _whisper(desk, unit, said, "not-practitioner")
        elif said.user_id == talk.requester:
            _whisper(desk, unit, said, "own-request")
        elif not said.text:
            _whisper(desk, unit, said, "nothing-carried")
        else:
            _take_in(desk, unit, talk, said)


def apologise(desk: Desk, said: Said) -> None:
    """Say that what was written under what may be a card could not be carried."""
    with desk.handle(said.key) as unit:
        _whisper(desk, unit, said, "not-carried")


def _take_in(desk: Desk, unit: Unit, talk: Handoff, said: Said) -> None:
    is_note, text = _read(said.text)
    if is_note:
        if text:
            unit.words.add(_words(desk, said, talk, Side.NOTE, text))
            _say_that_it_is_a_note(desk, unit, said)
        return
    words = _words(desk, said, talk, Side.PRACTITIONER, text)
    if not talk.is_active:
        _whisper(desk, unit, said, "closed-thread", handoff=talk.id)
        return
    if carrying.was_deleted(unit, said.team_id, said.channel_id, said.message_ts):
        carrying.carry(desk, unit, talk, words)
        return
    if talk.is_open:
        talk = handoff.claim_in(desk, unit, talk, said.user_id)
        _whisper(desk, unit, said, "taken-by-writing")
    carrying.carry(desk, unit, talk, words)
    holding.heard(desk, unit, talk)
    if said.has_files:
        _whisper(desk, unit, said, "files-not-carried")


def _read(text: str) -> tuple[bool, str]:
    """Return whether words are a note among practitioners, and the words themselves.

    What only may be one counts: what was held back can be sent again, what was carried cannot be
    unread.
    """
    plain = _visible(text)
    sign = NOTE.match(plain)
    if sign:
        return True, plain[sign.end() :].strip()
    if _may_be_a_note(plain):
        return True, plain if re.search(r"[^\W_]", plain) else ""
    return False, text.strip()


def _may_be_a_note(text: str) -> bool:
    """True for the sign of a note with no words of the writer's own before it in its line."""
    first, *more = text.split("\n")
    signs = [NOTE_WORD.search(first), *map(LIKE_A_NOTE.search, (first, *more))]
    return any(sign and not NO_WORDS.sub("", sign.string[: sign.start()]) for sign in signs)


def _visible(text: str) -> str:
    """Return text without what nobody sees: it might stand between the signs of a note."""
    kept = (each for each in text if each in "\n\t" or unicodedata.category(each) not in HIDDEN)
    return FILLERS.sub("", "".join(kept)).strip()


def _say_that_it_is_a_note(desk: Desk, unit: Unit, said: Said) -> None:
    """Whoever did not plainly write a note must know that their words were held back."""
    if not NOTE.match(_visible(said.text)):
        _whisper(desk, unit, said, "kept-as-note")


def _words(desk: Desk, said: Said, talk: Handoff, side: Side, text: str) -> Words:
    now = desk.clock.now()
    return Words(
        id=desk.ids.new(),
        team_id=said.team_id,
        handoff_id=talk.id,
        side=side,
        author=said.user_id,
        text=text,
        removed=said.removed,
        channel_id=said.channel_id,
        message_ts=said.message_ts,
        state=WordsState.EDITED if said.edited_at else WordsState.SAID,
        created_at=now,
        updated_at=said.edited_at or now,
    )


def _reword(desk: Desk, unit: Unit, known: Words, said: Said) -> None:
    """Mend what was carried. What becomes a note is taken back; a note never leaves by an edit."""
    if said.edited_at is None or known.author != said.user_id:
        return
    is_note, text = _read(said.text)
    was_note = known.side is Side.NOTE
    if is_note and not was_note:
        carrying.blank(desk, unit, known)
        _say_that_it_is_a_note(desk, unit, said)
        return
    if not is_note and (was_note or known.state is WordsState.DELETED):
        gone = carrying.was_deleted(unit, said.team_id, said.channel_id, said.message_ts)
        if not gone:
            _whisper(desk, unit, said, "edit-not-carried")
        return
    carrying.mend(desk, unit, known, text, removed=said.removed, edited_at=said.edited_at)


def _whisper(desk: Desk, unit: Unit, said: Said, name: str, **data: Any) -> None:
    """Tell the writer something in the thread that nobody else sees."""
    desk.send(
        unit,
        Effect(
            key=f"ephemeral:{said.key}:{name}",
            team_id=said.team_id,
            kind=EffectKind.EPHEMERAL,
            recipient=said.user_id,
            ref=said.channel_id,
            priority=Priority.URGENT,
            data={"name": name, "thread_ts": said.thread_ts, **data},
        ),
    )
