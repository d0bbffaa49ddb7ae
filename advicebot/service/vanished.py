"""Messages that are in Slack no more: deleted by somebody, or never stored though Slack said so."""

from dataclasses import replace
from datetime import datetime

from advicebot.domain.delivery import ON_CALL, Effect, EffectKind
from advicebot.service.desk import Desk
from advicebot.service.ports import Unit


def redraw_of(effect: Effect, key: str) -> Effect:
    """Return the same redraw for one older message only, which has ``key``."""
    return replace(effect, key=f"{effect.key}:{key}", data={**effect.data, "of": key})


def replace_card(desk: Desk, unit: Unit, effect: Effect, key: str, now: datetime) -> bool:
    """Post a card anew that was deleted while people still need it; once for each card.

    ``key`` is the key of the card, ``effect`` anything about the same handoff. What belongs under
    it waits for the new one; what people say under the old one is heard all the same.

    Returns:
        False when it is no card, nobody needs it any more, or it was posted anew before.
    """
    cards = unit.outbox.list_effects(effect.ref, EffectKind.CARD)
    card = next((each for each in cards if each.key == key), None)
    if card is None or not is_needed(unit, card) or not unit.proofs.mark_gone(key, now):
        return False
    desk.send(unit, card)
    return True


def is_needed(unit: Unit, page: Effect) -> bool:
    """True while a page can still bring somebody, or is where its handoff is talked about."""
    handoff = unit.handoffs.find(page.ref)
    if handoff is None or not handoff.is_active:
        return False
    if page.kind is EffectKind.CARD and page.recipient == ON_CALL:
        return True
    if page.recipient == ON_CALL:
        return handoff.is_open
    return page.recipient == handoff.claimed_by or (
        handoff.is_open and page.recipient in handoff.paged
    )
