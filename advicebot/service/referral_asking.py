"""An offer is asked for: what the form says becomes a referral that its provider hears of."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from advicebot.domain.advice.answer import Advice
from advicebot.domain.knowledge import Offer
from advicebot.domain.oncall.calendar import long_date
from advicebot.domain.outcomes.outcome import Told
from advicebot.domain.outcomes.pupil import PupilFacts
from advicebot.domain.request import Origin, Request
from advicebot.domain.support import moves
from advicebot.domain.support.referral import (
    FirstSupport,
    Referral,
    ReferralError,
    Reintegration,
    Tried,
)
from advicebot.domain.vocabulary import Band, Need, Phase
from advicebot.errors import Refused
from advicebot.ids import referral_reference
from advicebot.service import follow_ups, nudging, offers, referral_effects, worries
from advicebot.service.desk import Desk
from advicebot.service.ports import Unit
from advicebot.service.referral_effects import ReferralLine

OFFER_GONE = (
    "This offer is not on the line at present. Look at the list of offers again, or talk to a "
    "practitioner."
)
MOST_DAYS_BEFORE = 30
"""School days in the six school weeks before a request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the form for an offer says; texts are redacted.

    ``request_id`` None: nobody wrote to the line about this pupil, and a request without words is
    made, so that the pupil is followed up. Of ``on_record`` the ids are filled in; None: not said.
    """

    offer_id: str
    request_id: str | None
    phase: Phase
    needs: tuple[Need, ...] = ()
    strengths: str = ""
    tried: Tried = field(default_factory=Tried)
    consent: bool = False
    preferred: str = ""
    pupil_view: str = ""
    family_view: str = ""
    first_support: FirstSupport | None = None
    plan: Reintegration | None = None
    on_record: PupilFacts | None = None


def ask(
    desk: Desk,
    delivery: str | None,
    team_id: str,
    user_id: str,
    asked: Asked,
    *,
    worry: Advice | None = None,
) -> Referral:
    """Ask for an offer: stored, followed up, and before its provider, in one transaction.

    ``worry`` is what ``worries.read`` made of the words in the form: somebody is called, or the
    question is put, in the same transaction.

    Raises:
        Refused: the line does not have the offer, or it has no place and no waiting list; the
            request is not theirs, or has asked for this offer already; a day has passed.
    """
    offer = existing_offer(desk, asked.offer_id)
    with desk.handle(delivery) as unit, in_plain_words():
        _refuse_impossible(desk, asked)
        request = _request(desk, unit, team_id, user_id, asked)
        _refuse_second(unit, request, offer)
        others = unit.referrals.list_of_offer(team_id, offer.id)
        new = _new(desk, unit, request, offer, asked)
        referral = moves.ask(new, offer, others=others, now=desk.clock.now())
        unit.referrals.add(referral)
        _remember(unit, request, asked.on_record)
        now = desk.clock.now()
        follow_ups.plan(desk, unit, request, since=now, handoff_id=request.handoff_id)
        _tell(desk, unit, referral, offer)
        nudging.watch(desk, unit, referral)
        worries.raise_in(desk, unit, request, worry)
        return referral


@contextmanager
def in_plain_words() -> Iterator[None]:
    """Turn what the rules of referrals do not allow into what may be shown."""
    try:
        yield
    except ReferralError as error:
        raise Refused(str(error)) from error


def existing_offer(desk: Desk, offer_id: str) -> Offer:
    """Return an offer of this line.

    Raises:
        Refused: there is none, as when a mistake in its file has left it out.
    """
    offer = offers.offer_of(desk, offer_id)
    if offer is None:
        raise Refused(OFFER_GONE)
    return offer


def refuse_past_plan(desk: Desk, plan: Reintegration | None) -> None:
    """Refuse a plan that was over before it was written down."""
    days = sorted((*plan.dates, plan.review_on)) if plan else []
    if days and days[0] < desk.today():
        raise Refused(f"{long_date(days[0])} has passed; put later days into the plan.")


def _refuse_impossible(desk: Desk, asked: Asked) -> None:
    refuse_past_plan(desk, asked.plan)
    days = asked.on_record.days_before if asked.on_record else None
    if days is not None and not (0 <= days <= MOST_DAYS_BEFORE and (days * 2).is_integer()):
        raise Refused(
            f"{days:g} school days of suspension cannot be right: six school weeks have "
            f"{MOST_DAYS_BEFORE}, and half days count."
        )


def _request(desk: Desk, unit: Unit, team_id: str, user_id: str, asked: Asked) -> Request:
    if asked.request_id is not None:
        return desk.own_request(unit, asked.request_id, user_id)
    now = desk.clock.now()
    request = Request(
        id=desk.ids.new(),
        team_id=team_id,
        number=unit.requests.next_number(team_id),
        requester=user_id,
        origin=Origin.OFFERS,
        channel_id=None,
        message_ts=None,
        thread_ts=None,
        text="",
        removed=0,
        tried="",
        risk=None,
        phase=asked.phase,
        band=Band.CONFIDENT,
        created_at=now,
        updated_at=now,
    )
    unit.requests.add(request)
    unit.audit.add(
        now,
        team_id,
        actor=user_id,
        action="request.open",
        object_id=request.id,
        origin=request.origin,
    )
    return request


def _refuse_second(unit: Unit, request: Request, offer: Offer) -> None:
    for each in unit.referrals.list_of_request(request.id):
        if each.offer_id == offer.id and not each.is_final:
            reference = referral_reference(each.number)
            raise Refused(
                f"“{offer.title}” is asked for already for this pupil: {reference}. You will hear "
                "as soon as the provider answers."
            )


def _new(desk: Desk, unit: Unit, request: Request, offer: Offer, asked: Asked) -> Referral:
    now = desk.clock.now()
    return Referral(
        id=desk.ids.new(),
        team_id=request.team_id,
        number=unit.referrals.next_number(request.team_id),
        request_id=request.id,
        offer_id=offer.id,
        provider_id=offer.provider.id,
        requester=request.requester,
        phase=asked.phase,
        needs=asked.needs,
        strengths=asked.strengths,
        tried=asked.tried,
        consent=asked.consent,
        preferred=asked.preferred,
        pupil_view=asked.pupil_view,
        family_view=asked.family_view,
        first_support=asked.first_support,
        plan=asked.plan,
        created_at=now,
        moved_at=now,
        updated_at=now,
    )


def _remember(unit: Unit, request: Request, told: PupilFacts | None) -> None:
    """Keep what is on record; what is left open this time does not wipe out what was said."""
    if told is None:
        return
    known = unit.pupils.get(request.team_id, request.id)
    names = ("sen_support", "ehcp", "looked_after", "free_meals")
    said = {name: getattr(told, name) for name in names}
    unit.pupils.save(
        replace(
            known,
            **{name: value for name, value in said.items() if value is not Told.UNKNOWN},
            days_before=known.days_before if told.days_before is None else told.days_before,
        )
    )


def _tell(desk: Desk, unit: Unit, referral: Referral, offer: Offer) -> None:
    unit.audit.add(
        referral.created_at,
        referral.team_id,
        actor=referral.requester,
        action="referral.ask",
        object_id=referral.id,
        offer=offer.id,
        state=referral.state,
    )
    desk.send(unit, referral_effects.card(referral, offer))
    referral_effects.mail_provider(desk, unit, referral, offer, ReferralLine.ASKED)
    desk.send(unit, referral_effects.told(referral, ReferralLine.ASKED, referral.requester))
