"""Who has a handoff: finding it, and taking it out of their hands."""

from dataclasses import replace

from advicebot.domain.handoff import Handoff, HandoffState, Reopening
from advicebot.errors import Refused
from advicebot.service import effects, escalation
from advicebot.service.desk import Desk, notice
from advicebot.service.ports import Unit

NOT_THERE = "That request is not there any more, or it is not yours."
"""Said of what is not there and of what is somebody else's alike: nobody learns of it."""


def existing(unit: Unit, handoff_id: str) -> Handoff:
    """Return a handoff by what came back from a button.

    Raises:
        Refused: there is none.
    """
    handoff = unit.handoffs.find(handoff_id)
    if handoff is None:
        raise Refused(NOT_THERE)
    return handoff


def refuse_requester(handoff: Handoff, user_id: str) -> None:
    """Raise Refused when somebody would answer their own call for help: nobody would come then."""
    if user_id == handoff.requester:
        raise Refused("It is their own request, so somebody else has to take it.")


def held_by(unit: Unit, handoff_id: str, user_id: str) -> Handoff:
    """Return a handoff that this practitioner has.

    Raises:
        Refused: there is none, nobody has it, or somebody else does (and the message says who).
    """
    handoff = existing(unit, handoff_id)
    if handoff.state is not HandoffState.CLAIMED:
        raise Refused("Nobody has this one at the moment. Press Take it first.")
    if handoff.claimed_by != user_id:
        raise Refused(f"<@{handoff.claimed_by}> has this one. Ask them to pass it to you.")
    return handoff


def reopen(
    desk: Desk, unit: Unit, handoff: Handoff, why: Reopening, *, actor: str = "clock"
) -> Handoff:
    """Page people again for something that somebody had, or that was closed; the teacher is told.

    The state before is forgotten, but not who was paged: no page is ever sent twice for one rung.
    """
    before = handoff.claimed_by
    handoff = replace(released(handoff, why), closed_at=None, closed_by=None, passed_by=before)
    handoff = escalation.restart(desk, unit, handoff)
    effects.redraw_cards(desk, unit, handoff)
    request = unit.requests.find(handoff.request_id)
    once = handoff.stamp
    if request and not handoff.parked_until:  # nobody is asked now, and a notice has said so
        desk.send(unit, notice(request, f"reopened-{why}", once=once, by=before))
    desk.send(unit, effects.thread(handoff, "reopened", once=once, why=why, by=before or actor))
    unit.audit.add(
        desk.clock.now(),
        handoff.team_id,
        actor=actor,
        action="handoff.reopen",
        object_id=handoff.id,
        why=why,
    )
    return handoff


def released(handoff: Handoff, why: Reopening | None) -> Handoff:
    """Return the handoff as nobody has it; it still has to be put on the ladder and stored."""
    return replace(
        handoff,
        state=HandoffState.OPEN,
        claimed_by=None,
        claimed_at=None,
        still_asked_at=None,
        answer_by=None,
        reopened=why,
        seen_by=None,
        seen_at=None,
        paged=(),
        reached=(),
        page_failed_at=None,
    )
