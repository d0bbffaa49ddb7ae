"""The question what became of a pupil.

Reads the state as it is now and hands it to the screens.
"""

from advicebot.domain.delivery import Effect, EffectKind
from advicebot.domain.outcomes.answers import ends_late
from advicebot.domain.outcomes.followup import FollowUp
from advicebot.domain.request import Request
from advicebot.service import follow_up_reading as reading
from advicebot.service.desk import Desk
from advicebot.service.ports import Unit
from advicebot.slack.screens import follow_up
from advicebot.slack.screens.blocks import Message
from advicebot.slack.screens.follow_up_parts import Question
from advicebot.slack.screens.shelf import Shelf


def question(desk: Desk, shelf: Shelf, effect: Effect) -> Message:
    """Return the message that an effect stands for."""
    with desk.work.read() as unit:
        followup = unit.follow_ups.find(effect.ref)
        request = unit.requests.find(followup.request_id) if followup else None
        if followup is None or request is None:
            raise KeyError(f"no follow-up {effect.ref}")
        asked = _asked(desk, shelf, unit, followup, request, effect)
    return follow_up.question(asked)


def _asked(
    desk: Desk, shelf: Shelf, unit: Unit, followup: FollowUp, request: Request, effect: Effect
) -> Question:
    agreed, now = reading.ended(unit, followup), unit.handoffs.find_by_request(request.id)
    known = [shelf.strategies.get(each) for each in reading.suggested(unit, request)]
    given_at = followup.answered_at
    return Question(
        followup=followup,
        request=request,
        since=reading.heard_of(unit, followup),
        closing=agreed.closing if agreed else None,
        strategies=tuple(each for each in known if each),
        handoff=now if now and now.is_active else None,
        has_stopped=unit.follow_ups.stopped_at(followup.team_id, followup.requester) is not None,
        is_late=given_at is not None and ends_late(given_at, followup, desk.knowledge.line),
        is_open=bool(effect.data.get("open")),
        is_older=_is_older(unit, effect),
    )


def _is_older(unit: Unit, effect: Effect) -> bool:
    """True for the drawing of one message that is not the last one that was posted."""
    if "of" not in effect.data:
        return False
    sent = unit.outbox.list_effects(effect.ref, EffectKind.FOLLOW_UP)
    posted = [each.key for each in sent if unit.outbox.find_posted(each.key)]
    return bool(posted) and posted[-1] != effect.data["of"]
