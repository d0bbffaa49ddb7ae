"""While somebody has a handoff, or might: declining, passing on, leaving.

Still being on it can be imported from here too.
"""

from dataclasses import replace
from datetime import timedelta

from advicebot.domain.handoff import Handoff, HandoffState, Reopening, Side, Words
from advicebot.domain.oncall.escalation import Position
from advicebot.domain.vocabulary import PRESSING
from advicebot.errors import Refused
from advicebot.service import effects, escalation, holders
from advicebot.service.desk import Desk, notice
from advicebot.service.holders import existing, held_by, released, reopen
from advicebot.service.ports import Unit
from advicebot.service.still import (
    NUDGE,
    STILL,
    STILL_ASKED,
    ask_now,
    ask_still,
    heard,
    nudge,
    restore,
    still_on_it,
    still_unanswered,
    watch,
)

__all__ = [
    "NUDGE",
    "STILL",
    "STILL_ASKED",
    "ask_now",
    "ask_still",
    "decline",
    "existing",
    "free",
    "go_on_when_all_declined",
    "heard",
    "held_by",
    "left",
    "nudge",
    "pass_on",
    "reopen",
    "restore",
    "still_on_it",
    "still_unanswered",
    "to_pass_on",
    "watch",
]


def decline(desk: Desk, delivery: str, handoff_id: str, user_id: str) -> None:
    """Somebody who was paged cannot take it; when nobody of this step can, the next one runs."""
    with desk.handle(delivery) as unit:
        handoff = existing(unit, handoff_id)
        if not handoff.is_open:
            raise Refused("Somebody has this one already, or it is closed: nothing to decline.")
        if user_id in handoff.declined:
            raise Refused("You have said so already. The next person is being asked.")
        handoff = replace(handoff, declined=(*handoff.declined, user_id))
        if handoff.seen_by == user_id:
            handoff = replace(handoff, seen_by=None, seen_at=None)
        handoff = unit.handoffs.save(handoff)
        desk.send(unit, effects.thread(handoff, "declined", once=handoff.stamp, by=user_id))
        escalation.tell(desk, unit, handoff, "handoff.decline", actor=user_id)
        go_on_when_all_declined(desk, unit, handoff)


def go_on_when_all_declined(desk: Desk, unit: Unit, handoff: Handoff) -> None:
    """Run the next step at once when nobody whom this one paged is left."""
    if handoff.paged and set(handoff.paged) <= set(handoff.declined):
        escalation.step(desk, unit, handoff)


def to_pass_on(unit: Unit, handoff_id: str, user_id: str) -> Handoff:
    """Return a handoff that this person may pass on.

    Raises:
        Refused: somebody else has it, or it is closed.
    """
    handoff = existing(unit, handoff_id)
    if handoff.state is HandoffState.CLAIMED:
        return held_by(unit, handoff_id, user_id)
    if not handoff.is_active:
        raise Refused("That request is closed. Reopen it first if it needs somebody again.")
    return handoff


def pass_on(
    desk: Desk, delivery: str, handoff_id: str, user_id: str, *, to: str, note: str, removed: int
) -> None:
    """Hand it to a named person, with a note for them; the ladder goes on if they do not take it.

    Whoever has it may pass it on, and anybody while nobody has it.

    Raises:
        Refused: somebody else has it, it is closed, or ``to`` cannot be paged.
    """
    with desk.handle(delivery) as unit:
        handoff = to_pass_on(unit, handoff_id, user_id)
        _refuse_unreachable(desk, unit, handoff, to)
        _note(desk, unit, handoff, user_id, note, removed)
        _page_one(desk, unit, handoff, user_id, to)


def _refuse_unreachable(desk: Desk, unit: Unit, handoff: Handoff, to: str) -> None:
    person = unit.practitioners.get(handoff.team_id, to)
    if person is None or not person.can_be_paged(desk.clock.now()):
        raise Refused(f"<@{to}> cannot be paged at the moment. Choose somebody else.")
    holders.refuse_requester(handoff, to)
    if to == handoff.claimed_by:
        raise Refused(f"<@{to}> has this one already.")


def _note(desk: Desk, unit: Unit, handoff: Handoff, user_id: str, note: str, removed: int) -> None:
    if not note:
        return
    now = desk.clock.now()
    words = Words(
        id=desk.ids.new(),
        team_id=handoff.team_id,
        handoff_id=handoff.id,
        side=Side.NOTE,
        author=user_id,
        text=note,
        removed=removed,
        created_at=now,
        updated_at=now,
    )
    unit.words.add(words)
    desk.send(unit, effects.across(handoff, words))


def _page_one(desk: Desk, unit: Unit, handoff: Handoff, user_id: str, to: str) -> None:
    now, policy = desk.clock.now(), escalation.policy_for(desk, handoff.urgency)
    wait = policy.steps[0].wait if handoff.urgency in PRESSING else timedelta(hours=1)
    had_it = handoff.state is HandoffState.CLAIMED
    handoff = unit.handoffs.save(
        replace(
            released(handoff, Reopening.PASSED if had_it else handoff.reopened),
            policy=policy,
            position=Position(),
            rung=handoff.rung + 1,
            paged=(to,),
            declined=tuple(each for each in handoff.declined if each != to),
            next_at=now + wait,
            parked_until=None,
            passed_by=user_id,
            passed_to=to,
        )
    )
    escalation.set_timer(unit, handoff)
    effects.call(desk, unit, handoff, to)
    request = unit.requests.find(handoff.request_id)
    if request and had_it:
        once = handoff.stamp
        desk.send(unit, notice(request, "passed", once=once, by=user_id, to=to))
    once = handoff.stamp
    desk.send(unit, effects.thread(handoff, "passed", once=once, by=user_id, to=to))
    escalation.tell(desk, unit, handoff, "handoff.pass", actor=user_id, to=to)


def left(desk: Desk, team_id: str, user_id: str) -> int:
    """Open at once whatever somebody had who has left or cannot be messaged any more.

    Returns:
        How many there were.
    """
    with desk.work.write() as unit:
        return free(desk, unit, team_id, user_id)


def free(desk: Desk, unit: Unit, team_id: str, user_id: str) -> int:
    """Do what ``left`` does, inside an open transaction; for somebody who falls ill too."""
    held = unit.handoffs.list_held_by(team_id, user_id)
    for handoff in held:
        reopen(desk, unit, handoff, Reopening.LEFT)
    for handoff in unit.handoffs.list_active():
        if (handoff.team_id, handoff.is_open) == (team_id, True) and user_id in handoff.paged:
            _without(desk, unit, handoff, user_id)
    return len(held)


def _without(desk: Desk, unit: Unit, handoff: Handoff, user_id: str) -> None:
    """Go on at once when whoever has left was the last who might have answered this step."""
    if set(handoff.paged) <= {user_id, *handoff.declined}:
        escalation.step(desk, unit, handoff)
