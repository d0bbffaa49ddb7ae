"""What a referral sends: its card, the lines about it, and mail to providers outside Slack."""

from enum import StrEnum
from typing import Any

from advicebot.domain.delivery import CHANNEL_SIGN, ON_CALL, OUTSIDE, Effect, EffectKind
from advicebot.domain.knowledge import Offer
from advicebot.domain.support.referral import Referral
from advicebot.service.desk import Desk
from advicebot.service.ports import Unit

ERASED = "referral.erased"
"""The line about a referral of which nothing is left to draw from."""


class ReferralLine(StrEnum):
    """The names of what is said about a referral.

    The first go to the teacher, those ``for-provider``, ``place-free``, ``contact-gone`` and
    ``nudge`` to the provider's place, ``nudge-lead`` to the named lead or the leads' channel.
    ``offer-gone``: the line does not have the offer at present, so nobody can accept.
    ``contact-gone``: Slack does not take what is for the teacher any more.
    """

    ASKED = "referral.asked"
    AMENDED = "referral.amended"
    ACCEPTED = "referral.accepted"
    WAITING = "referral.waiting"
    DECLINED = "referral.declined"
    WITHDRAWN = "referral.withdrawn"
    STARTED = "referral.started"
    REVIEW_DUE = "referral.review-due"
    REVIEWED = "referral.reviewed"
    ENDED = "referral.ended"
    OFFER_GONE = "referral.offer-gone"
    AMENDED_FOR_PROVIDER = "referral.amended-for-provider"
    WITHDRAWN_FOR_PROVIDER = "referral.withdrawn-for-provider"
    REVIEW_DUE_FOR_PROVIDER = "referral.review-due-for-provider"
    PLACE_FREE = "referral.place-free"
    CONTACT_GONE = "referral.contact-gone"
    NUDGE = "referral.nudge"
    NUDGE_LEAD = "referral.nudge-lead"


def provider_recipient(offer: Offer) -> str:
    """Return where the provider's cards are posted: its channel, or the on-call channel.

    A provider with an e-mail address is answered for by the practitioners.
    """
    contact = offer.provider.contact
    return contact if contact.startswith(CHANNEL_SIGN) else ON_CALL


def card(referral: Referral, offer: Offer) -> Effect:
    """The card in the provider's place, on which it answers."""
    key = f"referral:{referral.id}"
    return _about(referral, key, EffectKind.REFERRAL, provider_recipient(offer))


def redraw(referral: Referral, recipient: str) -> Effect:
    """Draw the card again, because it says how the referral stands."""
    key = f"referral.update:{referral.id}:v{referral.version}"
    return _about(referral, key, EffectKind.REFERRAL_UPDATE, recipient)


def told(referral: Referral, name: ReferralLine, recipient: str, **data: Any) -> Effect:
    """A short message about a referral, by the name of its template; one for each version."""
    key = f"line:{referral.id}:{name}:v{referral.version}:{recipient}"
    about = {"name": name.value, "referral": referral.id, **data}
    return _about(referral, key, EffectKind.LINE, recipient, **about)


def mail(referral: Referral, name: ReferralLine, address: str) -> Effect:
    """Mail that something waits for the provider; nothing of the pupil is in it, ever."""
    key = f"mail:{referral.id}:{name}:v{referral.version}"
    return _about(referral, key, EffectKind.MAIL, OUTSIDE, name=name.value, to=address)


def place_of(unit: Unit, referral: Referral, offer: Offer | None) -> str:
    """Return where the provider reads of a referral.

    That is where its offer says; once the line does not have the offer any more, where the card
    stands.
    """
    if offer is not None:
        return provider_recipient(offer)
    cards = unit.outbox.list_recipients(referral.id, EffectKind.REFERRAL)
    return cards[0] if cards else ON_CALL


def erased(referral: Referral, recipient: str) -> Effect:
    """The last word about a referral that is erased: its reference and its offer."""
    return Effect(
        key=f"line:erased:{referral.id}",
        team_id=referral.team_id,
        kind=EffectKind.LINE,
        recipient=recipient,
        ref=recipient,
        data={"name": ERASED, "number": referral.number, "offer": referral.offer_id},
    )


def tell_provider(
    desk: Desk,
    unit: Unit,
    referral: Referral,
    offer: Offer | None,
    name: ReferralLine,
    **data: Any,
) -> None:
    """Tell the provider in its place, and by mail where it has an address."""
    desk.send(unit, told(referral, name, place_of(unit, referral, offer), **data))
    if offer is not None:
        mail_provider(desk, unit, referral, offer, name)


def mail_provider(
    desk: Desk, unit: Unit, referral: Referral, offer: Offer, name: ReferralLine
) -> None:
    """Write to a provider whose contact is an e-mail address; a channel gets no mail."""
    if provider_recipient(offer) == ON_CALL:
        desk.send(unit, mail(referral, name, offer.provider.contact))


def redraw_card(desk: Desk, unit: Unit, referral: Referral) -> None:
    """Draw the card again wherever it stands."""
    for recipient in unit.outbox.list_recipients(referral.id, EffectKind.REFERRAL):
        desk.send(unit, redraw(referral, recipient))


def _about(
    referral: Referral, key: str, kind: EffectKind, recipient: str, /, **data: Any
) -> Effect:
    return Effect(
        key=key,
        team_id=referral.team_id,
        kind=kind,
        recipient=recipient,
        ref=referral.id,
        data=data,
    )
