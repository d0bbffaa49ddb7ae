"""What is known around a follow-up: whose it is, what it asks about, since when."""

from datetime import datetime

from advicebot.domain.handoff import Handoff
from advicebot.domain.outcomes.answers import told_at
from advicebot.domain.outcomes.followup import FollowUp
from advicebot.domain.request import Request
from advicebot.errors import Refused
from advicebot.service.ports import Unit

NOT_YOURS = "That question is not open any more, or it is not yours."
WORDS_READ = 200


def own(unit: Unit, followup_id: str, user_id: str) -> tuple[FollowUp, Request]:
    """Return a follow-up that this person is asked, with its request.

    Raises:
        Refused: there is none, it is somebody else's, or its request was deleted. The three read
            alike, so that nobody learns of other people's requests.
    """
    followup = unit.follow_ups.find(followup_id)
    request = unit.requests.find(followup.request_id) if followup else None
    if followup is None or request is None or not request.is_open:
        raise Refused(NOT_YOURS)
    if followup.requester != user_id:
        raise Refused(NOT_YOURS)
    return followup, request


def heard_of(unit: Unit, followup: FollowUp) -> datetime:
    """Return since when a follow-up asks: the answer before it, or the end of the request."""
    others = unit.follow_ups.list_of_request(followup.request_id)
    before = {each.id for each in others if each.due_at < followup.due_at}
    asked = followup.asked_at or followup.due_at
    told = told_at(unit.follow_ups.list_answers(followup.request_id))
    earlier = [at for followup_id, at in told.items() if followup_id in before and at < asked]
    return max(earlier) if earlier else _end_of_request(unit, followup)


def _end_of_request(unit: Unit, followup: FollowUp) -> datetime:
    handoff = unit.handoffs.find(followup.handoff_id) if followup.handoff_id else None
    if handoff and handoff.closed_at:
        return handoff.closed_at
    request = unit.requests.find(followup.request_id)
    return request.created_at if request else followup.due_at


def ended(unit: Unit, followup: FollowUp) -> Handoff | None:
    """Return the handoff whose closing agreed on a next step, None where there was none."""
    handoff = unit.handoffs.find(followup.handoff_id) if followup.handoff_id else None
    return handoff if handoff and handoff.closing and handoff.closing.next_step else None


def suggested(unit: Unit, request: Request) -> list[str]:
    """Return the ids of the strategies that were suggested or sent about a request."""
    found = [each.strategy_id for each in request.suggestions]
    if request.handoff_id:
        said = unit.words.list_of(request.handoff_id, limit=WORDS_READ)
        found += [each.strategy_id for each in said if each.strategy_id]
    return list(dict.fromkeys(found))
