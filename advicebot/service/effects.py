"""What a handoff sends: cards, messages under the card, words across, and pages outside Slack."""

from dataclasses import replace
from typing import Any

from advicebot.domain.delivery import ON_CALL, OUTSIDE, Effect, EffectKind, Priority
from advicebot.domain.handoff import Handoff, Side, Words
from advicebot.service.desk import Desk
from advicebot.service.ports import Unit

ANY = 2**62
"""Above the number of every row."""
CALLS = frozenset({"claimed", "everyone", "remind", "reopened"})
"""Messages under the card with buttons that hold only for a while."""


def anchor(handoff: Handoff) -> Effect:
    """The card in the on-call channel; its thread is where the two sides talk."""
    return _about(handoff, anchor_key(handoff.id), EffectKind.CARD, ON_CALL)


def anchor_key(handoff_id: str) -> str:
    """Return the key of the card of a handoff in the on-call channel."""
    return f"card:{handoff_id}"


def page(handoff: Handoff, user_id: str) -> Effect:
    """The page to one person, in their direct messages; one for each rung of the ladder."""
    key = f"card:{handoff.id}:{handoff.rung}:{user_id}"
    return _about(handoff, key, EffectKind.CARD, user_id, rung=handoff.rung)


def call(desk: Desk, unit: Unit, handoff: Handoff, recipient: str) -> None:
    """Page a person, or the whole on-call channel under the card.

    While an earlier page of theirs for this handoff has not left yet, that one is enough: it is
    drawn as things stand when it leaves, and nobody finds a hundred after an outage.
    """
    if recipient != ON_CALL:
        if not unit.outbox.is_waiting(handoff.id, EffectKind.CARD, before=ANY, recipient=recipient):
            desk.send(unit, page(handoff, recipient))
        return
    said = unit.outbox.list_effects(handoff.id, EffectKind.THREAD)
    calls = [each for each in said if each.data["name"] == "everyone"]
    if not calls or unit.outbox.find_posted(calls[-1].key):
        desk.send(unit, thread(handoff, "everyone", once=str(handoff.rung)))


def thread(handoff: Handoff, name: str, *, once: str, **data: Any) -> Effect:
    """A message under the card, by the name of its template; ``once`` tells repeats apart."""
    key = f"thread:{handoff.id}:{name}:{once}"
    return _about(handoff, key, EffectKind.THREAD, ON_CALL, name=name, **data)


def outside(handoff: Handoff, *, once: str) -> Effect:
    """A page by the second channel, for when Slack is not enough."""
    return _about(handoff, f"outside:{handoff.id}:{once}", EffectKind.OUTSIDE, OUTSIDE)


def to_practitioner(handoff: Handoff, user_id: str, name: str, *, once: str, **data: Any) -> Effect:
    """A direct message to a practitioner about a handoff, by the name of its template."""
    return Effect(
        key=f"line:{handoff.id}:{name}:{once}:{user_id}",
        team_id=handoff.team_id,
        kind=EffectKind.LINE,
        recipient=user_id,
        ref=handoff.id,
        priority=Priority.URGENT,
        data={"name": name, "handoff": handoff.id, **data},
    )


def words_key(words: Words) -> str:
    """Return the key of the copy of these words on the other side."""
    return f"words:{words.id}"


def across(handoff: Handoff, words: Words) -> Effect:
    """The copy of words on the other side: under the card, or in the teacher's messages."""
    recipient = handoff.requester if words.side is Side.PRACTITIONER else ON_CALL
    return _about(handoff, words_key(words), EffectKind.WORDS, recipient, words=words.id)


def across_again(handoff: Handoff, words: Words, why: str) -> Effect:
    """Draw the copy of words again, because they were edited or deleted."""
    recipient = handoff.requester if words.side is Side.PRACTITIONER else ON_CALL
    key = f"words.update:{words.id}:{why}"
    return _about(
        handoff, key, EffectKind.WORDS_UPDATE, recipient, words=words.id, of=words_key(words)
    )


def redraw_cards(desk: Desk, unit: Unit, handoff: Handoff) -> None:
    """Draw every card of a handoff again, the paged people's too: each says how it stands.

    So are the calls under the card, which else would go on asking for somebody. They leave by the
    slow lane: an old page that is drawn again must not hold up a new one.
    """
    for recipient in unit.outbox.list_recipients(handoff.id, EffectKind.CARD):
        _redraw(desk, unit, handoff, recipient)
    _redraw_calls(desk, unit, handoff)


def redraw_anchor(desk: Desk, unit: Unit, handoff: Handoff) -> None:
    """Draw the card in the channel again, and no page: for when nothing changed but the next step.

    After a night of pages there are hundreds of them; all are drawn again once somebody takes it.
    """
    _redraw(desk, unit, handoff, ON_CALL)


def _redraw(desk: Desk, unit: Unit, handoff: Handoff, recipient: str) -> None:
    key = f"card.update:{handoff.id}:v{handoff.version}:{recipient}"
    drawn = _about(handoff, key, EffectKind.CARD_UPDATE, recipient)
    desk.send(unit, replace(drawn, priority=Priority.NORMAL))


def _redraw_calls(desk: Desk, unit: Unit, handoff: Handoff) -> None:
    for said in unit.outbox.list_effects(handoff.id, EffectKind.THREAD):
        stays = handoff.is_open and said.data["name"] != "claimed"
        if said.data["name"] in CALLS and not stays:
            key = f"thread.update:{said.key}:v{handoff.version}"
            drawn = replace(said, key=key, kind=EffectKind.THREAD_UPDATE)
            data = {**said.data, "of": said.key}
            desk.send(unit, replace(drawn, data=data, priority=Priority.NORMAL))


def _about(handoff: Handoff, key: str, kind: EffectKind, recipient: str, **data: Any) -> Effect:
    return Effect(
        key=key,
        team_id=handoff.team_id,
        kind=kind,
        recipient=recipient,
        ref=handoff.id,
        priority=Priority.URGENT,
        data=data,
    )
