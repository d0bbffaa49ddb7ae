"""A referral: one pupil's way to an outreach offer, from the request to what changed.

What it holds, its states, the table of moves, and what must be there before it can be accepted.
Texts come in redacted. The moves themselves are made in ``moves``; when a silent provider is asked
again stands in ``nudges``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from advicebot.domain.knowledge import Consent, Offer
from advicebot.domain.vocabulary import Need, Phase, PlacementResult


class ReferralState(StrEnum):
    """``asked``: the provider has not answered. ``accepted``: it starts on a day agreed."""

    ASKED = "asked"
    WAITING = "waiting"
    ACCEPTED = "accepted"
    STARTED = "started"
    REVIEW_DUE = "review-due"
    ENDED = "ended"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


HOLDS_A_PLACE = (ReferralState.ACCEPTED, ReferralState.STARTED, ReferralState.REVIEW_DUE)
"""The states in which a pupil has one of the offer's places."""
FINAL = (ReferralState.ENDED, ReferralState.DECLINED, ReferralState.WITHDRAWN)


class Move(StrEnum):
    """What may be done to a referral."""

    ACCEPT = "accept"
    WAIT = "wait"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    AMEND = "amend"
    START = "start"
    FALL_DUE = "fall-due"
    REVIEW = "review"
    END = "end"


_BEFORE_START = (ReferralState.ASKED, ReferralState.WAITING, ReferralState.ACCEPTED)
_RUNNING = (ReferralState.STARTED, ReferralState.REVIEW_DUE)

MOVES: Mapping[Move, tuple[ReferralState, ...]] = {
    Move.ACCEPT: _BEFORE_START,
    Move.WAIT: (ReferralState.ASKED,),
    Move.DECLINE: _BEFORE_START,
    Move.WITHDRAW: _BEFORE_START,
    Move.AMEND: _BEFORE_START,
    Move.START: (ReferralState.ACCEPTED,),
    Move.FALL_DUE: (ReferralState.STARTED,),
    Move.REVIEW: _RUNNING,
    Move.END: _RUNNING,
}
"""From which states each move may be made. Accepting again moves the day of the start."""


class ReferralError(ValueError):
    """A move that is not possible. The message is a plain sentence that may be shown as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """One round of assess, plan, do, review, in the school's words; "" where it says nothing.

    The graduated approach of the SEND Code of Practice: 0 to 25 years (2015), 6.44 to 6.56.
    """

    assess: str = ""
    plan: str = ""
    do: str = ""
    review: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstSupport:
    """Support in school that came before a place: what it was, and how it went or why it was not.

    ``name`` names an offer or a strategy, and ``known_as`` is its id where it is one of the line's.
    One of ``result`` and ``declined_because`` has words.
    """

    name: str
    known_as: str | None = None
    result: str = ""
    declined_because: str = ""

    @property
    def is_told(self) -> bool:
        """True when it is named, and said either how it went or why it was not tried."""
        return has_words(self.name) and (has_words(self.result) != has_words(self.declined_because))


class PlanKind(StrEnum):
    """``reintegration``: back to the same school. ``transition``: on to the next place."""

    REINTEGRATION = "reintegration"
    TRANSITION = "transition"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reintegration:
    """How a pupil goes back or on: the days of it in order, who is there for them, a review.

    ``named_adult`` is a role or initials, redacted like every text.
    """

    kind: PlanKind
    dates: tuple[date, ...]
    named_adult: str
    review_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral:
    """A request for an offer, and what became of it. ``number`` is the part after "R-".

    Attributes:
        consent: whether the school says that it has the consent the offer needs.
        preferred: times that suit the school, in words.
        first_support: tier 1 support before a place; see ``FirstSupport``.
        decided_by: who accepted, declined or put it on the waiting list; an id or an address.
        start_on: the day agreed; once started, the day it did. ``review_on`` and ``ended_on``
            likewise are days in London, None until they are known.
        reason: why it was declined or withdrawn. ``outcome``: what changed, once it has ended, and
            ``result`` what a place led to; None for what is no place.
        nudges: how often the provider was reminded since the last move, at ``nudged_at`` last.
        moved_at: when it came into its state.
    """

    id: str
    team_id: str
    number: int
    request_id: str | None
    offer_id: str
    provider_id: str
    requester: str
    phase: Phase
    needs: tuple[Need, ...] = ()
    strengths: str = ""
    tried: Tried = Tried()
    consent: bool = False
    preferred: str = ""
    pupil_view: str = ""
    family_view: str = ""
    first_support: FirstSupport | None = None
    plan: Reintegration | None = None
    state: ReferralState = ReferralState.ASKED
    decided_by: str | None = None
    start_on: date | None = None
    review_on: date | None = None
    ended_on: date | None = None
    reason: str = ""
    outcome: str = ""
    result: PlacementResult | None = None
    nudges: int = 0
    nudged_at: datetime | None = None
    version: int = 1
    created_at: datetime
    moved_at: datetime
    updated_at: datetime

    @property
    def holds_a_place(self) -> bool:
        """True while one of the offer's places is the pupil's."""
        return self.state in HOLDS_A_PLACE

    @property
    def is_final(self) -> bool:
        """True when nothing more can become of it."""
        return self.state in FINAL


def has_words(text: str) -> bool:
    """Return True when a text says anything: spaces, dashes and invisible characters do not."""
    return any(character.isalnum() for character in text)


def may(referral: Referral, move: Move) -> bool:
    """Return True when this move can be made from where the referral stands."""
    return referral.state in MOVES[move]


def places_taken(offer: Offer, referrals: Iterable[Referral]) -> int:
    """Return how many places of an offer pupils hold through this line."""
    return len({each.id for each in referrals if each.offer_id == offer.id and each.holds_a_place})


def missing(referral: Referral, offer: Offer) -> tuple[str, ...]:
    """Return a sentence for each thing that must be there before the offer can be accepted.

    For a place (tiers 2 and 3) these are a tier 1 support that was tried, or declined with a
    reason, a dated plan for the way back or on, and the views of pupil and family: a place is an
    intervention, not a destination (SEND and Alternative Provision Improvement Plan, DfE 2023).
    """
    found = []
    if offer.consent is not Consent.NONE and not referral.consent:
        form = "" if offer.consent is Consent.ANY else f"{offer.consent} "
        found.append(f"“{offer.title}” needs {form}consent from home; ask for it first.")
    if not offer.is_placement:
        return tuple(found)
    if referral.first_support is None or not referral.first_support.is_told:
        found.append(
            "A place needs a named support in school that was tried, with how it went, or that was "
            "declined, with the reason."
        )
    if not has_words(referral.pupil_view):
        found.append("A place needs the pupil’s own view; ask them and write what they say.")
    if not has_words(referral.family_view):
        found.append("A place needs the family’s view; ask them and write what they say.")
    return (*found, *_missing_in_plan(referral.plan))


def _missing_in_plan(plan: Reintegration | None) -> tuple[str, ...]:
    if plan is None or not plan.dates:
        return ("A place needs a plan with dates for the way back or on from the first day.",)
    if not has_words(plan.named_adult):
        return ("The plan for the way back or on needs a named adult.",)
    if list(plan.dates) != sorted(set(plan.dates)):
        return ("The dates of the plan must be in order, each once.",)
    return ()
