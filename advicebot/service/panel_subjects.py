"""What a case for the panel is about: a request, or a referral to an offer."""

from dataclasses import dataclass

from advicebot.domain.request import Request
from advicebot.domain.support.needs_profile import matching_needs
from advicebot.domain.support.referral import Referral
from advicebot.domain.vocabulary import Flag, Need, Phase
from advicebot.errors import Refused
from advicebot.ids import reference, referral_reference
from advicebot.service.ports import Unit

NOT_THERE = "That request is not there any more."
DELETED = "The school has deleted that request, so it cannot go to the panel."
ALLEGATION = (
    "It may be about an adult in school. That goes to the headteacher (or the chair of governors) "
    "and the LADO, never to a panel."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A request or a referral as a case begins with it. ``reference`` is the one its school knows.

    ``same`` are the ids of everything about the same pupil that this line knows of, its own among
    them. ``phase``, ``needs`` and ``tried`` are what the school said of it.
    """

    id: str
    team_id: str
    reference: str
    requester: str
    phase: Phase
    needs: tuple[Need, ...]
    tried: str
    same: tuple[str, ...]


def subject_of(unit: Unit, team_id: str, about: str) -> Subject:
    """Return what the id of a request or referral stands for, if it may go to a panel.

    Raises:
        Refused: this team has none of that id, its school deleted it, or it may be an allegation
            against an adult.
    """
    referral = unit.referrals.find(about)
    request = unit.requests.find(referral.request_id or "" if referral else about)
    found = referral or request
    if found is None or found.team_id != team_id:
        raise Refused(NOT_THERE)
    if request and not request.is_open:
        raise Refused(DELETED)
    if request and request.raises(Flag.ALLEGATION_AGAINST_STAFF):
        raise Refused(ALLEGATION)
    same = same_pupil(unit, request.id) if request else (about,)
    if referral:
        return _of_referral(referral, same)
    assert request is not None
    return _of_request(unit, request, same)


def same_pupil(unit: Unit, request_id: str) -> tuple[str, ...]:
    """Return the ids under which a request's pupil may have been put to a panel."""
    return (request_id, *(each.id for each in unit.referrals.list_of_request(request_id)))


def reference_of(unit: Unit, about: str) -> tuple[str, str]:
    """Return the reference that the school knows and who asked, ("", "") where it is erased."""
    referral = unit.referrals.find(about)
    if referral:
        return referral_reference(referral.number), referral.requester
    request = unit.requests.find(about)
    return (reference(request.number), request.requester) if request else ("", "")


def _of_request(unit: Unit, request: Request, same: tuple[str, ...]) -> Subject:
    profiles = unit.profiles.list_of_request(request.id)
    return Subject(
        id=request.id,
        team_id=request.team_id,
        reference=reference(request.number),
        requester=request.requester,
        phase=request.phase,
        needs=matching_needs(max(profiles, key=lambda each: each.at)) if profiles else (),
        tried=request.tried,
        same=same,
    )


def _of_referral(referral: Referral, same: tuple[str, ...]) -> Subject:
    tried, first = referral.tried, referral.first_support
    said = [tried.assess, tried.plan, tried.do, tried.review]
    if first:
        said += [first.name, first.result or first.declined_because]
    return Subject(
        id=referral.id,
        team_id=referral.team_id,
        reference=referral_reference(referral.number),
        requester=referral.requester,
        phase=referral.phase,
        needs=referral.needs,
        tried="; ".join(filter(None, (words.strip(" .;") for words in said))),
        same=same,
    )
