"""What a practitioner is shown of needs and strengths: read from the state as it is now."""

from collections.abc import Sequence

from advicebot.domain.request import Request
from advicebot.domain.vocabulary import Flag
from advicebot.service import profiles
from advicebot.service.ports import Unit
from advicebot.slack.screens.profile_form import Known


def known(unit: Unit, requests: Sequence[Request]) -> Known | None:
    """Return the newest profile of these requests, or the one that might be filled in.

    None where there is none to fill in: nobody on the line hears more of an allegation, nor of what
    was deleted.
    """
    open_ones = [
        each for each in requests if each.is_open and not each.raises(Flag.ALLEGATION_AGAINST_STAFF)
    ]
    found = [(each.id, profiles.latest(unit, each.id)) for each in open_ones]
    filled = [(profile.at, id_, profile) for id_, profile in found if profile]
    if filled:
        _, request_id, newest = max(filled, key=lambda each: each[:2])
        changes = profiles.compared(unit, request_id)
        return Known(request_id=request_id, profile=newest, changes=changes)
    return Known(request_id=open_ones[0].id) if open_ones else None
