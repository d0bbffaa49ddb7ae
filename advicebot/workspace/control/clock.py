"""The workspace's clock."""

import asyncio
from datetime import UTC, datetime, timedelta

from advicebot.workspace.control.asked import Asked, ControlError, ControlRoute
from advicebot.workspace.state import Json
from advicebot.workspace.workspace import Workspace

WAYS = ("seconds", "to", "step")


def clock_json(ws: Workspace) -> Json:
    """Return what the clock says and how far it stands from the machine's."""
    return {"now": ws.clock.now().isoformat(), "offset": ws.clock.offset.total_seconds()}


def read(asked: Asked) -> Json:
    """Return what the clock says."""
    return {"clock": clock_json(asked.ws)}


async def move(asked: Asked) -> Json:
    """Move the clock by seconds, to an instant, or by one of its steps."""
    given = [name for name in WAYS if asked.has(name)]
    if len(given) != 1:
        raise ControlError("missing", "The clock was not told where to go.", RULE)
    if given == ["step"]:
        asked.ws.clock.move(asked.needed("step"))
    else:
        asked.ws.clock.shift(_distance(asked))
    await tell(asked.ws)
    return {"clock": clock_json(asked.ws)}


async def tell(ws: Workspace) -> None:
    """Tell those who follow the clock where it stands: the configuration's listener, the pages."""
    if ws.config.on_clock is not None:
        await asyncio.to_thread(ws.config.on_clock, ws.clock.offset)
    for user in ws.live.watchers():
        ws.live.send(user, {"type": "clock", "clock": ws.clock.as_json()})


def _distance(asked: Asked) -> timedelta:
    """Return how far the clock is to go."""
    if asked.has("to"):
        return _instant(asked.needed("to")) - asked.ws.clock.now()
    try:
        return timedelta(seconds=float(asked.needed("seconds")))
    except (ValueError, OverflowError):
        message = f"seconds is {asked.given['seconds']!r}."
        raise ControlError("wrong_value", message, RULE) from None


RULE = "Give one of seconds (forward, or back when negative), to (ISO 8601) or step (its label)."


def _instant(given: str) -> datetime:
    try:
        found = datetime.fromisoformat(given)
    except ValueError:
        raise ControlError("wrong_value", f"to is {given!r}.", RULE) from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


ROUTES = (
    ControlRoute(method="GET", path="/control/clock", about="The workspace's present.", does=read),
    ControlRoute(
        method="POST",
        path="/control/clock",
        about="Move the clock.",
        takes='{"seconds": 3600} or {"to": "2026-11-24T09:00:00Z"} or {"step": "+1 day"}',
        keys=WAYS,
        does=move,
    ),
)
