"""What is kept of a person or about a request, for somebody who has the right to see it."""

from typing import Any

from advicebot.errors import Refused
from advicebot.service.desk import Desk
from advicebot.service.ports import Unit

ABOUT = (
    "Everything that this advice line keeps, as it stands in its database. Texts were redacted "
    "before they were stored: [name] and the like stand where personal details were. Times are "
    "UTC. Counts in published digests name nobody and are not in here."
)


def export_person(desk: Desk, team_id: str, user_id: str, *, by: str) -> dict[str, Any]:
    """Return everything that is kept of a person, and write down that it was read.

    Raises:
        Refused: nothing is kept of them.
    """
    with desk.work.write() as unit:
        person = dict(unit.rights.all_about(team_id, user_id))
        ids = unit.rights.request_ids(team_id, user_id)
        if not ids and not any(person.values()):
            raise Refused(f"Nothing is kept of {user_id} in this workspace.")
        requests = [dict(unit.rights.all_of_request(each)) for each in ids]
        _write_down(desk, unit, team_id, user_id, by, requests=len(ids))
    return {"about": ABOUT, "person": person, "requests": requests}


def export_request(desk: Desk, team_id: str, request_id: str, *, by: str) -> dict[str, Any]:
    """Return everything that is kept about one request, and write down that it was read.

    Raises:
        Refused: there is no such request.
    """
    with desk.work.write() as unit:
        found = unit.requests.find(request_id)
        if found is None or found.team_id != team_id:
            raise Refused(f"There is no request {request_id} in this workspace.")
        rows = dict(unit.rights.all_of_request(request_id))
        _write_down(desk, unit, team_id, request_id, by, requests=1)
    return {"about": ABOUT, "requests": [rows]}


def _write_down(
    desk: Desk, unit: Unit, team_id: str, object_id: str, by: str, **counts: int
) -> None:
    unit.audit.add(
        desk.clock.now(), team_id, actor=by, action="export", object_id=object_id, **counts
    )
