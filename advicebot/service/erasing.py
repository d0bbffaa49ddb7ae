"""Rights of people: erase what is kept of them, hold it back from that, hand it over to them.

Erasing is at once and for good: rows, our own messages in Slack, and a tombstone by which a backup
that is restored loses the same again. The audit keeps who did what; it holds no words. Published
digests stay: they are counts in which nobody can be found.
"""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from advicebot.domain.handoff import Handoff
from advicebot.domain.outcomes.holds import Hold, of_person, of_request
from advicebot.domain.request import Request
from advicebot.errors import Refused
from advicebot.service import carrying, forgetting, free_places, offers, panel, referral_effects
from advicebot.service.desk import Desk
from advicebot.service.ports import Unit
from advicebot.service.retention import retract


def erase_person(desk: Desk, team_id: str, user_id: str, *, by: str) -> int:
    """Erase everything that is kept of a person; return how many requests that were.

    The words they wrote as a practitioner go too. Their place on the rota does not: Slack says who
    is in the on-call channel.

    Raises:
        Refused: somebody is helping them now, they are asked to help somebody or do, something of
            theirs is being taken in, or it is on legal hold.
    """
    with desk.work.write() as unit:
        _refuse_held(unit.rights.held_by(team_id, user_id, None))
        _refuse_active(unit.handoffs.find_active_of(team_id, user_id))
        _refuse_called(unit, team_id, user_id)
        ids = unit.rights.request_ids(team_id, user_id)
        for request_id in ids:
            _erase(desk, unit, team_id, request_id)
        retract(desk, unit, team_id, unit.rights.posted_to(team_id, user_id))
        unit.rights.remove_person(team_id, user_id)
        _bury(desk, unit, team_id, of_person(user_id), by=by, requests=len(ids))
    return len(ids)


def erase_request(desk: Desk, team_id: str, request_id: str, *, by: str) -> None:
    """Erase one request with everything that hangs on it.

    Raises:
        Refused: there is none of this id, somebody is helping with it now, or it is on legal hold.
    """
    with desk.work.write() as unit:
        if _existing(unit, team_id, request_id) is None:
            raise Refused(f"There is no request {request_id} in this workspace.")
        _refuse_held(unit.rights.held_by(team_id, None, request_id))
        handoff = unit.handoffs.find_by_request(request_id)
        _refuse_active(handoff if handoff and handoff.is_active else None)
        _erase(desk, unit, team_id, request_id)
        _bury(desk, unit, team_id, of_request(request_id), by=by)


def erase_again(desk: Desk, buried: Mapping[str, datetime]) -> int:
    """Erase what a restored copy brought back; return how many people and requests that were.

    ``buried`` are tombstones, each with when it was erased last; see ``tombstone``. What was erased
    before the copy was made is gone from it: what it has of that person came later, and stays.
    """
    with desk.work.write() as unit:
        found, done = unit.rights.everybody(), unit.rights.list_tombstones()
        due = {stone for stone, at in buried.items() if stone not in done or done[stone] < at}
        people = [(t, u) for t, u in found.people if tombstone(t, of_person(u)) in due]
        requests = [(t, r) for t, r in found.requests if tombstone(t, of_request(r)) in due]
        requests += [(t, r) for t, u in people for r in unit.rights.request_ids(t, u)]
        for team_id, request_id in dict.fromkeys(requests):
            _erase(desk, unit, team_id, request_id)
        for team_id, user_id in people:
            unit.rights.remove_person(team_id, user_id)
        for stone, at in buried.items():
            unit.rights.add_tombstone(stone, "", at)
    return len(dict.fromkeys(requests)) + len(people)


def hold(desk: Desk, team_id: str, object_id: str, *, why: str, by: str) -> Hold:
    """Put a person or a request on legal hold: nothing of it is blanked, removed or erased."""
    made = Hold(
        id=desk.ids.new(),
        team_id=team_id,
        object=object_id,
        why=why,
        made_by=by,
        made_at=desk.clock.now(),
    )
    with desk.work.write() as unit:
        unit.rights.add_hold(made)
        _write_down(desk, unit, team_id, "hold.set", object_id, by=by)
    return made


