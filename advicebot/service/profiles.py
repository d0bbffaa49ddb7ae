"""A pupil's needs and strengths as the adults around them fill these in."""

from collections.abc import Mapping, Sequence

from advicebot.domain.advice.answer import Advice
from advicebot.domain.request import Request
from advicebot.domain.support.needs_profile import Area, Change, Profile, Protective, compare
from advicebot.errors import Refused
from advicebot.service import worries
from advicebot.service.desk import Desk
from advicebot.service.ports import Unit


def save(
    desk: Desk,
    delivery: str | None,
    request_id: str,
    user_id: str,
    *,
    answers: Mapping[Area, int],
    protective: Sequence[Protective] = (),
    pupil_says: str = "",
    family_says: str = "",
    is_practitioner: bool = False,
    worry: Advice | None = None,
) -> Profile:
    """Store one filling-in about the pupil of a request; earlier ones stay.

    A practitioner may fill it in for any request, others for their own. ``worry`` is what
    ``worries.read`` made of the words: somebody is called, or the question is put, in the same
    transaction; never for a practitioner, who would be called to what they typed themselves.

    Raises:
        Refused: the request is not theirs or is gone, nothing was filled in, or an answer is not
            one of those offered.
    """
    with desk.handle(delivery) as unit:
        request = _request(desk, unit, request_id, user_id, is_practitioner=is_practitioner)
        profile = _profile(
            desk, request, user_id, answers, protective, pupil_says.strip(), family_says.strip()
        )
        unit.profiles.add(profile)
        _write_down(unit, profile)
        if not is_practitioner:
            worries.raise_in(desk, unit, request, worry)
        return profile


def _profile(
    desk: Desk,
    request: Request,
    user_id: str,
    answers: Mapping[Area, int],
    protective: Sequence[Protective],
    pupil_says: str,
    family_says: str,
) -> Profile:
    try:
        profile = Profile(
            id=desk.ids.new(),
            team_id=request.team_id,
            request_id=request.id,
            by=user_id,
            answers=dict(answers),
            protective=tuple(dict.fromkeys(protective)),
            pupil_says=pupil_says,
            family_says=family_says,
            at=desk.clock.now(),
        )
    except ValueError as error:
        raise Refused("One of the answers is not on the list. Open the form again.") from error
    if profile.is_empty:
        raise Refused("Nothing was filled in. Tap what you know; the rest may stay open.")
    return profile


def latest(unit: Unit, request_id: str) -> Profile | None:
    """Return the newest filling-in about the pupil of a request, None when there is none."""
    found = unit.profiles.list_of_request(request_id)
    return found[-1] if found else None


def compared(unit: Unit, request_id: str) -> dict[Area, Change] | None:
    """Return how each area went from the first filling-in to the newest, None when there is one."""
    found = unit.profiles.list_of_request(request_id)
    return compare(found[0], found[-1]) if len(found) > 1 else None


def _request(
    desk: Desk, unit: Unit, request_id: str, user_id: str, *, is_practitioner: bool
) -> Request:
    if not is_practitioner:
        return desk.own_request(unit, request_id, user_id)
    request = unit.requests.find(request_id)
    if request is None or not request.is_open:
        raise Refused("That request is not open any more.")
    return request


def _write_down(unit: Unit, profile: Profile) -> None:
    unit.audit.add(
        profile.at,
        profile.team_id,
        actor=profile.by,
        action="profile.save",
        object_id=profile.request_id,
        answered=len(profile.answers),
        protective=len(profile.protective),
    )
