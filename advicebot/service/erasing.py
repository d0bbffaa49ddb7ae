"""Rights of people: erase what is kept of them, hold it back from that, hand it over to them.

Erasing is at once and for good: rows, our own messages in Slack, and a tombstone by which a backup
that is restored loses the same again. The audit keeps who did what; it holds no words. Published
digests stay: they are counts in which nobody can be found.
"""

from hashlib import sha256

from advicebot.domain.handoff import Handoff
from advicebot.domain.outcomes.holds import Hold, of_person, of_request
from advicebot.domain.request import Request
from advicebot.errors import Refused
from advicebot.service import free_places, panel
from advicebot.service.desk import Desk
from advicebot.service.ports import Unit
from advicebot.service.retention import retract


def erase_person(desk: Desk, team_id: str, user_id: str, *, by: str) -> int:
    """Erase everything that is kept of a person; return how many requests that were.

    The words they wrote as a practitioner go too. Their place on the rota does not: Slack says who
    is in the on-call channel.

    Raises:
        Refused: somebody is helping them now, or it is on legal hold.
    """
    with desk.work.write() as unit:
        _refuse_held(unit.rights.held_by(team_id, user_id, None))
        _refuse_active(unit.handoffs.find_active_of(team_id, user_id))
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


def erase_again(desk: Desk, buried: frozenset[str]) -> int:
    """Erase what a restored copy brought back; return how many people and requests that were.

    ``buried`` are tombstones; see ``tombstone``.
    """
    with desk.work.write() as unit:
        found = unit.rights.everybody()
        people = [(t, u) for t, u in found.people if tombstone(t, of_person(u)) in buried]
        requests = [(t, r) for t, r in found.requests if tombstone(t, of_request(r)) in buried]
        requests += [(t, r) for t, u in people for r in unit.rights.request_ids(t, u)]
        for team_id, request_id in dict.fromkeys(requests):
            _erase(desk, unit, team_id, request_id)
        for team_id, user_id in people:
            unit.rights.remove_person(team_id, user_id)
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


def _existing(unit: Unit, team_id: str, request_id: str) -> Request | None:
    found = unit.requests.find(request_id)
    return found if found and found.team_id == team_id else None


def _erase(desk: Desk, unit: Unit, team_id: str, request_id: str) -> None:
    retract(desk, unit, team_id, unit.rights.posted(unit.rights.ids_about(request_id)))
    panel.words_gone(desk, unit, request_id, why="erased")
    freed = free_places.held_for(unit, request_id)
    unit.rights.remove(request_id)
    for each in freed:
        free_places.tell(desk, unit, each)


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


def _refuse_active(handoff: Handoff | None) -> None:
    if handoff:
        raise Refused(
            "A practitioner is being asked, or is helping, at this moment. Close that first; "
            "nothing was erased."
        )