def lift(desk: Desk, team_id: str, hold_id: str, *, by: str) -> None:
    """Lift a legal hold; what has become due meanwhile is done at the next round.

    Raises:
        Refused: there is no such hold, or it was lifted before.
    """
    with desk.work.write() as unit:
        if not unit.rights.lift_hold(hold_id, by=by, at=desk.clock.now()):
            raise Refused(f"There is no hold {hold_id} to lift. See: advicebot db hold list")
        _write_down(desk, unit, team_id, "hold.lift", hold_id, by=by)


def tombstone(team_id: str, object_id: str) -> str:
    """Return what stands for something erased: it names nobody, and finds the same again."""
    return sha256(f"{team_id}\0{object_id}".encode()).hexdigest()


def erased_before(stones: Mapping[str, datetime], team_id: str, user_id: str) -> float:
    """Return up to when what a person sent is erased, in seconds since 1970; 0 for never."""
    at = stones.get(tombstone(team_id, of_person(user_id)))
    return at.timestamp() if at else 0.0


def _existing(unit: Unit, team_id: str, request_id: str) -> Request | None:
    found = unit.requests.find(request_id)
    return found if found and found.team_id == team_id else None


def _erase(desk: Desk, unit: Unit, team_id: str, request_id: str) -> None:
    request = unit.requests.find(request_id)
    if request:
        forgetting.forget_in_thread(unit, request)
        for said in carrying.words_of(unit, request):
            carrying.blank(desk, unit, said)  # the talk stays while another request is in it
        _tell_providers(desk, unit, request_id)
    retract(desk, unit, team_id, unit.rights.posted(unit.rights.ids_about(request_id)))
    panel.words_gone(desk, unit, request_id, why="erased")
    freed = free_places.held_for(unit, request_id)
    unit.rights.remove(request_id)
    for each in freed:
        free_places.tell(desk, unit, each)


def _tell_providers(desk: Desk, unit: Unit, request_id: str) -> None:
    """Whoever expects a pupil must not lose the card without a word; this names nobody."""
    for each in unit.referrals.list_of_request(request_id):
        if not each.is_final:
            offer = offers.offer_of(desk, each.offer_id)
            recipient = referral_effects.place_of(unit, each, offer)
            desk.send(unit, referral_effects.erased(each, recipient))


def _bury(desk: Desk, unit: Unit, team_id: str, object_id: str, *, by: str, **counts: int) -> None:
    stone = tombstone(team_id, object_id)
    unit.rights.add_tombstone(stone, team_id, desk.clock.now())
    _write_down(desk, unit, team_id, "erase", stone, by=by, **counts)


def _write_down(
    desk: Desk, unit: Unit, team_id: str, action: str, object_id: str, *, by: str, **counts: int
) -> None:
    unit.audit.add(
        desk.clock.now(), team_id, actor=by, action=action, object_id=object_id, **counts
    )


def _refuse_held(holds: list[Hold]) -> None:
    if holds:
        named = ", ".join(f"{each.id} ({each.why})" for each in holds)
        raise Refused(f"This is on legal hold: {named}. Lift the hold first; nothing was erased.")


def _refuse_called(unit: Unit, team_id: str, user_id: str) -> None:
    """A page to them, or a message that nobody has read yet, would be lost with their rows."""
    active = [each for each in unit.handoffs.list_active() if each.team_id == team_id]
    if any(user_id in (each.paged if each.is_open else (each.claimed_by,)) for each in active):
        raise Refused(
            "They have somebody’s call for help, or are asked to take it, at this moment. Pass it "
            "on or close it first; nothing was erased."
        )
    if unit.rights.is_awaited(team_id, user_id):
        raise Refused(
            "Something that they wrote or pressed, or that names them, is being taken in at this "
            "moment. Try again in a minute; nothing was erased."
        )


def _refuse_active(handoff: Handoff | None) -> None:
    if handoff:
        raise Refused(
            "A practitioner is being asked, or is helping, at this moment. Close that first; "
            "nothing was erased."
        )
