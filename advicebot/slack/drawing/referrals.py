"""The card of a referral, and short lines about one.

Reads the state as it is now and hands it to the screens.
"""

from dataclasses import replace
from datetime import date

from advicebot.domain.delivery import CHANNEL_SIGN, Effect
from advicebot.domain.knowledge import Offer
from advicebot.domain.line import Line
from advicebot.domain.oncall.calendar import london_day
from advicebot.domain.support.nudges import next_nudge
from advicebot.domain.support.offers import availability
from advicebot.domain.support.referral import Referral, missing
from advicebot.service import profiles
from advicebot.service.desk import Desk
from advicebot.service.offers import offer_of, taken
from advicebot.service.ports import Unit
from advicebot.service.referral_effects import ERASED
from advicebot.slack.screens import referral_card, referral_lines, referral_told
from advicebot.slack.screens.blocks import Message
from advicebot.slack.screens.referral_parts import ReferralView
from advicebot.slack.screens.shelf import Shelf


def card(desk: Desk, shelf: Shelf, effect: Effect) -> Message:
    """Return the message that an effect stands for."""
    is_own = effect.recipient.startswith(CHANNEL_SIGN)
    return referral_card.card(read(desk, effect.ref), is_in_own_channel=is_own)


def line(desk: Desk, shelf: Shelf, effect: Effect) -> Message:
    """Return a short message by the name of its template, which stands under ``name``."""
    name = effect.data["name"]
    if name == referral_told.OFFER_LEFT_OUT:
        return referral_told.offer_left_out(effect.data)
    if name == ERASED:
        return referral_told.erased(effect.data, shelf.offers.get(effect.data["offer"]))
    view = read(desk, effect.ref)
    if name in referral_told.TOLD:
        return referral_told.told(view, effect.data)
    return referral_lines.line(view, effect.data)


def read(desk: Desk, referral_id: str) -> ReferralView:
    """Return all that is known of a referral now; opens a transaction of its own.

    Raises:
        KeyError: there is none of this id.
    """
    with desk.work.read() as unit:
        referral = unit.referrals.find(referral_id)
        if referral is None:
            raise KeyError(f"no referral {referral_id}")
        return view_of(desk, unit, referral)


def view_of(desk: Desk, unit: Unit, referral: Referral) -> ReferralView:
    """Return all that is known of a referral now, inside a transaction."""
    offer, today, line = offer_of(desk, referral.offer_id), desk.today(), desk.knowledge.line
    held = taken(unit, referral.team_id).get(referral.offer_id, 0)
    newest = profiles.latest(unit, referral.request_id) if referral.request_id else None
    return ReferralView(
        referral=referral,
        offer=offer,
        availability=availability(offer, on=today, taken=held) if offer else None,
        answer_by=_answer_by(referral, offer, line),
        missing=missing(referral, offer) if offer else (),
        school=_school(unit, referral, line),
        profile=newest,
        today=today,
    )


def _answer_by(referral: Referral, offer: Offer | None, line: Line) -> date | None:
    """Return the day until which a silence is no silence yet: that of the first reminder."""
    if offer is None:
        return None
    owed = next_nudge(replace(referral, nudges=0, nudged_at=None), offer, line)
    return london_day(owed.at) if owed else None


def _school(unit: Unit, referral: Referral, line: Line) -> str:
    known = unit.people.get(referral.team_id, referral.requester).school
    return next((each.name for each in line.schools if each.id == known), "")
